//! An ensemble of members, such as towns: in how many of them a design does better, and by how much.
//!
//! The CSV has one row a member, measure and design: `member` (from 0), `design`, `measure`, `unit`, `better`,
//! `baseline_mean`, `design_mean`, `difference_mean` (design minus baseline, paired by replication),
//! `difference_half_width`, `n`, `outcome` (`better`, `worse`, `same`, `no-value`), `overloaded_baseline` and
//! `overloaded_design` (names of the desks that are to get more work than their people have time for, with `+`). The JSON
//! is one object: `title`, `question`, `baseline`, `designs`, `members_requested`, `replications`, `confidence`, `rows`
//! (the table of the text), and `members`, one object each with `member`, `drawn`, `overloaded` and `measures`.

use std::io::Write;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::experiment::compare::{Cell, Row};
use crate::experiment::ensemble::Member;
use crate::outcome::{Better, Unit};
use crate::report::number::Scale;
use crate::report::section::{HEADLINES, known_label};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::report::unit_name;
use crate::stats::{Confidence, Proportion, wilson};

/// Measures that are counted besides the headlines.
const MORE: [&str; 8] = [
    "backlog_end_cases",
    "overdue_end_cases",
    "lateness_mean_h",
    "wait_mean_h",
    "hand_offs_per_case",
    "burden_per_case_staff_h",
    "without_authority_staff_h",
    "overtime_staff_h",
];

/// Differences below this share of the values are rounding.
const ROUNDING: f64 = 1e-9;

/// What an ensemble showed.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensembled {
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Names of the designs, the baseline first.
    pub designs: Vec<String>,
    /// How many members were asked for.
    pub requested: u32,
    /// Replications of each member.
    pub replications: u32,
    /// Measured days of each replication.
    pub measured_days: f64,
    /// Confidence of every interval.
    pub confidence: Confidence,
    /// The members in order.
    pub members: Vec<Member>,
    /// One row a design and measure.
    pub rows: Vec<EnsembleRow>,
}

/// One measure of one design over all members.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnsembleRow {
    /// The design that is compared with the baseline.
    pub design: String,
    /// Name of the measure.
    pub measure: &'static str,
    /// Its unit as in columns.
    pub unit: &'static str,
    /// What the text calls it.
    pub label: String,
    /// Members in which the design does better, does worse, and does the same.
    pub better: usize,
    /// Members in which it does worse.
    pub worse: usize,
    /// Members in which there is no difference.
    pub same: usize,
    /// Share of members in which it does better, of those that have a value in both.
    pub share: Option<Proportion>,
    /// The same among members in which no desk of either design is overloaded.
    pub share_keeping_up: Option<Proportion>,
    /// The tenth, the half and the nine tenths of the differences over members.
    pub difference: Option<[f64; 3]>,
    #[serde(skip)]
    of: Unit,
}

/// How a design did in one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Did {
    Better,
    Worse,
    Same,
    NoValue,
}

impl Did {
    fn new(cell: Option<&Cell>, better: Better) -> Self {
        let Some(paired) = cell.and_then(|cell| cell.difference.as_ref()) else {
            return Self::NoValue;
        };
        let difference = paired.difference.mean;
        let size = paired.base.mean.abs().max(paired.other.mean.abs());
        if difference.abs() <= ROUNDING * size {
            Self::Same
        } else if (difference < 0.0) == (better == Better::Lower) {
            Self::Better
        } else {
            Self::Worse
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Same => "same",
            Self::NoValue => "no-value",
        }
    }
}

impl Ensembled {
    /// Counts over the members; `plan` says how many were asked for, their replications and their measured days.
    pub fn new(
        (title, question): (String, String),
        (requested, replications, measured_days): (u32, u32, f64),
        confidence: Confidence,
        members: Vec<Member>,
    ) -> Self {
        let designs = members
            .first()
            .map_or(Vec::new(), |member| member.comparison.designs.clone());
        let mut rows = Vec::new();
        for (at, design) in designs.iter().enumerate().skip(1) {
            for name in shown(&members) {
                rows.extend(row(&members, at, design, name, confidence));
            }
        }
        Self {
            title,
            question,
            designs,
            requested,
            replications,
            measured_days,
            confidence,
            members,
            rows,
        }
    }

    /// How many members have a desk that is overloaded in the design at a position.
    fn overloaded(&self, at: usize) -> usize {
        let full = |member: &&Member| !member.overloaded[at].is_empty();
        self.members.iter().filter(full).count()
    }

    fn overloaded_in_any(&self) -> usize {
        self.members
            .iter()
            .filter(|member| !keeps_up(member))
            .count()
    }
}

/// Whether no desk of any design is overloaded.
fn keeps_up(member: &Member) -> bool {
    member.overloaded.iter().all(Vec::is_empty)
}

/// The measures that are counted and that the members have.
fn shown(members: &[Member]) -> impl Iterator<Item = &'static str> + '_ {
    let has = |name: &&str| {
        members
            .iter()
            .any(|member| member.comparison.row(name).is_some())
    };
    HEADLINES
        .into_iter()
        .chain(MORE)
        .filter(move |name| has(name))
}

