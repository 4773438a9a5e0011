//! What matters: which quantities move a figure, and which guess should be measured first.
//!
//! The CSV has one row an estimate: `metric` (its name), `measure`, `unit`, `design`, `minus` (the design that is subtracted, if any),
//! `method`, `factor` (empty for what is not about one), `estimate` (`mean`, `variance`, `noise_variance` and `joint`; for each factor
//! `first`, `total`, `together` and `leads` of `sobol`, `size`, `mean`, `spread` and `leads` of `morris`), `value`, `low`, `high`,
//! `rows`. Shares are from 0 to 1, times in hours. The JSON is one object with everything that was found.

use serde::Serialize;

use crate::experiment::sensitivity::{Answer, Findings, Inquiry, LeftOut};
use crate::outcome::Unit;
use crate::report::claims::label;
use crate::report::number::fixed;
use crate::report::{Growth, VERSION};
use crate::scenario::AxisScale;
use crate::stats::sensitivity::{Indices, Interval, Screening};

mod files;
mod text;

pub use files::{csv, json};
pub use text::render;

/// What matters, with how it was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matters {
    /// The version of this crate.
    pub version: &'static str,
    /// What the scenario is about, in a line.
    pub title: String,
    /// Fingerprint of the scenario.
    pub fingerprint: String,
    /// `sobol` or `morris`.
    pub method: &'static str,
    /// The design.
    pub design: String,
    /// The design whose value is subtracted.
    pub minus: Option<String>,
    /// Seed of points and streams.
    pub seed: u64,
    /// Confidence of every interval.
    pub confidence: f64,
    /// Rows of points.
    pub rows: usize,
    /// Points of a row.
    pub points_a_row: usize,
    /// Replications of every point.
    pub replications: u32,
    /// Replications of designs in all.
    pub runs: u64,
    /// What was varied.
    pub factors: Vec<Range>,
    /// Assumed quantities that were not.
    pub left_out: Vec<LeftOut>,
    /// Designs whose backlog grows on average over the points.
    pub growing: Vec<Grows>,
    /// What was found of each metric.
    pub metrics: Vec<Moved>,
}

/// A quantity and its range.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Range {
    /// What it is called.
    pub name: String,
    /// What it is, in a few words.
    pub label: String,
    /// Where it is in the scenario.
    pub paths: Vec<String>,
    /// Its first value.
    pub from: f64,
    /// Its last value.
    pub to: f64,
    /// The unit of both.
    pub unit: String,
    /// Whether values lie evenly by their ratio.
    pub is_logarithmic: bool,
}

/// A design whose backlog grows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grows {
    /// The design.
    pub design: String,
    /// By how much, over rows.
    pub growth: Growth,
}

/// What moves a metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Its name in the file.
    pub name: String,
    /// What it is, in words.
    pub label: String,
    /// The measure.
    pub measure: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Rows in which every replication has a value.
    pub rows: usize,
    /// Rows that are left out because a replication has none.
    pub rows_without_value: usize,
    /// What was found; none for too few rows.
    pub found: Option<Found>,
}

/// What was found of a metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Mean over the points.
    pub mean: f64,
    /// Variance over the ranges, without chance; none for `morris`.
    pub variance: Option<Interval>,
    /// Variance of one replication at a point.
    pub noise_variance: f64,
    /// The share of the variance that no factor has alone.
    pub joint: Option<Interval>,
    /// What is due to each factor, the largest first; none where it may all be chance.
    pub factors: Vec<Due>,
}

/// What is due to a factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    /// The factor.
    pub factor: String,
    /// Its index among the ranges.
    #[serde(skip)]
    pub nth: usize,
    /// How much.
    #[serde(flatten)]
    pub part: Part,
    /// How often it came first when rows were drawn again.
    pub leads: f64,
}

/// How much is due to a factor.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Part {
    /// Shares of the variance.
    Shares {
        /// Due to it alone.
        first: Interval,
        /// It has a part in.
        total: Interval,
        /// It has a part in only together with others.
        together: Interval,
    },
    /// Effects of the whole range.
    Effects {
        /// Mean size.
        size: Interval,
        /// Mean.
        mean: Interval,
        /// Standard deviation from place to place.
        spread: Interval,
    },
}

