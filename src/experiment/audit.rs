//! How often the statistics are right, on problems whose truth is known.
//!
//! The truth is planted in simulated organisations, or in numbers of a known law where only the arithmetic is in question;
//! then the ordinary procedure runs a thousand times on other seeds, and what it says is counted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use super::Progress;
use super::runs::Trouble;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::stats::{Confidence, Proportion, Side, binomial_p, clopper_pearson};

mod intervals;
mod plans;
mod planted;
mod selection;
mod sensitivity;
mod verdicts;
mod warm_up;

/// A share this unlikely under what is stated contradicts it.
const SURPRISE: f64 = 0.001;

/// What is audited: its name, and what does it.
pub struct Kind {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is about, in a line.
    pub about: &'static str,
    /// What does it.
    pub run: fn(&Trials<'_>) -> Result<Audit, Trouble>,
}

/// Everything that is audited.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "verdicts",
        about: "verdicts on claims whose truth is planted",
        run: verdicts::audit,
    },
    Kind {
        name: "selection",
        about: "choices among designs of which the best is planted",
        run: selection::audit,
    },
    Kind {
        name: "plan",
        about: "plans and capacities that theory knows",
        run: plans::audit,
    },
    Kind {
        name: "sensitivity",
        about: "indices of functions and of an organisation with known ones",
        run: sensitivity::audit,
    },
    Kind {
        name: "intervals",
        about: "coverage of intervals, also of quantiles, of differences and after stopping",
        run: intervals::audit,
    },
    Kind {
        name: "warm-up",
        about: "warm-up and growth of the backlog where they are planted",
        run: warm_up::audit,
    },
];

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// The name of its kind.
    pub what: &'static str,
    /// What it is about.
    pub title: String,
    /// How often, with which seed, and what else was set.
    pub setting: String,
    /// What was counted beside what is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// What is stated, and what was seen.
    pub statements: Vec<Statement>,
    /// What a reader must know to judge it.
    pub note: String,
}

/// Figures in rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows; each has one cell a column, the first of them a text.
    pub rows: Vec<Vec<Cell>>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A share, from 0 to 1.
    Share(f64),
    /// A number.
    Number(f64),
}

/// What is stated, and what was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// The truth that was planted.
    pub truth: String,
    /// What happened that is counted, or what was estimated.
    pub event: String,
    /// What is stated of it.
    pub stated: Bound,
    /// How often it was seen, or its estimate.
    pub seen: Seen,
    /// Whether what was seen is compatible with what is stated.
    pub holds: bool,
}

/// What is stated of a share or a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// It happens at most in this share; contradicted by a count less likely than one in a thousand.
    AtMost(f64),
    /// It happens at least in this share; contradicted by a count less likely than one in a thousand.
    AtLeast(f64),
    /// The share that is seen lies between these two.
    Between(f64, f64),
    /// The value is this; contradicted when it lies outside the interval of the estimate.
    Is(f64),
}

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// A share of the trials, with its exact interval.
    Share(Proportion),
    /// An estimate.
    Value {
        /// The estimate.
        value: f64,
        /// Lower end of its interval.
        lower: f64,
        /// Upper end of its interval.
        upper: f64,
        /// What it was estimated from.
        n: usize,
    },
}

impl Statement {
    /// What is stated of a share, and how often it was seen; none without trials, and for [`Bound::Is`].
    pub fn share(
        truth: &str,
        event: &str,
        stated: Bound,
        (count, trials): (usize, usize),
    ) -> Option<Self> {
        let seen = clopper_pearson(count, trials, Confidence::USUAL)?;
        let holds = match stated {
            Bound::AtMost(share) => binomial_p(count, trials, share, Side::AtLeast)? >= SURPRISE,
            Bound::AtLeast(share) => binomial_p(count, trials, share, Side::AtMost)? >= SURPRISE,
            Bound::Between(low, high) => (low..=high).contains(&seen.share),
            Bound::Is(_) => return None,
        };
        Some(Self {
            truth: truth.to_owned(),
            event: event.to_owned(),
            stated,
            seen: Seen::Share(seen),
            holds,
        })
    }

