//! The best of several designs: who was chosen, how sure that is, and what became of the others.
//!
//! The CSV has one row for each design and metric: `design`, `role` (`metric`, or the name of a constraint), `measure`, `unit`, `n`,
//! `mean`, `half_width`, `bound` (empty for the metric), `keeps` (`true`, `false`, or empty where it was left open), `fate` (`chosen`,
//! `contending`, `beaten`, `infeasible`), `by` (the design that beat it, or the constraint that it breaks), and `stage`: `selection`, or
//! `check` for the chosen design on fresh streams. The JSON is one object with everything that was found.

use std::io::Write;

use serde_json::{Value as Json, json};

use crate::experiment::select::{Contest, DesignFinding, Selected};
use crate::experiment::subject::Meaning;
use crate::fingerprint::Fingerprint;
use crate::report::{VERSION, unit_name};
use crate::scenario::claim::Margin;
use crate::scenario::select::{BestDirection, ConstraintSide, PROCEDURES, Select};
use crate::stats::selection::{Choice, Fate, Procedure};
use crate::stats::{Confidence, Estimate};

mod text;

pub use crate::report::claims::quoted;
pub use text::render;

/// A choice that was made, or could not be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Choosing {
    /// The version of this crate.
    pub version: &'static str,
    /// The command that asked for it.
    pub command: String,
    /// What the scenario is about.
    pub title: String,
    /// The file.
    pub file: String,
    /// Fingerprint of the scenario with what was asked for.
    pub fingerprint: Fingerprint,
    /// Seed of the streams that it was chosen by.
    pub seed: u64,
    /// Confidence of intervals.
    pub confidence: Confidence,
    /// What was asked for.
    pub asked: Select,
    /// What was found.
    pub found: Selected,
}

impl Choosing {
    /// A report on a choice; `command` is what asked for it.
    pub fn new(contest: &Contest, found: Selected, command: String) -> Self {
        Self {
            version: VERSION,
            command,
            title: contest.title.clone(),
            file: contest.file.clone(),
            fingerprint: contest.fingerprint,
            seed: contest.seed(),
            confidence: contest.confidence(),
            asked: contest.select.clone(),
            found,
        }
    }

    /// Whether a design was chosen.
    pub fn is_decided(&self) -> bool {
        matches!(self.found.choice, Choice::Best(_))
    }

    /// How a design ended, and by what: the design that beat it, or the constraint that it breaks.
    fn fate(&self, design: usize) -> (&'static str, &str) {
        match self.found.designs[design].fate {
            Fate::Contending if self.found.choice == Choice::Best(design) => ("chosen", ""),
            Fate::Contending => ("contending", ""),
            Fate::Beaten { by } => ("beaten", &self.found.designs[by].name),
            Fate::Infeasible { limit } => ("infeasible", &self.asked.constraints[limit].name.value),
        }
    }

    /// What the metrics are called: the metric, and behind it the constraints in order.
    fn roles(&self) -> Vec<&str> {
        let constraints = self.asked.constraints.iter();
        std::iter::once("metric")
            .chain(constraints.map(|one| one.name.value.as_str()))
            .collect()
    }
}

/// The name of a procedure as it is written in a scenario.
fn procedure_name(procedure: Procedure) -> &'static str {
    let known = PROCEDURES.iter().find(|(_, one)| *one == procedure);
    known.map_or("", |(name, _)| name)
}

/// The columns of the CSV.
pub const COLUMNS: [&str; 12] = [
    "design",
    "stage",
    "role",
    "measure",
    "unit",
    "n",
    "mean",
    "half_width",
    "bound",
    "keeps",
    "fate",
    "by",
];

/// Writes one row for each design and metric, and those of the check behind them.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(choosing: &Choosing, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    for (at, design) in choosing.found.designs.iter().enumerate() {
        for row in rows(choosing, at, "selection", design.n, &design.estimates) {
            writer.write_record(row)?;
        }
    }
    if let (Some(check), Choice::Best(at)) = (&choosing.found.check, choosing.found.choice) {
        for row in rows(choosing, at, "check", check.n, &check.estimates) {
            writer.write_record(row)?;
        }
    }
    Ok(writer.flush()?)
}

