//! caseload: what happens to backlog, broken deadlines and the burden on staff when casework is organised differently.
//!
//! The same stream of matters is run through several designs of one organisation, and the differences are reported with
//! confidence intervals. Data goes one way:
//!
//! ```text
//! scenario text -> Scenario -> Model (dense ids, proven)        one per design; a design is a patch on the baseline
//! seed, replication -> Stream (matters, same for every design)  drawn or replayed, in windows, on any number of threads
//! Model + Stream -> Simulation -> Ledger -> Outcome             one replication of one design
//! Outcomes -> Results -> Comparison -> Report                   -> text | csv | json
//! ```
//!
//! # Code map, in order of dependence
//! - [`time`]: instants, spans, calendars and working-day deadlines, in integer ticks of a millisecond.
//! - [`id`]: dense ids and the vectors they index.
//! - [`fingerprint`]: a number that stands for a text.
//! - [`diagnostic`]: what is wrong with an input, where, and what to type; data, and its rendering.
//! - [`random`]: keyed draws; no draw depends on the order of use.
//! - [`stats`]: tallies, quantile sketches, intervals, warm-up, sequential tests and verdicts.
//! - [`theory`]: closed forms of queueing theory, as oracle and first guess.
//! - [`scenario`]: the file as typed, with the place of every value; designs as patches.
//! - [`model`]: one design, proven: nothing past it checks an input again. Static load check.
//! - [`stream`]: the matters of one replication, drawn or replayed before any design is applied.
//! - [`engine`]: desks, people, tasks and the events between them. Knows no mechanism by name. Organisations without any levers run
//!   in a plain loop of their own, with the same outcome.
//! - [`mechanism`]: what an organisation does with a case.
//! - [`outcome`]: one replication's results, a value for every measure.
//! - [`experiment`]: many replications of many designs, and their comparison; claims about them and their verdicts; the cheapest plan that
//!   keeps its targets, and how much demand designs can take.
//! - [`report`]: titled tables and figures with units; text, CSV, JSON, and of claims a page.
//! - [`explain`]: what the paper says, what of it is simulated, and where to see it.
//!
//! # Invariants
//! - The library never prints, exits, reads the clock or the environment; randomness comes from keys alone.
//! - Same scenario, seed and version give the same bytes on any number of threads: sums that cross threads are
//!   integers, and floating-point sums are made in the order of replications.
//! - A [`model::Model`] is right by construction; a wrong input is a [`diagnostic::Diagnostic`], our own mistake a panic.
//! - Open cases are counted: created + reopened = closed + open + abandoned + merged at every instant.
//!
//! # Words
//! Matter, case, category, source, stream, level, unit, department, desk, task, dispatch, authority, escalation,
//! linkage, hand-off, hop, deadline, breach, backlog, burden, design, replication: see the glossary in the README, which
//! uses each for one idea only. Lead time is from creation to closing; wait is time in queues; burden is all staff time
//! that is not first-time handling.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(rustdoc::broken_intra_doc_links)]

pub mod diagnostic;
pub mod engine;
pub mod experiment;
pub mod explain;
pub mod fingerprint;
pub mod id;
pub mod mechanism;
pub mod model;
pub mod outcome;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod stream;
pub mod theory;
pub mod time;
