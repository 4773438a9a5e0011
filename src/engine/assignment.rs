//! Work of mechanisms that belongs to no case: how soon it is taken up, and its place among the rest.

use crate::engine::Simulation;
use crate::engine::record::{Observer, Step};
use crate::engine::task::{Task, TaskKind, TaskState};
use crate::model::{Activity, Mechanism, Preemption};
use crate::time::{Span, Time};

/// How soon a duty is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// Before everything that waits, by the next person who is free.
    Call,
    /// Before everything that waits; where the desk preempts, at once in the place of the least urgent work.
    Over,
    /// In a queueing class, 0 first; in order of arrival where the desk knows no classes.
    Class(u8),
    /// In the last class.
    Routine,
    /// In a class of its own behind the last; in order of arrival where the desk knows no classes.
    Under,
}

/// Work of a mechanism about to be given to a desk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Duty {
    pub(crate) mechanism: Mechanism,
    /// The mechanism's own number for the kind of work.
    pub(crate) what: u8,
    /// Hands-on hours.
    pub(crate) hours: f64,
    pub(crate) activity: Activity,
    pub(crate) urgency: Urgency,
    /// Its due instant, for desks that work by due date.
    pub(crate) due: Time,
    /// What the mechanism wants to know it by.
    pub(crate) link: (u32, u32),
}

impl<O: Observer> Simulation<'_, O> {
    /// Gives a desk work of a mechanism that belongs to no case. It joins the queue of the desk at once, in its class, or
    /// comes before everything that waits there when it is a call; gates, hand-offs, waiting rooms and patience are for
    /// cases. The mechanism hears of its end.
    pub(crate) fn assign(&mut self, desk: usize, duty: Duty) -> u32 {
        let kind = &self.model.desk_kinds[self.desks[desk].kind];
        let total = Span::of_work(duty.hours, kind.rate).ticks();
        let lowest = self.model.classes as u8 - 1;
        let (class, is_call) = match duty.urgency {
            Urgency::Call | Urgency::Over => (0, true),
            Urgency::Class(class) => (class.min(lowest), false),
            Urgency::Routine => (lowest, false),
            Urgency::Under => (lowest + 1, false),
        };
        let (task, number) = self.tasks.fresh();
        let record = &mut self.tasks[task];
        *record = Task {
            order: number,
            due: duty.due,
            queued: self.now,
            total,
            split: total,
            desk: desk as u32,
            sibling: duty.link.0,
            tag: duty.link.1,
            kind: TaskKind::Duty(duty.mechanism, duty.what),
            first: duty.activity,
            second: duty.activity,
            class,
            is_call,
            ..Task::BLANK
        };
        self.desks[desk].advance(self.now);
        self.desks[desk].ledger.arrivals += 1;
        self.log(Step::Queued, task);
        let preempts = duty.urgency == Urgency::Over && kind.preemption != Preemption::None;
        if let Some(person) = self.free_person(desk) {
            self.start(desk, person, task);
        } else if let Some(person) = preempts.then(|| self.victim(desk, task)).flatten() {
            self.preempt(desk, person, task);
        } else {
            self.shift_case(task, TaskState::Waiting);
            self.line_up(desk, task);
        }
        task
    }

    /// Puts a task that has just come in its place among those that wait.
    fn line_up(&mut self, desk: usize, task: u32) {
        let desk = &mut self.desks[desk];
        if self.tasks[task].is_call {
            desk.calls.push(task);
        } else {
            desk.queue.join(&mut self.tasks, task);
        }
    }

    /// Gives a task another class and, when it waits, the last place in it.
    pub(crate) fn reclass(&mut self, task: u32, class: u8) {
        if self.tasks[task].class == class {
            return;
        }
        let waits = self.tasks[task].state == TaskState::Waiting && !self.tasks[task].is_call;
        let desk = self.tasks[task].desk as usize;
        if waits {
            self.desks[desk].queue.leave(&mut self.tasks, task);
        }
        self.tasks[task].class = class;
        if waits {
            self.desks[desk].queue.join(&mut self.tasks, task);
        }
    }
}
