//! How much demand each design can take.
//!
//! The CSV has one row a design and limit: `design`, `limit` (`sustainable`, or the name of a target), `measure` (empty for
//! `sustainable`), `found` (`at`, `below` or `above` the factors that were tried), `factor` (on the demand of the scenario), `low`,
//! `high` (95 %), `matters_per_day` (at the factor), `n` (replications at each demand). The JSON is one object with all of it.

use std::io::Write;

use serde_json::{Value as Json, json};

use crate::experiment::capacity::{Capacity, Crossing, Limit, Stress};
use crate::report::VERSION;
use crate::report::claims::label;
use crate::report::number::{Scale, fixed};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::scenario::optimise::GoalSide;

/// What designs can take.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacities {
    /// The version of this crate.
    pub version: &'static str,
    /// What the scenario is about, in a line.
    pub title: String,
    /// Seed of the streams.
    pub seed: u64,
    /// Replications at each demand: of targets, and of growth.
    pub replications: (u32, u32),
    /// The targets: name, side and limit in the unit of the measure.
    pub targets: Vec<(String, GoalSide, f64)>,
    /// The designs.
    pub designs: Vec<Capacity>,
}

impl Capacities {
    /// A report on what was found.
    pub fn new(stress: &Stress, designs: Vec<Capacity>) -> Self {
        let targets = stress.targets.iter().map(|target| {
            let goal = &target.item;
            (target.name.value.clone(), goal.side, goal.value())
        });
        Self {
            version: VERSION,
            title: stress.title.clone(),
            seed: stress.seed,
            replications: (stress.replications, stress.growth_replications),
            targets: targets.collect(),
            designs,
        }
    }
}

/// The report as text, ending in a line break.
pub fn render(capacities: &Capacities, look: &Look) -> String {
    let mut lines = vec![look.bold(&capacities.title)];
    lines.push(String::new());
    for capacity in &capacities.designs {
        let demand = fixed(capacity.matters_per_day, 1);
        lines.push(look.bold(&format!(
            "What `{}` can take, in multiples of its demand of {demand} matters a day",
            capacity.design
        )));
        lines.extend(table(capacities, capacity, look));
        lines.push(String::new());
    }
    for note in notes(capacities) {
        lines.extend(wrap(&note, look.width, "  ", "  "));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn table(capacities: &Capacities, capacity: &Capacity, look: &Look) -> Vec<String> {
    let mut rows = vec![row(
        "it keeps up with".to_owned(),
        &capacity.sustainable,
        capacity,
        look,
    )];
    if let Some((factor, desk)) = &capacity.by_load {
        rows.push(GridLine::Cells(vec![
            format!("theory: `{desk}` is full at"),
            fixed(*factor, 3),
            String::new(),
            fixed(factor * capacity.matters_per_day, 1),
        ]));
    }
    for ((name, side, value), (meaning, limit)) in capacities.targets.iter().zip(&capacity.targets)
    {
        let scale = meaning
            .unit
            .map_or(Scale::PLAIN, |unit| Scale::new(unit, *value));
        let side = match side {
            GoalSide::AtMost => "at most",
            GoalSide::AtLeast => "at least",
        };
        let unit = if scale.unit.is_empty() { "" } else { " " };
        let bound = super::plan::amount(value * scale.factor);
        rows.push(row(
            format!(
                "`{name}` ({} {side} {bound}{unit}{}) breaks at",
                label(meaning),
                scale.unit
            ),
            limit,
            capacity,
            look,
        ));
    }
    let header = ["", "demand", "95 %", "matters a day"];
    let grid = Grid {
        header: header.map(str::to_owned).to_vec(),
        left: 1,
        last_left: false,
        lines: rows,
    };
    grid.render(look.rule())
}

fn row(what: String, limit: &Limit, capacity: &Capacity, look: &Look) -> GridLine {
    let or_none =
        |value: Option<f64>| value.map_or(look.none().to_owned(), |value| fixed(value, 3));
    let (at, factor) = match limit.at {
        Crossing::At(at) => (fixed(at, 3), Some(at)),
        Crossing::Below(at) => (format!("below {}", fixed(at, 2)), None),
        Crossing::Above(at) => (format!("above {}", fixed(at, 1)), None),
    };
    GridLine::Cells(vec![
        what,
        at,
        format!("[{}, {}]", or_none(limit.low), or_none(limit.high)),
        factor.map_or(look.none().to_owned(), |factor| {
            fixed(factor * capacity.matters_per_day, 1)
        }),
    ])
}

fn notes(capacities: &Capacities) -> Vec<String> {
    let (targets, growth) = capacities.replications;
    let mut all = Vec::new();
    let left = |capacity: &Capacity| 100.0 * capacity.left_over;
    let lefts = capacities.designs.iter().map(left);
    let most = lefts.fold(0.0, f64::max);
    let days = capacities.designs.iter().map(|capacity| capacity.days);
    all.push(format!(
        "All sources are multiplied. A design keeps up as long as its open cases do not grow in the second half of a long run (here the \
         last {} days; {growth} replications at each demand). Growth is told from none when {} % of the matters are left over, which the \
         figure allows for. Theory has the load of the long run without mechanisms and escalation by age.",
        fixed(days.fold(0.0, f64::max), 0),
        fixed(most, 1),
    ));
    if most > 3.0 {
        all.push(
            "The scenario has dates (holidays, events or records), so its runs may not be longer: what it keeps up with is less certain \
             than the interval says."
                .to_owned(),
        );
    }
    all.push(match capacities.targets.is_empty() {
        true => "Targets of `[optimise]` would be shown with the demand at which each breaks; the scenario has none.".to_owned(),
        false => format!(
            "A target breaks where its mean over {targets} replications of the scenario's own length crosses its bound. The interval holds \
             the demands that the replications do not show to lie on either side. Seed {}.",
            capacities.seed
        ),
    });
    all
}

/// Writes one row a design and limit.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(capacities: &Capacities, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "design",
        "limit",
        "measure",
        "found",
        "factor",
        "low",
        "high",
        "matters_per_day",
        "n",
    ])?;
    for capacity in &capacities.designs {
        let text = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
        let mut put = |name: &str, measure: &str, limit: &Limit, n: u32| {
            let (found, factor) = told(limit.at);
            writer.write_record([
                capacity.design.as_str(),
                name,
                measure,
                found,
                &factor.to_string(),
                &text(limit.low),
                &text(limit.high),
                &(factor * capacity.matters_per_day).to_string(),
                &n.to_string(),
            ])
        };
        let (targets, growth) = capacities.replications;
        put("sustainable", "", &capacity.sustainable, growth)?;
        for ((name, ..), (meaning, limit)) in capacities.targets.iter().zip(&capacity.targets) {
            put(name, meaning.measure.name, limit, targets)?;
        }
    }
    Ok(writer.flush()?)
}

