//! Data quality: exact limits, the effect, and its reversal.
