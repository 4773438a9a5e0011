//! What has been run of a design: for every setting, the metrics of its first replications on one set of streams.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::planner::{Planner, Setting};
use crate::experiment::runs::{Runner, Trouble, cost};
use crate::experiment::subject::Subject;
use crate::random::Seed;
use crate::scenario::optimise::{Goal, GoalSide};
use crate::stats::Spread;

/// The metrics of one replication.
type Row = Vec<Option<f64>>;

/// Settings of a design on the same streams (common random numbers), each with as many replications as were asked for.
pub(super) struct Bank<'a> {
    /// What is planned.
    pub(super) planner: &'a Planner,
    /// The design.
    pub(super) design: &'a str,
    runner: &'a Runner<'a>,
    seed: Seed,
    known: BTreeMap<Setting, Vec<Row>>,
    runs: u64,
}

impl<'a> Bank<'a> {
    /// Nothing is run yet; the streams are those of a seed.
    pub(super) fn new(
        planner: &'a Planner,
        design: &'a str,
        seed: Seed,
        runner: &'a Runner<'a>,
    ) -> Self {
        Self {
            planner,
            design,
            runner,
            seed,
            known: BTreeMap::new(),
            runs: 0,
        }
    }

    /// The same design on other streams.
    pub(super) fn on(&self, seed: Seed) -> Self {
        Self::new(self.planner, self.design, seed, self.runner)
    }

    /// How many settings have been run.
    pub(super) fn tried(&self) -> usize {
        self.known.len()
    }

    /// How many replications have been run.
    pub(super) fn runs(&self) -> u64 {
        self.runs
    }

    /// All values of the variables that have been run.
    pub(super) fn points(&self) -> Vec<Vec<u32>> {
        let at = |setting: &Setting| match setting {
            Setting::At(point) => Some(point.clone()),
            Setting::Today => None,
        };
        self.known.keys().filter_map(at).collect()
    }

    /// How many replications of a setting there are.
    pub(super) fn count(&self, setting: &Setting) -> u32 {
        self.known.get(setting).map_or(0, |rows| rows.len() as u32)
    }

    /// Runs settings up to a number of replications, all in parallel.
    ///
    /// # Errors
    /// A mistake of ours, or that it was stopped.
    pub(super) fn run(&mut self, settings: &[Setting], n: u32) -> Result<(), Trouble> {
        let mut missing: Vec<&Setting> = Vec::new();
        for setting in settings {
            if self.count(setting) < n && !missing.contains(&setting) {
                missing.push(setting);
            }
        }
        let subjects: Vec<Option<Subject>> = missing
            .par_iter()
            .map(|setting| {
                let subject = self.planner.subject(self.design, setting);
                subject.ok().map(|subject| subject.reseeded(self.seed))
            })
            .collect();
        let mut wanted: Vec<(usize, u32)> = Vec::new();
        for (at, setting) in missing.iter().enumerate() {
            wanted.extend((self.count(setting)..n).map(|number| (at, number)));
        }
        let units = |(at, _): &(usize, u32)| subjects[*at].as_ref().map_or(0, cost);
        let one = |(at, number): &(usize, u32)| self.row(subjects[*at].as_ref(), *number);
        let rows = self.runner.each(&wanted, units, one)?;
        self.runs += rows.len() as u64;
        for ((at, _), row) in wanted.iter().zip(rows) {
            let setting = missing[*at].clone();
            self.known.entry(setting).or_default().push(row);
        }
        Ok(())
    }

    /// One replication. One that had too many open cases has no values, nor has a setting that makes no sound scenario, such as two
    /// shifts with nobody in either: each variable by itself was tried out before.
    fn row(&self, subject: Option<&Subject>, number: u32) -> Result<Row, Trouble> {
        let nothing = || vec![None; self.planner.metrics()];
        let Some(subject) = subject else {
            return Ok(nothing());
        };
        match self.runner.replication(subject, number) {
            Ok(sample) => Ok(sample.values),
            Err(Trouble::TooManyOpen { .. }) => Ok(nothing()),
            Err(trouble) => Err(trouble),
        }
    }

    /// The values of a metric, by replication; none when a replication has none, or there are no two.
    pub(super) fn spread(&self, setting: &Setting, metric: usize) -> Option<Spread> {
        let rows = self.known.get(setting)?;
        let values: Option<Vec<f64>> = rows.iter().map(|row| row[metric]).collect();
        Spread::of(&values?)
    }

    /// How far a setting is inside the bounds of all targets, by its means: the smallest share of a bound that is left; negative
    /// outside. Far outside when a replication has no value.
    pub(super) fn slack(&self, setting: &Setting) -> f64 {
        let each = self.goals().enumerate().map(|(at, goal)| {
            let Some(spread) = self.spread(setting, at) else {
                return f64::NEG_INFINITY;
            };
            let bound = goal.value();
            let inside = match goal.side {
                GoalSide::AtMost => bound - spread.mean,
                GoalSide::AtLeast => spread.mean - bound,
            };
            inside / if bound == 0.0 { 1.0 } else { bound.abs() }
        });
        each.fold(f64::INFINITY, f64::min)
    }

    /// The targets.
    pub(super) fn goals(&self) -> impl Iterator<Item = &'a Goal> + use<'a> {
        let targets = &self.planner.optimise.targets;
        targets.iter().map(|goal| &goal.item)
    }
}

/// Whether a target is kept, as far as is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// It is shown to be kept.
    Kept,
    /// Neither is shown.
    Open,
    /// It is shown to be broken.
    Broken,
}

/// What the true mean is at most (or at least, for a target that must be at least so much), with a chance of error.
pub(super) fn worst(goal: &Goal, spread: &Spread, n: usize, error: f64) -> Option<f64> {
    match goal.side {
        GoalSide::AtMost => spread.upper_of(n, error),
        GoalSide::AtLeast => spread.lower_of(n, error),
    }
}

/// Whether a value is on the right side of the bound of a target.
pub(super) fn is_inside(goal: &Goal, value: f64) -> bool {
    match goal.side {
        GoalSide::AtMost => value <= goal.value(),
        GoalSide::AtLeast => value >= goal.value(),
    }
}

/// What replications show of a target, each side with a chance of error. Where one of them has no value, such as a quantile of the
/// lead time that too many open cases have not reached, the target counts as broken.
pub(super) fn shown(goal: &Goal, spread: Option<&Spread>, error: f64) -> Shown {
    let Some(spread) = spread else {
        return Shown::Broken;
    };
    let best = match goal.side {
        GoalSide::AtMost => spread.lower(error),
        GoalSide::AtLeast => spread.upper(error),
    };
    let is_kept = worst(goal, spread, spread.n, error).is_some_and(|at| is_inside(goal, at));
    let is_broken = best.is_some_and(|at| !is_inside(goal, at));
    match (is_kept, is_broken) {
        (true, _) => Shown::Kept,
        (_, true) => Shown::Broken,
        _ => Shown::Open,
    }
}
