//! Whether a run has settled: how long the backlog remembers its start, and whether it grows.
//!
//! Both are asked of the course of the backlog over the replications together, and answered by tests across replications at a level
//! that is shared by all designs ([`ERROR`]): a backlog that wanders without a trend is seldom said to grow, however many
//! designs are compared.

use serde::Serialize;

use crate::engine::trajectory_step;
use crate::experiment::{DesignResults, Results};
use crate::model::Model;
use crate::outcome::Trend;
use crate::stats::{Confidence, Estimate, Warmup, mser, t_interval};
use crate::time::TICKS_PER_DAY;

pub mod cycle;

pub use cycle::{Cycle, Rhythm};

/// The chance that a backlog is said to grow or to fall in any design, or a warm-up to be too short, when it is not, each.
pub const ERROR: f64 = 0.01;

/// How the halves must differ, besides the slope, before a trend is spoken of: a fifth, and by a case.
const TREND_RATIO: f64 = 1.2;
const TREND_CASES: f64 = 1.0;

/// How much the backlog rose or fell through the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Growth {
    /// Change in open cases a day: the least-squares slope of each replication, and its interval over replications.
    pub slope_cases_per_day: Estimate,
    /// Mean open cases in the first half of the window.
    pub first_half_mean_cases: f64,
    /// Mean open cases in its second half.
    pub second_half_mean_cases: f64,
    /// What the test says.
    pub verdict: Course,
}

/// Which way a backlog goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// The slope is above 0, and the second half has a fifth more open cases than the first, and at least one more.
    Grows,
    /// The same the other way.
    Falls,
    /// Neither was found.
    NoTrend,
    /// One replication tests nothing.
    Untested,
}

impl Growth {
    /// The growth that the trends of some replications show; none without any.
    pub fn new(trends: &[Trend], confidence: Confidence) -> Option<Self> {
        Self::among(1, trends, confidence)
    }

    /// The same of one of so many designs that are looked at together. The interval of the slope is at `confidence`; the test is
    /// Student's, of the slope over replications, at [`ERROR`] shared by the designs.
    pub fn among(designs: usize, trends: &[Trend], confidence: Confidence) -> Option<Self> {
        let slopes: Vec<f64> = trends.iter().map(|one| one.slope_cases_per_day).collect();
        let count = trends.len() as f64;
        let mean = |of: fn(&Trend) -> f64| trends.iter().map(of).sum::<f64>() / count;
        let first = mean(|one| one.first_half_mean_cases);
        let second = mean(|one| one.second_half_mean_cases);
        let test = t_interval(&slopes, strict(designs))?;
        let is_more = |more: f64, less: f64| more > TREND_RATIO * less && more > less + TREND_CASES;
        let verdict = match test.lower().zip(test.upper()) {
            None => Course::Untested,
            Some((low, _)) if low > 0.0 && is_more(second, first) => Course::Grows,
            Some((_, high)) if high < 0.0 && is_more(first, second) => Course::Falls,
            Some(_) => Course::NoTrend,
        };
        Some(Self {
            slope_cases_per_day: t_interval(&slopes, confidence)?,
            first_half_mean_cases: first,
            second_half_mean_cases: second,
            verdict,
        })
    }

    /// The growth through the measured window of a design among so many; none without a replication or with fewer than four points in
    /// the window.
    pub fn of(model: &Model, results: &Results, confidence: Confidence) -> Option<Self> {
        Self::after(model, results, model.plan.warm_up.to_days(), confidence)
    }

    fn after(model: &Model, results: &Results, days: f64, confidence: Confidence) -> Option<Self> {
        let outcomes = design(model, results).outcomes.iter();
        let trends: Vec<Trend> = outcomes
            .filter_map(|outcome| Trend::after(model, outcome, days))
            .collect();
        Self::among(results.designs.len(), &trends, confidence)
    }

    /// Whether the backlog grew.
    pub fn is_growing(&self) -> bool {
        self.verdict == Course::Grows
    }

