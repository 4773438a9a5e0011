//! Triage by algorithm: exact limits, the effect, and its reversal.
