//! How many replications each point needs for the half-widths that were asked for.

use super::{Found, Survey};
use crate::scenario::claim::Margin;
use crate::stats::{HalfWidth, replications_needed};

/// How many replications each point has when the next stage is over; as many as it has when it needs no more, or the budget
/// has none left. A budget that is too small is shared in proportion to what is needed.
pub(super) fn wanted(survey: &Survey, found: &[Found]) -> Vec<u32> {
    let designs = survey.designs.len() as u64;
    let have = |point: &Found| u64::from(point.n);
    let spent: u64 = found.iter().map(have).sum::<u64>() * designs;
    let left = survey.budget().saturating_sub(spent) / designs;
    let extra: Vec<u64> = found
        .iter()
        .map(|point| u64::from(needed(survey, point)).saturating_sub(have(point)))
        .collect();
    let total: u64 = extra.iter().sum();
    let granted = extra.iter().map(|extra| match total > left {
        true => (u128::from(*extra) * u128::from(left) / u128::from(total)) as u64,
        false => *extra,
    });
    let points = found.iter().zip(granted);
    points
        .map(|(point, granted)| point.n + granted as u32)
        .collect()
}

/// The half-width that is asked for.
pub(super) fn half_width(margin: Margin) -> HalfWidth {
    match margin {
        Margin::Relative(share) => HalfWidth::Relative(share),
        Margin::Absolute { value, .. } => HalfWidth::Absolute(value),
    }
}

/// The most that any metric of any design needs. A metric without a value in some replication needs no more: they would
/// not give it one.
fn needed(survey: &Survey, point: &Found) -> u32 {
    let (first, confidence) = (survey.first as usize, survey.confidence);
    let mut most = point.n;
    for (at, response) in survey.sweep.metrics.iter().enumerate() {
        let Some(margin) = response.item.half_width else {
            continue;
        };
        for design in 0..survey.designs.len() {
            let Some(values) = point.complete(design, at) else {
                continue;
            };
            let wanted = half_width(margin.value);
            let needed = replications_needed(&values, first, wanted, confidence);
            most = most.max(needed.unwrap_or(u32::MAX));
        }
    }
    most.min(survey.sweep.effort.most.max(survey.first))
}
