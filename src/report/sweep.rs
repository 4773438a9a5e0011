//! What a sweep found: the best points, how each factor moves each metric, and long tables for machines.
//!
//! `points.csv` has one row a point, design and metric: `point`, one column `factor.NAME` a factor (a number where its values are
//! numbers of one unit, which stands in brackets), `design`, `versus` (empty, or the baseline: the row is then the mean paired
//! difference), `metric`, `unit`, `n`, `mean`, `low`, `high`, `half_width`, `sd`, `asked_met` (whether the interval is as narrow as
//! was asked), `growing` (whether the backlog grew), `too_many_open` (the first replication in which more cases were open
//! than a run may hold, from 0). `replications.csv` has one row a point, design, replication and metric: `point`, the factors, `design`,
//! `replication` (from 0), `metric`, `value`, `matters`, `stream_hash`. Values are in the unit of the metric: hours for
//! times, shares from 0 to 1. The Parquet files have the same columns.

use crate::experiment::sweep::{Found, Survey, Swept};
use crate::outcome::Better;
use crate::report::Growth;
use crate::report::unit_name;
use crate::scenario::sweep::Extreme;
use crate::stats::{Estimate, t_interval};

mod files;
mod text;

pub use files::{json, points, replications};
pub use text::render;

/// A sweep that was run.
pub struct Surveyed<'a> {
    /// What the scenario is about.
    pub title: &'a str,
    /// What was asked for.
    pub survey: &'a Survey,
    /// What was found.
    pub swept: &'a Swept,
}

/// A point with the mean of the metric it is ranked by.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    /// The position of the point.
    at: usize,
    /// The mean of the metric.
    estimate: Estimate,
    /// Whether the paired difference from the best point is told from none.
    is_apart: bool,
}

impl Surveyed<'_> {
    /// Which way is better for a metric; none when neither the scenario nor the measure says so.
    fn better(&self, metric: usize) -> Option<Extreme> {
        let response = &self.survey.sweep.metrics[metric].item;
        response
            .better
            .or(match self.survey.meanings[metric].measure.better {
                Better::Lower => Some(Extreme::Low),
                Better::Higher => Some(Extreme::High),
                Better::Neither => None,
            })
    }

    /// The points by the mean of a metric under a design, the best first; those without an estimate are left out. Empty when
    /// nothing says which way is better.
    fn ranking(&self, design: usize, metric: usize) -> Vec<Ranked> {
        let sign = match self.better(metric) {
            Some(Extreme::Low) => 1.0,
            Some(Extreme::High) => -1.0,
            None => return Vec::new(),
        };
        let found = &self.swept.points;
        let estimates = (0..found.len()).filter_map(|at| {
            let estimate = self.survey.estimate(&found[at], design, metric)?;
            Some((at, estimate))
        });
        let mut all: Vec<(usize, Estimate)> = estimates.collect();
        all.sort_by(|a, b| (sign * a.1.mean).total_cmp(&(sign * b.1.mean)));
        let best = all.first().map(|(at, _)| &found[*at]);
        let ranked = all.iter().map(|(at, estimate)| Ranked {
            at: *at,
            estimate: *estimate,
            is_apart: best.is_some_and(|best| self.is_apart(best, &found[*at], (design, metric))),
        });
        ranked.collect()
    }

    /// Whether the interval of the paired difference of two points leaves out none.
    fn is_apart(&self, best: &Found, other: &Found, (design, metric): (usize, usize)) -> bool {
        let values = best
            .complete(design, metric)
            .zip(other.complete(design, metric));
        let Some((best, other)) = values else {
            return false;
        };
        let differences: Vec<f64> = best.iter().zip(&other).map(|(a, b)| b - a).collect();
        let found = t_interval(&differences, self.survey.confidence);
        let ends = found.and_then(|found| found.lower().zip(found.upper()));
        ends.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }

    /// Whether the backlog of a design grew at a point; none without a trend.
    fn is_growing(&self, found: &Found, design: usize) -> Option<bool> {
        let growth = Growth::new(&found.trends(design), self.survey.confidence)?;
        Some(growth.is_growing())
    }

    /// The unit of a metric, as in columns of CSV files; empty for a plain number.
    fn unit(&self, metric: usize) -> &'static str {
        self.survey.meanings[metric].unit.map_or("", unit_name)
    }
}
