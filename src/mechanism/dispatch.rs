#![doc = include_str!("dispatch.md")]

use crate::engine::case::Work;
use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::model::{Activity, Category, DepartmentId, DispatchMode, LevelId, UnitId};
use crate::random::Purpose;

/// The documentation of this module, for `caseload explain`.
pub const EXPLANATION: &str = include_str!("dispatch.md");

/// Wrong dispatches of one need in a row, at most.
const ATTEMPTS_MAX: u64 = 20;

impl<O: Observer> Simulation<'_, O> {
    /// Starts handling a case at its level, or sends it up before any work.
    pub(crate) fn handle(&mut self, case: u32) {
        if self.cases[case].status.deciding {
            self.decide(case);
            return;
        }
        if self.lacks_authority_before_work(case) {
            self.pass_on(case);
            return;
        }
        let level = self.level_of(case);
        let at = &self.cases[case];
        let category = &self.model.categories[at.category];
        let wanted = wanted_at(category, at.needs, level) & !at.done;
        let ready = ready(self.model.dispatch.mode, category, wanted, 0);
        if self.is_too_long_a_queue(case, ready) {
            self.climb_now(case);
            return;
        }
        let at = &mut self.cases[case];
        at.wanted = wanted;
        at.running = 0;
        at.branches = 0;
        at.handlings = at.handlings.saturating_add(1);
        if wanted == 0 {
            self.handled(case);
            return;
        }
        let generation = self.cases[case].generation;
        if self.hooks.handling {
            self.on_handling(case);
        }
        self.launch(case, ready);
        if self.hooks.launch && self.cases.is_current(case, generation) {
            self.on_launch(case);
        }
    }

    /// Sends out the needs in `ready`, one bit each.
    fn launch(&mut self, case: u32, ready: u64) {
        self.cases[case].running |= ready;
        self.cases[case].branches += ready.count_ones() as u16;
        let generation = self.cases[case].generation;
        for need in bits(ready) {
            self.send_need(case, need, 0);
            // Refusal, rejection or abandonment at a full or instant desk may have moved the case on.
            if !self.cases.is_current(case, generation) {
                return;
            }
        }
    }

    /// Sends one need to its desk, or to a wrong one.
    pub(crate) fn send_need(&mut self, case: u32, need: u8, attempt: u64) {
        let may_err = self.hooks.wrong || self.model.dispatch.wrong.is_some();
        if may_err && let Some((desk, hours)) = self.wrong_desk(case, need, attempt) {
            let order = Order {
                kind: TaskKind::Wrong(need),
                hours: (hours, 0.0),
                first: Activity::Transfer,
                second: Activity::Transfer,
                again: 0.0,
                attempt,
            };
            self.send(case, desk, order);
            return;
        }
        if self.hooks.need && self.on_need(case, need) {
            return;
        }
        self.send_to_its_desk(case, need, attempt);
    }

    /// Sends one need to the desk of its department.
    #[inline(always)]
    pub(crate) fn send_to_its_desk(&mut self, case: u32, need: u8, attempt: u64) {
        let model = self.model;
        let level = self.level_of(case);
        let at = &self.cases[case];
        let category = &model.categories[at.category];
        let Some(part) = category.needs.get(usize::from(need)) else {
            return;
        };
        let (unit, key) = (at.unit, at.key);
        let (Some(kind), Some(work)) = (part.desks[level.index()], &part.work[level.index()])
        else {
            return;
        };
        let hours = work.sample(
            key.purpose(Purpose::Work)
                .child(work_visit(self.visit(case), need)),
        );
        let first = if at.status.rework {
            Activity::Rework
        } else {
            Activity::Handle
        };
        let order = Order {
            kind: TaskKind::Need(need),
            hours: (hours, 0.0),
            first,
            second: first,
            again: 0.0,
            attempt,
        };
        let mut to = (order, model.desk_in(kind, unit));
        if self.hooks.need {
            to = self.adjust_need(case, need, to.0, to.1);
        }
        self.send(case, to.1, to.0);
    }

    /// The wrong desk that a need goes to first, and the hours it takes there, if the dispatch errs.
    fn wrong_desk(&self, case: u32, need: u8, attempt: u64) -> Option<(usize, f64)> {
        let model = self.model;
        let (chance, work) = model.dispatch.wrong.as_ref()?;
        let at = &self.cases[case];
        let level = at.level;
        let key = at
            .key
            .purpose(Purpose::Wrong)
            .child(self.visit(case) << 8 | u64::from(need))
            .child(attempt);
        let mut chance = *chance;
        if self.hooks.wrong {
            chance = self.wrong_chance(case, need, attempt, chance);
        }
        if attempt >= ATTEMPTS_MAX || key.uniform() >= chance {
            return None;
        }
        let needs = &model.categories[at.category].needs;
        let right = needs[usize::from(need)].desks[level.index()]?;
        let mut others: Vec<_> = model
            .departments
            .ids()
            .filter_map(|department: DepartmentId| model.desk_kind(level, department))
            .filter(|&kind| kind != right)
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.is_empty() {
            return None;
        }
        let pick = (key.purpose(Purpose::Tie).uniform() * others.len() as f64) as usize;
        let hours = work.sample(key.purpose(Purpose::WrongWork));
        Some((
            model.desk_in(others[pick.min(others.len() - 1)], at.unit),
            hours,
        ))
    }

    /// A task of a case is completed: what comes next.
    #[inline(always)]
    pub(crate) fn completed(&mut self, case: u32, kind: TaskKind) {
        if !(self.cases[case].status.overage && self.leaves_after(case, kind)) {
            self.go_on(case, kind);
        }
    }

    /// A task of a case is completed, and mechanisms have a say in what comes next.
    pub(crate) fn completed_task(&mut self, task: &Task) {
        let Task { case, kind, .. } = *task;
        if self.cases[case].status.overage && self.leaves_after(case, kind) {
            return;
        }
        match kind {
            TaskKind::Need(need)
                if self.hooks.completed && self.on_need_completed(case, need, task) => {}
            TaskKind::Step(mechanism, _) | TaskKind::Duty(mechanism, _) => {
                self.mechanism_task_done(mechanism, task);
            }
            _ => self.go_on(case, kind),
        }
    }

    /// What comes next for a case after a task of its own.
    #[inline(always)]
    fn go_on(&mut self, case: u32, kind: TaskKind) {
        match kind {
            TaskKind::Intake => self.handle(case),
            TaskKind::Need(need) => self.need_completed(case, need),
            TaskKind::Wrong(need) => self.sent_back(case, need),
            TaskKind::Redispatch(need) => {
                let attempt = u64::from(self.cases[case].returns);
                self.send_need(case, need, attempt);
            }
            TaskKind::Merge => self.handled(case),
            TaskKind::PassOn => self.climb_for_authority(case),
            TaskKind::Decide => self.decided(case),
            TaskKind::Step(..) | TaskKind::Duty(..) => {
                debug_assert!(false, "only mechanisms have steps and duties");
            }
        }
    }

    /// A wrong desk sends a need back: it is triaged again where there is a triage, and dispatched again.
    pub(super) fn sent_back(&mut self, case: u32, need: u8) {
        let model = self.model;
        self.cases[case].returns = self.cases[case].returns.saturating_add(1);
        let attempt = u64::from(self.cases[case].returns);
        let intake = model.levels[self.level_of(case)].intake.as_ref();
        let Some((intake, work)) =
            intake.and_then(|intake| intake.work.as_ref().map(|work| (intake, work)))
        else {
            self.send_need(case, need, attempt);
            return;
        };
        let key = self.visit_key(case, Purpose::Triage).child(attempt);
        let order = Order {
            kind: TaskKind::Redispatch(need),
            hours: (work.sample(key), 0.0),
            first: Activity::Triage,
            second: Activity::Triage,
            again: 0.0,
            attempt,
        };
        self.send(
            case,
            model.desk_in(intake.desk, self.cases[case].unit),
            order,
        );
    }

    /// A department has done its part: rejection, join, the next needs, or the end of the handling.
    #[inline(always)]
    pub(crate) fn need_completed(&mut self, case: u32, need: u8) {
        let model = self.model;
        let category = &model.categories[self.cases[case].category];
        let bit = 1_u64 << need;
        let visit = self.visit(case);
        let at = &mut self.cases[case];
        at.done |= bit;
        at.running &= !bit;
        let reject = category.needs[usize::from(need)].reject;
        let key = at
            .key
            .purpose(Purpose::Reject)
            .child(work_visit(visit, need));
        let is_rejected = reject > 0.0 && key.uniform() < reject;
        at.status.rejected |= is_rejected;
        let is_serial = model.dispatch.mode == DispatchMode::Serial;
        let enough = category
            .join
            .is_some_and(|k| (at.done & at.wanted).count_ones() >= k);
        if is_rejected && (is_serial || model.dispatch.cancel) {
            self.withdraw_all(case);
            self.handled(case);
            return;
        }
        if enough {
            if model.dispatch.cancel {
                self.withdraw_all(case)
            } else {
                self.go_on_without(case)
            }
            self.merge(case);
            return;
        }
        let at = &self.cases[case];
        let left = at.wanted & !at.done;
        if left == 0 {
            if at.running == 0 {
                self.merge(case);
            }
            return;
        }
        if at.status.rejected {
            if at.running == 0 {
                self.handled(case);
            }
            return;
        }
        let next = ready(model.dispatch.mode, category, at.wanted, at.done) & !at.running;
        self.launch(case, next);
    }

    /// Whether a case whose time at the level is over leaves instead of going on after a task of this kind; if so, and
    /// nobody works on it any more, it leaves now. What completes the handling, or is about leaving, goes on.
    fn leaves_after(&mut self, case: u32, kind: TaskKind) -> bool {
        match kind {
            TaskKind::Need(need) => {
                let at = &mut self.cases[case];
                if at.wanted & !at.done & !(1 << need) == 0 {
                    at.status.overage = false;
                    return false;
                }
                at.done |= 1 << need;
                at.running &= !(1 << need);
            }
            TaskKind::Intake | TaskKind::Wrong(_) | TaskKind::Redispatch(_) => {}
            TaskKind::Merge
            | TaskKind::PassOn
            | TaskKind::Decide
            | TaskKind::Step(..)
            | TaskKind::Duty(..) => return false,
        }
        self.leave_if_free(case);
        true
    }

    /// Joins the branches of a handling, when there was more than one and joining takes work.
    #[inline]
    fn merge(&mut self, case: u32) {
        let model = self.model;
        let level = self.level_of(case);
        let at = &self.cases[case];
        let is_joined = model.dispatch.mode != DispatchMode::Serial && at.branches > 1;
        let Some(work) = model.dispatch.merge.as_ref().filter(|_| is_joined) else {
            self.handled(case);
            return;
        };
        let named =
            model.dispatch.merge_desk[level.index()].map(|kind| model.desk_in(kind, at.unit));
        let Some(desk) = named.or_else(|| self.front_desk(case)) else {
            self.handled(case);
            return;
        };
        let order = Order {
            kind: TaskKind::Merge,
            hours: (work.sample(self.visit_key(case, Purpose::Merge)), 0.0),
            first: Activity::Coordinate,
            second: Activity::Coordinate,
            again: 0.0,
            attempt: 0,
        };
        self.send(case, desk, order);
    }

    /// The desk that acts for a level: its intake desk, or the desk of the first need there.
    pub(crate) fn front_desk(&self, case: u32) -> Option<usize> {
        self.front_desk_in(case, self.cases[case].unit)
    }

    /// The desk that acts in a case for a unit.
    pub(crate) fn front_desk_in(&self, case: u32, unit: UnitId) -> Option<usize> {
        let model = self.model;
        let at = &self.cases[case];
        let level = model.units[unit].level;
        if let Some(intake) = &model.levels[level].intake {
            return Some(model.desk_in(intake.desk, unit));
        }
        let category = &model.categories[at.category];
        let needs = bits(at.needs).chain(bits(!0));
        let mut kinds = needs
            .filter_map(|need| category.needs.get(usize::from(need)))
            .filter_map(|need| need.desks[level.index()]);
        kinds.next().map(|kind| model.desk_in(kind, unit))
    }

    /// Withdraws every task of a case that nobody works on.
    pub(crate) fn withdraw_idle(&mut self, case: u32) {
        let mut task = self.cases[case].tasks;
        while task != NONE {
            let next = self.tasks[task].sibling;
            if !self.is_worked_on(&self.tasks[task]) {
                self.withdraw(task);
            }
            task = next;
        }
    }

    /// Withdraws every task of a case; what waits goes first, so that nobody who is freed begins what is to go next.
    pub(crate) fn withdraw_all(&mut self, case: u32) {
        self.withdraw_idle(case);
        while self.cases[case].tasks != NONE {
            let task = self.cases[case].tasks;
            self.withdraw(task);
        }
        self.cases[case].running = 0;
    }

    /// Lets the branches under way run to their end without the case.
    fn go_on_without(&mut self, case: u32) {
        self.touch(case);
        let mut task = self.cases[case].tasks;
        while task != NONE {
            let next = self.tasks[task].sibling;
            self.tasks[task].case = NONE;
            task = next;
        }
        let at = &mut self.cases[case];
        at.tasks = NONE;
        at.running = 0;
        at.in_service = 0;
        at.in_queue = 0;
        at.work = Work::Nobody;
    }
}

/// The draw of work of a need: one number a handling, whatever the order of dispatch.
#[inline]
fn work_visit(visit: u64, need: u8) -> u64 {
    visit << 8 | u64::from(need)
}

/// The needs of a matter that a level has a part in.
#[inline]
pub(crate) fn wanted_at(category: &Category, needs: u64, level: LevelId) -> u64 {
    needs & category.parts[level.index()]
}

/// The needs that may start now, given those wanted and those done.
#[inline]
fn ready(mode: DispatchMode, category: &Category, wanted: u64, done: u64) -> u64 {
    let left = wanted & !done;
    match mode {
        DispatchMode::Serial => left & left.wrapping_neg(),
        DispatchMode::Parallel => left,
        DispatchMode::Precedence => bits(left)
            .filter(|&need| category.needs[usize::from(need)].after & wanted & !done == 0)
            .fold(0, |mask, need| mask | 1 << need),
    }
}

/// The positions of the bits set in `mask`.
pub(crate) fn bits(mut mask: u64) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        if mask == 0 {
            return None;
        }
        let at = mask.trailing_zeros() as u8;
        mask &= mask - 1;
        Some(at)
    })
}
