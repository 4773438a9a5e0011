//! An ensemble as text: what was drawn, how many members are overloaded, one table a design.

use super::{EnsembleRow, Ensembled};
use crate::report::number::Scale;
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::stats::{Confidence, Proportion};

/// The columns of the text.
const HEADER: [&str; 8] = [
    "measure",
    "better\nin",
    "worse\nin",
    "share\nbetter",
    "interval",
    "share where\nall keep up",
    "median\ndifference",
    "10 % to 90 %\nof members",
];

/// The ensemble as text, ending in a line break.
pub fn render(found: &Ensembled, look: &Look) -> String {
    let mut lines: Vec<String> = vec![look.bold(&found.title)];
    lines.extend(wrap(&found.question, look.width, "", ""));
    lines.push(String::new());
    let n = found.members.len();
    let told = format!(
        "{n} members drawn, {} replication{} of {:.0} measured days each, the same matters for every design of a member; baseline {}; {} intervals (Wilson) over members",
        found.replications,
        if found.replications == 1 { "" } else { "s" },
        found.measured_days,
        found.designs.first().map_or("", String::as_str),
        percent(found.confidence),
    );
    lines.extend(wrap(&told, look.width, "  ", "  "));
    lines.push(String::new());
    lines.extend(drawn(found, look));
    lines.push(String::new());
    let overloaded = overloaded(found);
    let wrapped = wrap(&overloaded, look.width, "", "  ");
    lines.extend(wrapped.iter().map(|line| look.paint("1;33", line)));
    for design in found.designs.iter().skip(1) {
        lines.push(String::new());
        lines.push(look.bold(&format!("{design} against {}", found.designs[0])));
        let rows = found.rows.iter().filter(|row| row.design == *design);
        let grid = Grid {
            header: HEADER.map(str::to_owned).to_vec(),
            left: 1,
            last_left: false,
            lines: rows.map(|row| cells(row, look)).collect(),
        };
        lines.extend(grid.render(look.rule()));
    }
    lines.push(String::new());
    let note = "Better in: members in which the mean over the replications is on the better side, by however little. \
                All keep up: members in which no desk of any design is to get more work than its people have time for. \
                A difference is design minus baseline; its median and its spread are over members.";
    lines.extend(wrap(note, look.width, "  ", "  "));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn percent(confidence: Confidence) -> String {
    let text = format!("{:.4}", confidence.level() * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// How many members have more work than time.
fn overloaded(found: &Ensembled) -> String {
    let n = found.members.len();
    let each: Vec<String> = found
        .designs
        .iter()
        .enumerate()
        .map(|(at, design)| format!("{} in {design}", found.overloaded(at)))
        .collect();
    let any = found.overloaded_in_any();
    let rest = if any > 0 {
        ". They are counted like the others; where a desk has more work than time the backlog grows for as long as one looks, and no design solves it"
    } else {
        ""
    };
    format!(
        "Overloaded: {any} of {n} members have a desk with more work than time in some design ({}){rest}.",
        each.join(", ")
    )
}

/// What was drawn: the least, the middle and the greatest.
fn drawn(found: &Ensembled, look: &Look) -> Vec<String> {
    let Some(first) = found.members.first() else {
        return Vec::new();
    };
    let rows = first.drawn.iter().enumerate().map(|(at, draw)| {
        let mut values: Vec<(Option<f64>, &str)> = found
            .members
            .iter()
            .map(|member| member.drawn[at].value.as_str())
            .map(|text| (number(text), text))
            .collect();
        values.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
        let is_number = values.iter().all(|(value, _)| value.is_some());
        let shown = |nth: usize| match is_number {
            true => values[nth].1.trim_matches('"').to_owned(),
            false => look.none().to_owned(),
        };
        let last = values.len() - 1;
        let name = draw.name.clone();
        GridLine::Cells(vec![name, shown(0), shown(last / 2), shown(last)])
    });
    let grid = Grid {
        header: ["drawn for each member", "least", "middle", "greatest"]
            .map(str::to_owned)
            .to_vec(),
        left: 1,
        last_left: false,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}

/// The number that a drawn value starts with.
fn number(text: &str) -> Option<f64> {
    let text = text.trim_matches('"');
    let end = text.find(' ').unwrap_or(text.len());
    text[..end].parse().ok()
}

fn cells(row: &EnsembleRow, look: &Look) -> GridLine {
    let largest = row.difference.map_or(0.0, |all| {
        all.iter().copied().map(f64::abs).fold(0.0, f64::max)
    });
    let scale = Scale::new(row.of, largest);
    let none = || look.none().to_owned();
    let digits = if largest * scale.factor >= 100.0 {
        0
    } else {
        2
    };
    let signed = |value: f64| scale.signed(value, digits);
    let share = |share: &Option<Proportion>| {
        share.map_or_else(none, |share| format!("{:.0} %", share.share * 100.0))
    };
    let interval = row.share.map_or_else(none, |share| {
        format!("{:.0} to {:.0} %", share.lower * 100.0, share.upper * 100.0)
    });
    let keeping_up = match row.share_keeping_up {
        Some(one) => format!("{} of {}", share(&row.share_keeping_up), one.n),
        None => none(),
    };
    let unit = scale.difference_unit;
    GridLine::Cells(vec![
        row.label.clone(),
        row.better.to_string(),
        row.worse.to_string(),
        share(&row.share),
        interval,
        keeping_up,
        row.difference
            .map_or_else(none, |all| format!("{} {unit}", signed(all[1]))),
        row.difference.map_or_else(none, |all| {
            format!("{} to {}", signed(all[0]), signed(all[2]))
        }),
    ])
}