impl Part {
    /// What factors are sorted by: the total share, or the mean size.
    pub fn main(&self) -> Interval {
        match self {
            Part::Shares { total, .. } => *total,
            Part::Effects { size, .. } => *size,
        }
    }
}

impl Matters {
    /// What was found of an inquiry.
    pub fn new(inquiry: &Inquiry, findings: &Findings) -> Self {
        let factors: Vec<Range> = inquiry.factors.iter().map(range).collect();
        let metrics = inquiry.metrics().iter().zip(inquiry.meanings());
        let metrics = metrics.zip(&findings.metrics);
        let metrics = metrics.map(|((metric, meaning), finding)| Moved {
            name: metric.name.value.clone(),
            label: label(&meaning),
            measure: meaning.measure.name.to_string(),
            unit: meaning.unit,
            rows: finding.rows,
            rows_without_value: finding.without,
            found: finding
                .answer
                .as_ref()
                .map(|answer| found(answer, &factors)),
        });
        let designs = inquiry.designs();
        let growing = designs
            .iter()
            .zip(&findings.trends)
            .filter_map(|(design, trends)| {
                let growth = Growth::new(trends, inquiry.confidence())?;
                growth.is_growing().then(|| Grows {
                    design: design.clone(),
                    growth,
                })
            });
        Self {
            version: VERSION,
            title: inquiry.title.clone(),
            fingerprint: inquiry.fingerprint.to_hex(),
            method: inquiry.method.name(),
            design: designs[0].clone(),
            minus: designs.get(1).cloned(),
            seed: inquiry.seed(),
            confidence: inquiry.confidence().level(),
            rows: inquiry.rows(),
            points_a_row: inquiry.points_a_row(),
            replications: inquiry.replications(),
            runs: findings.runs,
            metrics: metrics.collect(),
            growing: growing.collect(),
            left_out: inquiry.left_out.clone(),
            factors,
        }
    }
}

fn range(factor: &crate::experiment::sensitivity::Factor) -> Range {
    let axis = &factor.axis;
    Range {
        name: factor.name.clone(),
        label: axis.label.clone(),
        paths: axis.paths.iter().map(|path| path.value.clone()).collect(),
        from: axis.number(0.0),
        to: axis.number(1.0),
        unit: axis.unit().to_owned(),
        is_logarithmic: axis.scale == AxisScale::Log,
    }
}

impl Range {
    /// From where to where, with the unit.
    pub(crate) fn text(&self) -> String {
        let unit = match self.unit.as_str() {
            "" => String::new(),
            unit => format!(" {unit}"),
        };
        format!("{} to {}{unit}", self.from, self.to)
    }
}

fn found(answer: &Answer, factors: &[Range]) -> Found {
    match answer {
        Answer::Sobol(indices) => shares(indices, factors),
        Answer::Morris(screening) => effects(screening, factors),
    }
}

fn shares(indices: &Indices, factors: &[Range]) -> Found {
    let due = indices.shares.iter().flat_map(|shares| {
        factors.iter().enumerate().map(|(nth, factor)| Due {
            factor: factor.name.clone(),
            nth,
            part: Part::Shares {
                first: shares.first[nth],
                total: shares.total[nth],
                together: shares.together[nth],
            },
            leads: shares.leads[nth],
        })
    });
    Found {
        mean: indices.mean,
        variance: Some(indices.variance),
        noise_variance: indices.noise,
        joint: indices.shares.as_ref().map(|shares| shares.joint),
        factors: sorted(due.collect()),
    }
}

fn effects(screening: &Screening, factors: &[Range]) -> Found {
    let each = factors.iter().zip(&screening.effects).enumerate();
    let due = each.map(|(nth, (factor, effect))| Due {
        factor: factor.name.clone(),
        nth,
        part: Part::Effects {
            size: effect.size,
            mean: effect.mean,
            spread: effect.spread,
        },
        leads: screening.leads[nth],
    });
    Found {
        mean: screening.mean,
        variance: None,
        noise_variance: screening.noise,
        joint: None,
        factors: sorted(due.collect()),
    }
}

/// The largest first; among equals as in the file.
fn sorted(mut due: Vec<Due>) -> Vec<Due> {
    due.sort_by(|a, b| b.part.main().value.total_cmp(&a.part.main().value));
    due
}

/// A share as a whole number of per cent.
fn percent(share: f64) -> String {
    fixed(share * 100.0, 0)
}
