//! Where the time of a case goes: work, queue, off-hours, decision wait, hand-off.
//!
//! A case is accounted for when something changes about it. Between two changes its tasks are in the same hands and queues,
//! but clocks of duty stop and go on. Where one task in service is all there is, what the clock of its person ran is work,
//! and the rest is waiting. A case with several tasks is accounted for at every change of shifts as well, so that in
//! between either somebody works on it all the time or nobody does.

use crate::engine::Simulation;
use crate::engine::case::Work;
use crate::engine::clock::WALL;
use crate::engine::queue::NONE;
use crate::engine::record::Observer;
use crate::engine::task::{Task, TaskKind, TaskState};
use crate::mechanism::exceptions::is_decision;

impl<O: Observer> Simulation<'_, O> {
    /// Accounts for the time of the case so far and moves the task to `state`.
    #[inline(never)]
    pub(crate) fn shift_case(&mut self, task: u32, state: TaskState) {
        self.shift(task, state);
    }

    /// The same in place, for the steps of every task, where the state is known and most of this falls away.
    #[inline(always)]
    pub(super) fn shift(&mut self, task: u32, state: TaskState) {
        let moved = &mut self.tasks[task];
        let (case, from) = (moved.case, moved.state);
        moved.state = state;
        if case == NONE {
            return;
        }
        self.touch(case);
        let at = &mut self.cases[case];
        at.in_service = at.in_service + u16::from(is_served(state)) - u16::from(is_served(from));
        at.in_queue = at.in_queue + u16::from(is_queued(state)) - u16::from(is_queued(from));
        match (at.in_service, at.in_queue) {
            (0, 0) => at.work = Work::Nobody,
            (1, 0) => self.watch_service(case, task),
            (0, 1) if is_queued(state) => {
                at.work = Work::Nobody;
                self.watch_desk(case, task);
            }
            (0, _) => {
                at.work = Work::Nobody;
                self.watch_hours(case);
            }
            _ => self.watch_several(case),
        }
    }

    /// Notes whose clock tells the work on a case from waiting, while one task in service is all there is; `task` is the one
    /// that has just changed.
    #[inline]
    fn watch_service(&mut self, case: u32, mut task: u32) {
        if self.tasks[task].state != TaskState::InService {
            task = self.cases[case].tasks;
            while self.tasks[task].state != TaskState::InService {
                task = self.tasks[task].sibling;
            }
        }
        let Task { desk, person, .. } = self.tasks[task];
        let clock = self.desks[desk as usize].people[person as usize].clock;
        if clock == WALL {
            self.cases[case].work = Work::Somebody;
            return;
        }
        self.cases[case].work = Work::Clock(clock);
        self.cases[case].work_at = self.clock_time(clock);
        self.watch_desk(case, task);
    }

    /// Notes whether anybody works on a case of several tasks.
    #[inline(never)]
    fn watch_several(&mut self, case: u32) {
        let (mut is_worked_on, mut is_by_clock) = (false, false);
        let mut task = self.cases[case].tasks;
        while task != NONE {
            let at = &self.tasks[task];
            if at.state == TaskState::InService {
                is_worked_on |= self.is_worked_on(at);
                let person = &self.desks[at.desk as usize].people[at.person as usize];
                is_by_clock |= person.clock != WALL;
            }
            task = at.sibling;
        }
        if is_by_clock && !self.cases[case].status.shared {
            self.cases[case].status.shared = true;
            self.shared.push(case);
        }
        if is_worked_on {
            self.cases[case].work = Work::Somebody;
        } else {
            self.cases[case].work = Work::Nobody;
            self.watch_hours(case);
        }
    }

    /// Chooses the desk whose hours tell queue from off-hours while a case waits: that of its latest task that waits.
    #[inline(never)]
    fn watch_hours(&mut self, case: u32) {
        let mut task = self.cases[case].tasks;
        while task != NONE && matches!(self.tasks[task].state, TaskState::Moving | TaskState::Free)
        {
            task = self.tasks[task].sibling;
        }
        if task != NONE {
            self.watch_desk(case, task);
        }
    }

    #[inline]
    fn watch_desk(&mut self, case: u32, task: u32) {
        let Task { desk, kind, .. } = self.tasks[task];
        let at = &mut self.cases[case];
        at.wait_desk = desk;
        at.status.awaits_decision = kind == TaskKind::Decide || is_decision(kind);
        at.open_at = self.desks[desk as usize].open_until(self.now);
    }

    /// Accounts for the cases of several tasks up to a change of shifts.
    pub(super) fn touch_shared(&mut self) {
        for at in 0..self.shared.len() {
            let case = self.shared[at];
            if self.cases[case].status.alive {
                self.touch(case);
            }
        }
    }

    /// After a change of shifts: notes for the cases of several tasks whether anybody works on them now.
    pub(super) fn watch_shared(&mut self) {
        let shared = std::mem::take(&mut self.shared);
        for case in shared {
            let at = &mut self.cases[case];
            at.status.shared = false;
            if at.status.alive && at.in_service > 0 && at.in_service + at.in_queue > 1 {
                self.watch_several(case);
            }
        }
    }

    /// Books the time of a case since it was last looked at: work if anybody works on it, else waiting if any task
    /// waits (split by the hours of its latest desk), else decision wait when several are to meet about it, else hand-off.
    #[inline]
    pub(crate) fn touch(&mut self, case: u32) {
        // Most cases are looked at several times at one instant.
        if self.cases[case].since != self.now {
            self.account(case);
        }
    }

    /// Books the time of a case since it was last looked at.
    #[inline(never)]
    fn account(&mut self, case: u32) {
        let case = &mut self.cases[case];
        let ticks = self.now.ticks() - case.since.ticks();
        case.since = self.now;
        let work = match case.work {
            Work::Somebody => {
                case.worked += ticks;
                return;
            }
            Work::Clock(clock) => {
                let time = self.clocks[usize::from(clock)].time(self.now);
                let work = time - case.work_at;
                case.work_at = time;
                case.worked += work;
                if work == ticks {
                    // Where a person is at work, the desk is open.
                    case.open_at += ticks;
                    return;
                }
                work
            }
            Work::Nobody => 0,
        };
        if u32::from(case.in_queue) + u32::from(case.in_service) > 0 {
            let open = self.desks[case.wait_desk as usize].open_until(self.now);
            let queue = open - case.open_at - work;
            case.open_at = open;
            if case.status.awaits_decision {
                case.decision_wait += ticks - work;
            } else {
                case.queued += queue;
                case.off_hours += ticks - work - queue;
            }
        } else if case.status.linked {
            case.decision_wait += ticks;
        } else {
            case.hand_off += ticks;
        }
    }
}

/// Whether a task in that state is in somebody's hands.
#[inline]
fn is_served(state: TaskState) -> bool {
    state == TaskState::InService
}

/// Whether a task in that state waits.
#[inline]
fn is_queued(state: TaskState) -> bool {
    matches!(
        state,
        TaskState::AtGate | TaskState::Waiting | TaskState::Suspended
    )
}
