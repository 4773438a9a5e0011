//! How findings are put into words and numbers, the same in the text and on the page.

use super::{Claimed, Entry, Known, grows, label};
use crate::experiment::claim::{BoundaryFinding, Crossing, GuardFinding, Kept, Ruling};
use crate::report::number::Scale;
use crate::report::text::Look;
use crate::scenario::axis::Axis;
use crate::scenario::claim::{ClaimKind, ClaimedDirection, Margin, Threshold};
use crate::stats::{Estimate, Verdict};

mod factors;

pub(super) use factors::{FACTORS_NOTE, factor_rows};

/// How many claims there are.
pub(super) fn heading(claimed: &Claimed) -> String {
    match claimed.claims.len() {
        1 => "One claim on trial".to_owned(),
        count => format!("{count} claims on trial"),
    }
}

/// How many claims there are, and of several how many of each verdict.
pub(super) fn title(claimed: &Claimed) -> String {
    let verdicts: Vec<String> = Verdict::ALL
        .iter()
        .map(|verdict| format!("{} {}", claimed.count(*verdict), verdict.name()))
        .collect();
    match claimed.claims.len() {
        1 => heading(claimed),
        _ => format!("{}: {}", heading(claimed), verdicts.join(", ")),
    }
}

/// How much was run.
pub(super) fn setting(claimed: &Claimed) -> &'static str {
    match claimed.request.quick {
        true => "quick setting",
        false => "full setting",
    }
}

pub(super) fn verdict(entry: &Entry, verdict: Option<Verdict>) -> &'static str {
    match (entry.kind, verdict) {
        (ClaimKind::Accounting, _) => "accounting",
        (_, Some(verdict)) => verdict.name(),
        (_, None) => "",
    }
}

/// The scale that values of a ruling are shown in.
pub(super) fn scale(ruling: &Ruling) -> Scale {
    let arms = ruling.arms.iter().filter_map(|arm| arm.estimate);
    let largest = arms.map(|estimate| estimate.mean.abs()).fold(0.0, f64::max);
    ruling
        .meaning
        .unit
        .map_or(Scale::PLAIN, |unit| Scale::new(unit, largest))
}

/// An interval: `-25 % [-27, -23]`.
pub(super) fn with_interval(estimate: &Estimate, scale: &Scale) -> String {
    let unit = match scale.difference_unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    // One digit of the half-width is enough beside an interval.
    let decimals = scale.decimals(std::iter::once(estimate)).saturating_sub(1);
    let signed = |value: f64| scale.signed(value, decimals);
    match (estimate.lower(), estimate.upper()) {
        (Some(low), Some(high)) => format!(
            "{}{unit} [{}, {}]",
            signed(estimate.mean),
            signed(low),
            signed(high)
        ),
        _ => format!("{}{unit}", signed(estimate.mean)),
    }
}

/// A change as a share of the baseline.
pub(super) const CHANGE: Scale = Scale {
    unit: "%",
    difference_unit: "%",
    factor: 100.0,
    decimals: (0, 2),
};

/// The effect in the unit of its smallest one, with its interval.
pub(super) fn short_effect(entry: &Entry, ruling: &Ruling, look: &Look) -> String {
    if let Some(share) = ruling.share {
        return format!(
            "{:.0} % [{:.0}, {:.0}]",
            share.share * 100.0,
            share.lower * 100.0,
            share.upper * 100.0
        );
    }
    let found = match entry.smallest {
        Margin::Relative(_) => ruling.change.map(|change| with_interval(&change, &CHANGE)),
        Margin::Absolute { .. } => ruling
            .effect
            .map(|effect| with_interval(&effect, &scale(ruling))),
    };
    found.unwrap_or_else(|| look.none().to_owned())
}

/// Whether the verdict in the failure region is one of those that were expected; none without such a region.
pub(super) fn is_expected(entry: &Entry) -> Option<bool> {
    let (_, expect) = entry.failure.as_ref()?;
    let found = entry.finding.failure.as_ref()?.verdict?;
    Some(expect.contains(&found))
}

/// What the verdicts mean, each with regard to the one before.
pub(super) const MEANINGS: [(Verdict, &str); 4] = [
    (
        Verdict::Supported,
        "the effect is larger than the smallest of interest",
    ),
    (Verdict::NotSupported, "it is smaller"),
    (Verdict::Reversed, "it goes the other way by more than that"),
    (Verdict::Inconclusive, "the data allow both"),
];

