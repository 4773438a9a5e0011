//! What a sweep found, for machines.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::Surveyed;
use crate::experiment::sweep::{Found, Level};
use crate::report::VERSION;
use crate::report::columns::{Columns, Values};
use crate::scenario::sweep::{Extreme, Layout};
use crate::stats::Estimate;

/// About how many rows a part of a table has.
const PART_ROWS: usize = 20_000;

/// A row of the table of points: under a design a metric at a point, or its difference from the baseline.
struct Row {
    at: usize,
    design: usize,
    metric: usize,
    versus: Option<usize>,
    estimate: Option<Estimate>,
    is_met: Option<bool>,
}

/// The table of points, in parts.
pub fn points(of: &Surveyed<'_>) -> impl Iterator<Item = Columns> {
    let survey = of.survey;
    let (designs, metrics) = (survey.designs.len(), survey.sweep.metrics.len());
    parts(of, 2 * designs * metrics, move |range| {
        let mut rows = Vec::new();
        for at in range {
            let found = &of.swept.points[at];
            for design in 0..designs {
                for metric in 0..metrics {
                    let estimate = survey.estimate(found, design, metric);
                    rows.push(Row {
                        at,
                        design,
                        metric,
                        versus: None,
                        estimate,
                        is_met: survey.is_met(metric, estimate.as_ref()),
                    });
                }
            }
            let Some(baseline) = survey.baseline else {
                continue;
            };
            for design in (0..designs).filter(|design| *design != baseline) {
                for metric in 0..metrics {
                    rows.push(Row {
                        at,
                        design,
                        metric,
                        versus: Some(baseline),
                        estimate: survey.difference(found, design, metric),
                        is_met: None,
                    });
                }
            }
        }
        points_part(of, &rows)
    })
}

fn points_part(of: &Surveyed<'_>, rows: &[Row]) -> Columns {
    let survey = of.survey;
    let mut part = Columns::default();
    let at: Vec<usize> = rows.iter().map(|row| row.at).collect();
    factors(of, &at, &mut part);
    let design = |at: usize| survey.designs[at].clone();
    let text = |of: &dyn Fn(&Row) -> Option<String>| Values::Text(rows.iter().map(of).collect());
    let number = |of: &dyn Fn(&Estimate) -> Option<f64>| {
        let each = rows.iter().map(|row| row.estimate.as_ref().and_then(of));
        Values::Number(each.collect())
    };
    part.add("design", text(&|row| Some(design(row.design))));
    part.add("versus", text(&|row| row.versus.map(design)));
    let name = |row: &Row| Some(survey.sweep.metrics[row.metric].name.value.clone());
    part.add("metric", text(&name));
    part.add("unit", text(&|row| Some(of.unit(row.metric).to_owned())));
    let n = rows
        .iter()
        .map(|row| row.estimate.map_or(0, |estimate| estimate.n as i64));
    part.add("n", Values::Whole(n.collect()));
    part.add("mean", number(&|one| Some(one.mean)));
    part.add("low", number(&Estimate::lower));
    part.add("high", number(&Estimate::upper));
    part.add("half_width", number(&|one| one.half_width));
    part.add("sd", number(&|one| one.sd));
    let is_met = rows.iter().map(|row| row.is_met);
    part.add("asked_met", Values::Flag(is_met.collect()));
    let found = |row: &Row| &of.swept.points[row.at];
    let growing = rows.iter().map(|row| of.is_growing(found(row), row.design));
    part.add("growing", Values::Flag(growing.collect()));
    let first = |row: &Row| {
        let failure = found(row).failures[row.design].as_ref()?;
        Some(f64::from(failure.replication.0))
    };
    part.add(
        "too_many_open",
        Values::Number(rows.iter().map(first).collect()),
    );
    part
}

/// The table of replications, in parts.
pub fn replications(of: &Surveyed<'_>) -> impl Iterator<Item = Columns> {
    let survey = of.survey;
    let (designs, metrics) = (survey.designs.len(), survey.sweep.metrics.len());
    let rows = designs * metrics * survey.first as usize;
    parts(of, rows, move |range| {
        let mut at = Vec::new();
        let (mut design, mut replication, mut metric) = (Vec::new(), Vec::new(), Vec::new());
        let (mut value, mut matters, mut hash) = (Vec::new(), Vec::new(), Vec::new());
        for point in range {
            let found = &of.swept.points[point];
            for (nth, samples) in found.samples.iter().enumerate() {
                for (number, sample) in numbered(found, nth).zip(samples) {
                    for (which, one) in survey.sweep.metrics.iter().enumerate() {
                        at.push(point);
                        design.push(Some(survey.designs[nth].clone()));
                        replication.push(number);
                        metric.push(Some(one.name.value.clone()));
                        value.push(sample.values[which]);
                        matters.push(sample.matters as i64);
                        hash.push(Some(format!("{:016x}", sample.stream_hash)));
                    }
                }
            }
        }
        let mut part = Columns::default();
        factors(of, &at, &mut part);
        part.add("design", Values::Text(design));
        part.add("replication", Values::Whole(replication));
        part.add("metric", Values::Text(metric));
        part.add("value", Values::Number(value));
        part.add("matters", Values::Whole(matters));
        part.add("stream_hash", Values::Text(hash));
        part
    })
}

