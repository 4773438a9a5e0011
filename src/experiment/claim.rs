//! Claims on trial: verdicts with the error stated, the boundary at which each verdict changes, and what part does the work.
//!
//! Every claim is a scenario with a table `[claim]`: two designs (or a weighted sum of several arms, or all combinations of
//! some factors), a metric, a direction, and the smallest effect of interest. Arms see the same matters, so effects are formed
//! inside each replication. Replications are added look by look; each verdict allows for the looks (error spending) and for
//! the other claims of its family (Holm), see [`crate::stats::verdict`]. The same claims, seed and effort give the same
//! findings on any number of threads, interrupted or not.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::diagnostic::Diagnostics;
use crate::experiment::Progress;
use crate::experiment::runs::{Runner, Sample, Trouble};
use crate::experiment::store::Store;
use crate::experiment::subject::Meaning;
use crate::outcome::Trend;
use crate::scenario::claim::{Across, Axis, Boundary, ClaimKind, Threshold};
use crate::stats::{
    Confidence, Estimate, Factorial, Looks, Paired, Proportion, Tests, Verdict, clopper_pearson,
    repeated_interval, t_interval,
};

pub mod boundary;
mod evidence;
mod sample;
mod study;
mod trial;

pub use boundary::{Crossing, Height};
pub use evidence::{GuardFinding, Kept};
pub use study::{Arm, Study, Variant};

use evidence::{Effects, Rows, both, change, estimate, guards, positive};
use sample::{Wanted, cost};
use trial::{Trial, try_family};

/// How much is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thoroughness {
    /// Enough for a first look.
    Quick,
    /// Enough to rely on.
    Full,
}

/// What is asked for besides verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Verdicts, and those in the failure regions.
    Verdicts,
    /// Boundaries and maps as well.
    Everything,
}

/// How claims are tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conduct {
    /// How much is run.
    pub thoroughness: Thoroughness,
    /// What is looked for.
    pub extent: Extent,
    /// The chance, strictly between 0 and 1, that any claim of a family is put on the wrong side of its smallest effect.
    pub error: f64,
}

/// What was found about one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The claim as it stands.
    pub main: Ruling,
    /// The claim in the region where it should fail.
    pub failure: Option<Ruling>,
    /// Where it ceases to hold, in file order.
    pub boundaries: Vec<BoundaryFinding>,
    /// The effect over two parameters.
    pub map: Option<MapFinding>,
    /// Which of the factors does the work.
    pub factors: Option<Factors>,
}

/// The verdict on one claim under one variant, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The verdict; none for what is true by the way it is counted.
    pub verdict: Option<Verdict>,
    /// Holm's adjusted sequential two-sided p-value of the decision for a side of the smallest effect.
    pub adjusted_p: f64,
    /// The sequential one-sided p-values.
    pub tests: Tests,
    /// Replications (or members) of each arm that were run.
    pub n: u32,
    /// Replications that the budget allowed for.
    pub budget: u32,
    /// Looks that were taken.
    pub looks: u32,
    /// Replications in which an arm had no value; they are left out.
    pub without: usize,
    /// What the metric means.
    pub meaning: Meaning,
    /// Arms in order, each with the mean of the metric and whether its backlog grew.
    pub arms: Vec<ArmFinding>,
    /// The effect, treatment less baseline or the weighted sum, with an interval that allows for the looks.
    pub effect: Option<Estimate>,
    /// The effect as a share of the baseline's mean, with an interval that allows for the looks; none for other arms than two.
    pub change: Option<Estimate>,
    /// Treatment and baseline in pairs, with plain intervals; none for other arms than two.
    pub paired: Option<Paired>,
    /// Across members: the share with the claimed effect, with its exact interval.
    pub share: Option<Proportion>,
    /// The guards in file order.
    pub guards: Vec<GuardFinding>,
    /// Combined hash of the matters of all replications.
    pub stream_hash: u64,
    /// Whether all arms saw the same matters.
    pub same_matters: bool,
}

/// What was found about one arm.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmFinding {
    /// Its name.
    pub name: String,
    /// Its weight in the effect.
    pub weight: f64,
    /// The metric.
    pub estimate: Option<Estimate>,
    /// How its backlog went, by replication.
    pub trends: Vec<Trend>,
}

