//! What follows from what was found: what to measure first, and what can stay a guess.

use super::super::{Due, Found, Part, percent};
use super::{difference, interval, listed};
use crate::report::number::Scale;

/// A share that is not worth measuring for.
const NEGLIGIBLE: f64 = 0.05;
/// How often a factor must come first before it is said to without doubt.
const SURELY: f64 = 0.95;

/// What follows from it.
pub(super) fn said(found: &Found, scale: &Scale) -> Vec<String> {
    let Some(largest) = found.factors.first() else {
        return vec![
            "What the factors do cannot be told from chance here: its interval reaches 0. Ask for more `replications` or `points`, or \
             for wider ranges."
                .to_owned(),
        ];
    };
    let mut texts = Vec::new();
    match largest.part {
        Part::Shares { .. } => {
            texts.push(measure_first(found));
            texts.extend(found.joint.as_ref().map(|joint| {
                format!(
                    "Together: {}\u{a0}% of the variance belongs to no factor alone, but to several at once.",
                    interval(*joint, percent)
                )
            }));
        }
        Part::Effects { .. } => texts.extend(largest_effect(found, scale)),
    }
    texts.extend(negligible(found, scale));
    texts
}

/// The factor with the largest part alone: by that the variance falls when it is known.
fn measure_first(found: &Found) -> String {
    let first = |due: &Due| match due.part {
        Part::Shares { first, .. } => first,
        Part::Effects { size, .. } => size,
    };
    let by_first = found.factors.iter();
    let best = by_first.max_by(|a, b| first(a).value.total_cmp(&first(b).value));
    let best = best.expect("there is a factor");
    format!(
        "Measure first: `{}`. Were it known, the variance that the factors cause would fall by {}\u{a0}% on average. {}",
        best.factor,
        interval(first(best), percent),
        how_sure(best, found)
    )
}

/// How often a factor comes first, and which other does where that is in doubt.
fn how_sure(best: &Due, found: &Found) -> String {
    let share = percent(best.leads);
    if best.leads >= SURELY {
        return format!("It comes first in {share}\u{a0}% of draws of the rows.");
    }
    let others = found.factors.iter().filter(|due| due.factor != best.factor);
    let next = others.max_by(|a, b| a.leads.total_cmp(&b.leads));
    let next = next.map_or(String::new(), |next| {
        format!(", `{}` in {} %", next.factor, percent(next.leads))
    });
    format!(
        "It comes first in only {share}\u{a0}% of draws of the rows{next}: more rows would tell them apart."
    )
}

fn largest_effect(found: &Found, scale: &Scale) -> Vec<String> {
    let Some(best) = found.factors.first() else {
        return Vec::new();
    };
    let Part::Effects { size, .. } = best.part else {
        return Vec::new();
    };
    let mut texts = vec![format!(
        "Look at first: `{}`. Going through its range moves the figure by {} on average. {}",
        best.factor,
        difference(scale, size.value),
        how_sure(best, found)
    )];
    let curved = found.factors.iter().filter(|due| match due.part {
        Part::Effects { size, spread, .. } => {
            spread.lower > size.value.max(0.0) / 2.0 && size.lower > 0.0
        }
        Part::Shares { .. } => false,
    });
    let curved: Vec<&String> = curved.map(|due| &due.factor).collect();
    if !curved.is_empty() {
        texts.push(format!(
            "Not the same everywhere (curved, or dependent on others): {}. Shares of the variance with `--method sobol` tell more.",
            listed(curved.into_iter())
        ));
    }
    texts
}

/// The factors that can stay guesses: with a share surely below a twentieth, or an effect that surely is below a tenth of the largest.
fn negligible(found: &Found, scale: &Scale) -> Option<String> {
    let largest = found.factors.first()?.part.main().value;
    let (limit, what) = match found.factors.first()?.part {
        Part::Shares { .. } => (
            NEGLIGIBLE,
            format!(
                "a part in less than {}\u{a0}% of the variance",
                percent(NEGLIGIBLE)
            ),
        ),
        Part::Effects { .. } => (
            largest / 10.0,
            format!(
                "an effect below {}, a tenth of the largest",
                difference(scale, largest / 10.0)
            ),
        ),
    };
    let few = found
        .factors
        .iter()
        .filter(|due| due.part.main().upper < limit);
    let few: Vec<&String> = few.map(|due| &due.factor).collect();
    (!few.is_empty()).then(|| {
        format!(
            "Can stay guesses, with {what} even at the upper end of the interval: {}.",
            listed(few.into_iter())
        )
    })
}
