//! Open cases day by day, as a mean over replications, and whether they grew.

use serde::Serialize;

use crate::engine::trajectory_step;
use crate::experiment::{DesignResults, Results};
use crate::model::Model;
use crate::outcome::Trend;
use crate::stats::{Confidence, Estimate, t_interval};
use crate::time::TICKS_PER_DAY;

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
    /// Lower end of its interval; none for one replication.
    pub open_low: Option<f64>,
    /// Upper end of its interval; none for one replication.
    pub open_high: Option<f64>,
    /// Replications.
    pub n: usize,
}

/// How much the backlog rose or fell through the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Growth {
    /// Change in open cases a day: the least-squares slope of each replication, and its interval over replications.
    pub slope_cases_per_day: Estimate,
    /// Mean open cases in the first half of the window.
    pub first_half_mean_cases: f64,
    /// Mean open cases in its second half.
    pub second_half_mean_cases: f64,
}

/// How the halves must differ, besides the slope, before a trend is spoken of: a fifth, and by a case.
const TREND_RATIO: f64 = 1.2;
const TREND_CASES: f64 = 1.0;

impl Growth {
    /// The growth that the trends of some replications show; none without any.
    pub fn new(trends: &[Trend], confidence: Confidence) -> Option<Self> {
        let slopes: Vec<f64> = trends.iter().map(|one| one.slope_cases_per_day).collect();
        let count = trends.len() as f64;
        let mean = |of: fn(&Trend) -> f64| trends.iter().map(of).sum::<f64>() / count;
        Some(Self {
            slope_cases_per_day: t_interval(&slopes, confidence)?,
            first_half_mean_cases: mean(|one| one.first_half_mean_cases),
            second_half_mean_cases: mean(|one| one.second_half_mean_cases),
        })
    }

    /// Whether the backlog grew: the interval of the slope lies above 0 and the second half has a fifth more cases.
    pub fn is_growing(&self) -> bool {
        let (first, second) = (self.first_half_mean_cases, self.second_half_mean_cases);
        self.slope_cases_per_day.lower().is_none_or(|low| low > 0.0)
            && second > TREND_RATIO * first
            && second > first + TREND_CASES
    }

    /// Whether it fell: the same the other way.
    pub fn is_falling(&self) -> bool {
        let (first, second) = (self.first_half_mean_cases, self.second_half_mean_cases);
        self.slope_cases_per_day
            .upper()
            .is_none_or(|high| high < 0.0)
            && first > TREND_RATIO * second
            && first > second + TREND_CASES
    }
}

fn of<'r>(model: &Model, results: &'r Results) -> &'r DesignResults {
    let found = results
        .designs
        .iter()
        .find(|design| design.name == model.design);
    found.expect("every model has results")
}

fn step_days(model: &Model) -> f64 {
    trajectory_step(model) as f64 / TICKS_PER_DAY as f64
}

/// The trajectory of one design; without points when no replication is complete.
pub(crate) fn trajectory(model: &Model, results: &Results, confidence: Confidence) -> Trajectory {
    let outcomes = &of(model, results).outcomes;
    let length = outcomes
        .iter()
        .map(|outcome| outcome.trajectory.len())
        .min()
        .unwrap_or(0);
    let points = (0..length).filter_map(|at| {
        let open: Vec<f64> = outcomes
            .iter()
            .map(|outcome| f64::from(outcome.trajectory[at]))
            .collect();
        let estimate = t_interval(&open, confidence)?;
        Some(Point {
            day: at as f64 * step_days(model),
            open_mean_cases: estimate.mean,
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

/// The growth of the backlog of one design; none without a replication or with fewer than four points in the window.
pub(crate) fn growth(model: &Model, results: &Results, confidence: Confidence) -> Option<Growth> {
    let outcomes = of(model, results).outcomes.iter();
    let trends: Vec<Trend> = outcomes
        .filter_map(|outcome| Trend::new(model, outcome))
        .collect();
    Growth::new(&trends, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_needs_both_a_slope_and_unequal_halves() {
        let growth = |slopes: &[f64], first, second| Growth {
            slope_cases_per_day: t_interval(slopes, Confidence::USUAL).expect("not empty"),
            first_half_mean_cases: first,
            second_half_mean_cases: second,
        };
        assert!(growth(&[1.0, 1.1, 0.9], 100.0, 200.0).is_growing());
        assert!(!growth(&[1.0, 1.1, 0.9], 100.0, 110.0).is_growing());
        assert!(!growth(&[1.0, -1.1, 0.9], 100.0, 200.0).is_growing());
        assert!(!growth(&[1.0, 1.1, 0.9], 0.1, 0.2).is_growing());
        assert!(growth(&[-1.0, -1.1, -0.9], 200.0, 100.0).is_falling());
    }
}
