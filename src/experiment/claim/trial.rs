//! Claims on trial: replications are added look by look until every claim of a family is decided or its budget spent.

use super::evidence::{Effects, Rows};
use super::sample::{self, Wanted};
use super::study::{Study, Variant};
use crate::experiment::runs::{Runner, Trouble};
use crate::stats::{Judged, Looks, Tests, Verdict, judge};

/// One claim, under one variant, on trial.
pub(super) struct Trial<'a> {
    pub(super) study: &'a Study,
    pub(super) variant: Variant,
    pub(super) looks: Looks,
    /// What was found up to now.
    pub(super) rows: Rows,
    /// Looks taken.
    pub(super) taken: usize,
    /// The tests at each look.
    at_looks: Vec<Tests>,
    /// Allowing for the looks.
    pub(super) sequential: Tests,
    pub(super) judged: Judged,
}

impl<'a> Trial<'a> {
    pub(super) fn new(study: &'a Study, variant: Variant, looks: Looks) -> Self {
        Self {
            study,
            variant,
            looks,
            rows: Vec::new(),
            taken: 0,
            at_looks: Vec::new(),
            sequential: Tests::UNDECIDED,
            judged: Judged {
                verdict: Verdict::Inconclusive,
                adjusted_p: 1.0,
            },
        }
    }

    /// Replications of each arm that the budget allows for.
    pub(super) fn budget(&self) -> u32 {
        self.looks.counts().last().copied().unwrap_or(0)
    }

    pub(super) fn effects(&self) -> Effects {
        Effects::new(&self.variant.arms, &self.study.claim.metric, &self.rows)
    }

    /// The runs that the next look needs.
    fn wanted(&self) -> Vec<Wanted<'_>> {
        let Some(&until) = self.looks.counts().get(self.taken) else {
            return Vec::new();
        };
        let arms = self.variant.arms.len();
        let replications = self.rows.len() as u32..until;
        let each = replications.flat_map(|replication| {
            (0..arms).map(move |arm| Wanted {
                study: self.study,
                variant: &self.variant,
                arm,
                replication,
            })
        });
        each.collect()
    }

    fn take(&mut self, rows: Rows) {
        self.rows.extend(rows);
        self.taken += 1;
        let tests = self.effects().tests(self.study, self.rows.len());
        self.at_looks.push(tests);
        self.sequential = Tests::sequential(&self.at_looks, &self.looks);
    }

    /// Whether more replications cannot change the verdict, at this error.
    fn is_decided(&self, error: f64) -> bool {
        match self.judged.verdict {
            Verdict::Supported | Verdict::Reversed => true,
            // It might still be reversed, unless that is excluded.
            Verdict::NotSupported => 2.0 * self.sequential.unharmed <= error,
            Verdict::Inconclusive => false,
        }
    }
}

/// Runs the trials of one family until all are decided at the family's error, or their budgets are spent. `family` counts the
/// claims that are not run, too.
pub(super) fn try_family(
    trials: &mut [&mut Trial<'_>],
    family: usize,
    error: f64,
    runner: &Runner<'_>,
) -> Result<(), Trouble> {
    loop {
        let open = |trial: &Trial<'_>| {
            !trial.is_decided(error) && trial.taken < trial.looks.counts().len()
        };
        let wanted: Vec<Vec<Wanted<'_>>> = trials
            .iter()
            .map(|trial| {
                if open(trial) {
                    trial.wanted()
                } else {
                    Vec::new()
                }
            })
            .collect();
        if wanted.iter().all(Vec::is_empty) {
            break;
        }
        let flat: Vec<Wanted<'_>> = wanted.iter().flatten().copied().collect();
        let mut samples = sample::run(runner, &flat)?.into_iter();
        let counts: Vec<usize> = wanted.iter().map(Vec::len).collect();
        drop((wanted, flat));
        for (trial, count) in trials.iter_mut().zip(counts) {
            if count == 0 {
                continue;
            }
            let arms = trial.variant.arms.len();
            let rows = (0..count / arms).map(|_| samples.by_ref().take(arms).collect());
            trial.take(rows.collect());
        }
        let tests: Vec<Tests> = trials.iter().map(|trial| trial.sequential).collect();
        for (trial, judged) in trials.iter_mut().zip(judge(&tests, family, error)) {
            trial.judged = judged;
        }
    }
    for trial in trials.iter() {
        let left = u64::from(trial.budget()) - trial.rows.len() as u64;
        let each = sample::cost(&trial.variant) * trial.variant.arms.len() as u64;
        runner.advance(left * each);
    }
    Ok(())
}
