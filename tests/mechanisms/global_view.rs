//! Global view: exact limits, the effect, and its reversal.
