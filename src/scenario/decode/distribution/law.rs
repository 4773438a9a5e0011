//! Each distribution with its parameters.

use super::super::super::quantity::{Amount, Limits, count, hours, number, positive_hours};
use super::super::{Fields, List, Record};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::random::dist::{CountDist, Dist, DistError};

/// Largest size in a table of counts.
const LARGEST_SIZE: u32 = 100_000;

/// Names of the distributions of times, their parameters, and how each is read.
pub(super) const TIMES: [(&str, &[&str], Record<Dist>); 9] = [
    (
        "exponential",
        &["mean"],
        Record::new("exponential", exponential),
    ),
    (
        "lognormal",
        &["mean", "cv"],
        Record::new("lognormal", lognormal),
    ),
    ("gamma", &["mean", "cv"], Record::new("gamma", gamma)),
    ("erlang", &["mean", "stages"], Record::new("erlang", erlang)),
    (
        "weibull",
        &["mean", "shape"],
        Record::new("weibull", weibull),
    ),
    ("uniform", &["min", "max"], Record::new("uniform", uniform)),
    (
        "triangular",
        &["min", "mode", "max"],
        Record::new("triangular", triangular),
    ),
    (
        "hyperexponential",
        &["mean", "cv"],
        Record::new("hyperexponential", hyperexponential),
    ),
    (
        "empirical",
        &["values", "weights"],
        Record::new("empirical", empirical),
    ),
];

/// Names of the distributions of counts, their parameters, and how each is read.
pub(super) const COUNTS: [(&str, &[&str], Record<CountDist>); 2] = [
    ("geometric", &["mean"], Record::new("geometric", geometric)),
    (
        "table",
        &["sizes", "weights"],
        Record::new("table of counts", table),
    ),
];

/// What is wrong with a distribution, at the place of the parameter where that is known, else at that of the table.
pub(super) fn wrong(
    error: DistError,
    table: Place,
    place: impl Fn(&str) -> Option<Place>,
) -> Diagnostic {
    let (place, message) = match error {
        DistError::OutOfRange {
            parameter,
            value,
            requirement,
            ..
        } => {
            let is_time = ["mean", "min", "mode", "max", "value"].contains(&parameter);
            let hours = if is_time { " h" } else { "" };
            let message =
                format!("`{parameter}` is `{value}{hours}` and must be {requirement}{hours}");
            (place(parameter).unwrap_or(table), message)
        }
        DistError::NoWeight { .. } => (table, error.to_string()),
    };
    Diagnostic::error(Code::Distribution, place, message)
}

/// The distribution, or a diagnostic at the value of the parameter that is wrong.
fn checked<T>(
    fields: &mut Fields<'_>,
    places: &[(&str, Place)],
    result: Result<T, DistError>,
) -> Option<T> {
    let place = |parameter: &str| {
        let found = places.iter().find(|(name, _)| *name == parameter);
        found.map(|(_, place)| *place)
    };
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let table = fields.place();
            fields.report(wrong(error, table, place));
            None
        }
    }
}

fn mean(fields: &mut Fields<'_>) -> Option<At<f64>> {
    fields.required("mean", "its mean, such as \"3 h\"", positive_hours())
}

fn cv(fields: &mut Fields<'_>) -> Option<At<f64>> {
    let about = "its coefficient of variation: standard deviation divided by mean";
    fields.required("cv", about, number(Limits::NotNegative))
}

/// Reads two parameters and builds the distribution.
fn with_cv(
    fields: &mut Fields<'_>,
    build: fn(f64, f64) -> Result<Dist, DistError>,
) -> Option<Dist> {
    let (mean, cv) = (mean(fields), cv(fields));
    let (mean, cv) = (mean?, cv?);
    let places = [("mean", mean.place), ("cv", cv.place)];
    checked(fields, &places, build(mean.value, cv.value))
}

fn exponential(fields: &mut Fields<'_>) -> Option<Dist> {
    let mean = mean(fields)?;
    checked(
        fields,
        &[("mean", mean.place)],
        Dist::exponential(mean.value),
    )
}

fn lognormal(fields: &mut Fields<'_>) -> Option<Dist> {
    with_cv(fields, Dist::lognormal)
}

fn gamma(fields: &mut Fields<'_>) -> Option<Dist> {
    with_cv(fields, Dist::gamma)
}

