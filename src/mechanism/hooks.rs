//! The decisions that mechanisms have a say in, in the order in which a case meets them, and who is asked in which order.
//!
//! The life of a case calls a hook only where [`Hooks`] says that some mechanism of the design uses it, so that what is
//! not at work costs one comparison of a flag. A mechanism that wants to be asked adds itself to the flag and to the
//! function of the hook; what it decides stands in its own file.

use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::linkage::Why;
use crate::model::Mechanism;
use crate::random::Key;
use crate::random::dist::Dist;
use crate::stream::Matter;
use crate::time::Span;

mod flags;

pub(crate) use flags::Hooks;

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

impl<'m, O: Observer> Simulation<'m, O> {
    /// A matter has arisen. Says whether the mechanism keeps it, to create its case later or never; otherwise its case is
    /// created now. What is foreseen need not be noticed, and where sensors have a say in how it is noticed, it does not
    /// wait for those who report it.
    pub(crate) fn on_matter(&mut self, matter: &Matter) -> bool {
        if self.hooks.has(Mechanism::Foresight) && self.is_foreseen(matter) {
            return true;
        }
        let by_sensors = self.hooks.has(Mechanism::Sensors);
        let is_unnoticed = by_sensors.then(|| self.is_unnoticed(matter)).flatten();
        is_unnoticed.unwrap_or_else(|| self.await_notice(matter))
    }

    /// Matters that mechanisms keep, unnoticed or still to come: how many, and what that was at most at any time so far.
    #[inline]
    pub(crate) fn matters_kept(&self) -> (u64, u64) {
        if !self.hooks.any {
            return (0, 0);
        }
        let states = &self.states;
        let each = [
            states.foresight.foreseen.numbers(),
            states.sensors.unnoticed.numbers(),
            states.duplicates.later.numbers(),
            states.recurrence.later.numbers(),
            states.satisfaction.later.numbers(),
        ];
        each.iter()
            .fold((0, 0), |sum, it| (sum.0 + it.0 as u64, sum.1 + it.1 as u64))
    }

    /// A case was created and stands before its first level. Says whether it is gone (merged, prevented).
    pub(crate) fn on_created(&mut self, case: u32) -> bool {
        let hooks = self.hooks;
        if hooks.has(Mechanism::Foresight) {
            self.mark_early(case);
        }
        if hooks.has(Mechanism::Chase) {
            self.await_chase(case);
        }
        if hooks.has(Mechanism::Reports) {
            self.count_upload(case);
        }
        if hooks.has(Mechanism::Registers) {
            self.begin_collecting(case);
        }
        if hooks.has(Mechanism::Duplicates) {
            self.await_reports(case);
        }
        if hooks.has(Mechanism::Lamps) {
            self.show_case(case);
        }
        if hooks.has(Mechanism::Complaints) {
            self.await_complaint(case);
        }
        false
    }

    /// A case arrives at a level, before severity, age and intake are looked at. Says whether it is gone.
    pub(crate) fn on_enter(&mut self, case: u32) -> bool {
        if self.hooks.has(Mechanism::TimeLimits) {
            self.set_limit(case);
        }
        if self.hooks.has(Mechanism::Messages) {
            self.notify_level(case);
        }
        if !self.hooks.has(Mechanism::Duplicates) {
            return false;
        }
        let has_intake = self.model.levels[self.level_of(case)].intake.is_some();
        // Where there is an intake, copies are recognised there.
        !has_intake && self.recognise(case)
    }

    /// A case stands before the intake of its level. Says whether a mechanism takes it in instead, now or later: a copy that
    /// is recognised has nothing more to hand in.
    pub(crate) fn on_take_in(&mut self, case: u32) -> bool {
        self.hooks.has(Mechanism::Duplicates) && self.recognise(case)
            || self.hooks.has(Mechanism::Submissions) && self.await_submissions(case)
    }

    /// The hours of the intake of a case at its level: an algorithm may spare the triage, then
    /// registers say what is left to collect, then exemptions do.
    pub(crate) fn adjust_intake(&mut self, case: u32, work: IntakeWork) -> IntakeWork {
        let mut work = work;
        if self.hooks.has(Mechanism::Triage) {
            work = self.triage_work(case, work);
        }
        if self.hooks.has(Mechanism::Registers) {
            work = self.look_up_at_intake(case, work);
        }
        if self.hooks.has(Mechanism::Submissions) {
            work = self.receive_submissions(case, work);
        }
        work
    }

