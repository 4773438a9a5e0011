//! Verdicts for machines: CSV and JSON.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::wording::{axis_value, is_expected};
use super::{Claimed, Entry, grows, label};
use crate::experiment::claim::{
    BoundaryFinding, Crossing, Factors, GuardFinding, Kept, MapFinding, Ruling,
};
use crate::report::unit_name;
use crate::scenario::axis::Axis;
use crate::scenario::claim::{ClaimKind, ClaimedDirection, Margin, Threshold};
use crate::stats::Verdict;

/// The columns of the CSV.
pub const COLUMNS: [&str; 26] = [
    "claim",
    "region",
    "family",
    "kind",
    "verdict",
    "expected",
    "measure",
    "unit",
    "direction",
    "smallest",
    "smallest_is_relative",
    "n",
    "budget",
    "looks",
    "effect_mean",
    "effect_low",
    "effect_high",
    "change_mean",
    "change_half_width",
    "adjusted_p",
    "guards_broken",
    "guards_open",
    "boundary",
    "boundary_at",
    "boundary_low",
    "boundary_high",
];

/// Writes one row a claim and region.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(claimed: &Claimed, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    for entry in &claimed.claims {
        writer.write_record(row(entry, "claimed", &entry.finding.main))?;
        if let Some(failure) = &entry.finding.failure {
            writer.write_record(row(entry, "failure", failure))?;
        }
    }
    Ok(writer.flush()?)
}

fn row(entry: &Entry, region: &str, ruling: &Ruling) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let is_claimed = region == "claimed";
    let expected = match (&entry.failure, is_claimed) {
        (Some((_, expect)), false) => names(expect).join("+"),
        _ => String::new(),
    };
    let guards = |kept: Kept| {
        let some = ruling.guards.iter().filter(|guard| guard.kept == kept);
        some.map(|guard| guard.name.as_str())
            .collect::<Vec<_>>()
            .join("+")
    };
    let (smallest, is_relative) = amount(entry.smallest);
    let boundary = entry.finding.boundaries.first().filter(|_| is_claimed);
    let (at, low, high) = boundary.map_or((None, None, None), ends);
    let effect = ruling.effect;
    vec![
        entry.id.clone(),
        region.to_owned(),
        entry.family.0.clone(),
        kind(entry.kind).to_owned(),
        ruling.verdict.map_or("", Verdict::name).to_owned(),
        expected,
        ruling.meaning.measure.name.to_owned(),
        ruling.meaning.unit.map_or("", unit_name).to_owned(),
        direction(entry.direction).to_owned(),
        smallest.to_string(),
        is_relative.to_string(),
        ruling.n.to_string(),
        ruling.budget.to_string(),
        ruling.looks.to_string(),
        number(effect.map(|one| one.mean)),
        number(effect.and_then(|one| one.lower())),
        number(effect.and_then(|one| one.upper())),
        number(ruling.change.map(|one| one.mean)),
        number(ruling.change.and_then(|one| one.half_width)),
        ruling.adjusted_p.to_string(),
        guards(Kept::Broken),
        guards(Kept::Open),
        boundary.map_or(String::new(), |found| found.axis.label.clone()),
        number(at),
        number(low),
        number(high),
    ]
}

fn names(verdicts: &[Verdict]) -> Vec<&'static str> {
    verdicts.iter().map(|verdict| verdict.name()).collect()
}

fn kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Claim => "claim",
        ClaimKind::Accounting => "accounting",
    }
}

fn direction(direction: ClaimedDirection) -> &'static str {
    match direction {
        ClaimedDirection::Down => "down",
        ClaimedDirection::Up => "up",
        ClaimedDirection::Either => "either",
    }
}

fn amount(margin: Margin) -> (f64, bool) {
    match margin {
        Margin::Relative(share) => (share, true),
        Margin::Absolute { value, .. } => (value, false),
    }
}