/// Where a claim ceases to hold along one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundaryFinding {
    /// Its name in the file.
    pub name: String,
    /// The parameter.
    pub axis: Axis,
    /// The effect that was looked for.
    pub at: Threshold,
    /// Where it is.
    pub crossing: Crossing,
    /// Replications at every value.
    pub n: u32,
    /// The values that were looked at, as shares of the way, with the effect in the claimed direction less the threshold.
    pub seen: Vec<(f64, Height)>,
    /// The value that theory gives, and who says so.
    pub known: Option<(f64, String)>,
}

impl BoundaryFinding {
    /// Whether the interval holds the value that theory gives; none without such a value or without a crossing.
    pub fn holds_known(&self) -> Option<bool> {
        let (value, _) = self.known.as_ref()?;
        let Crossing::At { low, high, .. } = self.crossing else {
            return None;
        };
        let ends = [low.unwrap_or(0.0), high.unwrap_or(1.0)].map(|end| self.axis.number(end));
        Some(ends[0].min(ends[1]) <= *value && *value <= ends[0].max(ends[1]))
    }
}

/// The effect over two parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct MapFinding {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
    /// Replications at every point.
    pub n: u32,
    /// By row from the bottom, and within it from the left.
    pub cells: Vec<Vec<MapCell>>,
}

/// The effect at one point of a map. Nothing is corrected for the number of points: a map is to look at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapCell {
    /// The effect.
    pub effect: Option<Estimate>,
    /// What the point by itself would say.
    pub verdict: Verdict,
}

/// What each factor of a factorial brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// Names of the factors in order.
    pub names: Vec<String>,
    /// All factors less none.
    pub whole: Option<Estimate>,
    /// What they bring together beyond what each brings alone.
    pub synergy: Option<Estimate>,
    /// Every subset of factors, as a bit mask, with its main effect or interaction.
    pub effects: Vec<(usize, Option<Estimate>)>,
    /// Shapley value of each factor, and its share of the whole effect.
    pub shapley: Vec<(Option<Estimate>, Option<Estimate>)>,
}

/// Puts claims on trial. `families` gives for each the number of claims of its family, those that are not run among them.
///
/// # Errors
/// The first trouble; [`Trouble::Stopped`] when `stop` was set, after what is finished has been kept.
///
/// # Panics
/// When a family is said to be smaller than the claims of it that are run.
pub fn try_claims(
    studies: &[Study],
    families: impl Fn(&str) -> usize,
    conduct: Conduct,
    store: &Store,
    progress: &(dyn Progress + Sync),
    stop: &AtomicBool,
) -> Result<Vec<Finding>, Trouble> {
    let runner = Runner::new(store, progress, stop);
    let input = |study: &Study, wrong: Diagnostics| Trouble::Input(wrong, study.sources().clone());
    let mut main = Vec::new();
    let mut failing = Vec::new();
    for study in studies {
        let variant = study
            .variant(None, &[])
            .map_err(|wrong| input(study, wrong))?;
        main.push(Trial::new(study, variant, looks(study, conduct)));
        if let Some(failure) = &study.claim.failure {
            let variant = study.variant(Some(&failure.patch), &[]);
            let variant = variant.map_err(|wrong| input(study, wrong))?;
            failing.push(Trial::new(study, variant, looks(study, conduct)));
        }
    }
    let total = planned(&main, &failing, conduct);
    runner.plan(total);
    let mut findings = Vec::new();
    by_family(&mut main, &families, conduct, &runner)?;
    by_family(&mut failing, &families, conduct, &runner)?;
    let mut failing = failing.into_iter().peekable();
    for trial in &main {
        let failure = failing.next_if(|failing| std::ptr::eq(failing.study, trial.study));
        findings.push(Finding {
            main: ruling(trial),
            failure: failure.as_ref().map(ruling),
            boundaries: Vec::new(),
            map: None,
            factors: factors(trial),
        });
    }
    if conduct.extent == Extent::Everything {
        let more: Vec<Result<_, Trouble>> = main
            .par_iter()
            .map(|trial| {
                let study = trial.study;
                let all = study.claim.boundaries.par_iter().map(|boundary| {
                    boundary_of(
                        study,
                        &boundary.name.value,
                        &boundary.item,
                        conduct,
                        &runner,
                    )
                });
                let boundaries = all.collect::<Result<Vec<_>, _>>()?;
                Ok((boundaries, map_of(study, conduct, &runner)?))
            })
            .collect();
        for (finding, more) in findings.iter_mut().zip(more) {
            (finding.boundaries, finding.map) = more?;
        }
    }
    Ok(findings)
}

