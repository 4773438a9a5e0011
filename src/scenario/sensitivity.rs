//! `[sensitivity]` as typed: which figures of which design are looked at, and which quantities of the scenario move them.

use super::Named;
use super::axis::{self, Axis};
use super::decode::{Choice, Fields, List, Names, Record, Text};
use super::metric::{self, Metric};
use super::quantity::{Limits, count_to, number};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::stats::sensitivity::{ROWS_LEAST, SALTELLI_ROWS};

/// The most metrics.
const METRICS_MOST: usize = 20;
/// The most factors that are named.
const FACTORS_MOST: usize = 100;
/// The most trajectories.
const TRAJECTORIES_MOST: u32 = 10_000;
/// The most replications of a point.
const REPLICATIONS_MOST: u32 = 1_000;

/// What is asked about the quantities of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The figures, in file order.
    pub metrics: Vec<Named<Metric>>,
    /// The design; that of the baseline unless given.
    pub design: Option<At<String>>,
    /// The design whose value is subtracted.
    pub minus: Option<At<String>>,
    /// How it is answered.
    pub method: Method,
    /// The factors, in file order; empty for every assumed quantity that has a range.
    pub factors: Vec<Named<Axis>>,
    /// The factors that are looked at, by name; empty for all.
    pub only: Vec<At<String>>,
    /// Rows of points for indices.
    pub points: u32,
    /// Trajectories for screening.
    pub trajectories: u32,
    /// Replications of every point.
    pub replications: u32,
    /// Confidence of the intervals; that of the plan unless given.
    pub confidence: Option<f64>,
}

/// How it is found what matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Elementary effects: which factors move the figure at all.
    Morris,
    /// Shares of the variance.
    Sobol,
}

impl Method {
    /// Its name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Method::Morris => "morris",
            Method::Sobol => "sobol",
        }
    }
}

const METHODS: Choice<Method> = Choice(&[("morris", Method::Morris), ("sobol", Method::Sobol)]);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Sensitivity> {
    let about = "the figures that are looked at, by name";
    let metrics = Names::of("metric", Record::new("metric", metric::fields));
    let metrics = fields.required("metric", about, metrics);
    let about = "the design that is looked at; the baseline unless given";
    let design = fields.optional("design", about, Text);
    let about = "a design whose value is subtracted: what moves the difference is looked for";
    let minus = fields.optional("minus", about, Text);
    let about =
        "`sobol` for shares of the variance, `morris` to screen many factors; `sobol` unless given";
    let method = fields.optional("method", about, METHODS);
    let about =
        "what is varied, by name; every quantity of kind `assumed` with a range unless given";
    let factors = Names::of("factor", Record::new("factor", axis::fields));
    let factors = fields.optional("factor", about, factors);
    let about = "names of factors, or paths of assumed quantities: no others are varied";
    let only = fields.optional("only", about, List(Text));
    let about = "rows of points for `sobol`, best a power of two; 128 unless given";
    let rows = count_to(ROWS_LEAST as u32, SALTELLI_ROWS as u32);
    let points = fields.optional("points", about, rows);
    let about = "trajectories for `morris`; 20 unless given";
    let rows = count_to(ROWS_LEAST as u32, TRAJECTORIES_MOST);
    let trajectories = fields.optional("trajectories", about, rows);
    let about = "replications of every point, from which chance is told apart; 2 unless given";
    let replications = fields.optional("replications", about, count_to(2, REPLICATIONS_MOST));
    let about = "confidence of every interval; that of the plan unless given";
    let confidence = fields.optional("confidence", about, number(Limits::Inside(0.0, 1.0)));
    let metrics = few(metrics?, ("metric", METRICS_MOST), fields);
    let factors = match factors {
        Some(factors) => few(factors, ("factor", FACTORS_MOST), fields),
        None => Some(Vec::new()),
    };
    Some(Sensitivity {
        metrics: metrics?,
        design,
        minus,
        method: method.map_or(Method::Sobol, |method| method.value),
        factors: factors?,
        only: only.map_or(Vec::new(), |only| only.value),
        points: points.map_or(128, |points| points.value),
        trajectories: trajectories.map_or(20, |rows| rows.value),
        replications: replications.map_or(2, |n| n.value),
        confidence: confidence.map(|confidence| confidence.value),
    })
}

/// At least one of what is named, and not too many.
fn few<T>(
    list: At<Vec<Named<T>>>,
    (what, most): (&str, usize),
    fields: &mut Fields<'_>,
) -> Option<Vec<Named<T>>> {
    if (1..=most).contains(&list.value.len()) {
        return Some(list.value);
    }
    let message = format!("`{what}` must name 1 to {most}");
    fields.report(Diagnostic::error(Code::ListLength, list.place, message));
    None
}
