//! Foresight: exact limits, the effect, and its reversal.
