//! Titled tables and figures with units, as data, and their renderings: text, CSV and JSON.
//!
//! [`Report::new`] says what a run found; [`text`], [`csv`] and [`json`] only write it down. Nothing here depends on the
//! clock or on the number of threads: the same results give the same bytes. [`load`] and [`sources`] write what is known
//! before any run.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::experiment::Results;
use crate::experiment::compare::{Comparison, compare};
use crate::experiment::steady::Cycle;
use crate::fingerprint::Fingerprint;
use crate::model::{Model, Staff};
use crate::outcome::Unit;
use crate::stats::Confidence;

pub mod analysis;
pub mod audit;
pub mod capacity;
pub mod claims;
pub mod columns;
pub mod csv;
pub mod face;
pub mod json;
pub mod load;
pub mod plan;
pub mod select;
pub mod sensitivity;
pub mod sources;
pub mod sweep;
pub mod text;
pub mod towns;
pub mod trajectory;

mod direction;
mod notice;
mod number;
mod section;
mod svg;

pub use crate::experiment::steady::Growth;
pub use analysis::{Analysis, AnalysisKind, Describes};
pub use direction::Direction;
pub use notice::{Notice, NoticeKind};
pub use number::Scale;
pub use section::{Line, Section};
pub use trajectory::{Point, Trajectory};

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a report is told about the scenario besides its models.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Long names of designs.
    pub labels: BTreeMap<String, String>,
    /// The scenario as run, as TOML.
    pub scenario: String,
    /// Its tables that no run depends on, as TOML.
    pub beside: String,
}

/// What was found: a header, notices, tables and figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// The designs, the baseline first.
    pub designs: Vec<Design>,
    /// When, how long, how often.
    pub plan: Plan,
    /// What must be known before the numbers are read; a difference of staff comes first.
    pub notices: Vec<Notice>,
    /// Every measure of every design.
    pub comparison: Comparison,
    /// The measures that are shown as text.
    pub sections: Vec<Section>,
    /// Open cases day by day, in the order of the designs.
    pub trajectories: Vec<Trajectory>,
    /// Whether the backlog grew through the measured window, in the order of the designs.
    pub growth: Vec<Option<Growth>>,
    /// What the averages are averages of.
    pub analysis: Analysis,
}

/// A design and its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Design {
    /// Its name.
    pub name: String,
    /// Its long name; empty when it has none.
    pub label: String,
    /// People of desks that are not unlimited.
    pub people: u64,
    /// Hours on duty in a plain week of all of them, absences not taken off.
    pub duty_staff_h_per_week: f64,
    /// Kinds of desk with as many people as needed.
    pub unlimited_desks: Vec<String>,
}

/// The plan as run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Local date and time of the start.
    pub start: String,
    /// Simulated days, warm-up included.
    pub horizon_days: f64,
    /// Days at the start that are not measured.
    pub warm_up_days: f64,
    /// Cases that are open at the start.
    pub starting_backlog_cases: u64,
    /// Replications asked for.
    pub replications_requested: u32,
    /// Replications complete for every design.
    pub replications_complete: u32,
    /// Seed of all streams.
    pub seed: u64,
    /// Confidence of every interval.
    pub confidence: Confidence,
    /// Matters of the complete replications together, the same for every design.
    pub matters: u64,
    /// Combined hash of their streams, as 16 hexadecimal digits.
    pub stream_hash: String,
    /// Hash of the scenario as run, as 16 hexadecimal digits.
    pub scenario_hash: String,
    /// Version of this crate.
    pub version: &'static str,
}

impl Report {
    /// A report on the `results` of `models`, compared with the design `baseline`.
    ///
    /// # Panics
    /// When the models are not those of the results, in order, or none of them is the baseline.
    pub fn new(about: &About, models: &[Model], results: &Results, baseline: &str) -> Self {
        let models = baseline_first(models, results, baseline);
        let plan = plan(about, models[0], results);
        let comparison = compare(results, baseline, plan.confidence);
        let designs: Vec<Design> = models
            .iter()
            .map(|model| Design::new(about, model))
            .collect();
        let rhythm = Cycle::of(models[0]).rhythm;
        let trajectories: Vec<Trajectory> = models
            .iter()
            .map(|model| trajectory::trajectory(model, results, rhythm, plan.confidence))
            .collect();
        let growth: Vec<Option<Growth>> = models
            .iter()
            .map(|model| Growth::of(model, results, plan.confidence))
            .collect();
        let analysis = Analysis::new(&models, results, &growth);
        let sections = section::sections(&comparison);
        let notices = notice::notices(&designs, &plan, &comparison, (&analysis, &growth));
        Self {
            title: about.title.clone(),
            question: about.question.clone(),
            designs,
            plan,
            notices,
            comparison,
            sections,
            trajectories,
            growth,
            analysis,
        }
    }

