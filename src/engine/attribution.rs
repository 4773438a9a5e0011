//! Where the time of a case goes: work, queue, off-hours, decision wait, hand-off.

use crate::engine::Simulation;
use crate::engine::queue::NONE;
use crate::engine::record::Observer;
use crate::engine::task::{Task, TaskKind, TaskState};
use crate::mechanism::exceptions::is_decision;

impl<O: Observer> Simulation<'_, O> {
    /// Accounts for the time of the case so far and moves the task to `state`.
    #[inline]
    pub(crate) fn shift_case(&mut self, task: u32, state: TaskState) {
        let Task {
            case, state: from, ..
        } = self.tasks[task];
        self.tasks[task].state = state;
        if case == NONE {
            return;
        }
        self.touch(case);
        let at = &mut self.cases[case];
        match from {
            TaskState::InService => at.in_service -= 1,
            TaskState::AtGate | TaskState::Waiting | TaskState::Suspended => at.in_queue -= 1,
            TaskState::Moving | TaskState::Free => {}
        }
        match state {
            TaskState::InService => at.in_service += 1,
            TaskState::AtGate | TaskState::Waiting | TaskState::Suspended => at.in_queue += 1,
            TaskState::Moving | TaskState::Free => {}
        }
        if at.in_queue > 0 && at.in_service == 0 {
            self.watch_hours(case);
        }
    }

    /// Chooses the desk whose hours tell queue from off-hours while a case waits: that of its latest task that waits.
    #[inline]
    fn watch_hours(&mut self, case: u32) {
        let mut task = self.cases[case].tasks;
        while task != NONE
            && !matches!(
                self.tasks[task].state,
                TaskState::AtGate | TaskState::Waiting | TaskState::Suspended
            )
        {
            task = self.tasks[task].sibling;
        }
        if task == NONE {
            return;
        }
        let Task { desk, kind, .. } = self.tasks[task];
        let at = &mut self.cases[case];
        at.wait_desk = desk;
        at.status.awaits_decision = kind == TaskKind::Decide || is_decision(kind);
        at.open_at = self.desks[desk as usize].open_until(self.now);
    }

    /// Books the time of a case since it was last looked at: work if anybody works on it, else waiting if any task
    /// waits (split by the hours of its latest desk), else decision wait when several are to meet about it, else hand-off.
    #[inline]
    pub(crate) fn touch(&mut self, case: u32) {
        let case = &mut self.cases[case];
        let ticks = (self.now - case.since).ticks();
        if ticks == 0 {
            return;
        }
        case.since = self.now;
        if case.in_service > 0 {
            case.split.work += ticks;
        } else if case.in_queue > 0 {
            let open = self.desks[case.wait_desk as usize].open_until(self.now);
            let queue = open - case.open_at;
            case.open_at = open;
            if case.status.awaits_decision {
                case.split.decision_wait += ticks;
            } else {
                case.split.queue += queue;
                case.split.off_hours += ticks - queue;
            }
        } else if case.status.linked {
            case.split.decision_wait += ticks;
        } else {
            case.split.hand_off += ticks;
        }
    }
}
