//! The designs that the best is chosen from, with everything that can be wrong with the choice looked for.

use std::path::PathBuf;

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Sources};
use crate::experiment::subject::{Meaning, Origin, Subject};
use crate::fingerprint::Fingerprint;
use crate::outcome::Unit;
use crate::scenario::claim::Margin;
use crate::scenario::select::{DESIGNS_MOST, Select};
use crate::scenario::{Document, Metric, Scenario};
use crate::stats::Confidence;

/// Replications a design gets at most on average unless the scenario says how many all get.
const BUDGET_EACH: u64 = 500;

/// The designs that the best is chosen from.
#[derive(Debug)]
pub struct Contest {
    /// What is asked for.
    pub select: Select,
    /// What the scenario is about, in a line.
    pub title: String,
    /// Name of the file, as messages have it.
    pub file: String,
    /// Fingerprint of the scenario with what is asked for.
    pub fingerprint: Fingerprint,
    /// The designs in order.
    pub designs: Vec<Subject>,
    /// The baseline, which need not be among them.
    pub baseline: Subject,
    seed: u64,
    confidence: Confidence,
    origin: Origin,
}

impl Contest {
    /// The designs of a scenario that a choice is asked for. `folder` is what files named in the scenario are relative to; `sources`
    /// holds the texts that places point into.
    ///
    /// # Errors
    /// All that is wrong.
    ///
    /// # Panics
    /// When the scenario asks for no choice: that is looked at before.
    pub fn new(
        file: String,
        document: &Document,
        scenario: &Scenario,
        folder: PathBuf,
        sources: Sources,
    ) -> Result<Self, Diagnostics> {
        let select = scenario.select.clone().expect("a choice is asked for");
        let origin = Origin::new(folder, sources);
        let names = document.design_names();
        let asked: Vec<At<String>> = match select.designs.as_slice() {
            [] => names.clone(),
            some => some.to_vec(),
        };
        let baseline = match &scenario.plan.baseline {
            Some(name) => name.value.clone(),
            None => names[0].value.clone(),
        };
        let mut found = Diagnostics::new();
        if asked.len() > DESIGNS_MOST {
            let message = format!("a choice is from 2 to {DESIGNS_MOST} designs");
            let place = select.metric.measure.place;
            return Err(Diagnostic::error(Code::ListLength, place, message)
                .help("name some of them in `designs`")
                .into());
        }
        let mut subjects = Vec::new();
        let every = std::iter::once(&baseline).chain(asked.iter().map(|name| &name.value));
        for name in every {
            match origin.subject((document, name), name.clone(), metrics(&select)) {
                Ok(subject) => subjects.push(subject),
                Err(wrong) => found.merge(wrong),
            }
        }
        if found.has_errors() {
            return Err(found.sorted());
        }
        let baseline = subjects.remove(0);
        let contest = Self {
            fingerprint: Fingerprint::of(&document.to_toml(None)),
            title: scenario.title.clone(),
            file,
            designs: subjects,
            baseline,
            seed: scenario.plan.seed,
            confidence: Confidence::new(scenario.plan.confidence.value)
                .unwrap_or(Confidence::USUAL),
            select,
            origin,
        };
        contest.check(&mut found);
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(contest),
        }
    }

    /// The texts that places point into.
    pub fn sources(&self) -> &Sources {
        self.origin.sources()
    }

    /// The seed of all streams.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The confidence of intervals; that of the choice is another.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The probability that the choice is to be right with.
    pub fn probability(&self) -> Confidence {
        Confidence::new(self.select.confidence.value).unwrap_or(Confidence::USUAL)
    }

    /// The most replications of all designs together.
    pub fn budget(&self) -> u64 {
        let usual = BUDGET_EACH.max(self.select.first_stage.value.into());
        let all = usual * self.designs.len() as u64;
        self.select.budget.map_or(all, |budget| budget.value)
    }

    /// The metric, and behind it those of the constraints in order.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        metrics(&self.select)
    }

    /// What the metrics mean.
    pub fn meanings(&self) -> Vec<Meaning> {
        self.designs[0].meanings()
    }

    /// Looks for what is wrong beyond names: other matters, margins of another kind than their metric, a budget that is too small.
    fn check(&self, found: &mut Diagnostics) {
        let place = self.select.metric.measure.place;
        let is_odd = |one: &&Subject| !one.model.same_demand(&self.baseline.model);
        if let Some(odd) = self.designs.iter().find(is_odd) {
            let message = format!(
                "the designs `{}` and `{}` do not have the same matters",
                self.baseline.name, odd.name
            );
            found.push(
                Diagnostic::error(Code::DesignChangesStream, place, message).help(
                    "leave out of the design what decides which matters arise, where and when",
                ),
            );
        }
        let meanings = self.meanings();
        let own = (self.select.indifference, &meanings[0], Share::OfAnother);
        let constraints = self.select.constraints.iter().zip(&meanings[1..]);
        let constraints = constraints.flat_map(|(constraint, meaning)| {
            [
                (constraint.item.bound, meaning, Share::Itself),
                (constraint.item.tolerance, meaning, Share::OfAnother),
            ]
        });
        for (margin, meaning, share) in std::iter::once(own).chain(constraints) {
            found.extend(unfit(margin, meaning, share));
        }
        let least = u64::from(self.select.first_stage.value) * self.designs.len() as u64;
        if let Some(budget) = self.select.budget.filter(|budget| budget.value < least) {
            let message = format!(
                "the budget is {} and the first stage of {} designs takes {least}",
                budget.value,
                self.designs.len()
            );
            found.push(
                Diagnostic::error(Code::ConflictingKeys, budget.place, message)
                    .label(self.select.first_stage.place, "the first stage")
                    .help("raise `budget`, or lower `first_stage`"),
            );
        }
    }
}

fn metrics(select: &Select) -> impl Iterator<Item = &Metric> {
    let constraints = select.constraints.iter();
    std::iter::once(&select.metric).chain(constraints.map(|one| &one.item.metric))
}

/// What a share stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    /// A share of another value, whatever its unit.
    OfAnother,
    /// A value of a measure that is a share.
    Itself,
}

/// What is wrong with the unit of a margin of a metric.
fn unfit(margin: At<Margin>, meaning: &Meaning, share: Share) -> Option<Diagnostic> {
    let is_hours = meaning.unit == Some(Unit::Hours);
    let is_share = meaning.unit == Some(Unit::Share);
    let (message, help) = match margin.value {
        Margin::Relative(_) if share == Share::Itself && !is_share => (
            "the bound is a share and the measure is none",
            "write a time such as `\"2 days\"`, or a number",
        ),
        Margin::Absolute { is_time: true, .. } if !is_hours => (
            "this is a time and the measure is none",
            "write a plain number, or a share such as `\"10 %\"`",
        ),
        Margin::Absolute {
            value,
            is_time: false,
        } if is_hours && value != 0.0 => (
            "the measure is a time and this a bare number",
            "write a time such as `\"0.5 days\"`",
        ),
        _ => return None,
    };
    Some(Diagnostic::error(Code::WrongType, margin.place, message).help(help))
}