    /// The chance that a need of a case is sent to a wrong desk, given that of `dispatch.wrong` (0 without): that of a
    /// person by the quality of the data, in whose place an algorithm has its own.
    pub(crate) fn wrong_chance(&self, case: u32, need: u8, attempt: u64, chance: f64) -> f64 {
        let _ = need;
        let chance = self.wrong_by_quality(case, chance);
        self.chance_of_triage(case, attempt, chance)
    }

    /// A need is about to be sent to the desk of its department. Says whether a mechanism sends it there later.
    pub(crate) fn on_need(&mut self, case: u32, need: u8) -> bool {
        self.hooks.has(Mechanism::Registers) && self.await_answer(case, need)
    }

    /// A handling has begun: its first needs are on their way.
    pub(crate) fn on_launch(&mut self, case: u32) {
        self.call_participants(case);
    }

    /// A need is about to be sent: its work and its desk, a position among all desks. First where it goes, of which that
    /// desk is notified, then whether it is sent away there, then its work.
    pub(crate) fn adjust_need(
        &mut self,
        case: u32,
        need: u8,
        order: Order,
        desk: usize,
    ) -> (Order, usize) {
        let (mut order, mut desk) = (order, desk);
        let hooks = self.hooks;
        if hooks.has(Mechanism::GlobalView) {
            desk = self.least_loaded(case, need, desk);
        }
        if hooks.has(Mechanism::Messages) {
            self.notify(desk);
        }
        if hooks.has(Mechanism::Shifting)
            && let Some(shift) = self.shift_need(case, need, order.attempt, desk)
        {
            return (shift, desk);
        }
        if hooks.has(Mechanism::Foresight) {
            order = self.early_work(case, order);
        }
        if hooks.has(Mechanism::Monitoring) {
            order = self.part_of_work(case, order);
        }
        if hooks.has(Mechanism::Joint) {
            order = self.work_jointly(case, need, order);
        }
        order = self.book_copy(case, order);
        if hooks.has(Mechanism::Registers) {
            order = self.look_up_at_department(case, need, order);
        }
        if hooks.has(Mechanism::Adoption) {
            order = self.enter_twice(case, need, order);
        }
        (order, desk)
    }

    /// A handling of a case begins: its needs are about to be sent.
    pub(crate) fn on_handling(&mut self, case: u32) {
        self.watch_handling(case);
    }

    /// A person is about to begin a task, or to go on with one: what it takes to turn to it, and at which pace.
    pub(crate) fn before_start(&mut self, desk: usize, person: u32, task: u32) {
        let hooks = self.hooks;
        let (kind, is_new) = (self.tasks[task].kind, !self.tasks[task].started);
        if is_new {
            if let TaskKind::Duty(Mechanism::Orders, _) = kind {
                self.count_order_wait(task);
            }
            if hooks.has(Mechanism::Matrix) {
                self.count_matrix_wait(desk, task);
            }
            if hooks.has(Mechanism::Motivation) {
                self.count_start(desk, task);
            }
        }
        if hooks.has(Mechanism::Switching) {
            self.turn_to(desk, person, task);
        }
        match kind {
            // Last, so that nothing else changes when a meeting ends.
            TaskKind::Duty(..) if is_new => self.shorten_call(task),
            TaskKind::Duty(..) => {}
            _ => self.fit_to_pace(desk, person, task),
        }
    }

    /// The task that a person who is free does next, taken out of its queue: one of the own desk, by where attention goes,
    /// else one that they help with elsewhere.
    pub(crate) fn choose_task(&mut self, desk: usize, person: u32) -> Option<u32> {
        let own = self.attend(desk);
        own.or_else(|| self.help_elsewhere(desk, person))
    }

    /// A task found nobody free at its desk. Says whether somebody elsewhere has taken it up.
    pub(crate) fn on_join(&mut self, desk: usize, task: u32) -> bool {
        self.call_helper(desk, task)
    }

    /// A task that somebody had begun is back in the queue of its desk.
    pub(crate) fn on_put_back(&mut self, desk: usize) {
        self.call_helpers(desk);
    }

    /// A person has completed a task.
    pub(crate) fn on_task_done(&mut self, desk: usize, person: u32, task: &Task) {
        self.learn(desk, person, task);
    }