/// The verdict on one claim by itself, and the replications it took; nothing is kept.
pub(crate) fn planted_verdict(
    study: &Study,
    variant: Variant,
    looks: &Looks,
    error: f64,
    stop: &AtomicBool,
) -> Result<(Verdict, u32), Trouble> {
    let store = Store::forgetful();
    let runner = Runner::new(&store, &(), stop);
    let mut trial = Trial::new(study, variant, looks.clone());
    try_family(&mut [&mut trial], 1, error, &runner)?;
    Ok((trial.judged.verdict, trial.rows.len() as u32))
}

/// The effects of so many replications of one claim: less the smallest one, and plus it.
pub(crate) fn planted_effects(
    study: &Study,
    variant: &Variant,
    n: u32,
    stop: &AtomicBool,
) -> Result<[Vec<f64>; 2], Trouble> {
    let store = Store::forgetful();
    let runner = Runner::new(&store, &(), stop);
    let rows = sampled(study, std::slice::from_ref(variant), n, &runner)?;
    let effects = Effects::new(&variant.arms, &study.claim.metric, &rows[0]);
    Ok([effects.over, effects.under])
}

/// The looks at a claim.
fn looks(study: &Study, conduct: Conduct) -> Looks {
    let effort = &study.claim.effort;
    let counts = match conduct.thoroughness {
        Thoroughness::Quick => &effort.quick,
        Thoroughness::Full => &effort.full,
    };
    Looks::new(counts).expect("looks are read in rising order, from two on")
}

/// Replications at every value of a parameter.
fn at_each_value(study: &Study, conduct: Conduct) -> u32 {
    let counts = looks(study, conduct).counts().to_vec();
    let nth = match conduct.thoroughness {
        Thoroughness::Quick => 0,
        Thoroughness::Full => 1,
    };
    counts[nth.min(counts.len() - 1)]
}

/// Halvings between scanned values.
fn halvings(conduct: Conduct) -> u32 {
    match conduct.thoroughness {
        Thoroughness::Quick => 4,
        Thoroughness::Full => 7,
    }
}

/// The most values a bisection looks at: those scanned, and three searches of so many halvings.
fn values_at_most(conduct: Conduct) -> u64 {
    u64::from(boundary::SCANNED + 3 * (halvings(conduct) + 2))
}

/// Units of progress of all that is planned.
fn planned(main: &[Trial<'_>], failing: &[Trial<'_>], conduct: Conduct) -> u64 {
    let of = |trial: &Trial<'_>| cost(&trial.variant) * trial.variant.arms.len() as u64;
    let weighed = |trial: &Trial<'_>| {
        let arms = trial.variant.arms.iter().filter(|arm| arm.weight != 0.0);
        cost(&trial.variant) * arms.count() as u64
    };
    let trials: u64 = main
        .iter()
        .chain(failing)
        .map(|trial| of(trial) * u64::from(trial.budget()))
        .sum();
    let more = main.iter().map(|trial| {
        let claim = &trial.study.claim;
        let values = values_at_most(conduct) * claim.boundaries.len() as u64;
        let cells = claim
            .map
            .as_ref()
            .map_or(0, |map| map.x.steps * map.y.steps);
        let n = u64::from(at_each_value(trial.study, conduct));
        weighed(trial) * (values + u64::from(cells)) * n
    });
    match conduct.extent {
        Extent::Verdicts => trials,
        Extent::Everything => trials + more.sum::<u64>(),
    }
}

/// Tries claims family by family, those without a verdict as one of their own.
fn by_family<'s>(
    trials: &mut [Trial<'s>],
    families: &impl Fn(&str) -> usize,
    conduct: Conduct,
    runner: &Runner<'_>,
) -> Result<(), Trouble> {
    let name = |trial: &Trial<'_>| {
        let claim = &trial.study.claim;
        (claim.kind == ClaimKind::Claim).then(|| claim.family.clone())
    };
    let mut names: Vec<Option<String>> = trials.iter().map(name).collect();
    names.sort();
    names.dedup();
    for family in names {
        let own = trials.iter_mut().filter(|trial| name(trial) == family);
        let mut own: Vec<&mut Trial<'s>> = own.collect();
        let size = family.as_deref().map_or(own.len(), families);
        try_family(&mut own, size, conduct.error, runner)?;
    }
    Ok(())
}

