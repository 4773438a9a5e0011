//! What matters: how figures of a design move when quantities of its scenario go through their ranges.
//!
//! The points are those of [`crate::stats::sensitivity`]; a row of them has its own replications, which all its points share. Every
//! replication goes through a store, so that what was interrupted goes on, and the same file gives the same findings on any number of
//! threads.

use std::sync::atomic::AtomicBool;

use super::Progress;
use super::runs::{Runner, Sample, Trouble, cost};
use super::store::Store;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::outcome::Trend;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::scenario::{Axis, SensitivityMethod as Method};
use crate::stats::sensitivity::{Indices, Screening, indices, saltelli, screening, trajectories};

mod inquiry;

pub use inquiry::{Asked, Factor, Inquiry, LeftOut};

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// One for each metric.
    pub metrics: Vec<Finding>,
    /// For each design how the backlog went in each row, as a mean over its runs.
    pub trends: Vec<Vec<Trend>>,
    /// How many replications of designs they rest on.
    pub runs: u64,
}

/// What moves one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Rows in which every replication has a value.
    pub rows: usize,
    /// Rows that are left out because a replication has none.
    pub without: usize,
    /// What was found; none for fewer than [`crate::stats::sensitivity::ROWS_LEAST`] rows.
    pub answer: Option<Answer>,
}

/// An answer of one of the methods.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Shares of the variance.
    Sobol(Indices),
    /// Elementary effects.
    Morris(Screening),
}

/// Where to look, row by row.
type Points = Vec<Vec<Vec<f64>>>;

/// What came out at one point.
struct Seen {
    /// For each metric the value of each replication.
    values: Vec<Vec<Option<f64>>>,
    /// For each design the trend of each replication.
    trends: Vec<Vec<Option<Trend>>>,
}

impl Inquiry {
    /// Runs all points and says what matters.
    ///
    /// # Errors
    /// The first trouble; [`Trouble::Stopped`] when `stop` was set, after what is finished has been kept.
    pub fn answer(
        &self,
        store: &Store,
        progress: &(dyn Progress + Sync),
        stop: &AtomicBool,
    ) -> Result<Findings, Trouble> {
        let runner = Runner::new(store, progress, stop);
        let points = self.points();
        let tasks = points.iter().enumerate();
        let tasks: Vec<(usize, &Vec<f64>)> = tasks
            .flat_map(|(row, points)| points.iter().map(move |point| (row, point)))
            .collect();
        let each = self.runs_a_point() * cost(&self.base);
        runner.plan(tasks.len() as u64 * each);
        let seen = runner.each(
            &tasks,
            |_| each,
            |(row, point)| self.seen(&runner, *row, point),
        )?;
        let a_row = points.first().map_or(1, Vec::len);
        let rows: Vec<&[Seen]> = seen.chunks(a_row).collect();
        let metrics = 0..self.metrics().len();
        Ok(Findings {
            metrics: metrics
                .map(|nth| self.finding(&points, &rows, nth))
                .collect(),
            trends: (0..self.designs().len())
                .map(|nth| trends(&rows, nth))
                .collect(),
            runs: tasks.len() as u64 * self.runs_a_point(),
        })
    }

    /// What the draws of points, and of rows again, start from.
    fn key(&self) -> Key {
        Key::new(Seed(self.seed()), Replication(0)).purpose(Purpose::Points)
    }

    fn points(&self) -> Points {
        let (rows, factors) = (self.rows(), self.factors.len());
        let mut points = match self.method {
            Method::Sobol => saltelli(rows, factors, self.key()),
            Method::Morris => trajectories(rows, factors, self.key()),
        };
        for point in points.iter_mut().flatten() {
            for (share, factor) in point.iter_mut().zip(&self.factors) {
                *share = factor.axis.settled(*share);
            }
        }
        points
    }

    /// All replications of a point: those of its row.
    fn seen(&self, runner: &Runner<'_>, row: usize, point: &[f64]) -> Result<Seen, Trouble> {
        let axes: Vec<(&Axis, f64)> = self.axes(point).collect();
        let subjects = self.subjects(axes.iter().copied()).map_err(|mut wrong| {
            wrong.push(told(&axes));
            Trouble::Input(wrong, self.sources().clone())
        })?;
        let first = row as u32 * self.replications();
        let mut samples: Vec<Vec<Sample>> = Vec::new();
        for subject in &subjects {
            let replications = (first..first + self.replications())
                .map(|number| runner.replication(subject, number));
            samples.push(replications.collect::<Result<_, _>>()?);
        }
        let value = |metric: usize, nth: usize| {
            let value = samples[0][nth].values[metric]?;
            match samples.get(1) {
                Some(other) => Some(value - other[nth].values[metric]?),
                None => Some(value),
            }
        };
        let runs = 0..self.replications() as usize;
        let values = (0..self.metrics().len())
            .map(|metric| runs.clone().map(|nth| value(metric, nth)).collect());
        let trends = samples
            .iter()
            .map(|samples| samples.iter().map(|sample| sample.trend).collect());
        Ok(Seen {
            values: values.collect(),
            trends: trends.collect(),
        })
    }

    fn finding(&self, points: &Points, rows: &[&[Seen]], metric: usize) -> Finding {
        let complete = |row: &&[Seen]| -> Option<Vec<Vec<f64>>> {
            let values = row
                .iter()
                .map(|seen| seen.values[metric].iter().copied().collect());
            values.collect()
        };
        let (mut kept, mut responses) = (Vec::new(), Vec::new());
        for (points, row) in points.iter().zip(rows) {
            if let Some(values) = complete(row) {
                kept.push(points.clone());
                responses.push(values);
            }
        }
        let usual = (self.confidence(), self.key().child(1 + metric as u64));
        let answer = match self.method {
            Method::Sobol => indices(&responses, usual).map(Answer::Sobol),
            Method::Morris => screening(&kept, &responses, usual).map(Answer::Morris),
        };
        Finding {
            rows: kept.len(),
            without: rows.len() - kept.len(),
            answer,
        }
    }
}

/// The trend of each row in which all runs of a design have one.
fn trends(rows: &[&[Seen]], design: usize) -> Vec<Trend> {
    let mean = |row: &&[Seen]| -> Option<Trend> {
        let all = row.iter().flat_map(|seen| &seen.trends[design]).copied();
        let all: Vec<Trend> = all.collect::<Option<_>>()?;
        let over = |of: fn(&Trend) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
        Some(Trend {
            slope_cases_per_day: over(|one| one.slope_cases_per_day),
            first_half_mean_cases: over(|one| one.first_half_mean_cases),
            second_half_mean_cases: over(|one| one.second_half_mean_cases),
        })
    };
    rows.iter().filter_map(mean).collect()
}

/// Which point it is that makes no sound scenario.
fn told(axes: &[(&Axis, f64)]) -> Diagnostic {
    let values = axes.iter().map(|(axis, share)| {
        let unit = axis.unit();
        let space = if unit.is_empty() { "" } else { " " };
        format!("{} = {}{space}{unit}", axis.label, axis.number(*share))
    });
    let message = format!(
        "this is at the point {}",
        values.collect::<Vec<_>>().join(", ")
    );
    Diagnostic::note(Code::OutOfRange, Place::NOWHERE, message)
        .help("make the ranges smaller, so that every combination is sound")
}

/// The diagnostics of a point, for an error of its own.
fn at_point(wrong: Diagnostics, axes: &[(&Axis, f64)]) -> Diagnostics {
    let mut all = wrong;
    all.push(told(axes));
    all
}