fn hyperexponential(fields: &mut Fields<'_>) -> Option<Dist> {
    with_cv(fields, Dist::hyperexponential)
}

fn erlang(fields: &mut Fields<'_>) -> Option<Dist> {
    let mean = mean(fields);
    let stages = fields.required("stages", "how many equal stages it has", count(1));
    let (mean, stages) = (mean?, stages?);
    let places = [("mean", mean.place), ("stages", stages.place)];
    checked(fields, &places, Dist::erlang(mean.value, stages.value))
}

fn weibull(fields: &mut Fields<'_>) -> Option<Dist> {
    let mean = mean(fields);
    let about = "its shape: below 1 many short and few long, above 1 nearly alike";
    let shape = fields.required("shape", about, number(Limits::Positive));
    let (mean, shape) = (mean?, shape?);
    let places = [("mean", mean.place), ("shape", shape.place)];
    checked(
        fields,
        &places,
        Dist::weibull_with_shape(mean.value, shape.value),
    )
}

fn uniform(fields: &mut Fields<'_>) -> Option<Dist> {
    let min = fields.required("min", "the shortest time", hours());
    let max = fields.required("max", "the longest time", hours());
    let (min, max) = (min?, max?);
    let places = [("min", min.place), ("max", max.place)];
    checked(fields, &places, Dist::uniform(min.value, max.value))
}

fn triangular(fields: &mut Fields<'_>) -> Option<Dist> {
    let min = fields.required("min", "the shortest time", hours());
    let mode = fields.required("mode", "the likeliest time", hours());
    let max = fields.required("max", "the longest time", hours());
    let (min, mode, max) = (min?, mode?, max?);
    let places = [("min", min.place), ("mode", mode.place), ("max", max.place)];
    checked(
        fields,
        &places,
        Dist::triangular(min.value, mode.value, max.value),
    )
}

/// Weights as many as the items; without weights, all alike.
fn weights(
    fields: &mut Fields<'_>,
    items: usize,
    weights: Option<At<Vec<At<f64>>>>,
) -> Option<Vec<f64>> {
    let Some(weights) = weights else {
        return Some(vec![1.0; items]);
    };
    let found = weights.value.len();
    if found != items {
        let message = format!("there are {found} weights for {items} values");
        fields.report(Diagnostic::error(Code::ListLength, weights.place, message));
        return None;
    }
    Some(weights.value.iter().map(|weight| weight.value).collect())
}

fn weight() -> Amount<f64> {
    number(Limits::NotNegative)
}

fn empirical(fields: &mut Fields<'_>) -> Option<Dist> {
    let values = fields.required("values", "the times it takes", List(hours()));
    let given = fields.optional("weights", "how often each, in proportion", List(weight()));
    let values = values?;
    let weights = weights(fields, values.value.len(), given)?;
    let pairs: Vec<(f64, f64)> = values
        .value
        .iter()
        .map(|value| value.value)
        .zip(weights)
        .collect();
    checked(fields, &[], Dist::empirical(&pairs))
}

fn geometric(fields: &mut Fields<'_>) -> Option<CountDist> {
    let mean = fields.required(
        "mean",
        "the mean count, at least 1",
        number(Limits::Positive),
    )?;
    match CountDist::geometric(mean.value) {
        Ok(counts) => Some(counts),
        Err(_) => {
            let message = format!("`mean` is `{}` and must be from 1 to 1000000", mean.value);
            fields.report(Diagnostic::error(Code::Distribution, mean.place, message));
            None
        }
    }
}

fn table(fields: &mut Fields<'_>) -> Option<CountDist> {
    let sizes = fields.required("sizes", "the counts that occur", List(count(1)));
    let given = fields.optional("weights", "how often each, in proportion", List(weight()));
    let sizes = sizes?;
    let weights = weights(fields, sizes.value.len(), given)?;
    let large = sizes.value.iter().find(|size| size.value > LARGEST_SIZE);
    if let Some(large) = large {
        let message = format!(
            "a size is `{}` and must be at most {LARGEST_SIZE}",
            large.value
        );
        fields.report(Diagnostic::error(Code::OutOfRange, large.place, message));
        return None;
    }
    let largest = sizes.value.iter().map(|size| size.value).max()?;
    let mut by_size = vec![0.0; largest as usize];
    for (size, weight) in sizes.value.iter().zip(weights) {
        by_size[size.value as usize - 1] += weight;
    }
    checked(fields, &[], CountDist::table(&by_size))
}