/// How far verdicts can be trusted when a family may err with this chance.
pub(super) fn reading(error: f64) -> String {
    format!(
        "The chance that any verdict of a family puts a claim on the wrong side of its smallest effect is at most {}, looks and \
         the number of claims allowed for. Intervals allow for the looks, not for other claims. A verdict is about a mechanism \
         under the numbers of its file, never about a real place.",
        percent(error)
    )
}

pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A margin with its unit: `10 %`, `12 h`, `5 pp`.
pub(super) fn margin(margin: Margin, scale: &Scale) -> String {
    match margin {
        Margin::Relative(share) => percent(share),
        // A time of less than two days is read in hours.
        Margin::Absolute { value, .. } if scale.unit == "days" && value < 48.0 => {
            format!("{value} h")
        }
        Margin::Absolute { value, .. } => {
            let text = format!("{:.4}", value * scale.factor);
            let number = text.trim_end_matches('0').trim_end_matches('.');
            format!("{number} {}", scale.difference_unit)
                .trim_end()
                .to_owned()
        }
    }
}

pub(super) fn sentence(entry: &Entry) -> String {
    let ruling = &entry.finding.main;
    let name = label(&ruling.meaning);
    let smallest = margin(entry.smallest, &scale(ruling));
    let way = match entry.direction {
        ClaimedDirection::Down => "falls",
        ClaimedDirection::Up => "rises",
        ClaimedDirection::Either => "changes",
    };
    let by = match entry.smallest {
        Margin::Absolute { value: 0.0, .. } => String::new(),
        _ => format!(" by more than {smallest}"),
    };
    match entry.share {
        None if entry.finding.factors.is_some() => {
            format!("beyond the sum of what each factor brings alone, {name} {way}{by}")
        }
        None if !entry.is_pair => format!("the weighted sum of the arms' {name} {way}{by}"),
        Some(share) => format!(
            "{name} {way}{by} in more than {} of members",
            percent(share)
        ),
        None => format!("{name} {way}{by}"),
    }
}

/// The difference that a guard found, and how much worse it may be.
pub(super) fn guard_found(guard: &GuardFinding, look: &Look) -> (String, String) {
    let unit = guard.meaning.unit;
    let largest = guard
        .paired
        .map_or(0.0, |pair| pair.base.mean.abs().max(pair.other.mean.abs()));
    let scale = unit.map_or(Scale::PLAIN, |unit| Scale::new(unit, largest));
    let found = guard.paired.map_or(look.none().to_owned(), |pair| {
        with_interval(&pair.difference, &scale)
    });
    (found, margin(guard.allow, &scale))
}

/// Whether a guard suffers.
pub(super) fn kept(kept: Kept) -> &'static str {
    match kept {
        Kept::Kept => "kept",
        Kept::Broken => "BROKEN",
        Kept::Open => "open",
    }
}

/// What was simulated where theory gives a value, and whether its interval holds that.
pub(super) fn simulated(known: &Known, look: &Look) -> (String, &'static str) {
    let found = known.mean.zip(known.half_width);
    let found = found.map_or(look.none().to_owned(), |(mean, half)| {
        format!("{mean:.4}{}{half:.4}", look.plus_minus())
    });
    let held = match known.is_held() {
        Some(true) => "held",
        Some(false) => "NOT held",
        None => "without an interval",
    };
    (found, held)
}

/// How large the effect is, how sure that is, and after how much.
pub(super) fn evidence(entry: &Entry, ruling: &Ruling, look: &Look) -> String {
    let what = match ruling.share {
        Some(_) => "members",
        None => "replications",
    };
    let effect = ruling.effect.map_or(look.none().to_owned(), |effect| {
        with_interval(&effect, &scale(ruling))
    });
    let change = ruling.change.map_or(String::new(), |change| {
        format!(", {}", with_interval(&change, &CHANGE))
    });
    let share = ruling.share.map_or(String::new(), |_| {
        format!("{}; mean ", short_effect(entry, ruling, look))
    });
    let correlation = ruling.paired.and_then(|pair| pair.correlation);
    let correlation = correlation.map_or(String::new(), |found| {
        format!("; correlation of the arms {found:.2}")
    });
    let without = match ruling.without {
        0 => String::new(),
        some => format!("; {some} without a value, left out"),
    };
    let p = match entry.kind {
        ClaimKind::Claim => format!(
            "; adjusted p {} in the family `{}` of {}",
            p_text(ruling.adjusted_p),
            entry.family.0,
            entry.family.1
        ),
        ClaimKind::Accounting => "; true by the way it is counted, so no verdict".to_owned(),
    };
    format!(
        "{share}{effect}{change}; {} of {} {what} after {} look{}{correlation}{p}{without}{}",
        ruling.n,
        ruling.budget,
        ruling.looks,
        if ruling.looks == 1 { "" } else { "s" },
        growth_note(entry, ruling),
    )
}

