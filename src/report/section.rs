//! Which measures the text shows, in which order and unit, and what it calls them.

use crate::experiment::compare::{Comparison, Row};
use crate::mechanism::figures;
use crate::model::Mechanism;
use crate::outcome::Scope;
use crate::report::number::Scale;

/// Rows of the text that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What they have in common.
    pub title: String,
    /// The rows; never none.
    pub lines: Vec<Line>,
}

/// One row of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What the text calls the measure.
    pub label: String,
    /// Position among the rows of the comparison.
    pub row: usize,
    /// The unit of the whole row.
    pub scale: Scale,
}

/// Values that are easy to read in any unit.
const READABLE: std::ops::Range<f64> = 0.5..1000.0;

/// The most categories that are shown one by one.
const CATEGORIES_SHOWN: usize = 6;

const BACKLOG: &[(&str, &str)] = &[
    ("backlog_mean_cases", "open cases, mean"),
    ("backlog_end_cases", "open at the end"),
    ("backlog_peak_cases", "open at the peak"),
    ("overdue_end_cases", "overdue at the end"),
];

const DEADLINES: &[(&str, &str)] = &[
    ("breach_share", "deadlines broken"),
    ("lateness_mean_h", "lateness, mean"),
];

const FLOW: &[(&str, &str)] = &[
    ("lead_time_mean_h", "lead time, mean"),
    ("lead_time_p50_h", "lead time, p50"),
    ("lead_time_p90_h", "lead time, p90"),
    ("lead_time_p99_h", "lead time, p99"),
    ("wait_mean_h", "wait in queues, mean"),
    ("wait_p90_h", "wait in queues, p90"),
    ("hops_per_case", "hops between levels"),
    ("hand_offs_per_case", "hand-offs"),
    ("returns_per_case", "returns"),
    ("first_touch_share", "decided at once"),
    ("rejected_share", "rejected"),
    ("reopened_share", "reopened"),
    ("abandoned_share", "abandoned"),
    ("closed_cases", "closed cases"),
];

const LEAD_PARTS: &[(&str, &str)] = &[
    ("lead_work_mean_h", "work"),
    ("lead_queue_mean_h", "queue"),
    ("lead_off_hours_mean_h", "off hours"),
    ("lead_decision_wait_mean_h", "decision wait"),
    ("lead_hand_off_mean_h", "hand-off"),
];

const BURDEN: &[(&str, &str)] = &[
    ("burden_share", "burden share"),
    ("burden_per_case_staff_h", "burden per case"),
    ("worked_per_case_staff_h", "worked per case"),
    ("burden_staff_h", "burden hours"),
    ("worked_staff_h", "worked hours"),
    ("utilisation_share", "utilisation"),
    ("overtime_staff_h", "overtime"),
    ("without_authority_staff_h", "without authority"),
    ("cost_money", "cost"),
    ("cost_per_case_money", "cost per case"),
];