    /// A department has finished its part. Says whether the need is not done yet, so that the case waits for a further
    /// step of the mechanism.
    pub(crate) fn on_need_completed(&mut self, case: u32, need: u8, task: &Task) -> bool {
        let _ = task;
        if self.hooks.has(Mechanism::Registers) {
            self.keep_collected(case, need);
        }
        let is_waiting = self.hooks.has(Mechanism::Exceptions) && self.raise_exception(case, need);
        if !is_waiting && self.hooks.has(Mechanism::Shifting) {
            self.end_shifts_of_need(case, need);
        }
        is_waiting
    }

    /// All that a level wanted done is done, before rework, return and authority are looked at. Says whether the case is
    /// kept by the mechanism.
    pub(crate) fn on_handled(&mut self, case: u32) -> bool {
        if self.hooks.has(Mechanism::Joint) && self.awaits_participants(case) {
            return true;
        }
        if self.hooks.has(Mechanism::DataQuality) {
            self.count_quality(case);
        }
        if self.hooks.has(Mechanism::Monitoring) {
            self.end_watch(case);
        }
        false
    }

    /// The chance that a completed handling is worked again, given that of its level.
    pub(crate) fn rework_chance(&self, case: u32, chance: f64) -> f64 {
        let chance = self.rework_after_audit(case, chance);
        self.rework_by_quality(case, chance) * self.error_left(case)
    }

    /// A completed handling is about to be worked again. Says whether the mechanism does it in another way.
    pub(crate) fn on_rework(&mut self, case: u32) -> bool {
        self.is_caught(case)
    }

    /// A case is about to be passed on for lack of authority. Says whether the mechanism settles it another way.
    pub(crate) fn on_climb(&mut self, case: u32) -> bool {
        self.link_up(case, Why::Authority)
    }

    /// A case that nobody is working on is about to climb for its age. Says whether the mechanism settles it another way.
    pub(crate) fn on_aged(&mut self, case: u32) -> bool {
        self.link_up(case, Why::Age)
    }

    /// A person has begun a task, or has gone on with one.
    pub(crate) fn on_started(&mut self, task: u32) {
        self.take_up_call(task);
    }

    /// The delay of a hand-off of a case, to a desk or to a level.
    pub(crate) fn on_hand_off(&mut self, case: u32, delay: Span, key: Key) -> Span {
        self.deliver(case, delay, key)
    }

    /// A case is about to be closed.
    pub(crate) fn on_close(&mut self, case: u32) {
        let hooks = self.hooks;
        if hooks.has(Mechanism::Registers) {
            self.close_in_registers(case);
        }
        if hooks.has(Mechanism::Submissions) {
            self.close_submissions(case);
        }
        if hooks.has(Mechanism::Satisfaction) {
            self.judge(case);
        }
        if hooks.has(Mechanism::Recurrence) {
            self.await_recurrence(case);
        }
        if hooks.has(Mechanism::Complaints) {
            self.count_complainant(case);
        }
        if hooks.has(Mechanism::TimeLimits) {
            self.end_stay(case);
        }
        if hooks.has(Mechanism::Linkage) {
            self.end_linkage(case);
        }
        if hooks.has(Mechanism::Attention) {
            self.weigh_severity(case);
        }
    }

    /// The chance that a case that is being closed comes back and the hours until then, given those of `closing`.
    pub(crate) fn reopening(
        &self,
        case: u32,
        chance: f64,
        after: Option<&'m Dist>,
    ) -> (f64, Option<&'m Dist>) {
        self.paper_return(case)
            .unwrap_or_else(|| self.flawed_return(case, chance, after))
    }

    /// A closed case is back; before it was closed, its work was rework or not.
    pub(crate) fn on_reopened(&mut self, case: u32, was_rework: bool) {
        self.resume_from_paper(case, was_rework);
    }

    /// A case has left for good: closed and not to come back, abandoned, or merged. Its record is about to be freed.
    pub(crate) fn on_left(&mut self, case: u32) {
        if self.hooks.has(Mechanism::Linkage) {
            self.end_linkage(case);
        }
        if self.hooks.has(Mechanism::TimeLimits) {
            self.end_stay(case);
        }
        if self.hooks.has(Mechanism::Monitoring) {
            self.end_watch(case);
        }
        if self.hooks.has(Mechanism::Shifting) {
            self.end_shifts(case);
        }
    }

    /// The run ends: what is kept by time is counted up to now.
    pub(crate) fn finish_mechanisms(&mut self) {
        self.count_unnoticed();
        self.finish_emergency();
        if self.model.mechanisms.attention.is_some() {
            self.weigh_open_cases();
        }
    }
}
