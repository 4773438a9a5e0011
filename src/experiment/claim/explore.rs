//! Where a verdict changes along a parameter, and over two of them.

use rayon::prelude::*;

use super::boundary::{self, Height};
use super::evidence::{Effects, Rows, positive};
use super::finding::{BoundaryFinding, MapCell, MapFinding};
use super::ruling::confidence;
use super::sample::{self, Wanted, cost};
use super::study::{Study, Variant};
use super::{Conduct, Thoroughness, looks};
use crate::experiment::runs::{Runner, Trouble};
use crate::scenario::axis::Axis;
use crate::scenario::claim::{Across, Boundary, Threshold};
use crate::stats::{Confidence, clopper_pearson, judge, t_interval};

/// Replications at every value of a parameter.
pub(super) fn at_each_value(study: &Study, conduct: Conduct) -> u32 {
    let counts = looks(study, conduct).counts().to_vec();
    let nth = match conduct.thoroughness {
        Thoroughness::Quick => 0,
        Thoroughness::Full => 1,
    };
    counts[nth.min(counts.len() - 1)]
}

/// Halvings between scanned values.
pub(super) fn halvings(conduct: Conduct) -> u32 {
    match conduct.thoroughness {
        Thoroughness::Quick => 4,
        Thoroughness::Full => 7,
    }
}

/// The most values a bisection looks at: those scanned, and three searches of so many halvings.
pub(super) fn values_at_most(conduct: Conduct) -> u64 {
    u64::from(boundary::SCANNED + 3 * (halvings(conduct) + 2))
}

/// The samples of several variants, the same replications of each.
pub(super) fn sampled(
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

pub(super) fn boundary_of(
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
pub(super) fn height(
    study: &Study,
    effects: &Effects,
    at: Threshold,
    confidence: Confidence,
) -> Height {
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

pub(super) fn map_of(
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
            verdict: judge(&[tests], 1, conduct.error)[0].verdict,
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
