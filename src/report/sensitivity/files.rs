//! What matters, for machines.

use std::io::Write;

use super::{Found, Matters, Moved, Part};
use crate::report::unit_name;
use crate::stats::sensitivity::Interval;

/// Columns of the CSV.
const COLUMNS: [&str; 12] = [
    "metric", "measure", "unit", "design", "minus", "method", "factor", "estimate", "value", "low",
    "high", "rows",
];

/// Writes one row an estimate.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(matters: &Matters, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    for metric in &matters.metrics {
        for (factor, estimate, value) in metric.found.iter().flat_map(estimates) {
            writer.write_record(row(matters, metric, (factor, estimate), value))?;
        }
    }
    Ok(writer.flush()?)
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(matters: &Matters, mut to: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, matters)?;
    to.write_all(b"\n")
}

/// A value, perhaps with an interval.
#[derive(Clone, Copy)]
enum Value {
    Alone(f64),
    Within(Interval),
}

/// The factor, or nothing; the name; the value.
type Estimate<'a> = (&'a str, &'static str, Value);

fn estimates(found: &Found) -> Vec<Estimate<'_>> {
    let mut all = vec![("", "mean", Value::Alone(found.mean))];
    let variance = found.variance.map(Value::Within);
    all.extend(variance.map(|variance| ("", "variance", variance)));
    all.push(("", "noise_variance", Value::Alone(found.noise_variance)));
    let joint = found.joint.map(Value::Within);
    all.extend(joint.map(|joint| ("", "joint", joint)));
    for due in &found.factors {
        let parts = match due.part {
            Part::Shares {
                first,
                total,
                together,
            } => [("first", first), ("total", total), ("together", together)],
            Part::Effects { size, mean, spread } => {
                [("size", size), ("mean", mean), ("spread", spread)]
            }
        };
        let name = due.factor.as_str();
        all.extend(parts.map(|(estimate, value)| (name, estimate, Value::Within(value))));
        all.push((name, "leads", Value::Alone(due.leads)));
    }
    all
}

fn row(
    matters: &Matters,
    metric: &Moved,
    (factor, estimate): (&str, &str),
    value: Value,
) -> [String; 12] {
    let (value, low, high) = match value {
        Value::Alone(value) => (value, None, None),
        Value::Within(one) => (one.value, Some(one.lower), Some(one.upper)),
    };
    let end = |end: Option<f64>| end.map_or(String::new(), |end| end.to_string());
    [
        metric.name.clone(),
        metric.measure.clone(),
        metric.unit.map_or("", unit_name).to_owned(),
        matters.design.clone(),
        matters.minus.clone().unwrap_or_default(),
        matters.method.to_owned(),
        factor.to_owned(),
        estimate.to_owned(),
        value.to_string(),
        end(low),
        end(high),
        metric.rows.to_string(),
    ]
}
