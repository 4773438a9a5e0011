//! Plans for machines: CSV and JSON.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::{Plans, estimate, listed};
use crate::experiment::plan::{Planned, Shape, Shown};
use crate::report::unit_name;
use crate::scenario::optimise::GoalSide;

/// Writes one row a plan and metric.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(plans: &Plans, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    let variables = plans.variables.iter().map(|one| one.name.as_str());
    let header = ["design", "plan", "nth"].into_iter().chain(variables);
    let header = header.chain([
        "cost",
        "metric",
        "measure",
        "unit",
        "n",
        "mean",
        "half_width",
        "side",
        "limit",
        "confidence",
        "shown",
        "bound",
        "error",
    ]);
    writer.write_record(header)?;
    for planned in &plans.plans {
        for (kind, nth, shape) in listed(planned) {
            for metric in 0..planned.meanings.len() {
                let mut row = vec![planned.design.clone(), kind.to_owned(), nth.to_string()];
                row.extend(shape.numbers.iter().copied().map(text));
                row.push(text(shape.cost));
                row.extend(of_metric(plans, planned, shape, metric));
                writer.write_record(row)?;
            }
        }
    }
    Ok(writer.flush()?)
}

fn text(number: Option<f64>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

fn of_metric(plans: &Plans, planned: &Planned, shape: &Shape, metric: usize) -> Vec<String> {
    let meaning = &planned.meanings[metric];
    let found = shape.metrics[metric].as_ref().map(estimate);
    let mut row = vec![
        plans.metric_name(metric).to_owned(),
        meaning.measure.name.to_owned(),
        meaning.unit.map_or("", unit_name).to_owned(),
        found.map_or(String::new(), |found| found.n.to_string()),
        text(found.map(|found| found.mean)),
        text(found.and_then(|found| found.half_width)),
    ];
    let target = plans.targets.get(metric).zip(shape.targets.get(metric));
    row.extend(match target {
        None => vec![String::new(); 6],
        Some((target, told)) => vec![
            side(target.side).to_owned(),
            target.limit.to_string(),
            target.confidence.to_string(),
            word(told.shown).to_owned(),
            text(told.bound),
            ((1.0 - target.confidence) * shape.share).to_string(),
        ],
    });
    row
}

pub(crate) const fn side(side: GoalSide) -> &'static str {
    match side {
        GoalSide::AtMost => "at-most",
        GoalSide::AtLeast => "at-least",
    }
}

const fn word(shown: Shown) -> &'static str {
    match shown {
        Shown::Kept => "kept",
        Shown::Open => "open",
        Shown::Broken => "broken",
    }
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(plans: &Plans, mut to: impl Write) -> std::io::Result<()> {
    let variables = plans.variables.iter().map(|one| {
        json!({
            "name": one.name, "label": one.label, "unit": one.unit,
            "from": one.from, "to": one.to, "cost": one.cost,
        })
    });
    let targets = plans.targets.iter().map(|one| {
        json!({
            "name": one.name, "side": side(one.side), "limit": one.limit, "confidence": one.confidence,
        })
    });
    let all = json!({
        "version": plans.version,
        "title": plans.title,
        "question": plans.question,
        "seed": plans.seed,
        "fingerprint": plans.fingerprint.to_hex(),
        "cost_unit": plans.cost_unit,
        "check_replications": plans.check,
        "variables": variables.collect::<Vec<Json>>(),
        "targets": targets.collect::<Vec<Json>>(),
        "designs": plans.plans.iter().map(|planned| design(plans, planned)).collect::<Vec<Json>>(),
    });
    serde_json::to_writer_pretty(&mut to, &all)?;
    to.write_all(b"\n")
}

fn design(plans: &Plans, planned: &Planned) -> Json {
    let of = |shape: &Shape| shape_json(plans, planned, shape);
    let all = |shapes: &[Shape]| shapes.iter().map(of).collect::<Vec<Json>>();
    let cheaper = planned.cheaper.iter().map(|(at, shape)| {
        let mut one = of(shape);
        one["variable"] = json!(plans.variables[*at].name);
        one
    });
    let most = planned.most.as_ref().map(|(shape, fullest)| {
        let mut one = of(shape);
        one["fullest_desk"] = json!(fullest.as_ref().map(|fullest| {
            json!({ "desk": fullest.desk, "utilisation": fullest.utilisation })
        }));
        one
    });
    json!({
        "design": planned.design,
        "is_found": planned.plan.is_some(),
        "method": planned.method,
        "plans_tried": planned.tried,
        "replications": planned.replications,
        "today": of(&planned.today),
        "guess": of(&planned.guess),
        "plan": planned.plan.as_ref().map(of),
        "failed": all(&planned.failed),
        "cheaper": cheaper.collect::<Vec<Json>>(),
        "most": most,
        "frontier": all(&planned.frontier),
    })
}

fn shape_json(plans: &Plans, planned: &Planned, shape: &Shape) -> Json {
    let numbers = plans.variables.iter().zip(&shape.numbers);
    let numbers: serde_json::Map<String, Json> = numbers
        .map(|(variable, number)| (variable.name.clone(), json!(number)))
        .collect();
    let metrics = (0..planned.meanings.len()).map(|metric| {
        let meaning = &planned.meanings[metric];
        let found = shape.metrics[metric].as_ref().map(estimate);
        let mut one = json!({
            "metric": plans.metric_name(metric),
            "measure": meaning.measure.name,
            "unit": meaning.unit.map(unit_name),
            "n": found.map(|found| found.n),
            "mean": found.map(|found| found.mean),
            "half_width": found.and_then(|found| found.half_width),
        });
        if let Some(told) = shape.targets.get(metric) {
            one["shown"] = json!(told.shown);
            one["bound"] = json!(told.bound);
            one["error"] = json!((1.0 - plans.targets[metric].confidence) * shape.share);
        }
        one
    });
    json!({
        "variables": numbers,
        "cost": shape.cost,
        "metrics": metrics.collect::<Vec<Json>>(),
    })
}
