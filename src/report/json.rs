//! The report as JSON, one object:
//!
//! - `title`, `question`: texts of the scenario
//! - `plan`: `start`, `horizon_days`, `warm_up_days`, `starting_backlog_cases`, `replications_requested`, `replications_complete`, `seed`,
//!   `confidence`, `matters`, `stream_hash`, `scenario_hash`, `version`
//! - `analysis`: `kind` (`terminating`, `cyclic`, `steady-state`), `cycle` (`rhythm`: `constant`, `day`, `week`; and `dates`, what ties
//!   the run to dates), `describes` (`span`, `cycle`, `steady-state`), `moving` (designs whose backlog grows or falls), `settling` (one
//!   object a design: `mser_days`, `batch_days`, `verdict`: `in-time`, `later`, `not-in-run`, `untested`), `needed_warm_up_days`
//! - `baseline`: name of the design the others are compared with
//! - `designs`: one object a design, the baseline first: `name`, `label`, `people`, `duty_staff_h_per_week`,
//!   `unlimited_desks`
//! - `notices`: objects of `kind` (`staff`, `stopped-early`, `one-replication`, `backlog-grows`, `backlog-falls`,
//!   `warm-up-short`, `run-too-short`) and `text`
//! - `measures`: one object a measure: `scope`, `item`, `measure`, `unit`, `better` as in the [CSV](super::csv), and
//!   `designs`, one object a design that has it: `design`, `n`, `mean`, `half_width`, `sd`, `controlled` (null, or with the
//!   number of matters as control variate: `estimate`, `slope`, `width_ratio`), and `difference`: null for the baseline, else `n`, `mean`, `half_width`, `low`, `high`, `direction` (`better`, `worse`, `higher`, `lower`, `same`,
//!   `unclear`, `unknown`), `correlation`, `variance_ratio`, `p_value`, `controlled`, and `in_family` (null but for the first
//!   measures: `holm_p_value`, `dunnett_half_width`, `stands`)
//! - `growth`: one object a design: `design`, and unless null `slope_cases_per_day`, `first_half_mean_cases`,
//!   `second_half_mean_cases`, `verdict` (`grows`, `falls`, `no-trend`, `untested`)
//! - `trajectories`: one object a design: `design`, and `points` of `day`, `open_mean_cases`, `open_smooth_cases`, `open_low`,
//!   `open_high`, `n`
//!
//! What has no value is null. The values of single replications are in `replications.csv` only.

use std::io::Write;

use serde::Serialize;

use crate::experiment::compare::{Cell, InFamily};
use crate::experiment::steady::Growth;
use crate::outcome::Better;
use crate::report::{Analysis, Design, Direction, Notice, Plan, Report, Trajectory, unit_name};
use crate::stats::Controlled;

#[derive(Serialize)]
struct ReportJson<'a> {
    title: &'a str,
    question: &'a str,
    plan: &'a Plan,
    analysis: &'a Analysis,
    baseline: &'a str,
    designs: &'a [Design],
    notices: &'a [Notice],
    measures: Vec<MeasureJson<'a>>,
    growth: Vec<GrowthJson<'a>>,
    trajectories: &'a [Trajectory],
}

#[derive(Serialize)]
struct MeasureJson<'a> {
    scope: &'static str,
    item: &'a str,
    measure: &'static str,
    unit: &'static str,
    better: Better,
    designs: Vec<CellJson<'a>>,
}

#[derive(Serialize)]
struct CellJson<'a> {
    design: &'a str,
    n: usize,
    mean: Option<f64>,
    half_width: Option<f64>,
    sd: Option<f64>,
    controlled: Option<Controlled>,
    difference: Option<DifferenceJson>,
}

#[derive(Serialize)]
struct DifferenceJson {
    n: usize,
    mean: f64,
    half_width: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    direction: Direction,
    correlation: Option<f64>,
    variance_ratio: Option<f64>,
    p_value: Option<f64>,
    controlled: Option<Controlled>,
    in_family: Option<InFamily>,
}

#[derive(Serialize)]
struct GrowthJson<'a> {
    design: &'a str,
    #[serde(flatten)]
    growth: Option<Growth>,
}

/// Writes the whole report as indented JSON, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn write(report: &Report, mut to: impl Write) -> std::io::Result<()> {
    let designs = &report.comparison.designs;
    let measures = report.comparison.rows.iter().map(|row| MeasureJson {
        scope: row.measure.scope.kind(),
        item: row.measure.scope.item(),
        measure: row.measure.name,
        unit: unit_name(row.measure.unit),
        better: row.measure.better,
        designs: row
            .cells
            .iter()
            .zip(designs)
            .filter_map(|(cell, design)| {
                Some(of_design(cell.as_ref()?, design, row.measure.better))
            })
            .collect(),
    });
    let growth = designs
        .iter()
        .zip(&report.growth)
        .map(|(design, growth)| GrowthJson {
            design,
            growth: *growth,
        });
    let all = ReportJson {
        title: &report.title,
        question: &report.question,
        plan: &report.plan,
        analysis: &report.analysis,
        baseline: &report.comparison.baseline,
        designs: &report.designs,
        notices: &report.notices,
        measures: measures.collect(),
        growth: growth.collect(),
        trajectories: &report.trajectories,
    };
    serde_json::to_writer_pretty(&mut to, &all)?;
    to.write_all(b"\n")
}

fn of_design<'a>(cell: &Cell, design: &'a str, better: Better) -> CellJson<'a> {
    CellJson {
        design,
        n: cell.estimate.map_or(0, |estimate| estimate.n),
        mean: cell.estimate.map(|estimate| estimate.mean),
        half_width: cell.estimate.and_then(|estimate| estimate.half_width),
        sd: cell.estimate.and_then(|estimate| estimate.sd),
        controlled: cell.controlled,
        difference: cell.difference.as_ref().map(|paired| DifferenceJson {
            n: paired.difference.n,
            mean: paired.difference.mean,
            half_width: paired.difference.half_width,
            low: paired.difference.lower(),
            high: paired.difference.upper(),
            direction: Direction::new(paired, better),
            correlation: paired.correlation,
            variance_ratio: paired.variance_ratio,
            p_value: paired.p_value,
            controlled: cell.controlled_difference,
            in_family: cell.in_family,
        }),
    }
}