    /// Whether the backlog grew or fell.
    pub fn is_moving(&self) -> bool {
        matches!(self.verdict, Course::Grows | Course::Falls)
    }
}

/// The confidence at which one of so many is tested.
fn strict(tests: usize) -> Confidence {
    let all = Confidence::new(1.0 - ERROR).expect("the error is a share");
    all.shared_by(tests)
}

/// How long a backlog remembers how the run began.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Settling {
    /// What MSER would leave out at the beginning, in days, by chance a good part of a run that has settled; none for fewer than
    /// ten batches of days.
    pub mser_days: Option<f64>,
    /// Days of a batch: five steps of the trajectory, or seven where weekdays differ.
    pub batch_days: f64,
    /// What that means for the plan.
    pub verdict: Settled,
}

/// Whether the warm-up of the plan is long enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// MSER asks for no more than the plan leaves out, or what it would leave out beyond that does not differ from the rest.
    InTime,
    /// What MSER would leave out beyond the plan's warm-up differs from the rest.
    Later,
    /// The same, and the cut lies in the second half of the run: the run is too short to show a steady state.
    NotInRun,
    /// The run has too few days, or there is one replication.
    Untested,
}

impl Settling {
    /// How long the backlog of a design among so many remembers its start, by MSER-5 on the mean over replications.
    ///
    /// The cut that MSER finds in a backlog that has settled long ago lies anywhere in the first half by chance. So the warm-up is
    /// said to be too short only where what lies between it and the cut also differs from what comes after, by a t test over
    /// replications at [`ERROR`] shared by the designs and, as MSER picks the cut that makes most of a difference, by the cuts it could
    /// have found. In the same way a cut in the second half counts only where what lies between the best cut
    /// of the first half and it differs from the rest: then the run is too short. A backlog that grows to the end does not settle, and
    /// [`Growth`] says so.
    pub fn of(model: &Model, results: &Results, rhythm: Rhythm) -> Self {
        let outcomes = &design(model, results).outcomes;
        let series: Vec<&[u32]> = outcomes
            .iter()
            .map(|one| one.trajectory.as_slice())
            .collect();
        let step_days = step_days(model);
        let planned = (model.plan.warm_up.to_days() / step_days).ceil() as usize;
        let batch = rhythm.batch();
        let found = mser(&mean(&series), batch);
        let cuts = series.first().map_or(0, |one| one.len() / batch);
        let strict = strict(results.designs.len() * cuts);
        let differs = |from: usize, cut: usize| differs(&series, from, cut, strict);
        let later = |cut: usize| match differs(planned, cut) {
            true => Settled::Later,
            false => Settled::InTime,
        };
        let (cut, verdict) = match found {
            None => (None, Settled::Untested),
            Some(Warmup::LeaveOut(cut)) => (Some(cut), later(cut)),
            Some(Warmup::TooShort { cut, early }) if differs(early.max(planned), cut) => {
                (Some(cut), Settled::NotInRun)
            }
            Some(Warmup::TooShort { early, .. }) => (Some(early), later(early)),
        };
        let is_tested = series.len() > 1;
        Self {
            mser_days: cut.map(|cut| cut as f64 * step_days),
            batch_days: batch as f64 * step_days,
            verdict: if is_tested {
                verdict
            } else {
                Settled::Untested
            },
        }
    }

    /// Whether the backlog that settles late also moves once it has settled.
    pub fn is_moving_after(&self, model: &Model, results: &Results) -> bool {
        let days = self.mser_days.unwrap_or(0.0);
        let growth = Growth::after(model, results, days, Confidence::USUAL);
        growth.is_some_and(|growth| growth.is_moving())
    }
}

