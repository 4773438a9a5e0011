//! Which decisions somebody has a say in, so that what is not at work costs one look at a flag.

#[cfg(doc)]
use crate::engine::Simulation;
use crate::model::{Mechanism, Mechanisms};

/// Which hooks any mechanism of the design uses.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hooks {
    /// Any mechanism is at work.
    pub(crate) any: bool,
    /// [`Simulation::on_matter`].
    pub(crate) matter: bool,
    /// [`Simulation::on_created`].
    pub(crate) created: bool,
    /// [`Simulation::on_enter`].
    pub(crate) enter: bool,
    /// [`Simulation::on_take_in`] and [`Simulation::adjust_intake`].
    pub(crate) intake: bool,
    /// [`Simulation::wrong_chance`].
    pub(crate) wrong: bool,
    /// [`Simulation::on_launch`].
    pub(crate) launch: bool,
    /// [`Simulation::on_need`] and [`Simulation::adjust_need`].
    pub(crate) need: bool,
    /// [`Simulation::on_handling`].
    pub(crate) handling: bool,
    /// [`Simulation::before_start`].
    pub(crate) start: bool,
    /// [`Simulation::on_started`].
    pub(crate) started: bool,
    /// [`Simulation::choose_task`].
    pub(crate) choose: bool,
    /// [`Simulation::on_join`] and [`Simulation::on_put_back`].
    pub(crate) join: bool,
    /// [`Simulation::on_task_done`].
    pub(crate) done: bool,
    /// [`Simulation::on_need_completed`].
    pub(crate) completed: bool,
    /// [`Simulation::on_handled`].
    pub(crate) handled: bool,
    /// [`Simulation::rework_chance`] and [`Simulation::on_rework`].
    pub(crate) rework: bool,
    /// [`Simulation::on_climb`] and [`Simulation::on_aged`].
    pub(crate) climb: bool,
    /// [`Simulation::on_hand_off`].
    pub(crate) hand_off: bool,
    /// [`Simulation::on_close`], [`Simulation::reopening`] and [`Simulation::on_reopened`].
    pub(crate) close: bool,
    /// [`Simulation::on_left`].
    pub(crate) left: bool,
    /// The mechanisms at work, one bit each.
    at_work: u64,
}

impl Hooks {
    pub(crate) fn new(mechanisms: &Mechanisms) -> Self {
        let number =
            |mechanism: &Mechanism| mechanisms.has(*mechanism).then_some(*mechanism as u64);
        let at_work = Mechanism::ALL
            .iter()
            .filter_map(number)
            .fold(0, |all, of| all | 1 << of);
        let any = |list: &[Mechanism]| list.iter().any(|&mechanism| mechanisms.has(mechanism));
        Self {
            any: mechanisms.any(),
            at_work,
            matter: any(&[
                Mechanism::Foresight,
                Mechanism::Sensors,
                Mechanism::Duplicates,
            ]),
            created: any(&[
                Mechanism::Chase,
                Mechanism::Reports,
                Mechanism::Registers,
                Mechanism::Duplicates,
                Mechanism::Lamps,
                Mechanism::Foresight,
                Mechanism::Complaints,
            ]),
            enter: any(&[
                Mechanism::Duplicates,
                Mechanism::TimeLimits,
                Mechanism::Messages,
            ]),
            intake: any(&[
                Mechanism::Registers,
                Mechanism::Submissions,
                Mechanism::Duplicates,
                Mechanism::Triage,
            ]),
            wrong: any(&[Mechanism::DataQuality, Mechanism::Triage]),
            launch: any(&[Mechanism::Joint]),
            need: any(&[
                Mechanism::Registers,
                Mechanism::Duplicates,
                Mechanism::Monitoring,
                Mechanism::Foresight,
                Mechanism::Adoption,
                Mechanism::GlobalView,
                Mechanism::Shifting,
                Mechanism::Joint,
                Mechanism::Messages,
            ]),
            handling: any(&[Mechanism::Monitoring]),
            start: any(&[
                Mechanism::Orders,
                Mechanism::Matrix,
                Mechanism::Switching,
                Mechanism::Meetings,
                Mechanism::Inspections,
                Mechanism::Motivation,
                Mechanism::Learning,
            ]),
            started: any(&[Mechanism::Linkage]),
            choose: any(&[
                Mechanism::Attention,
                Mechanism::Flexibility,
                Mechanism::Emergency,
            ]),
            join: any(&[Mechanism::Flexibility, Mechanism::Emergency]),
            done: any(&[Mechanism::Learning]),
            completed: any(&[
                Mechanism::Registers,
                Mechanism::Exceptions,
                Mechanism::Shifting,
            ]),
            handled: any(&[
                Mechanism::DataQuality,
                Mechanism::Monitoring,
                Mechanism::Joint,
            ]),
            rework: any(&[
                Mechanism::Inspections,
                Mechanism::DataQuality,
                Mechanism::Monitoring,
                Mechanism::Learning,
            ]),
            climb: any(&[Mechanism::Linkage]),
            hand_off: any(&[Mechanism::Messages]),
            close: any(&[
                Mechanism::Registers,
                Mechanism::Submissions,
                Mechanism::Recurrence,
                Mechanism::Satisfaction,
                Mechanism::Exceptions,
                Mechanism::Linkage,
                Mechanism::TimeLimits,
                Mechanism::Complaints,
                Mechanism::Attention,
            ]),
            left: any(&[
                Mechanism::Linkage,
                Mechanism::TimeLimits,
                Mechanism::Monitoring,
                Mechanism::Shifting,
            ]),
        }
    }

    /// Whether a mechanism is at work: one bit, near at hand, where the mechanism itself stands far away in the model.
    #[inline]
    pub(crate) fn has(&self, mechanism: Mechanism) -> bool {
        self.at_work >> mechanism as u64 & 1 == 1
    }
}
