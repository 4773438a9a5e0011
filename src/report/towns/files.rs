//! An ensemble as CSV and as JSON.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::{Did, Ensembled, Member, shown};
use crate::experiment::compare::Cell;
use crate::report::unit_name;

/// The columns of the CSV.
pub const COLUMNS: [&str; 13] = [
    "member",
    "design",
    "measure",
    "unit",
    "better",
    "baseline_mean",
    "design_mean",
    "difference_mean",
    "difference_half_width",
    "n",
    "outcome",
    "overloaded_baseline",
    "overloaded_design",
];

/// Writes one row a member, measure and design.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(found: &Ensembled, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for member in &found.members {
        for (at, design) in found.designs.iter().enumerate().skip(1) {
            let rows = shown(&found.members).filter_map(|name| member.comparison.row(name));
            for row in rows {
                let cell = row.cells[at].as_ref();
                let mean = |cell: Option<&Cell>| {
                    cell.and_then(|cell| cell.estimate.as_ref())
                        .map(|estimate| estimate.mean)
                };
                let paired = cell.and_then(|cell| cell.difference.as_ref());
                writer.write_record([
                    &member.number.to_string(),
                    design,
                    row.measure.name,
                    unit_name(row.measure.unit),
                    crate::report::csv::better_name(row.measure.better),
                    &number(mean(row.cells[0].as_ref())),
                    &number(mean(cell)),
                    &number(paired.map(|paired| paired.difference.mean)),
                    &number(paired.and_then(|paired| paired.difference.half_width)),
                    &paired.map_or(0, |paired| paired.difference.n).to_string(),
                    Did::new(cell, row.measure.better).name(),
                    &member.overloaded[0].join("+"),
                    &member.overloaded[at].join("+"),
                ])?;
            }
        }
    }
    Ok(writer.flush()?)
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(found: &Ensembled, mut to: impl Write) -> std::io::Result<()> {
    let members: Vec<Json> = found.members.iter().map(|one| member(one, found)).collect();
    let object = json!({
        "title": found.title,
        "question": found.question,
        "baseline": found.designs.first(),
        "designs": found.designs,
        "members_requested": found.requested,
        "members_complete": found.members.len(),
        "members_overloaded_in_some_design": found.overloaded_in_any(),
        "replications": found.replications,
        "confidence": found.confidence,
        "rows": found.rows,
        "members": members,
    });
    serde_json::to_writer_pretty(&mut to, &object)?;
    to.write_all(b"\n")
}

fn member(member: &Member, found: &Ensembled) -> Json {
    let drawn: serde_json::Map<String, Json> = member
        .drawn
        .iter()
        .map(|one| (one.name.clone(), json!(one.value)))
        .collect();
    let rows = shown(&found.members).filter_map(|name| member.comparison.row(name));
    let overloaded: serde_json::Map<String, Json> = found
        .designs
        .iter()
        .zip(&member.overloaded)
        .map(|(design, desks)| (design.clone(), json!(desks)))
        .collect();
    json!({
        "member": member.number,
        "matters": member.matters,
        "drawn": drawn,
        "overloaded": overloaded,
        "measures": rows.collect::<Vec<_>>(),
    })
}
