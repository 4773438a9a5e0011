//! An ensemble of members, such as towns: in how many of them a design does better, and by how much.
//!
//! The CSV has one row a member, measure and design: `member` (from 0), `design`, `measure`, `unit`, `better`,
//! `baseline_mean`, `design_mean`, `difference_mean` (design minus baseline, paired by replication),
//! `difference_half_width`, `n`, `outcome` (`better`, `worse`, `same`, `no-value`), `overloaded_baseline` and
//! `overloaded_design` (names of the desks that are to get more work than their people have time for, with `+`). The JSON
//! is one object: `title`, `question`, `baseline`, `designs`, `members_requested`, `replications`, `confidence`, `rows`
//! (the table of the text), and `members`, one object each with `member`, `drawn`, `overloaded` and `measures`.

use serde::Serialize;

use crate::experiment::compare::{Cell, HEADLINES, Row};
use crate::experiment::ensemble::Member;
use crate::outcome::{Better, Unit};
use crate::report::section::known_label;
use crate::report::unit_name;
use crate::stats::{Confidence, Proportion, wilson};

mod files;
mod text;

pub use files::{COLUMNS, csv, json};
pub use text::render;

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
