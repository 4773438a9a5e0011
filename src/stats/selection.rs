//! The best of several designs, chosen with a stated probability of being right.
//!
//! Better is smaller: negate what is to be large. A design may have to keep limits as well: means that must be at most so much.
//! Two means closer than the *indifference* are as good as each other, and a mean closer to a limit than the *tolerance* may be
//! taken to keep it or not. Observation `r` of every design comes from the same replication `r`, so that all comparisons are of
//! paired differences: what common random numbers take out of the variance of a difference, they take out of the cost.
//!
//! - [`Procedure::Kn`] (Kim & Nelson 2001) adds one replication at a time to every design that is left and drops a design as soon
//!   as another is ahead by more than noise explains. The variances of the differences are those of the first stage. For
//!   normal observations it picks the best with at least the stated probability when that is ahead of every other by at least the
//!   indifference, whatever the variances and correlations.
//! - [`Procedure::KnUpdating`] (KN++, Kim & Nelson 2006) estimates the variances anew with every replication and so stops
//!   earlier. Its probability is right in the limit of a small indifference only.
//! - [`Procedure::Ocba`] (optimal computing budget allocation, Chen, Lin, Yücesan & Chick 2000) gives the next replications to
//!   the designs that are hardest to tell from the one that looks best. The customary rule to stop, when the chances of all errors add
//!   up to little with the data so far taken for the truth, errs more often than it says, being asked again and again. Here it stops when
//!   bounds that hold at all numbers of replications at once (Lai 1976) rule out that another is better by more than the
//!   indifference. For normal observations that is a guarantee, of a choice that is at most the indifference from the best.
//!
//! Limits are checked by the same sequential test as pairs are (Andradóttir & Kim 2010), at the same time. With `k` designs and `s`
//! limits the test of a pair or of a limit gets an error of alpha / (k - 1 + s): the best that keeps the limits must pass `s` tests,
//! and every other design must fail one, be it a limit that it breaks or its comparison with the best (Bonferroni).

use super::Confidence;

mod allocation;
mod sequential;
#[cfg(test)]
mod tests;

/// How the best is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Procedure {
    /// KN: fully sequential, with the variances of the first stage.
    Kn,
    /// KN++: fully sequential, with variances that are updated.
    KnUpdating,
    /// OCBA: replications where they tell most, until the estimated chance of an error is small.
    Ocba,
}

/// A limit that the mean of one kind of observation must keep from above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The mean must be at most this.
    pub at_most: f64,
    /// How close to it either answer is right; above 0.
    pub tolerance: f64,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// How it is chosen.
    pub procedure: Procedure,
    /// The probability that the choice is right; above a half.
    pub confidence: Confidence,
    /// How far apart two means must be to matter; above 0.
    pub indifference: f64,
    /// Replications of each design before the first decision, at least 2.
    pub first_stage: u32,
    /// The most replications of all designs together that may be used.
    pub budget: u64,
    /// Limits on the other kinds of observation, in order.
    pub limits: Vec<Limit>,
}

/// What was chosen, and what became of each design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What was chosen.
    pub choice: Choice,
    /// What became of each design, in order.
    pub designs: Vec<Track>,
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This design, by its place.
    Best(usize),
    /// None: each breaks a limit.
    NoneFeasible,
    /// Nothing: the budget ran out before. Those still contending are said to be so.
    Undecided,
}

/// What became of one design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Replications that were used.
    pub n: u32,
    /// How it ended.
    pub fate: Fate,
    /// Whether it was found to keep each limit, in order; none where that was left open.
    pub keeps: Vec<Option<bool>>,
}

/// How a design ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was chosen, or is still in the running.
    Contending,
    /// Another was found to be better.
    Beaten {
        /// The place of that one.
        by: usize,
    },
    /// It was found to break a limit.
    Infeasible {
        /// The place of the limit.
        limit: usize,
    },
}

