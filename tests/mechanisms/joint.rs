//! Joint work: exact limits, the effect, and its reversal.
