//! Summaries that can be merged, and statements about them that say how sure they are.
//!
//! [`Tally`], [`Sketch`] and [`Survival`] accumulate within a run in constant time an observation and bounded memory, and merging two
//! is the same as having seen both samples. [`t_interval`], [`paired`] and [`ratio_jackknife`] work across replications, which are
//! independent; cases within one run are not, so an interval from a run's own cases would be far too narrow. [`mser5`] finds the
//! part of a run that still remembers how it began, and [`welch()`] shows it. [`controlled`] takes the chance of something whose mean is
//! known out of an estimate.
//!
//! [`sequential_p`] and [`repeated_interval`] let one look at the replications before the last is run, [`holm`] lets
//! one test several hypotheses, both without a larger chance of a wrong finding. [`dunnett()`] is the critical value for many designs
//! held against one baseline. [`Factorial`] takes the effect of several changes
//! apart that were made alone and together. [`wilson`], [`clopper_pearson`] and [`binomial_p`] are for shares of independent trials.
//! [`replications_needed`] and [`two_stage_interval`] run until an interval is as narrow as was asked for. [`points`] has the
//! designs of experiments in the unit cube. [`judge`] turns one-sided tests of a family of claims into verdicts. [`selection`] chooses
//! the best of several designs with a stated probability of being right. [`sensitivity`] says what of a function's output is due to
//! which of its factors.
//!
//! [`Spread`] bounds a mean on one side, for constraints that are to hold truly and not in a sample.
//!
//! What cannot be answered is `None`: no mean of nothing, no variance of one.

pub mod bound;
pub mod control;
pub mod dunnett;
pub mod factorial;
pub mod interval;
pub mod multiple;
pub mod points;
pub mod precision;
pub mod proportion;
pub mod selection;
pub mod sensitivity;
pub mod sequential;
pub mod sketch;
pub mod survival;
pub mod tally;
pub mod verdict;
pub mod warmup;
pub mod welch;
pub mod whole;

pub use bound::Spread;
pub use control::{Controlled, controlled};
pub use dunnett::{Sides, dunnett};
pub use factorial::Factorial;
pub use interval::{Confidence, Estimate, Paired, paired, ratio_jackknife, t_interval};
pub use multiple::holm;
pub use precision::{HalfWidth, replications_needed, two_stage_interval};
pub use proportion::{Proportion, Side, binomial_p, clopper_pearson, wilson};
pub use sequential::{Looks, repeated_interval, sequential_p};
pub use sketch::Sketch;
pub use survival::Survival;
pub use tally::Tally;
pub use verdict::{Judged, Tests, Verdict, judge};
pub use warmup::{Warmup, mser, mser5};
pub use welch::{welch, welch_half};
pub use whole::WholeTally;
