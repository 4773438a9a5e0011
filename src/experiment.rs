//! Many replications of several designs on the same streams, in parallel, and their comparison.

pub mod audit;
pub mod capacity;
pub mod claim;
pub mod compare;
pub mod ensemble;
pub mod plan;
mod replication;
pub mod runs;
pub mod select;
pub mod sensitivity;
pub mod steady;
pub mod store;
pub mod subject;
pub mod sweep;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::engine::{LoopKind, TooManyOpen};
use crate::model::Model;
use crate::outcome::{Measure, Outcome, Times, measures};
use crate::random::Replication;
use crate::stream::known_mean;

use replication::replicate_all;
pub(crate) use replication::replicate_until;
pub use replication::{observe, replicate, replicate_by};

/// Is told how a long run comes along. Called from many threads.
pub trait Progress: Sync {
    /// `done` of `total` units of simulated time are done; a unit is a thousandth of a replication.
    fn advanced(&self, done: u64, total: u64);
}

/// Tells nobody.
impl Progress for () {
    fn advanced(&self, _: u64, _: u64) {}
}

/// Units of progress in a replication.
const UNITS: u64 = 1000;

/// Designs to be run on the same streams.
#[derive(Debug)]
pub struct Experiment<'m> {
    models: &'m [Model],
}

/// What an experiment found.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The designs in order.
    pub designs: Vec<DesignResults>,
    /// Replications asked for.
    pub requested: u32,
    /// Replications complete for every design.
    pub complete: u32,
    /// Combined hash of the streams of the complete replications.
    pub stream_hash: u64,
    /// Matters of the complete replications.
    pub matters: u64,
    /// The mean number of matters of a replication, where it is known exactly.
    pub matters_mean: Option<f64>,
}

/// What an experiment found about one design.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignResults {
    /// Name of the design.
    pub name: String,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// One outcome a complete replication, in order. Their times have gone into the sections.
    pub outcomes: Vec<Outcome>,
    /// The times of cases, by section: replications whose numbers are the same but for a multiple of [`SECTIONS`]. Those of
    /// designs that ran together stand for the same replications.
    pub sections: Vec<Times>,
}

/// The most sections that times of cases are kept in: one a replication up to as many.
pub const SECTIONS: usize = 100;

/// A replication that could not be finished.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The design.
    pub design: String,
    /// The replication.
    pub replication: Replication,
    /// What went wrong.
    pub cause: TooManyOpen,
}

impl<'m> Experiment<'m> {
    /// An experiment on designs that see the same matters.
    ///
    /// # Panics
    /// When there is no design, or two designs differ in their demand: [`Model::same_demand`] is checked before.
    pub fn new(models: &'m [Model]) -> Self {
        assert!(!models.is_empty(), "an experiment has at least one design");
        let (first, others) = models.split_at(1);
        assert!(
            others.iter().all(|model| model.demand == first[0].demand),
            "designs that are compared see the same matters"
        );
        Self { models }
    }

    /// Runs every replication of every design, on as many threads as the pool has. Stops early, with what is complete,
    /// when `stop` is set.
    ///
    /// # Errors
    /// The first replication (in order) in which more cases were open than the plan allows for.
    pub fn run(
        &self,
        progress: &(dyn Progress + Sync),
        stop: &AtomicBool,
    ) -> Result<Results, Failure> {
        let plan = &self.models[0].plan;
        let total = u64::from(plan.replications) * UNITS;
        let done = std::sync::atomic::AtomicU64::new(0);
        let advance = |units: u64| {
            let done = done.fetch_add(units, Ordering::Relaxed) + units;
            progress.advanced(done, total);
        };
        let sections = Sections::new(self.models.len(), plan.replications);
        let runs = u64::from(plan.replications) * self.models.len() as u64;
        let models = self.models.iter();
        let kinds: Vec<LoopKind> = models.map(|model| LoopKind::of(model, runs)).collect();
        let finished: Vec<Result<Option<Vec<Outcome>>, Failure>> = (0..plan.replications)
            .into_par_iter()
            .map(|replication| {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let replication = Replication(replication);
                let outcomes = replicate_all(self.models, &kinds, replication, &advance, stop);
                if outcomes.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
                outcomes.map(|outcomes| outcomes.map(|outcomes| sections.take(outcomes)))
            })
            .collect();
        let mut complete = Vec::new();
        for outcome in finished {
            complete.extend(outcome?);
        }
        Ok(self.results(complete, sections))
    }

    fn results(&self, complete: Vec<Vec<Outcome>>, sections: Sections) -> Results {
        let requested = self.models[0].plan.replications;
        let count = complete.len() as u32;
        let hash = |hash: u64, outcome: &Outcome| {
            (hash ^ outcome.stream_hash)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(29)
        };
        let first = || complete.iter().map(|designs| &designs[0]);
        let stream_hash = first().fold(0, hash);
        let matters = first().map(|outcome| outcome.matters).sum();
        let mut by_design: Vec<Vec<Outcome>> = self.models.iter().map(|_| Vec::new()).collect();
        for designs in complete {
            for (list, outcome) in by_design.iter_mut().zip(designs) {
                list.push(outcome);
            }
        }
        let designs = self
            .models
            .iter()
            .zip(by_design)
            .zip(sections.into_designs())
            .map(|((model, outcomes), sections)| DesignResults {
                name: model.design.clone(),
                measures: measures(model),
                outcomes,
                sections,
            });
        Results {
            designs: designs.collect(),
            requested,
            complete: count,
            stream_hash,
            matters,
            matters_mean: known_mean(&self.models[0].demand),
        }
    }
}

/// The times of cases of all designs, by section. Counts are whole numbers, so the order in which they are added is of no account.
struct Sections(Vec<Mutex<Vec<Times>>>);

impl Sections {
    fn new(designs: usize, replications: u32) -> Self {
        let count = SECTIONS.min(replications as usize);
        let empty = || Mutex::new(vec![Times::default(); designs]);
        Self((0..count).map(|_| empty()).collect())
    }

    /// Adds the times of one replication of every design, and takes them out of the outcomes.
    fn take(&self, mut outcomes: Vec<Outcome>) -> Vec<Outcome> {
        let number = outcomes.first().map_or(0, |first| first.replication.0);
        let section = &self.0[number as usize % self.0.len()];
        let mut section = section.lock().unwrap_or_else(PoisonError::into_inner);
        for (times, outcome) in section.iter_mut().zip(&mut outcomes) {
            times.merge(&std::mem::take(&mut outcome.times));
        }
        outcomes
    }

    /// The sections of each design.
    fn into_designs(self) -> Vec<Vec<Times>> {
        let mut designs: Vec<Vec<Times>> = Vec::new();
        for section in self.0 {
            let section = section.into_inner().unwrap_or_else(PoisonError::into_inner);
            designs.resize_with(section.len(), Vec::new);
            for (design, times) in designs.iter_mut().zip(section) {
                design.push(times);
            }
        }
        designs
    }
}
