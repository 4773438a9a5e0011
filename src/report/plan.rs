//! Plans: what is looked for, what was found, what one step less would bring, and what more or less money would.
//!
//! The CSV has one row a plan and metric: `design`, `plan` (`today`, `guess`, `plan`, `failed`, `cheaper`, `most`, `frontier`),
//! `nth` (from 1 within its kind), one column a variable with its number, `cost`, `metric` (the name of the target, or `burden`),
//! `measure`, `unit`, `n`, `mean`, `half_width` (95 %), `side` and `limit` (of a target), `confidence`, `shown` (`kept`, `open`,
//! `broken`), `bound` (of the true mean on the side that matters), `error` (the chance that the bound is wrong). The JSON is one
//! object with all of it.

use crate::experiment::plan::{Planned, Planner, Shape};
use crate::experiment::subject::Meaning;
use crate::fingerprint::Fingerprint;
use crate::report::VERSION;
use crate::scenario::optimise::GoalSide;
use crate::stats::{Confidence, Estimate, Spread};

mod files;
mod page;
mod text;
mod wording;

pub use files::{csv, json};
pub use page::html;
pub use text::render;

pub(crate) use files::side;
pub(crate) use wording::amount;

/// Plans that were looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Plans {
    /// The version of this crate.
    pub version: &'static str,
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Seed of the streams.
    pub seed: u64,
    /// Fingerprint of the scenario.
    pub fingerprint: Fingerprint,
    /// What costs are counted in.
    pub cost_unit: String,
    /// What may be changed.
    pub variables: Vec<Changed>,
    /// What must be kept.
    pub targets: Vec<Target>,
    /// Replications of a check.
    pub check: u32,
    /// What was found for each design.
    pub plans: Vec<Planned>,
}

/// Something that may be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// Its name.
    pub name: String,
    /// What it is.
    pub label: String,
    /// The unit of its values; empty for plain numbers.
    pub unit: String,
    /// Its smallest value.
    pub from: f64,
    /// Its largest value.
    pub to: f64,
    /// What one more costs.
    pub cost: f64,
}

/// Something that must be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// On which side of the limit it must be.
    pub side: GoalSide,
    /// The limit, in the unit of its measure.
    pub limit: f64,
    /// How sure one must be.
    pub confidence: f64,
}

impl Plans {
    /// A report on what was found.
    pub fn new(planner: &Planner, seed: u64, plans: Vec<Planned>) -> Self {
        let optimise = &planner.optimise;
        let variables = optimise.variables.iter().map(|variable| Changed {
            name: variable.name.value.clone(),
            label: variable.item.axis.label.clone(),
            unit: variable.item.axis.unit().to_owned(),
            from: variable.item.number(0),
            to: variable.item.number(variable.item.count() - 1),
            cost: variable.item.cost,
        });
        let targets = optimise.targets.iter().map(|target| Target {
            name: target.name.value.clone(),
            side: target.item.side,
            limit: target.item.value(),
            confidence: target.item.confidence,
        });
        Self {
            version: VERSION,
            title: planner.title.clone(),
            question: planner.question.clone(),
            seed,
            fingerprint: planner.fingerprint,
            cost_unit: optimise.cost_unit.clone(),
            variables: variables.collect(),
            targets: targets.collect(),
            check: optimise.check,
            plans,
        }
    }

    /// Whether every design has a plan that was shown to keep all targets.
    pub fn is_met(&self) -> bool {
        self.plans.iter().all(|planned| planned.plan.is_some())
    }

    /// The name of a metric: of its target, or `burden`.
    fn metric_name(&self, metric: usize) -> &str {
        self.targets
            .get(metric)
            .map_or("burden", |target| target.name.as_str())
    }
}

/// The mean of a metric with its 95 % interval.
fn estimate(spread: &Spread) -> Estimate {
    let t = Confidence::USUAL.t_quantile(spread.n - 1);
    Estimate {
        n: spread.n,
        mean: spread.mean,
        half_width: t.map(|t| t * spread.sd / (spread.n as f64).sqrt()),
        sd: Some(spread.sd),
    }
}

/// The shapes of a plan in the order in which they are listed, each with its kind and its number within it.
fn listed(planned: &Planned) -> Vec<(&'static str, usize, &Shape)> {
    let most = planned.most.iter().map(|(most, _)| most);
    let kinds: [(&str, Vec<&Shape>); 7] = [
        ("today", vec![&planned.today]),
        ("guess", vec![&planned.guess]),
        ("plan", planned.plan.iter().collect()),
        ("failed", planned.failed.iter().collect()),
        (
            "cheaper",
            planned.cheaper.iter().map(|(_, shape)| shape).collect(),
        ),
        ("most", most.collect()),
        ("frontier", planned.frontier.iter().collect()),
    ];
    let mut all = Vec::new();
    for (kind, shapes) in kinds {
        let numbers = shapes.into_iter().enumerate();
        all.extend(numbers.map(|(nth, shape)| (kind, nth + 1, shape)));
    }
    all
}

/// What the text calls the metric of a target, or the burden.
fn label(meaning: &Meaning) -> String {
    crate::report::claims::label(meaning)
}