fn row(
    members: &[Member],
    at: usize,
    design: &str,
    name: &'static str,
    confidence: Confidence,
) -> Option<EnsembleRow> {
    let rows: Vec<(&Member, &Row)> = members
        .iter()
        .filter_map(|member| Some((member, member.comparison.row(name)?)))
        .collect();
    let measure = &rows.first()?.1.measure;
    let did = |row: &Row| Did::new(row.cells[at].as_ref(), measure.better);
    let count = |wanted: Did, only_keeping_up: bool| {
        let all = rows.iter();
        all.filter(|(member, row)| did(row) == wanted && (!only_keeping_up || keeps_up(member)))
            .count()
    };
    let share = |only: bool| {
        let better = count(Did::Better, only);
        let n = better + count(Did::Worse, only) + count(Did::Same, only);
        wilson(better, n, confidence)
    };
    let mut differences: Vec<f64> = rows
        .iter()
        .filter_map(|(_, row)| row.cells[at].as_ref()?.difference.as_ref())
        .map(|paired| paired.difference.mean)
        .collect();
    differences.sort_by(f64::total_cmp);
    if differences.iter().all(|difference| *difference == 0.0) && !HEADLINES.contains(&name) {
        return None;
    }
    Some(EnsembleRow {
        design: design.to_owned(),
        measure: name,
        unit: unit_name(measure.unit),
        label: known_label(name).to_owned(),
        better: count(Did::Better, false),
        worse: count(Did::Worse, false),
        same: count(Did::Same, false),
        share: share(false),
        share_keeping_up: share(true),
        difference: (!differences.is_empty())
            .then(|| [0.1, 0.5, 0.9].map(|share| quantile(&differences, share))),
        of: measure.unit,
    })
}

/// A quantile of sorted values, with a straight line between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let (below, above) = (at.floor() as usize, at.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (at - below as f64)
}

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

/// The columns of the CSV.
pub const COLUMNS: [&str; 13] = [
    "member",
    "design",
    "measure",
    "unit",
    "better",
    "baseline_mean",
    "design_mean",
    "difference_mean",
    "difference_half_width",
    "n",
    "outcome",
    "overloaded_baseline",
    "overloaded_design",
];

/// Writes one row a member, measure and design.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(found: &Ensembled, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for member in &found.members {
        for (at, design) in found.designs.iter().enumerate().skip(1) {
            let rows = shown(&found.members).filter_map(|name| member.comparison.row(name));
            for row in rows {
                let cell = row.cells[at].as_ref();
                let mean = |cell: Option<&Cell>| {
                    cell.and_then(|cell| cell.estimate.as_ref())
                        .map(|estimate| estimate.mean)
                };
                let paired = cell.and_then(|cell| cell.difference.as_ref());
                writer.write_record([
                    &member.number.to_string(),
                    design,
                    row.measure.name,
                    unit_name(row.measure.unit),
                    crate::report::csv::better_name(row.measure.better),
                    &number(mean(row.cells[0].as_ref())),
                    &number(mean(cell)),
                    &number(paired.map(|paired| paired.difference.mean)),
                    &number(paired.and_then(|paired| paired.difference.half_width)),
                    &paired.map_or(0, |paired| paired.difference.n).to_string(),
                    Did::new(cell, row.measure.better).name(),
                    &member.overloaded[0].join("+"),
                    &member.overloaded[at].join("+"),
                ])?;
            }
        }
    }
    Ok(writer.flush()?)
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(found: &Ensembled, mut to: impl Write) -> std::io::Result<()> {
    let members: Vec<Json> = found.members.iter().map(|one| member(one, found)).collect();
    let object = json!({
        "title": found.title,
        "question": found.question,
        "baseline": found.designs.first(),
        "designs": found.designs,
        "members_requested": found.requested,
        "members_complete": found.members.len(),
        "members_overloaded_in_some_design": found.overloaded_in_any(),
        "replications": found.replications,
        "confidence": found.confidence,
        "rows": found.rows,
        "members": members,
    });
    serde_json::to_writer_pretty(&mut to, &object)?;
    to.write_all(b"\n")
}

fn member(member: &Member, found: &Ensembled) -> Json {
    let drawn: serde_json::Map<String, Json> = member
        .drawn
        .iter()
        .map(|one| (one.name.clone(), json!(one.value)))
        .collect();
    let rows = shown(&found.members).filter_map(|name| member.comparison.row(name));
    let overloaded: serde_json::Map<String, Json> = found
        .designs
        .iter()
        .zip(&member.overloaded)
        .map(|(design, desks)| (design.clone(), json!(desks)))
        .collect();
    json!({
        "member": member.number,
        "matters": member.matters,
        "drawn": drawn,
        "overloaded": overloaded,
        "measures": rows.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_the_values() {
        let sorted = [1.0, 2.0, 3.0, 4.0, 5.0];
        let found = [0.0, 0.1, 0.5, 1.0].map(|share| quantile(&sorted, share));
        assert_eq!(found, [1.0, 1.4, 3.0, 5.0]);
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
    }
}
