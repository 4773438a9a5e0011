//! Open cases at fixed instants: the trajectory, and the phases of a cycle.

use crate::engine::ledger::Ledger;
use crate::model::Model;
use crate::time::Time;

/// Takes what is to be sampled now, and says when the next sample is due.
pub(super) fn sample(model: &Model, ledger: &mut Ledger, at: Time) -> Time {
    let now = at.ticks();
    let daily = trajectory_step(model);
    if now % daily == 0 {
        // Of a part of the territory it may be less than nothing, and is added up modulo 2^32.
        ledger.trajectory.push(ledger.flow.open as u32);
    }
    if let Some((period, every)) = model.measures.cycle
        && now % every.ticks() == 0
        && at >= model.plan.warm_up
    {
        ledger.sample(Some(((now % period.ticks()) / every.ticks()) as usize));
    }
    let next = |step: i64| (now / step + 1) * step;
    let cycle = model
        .measures
        .cycle
        .map_or(i64::MAX, |(_, every)| next(every.ticks()));
    Time::from_ticks(next(daily).min(cycle))
}

/// Ticks between two points of the trajectory: a whole number of days, so that there are at most about a thousand.
pub(crate) fn trajectory_step(model: &Model) -> i64 {
    let days = model.plan.horizon.ticks() / crate::time::TICKS_PER_DAY;
    crate::time::TICKS_PER_DAY * (days / 1000 + 1)
}