/// Whether the mean of points `from..cut` differs from that of the points from `cut` on, over replications.
fn differs(series: &[&[u32]], from: usize, cut: usize, confidence: Confidence) -> bool {
    if cut <= from {
        return false;
    }
    let mean = |points: &[u32]| {
        points.iter().map(|&one| f64::from(one)).sum::<f64>() / points.len().max(1) as f64
    };
    let each = series.iter().filter(|one| one.len() > cut);
    let differences: Vec<f64> = each
        .map(|one| mean(&one[from..cut]) - mean(&one[cut..]))
        .collect();
    let found = t_interval(&differences, confidence);
    let ends = found.and_then(|found| found.lower().zip(found.upper()));
    ends.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

/// The mean over replications, point by point, as far as all go.
pub(crate) fn mean(series: &[&[u32]]) -> Vec<f64> {
    let length = series.iter().map(|one| one.len()).min().unwrap_or(0);
    let at = |point: usize| {
        let sum: f64 = series.iter().map(|one| f64::from(one[point])).sum();
        sum / series.len() as f64
    };
    (0..length).map(at).collect()
}

/// The results of a model.
pub(crate) fn design<'r>(model: &Model, results: &'r Results) -> &'r DesignResults {
    let found = results
        .designs
        .iter()
        .find(|design| design.name == model.design);
    found.expect("every model has results")
}

/// Days between two points of a trajectory.
pub(crate) fn step_days(model: &Model) -> f64 {
    trajectory_step(model) as f64 / TICKS_PER_DAY as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trends(slopes: &[f64], first: f64, second: f64) -> Vec<Trend> {
        let trend = |slope: &f64| Trend {
            slope_cases_per_day: *slope,
            first_half_mean_cases: first,
            second_half_mean_cases: second,
        };
        slopes.iter().map(trend).collect()
    }

    fn verdict(slopes: &[f64], first: f64, second: f64) -> Course {
        let found = Growth::new(&trends(slopes, first, second), Confidence::USUAL);
        found.expect("there are replications").verdict
    }

    #[test]
    fn a_trend_needs_both_a_slope_and_unequal_halves() {
        let up: &[f64] = &[1.0, 1.1, 0.9, 1.0];
        assert_eq!(verdict(up, 100.0, 200.0), Course::Grows);
        assert_eq!(verdict(up, 100.0, 110.0), Course::NoTrend);
        assert_eq!(
            verdict(&[1.0, -1.1, 0.9, 1.0], 100.0, 200.0),
            Course::NoTrend
        );
        assert_eq!(verdict(up, 0.1, 0.2), Course::NoTrend);
        let down: Vec<f64> = up.iter().map(|slope| -slope).collect();
        assert_eq!(verdict(&down, 200.0, 100.0), Course::Falls);
        assert_eq!(verdict(&[1.0], 100.0, 200.0), Course::Untested);
    }

    #[test]
    fn more_designs_make_the_test_of_each_stricter() {
        let trends = trends(&[1.0, 0.3, 0.8, 0.5, 0.1, 0.9], 100.0, 200.0);
        let verdict = |designs| {
            Growth::among(designs, &trends, Confidence::USUAL)
                .unwrap()
                .verdict
        };
        assert_eq!((verdict(1), verdict(20)), (Course::Grows, Course::NoTrend));
    }

    #[test]
    fn what_is_cut_must_differ_from_the_rest() {
        let late = |r: u32| [5 + r % 3, 6 - r % 2, 5 + r % 2, 6 - r % 3];
        let run = |r: u32| [90 + r, 95 + r].into_iter().chain(late(r)).collect();
        let early: Vec<Vec<u32>> = (0..6).map(run).collect();
        let series: Vec<&[u32]> = early.iter().map(Vec::as_slice).collect();
        let strict = strict(1);
        assert!(differs(&series, 0, 2, strict) && !differs(&series, 2, 2, strict));
        assert!(!differs(&series, 2, 4, strict) && !differs(&[&[9, 1, 1]], 0, 1, strict));
        assert_eq!(mean(&series)[1..3], [97.5, 6.0]);
    }
}