fn confidence(study: &Study) -> Confidence {
    Confidence::new(study.confidence()).unwrap_or(Confidence::USUAL)
}

fn ruling(trial: &Trial<'_>) -> Ruling {
    let study = trial.study;
    let confidence = confidence(study);
    let effects = trial.effects();
    let meanings = study.meanings(&trial.variant);
    let rows = &trial.rows;
    let arms = trial.variant.arms.iter().enumerate().map(|(at, arm)| {
        let trends = rows.iter().filter_map(|row| row[at].trend);
        ArmFinding {
            name: arm.subject.name.clone(),
            weight: arm.weight,
            estimate: estimate(rows, at, 0, confidence),
            trends: trends.collect(),
        }
    });
    let looked = trial.taken.saturating_sub(1);
    let share = match study.claim.across {
        Across::Members { .. } => {
            let count = effects.over.len();
            clopper_pearson(positive(&effects.over), count, confidence)
        }
        Across::Replications => None,
    };
    let first = |row: &Vec<Sample>| row[0].stream_hash;
    Ruling {
        verdict: (study.claim.kind == ClaimKind::Claim).then_some(trial.judged.verdict),
        adjusted_p: trial.judged.adjusted_p,
        tests: trial.sequential,
        n: rows.len() as u32,
        budget: trial.budget(),
        looks: trial.taken as u32,
        without: effects.without,
        meaning: meanings[0].clone(),
        arms: arms.collect(),
        effect: repeated_interval(&effects.raw, looked, &trial.looks, confidence),
        change: change(study, rows, confidence)
            .map(|change| change.at_look(looked, &trial.looks, confidence)),
        paired: both(study, rows, confidence),
        share,
        guards: guards(study, &meanings, rows, confidence),
        stream_hash: rows.iter().map(first).fold(0, |hash, one| {
            (hash ^ one)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29)
        }),
        same_matters: rows.iter().all(|row| {
            row.iter()
                .all(|sample| sample.stream_hash == row[0].stream_hash)
        }),
    }
}

fn factors(trial: &Trial<'_>) -> Option<Factors> {
    let count = trial.study.factors()?;
    let confidence = confidence(trial.study);
    let responses = trial.rows.iter().filter_map(|row| {
        let values: Option<Vec<f64>> = row.iter().map(|sample| sample.values[0]).collect();
        values
    });
    let factorial = Factorial::new(count, responses.collect())?;
    let names = (0..count).map(|at| trial.variant.arms[1 << at].subject.name.clone());
    let subsets = 1..1_usize << count;
    Some(Factors {
        names: names.collect(),
        whole: factorial.whole(confidence),
        synergy: factorial.synergy(confidence),
        effects: subsets
            .map(|subset| (subset, factorial.effect(subset, confidence)))
            .collect(),
        shapley: (0..count)
            .map(|at| {
                (
                    factorial.shapley(at, confidence),
                    factorial.share(at, confidence),
                )
            })
            .collect(),
    })
}

/// The samples of several variants, the same replications of each.
fn sampled(
    study: &Study,
    variants: &[Variant],
    n: u32,
    runner: &Runner<'_>,
) -> Result<Vec<Rows>, Trouble> {
    let mut wanted = Vec::new();
    for variant in variants {
        for replication in 0..n {
            for arm in 0..variant.arms.len() {
                wanted.push(Wanted {
                    study,
                    variant,
                    arm,
                    replication,
                });
            }
        }
    }
    let mut samples = sample::run(runner, &wanted)?.into_iter();
    let rows = variants.iter().map(|variant| {
        let arms = variant.arms.len();
        (0..n)
            .map(|_| samples.by_ref().take(arms).collect())
            .collect()
    });
    Ok(rows.collect())
}

