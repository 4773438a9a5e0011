//! Reports and forms: exact limits, the effect, and its reversal.
