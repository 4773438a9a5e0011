//! The decisions that mechanisms have a say in, in the order in which a case meets them, and who is asked in which order.
//!
//! The life of a case calls a hook only where [`Hooks`] says that some mechanism of the design uses it, so that what is
//! not at work costs one comparison of a flag. A mechanism that wants to be asked adds itself to the flag and to the
//! function of the hook; what it decides stands in its own file.

use crate::engine::service::Order;
use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::model::{DeskKindId, Mechanism, Mechanisms};
use crate::random::{Key, Purpose};
use crate::stream::Matter;
use crate::time::Span;

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
    /// [`Simulation::adjust_need`].
    pub(crate) need: bool,
    /// [`Simulation::before_start`].
    pub(crate) start: bool,
    /// [`Simulation::choose_task`].
    pub(crate) choose: bool,
    /// [`Simulation::on_join`].
    pub(crate) join: bool,
    /// [`Simulation::on_need_completed`].
    pub(crate) completed: bool,
    /// [`Simulation::on_handled`].
    pub(crate) handled: bool,
    /// [`Simulation::rework_chance`].
    pub(crate) rework: bool,
    /// [`Simulation::on_climb`].
    pub(crate) climb: bool,
    /// [`Simulation::on_hand_off`].
    pub(crate) hand_off: bool,
    /// [`Simulation::on_close`] and [`Simulation::reopen_chance`].
    pub(crate) close: bool,
    /// [`Simulation::on_left`].
    pub(crate) left: bool,
}

impl Hooks {
    pub(crate) fn new(mechanisms: &Mechanisms) -> Self {
        let any = |list: &[Mechanism]| list.iter().any(|&mechanism| mechanisms.has(mechanism));
        Self {
            any: mechanisms.any(),
            matter: any(&[Mechanism::Duplicates]),
            created: any(&[
                Mechanism::Chase,
                Mechanism::Registers,
                Mechanism::Duplicates,
            ]),
            enter: any(&[Mechanism::Duplicates]),
            intake: any(&[
                Mechanism::Registers,
                Mechanism::Submissions,
                Mechanism::Duplicates,
            ]),
            wrong: any(&[Mechanism::DataQuality]),
            need: any(&[Mechanism::Registers, Mechanism::Duplicates]),
            start: any(&[]),
            choose: any(&[]),
            join: any(&[]),
            completed: any(&[Mechanism::Registers]),
            handled: any(&[Mechanism::DataQuality]),
            rework: any(&[Mechanism::DataQuality]),
            climb: any(&[]),
            hand_off: any(&[]),
            close: any(&[
                Mechanism::Registers,
                Mechanism::Submissions,
                Mechanism::Recurrence,
                Mechanism::Satisfaction,
            ]),
            left: any(&[]),
        }
    }
}

/// Hours of an intake, as mechanisms change them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct IntakeWork {
    /// Hands-on hours of triage.
    pub(crate) triage: f64,
    /// Hands-on hours of collecting fields.
    pub(crate) collect: f64,
    /// Hands-on hours of collecting again fields that were found and out of date.
    pub(crate) again: f64,
    /// Hands-on hours of checking what was found, and of putting right what was handed in.
    pub(crate) check: f64,
}

