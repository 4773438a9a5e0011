//! How the backlog of one replication went through the measured window.

use super::Outcome;
use crate::engine::trajectory_step;
use crate::model::Model;
use crate::time::TICKS_PER_DAY;

/// The course of the backlog in one replication's measured window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Least-squares slope of the open cases.
    pub slope_cases_per_day: f64,
    /// Mean of the open cases in the first half.
    pub first_half_mean_cases: f64,
    /// Mean of the open cases in the second half.
    pub second_half_mean_cases: f64,
}

impl Trend {
    /// The trend of an outcome of a model through the measured window; none with fewer than four points in it.
    pub fn new(model: &Model, outcome: &Outcome) -> Option<Self> {
        Self::after(model, outcome, model.plan.warm_up.to_days())
    }

    /// The trend from so many days after the start on; none with fewer than four points.
    pub fn after(model: &Model, outcome: &Outcome, days: f64) -> Option<Self> {
        let step_days = trajectory_step(model) as f64 / TICKS_PER_DAY as f64;
        let from = (days / step_days).ceil() as usize;
        let window = outcome.trajectory.get(from..)?;
        let (first, second) = window.split_at(window.len() / 2);
        (window.len() >= 4).then(|| Self {
            slope_cases_per_day: slope(window) / step_days,
            first_half_mean_cases: mean(first),
            second_half_mean_cases: mean(second),
        })
    }
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
}