/// What the text calls a measure of the whole organisation; its name when it has no other.
pub(crate) fn known_label(name: &'static str) -> &'static str {
    let known = [BACKLOG, DEADLINES, FLOW, LEAD_PARTS, BURDEN];
    let mut all = known.into_iter().flatten();
    all.find(|(known, _)| *known == name)
        .map_or(name, |(_, label)| label)
}

/// What the text calls a measure of a mechanism.
pub(crate) fn mechanism_label(key: &str, name: &str) -> String {
    let mechanism = Mechanism::ALL.iter().find(|one| one.key() == key);
    let figure = mechanism.and_then(|&one| figures(one).iter().find(|figure| figure.name == name));
    match figure {
        Some(figure) => figure.label.to_owned(),
        None => format!("{name} ({key})"),
    }
}

/// Measures that are shown even when they are nought in every design.
const ALWAYS: [&str; 4] = [
    "backlog_mean_cases",
    "breach_share",
    "lead_time_mean_h",
    "burden_share",
];

/// The sections of a comparison; what no design has, or all have as nought, is left out.
pub(crate) fn sections(comparison: &Comparison) -> Vec<Section> {
    let build = Build {
        rows: &comparison.rows,
    };
    let ages = build.each(kind("age"), "open_end_cases", str::to_owned);
    let deadlines = if build.is_due() {
        build.named(DEADLINES)
    } else {
        Vec::new()
    };
    let mut over = build.each(kind("over"), "lead_time_over_share", |item| {
        format!("lead time over {item}")
    });
    over.extend(build.each(kind("over"), "wait_over_share", |item| {
        format!("wait over {item}")
    }));
    let burden = build.named(BURDEN);
    let activities = build.each(kind("activity"), "spent_staff_h", str::to_owned);
    let plain = [
        ("Backlog", build.named(BACKLOG)),
        ("Backlog: open at the end, by age", ages),
        ("Deadlines", deadlines),
        ("Share of closed cases with", over),
        ("Flow", build.named(FLOW)),
        ("Flow: mean lead time by part", build.lead_parts()),
        ("Burden", burden),
        ("Burden: staff hours on", activities),
    ];
    let mut sections: Vec<Section> = Vec::new();
    for (title, lines) in plain
        .into_iter()
        .chain(build.by_level())
        .chain(build.by_desk())
    {
        push(&mut sections, title, lines);
    }
    for mechanism in Mechanism::ALL {
        push(&mut sections, mechanism.title(), build.mechanism(mechanism));
    }
    if build.items("category").len() <= CATEGORIES_SHOWN {
        for (title, lines) in build.by_category() {
            push(&mut sections, title, lines);
        }
    }
    for (title, name) in [
        ("By phase of the cycle: open cases", "open_mean_cases"),
        ("By phase of the cycle: no case open", "empty_share"),
    ] {
        push(
            &mut sections,
            title,
            build.each(kind("phase"), name, str::to_owned),
        );
    }
    sections
}

fn push(sections: &mut Vec<Section>, title: &str, lines: Vec<Line>) {
    if !lines.is_empty() {
        sections.push(Section {
            title: title.to_owned(),
            lines,
        });
    }
}

fn kind(kind: &'static str) -> impl Fn(&Scope) -> bool {
    move |scope| scope.kind() == kind
}

struct Build<'a> {
    rows: &'a [Row],
}

