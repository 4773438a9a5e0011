//! Tasks that do not go their usual way: taken out of somebody's hands, put back, withdrawn, refused, given up.

use crate::engine::Simulation;
use crate::engine::desk::Doing;
use crate::engine::queue::NONE;
use crate::engine::record::{Observer, Step};
use crate::engine::task::{Company, Task, TaskState};
use crate::model::{Discipline, Preemption, WhenFull};

impl<O: Observer> Simulation<'_, O> {
    /// Takes a task in service out of the hands of its person before its end.
    pub(crate) fn release(&mut self, task: u32) {
        let Task { desk, person, .. } = self.tasks[task];
        let clock = self.desks[desk as usize].people[person as usize].clock;
        self.book_out(desk as usize, person, task);
        if !self.desks[desk as usize].is_unlimited {
            self.clear_end(desk as usize, person, clock);
        }
    }

    /// The person whose task gives way to `task`: the least urgent one on duty, the latest started among equals.
    pub(super) fn victim(&self, desk: usize, task: u32) -> Option<u32> {
        let kind = &self.model.desk_kinds[self.desks[desk].kind];
        let urgency = |task: &Task| match kind.discipline {
            Discipline::EarliestDueDate => task.due.ticks(),
            _ => i64::from(task.class),
        };
        let people = self.desks[desk].people.iter().enumerate();
        let (worst, at) = people
            .filter(|(_, person)| person.doing == Doing::Serving && person.absent == 0)
            .filter(|(_, person)| self.is_in_hours(person.crew))
            .filter(|(_, person)| self.tasks[person.task].company == Company::Alone)
            .map(|(at, person)| {
                let since = self.clocks[usize::from(person.clock)].wall(person.since);
                ((urgency(&self.tasks[person.task]), since), at)
            })
            .max()?;
        (worst.0 > urgency(&self.tasks[task])).then_some(at as u32)
    }

    /// Takes the person from what is in their hands and gives them `task`.
    pub(super) fn preempt(&mut self, desk_id: usize, person: u32, task: u32) {
        let victim = self.desks[desk_id].people[person as usize].task;
        self.release(victim);
        self.desks[desk_id].ledger.preempted += 1;
        self.put_back(victim, Step::Preempted);
        self.start(desk_id, person, task);
        self.leave_if_overage(victim);
    }

    /// Puts a task that was in service back at the head of its class, or a call in its place among the calls; under
    /// `restart` its work starts again.
    pub(crate) fn put_back(&mut self, task: u32, step: Step) {
        let desk_id = self.tasks[task].desk as usize;
        if step == Step::Preempted {
            self.restart_work(task);
        }
        self.shift_case(task, TaskState::Waiting);
        if self.tasks[task].is_call {
            // Calls wait in the order in which they were made, at every desk.
            self.desks[desk_id].calls.insert(&self.tasks, task);
        } else {
            self.desks[desk_id].queue.rejoin(&mut self.tasks, task);
        }
        self.log(step, task);
    }

    /// Under `restart`, sets the work of a task back to its beginning; what is done again is rework.
    pub(crate) fn restart_work(&mut self, task: u32) {
        let desk = &self.desks[self.tasks[task].desk as usize];
        let is_restarted = self.model.desk_kinds[desk.kind].preemption == Preemption::Restart;
        if is_restarted && self.tasks[task].company == Company::Alone {
            let task = &mut self.tasks[task];
            task.redo = task.redo.max(task.worked);
            task.worked = 0;
        }
    }

    /// Stops a task wherever it is; its hours stay booked and its person is free.
    pub(crate) fn withdraw(&mut self, task: u32) {
        let Task {
            state,
            desk,
            person,
            ..
        } = self.tasks[task];
        let desk_id = desk as usize;
        match state {
            TaskState::Free | TaskState::Moving | TaskState::AtGate => {}
            TaskState::Waiting => {
                let desk = &mut self.desks[desk_id];
                desk.advance(self.now);
                if self.tasks[task].is_call {
                    desk.calls.leave(task);
                } else {
                    desk.queue.leave(&mut self.tasks, task);
                }
            }
            TaskState::InService => self.release(task),
            TaskState::Suspended => {
                let person = &mut self.desks[desk_id].people[person as usize];
                person.doing = Doing::Nothing;
                person.task = NONE;
            }
        }
        self.log(Step::Withdrawn, task);
        self.detach(task);
        if matches!(state, TaskState::InService) {
            self.next_task(desk_id, person);
        }
    }

    /// Takes a finished or withdrawn task off its case and frees its record.
    pub(super) fn detach(&mut self, task: u32) {
        let case = self.tasks[task].case;
        if case != NONE {
            self.shift(task, TaskState::Free);
            self.unlink(case, task);
        }
        self.tasks.remove(task);
    }

    /// Takes a task off the list of its case.
    pub(crate) fn unlink(&mut self, case: u32, task: u32) {
        let next = self.tasks[task].sibling;
        if self.cases[case].tasks == task {
            self.cases[case].tasks = next;
            return;
        }
        let mut at = self.cases[case].tasks;
        while self.tasks[at].sibling != task {
            at = self.tasks[at].sibling;
        }
        self.tasks[at].sibling = next;
    }

    /// What becomes of a task that found the waiting room full.
    pub(super) fn refuse(&mut self, task: u32, when_full: WhenFull) {
        match self.tasks[task].case {
            NONE => self.withdraw(task),
            case if when_full == WhenFull::Escalate && self.may_climb(case) => self.climb_now(case),
            case => self.abandon(case),
        }
    }

    /// Patience ends: the case leaves. A branch that its case went on without has nobody to lose it.
    pub(crate) fn renege(&mut self, task: u32) {
        let Task { case, desk, .. } = self.tasks[task];
        if case != NONE {
            self.desks[desk as usize].ledger.reneged += 1;
            self.abandon(case);
        }
    }
}