fn rows(
    choosing: &Choosing,
    at: usize,
    stage: &str,
    n: u32,
    estimates: &[Option<Estimate>],
) -> Vec<[String; 12]> {
    let design = &choosing.found.designs[at];
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let (fate, by) = choosing.fate(at);
    let roles = choosing.roles();
    let each = choosing.found.meanings.iter().zip(roles).enumerate();
    let each = each.map(|(nth, (meaning, role))| {
        let estimate = estimates.get(nth).copied().flatten();
        let constraint = nth
            .checked_sub(1)
            .map(|nth| &choosing.asked.constraints[nth]);
        let keeps = nth.checked_sub(1).and_then(|nth| design.keeps[nth]);
        [
            design.name.clone(),
            stage.to_owned(),
            role.to_owned(),
            meaning.measure.name.to_owned(),
            meaning.unit.map_or("", unit_name).to_owned(),
            n.to_string(),
            number(estimate.map(|one| one.mean)),
            number(estimate.and_then(|one| one.half_width)),
            number(constraint.map(|one| one.item.at())),
            keeps.map_or(String::new(), |keeps| keeps.to_string()),
            fate.to_owned(),
            by.to_owned(),
        ]
    });
    each.collect()
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(choosing: &Choosing, mut to: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, &whole(choosing))?;
    to.write_all(b"\n")
}

fn whole(choosing: &Choosing) -> Json {
    let found = &choosing.found;
    let name = |at: usize| found.designs[at].name.as_str();
    let choice = match found.choice {
        Choice::Best(at) => Json::from(name(at)),
        Choice::NoneFeasible | Choice::Undecided => Json::Null,
    };
    let outcome = match found.choice {
        Choice::Best(_) => "chosen",
        Choice::NoneFeasible => "none feasible",
        Choice::Undecided => "undecided",
    };
    let designs = found.designs.iter().enumerate();
    let designs: Vec<Json> = designs.map(|(at, one)| design(choosing, at, one)).collect();
    json!({
        "version": choosing.version,
        "command": choosing.command,
        "title": choosing.title,
        "file": choosing.file,
        "fingerprint": choosing.fingerprint.to_hex(),
        "seed": choosing.seed,
        "outcome": outcome,
        "chosen": choice,
        "procedure": procedure_name(found.procedure),
        "probability": found.confidence,
        "metric": meaning(&found.meanings[0]),
        "direction": match choosing.asked.direction {
            BestDirection::Smallest => "smallest",
            BestDirection::Largest => "largest",
        },
        "indifference": found.indifference,
        "indifference_is_share_of": match choosing.asked.indifference.value {
            Margin::Relative(share) => json!({ "share": share, "baseline": found.measured }),
            Margin::Absolute { .. } => Json::Null,
        },
        "constraints": constraints(choosing),
        "first_stage": found.first_stage,
        "budget": found.budget,
        "replications": found.replications,
        "equal_allocation": found.equal_allocation,
        "confidence_of_intervals": choosing.confidence,
        "designs": designs,
        "check": found.check.as_ref().map(|check| json!({
            "n": check.n,
            "estimates": named(choosing, &check.estimates),
            "baseline": check.baseline,
            "paired": check.paired,
        })),
    })
}

fn meaning(meaning: &Meaning) -> Json {
    json!({
        "measure": meaning.measure.name,
        "scope": meaning.measure.scope.kind(),
        "items": meaning.items,
        "unit": meaning.unit.map(unit_name),
    })
}

fn constraints(choosing: &Choosing) -> Vec<Json> {
    let each = choosing.asked.constraints.iter();
    let each = each.zip(&choosing.found.meanings[1..]);
    each.map(|(one, found)| {
        let side = match one.item.side {
            ConstraintSide::AtMost => "at_most",
            ConstraintSide::AtLeast => "at_least",
        };
        json!({
            "name": one.name.value,
            "metric": meaning(found),
            side: one.item.at(),
            "tolerance": one.item.tolerated(),
        })
    })
    .collect()
}

fn design(choosing: &Choosing, at: usize, one: &DesignFinding) -> Json {
    let (fate, by) = choosing.fate(at);
    json!({
        "design": one.name,
        "n": one.n,
        "fate": fate,
        "by": (!by.is_empty()).then_some(by),
        "keeps": one.keeps,
        "estimates": named(choosing, &one.estimates),
    })
}

/// Estimates by what they are estimates of.
fn named(choosing: &Choosing, estimates: &[Option<Estimate>]) -> Json {
    let each = choosing.roles().into_iter().zip(estimates);
    let each = each.map(|(role, estimate)| (role.to_owned(), json!(estimate)));
    Json::Object(each.collect())
}
