//! Summaries that can be merged, and statements about them that say how sure they are.
//!
//! [`Tally`], [`Sketch`] and [`Survival`] accumulate within a run in constant time an observation and bounded memory, and merging two
//! is the same as having seen both samples. [`t_interval`], [`paired`] and [`ratio_jackknife`] work across replications, which are
//! independent; cases within one run are not, so an interval from a run's own cases would be far too narrow. [`mser5`] finds the
//! part of a run that still remembers how it began.
//!
//! What cannot be answered is `None`: no mean of nothing, no variance of one.

pub mod interval;
pub mod proportion;
pub mod sketch;
pub mod survival;
pub mod tally;
pub mod warmup;

pub use interval::{Confidence, Estimate, Paired, paired, ratio_jackknife, t_interval};
pub use proportion::{Proportion, wilson};
pub use sketch::Sketch;
pub use survival::Survival;
pub use tally::Tally;
pub use warmup::{Warmup, mser5};