impl<O: Observer> Simulation<'_, O> {
    /// A matter has arisen. Says whether the mechanism keeps it, to create its case later or never; otherwise its case is
    /// created now.
    pub(crate) fn on_matter(&mut self, matter: &Matter) -> bool {
        self.await_notice(matter)
    }

    /// A case was created and stands before its first level. Says whether it is gone (merged, prevented).
    pub(crate) fn on_created(&mut self, case: u32) -> bool {
        self.await_chase(case);
        self.begin_collecting(case);
        self.await_reports(case);
        false
    }

    /// A case arrives at a level, before severity, age and intake are looked at. Says whether it is gone.
    pub(crate) fn on_enter(&mut self, case: u32) -> bool {
        let has_intake = self.model.levels[self.level_of(case)].intake.is_some();
        // Where there is an intake, copies are recognised there.
        !has_intake && self.recognise(case)
    }

    /// A case stands before the intake of its level. Says whether a mechanism takes it in instead, now or later: a copy that
    /// is recognised has nothing more to hand in.
    pub(crate) fn on_take_in(&mut self, case: u32) -> bool {
        self.recognise(case) || self.await_submissions(case)
    }

    /// The hours of the intake of a case at its level: registers say what is left to collect, then exemptions do.
    pub(crate) fn adjust_intake(&mut self, case: u32, work: IntakeWork) -> IntakeWork {
        let work = self.look_up_at_intake(case, work);
        self.receive_submissions(case, work)
    }

    /// The chance that a need of a case is sent to a wrong desk, given that of `dispatch.wrong` (0 without).
    pub(crate) fn wrong_chance(&self, case: u32, need: u8, attempt: u64, chance: f64) -> f64 {
        let _ = (need, attempt);
        self.wrong_by_quality(case, chance)
    }

    /// A need is about to be sent: its work and its desk, a position among all desks.
    pub(crate) fn adjust_need(
        &mut self,
        case: u32,
        need: u8,
        order: Order,
        desk: usize,
    ) -> (Order, usize) {
        let order = self.book_copy(case, order);
        (self.look_up_at_department(case, need, order), desk)
    }

    /// A person is about to begin a task, or to go on with one: what it takes to turn to it, and at which pace.
    pub(crate) fn before_start(&mut self, desk: usize, person: u32, task: u32) {
        let _ = (desk, person, task);
    }

    /// The task that a person who is free does next, taken out of its queue.
    pub(crate) fn choose_task(&mut self, desk: usize, person: u32) -> Option<u32> {
        let _ = person;
        self.desks[desk].queue.pop(&mut self.tasks)
    }

    /// A task found nobody free at its desk. Says whether somebody elsewhere has taken it up.
    pub(crate) fn on_join(&mut self, desk: usize, task: u32) -> bool {
        let _ = (desk, task);
        false
    }

    /// A department has finished its part. Says whether the need is not done yet, so that the case waits for a further
    /// step of the mechanism.
    pub(crate) fn on_need_completed(&mut self, case: u32, need: u8, task: &Task) -> bool {
        let _ = task;
        self.keep_collected(case, need);
        false
    }

    /// All that a level wanted done is done, before rework, return and authority are looked at. Says whether the case is
    /// kept by the mechanism.
    pub(crate) fn on_handled(&mut self, case: u32) -> bool {
        self.count_quality(case);
        false
    }

    /// The chance that a completed handling is worked again, given that of its level.
    pub(crate) fn rework_chance(&self, case: u32, chance: f64) -> f64 {
        self.rework_by_quality(case, chance)
    }

    /// A case is about to be passed on for lack of authority. Says whether the mechanism settles it another way.
    pub(crate) fn on_climb(&mut self, case: u32) -> bool {
        let _ = case;
        false
    }

    /// The delay of a hand-off of a case, to a desk or to a level.
    pub(crate) fn on_hand_off(&mut self, case: u32, delay: Span, key: Key) -> Span {
        let _ = (case, key);
        delay
    }

    /// A case is about to be closed.
    pub(crate) fn on_close(&mut self, case: u32) {
        self.close_in_registers(case);
        self.close_submissions(case);
        self.judge(case);
        self.await_recurrence(case);
    }

    /// The chance that a case that is being closed comes back, given that of `closing.reopen`.
    pub(crate) fn reopen_chance(&self, case: u32, chance: f64) -> f64 {
        let _ = case;
        chance
    }

    /// A case has left for good: closed and not to come back, abandoned, or merged. Its record is about to be freed.
    pub(crate) fn on_left(&mut self, case: u32) {
        let _ = case;
    }

    /// The run ends: what is kept by time is counted up to now.
    pub(crate) fn finish_mechanisms(&mut self) {}

    // What mechanisms share.

    /// The key of a draw of a mechanism about a case; `what` tells its draws apart.
    pub(crate) fn case_key(&self, case: u32, mechanism: Mechanism, what: u64) -> Key {
        self.cases[case]
            .key
            .purpose(Purpose::Mechanism)
            .child(mechanism as u64)
            .child(what)
    }

    /// The key of a draw of a mechanism that concerns no case.
    pub(crate) fn own_key(&self, mechanism: Mechanism, what: u64) -> Key {
        self.key
            .purpose(Purpose::Mechanism)
            .child(mechanism as u64)
            .child(what)
    }

    /// Adds to what a mechanism counts in one of its places.
    #[inline]
    pub(crate) fn tally(&mut self, mechanism: Mechanism, at: usize, amount: i64) {
        self.ledger.tally(mechanism, at, amount);
    }

    /// Sets a timer of a mechanism, `after` from now; at least one tick, so that what repeats moves on.
    pub(crate) fn set_mechanism_timer(
        &mut self,
        mechanism: Mechanism,
        after: Span,
        a: u32,
        b: u32,
    ) {
        let at = self.now + after.max(Span::from_ticks(1));
        self.timers.set(
            at,
            crate::engine::events::Timer::Mechanism { mechanism, a, b },
        );
    }

    /// The positions among all desks of the desks of a kind.
    pub(crate) fn desks_of(&self, kind: DeskKindId) -> std::ops::Range<usize> {
        let kind = &self.model.desk_kinds[kind];
        kind.first as usize..(kind.first + kind.count) as usize
    }

    /// Gives a case another queueing class; those of its tasks that wait go to the back of it.
    pub(crate) fn reprioritise(&mut self, case: u32, class: u8) {
        self.cases[case].class = class;
        let mut task = self.cases[case].tasks;
        while task != crate::engine::queue::NONE {
            let next = self.tasks[task].sibling;
            self.reclass(task, class);
            task = next;
        }
    }
}