/// The value at which a boundary lies, and the ends of its interval, in the unit of its axis.
fn ends(boundary: &BoundaryFinding) -> (Option<f64>, Option<f64>, Option<f64>) {
    match boundary.crossing {
        Crossing::At {
            share, low, high, ..
        } => {
            let number = |share: f64| boundary.axis.number(share);
            let (low, high) = (low.map(number), high.map(number));
            match boundary.axis.number(0.0) > boundary.axis.number(1.0) {
                true => (Some(number(share)), high, low),
                false => (Some(number(share)), low, high),
            }
        }
        _ => (None, None, None),
    }
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(claimed: &Claimed, mut to: impl Write) -> std::io::Result<()> {
    let claims: Vec<Json> = claimed.claims.iter().map(entry).collect();
    let whole = json!({
        "version": claimed.version,
        "error": claimed.error,
        "request": claimed.request,
        "fingerprint": claimed.fingerprint.to_hex(),
        "claims": claims,
    });
    serde_json::to_writer_pretty(&mut to, &whole)?;
    to.write_all(b"\n")
}

fn entry(entry: &Entry) -> Json {
    let (smallest, is_relative) = amount(entry.smallest);
    let finding = &entry.finding;
    json!({
        "claim": entry.id,
        "says": entry.says,
        "paper": entry.paper,
        "items": entry.items,
        "family": { "name": entry.family.0, "claims": entry.family.1 },
        "kind": kind(entry.kind),
        "file": entry.file,
        "fingerprint": entry.fingerprint.to_hex(),
        "seed": entry.seed,
        "direction": direction(entry.direction),
        "smallest": { "value": smallest, "is_relative": is_relative },
        "share_of_members": entry.share,
        "claimed": ruling(entry, &finding.main),
        "failure": finding.failure.as_ref().map(|failure| json!({
            "because": entry.failure.as_ref().map(|(because, _)| because),
            "expected": entry.failure.as_ref().map(|(_, expect)| names(expect)),
            "is_as_expected": is_expected(entry),
            "found": ruling(entry, failure),
        })),
        "known": entry.known.iter().map(|known| json!({
            "what": known.what,
            "value": known.value,
            "mean": known.mean,
            "half_width": known.half_width,
            "is_held": known.is_held(),
            "source": known.source,
        })).collect::<Vec<_>>(),
        "boundaries": finding.boundaries.iter().map(boundary).collect::<Vec<_>>(),
        "map": finding.map.as_ref().map(map),
        "factors": finding.factors.as_ref().map(factors),
    })
}

fn ruling(entry: &Entry, ruling: &Ruling) -> Json {
    json!({
        "verdict": ruling.verdict.map(Verdict::name),
        "adjusted_p": ruling.adjusted_p,
        "tests": ruling.tests,
        "n": ruling.n,
        "budget": ruling.budget,
        "looks": ruling.looks,
        "without_value": ruling.without,
        "metric": label(&ruling.meaning),
        "measure": ruling.meaning.measure,
        "unit": ruling.meaning.unit.map(unit_name),
        "arms": ruling.arms.iter().map(|arm| json!({
            "name": arm.name,
            "weight": arm.weight,
            "estimate": arm.estimate,
        })).collect::<Vec<_>>(),
        "effect": ruling.effect,
        "change": ruling.change,
        "paired": ruling.paired,
        "share": ruling.share,
        "guards": ruling.guards.iter().map(guard).collect::<Vec<_>>(),
        "backlog_grows_in": grows(ruling, entry.confidence),
        "stream_hash": format!("{:016x}", ruling.stream_hash),
        "same_matters": ruling.same_matters,
    })
}

fn guard(guard: &GuardFinding) -> Json {
    let (allow, is_relative) = amount(guard.allow);
    json!({
        "name": guard.name,
        "metric": label(&guard.meaning),
        "unit": guard.meaning.unit.map(unit_name),
        "allow": { "value": allow, "is_relative": is_relative },
        "found": match guard.kept {
            Kept::Kept => "kept",
            Kept::Broken => "broken",
            Kept::Open => "open",
        },
        "paired": guard.paired,
    })
}

fn axis(axis: &Axis) -> Json {
    json!({
        "label": axis.label,
        "paths": axis.paths.iter().map(|path| &path.value).collect::<Vec<_>>(),
        "from": axis_value(axis, 0.0),
        "to": axis_value(axis, 1.0),
        "unit": axis.unit(),
    })
}

fn boundary(found: &BoundaryFinding) -> Json {
    let (at, low, high) = ends(found);
    json!({
        "name": found.name,
        "axis": axis(&found.axis),
        "threshold": match found.at {
            Threshold::Smallest => "smallest",
            Threshold::Zero => "zero",
        },
        "found": match found.crossing {
            Crossing::At { .. } => "crossing",
            Crossing::AlwaysAbove => "always above",
            Crossing::AlwaysBelow => "always below",
        },
        "is_one_of_several": matches!(found.crossing, Crossing::At { is_one_of_several: true, .. }),
        "at": at,
        "low": low,
        "high": high,
        "n": found.n,
        "known": found.known.as_ref().map(|(value, source)| json!({
            "value": value,
            "source": source,
            "is_held": found.holds_known(),
        })),
        "seen": found.seen.iter().map(|(share, height)| json!({
            "value": found.axis.number(*share),
            "mean": height.mean,
            "low": height.low,
            "high": height.high,
        })).collect::<Vec<_>>(),
    })
}

fn map(found: &MapFinding) -> Json {
    json!({
        "x": axis(&found.x),
        "y": axis(&found.y),
        "n": found.n,
        "rows": found.cells.iter().map(|row| row.iter().map(|cell| json!({
            "effect": cell.effect,
            "verdict": cell.verdict.name(),
        })).collect::<Vec<_>>()).collect::<Vec<_>>(),
    })
}

fn factors(found: &Factors) -> Json {
    let name = |subset: usize| -> Vec<&String> {
        let chosen = (0..found.names.len()).filter(|at| subset >> at & 1 == 1);
        chosen.map(|at| &found.names[at]).collect()
    };
    json!({
        "names": found.names,
        "whole": found.whole,
        "synergy": found.synergy,
        "effects": found.effects.iter().map(|(subset, effect)| json!({
            "of": name(*subset),
            "effect": effect,
        })).collect::<Vec<_>>(),
        "shapley": found.names.iter().zip(&found.shapley).map(|(name, (value, share))| json!({
            "factor": name,
            "value": value,
            "share": share,
        })).collect::<Vec<_>>(),
    })
}