impl Rules {
    /// The chance of an error that each test of a pair or of a limit is allowed, with so many designs.
    pub fn error_each(&self, designs: usize) -> f64 {
        let tests = designs.saturating_sub(1) + self.limits.len();
        (1.0 - self.confidence.level()) / tests.max(1) as f64
    }
}

impl Selection {
    /// Replications of all designs together.
    pub fn replications(&self) -> u64 {
        self.designs.iter().map(|one| u64::from(one.n)).sum()
    }

    /// Replications had every design got as many as the one that got most.
    pub fn equal_allocation(&self) -> u64 {
        let most = self.designs.iter().map(|one| one.n).max();
        u64::from(most.unwrap_or(0)) * self.designs.len() as u64
    }

    /// The places of the designs that are still in the running; the chosen one among them.
    pub fn contending(&self) -> impl Iterator<Item = usize> {
        let each = self.designs.iter().enumerate();
        each.filter(|(_, one)| one.fate == Fate::Contending)
            .map(|(at, _)| at)
    }
}

/// Chooses the best of so many designs.
///
/// `supply` is asked for replications of designs, as pairs of a place and a number from 0 on, and answers in order with
/// the observations: first the one by which the best is chosen, behind it those with limits. It is asked for each pair once, and for up
/// to `ahead` (at least 1) replications of a design together; how many makes no difference to what is chosen, but some of a
/// design may turn out not to be needed. Of designs that do exactly the same the first is chosen. Nothing is run, and nothing decided, when the budget does not cover the first stage.
///
/// # Errors
/// The first that `supply` gives.
///
/// # Panics
/// When the rules are not as they are said to be, there is no design, or `supply` gives too few observations.
pub fn select<E>(
    rules: &Rules,
    designs: usize,
    ahead: u32,
    supply: impl FnMut(&[(usize, u32)]) -> Result<Vec<Vec<f64>>, E>,
) -> Result<Selection, E> {
    assert!(designs > 0, "there is something to choose from");
    assert!(rules.first_stage >= 2, "a variance takes two replications");
    assert!(
        rules.confidence.level() > 0.5 && rules.indifference > 0.0,
        "the confidence is above a half and the indifference above 0"
    );
    assert!(
        rules.limits.iter().all(|limit| limit.tolerance > 0.0),
        "tolerances are above 0"
    );
    let mut data = Data {
        values: vec![Vec::new(); designs],
        ahead: ahead.max(1),
        supply,
    };
    if u64::from(rules.first_stage) * designs as u64 > rules.budget {
        let none = Track {
            n: 0,
            fate: Fate::Contending,
            keeps: vec![None; rules.limits.len()],
        };
        return Ok(Selection {
            choice: Choice::Undecided,
            designs: vec![none; designs],
        });
    }
    match rules.procedure {
        Procedure::Kn | Procedure::KnUpdating => sequential::select(rules, &mut data),
        Procedure::Ocba => allocation::select(rules, &mut data),
    }
}

/// Observations as far as they are known, by design and replication, and what supplies more.
struct Data<F> {
    values: Vec<Vec<Vec<f64>>>,
    ahead: u32,
    supply: F,
}

impl<F> Data<F> {
    /// Sees to it that some designs have at least so many replications each.
    fn ensure<E>(&mut self, wanted: &[(usize, u32)]) -> Result<(), E>
    where
        F: FnMut(&[(usize, u32)]) -> Result<Vec<Vec<f64>>, E>,
    {
        let missing = wanted.iter().flat_map(|&(design, count)| {
            let known = self.values[design].len() as u32;
            (known..count).map(move |number| (design, number))
        });
        let missing: Vec<(usize, u32)> = missing.collect();
        if missing.is_empty() {
            return Ok(());
        }
        let found = (self.supply)(&missing)?;
        assert_eq!(found.len(), missing.len(), "what was asked for is given");
        for ((design, _), values) in missing.into_iter().zip(found) {
            self.values[design].push(values);
        }
        Ok(())
    }
}