pub(super) fn growth_note(entry: &Entry, ruling: &Ruling) -> String {
    let growing = grows(ruling, entry.confidence);
    match growing.as_slice() {
        [] => String::new(),
        some => format!(
            ". The backlog grows in {}: averages there depend on how long one looks",
            some.join(", ")
        ),
    }
}

fn p_text(p: f64) -> String {
    match p {
        p if p < 0.0001 => "< .0001".to_owned(),
        p => format!("{p:.4}"),
    }
}

/// The metric of each arm with its half-width and unit.
pub(super) fn arm_values(ruling: &Ruling, look: &Look) -> Vec<String> {
    let scale = scale(ruling);
    let estimates = ruling.arms.iter().filter_map(|arm| arm.estimate.as_ref());
    let decimals = scale.decimals(estimates);
    let unit = match scale.unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let shown = |estimate: &Option<Estimate>| match estimate {
        None => look.none().to_owned(),
        Some(found) => {
            let half = found.half_width.map_or(String::new(), |half| {
                format!("{}{}", look.plus_minus(), scale.fixed(half, decimals))
            });
            format!("{}{half}{unit}", scale.fixed(found.mean, decimals))
        }
    };
    let arms = ruling.arms.iter();
    arms.map(|arm| shown(&arm.estimate)).collect()
}

/// A value of an axis with its unit.
pub(super) fn axis_value(axis: &Axis, share: f64) -> String {
    let number = axis.number(share);
    let digits = (3 - number.abs().max(1e-12).log10().floor() as i32).clamp(0, 6) as usize;
    let text = format!("{number:.digits$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    format!("{text} {}", axis.unit()).trim_end().to_owned()
}

/// Where an effect ceases to be, after how much, and whether theory agrees.
pub(super) fn boundary_found(boundary: &BoundaryFinding) -> String {
    let what = match boundary.at {
        Threshold::Smallest => "the effect is the smallest of interest",
        Threshold::Zero => "there is no effect",
    };
    let found = crossing(boundary);
    let known = boundary
        .known
        .as_ref()
        .map_or(String::new(), |(value, source)| {
            let held = match boundary.holds_known() {
                Some(true) => "held",
                Some(false) => "NOT held",
                None => "not found",
            };
            format!("; theory {value} ({source}): {held}")
        });
    format!("{what} {found}, n = {}{known}", boundary.n)
}

/// Where a boundary lies, with its interval.
pub(super) fn crossing(boundary: &BoundaryFinding) -> String {
    let axis = &boundary.axis;
    let range = format!("{} to {}", axis_value(axis, 0.0), axis_value(axis, 1.0));
    match boundary.crossing {
        Crossing::AlwaysAbove => format!("nowhere from {range}: the effect is larger throughout"),
        Crossing::AlwaysBelow => format!("nowhere from {range}: the effect is smaller throughout"),
        Crossing::At {
            share,
            low,
            high,
            is_one_of_several,
        } => {
            let end = |share: Option<f64>, end: f64| match share {
                Some(share) => axis_value(axis, share),
                None => format!("{} or beyond", axis_value(axis, end)),
            };
            let (mut low, mut high) = (end(low, 0.0), end(high, 1.0));
            if axis.number(0.0) > axis.number(1.0) {
                std::mem::swap(&mut low, &mut high);
            }
            let more = if is_one_of_several {
                ", the first of several"
            } else {
                ""
            };
            format!("at {} [{low}, {high}]{more}", axis_value(axis, share))
        }
    }
}

/// The sign of a verdict on a map.
pub(super) fn sign(verdict: Verdict) -> char {
    match verdict {
        Verdict::Supported => '+',
        Verdict::NotSupported => 'o',
        Verdict::Inconclusive => '?',
        Verdict::Reversed => '-',
    }
}
