//! Many replications of several designs on the same streams, in parallel, and their comparison.

pub mod audit;
pub mod capacity;
pub mod claim;
pub mod compare;
pub mod ensemble;
pub mod plan;
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

use crate::engine::{Engine, EventLoop, Observer, Simulation, TooManyOpen};
use crate::model::Model;
use crate::outcome::{Measure, Outcome, Run, Times, measures};
use crate::random::Replication;
use crate::stream::{Stream, Window, known_mean};
use crate::time::Time;

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
        let finished: Vec<Result<Option<Vec<Outcome>>, Failure>> = (0..plan.replications)
            .into_par_iter()
            .map(|replication| {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let outcomes = replicate_all(self.models, Replication(replication), &advance, stop);
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

/// Runs one replication of one design: the same arguments give the same outcome.
///
/// # Errors
/// When more cases were open than the plan allows for.
pub fn replicate(model: &Model, replication: Replication) -> Result<Outcome, Failure> {
    let outcome = replicate_until(model, replication, &AtomicBool::new(false))?;
    Ok(outcome.expect("nobody stops a run that is not shared"))
}

/// Runs one replication of one design; none when it was stopped.
///
/// # Errors
/// When more cases were open than the plan allows for.
pub(crate) fn replicate_until(
    model: &Model,
    replication: Replication,
    stop: &AtomicBool,
) -> Result<Option<Outcome>, Failure> {
    let outcomes = replicate_all(std::slice::from_ref(model), replication, &|_| {}, stop)?;
    Ok(outcomes.and_then(|outcomes| outcomes.into_iter().next()))
}

/// Runs one replication of one design by the general event loop, and hands every step to `observer`.
///
/// # Errors
/// When more cases were open than the plan allows for.
pub fn observe<O: Observer>(
    model: &Model,
    replication: Replication,
    observer: O,
) -> Result<(Outcome, O), Failure> {
    let mut stream = Stream::new(&model.demand, model.plan.seed, replication);
    let mut simulation = Simulation::new(model, replication, observer);
    let mut window = Window::default();
    let failure = |cause| Failure {
        design: model.design.clone(),
        replication,
        cause,
    };
    while stream.draw(&mut window) {
        run_window(&mut simulation, &window, model).map_err(failure)?;
    }
    run_to_end(&mut simulation, model).map_err(failure)?;
    let (ledger, desks, observer) = simulation.finish();
    Ok((
        Run::new(model, ledger, &desks).outcome(
            &desks,
            replication,
            (stream.hash(), stream.drawn()),
        ),
        observer,
    ))
}

/// Runs one replication of every design in step, window by window of one stream; none when it was stopped.
fn replicate_all(
    models: &[Model],
    replication: Replication,
    advance: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Result<Option<Vec<Outcome>>, Failure> {
    let plan = &models[0].plan;
    let mut stream = Stream::new(&models[0].demand, plan.seed, replication);
    let mut simulations: Vec<_> = models
        .iter()
        .map(|model| Engine::new(model, replication))
        .collect();
    let mut window = Window::default();
    let mut reported = 0;
    while stream.draw(&mut window) {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        each_design(
            models,
            &mut simulations,
            replication,
            |simulation, model| run_window(simulation, &window, model),
        )?;
        let share = window.until.ticks() as f64 / plan.horizon.ticks() as f64;
        let units = (share * UNITS as f64) as u64;
        if units > reported {
            advance(units - reported);
            reported = units;
        }
    }
    each_design(models, &mut simulations, replication, run_to_end)?;
    advance(UNITS - reported.min(UNITS));
    let outcomes = simulations
        .into_iter()
        .zip(models)
        .map(|(simulation, model)| {
            let (ledger, desks) = simulation.finish();
            Run::new(model, ledger, &desks).outcome(
                &desks,
                replication,
                (stream.hash(), stream.drawn()),
            )
        });
    Ok(Some(outcomes.collect()))
}

/// Runs `step` for every design, side by side.
fn each_design<'m>(
    models: &'m [Model],
    simulations: &mut [Engine<'m>],
    replication: Replication,
    step: impl Fn(&mut Engine<'m>, &Model) -> Result<(), TooManyOpen> + Sync,
) -> Result<(), Failure> {
    let run = |(simulation, model): (&mut Engine<'m>, &'m Model)| {
        step(simulation, model).map_err(|cause| Failure {
            design: model.design.clone(),
            replication,
            cause,
        })
    };
    if models.len() > 1 {
        simulations
            .par_iter_mut()
            .zip(models)
            .map(run)
            .collect::<Result<Vec<()>, Failure>>()?;
    } else {
        simulations
            .iter_mut()
            .zip(models)
            .map(run)
            .collect::<Result<Vec<()>, Failure>>()?;
    }
    Ok(())
}

/// Runs a simulation through one window of the stream; the warm-up may end in it.
fn run_window(
    simulation: &mut impl EventLoop,
    window: &Window,
    model: &Model,
) -> Result<(), TooManyOpen> {
    let warm_up = model.plan.warm_up;
    let mut matters = &window.matters[..];
    if !simulation.is_measuring() && warm_up < window.until {
        let before = matters.partition_point(|matter| matter.time.max(Time::ZERO) < warm_up);
        simulation.run_until(&matters[..before], warm_up)?;
        simulation.begin_measuring();
        matters = &matters[before..];
    }
    simulation.run_until(matters, window.until)
}

/// Runs a simulation from the last matter to the end of the plan.
fn run_to_end(simulation: &mut impl EventLoop, model: &Model) -> Result<(), TooManyOpen> {
    simulation.run_until(&[], model.plan.horizon)
}