type Titled = Vec<(&'static str, Vec<Line>)>;

impl Build<'_> {
    /// Measures of the whole organisation by name.
    fn named(&self, names: &[(&str, &str)]) -> Vec<Line> {
        let lines = names.iter().filter_map(|(name, label)| {
            let at = self.find(name)?;
            let is_shown = ALWAYS.contains(name) || !is_nought(&self.rows[at]);
            is_shown.then(|| self.line(at, (*label).to_owned(), self.size(at)))
        });
        lines.collect()
    }

    /// The size that a row's unit is chosen by; lead times go with their mean, and so do waits.
    fn size(&self, at: usize) -> f64 {
        let own = largest(&self.rows[at]);
        let name = self.rows[at].measure.name;
        let family = ["lead_time_", "wait_"]
            .into_iter()
            .find(|family| name.starts_with(family));
        let mean = family.and_then(|family| self.find(&format!("{family}mean_h")));
        mean.map_or(own, |mean| {
            shared_size(&self.rows[at], largest(&self.rows[mean]))
        })
    }

    /// The parts of the lead time, in the unit of the whole so that they are seen to add up.
    fn lead_parts(&self) -> Vec<Line> {
        let Some(whole) = self.find("lead_time_mean_h") else {
            return Vec::new();
        };
        let size = largest(&self.rows[whole]);
        let mut lines = self.named(LEAD_PARTS);
        for line in &mut lines {
            line.scale = Scale::new(self.rows[line.row].measure.unit, size);
        }
        lines
    }

    /// One measure of every item of a scope, in one unit as far as they are readable in it.
    fn each(
        &self,
        of: impl Fn(&Scope) -> bool,
        name: &str,
        label: impl Fn(&str) -> String,
    ) -> Vec<Line> {
        let found = |row: &Row| row.measure.name == name && of(&row.measure.scope);
        let shown: Vec<usize> = (0..self.rows.len())
            .filter(|&at| found(&self.rows[at]) && !is_nought(&self.rows[at]))
            .collect();
        let size = shown
            .iter()
            .map(|&at| largest(&self.rows[at]))
            .fold(0.0, f64::max);
        shown
            .into_iter()
            .map(|at| {
                let row = &self.rows[at];
                self.line(at, label(row.measure.scope.item()), shared_size(row, size))
            })
            .collect()
    }

    /// What a mechanism that is at work in some design shows.
    fn mechanism(&self, mechanism: Mechanism) -> Vec<Line> {
        let of = |row: &&Row| matches!(&row.measure.scope, Scope::Mechanism(key) if key == mechanism.key());
        let known = |name: &str| {
            let figure = figures(mechanism).iter().find(|figure| figure.name == name);
            figure.map_or("staff hours of its own tasks", |figure| figure.label)
        };
        let rows = self.rows.iter().enumerate().filter(|(_, row)| of(row));
        rows.filter(|(_, row)| !is_nought(row))
            .map(|(at, row)| self.line(at, known(row.measure.name).to_owned(), largest(row)))
            .collect()
    }

    fn by_level(&self) -> Titled {
        if self.items("level").len() < 2 {
            return Vec::new();
        }
        let each = |name| self.each(kind("level"), name, str::to_owned);
        vec![
            ("By level: share of cases decided", each("decided_share")),
            ("By level: open cases, mean", each("backlog_mean_cases")),
            ("By level: burden share", each("burden_share")),
        ]
    }

    fn by_desk(&self) -> Titled {
        let each = |name| self.each(kind("desk"), name, str::to_owned);
        let several = self.each(
            |scope| scope.kind() == "desk" && self.has_spread(scope),
            "utilisation_max_share",
            str::to_owned,
        );
        vec![
            ("By desk: utilisation", each("utilisation_share")),
            ("By desk: utilisation of the busiest", several),
            ("By desk: wait, mean", each("wait_mean_h")),
            ("By desk: tasks waiting, mean", each("queue_mean_tasks")),
            ("By desk: refused", each("refused_share")),
        ]
    }

    fn by_category(&self) -> Titled {
        if self.items("category").len() < 2 {
            return Vec::new();
        }
        let each = |name| self.each(kind("category"), name, str::to_owned);
        vec![
            ("By category: deadlines broken", each("breach_share")),
            ("By category: lead time, mean", each("lead_time_mean_h")),
            ("By category: wait in queues, mean", each("wait_mean_h")),
            ("By category: abandoned", each("abandoned_share")),
        ]
    }

    /// Whether the desks of a kind differ in how busy they are; one desk alone does not.
    fn has_spread(&self, scope: &Scope) -> bool {
        let of = |name: &str| {
            let row = self
                .rows
                .iter()
                .find(|row| row.measure.scope == *scope && row.measure.name == name)?;
            Some(means(row).collect::<Vec<f64>>())
        };
        of("utilisation_max_share") != of("utilisation_min_share")
    }

    fn items(&self, kind: &str) -> Vec<&str> {
        let mut items: Vec<&str> = Vec::new();
        for row in self
            .rows
            .iter()
            .filter(|row| row.measure.scope.kind() == kind)
        {
            if !items.contains(&row.measure.scope.item()) {
                items.push(row.measure.scope.item());
            }
        }
        items
    }

    /// Whether any case has a deadline.
    fn is_due(&self) -> bool {
        self.find("due_cases")
            .is_some_and(|at| !is_nought(&self.rows[at]))
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| row.measure.scope == Scope::All && row.measure.name == name)
    }

    fn line(&self, at: usize, label: String, size: f64) -> Line {
        Line {
            label,
            row: at,
            scale: Scale::new(self.rows[at].measure.unit, size),
        }
    }
}

fn means(row: &Row) -> impl Iterator<Item = f64> {
    row.cells
        .iter()
        .flatten()
        .filter_map(|cell| cell.estimate)
        .map(|estimate| estimate.mean)
}

fn largest(row: &Row) -> f64 {
    means(row).map(f64::abs).fold(0.0, f64::max)
}

/// The size that a row's unit is chosen by: that of its family, so that the family shares a unit, unless the row would be
/// hard to read in it.
fn shared_size(row: &Row, family: f64) -> f64 {
    let own = largest(row);
    let in_its_unit = own * Scale::new(row.measure.unit, family).factor;
    if READABLE.contains(&in_its_unit) {
        family
    } else {
        own
    }
}

/// Whether no design has anything but 0; a measure without a value in any design counts as that unless some case could
/// still give it one.
fn is_nought(row: &Row) -> bool {
    let is_quantile = row.measure.name.starts_with("lead_time_p");
    !is_quantile && means(row).all(|mean| mean == 0.0)
}