/// The numbers of the replications that have a sample.
fn numbered(found: &Found, design: usize) -> impl Iterator<Item = i64> {
    found.numbers[design]
        .iter()
        .map(|number| i64::from(*number))
}

/// Some points at a time, so that each part has about as many rows as it may.
fn parts<'a>(
    of: &'a Surveyed<'_>,
    rows_a_point: usize,
    make: impl Fn(std::ops::Range<usize>) -> Columns + 'a,
) -> impl Iterator<Item = Columns> + 'a {
    let points = of.swept.points.len();
    let step = (PART_ROWS / rows_a_point.max(1)).max(1);
    (0..points)
        .step_by(step)
        .map(move |from| make(from..(from + step).min(points)))
}

/// The number of the point and the values of the factors.
fn factors(of: &Surveyed<'_>, at: &[usize], part: &mut Columns) {
    let points = &of.survey.laid.points;
    let number = at.iter().map(|at| points[*at].number as i64);
    part.add("point", Values::Whole(number.collect()));
    for (nth, factor) in of.survey.sweep.factors.iter().enumerate() {
        let level = |at: &usize| &points[*at].levels[nth];
        let unit = factor.item.unit();
        let name = match unit {
            Some(unit) if !unit.is_empty() => format!("factor.{} [{unit}]", factor.name.value),
            _ => format!("factor.{}", factor.name.value),
        };
        let number = |level: &Level| level.node.number().map(|(number, _)| number);
        let values = match unit {
            Some(_) => Values::Number(at.iter().map(|at| number(level(at))).collect()),
            None => Values::Text(at.iter().map(|at| Some(level(at).text.clone())).collect()),
        };
        part.add(name, values);
    }
}

/// Writes all of it but the single replications as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(of: &Surveyed<'_>, mut to: impl Write) -> std::io::Result<()> {
    let survey = of.survey;
    let sweep = &survey.sweep;
    let factors = sweep.factors.iter().map(|factor| {
        json!({
            "name": factor.name.value,
            "label": factor.item.label(),
            "paths": factor.item.paths().iter().map(|path| &path.value).collect::<Vec<_>>(),
            "unit": factor.item.unit(),
        })
    });
    let metrics = sweep.metrics.iter().enumerate().map(|(at, metric)| {
        json!({
            "name": metric.name.value,
            "measure": survey.meanings[at].measure.name,
            "scope": survey.meanings[at].measure.scope.kind(),
            "items": survey.meanings[at].items,
            "unit": of.unit(at),
            "better": of.better(at).map(|better| match better {
                Extreme::Low => "low",
                Extreme::High => "high",
            }),
        })
    });
    let points = of.swept.points.iter().zip(&survey.laid.points);
    let points = points.map(|(found, point)| {
        let levels = point.levels.iter().map(|level| &level.text);
        let designs = (0..survey.designs.len()).map(|design| of_design(of, found, design));
        json!({
            "point": point.number,
            "factors": levels.collect::<Vec<_>>(),
            "n": found.n,
            "designs": designs.collect::<Vec<_>>(),
        })
    });
    let whole = json!({
        "version": VERSION,
        "title": of.title,
        "fingerprint": survey.fingerprint.to_hex(),
        "seed": survey.seed,
        "confidence": survey.confidence.level(),
        "layout": match sweep.layout.value {
            Layout::Grid => "grid",
            Layout::Fractional(_) => "fractional",
            Layout::Latin(_) => "latin",
            Layout::Sobol(_) => "sobol",
        },
        "points_in_layout": survey.laid.distinct,
        "replications_first": survey.first,
        "designs": survey.designs,
        "baseline": survey.baseline.map(|baseline| &survey.designs[baseline]),
        "factors": factors.collect::<Vec<_>>(),
        "metrics": metrics.collect::<Vec<_>>(),
        "points": points.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut to, &whole)?;
    to.write_all(b"\n")
}

fn of_design(of: &Surveyed<'_>, found: &Found, design: usize) -> Json {
    let survey = of.survey;
    let each = |estimate: &dyn Fn(usize) -> Option<Estimate>| {
        let metrics = 0..survey.sweep.metrics.len();
        metrics.map(estimate).collect::<Vec<Option<Estimate>>>()
    };
    let is_compared = survey.baseline.is_some_and(|baseline| baseline != design);
    json!({
        "design": survey.designs[design],
        "metrics": each(&|metric| survey.estimate(found, design, metric)),
        "differences": is_compared.then(|| each(&|metric| survey.difference(found, design, metric))),
        "growing": of.is_growing(found, design),
        "too_many_open": found.failures[design].as_ref().map(|failure| failure.replication.0),
    })
}
