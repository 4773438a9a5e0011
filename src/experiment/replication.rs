//! One replication of one design or of several, by the event loop that is right for each.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::engine::{Engine, EventLoop, LoopKind, Observer, Simulation, TooManyOpen};
use crate::experiment::{Failure, UNITS};
use crate::model::Model;
use crate::outcome::{Outcome, Run};
use crate::random::Replication;
use crate::stream::{Stream, Window};
use crate::time::Time;

/// Runs one replication of one design: the same arguments give the same outcome.
///
/// # Errors
/// When more cases were open than the plan allows for.
pub fn replicate(model: &Model, replication: Replication) -> Result<Outcome, Failure> {
    replicate_by(LoopKind::of(model, 1), model, replication)
}

/// The same by a given event loop, or the general one where that is not right for the model; the outcome is the same by
/// all of them.
///
/// # Errors
/// When more cases were open than the plan allows for.
pub fn replicate_by(
    kind: LoopKind,
    model: &Model,
    replication: Replication,
) -> Result<Outcome, Failure> {
    let outcome = replicate_one(kind, model, replication, &AtomicBool::new(false))?;
    Ok(outcome.expect("nobody stops a run that is not shared"))
}

/// Runs one replication of one design, as one of many runs; none when it was stopped.
///
/// # Errors
/// When more cases were open than the plan allows for.
pub(crate) fn replicate_until(
    model: &Model,
    replication: Replication,
    stop: &AtomicBool,
) -> Result<Option<Outcome>, Failure> {
    replicate_one(LoopKind::of(model, u64::MAX), model, replication, stop)
}

fn replicate_one(
    kind: LoopKind,
    model: &Model,
    replication: Replication,
    stop: &AtomicBool,
) -> Result<Option<Outcome>, Failure> {
    let models = std::slice::from_ref(model);
    let outcomes = replicate_all(models, &[kind], replication, &|_| {}, stop)?;
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

/// Runs one replication of every design by event loops of given kinds; none when it was stopped.
pub(super) fn replicate_all(
    models: &[Model],
    kinds: &[LoopKind],
    replication: Replication,
    advance: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Result<Option<Vec<Outcome>>, Failure> {
    let outcomes = replicate_in_step(models, kinds, replication, advance, stop);
    let by_parts = [LoopKind::Districts, LoopKind::DistrictsInTurn];
    if outcomes.is_err() && kinds.iter().any(|kind| by_parts.contains(kind)) {
        // Districts know only roughly how many cases are open in all of them, and when.
        let kinds = vec![LoopKind::General; models.len()];
        return replicate_in_step(models, &kinds, replication, &|_| {}, stop);
    }
    outcomes
}

/// Runs one replication of every design in step, window by window of one stream, by event loops of given kinds.
fn replicate_in_step(
    models: &[Model],
    kinds: &[LoopKind],
    replication: Replication,
    advance: &(dyn Fn(u64) + Sync),
    stop: &AtomicBool,
) -> Result<Option<Vec<Outcome>>, Failure> {
    let plan = &models[0].plan;
    let mut stream = Stream::new(&models[0].demand, plan.seed, replication);
    let mut simulations: Vec<_> = models
        .iter()
        .zip(kinds)
        .map(|(model, &kind)| Engine::new(kind, model, replication))
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
