//! The decisions that mechanisms have a say in, in the order in which a case meets them, and who is asked in which order.
//!
//! The life of a case calls a hook only where [`Hooks`] says that some mechanism of the design uses it, so that what is
//! not at work costs one comparison of a flag. A mechanism that wants to be asked adds itself to the flag and to the
//! function of the hook; what it decides stands in its own file.

use crate::engine::service::Order;
use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::mechanism::linkage::Why;
use crate::model::{DeskKindId, Mechanism, Mechanisms, UnitId};
use crate::random::dist::{Dist, poisson_gap};
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
}

impl Hooks {
    pub(crate) fn new(mechanisms: &Mechanisms) -> Self {
        let any = |list: &[Mechanism]| list.iter().any(|&mechanism| mechanisms.has(mechanism));
        Self {
            any: mechanisms.any(),
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

impl<'m, O: Observer> Simulation<'m, O> {
    /// A matter has arisen. Says whether the mechanism keeps it, to create its case later or never; otherwise its case is
    /// created now. What is foreseen need not be noticed, and where sensors have a say in how it is noticed, it does not
    /// wait for those who report it.
    pub(crate) fn on_matter(&mut self, matter: &Matter) -> bool {
        if self.is_foreseen(matter) {
            return true;
        }
        match self.is_unnoticed(matter) {
            Some(is_unnoticed) => is_unnoticed,
            None => self.await_notice(matter),
        }
    }

    /// Matters that mechanisms keep: unnoticed, or still to come.
    #[inline]
    pub(crate) fn matters_kept(&self) -> u64 {
        if !self.hooks.any {
            return 0;
        }
        let states = &self.states;
        let kept = states.foresight.foreseen.len()
            + states.sensors.unnoticed.len()
            + states.duplicates.later.len()
            + states.recurrence.later.len()
            + states.satisfaction.later.len();
        kept as u64
    }

    /// A case was created and stands before its first level. Says whether it is gone (merged, prevented).
    pub(crate) fn on_created(&mut self, case: u32) -> bool {
        self.mark_early(case);
        self.await_chase(case);
        self.count_upload(case);
        self.begin_collecting(case);
        self.await_reports(case);
        self.show_case(case);
        self.await_complaint(case);
        false
    }

    /// A case arrives at a level, before severity, age and intake are looked at. Says whether it is gone.
    pub(crate) fn on_enter(&mut self, case: u32) -> bool {
        self.set_limit(case);
        self.notify_level(case);
        let has_intake = self.model.levels[self.level_of(case)].intake.is_some();
        // Where there is an intake, copies are recognised there.
        !has_intake && self.recognise(case)
    }

    /// A case stands before the intake of its level. Says whether a mechanism takes it in instead, now or later: a copy that
    /// is recognised has nothing more to hand in.
    pub(crate) fn on_take_in(&mut self, case: u32) -> bool {
        self.recognise(case) || self.await_submissions(case)
    }

    /// The hours of the intake of a case at its level: an algorithm may spare the triage, then
    /// registers say what is left to collect, then exemptions do.
    pub(crate) fn adjust_intake(&mut self, case: u32, work: IntakeWork) -> IntakeWork {
        let work = self.triage_work(case, work);
        let work = self.look_up_at_intake(case, work);
        self.receive_submissions(case, work)
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
        self.await_answer(case, need)
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
        let desk = self.least_loaded(case, need, desk);
        self.notify(desk);
        if let Some(shift) = self.shift_need(case, need, order.attempt, desk) {
            return (shift, desk);
        }
        let order = self.early_work(case, order);
        let order = self.part_of_work(case, order);
        let order = self.work_jointly(case, need, order);
        let order = self.book_copy(case, order);
        let order = self.look_up_at_department(case, need, order);
        (self.enter_twice(case, need, order), desk)
    }

    /// A handling of a case begins: its needs are about to be sent.
    pub(crate) fn on_handling(&mut self, case: u32) {
        self.watch_handling(case);
    }

    /// A person is about to begin a task, or to go on with one: what it takes to turn to it, and at which pace.
    pub(crate) fn before_start(&mut self, desk: usize, person: u32, task: u32) {
        self.count_order_wait(task);
        self.count_matrix_wait(desk, task);
        if !self.tasks[task].started {
            self.count_start(desk, task);
        }
        self.turn_to(desk, person, task);
        self.fit_to_pace(desk, person, task);
        // Last, so that nothing else changes when a meeting ends.
        self.shorten_call(task);
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
        self.keep_collected(case, need);
        let is_waiting = self.raise_exception(case, need);
        if !is_waiting {
            self.end_shifts_of_need(case, need);
        }
        is_waiting
    }

    /// All that a level wanted done is done, before rework, return and authority are looked at. Says whether the case is
    /// kept by the mechanism.
    pub(crate) fn on_handled(&mut self, case: u32) -> bool {
        if self.awaits_participants(case) {
            return true;
        }
        self.count_quality(case);
        self.end_watch(case);
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
        self.close_in_registers(case);
        self.close_submissions(case);
        self.judge(case);
        self.await_recurrence(case);
        self.count_complainant(case);
        self.end_stay(case);
        self.end_linkage(case);
        if self.model.mechanisms.attention.is_some() {
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
        self.end_linkage(case);
        self.end_stay(case);
        self.end_watch(case);
        self.end_shifts(case);
    }

    /// The run ends: what is kept by time is counted up to now.
    pub(crate) fn finish_mechanisms(&mut self) {
        self.count_unnoticed();
        self.finish_emergency();
        if self.model.mechanisms.attention.is_some() {
            self.weigh_open_cases();
        }
    }

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
            crate::engine::timers::Timer::Mechanism { mechanism, a, b },
        );
    }

    /// The key of a draw of a mechanism about a unit now.
    pub(crate) fn moment_key(&self, mechanism: Mechanism, what: u64, unit: UnitId) -> Key {
        self.own_key(mechanism, what)
            .child(unit.index() as u64)
            .child(self.now.ticks() as u64)
    }

    /// The time until the next event of a Poisson process of a unit, given its mean number a day.
    pub(crate) fn poisson_wait(
        &self,
        mechanism: Mechanism,
        what: u64,
        unit: UnitId,
        per_day: f64,
    ) -> Span {
        let key = self.moment_key(mechanism, what, unit);
        Span::from_days(poisson_gap(&mut key.rng()) / per_day)
    }

    /// The units in which desks of a kind stand.
    pub(crate) fn units_of(&self, kind: DeskKindId) -> impl Iterator<Item = UnitId> + use<'m, O> {
        let level = &self.model.levels[self.model.desk_kinds[kind].level];
        let first = level.first_unit.index();
        (first..first + level.units as usize).map(UnitId::new)
    }

    /// The desk of a kind in a unit, or in the unit above it at the level of the kind; none when that is not above.
    pub(crate) fn desk_above(&self, kind: DeskKindId, unit: UnitId) -> Option<usize> {
        let level = self.model.desk_kinds[kind].level;
        let unit = self.model.ancestor(unit, level)?;
        Some(self.model.desk_in(kind, unit))
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
