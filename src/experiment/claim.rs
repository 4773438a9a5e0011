//! Claims on trial: verdicts with the error stated, the boundary at which each verdict changes, and what part does the work.
//!
//! Every claim is a scenario with a table `[claim]`: two designs (or a weighted sum of several arms, or all combinations of
//! some factors), a metric, a direction, and the smallest effect of interest. Arms see the same matters, so effects are formed
//! inside each replication. Replications are added look by look; each verdict allows for the looks (error spending) and for
//! the other claims of its family (Holm), see [`crate::stats::verdict`]. The same claims, seed and effort give the same
//! findings on any number of threads, interrupted or not.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::experiment::Progress;
use crate::experiment::runs::{Runner, Trouble};
use crate::experiment::store::Store;
use crate::scenario::claim::ClaimKind;
use crate::scenario::document::Node;
use crate::stats::{Looks, Verdict};

pub mod boundary;
mod evidence;
mod explore;
mod finding;
mod ruling;
mod sample;
mod study;
mod trial;

pub use boundary::{Crossing, Height};
pub use evidence::{GuardFinding, Kept};
pub use finding::{ArmFinding, BoundaryFinding, Factors, Finding, MapCell, MapFinding, Ruling};
pub use study::{Arm, Study, Variant};

use evidence::Effects;
use explore::{at_each_value, boundary_of, map_of, sampled, values_at_most};
use ruling::{factors, ruling};
use sample::cost;
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
    let mut main = Vec::new();
    let mut failing = Vec::new();
    for study in studies {
        main.push(trial(study, None, conduct)?);
        if let Some(failure) = &study.claim.failure {
            failing.push(trial(study, Some(&failure.patch), conduct)?);
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
        explore(&main, &mut findings, conduct, &runner)?;
    }
    Ok(findings)
}

/// A claim under a patch, about to be tried.
fn trial<'s>(
    study: &'s Study,
    patch: Option<&Node>,
    conduct: Conduct,
) -> Result<Trial<'s>, Trouble> {
    let variant = study.variant(patch, &[]);
    let variant = variant.map_err(|wrong| Trouble::Input(wrong, study.sources().clone()))?;
    Ok(Trial::new(study, variant, looks(study, conduct)))
}

/// Looks for the boundaries of claims and draws their maps, side by side.
fn explore(
    trials: &[Trial<'_>],
    findings: &mut [Finding],
    conduct: Conduct,
    runner: &Runner<'_>,
) -> Result<(), Trouble> {
    let explored = trials.par_iter().map(|trial| {
        let study = trial.study;
        let each = study.claim.boundaries.par_iter();
        let boundaries = each.map(|boundary| {
            let name = &boundary.name.value;
            boundary_of(study, name, &boundary.item, conduct, runner)
        });
        let boundaries = boundaries.collect::<Result<Vec<_>, Trouble>>()?;
        Ok((boundaries, map_of(study, conduct, runner)?))
    });
    let explored: Vec<Result<_, Trouble>> = explored.collect();
    for (finding, explored) in findings.iter_mut().zip(explored) {
        (finding.boundaries, finding.map) = explored?;
    }
    Ok(())
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
