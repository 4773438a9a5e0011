//! Many members of an ensemble, such as towns drawn from stated ranges: every design on each of them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::compare::{Comparison, compare};
use super::{Experiment, Failure, Progress};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Sources};
use crate::model::{FileCache, Model, load_check};
use crate::outcome::Scope;
use crate::scenario::{Document, Drawn, Ensemble, Scenario};

/// Units of progress of a replication of a member, as of [`Progress`].
const UNITS: u64 = 1000;

/// What was found for one member.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its number, from 0.
    pub number: u32,
    /// What was drawn for it.
    pub drawn: Vec<Drawn>,
    /// Names of the desks that are to get more work than their people have time for, by design, the baseline first.
    pub overloaded: Vec<Vec<String>>,
    /// Exact laws that a run broke: a mistake of ours.
    pub broken_laws: Vec<String>,
    /// Every measure of the whole organisation, and of every design against the baseline.
    pub comparison: Comparison,
    /// Matters of all its replications.
    pub matters: u64,
}

/// Why a member has no result.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// What was drawn makes no sound scenario; with the texts that the diagnostics point into.
    Input(Diagnostics, Sources),
    /// More cases were open than a run may hold.
    TooManyOpen(Failure),
}

/// An ensemble and what its members are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Towns<'a> {
    /// The scenario with its designs.
    pub document: &'a Document,
    /// The same, decoded.
    pub scenario: &'a Scenario,
    /// How members are drawn.
    pub ensemble: &'a Ensemble,
    /// The design the others are compared with.
    pub baseline: &'a str,
    /// The folder that files named in the scenario are relative to.
    pub base: &'a Path,
    /// The texts of the scenario.
    pub sources: &'a Sources,
}

impl Towns<'_> {
    /// Runs every design on every member, on as many threads as the pool has. Stops early, with the members that are
    /// complete, when `stop` is set.
    ///
    /// # Errors
    /// The trouble of the first member (by number) that has one.
    pub fn run(
        &self,
        progress: &(dyn Progress + Sync),
        stop: &AtomicBool,
    ) -> Result<Vec<Member>, Trouble> {
        let members = self.ensemble.members.value;
        let each = u64::from(self.scenario.plan.replications.value) * UNITS;
        let shared = Shared {
            done: AtomicU64::new(0),
            total: u64::from(members) * each,
            to: progress,
        };
        let found: Vec<Result<Option<Member>, Trouble>> = (0..members)
            .into_par_iter()
            .map(|number| {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let member = self.member(number, &shared, stop);
                if member.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
                member
            })
            .collect();
        let mut complete = Vec::new();
        for member in found {
            complete.extend(member?);
        }
        Ok(complete)
    }

    /// One member; none when it was stopped.
    fn member(
        &self,
        number: u32,
        shared: &Shared<'_>,
        stop: &AtomicBool,
    ) -> Result<Option<Member>, Trouble> {
        let mut sources = self.sources.clone();
        let drawn = self.document.member(self.scenario, self.ensemble, number);
        let (document, drawn) = drawn.map_err(|wrong| Trouble::Input(wrong, sources.clone()))?;
        let models = match self.models(&document, &mut sources) {
            Ok(models) => models,
            Err(mut wrong) => {
                wrong.push(told(number, &drawn));
                return Err(Trouble::Input(wrong, sources));
            }
        };
        let own = Own {
            shared,
            done: AtomicU64::new(0),
        };
        let results = Experiment::new(&models)
            .run(&own, stop)
            .map_err(Trouble::TooManyOpen)?;
        if results.complete < results.requested {
            return Ok(None);
        }
        let confidence = models[0].plan.confidence;
        let mut comparison = compare(&results, self.baseline, confidence);
        comparison
            .rows
            .retain(|row| row.measure.scope == Scope::All);
        let overloaded = |name: &String| {
            let model = models.iter().find(|model| model.design == *name);
            model.map_or(Vec::new(), overloaded)
        };
        let broken = results.designs.iter().flat_map(|design| {
            let laws = design.outcomes.iter().flat_map(|one| &one.broken_laws);
            laws.map(|law| format!("member {number}, design `{}`: {law}", design.name))
        });
        Ok(Some(Member {
            number,
            drawn,
            overloaded: comparison.designs.iter().map(overloaded).collect(),
            broken_laws: broken.collect(),
            matters: results.matters,
            comparison,
        }))
    }

    fn models(
        &self,
        document: &Document,
        sources: &mut Sources,
    ) -> Result<Vec<Model>, Diagnostics> {
        let (scenarios, mut found) = document.check_all();
        let mut files = FileCache::new();
        let mut models: Vec<Model> = Vec::new();
        for (name, scenario) in &scenarios {
            let (model, wrong) = Model::new(scenario, name, self.base, sources, &mut files);
            found.merge(wrong);
            models.extend(model);
        }
        let same = |model: &Model| models.first().is_some_and(|first| first.same_demand(model));
        if !found.has_errors() && !models.iter().all(same) {
            let message = "what was drawn gives the designs different matters";
            found.push(
                Diagnostic::error(Code::DesignChangesStream, Place::NOWHERE, message).help(
                    "leave paths of designs that decide which matters arise out of the draws",
                ),
            );
        }
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(models),
        }
    }
}

/// The desks of a design that are to get more work than their people have time for.
fn overloaded(model: &Model) -> Vec<String> {
    let loads = load_check(model);
    let full = loads.iter().filter(|load| {
        let capacity = load.capacity_h_per_week;
        load.offered_h_per_week > 0.0
            && capacity.is_some_and(|capacity| load.offered_h_per_week >= capacity)
    });
    full.map(|load| model.desk_kinds[load.desk].name.clone())
        .collect()
}

/// What was drawn for the member that went wrong.
fn told(number: u32, drawn: &[Drawn]) -> Diagnostic {
    let draws: Vec<String> = drawn
        .iter()
        .map(|one| format!("{} = {}", one.name, one.value))
        .collect();
    let message = format!(
        "this is member {number} of the ensemble, with {}",
        draws.join(", ")
    );
    Diagnostic::note(Code::OutOfRange, Place::NOWHERE, message)
        .help("make the range of the draw smaller, so that every member is sound")
}

/// Progress of all members together.
struct Shared<'a> {
    done: AtomicU64,
    total: u64,
    to: &'a (dyn Progress + Sync),
}

/// Progress of one member.
struct Own<'a> {
    shared: &'a Shared<'a>,
    done: AtomicU64,
}

impl Progress for Own<'_> {
    fn advanced(&self, done: u64, _: u64) {
        let before = self.done.fetch_max(done, Ordering::Relaxed);
        let more = done.saturating_sub(before);
        let all = self.shared.done.fetch_add(more, Ordering::Relaxed) + more;
        self.shared.to.advanced(all, self.shared.total);
    }
}
