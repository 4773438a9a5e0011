//! One claim with what its verdict rests on.

use super::super::wording::{
    CHANGE, FACTORS_NOTE, arm_values, axis_value, boundary_found, evidence, factor_rows,
    growth_note, guard_found, kept, scale, sentence, short_effect, sign, simulated, verdict,
    with_interval,
};
use super::super::{Entry, label};
use crate::experiment::claim::{BoundaryFinding, Factors, GuardFinding, MapFinding, Ruling};
use crate::report::number::Scale;
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::scenario::axis::Axis;
use crate::stats::Estimate;

pub(super) fn detail(entry: &Entry, look: &Look) -> Vec<String> {
    let ruling = &entry.finding.main;
    let title = format!("{}  {}", entry.id, entry.says);
    let mut lines = vec![look.bold(&title)];
    let items = match entry.items.is_empty() {
        true => String::new(),
        false => format!(" ({})", entry.items.join(", ")),
    };
    let say = |text: String, lines: &mut Vec<String>| lines.extend(field(&text, look));
    say(format!("paper      {}{items}", entry.paper), &mut lines);
    say(
        format!(
            "verdict    {}: {}",
            verdict(entry, ruling.verdict),
            sentence(entry)
        ),
        &mut lines,
    );
    say(
        format!("effect     {}", evidence(entry, ruling, look)),
        &mut lines,
    );
    lines.extend(arms(ruling, look));
    for guard in &ruling.guards {
        say(guard_text(guard, look), &mut lines);
    }
    for known in &entry.known {
        let (found, held) = simulated(known, look);
        let text = format!(
            "theory     {}: {} ({}); simulated {found}: {held}",
            known.what, known.value, known.source
        );
        say(text, &mut lines);
    }
    lines.extend(failure_lines(entry, look));
    for boundary in &entry.finding.boundaries {
        say(boundary_text(boundary, look), &mut lines);
    }
    if let Some(factors) = &entry.finding.factors {
        lines.extend(factors_table(factors, &scale(ruling), look));
    }
    if let Some(map) = &entry.finding.map {
        lines.extend(map_text(map, look));
    }
    say(
        format!(
            "file       {}, seed {}, hash {}, matters {:016x}{}",
            entry.file,
            entry.seed,
            entry.fingerprint.to_hex(),
            ruling.stream_hash,
            match ruling.same_matters {
                true => "",
                false => " (arms do not all have the same matters)",
            }
        ),
        &mut lines,
    );
    lines
}

/// A line that begins with a key of at most ten characters, and what goes on below it.
fn field(text: &str, look: &Look) -> Vec<String> {
    const KEY: usize = 11;
    let (key, rest) = text.split_at(KEY.min(text.len()));
    wrap(rest, look.width, &format!("  {key}"), &" ".repeat(KEY + 2))
}

/// What was found where the claim should fail, and what its guards say there.
fn failure_lines(entry: &Entry, look: &Look) -> Vec<String> {
    let mut lines = Vec::new();
    if let (Some((because, expect)), Some(failure)) = (&entry.failure, &entry.finding.failure) {
        let expected: Vec<&str> = expect.iter().map(|one| one.name()).collect();
        let text = format!(
            "fails      {because}: {}, n = {}, {} (expected: {}){}",
            short_effect(entry, failure, look),
            failure.n,
            verdict(entry, failure.verdict),
            expected.join(" or "),
            growth_note(entry, failure),
        );
        lines.extend(field(&text, look));
        for guard in &failure.guards {
            lines.extend(field(
                &format!("  there    {}", &guard_text(guard, look)[11..]),
                look,
            ));
        }
    }
    lines
}

fn guard_text(guard: &GuardFinding, look: &Look) -> String {
    let (found, allowed) = guard_found(guard, look);
    format!(
        "guard      {}: {} {found}, worse by at most {allowed}: {}",
        guard.name,
        label(&guard.meaning),
        kept(guard.kept),
    )
}

fn arms(ruling: &Ruling, look: &Look) -> Vec<String> {
    let texts = ruling.arms.iter().zip(arm_values(ruling, look));
    let texts = texts.map(|(arm, value)| format!("{} {value}", arm.name));
    let text = format!("arms       {}", texts.collect::<Vec<_>>().join("; "));
    field(&text, look)
}

fn boundary_text(boundary: &BoundaryFinding, look: &Look) -> String {
    let dash = look.charset.pick("–", "-");
    format!(
        "boundary   {} {dash} {}: {}",
        boundary.name,
        boundary.axis.label,
        boundary_found(boundary)
    )
}

fn factors_table(factors: &Factors, scale: &Scale, look: &Look) -> Vec<String> {
    let none = || look.none().to_owned();
    let shown =
        |estimate: &Option<Estimate>| estimate.map_or_else(none, |one| with_interval(&one, scale));
    let rows = factor_rows(factors).into_iter().map(|row| {
        let (value, share) = match row.shapley {
            Some((value, share)) => (
                shown(&value),
                share.map_or_else(none, |share| with_interval(&share, &CHANGE)),
            ),
            None => (String::new(), String::new()),
        };
        GridLine::Cells(vec![row.name, shown(&row.effect), value, share])
    });
    let whole = GridLine::Cells(vec![
        "all against none".to_owned(),
        shown(&factors.whole),
        shown(&factors.whole),
        "100 %".to_owned(),
    ]);
    let grid = Grid {
        header: [
            "factor or interaction",
            "effect [interval]",
            "part of the whole",
            "share of it",
        ]
        .map(str::to_owned)
        .to_vec(),
        left: 1,
        last_left: false,
        lines: rows.chain(std::iter::once(whole)).collect(),
    };
    let mut lines = grid.render(look.rule());
    lines.extend(wrap(FACTORS_NOTE, look.width, "    ", "    "));
    lines
}

fn map_text(map: &MapFinding, look: &Look) -> Vec<String> {
    let share = |nth: usize, axis: &Axis| nth as f64 / f64::from(axis.steps - 1);
    let labels: Vec<String> = (0..map.cells.len())
        .map(|nth| axis_value(&map.y, share(nth, &map.y)))
        .collect();
    let wide = labels
        .iter()
        .map(|label| label.chars().count())
        .max()
        .unwrap_or(0);
    let mut lines = field(
        &format!(
            "map        {} (upwards) by {} (to the right), n = {} at each point, uncorrected: + supported, o not supported, ? inconclusive, - reversed",
            map.y.label, map.x.label, map.n
        ),
        look,
    );
    for (nth, row) in map.cells.iter().enumerate().rev() {
        let signs: Vec<String> = row
            .iter()
            .map(|cell| format!(" {} ", sign(cell.verdict)))
            .collect();
        lines.push(format!("    {:>wide$} |{}", labels[nth], signs.concat()));
    }
    let (first, last) = (axis_value(&map.x, 0.0), axis_value(&map.x, 1.0));
    let columns = map.x.steps as usize * 3;
    let gap = columns.saturating_sub(first.chars().count() + last.chars().count());
    lines.push(format!(
        "    {:>wide$}  {first}{}{last}",
        "",
        " ".repeat(gap.max(1))
    ));
    lines
}