    /// The direction of a design in a row of the comparison, both by position; none for the baseline and where there is
    /// no difference.
    pub fn direction(&self, row: usize, design: usize) -> Option<Direction> {
        let row = &self.comparison.rows[row];
        let difference = row.cells[design].as_ref()?.difference.as_ref()?;
        Some(Direction::new(difference, row.measure.better))
    }
}

/// The models in the order of the comparison.
fn baseline_first<'m>(models: &'m [Model], results: &Results, baseline: &str) -> Vec<&'m Model> {
    let same = models.len() == results.designs.len()
        && models
            .iter()
            .zip(&results.designs)
            .all(|(model, design)| model.design == design.name);
    assert!(same, "a report is about the models that were run");
    let (base, others): (Vec<&Model>, Vec<&Model>) =
        models.iter().partition(|model| model.design == baseline);
    assert_eq!(
        base.len(),
        1,
        "the baseline is one of the designs that were run"
    );
    base.into_iter().chain(others).collect()
}

fn plan(about: &About, model: &Model, results: &Results) -> Plan {
    let plan = &model.plan;
    let start = plan.origin.to_datetime(crate::time::Time::ZERO);
    let open = model.demand.starting_backlog.as_ref();
    Plan {
        start: start.strftime("%Y-%m-%d %H:%M").to_string(),
        horizon_days: plan.horizon.to_days(),
        warm_up_days: plan.warm_up.to_days(),
        starting_backlog_cases: open.map_or(0, |backlog| backlog.cases),
        replications_requested: results.requested,
        replications_complete: results.complete,
        seed: plan.seed.0,
        confidence: plan.confidence,
        matters: results.matters,
        stream_hash: format!("{:016x}", results.stream_hash),
        scenario_hash: Fingerprint::of(&about.scenario).to_hex(),
        version: VERSION,
    }
}

impl Design {
    /// A design and its people.
    pub fn new(about: &About, model: &Model) -> Self {
        let mut design = Self {
            name: model.design.clone(),
            label: about.labels.get(&model.design).cloned().unwrap_or_default(),
            people: 0,
            duty_staff_h_per_week: 0.0,
            unlimited_desks: Vec::new(),
        };
        for (_, kind) in model.desk_kinds.entries() {
            match &kind.staff {
                Staff::Unlimited(_) => design.unlimited_desks.push(kind.name.clone()),
                Staff::Groups(groups) => {
                    for group in groups {
                        let people = u64::from(group.count) * u64::from(kind.count);
                        let week = model.calendars[group.calendar].working_hours_per_week();
                        design.people += people;
                        design.duty_staff_h_per_week += people as f64 * week;
                    }
                }
            }
        }
        design
    }
}

/// Exact laws that the books of some replication break: a mistake of ours. Empty, or the results are not to be used.
pub fn broken_laws(results: &Results) -> Vec<String> {
    let mut broken = Vec::new();
    for design in &results.designs {
        for outcome in &design.outcomes {
            let nth = outcome.replication.0;
            let told = outcome
                .broken_laws
                .iter()
                .map(|law| format!("design `{}`, replication {nth}: {law}", design.name));
            broken.extend(told);
        }
    }
    broken
}

/// The unit of a measure as in columns.
pub(crate) fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "h",
        Unit::StaffHours => "staff_h",
        Unit::StaffHoursPerCase => "staff_h_per_case",
        Unit::Cases => "cases",
        Unit::Tasks => "tasks",
        Unit::Share => "share",
        Unit::PerCase => "per_case",
        Unit::Number => "number",
        Unit::Money => "money",
    }
}

#[cfg(test)]
mod tests;
