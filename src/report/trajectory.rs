//! Open cases day by day, as a mean over replications, and whether they grew.

use serde::Serialize;

use crate::engine::trajectory_step;
use crate::experiment::{DesignResults, Results};
use crate::model::Model;
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
    let step = step_days(model);
    let from = (model.plan.warm_up.to_days() / step).ceil() as usize;
    let windows: Vec<&[u32]> = of(model, results)
        .outcomes
        .iter()
        .filter_map(|outcome| outcome.trajectory.get(from..))
        .filter(|window| window.len() >= 4)
        .collect();
    let slopes: Vec<f64> = windows.iter().map(|window| slope(window) / step).collect();
    let count = windows.len() as f64;
    let half = |of: fn(&[u32]) -> &[u32]| {
        windows.iter().map(|window| mean(of(window))).sum::<f64>() / count
    };
    Some(Growth {
        slope_cases_per_day: t_interval(&slopes, confidence)?,
        first_half_mean_cases: half(|window| &window[..window.len() / 2]),
        second_half_mean_cases: half(|window| &window[window.len() / 2..]),
    })
}

fn mean(values: &[u32]) -> f64 {
    values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64
}

/// The least-squares slope of values at 0, 1, 2, …; at least two of them.
fn slope(values: &[u32]) -> f64 {
    let middle = (values.len() - 1) as f64 / 2.0;
    let (mut above, mut below) = (0.0, 0.0);
    for (at, &value) in values.iter().enumerate() {
        let x = at as f64 - middle;
        above += x * f64::from(value);
        below += x * x;
    }
    above / below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_of_a_line_is_its_slope() {
        assert!((slope(&[1, 3, 5, 7]) - 2.0).abs() < 1e-12);
        assert_eq!(slope(&[4, 4, 4]), 0.0);
    }

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
