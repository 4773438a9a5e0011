//! Time limits: exact limits, the effect, and its reversal.
