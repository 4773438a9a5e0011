//! The plain queues of `scenarios/textbook` against the closed forms of queueing theory, and the exact invariants that
//! every run must keep.
//!
//! A comparison allows four standard errors of at least 30 independent replications, and says how small the standard
//! error must be for the test to mean anything (a share of the value). Nothing here is a tuned tolerance.

#[path = "support/textbook.rs"]
mod textbook;

#[path = "theory/exact.rs"]
mod exact;
#[path = "theory/invariants.rs"]
mod invariants;
#[path = "theory/networks.rs"]
mod networks;
#[path = "theory/priorities.rs"]
mod priorities;
#[path = "theory/single.rs"]
mod single;
#[path = "theory/varying.rs"]
mod varying;