fn boundary_of(
    study: &Study,
    name: &str,
    boundary: &Boundary,
    conduct: Conduct,
    runner: &Runner<'_>,
) -> Result<BoundaryFinding, Trouble> {
    let n = at_each_value(study, conduct);
    let confidence = confidence(study);
    let mut spent = 0;
    let mut each = 0;
    let found = boundary::cross(halvings(conduct), |shares: &[f64]| {
        let variants = shares.iter().map(|share| {
            let variant = study.variant(boundary.patch.as_ref(), &[(&boundary.axis, *share)]);
            variant
                .map(Variant::weighed)
                .map_err(|wrong| Trouble::Input(wrong, study.sources().clone()))
        });
        let variants = variants.collect::<Result<Vec<_>, _>>()?;
        let rows = sampled(study, &variants, n, runner)?;
        spent += shares.len() as u64;
        each = cost(&variants[0]) * variants[0].arms.len() as u64 * u64::from(n);
        let heights = variants.iter().zip(&rows).map(|(variant, rows)| {
            let effects = Effects::new(&variant.arms, &study.claim.metric, rows);
            height(study, &effects, boundary.at, confidence)
        });
        Ok(heights.collect())
    });
    let (crossing, seen) = found?;
    runner.advance(values_at_most(conduct).saturating_sub(spent) * each);
    Ok(BoundaryFinding {
        name: name.to_owned(),
        axis: boundary.axis.clone(),
        at: boundary.at,
        crossing,
        n,
        seen,
        known: boundary.known.clone(),
    })
}

/// The effect in the claimed direction less the threshold. Without a value there is no effect.
fn height(study: &Study, effects: &Effects, at: Threshold, confidence: Confidence) -> Height {
    if let Across::Members { share } = study.claim.across {
        let count = effects.over.len();
        let found = clopper_pearson(positive(&effects.over), count, confidence);
        let to = match at {
            Threshold::Smallest => share,
            Threshold::Zero => 0.5,
        };
        let none = Height {
            mean: -to,
            low: -to,
            high: 1.0 - to,
        };
        return found.map_or(none, |found| Height {
            mean: found.share - to,
            low: found.lower - to,
            high: found.upper - to,
        });
    }
    let values: Vec<f64> = match at {
        Threshold::Smallest => effects.over.clone(),
        Threshold::Zero => {
            let middle = effects.over.iter().zip(&effects.under);
            middle.map(|(over, under)| (over + under) / 2.0).collect()
        }
    };
    let none = Height {
        mean: 0.0,
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };
    t_interval(&values, confidence).map_or(none, |found| Height {
        mean: found.mean,
        low: found.lower().unwrap_or(f64::NEG_INFINITY),
        high: found.upper().unwrap_or(f64::INFINITY),
    })
}

fn map_of(
    study: &Study,
    conduct: Conduct,
    runner: &Runner<'_>,
) -> Result<Option<MapFinding>, Trouble> {
    let Some(map) = &study.claim.map else {
        return Ok(None);
    };
    let n = at_each_value(study, conduct);
    let share = |nth: u32, axis: &Axis| f64::from(nth) / f64::from(axis.steps - 1);
    let points: Vec<(u32, u32)> = (0..map.y.steps)
        .flat_map(|y| (0..map.x.steps).map(move |x| (x, y)))
        .collect();
    let variants = points.par_iter().map(|&(x, y)| {
        let at = [(&map.x, share(x, &map.x)), (&map.y, share(y, &map.y))];
        let variant = study.variant(None, &at);
        variant
            .map(Variant::weighed)
            .map_err(|wrong| Trouble::Input(wrong, study.sources().clone()))
    });
    let variants = variants.collect::<Result<Vec<_>, _>>()?;
    let rows = sampled(study, &variants, n, runner)?;
    let confidence = confidence(study);
    let mut cells = variants.iter().zip(&rows).map(|(variant, rows)| {
        let effects = Effects::new(&variant.arms, &study.claim.metric, rows);
        let tests = effects.tests(study, effects.over.len());
        MapCell {
            effect: t_interval(&effects.raw, confidence),
            verdict: crate::stats::judge(&[tests], 1, conduct.error)[0].verdict,
        }
    });
    let cells = (0..map.y.steps).map(|_| cells.by_ref().take(map.x.steps as usize).collect());
    Ok(Some(MapFinding {
        x: map.x.clone(),
        y: map.y.clone(),
        n,
        cells: cells.collect(),
    }))
}
