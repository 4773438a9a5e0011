//! Open cases day by day, as a mean over replications, plain and smoothed.

use serde::Serialize;

use crate::experiment::Results;
use crate::experiment::steady::{Rhythm, design, mean, step_days};
use crate::model::Model;
use crate::stats::{Confidence, t_interval, welch, welch_half};

/// Open cases day by day of one design.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trajectory {
    /// The design.
    pub design: String,
    /// One point a day from the start of the run, or one every few days of a run longer than about a thousand.
    pub points: Vec<Point>,
}

/// Open cases at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Days since the start of the run.
    pub day: f64,
    /// Mean over replications.
    pub open_mean_cases: f64,
    /// Welch's moving average of the mean, over whole weeks where weekdays differ; none near the end of the run.
    pub open_smooth_cases: Option<f64>,
    /// Lower end of its interval; none for one replication.
    pub open_low: Option<f64>,
    /// Upper end of its interval; none for one replication.
    pub open_high: Option<f64>,
    /// Replications.
    pub n: usize,
}

/// The trajectory of one design; without points when no replication is complete.
pub(crate) fn trajectory(
    model: &Model,
    results: &Results,
    rhythm: Rhythm,
    confidence: Confidence,
) -> Trajectory {
    let outcomes = &design(model, results).outcomes;
    let series: Vec<&[u32]> = outcomes
        .iter()
        .map(|one| one.trajectory.as_slice())
        .collect();
    let means = mean(&series);
    let smooth = welch(&means, welch_half(means.len(), rhythm.points()));
    let points = (0..means.len()).filter_map(|at| {
        let open: Vec<f64> = outcomes
            .iter()
            .map(|outcome| f64::from(outcome.trajectory[at]))
            .collect();
        let estimate = t_interval(&open, confidence)?;
        Some(Point {
            day: at as f64 * step_days(model),
            open_mean_cases: estimate.mean,
            open_smooth_cases: smooth.get(at).copied(),
            open_low: estimate.lower().map(|low| low.max(0.0)),
            open_high: estimate.upper(),
            n: estimate.n,
        })
    });
    Trajectory {
        design: model.design.clone(),
        points: points.collect(),
    }
}