    /// A known value and its estimate from `n` values, with both ends of an interval.
    pub fn value(
        truth: &str,
        what: &str,
        known: f64,
        (value, lower, upper): (f64, f64, f64),
        n: usize,
    ) -> Self {
        Self {
            truth: truth.to_owned(),
            event: what.to_owned(),
            stated: Bound::Is(known),
            seen: Seen::Value {
                value,
                lower,
                upper,
                n,
            },
            holds: (lower..=upper).contains(&known),
        }
    }
}

impl Audit {
    /// Whether everything that is stated is compatible with what was seen.
    pub fn holds(&self) -> bool {
        self.statements.iter().all(|one| one.holds)
    }
}

/// How often an audit tries, and who is told.
pub struct Trials<'a> {
    /// Trials of each truth.
    pub count: u32,
    /// Seed of the audit.
    pub seed: u64,
    /// Set when the audit is to stop.
    pub stop: &'a AtomicBool,
    progress: &'a (dyn Progress + Sync),
    done: AtomicU64,
    total: AtomicU64,
}

impl<'a> Trials<'a> {
    /// So many trials with a seed.
    pub fn new(
        (count, seed): (u32, u64),
        progress: &'a (dyn Progress + Sync),
        stop: &'a AtomicBool,
    ) -> Self {
        Self {
            count,
            seed,
            stop,
            progress,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
        }
    }

    /// Says that so many more units of work are to come.
    pub fn expect(&self, units: u64) {
        self.total.fetch_add(units, Ordering::Relaxed);
    }

    /// What the random numbers of one truth start from; trial `t` gets its child `t`.
    pub fn key(&self, truth: u32) -> Key {
        Key::new(Seed(self.seed), Replication(truth)).purpose(Purpose::Test)
    }

    /// Tries so often, in parallel, each with a key of its own, and counts each as one unit of work done.
    ///
    /// # Errors
    /// The first that `run` gives; [`Trouble::Stopped`] when it was stopped.
    pub fn each<T: Send>(
        &self,
        root: Key,
        run: impl Fn(Key) -> Result<T, Trouble> + Sync,
    ) -> Result<Vec<T>, Trouble> {
        self.each_of(self.count, root, run)
    }

    /// The same another number of times.
    ///
    /// # Errors
    /// The first that `run` gives; [`Trouble::Stopped`] when it was stopped.
    pub fn each_of<T: Send>(
        &self,
        count: u32,
        root: Key,
        run: impl Fn(Key) -> Result<T, Trouble> + Sync,
    ) -> Result<Vec<T>, Trouble> {
        let one = |trial: u32| {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Trouble::Stopped);
            }
            let found = run(root.child(u64::from(trial)))?;
            self.advance(1);
            Ok(found)
        };
        (0..count).into_par_iter().map(one).collect()
    }

    /// Counts units of work as done.
    pub fn advance(&self, units: u64) {
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        let total = self.total.load(Ordering::Relaxed);
        self.progress.advanced(done, total.max(done));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_what_was_seen_contradicts_does_not_hold() {
        let at_most = Statement::share("", "", Bound::AtMost(0.025), (60, 1000));
        assert!(!at_most.expect("there are trials").holds);
        let at_least = Statement::share("", "", Bound::AtLeast(0.9), (850, 1000));
        assert!(!at_least.expect("there are trials").holds);
        let fine = Statement::share("", "", Bound::AtMost(0.025), (30, 1000));
        assert!(fine.expect("there are trials").holds);
    }

    #[test]
    fn coverage_holds_between_its_bounds_and_a_value_within_its_interval() {
        let coverage = |count| {
            let bound = Bound::Between(0.93, 0.97);
            Statement::share("", "", bound, (count, 1000)).is_some_and(|one| one.holds)
        };
        assert!(coverage(950) && !coverage(920) && !coverage(980));
        assert!(Statement::value("", "", 2.0, (1.9, 1.8, 2.1), 10).holds);
        assert!(!Statement::value("", "", 2.2, (1.9, 1.8, 2.1), 10).holds);
    }
}
