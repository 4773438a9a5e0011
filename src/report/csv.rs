//! The report as CSV: three tables with fixed columns, UTF-8, a header line, `\n` at the end of lines.
//!
//! A number is written in full, so that reading it gives the same number; a missing one is an empty field. Times are in
//! hours, shares in \[0, 1\]; the unit is that of the column `unit`: `h`, `staff_h`, `staff_h_per_case`, `cases`, `tasks`,
//! `share`, `per_case`, `money`.
//!
//! `summary.csv`, one row per measure and design, the baseline first:
//!
//! | column | what |
//! |---|---|
//! | `scope` | `all`, `category`, `level`, `desk`, `activity`, `age`, `phase`, `over` |
//! | `item` | which category, level, …; empty for `all` |
//! | `measure` | its name, unit last |
//! | `unit` | its unit |
//! | `better` | `lower`, `higher`, `neither` |
//! | `design` | name of the design |
//! | `n` | replications that have a value |
//! | `mean`, `half_width`, `sd` | mean over them, half-width of its interval, standard deviation between them |
//! | `difference_mean`, `difference_half_width`, `difference_n` | design minus baseline, paired by replication; empty for the baseline |
//! | `correlation` | between the design and the baseline, over replications |
//! | `variance_ratio` | variance of a difference without pairing over that with it |
//! | `p_value` | two-sided, of no difference; one among many, so no evidence by itself |
//! | `controlled_mean`, `controlled_half_width` | mean and half-width with the number of matters as control variate; empty where that has no known mean |
//! | `controlled_difference_mean`, `controlled_difference_half_width` | the same of the difference |
//! | `holm_p_value` | `p_value` corrected for all differences of the measures by which designs are judged first; empty for others |
//! | `dunnett_half_width` | half-width with which those of all designs hold together for this measure |
//!
//! `replications.csv`, one row per design, replication and measure: `design`, `replication` (from 0), `scope`, `item`,
//! `measure`, `unit`, `value`.
//!
//! `trajectory.csv`, one row per design and day: `design`, `day` (from the start of the run), `open_mean_cases`, `open_low`,
//! `open_high` (the interval of the mean), `n`, `open_smooth_cases` (Welch's moving average).

use std::io::Write;

use csv::{Writer, WriterBuilder};

use crate::experiment::Results;
use crate::outcome::Better;
use crate::report::{Report, unit_name};
use crate::stats::{Controlled, Estimate, Paired};

/// The columns of `summary.csv`.
pub const SUMMARY: [&str; 22] = [
    "scope",
    "item",
    "measure",
    "unit",
    "better",
    "design",
    "n",
    "mean",
    "half_width",
    "sd",
    "difference_mean",
    "difference_half_width",
    "difference_n",
    "correlation",
    "variance_ratio",
    "p_value",
    "controlled_mean",
    "controlled_half_width",
    "controlled_difference_mean",
    "controlled_difference_half_width",
    "holm_p_value",
    "dunnett_half_width",
];

/// The columns of `replications.csv`.
pub const REPLICATIONS: [&str; 7] = [
    "design",
    "replication",
    "scope",
    "item",
    "measure",
    "unit",
    "value",
];

/// The columns of `trajectory.csv`.
pub const TRAJECTORY: [&str; 7] = [
    "design",
    "day",
    "open_mean_cases",
    "open_low",
    "open_high",
    "n",
    "open_smooth_cases",
];

fn table(to: impl Write, columns: &[&str]) -> csv::Result<Writer<impl Write>> {
    let mut writer = WriterBuilder::new().from_writer(to);
    writer.write_record(columns)?;
    Ok(writer)
}

fn number(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

fn controlled(of: &Option<Controlled>, part: fn(&Estimate) -> Option<f64>) -> String {
    number(of.as_ref().and_then(|one| part(&one.estimate)))
}

/// Writes one row per measure and design.
///
/// # Errors
/// When `to` cannot be written.
pub fn summary(report: &Report, to: impl Write) -> csv::Result<()> {
    let mut writer = table(to, &SUMMARY)?;
    for row in &report.comparison.rows {
        let measure = &row.measure;
        let cells = row.cells.iter().zip(&report.comparison.designs);
        for (cell, design) in cells.filter_map(|(cell, design)| Some((cell.as_ref()?, design))) {
            let of =
                |part: fn(&Estimate) -> Option<f64>| number(cell.estimate.as_ref().and_then(part));
            let difference = cell.difference.as_ref();
            let by = |part: fn(&Paired) -> Option<f64>| number(difference.and_then(part));
            writer.write_record([
                measure.scope.kind(),
                measure.scope.item(),
                measure.name,
                unit_name(measure.unit),
                better_name(measure.better),
                design,
                &cell.estimate.map_or(0, |estimate| estimate.n).to_string(),
                &of(|estimate| Some(estimate.mean)),
                &of(|estimate| estimate.half_width),
                &of(|estimate| estimate.sd),
                &by(|paired| Some(paired.difference.mean)),
                &by(|paired| paired.difference.half_width),
                &difference.map_or(String::new(), |paired| paired.difference.n.to_string()),
                &by(|paired| paired.correlation),
                &by(|paired| paired.variance_ratio),
                &by(|paired| paired.p_value),
                &controlled(&cell.controlled, |one| Some(one.mean)),
                &controlled(&cell.controlled, |one| one.half_width),
                &controlled(&cell.controlled_difference, |one| Some(one.mean)),
                &controlled(&cell.controlled_difference, |one| one.half_width),
                &number(cell.in_family.map(|one| one.holm_p_value)),
                &number(cell.in_family.and_then(|one| one.dunnett_half_width)),
            ])?;
        }
    }
    Ok(writer.flush()?)
}

/// Writes one row per design, replication and measure, the designs in the order they were run.
///
/// # Errors
/// When `to` cannot be written.
pub fn replications(results: &Results, to: impl Write) -> csv::Result<()> {
    let mut writer = table(to, &REPLICATIONS)?;
    for design in &results.designs {
        for outcome in &design.outcomes {
            let replication = outcome.replication.0.to_string();
            for (measure, value) in design.measures.iter().zip(&outcome.values) {
                writer.write_record([
                    design.name.as_str(),
                    &replication,
                    measure.scope.kind(),
                    measure.scope.item(),
                    measure.name,
                    unit_name(measure.unit),
                    &number(*value),
                ])?;
            }
        }
    }
    Ok(writer.flush()?)
}

/// Writes one row per design and day.
///
/// # Errors
/// When `to` cannot be written.
pub fn trajectory(report: &Report, to: impl Write) -> csv::Result<()> {
    let mut writer = table(to, &TRAJECTORY)?;
    for trajectory in &report.trajectories {
        for point in &trajectory.points {
            writer.write_record([
                trajectory.design.as_str(),
                &point.day.to_string(),
                &point.open_mean_cases.to_string(),
                &number(point.open_low),
                &number(point.open_high),
                &point.n.to_string(),
                &number(point.open_smooth_cases),
            ])?;
        }
    }
    Ok(writer.flush()?)
}

pub(crate) fn better_name(better: Better) -> &'static str {
    match better {
        Better::Lower => "lower",
        Better::Higher => "higher",
        Better::Neither => "neither",
    }
}
