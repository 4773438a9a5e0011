//! What the runs of the arms of a claim say: effects by replication, their tests, and the guards.

use super::study::{Arm, Study};
use crate::experiment::runs::Sample;
use crate::experiment::subject::Meaning;
use crate::outcome::Better;
use crate::scenario::claim::{Across, Arms, ClaimedDirection, Margin, Target};
use crate::stats::{
    Confidence, Estimate, Paired, Side, Tests, binomial_p, paired, ratio_jackknife, t_interval,
};

/// Samples of a variant: by replication, and within it by arm.
pub(super) type Rows = Vec<Vec<Sample>>;

/// Effects of one claim by replication, in the claimed direction: less the smallest effect, and plus it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Effects {
    pub(super) over: Vec<f64>,
    pub(super) under: Vec<f64>,
    /// The weighted sums of the arms, in the unit of the metric: treatment minus baseline.
    pub(super) raw: Vec<f64>,
    /// Replications in which an arm has no value.
    pub(super) without: usize,
}

/// Whether a measure that must not suffer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is shown not to have got worse by more than is allowed.
    Kept,
    /// It is shown to have got worse by more than is allowed.
    Broken,
    /// Neither is shown.
    Open,
}

/// A guard and what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardFinding {
    /// Its name in the file.
    pub name: String,
    /// What it measures.
    pub meaning: Meaning,
    /// How much worse it may get.
    pub allow: Margin,
    /// The two arms; none when no replication has a value in both.
    pub paired: Option<Paired>,
    /// Whether it suffers.
    pub kept: Kept,
}

impl Effects {
    /// The effects of the arms with these weights.
    pub(super) fn new(arms: &[Arm], target: &Target, rows: &[Vec<Sample>]) -> Self {
        let sign = match target.direction {
            ClaimedDirection::Down => -1.0,
            ClaimedDirection::Up | ClaimedDirection::Either => 1.0,
        };
        let mut effects = Self {
            over: Vec::new(),
            under: Vec::new(),
            raw: Vec::new(),
            without: 0,
        };
        for row in rows {
            let weighted = arms.iter().zip(row).filter(|(arm, _)| arm.weight != 0.0);
            let sum: Option<f64> = weighted
                .map(|(arm, sample)| Some(arm.weight * sample.values[0]?))
                .sum();
            let base = arms.iter().position(|arm| arm.weight < 0.0);
            let base = base.and_then(|at| row[at].values[0]).unwrap_or(0.0);
            let Some(raw) = sum else {
                effects.without += 1;
                continue;
            };
            let smallest = amount(target.smallest.value, base);
            effects.raw.push(raw);
            effects.over.push(sign * raw - smallest);
            effects.under.push(sign * raw + smallest);
        }
        let is_censored = arms[0].subject.meanings()[0].measure.is_censored();
        if is_censored && effects.without > 0 {
            // The replications that are left would flatter an arm: nothing is said.
            effects.over.clear();
            effects.under.clear();
            effects.raw.clear();
        }
        effects
    }

    /// The tests on the first replications.
    pub(super) fn tests(&self, study: &Study, until: usize) -> Tests {
        let until = until.min(self.over.len());
        let (over, under) = (&self.over[..until], &self.under[..until]);
        match (study.claim.across, study.claim.metric.direction) {
            (Across::Members { share }, _) => {
                let positive = positive(over);
                let p = |of: f64, side| binomial_p(positive, until, of, side).unwrap_or(1.0);
                Tests {
                    above: p(share, Side::AtLeast),
                    below: p(share, Side::AtMost),
                    reversed: p(1.0 - share, Side::AtMost),
                    unharmed: p(1.0 - share, Side::AtLeast),
                }
            }
            (Across::Replications, ClaimedDirection::Either) => Tests::either(over, under),
            (Across::Replications, _) => Tests::directed(over, under),
        }
    }
}

/// How many lie above 0.
pub(super) fn positive(effects: &[f64]) -> usize {
    effects.iter().filter(|effect| **effect > 0.0).count()
}

/// A margin as an amount, given the value of the baseline.
fn amount(margin: Margin, base: f64) -> f64 {
    match margin {
        Margin::Relative(share) => share * base.abs(),
        Margin::Absolute { value, .. } => value,
    }
}

/// Values of a metric of one arm, by replication.
pub(super) fn values(rows: &[Vec<Sample>], arm: usize, metric: usize) -> Vec<Option<f64>> {
    rows.iter().map(|row| row[arm].values[metric]).collect()
}

/// The mean of a metric of one arm.
pub(super) fn estimate(
    rows: &[Vec<Sample>],
    arm: usize,
    metric: usize,
    confidence: Confidence,
) -> Option<Estimate> {
    let present: Vec<f64> = values(rows, arm, metric).into_iter().flatten().collect();
    t_interval(&present, confidence)
}

/// Values of a metric in both arms, where both have one.
fn pairs(rows: &[Vec<Sample>], metric: usize) -> (Vec<f64>, Vec<f64>) {
    let (base, other) = (values(rows, 0, metric), values(rows, 1, metric));
    let both = base.into_iter().zip(other).filter_map(|(a, b)| a.zip(b));
    both.unzip()
}

/// The relative change of the metric, as a ratio of means less 1; none where there are other arms than two.
pub(super) fn change(
    study: &Study,
    rows: &[Vec<Sample>],
    confidence: Confidence,
) -> Option<Estimate> {
    if !matches!(study.claim.arms, Arms::Two { .. }) {
        return None;
    }
    let (base, other) = pairs(rows, 0);
    let differences: Vec<f64> = base.iter().zip(&other).map(|(a, b)| b - a).collect();
    ratio_jackknife(&differences, &base, confidence)
}

/// Treatment and baseline in pairs; none where there are other arms than two.
pub(super) fn both(study: &Study, rows: &[Vec<Sample>], confidence: Confidence) -> Option<Paired> {
    if !matches!(study.claim.arms, Arms::Two { .. }) {
        return None;
    }
    let (base, other) = pairs(rows, 0);
    paired(&base, &other, confidence)
}

/// The guards of a claim, each with the plain paired interval.
pub(super) fn guards(
    study: &Study,
    meanings: &[Meaning],
    rows: &[Vec<Sample>],
    confidence: Confidence,
) -> Vec<GuardFinding> {
    let each = study.claim.guards.iter().enumerate().map(|(nth, guard)| {
        let meaning = meanings[nth + 1].clone();
        let (base, other) = match pairs(rows, nth + 1) {
            // As for the metric itself: those that are left would flatter an arm.
            (base, _) if meaning.measure.is_censored() && base.len() < rows.len() => {
                (Vec::new(), Vec::new())
            }
            both => both,
        };
        let worse = match (guard.item.worse, meaning.measure.better) {
            (Some(ClaimedDirection::Down), _) | (None, Better::Higher) => -1.0,
            _ => 1.0,
        };
        // How much worse than allowed.
        let excess = base
            .iter()
            .zip(&other)
            .map(|(base, other)| worse * (other - base) - amount(guard.item.allow.value, *base));
        let excess: Vec<f64> = excess.collect();
        let kept = match t_interval(&excess, confidence) {
            Some(found) if found.upper().is_some_and(|upper| upper <= 0.0) => Kept::Kept,
            Some(found) if found.lower().is_some_and(|lower| lower > 0.0) => Kept::Broken,
            _ => Kept::Open,
        };
        GuardFinding {
            name: guard.name.value.clone(),
            meaning,
            allow: guard.item.allow.value,
            paired: paired(&base, &other, confidence),
            kept,
        }
    });
    each.collect()
}
