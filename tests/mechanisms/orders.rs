//! Orders from superiors: exact limits, the effect, and its reversal.