fn told(at: Crossing) -> (&'static str, f64) {
    match at {
        Crossing::At(factor) => ("at", factor),
        Crossing::Below(factor) => ("below", factor),
        Crossing::Above(factor) => ("above", factor),
    }
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(capacities: &Capacities, mut to: impl Write) -> std::io::Result<()> {
    let limit = |limit: &Limit| {
        let (found, factor) = told(limit.at);
        json!({ "found": found, "factor": factor, "low": limit.low, "high": limit.high })
    };
    let designs = capacities.designs.iter().map(|capacity| {
        let targets = capacities.targets.iter().zip(&capacity.targets);
        let targets = targets.map(|((name, side, value), (meaning, found))| {
            let mut one = limit(found);
            one["target"] = json!(name);
            one["measure"] = json!(meaning.measure.name);
            one["side"] = json!(super::plan::side(*side));
            one["limit"] = json!(value);
            one
        });
        json!({
            "design": capacity.design,
            "matters_per_day": capacity.matters_per_day,
            "sustainable": limit(&capacity.sustainable),
            "left_over_share": capacity.left_over,
            "measured_days": capacity.days,
            "by_load": capacity.by_load.as_ref().map(|(factor, desk)| json!({ "factor": factor, "desk": desk })),
            "targets": targets.collect::<Vec<Json>>(),
        })
    });
    let (targets, growth) = capacities.replications;
    let all = json!({
        "version": capacities.version,
        "title": capacities.title,
        "seed": capacities.seed,
        "replications": targets,
        "growth_replications": growth,
        "designs": designs.collect::<Vec<Json>>(),
    });
    serde_json::to_writer_pretty(&mut to, &all)?;
    to.write_all(b"\n")
}
