//! Line and block: exact limits, the effect, and its reversal.
