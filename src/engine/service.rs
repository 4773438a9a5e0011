//! Tasks at desks: joining, starting, completing. What stops them is in [`interruption`](super::interruption).

use crate::engine::Simulation;
use crate::engine::clock::WALL;
use crate::engine::desk::{Doing, unusual};
use crate::engine::queue::NONE;
use crate::engine::record::{Observer, Record, Step};
use crate::engine::task::{Task, TaskKind, TaskState};
use crate::engine::timers::Timer;
use crate::model::Preemption;
use crate::random::Purpose;
use crate::time::{Span, Time};

impl<O: Observer> Simulation<'_, O> {
    /// A task arrives at its desk, or its gate has opened.
    pub(crate) fn join(&mut self, task: u32) {
        let now = self.now;
        let desk_id = self.tasks[task].desk as usize;
        let is_gated = self.desks[desk_id].unusual & unusual::GATE != 0;
        if self.tasks[task].state == TaskState::Moving {
            self.tasks[task].queued = now;
        }
        if is_gated && self.tasks[task].state == TaskState::Moving {
            let opening = self.opening_of_gate(desk_id);
            if opening > now {
                self.shift_case(task, TaskState::AtGate);
                let generation = self.tasks[task].generation();
                self.timers.set(opening, Timer::Arrive { task, generation });
                return;
            }
        }
        let desk = &mut self.desks[desk_id];
        desk.advance(now);
        desk.ledger.arrivals += 1;
        if let Some(person) = self.free_person(desk_id) {
            self.log(Step::Queued, task);
            self.start(desk_id, person, task);
            return;
        }
        if self.hooks.join && self.on_join(desk_id, task) {
            return;
        }
        if self.desks[desk_id].unusual & unusual::WAITING != 0 {
            self.wait_unusually(desk_id, task);
        } else {
            self.wait(desk_id, task);
        }
    }

    /// A task that found nobody free takes its place in the queue.
    #[inline]
    fn wait(&mut self, desk: usize, task: u32) {
        self.log(Step::Queued, task);
        self.shift(task, TaskState::Waiting);
        self.desks[desk].queue.join(&mut self.tasks, task);
    }

    /// A task found nobody free where more urgent ones take somebody's time, places to wait are few, or cases are patient
    /// only for so long.
    #[inline(never)]
    fn wait_unusually(&mut self, desk_id: usize, task: u32) {
        let kind = &self.model.desk_kinds[self.desks[desk_id].kind];
        if kind.preemption != Preemption::None
            && let Some(person) = self.victim(desk_id, task)
        {
            self.log(Step::Queued, task);
            self.preempt(desk_id, person, task);
            return;
        }
        if kind
            .waiting_room
            .is_some_and(|room| self.desks[desk_id].queue.waiting >= room)
        {
            self.desks[desk_id].ledger.refused += 1;
            self.refuse(task, kind.when_full);
            return;
        }
        self.wait(desk_id, task);
        let at = &self.tasks[task];
        if let Some(patience) = kind.patience.as_ref().filter(|_| at.case != NONE) {
            let key = self
                .visit_key(at.case, Purpose::Patience)
                .child(at.kind.code());
            let until = self.now + Span::from_hours(patience.sample(key));
            let generation = at.generation();
            self.timers.set(until, Timer::Renege { task, generation });
        }
    }

    /// A person who can start now, taken off the idle ones.
    #[inline]
    pub(super) fn free_person(&mut self, desk: usize) -> Option<u32> {
        let desk = &mut self.desks[desk];
        if let Some(person) = desk.idle.pop() {
            return Some(person);
        }
        if !desk.is_unlimited || !desk.is_open() {
            return None;
        }
        desk.people.push(crate::engine::desk::Person::new(0));
        Some((desk.people.len() - 1) as u32)
    }

    /// Puts a task in the hands of a person who is free. The desk is accounted for up to now.
    #[inline]
    pub(crate) fn start(&mut self, desk_id: usize, person_id: u32, task_id: u32) {
        debug_assert_eq!(
            self.desks[desk_id].since, self.now,
            "what changes is accounted for"
        );
        if self.hooks.start {
            self.before_start(desk_id, person_id, task_id);
        }
        let now = self.now;
        let desk = &mut self.desks[desk_id];
        let person = &mut desk.people[person_id as usize];
        let task = &mut self.tasks[task_id];
        person.task = task_id;
        person.doing = Doing::Serving;
        person.generation = person.generation.wrapping_add(1);
        person.clock = WALL;
        person.since = now.ticks();
        if person.crew != NONE {
            let at = (desk_id as u32, person_id);
            if task.is_call {
                // Calls are on the wall clock, since they do not wait for the next shift.
                self.called.push(at);
            } else {
                let crew = &mut self.crews[person.crew as usize];
                let clock = &self.clocks[usize::from(crew.clock)];
                crew.busy += 1;
                person.clock = crew.clock;
                person.since = clock.time(now);
                let is_overage = task.case != NONE && self.cases[task.case].status.overage;
                if is_overage || clock.closes == now {
                    self.at_closing.push(at);
                }
            }
        }
        desk.busy += 1;
        task.person = person_id;
        if !task.started {
            task.started = true;
            desk.ledger.started += 1;
            let wait = (now - task.queued).ticks();
            desk.ledger.wait += i128::from(wait);
            desk.ledger.delayed += u64::from(wait > 0);
        }
        let left = task.left();
        if desk.is_unlimited {
            let complete = Timer::Complete {
                desk: desk_id as u32,
                person: person_id,
                generation: person.generation,
            };
            self.timers.set(now + Span::from_ticks(left), complete);
        } else {
            self.set_end(desk_id, person_id, left);
        }
        self.shift(task_id, TaskState::InService);
        self.log(Step::Started, task_id);
        if self.hooks.started {
            self.on_started(task_id);
        }
    }

    /// Lets a service under way end `after` from now, whatever work was left.
    pub(crate) fn end_service_after(&mut self, task_id: u32, after: Span) {
        let task = &mut self.tasks[task_id];
        let (desk_id, person_id) = (task.desk, task.person);
        let desk = &mut self.desks[desk_id as usize];
        let person = &mut desk.people[person_id as usize];
        let since = self.clocks[usize::from(person.clock)].time(self.now) - person.since;
        task.total =
            (task.worked + since + after.ticks() - task.extra - task.turn).max(task.worked);
        task.split = task.split.max(task.total);
        if desk.is_unlimited {
            person.generation = person.generation.wrapping_add(1);
            let generation = person.generation;
            self.timers.set(
                self.now + after,
                Timer::Complete {
                    desk: desk_id,
                    person: person_id,
                    generation,
                },
            );
        } else {
            self.set_end(desk_id as usize, person_id, after.ticks());
        }
    }

    /// The service or the vacation of a person ends.
    pub(crate) fn person_done(&mut self, desk_id: u32, person_id: u32) {
        let desk = &mut self.desks[desk_id as usize];
        desk.advance(self.now);
        let is_unlimited = desk.is_unlimited;
        let person = &mut desk.people[person_id as usize];
        let clock = person.clock;
        if person.doing == Doing::Vacation {
            person.doing = Doing::Nothing;
        } else {
            let task = person.task;
            self.complete(desk_id as usize, person_id, task);
        }
        self.next_task(desk_id as usize, person_id);
        // The end that has come is most often replaced by that of the next task.
        let person = &self.desks[desk_id as usize].people[person_id as usize];
        let is_replaced = matches!(person.doing, Doing::Serving | Doing::Vacation);
        if !(is_unlimited || is_replaced && person.clock == clock) {
            self.clear_end(desk_id as usize, person_id, clock);
        }
    }

    /// A task is completed: its case goes on.
    #[inline(always)]
    fn complete(&mut self, desk_id: usize, person_id: u32, task: u32) {
        self.book_out(desk_id, person_id, task);
        self.log(Step::Completed, task);
        if self.hooks.any {
            self.done_among_mechanisms(desk_id, person_id, task);
        } else {
            let Task { case, kind, .. } = self.tasks[task];
            self.detach(task);
            if case != NONE {
                self.completed(case, kind);
            }
        }
    }

    /// A task is completed where mechanisms may want to know all about it; its record is freed first.
    #[inline(never)]
    fn done_among_mechanisms(&mut self, desk: usize, person: u32, task: u32) {
        let done = self.tasks[task];
        self.detach(task);
        if self.hooks.done {
            self.on_task_done(desk, person, &done);
        }
        if done.case != NONE {
            self.completed_task(&done);
        } else if let TaskKind::Duty(mechanism, _) = done.kind {
            self.mechanism_task_done(mechanism, &done);
        }
    }

    /// Books the service of a task so far and takes it out of the hands of its person, who then does nothing.
    #[inline]
    pub(super) fn book_out(&mut self, desk_id: usize, person_id: u32, task: u32) {
        let now = self.now;
        let desk = &mut self.desks[desk_id];
        desk.advance(now);
        let person = &mut desk.people[person_id as usize];
        let clock = &self.clocks[usize::from(person.clock)];
        let ticks = clock.time(now) - person.since;
        // Who is off duty with a task is not among the busy.
        desk.busy -= u32::from(clock.is_open);
        if person.clock != WALL {
            self.crews[person.crew as usize].busy -= 1;
        }
        if self.hooks.any {
            let available = self.model.desk_kinds[desk.kind].available;
            self.ledger
                .tally_work(self.tasks[task].kind, ticks, available);
        }
        desk.ledger.book(&mut self.tasks[task], ticks);
        if person.overtime_since != Time::NEVER {
            desk.ledger.overtime += i128::from((now - person.overtime_since).ticks());
            person.overtime_since = Time::NEVER;
        }
        person.doing = Doing::Nothing;
        person.task = NONE;
        person.generation = person.generation.wrapping_add(1);
    }

    /// Gives a person who does nothing the next task, a vacation, or a place among the idle.
    pub(crate) fn next_task(&mut self, desk_id: usize, person_id: u32) {
        let desk = &mut self.desks[desk_id];
        let person = &desk.people[person_id as usize];
        if person.absent != 0 || person.doing != Doing::Nothing {
            return;
        }
        if person.crew != NONE {
            let crew = &mut self.crews[person.crew as usize];
            if !self.clocks[usize::from(crew.clock)].is_open {
                crew.off.push(person_id);
                return;
            }
        }
        desk.advance(self.now);
        let next = match desk.calls.pop() {
            None if self.hooks.choose => self.choose_task(desk_id, person_id),
            None => desk.queue.pop(&mut self.tasks),
            call => call,
        };
        if let Some(task) = next {
            self.start(desk_id, person_id, task);
            return;
        }
        let desk = &mut self.desks[desk_id];
        if desk.unusual & unusual::VACATION == 0 {
            desk.idle.push(person_id);
        } else {
            self.go_on_vacation(desk_id, person_id);
        }
    }

    /// A person who found no work is away for a while.
    #[inline(never)]
    fn go_on_vacation(&mut self, desk_id: usize, person_id: u32) {
        let desk = &mut self.desks[desk_id];
        let Some(length) = &self.model.desk_kinds[desk.kind].vacation else {
            return;
        };
        let slots = self.desk_of_slot.len();
        self.vacations.resize(slots, 0);
        let number = &mut self.vacations[(desk.first_slot + person_id) as usize];
        let key = self
            .key
            .purpose(Purpose::Vacation)
            .child(desk_id as u64)
            .child(person_id.into());
        let hours = length.sample(key.child((*number).into()));
        *number += 1;
        desk.people[person_id as usize].doing = Doing::Vacation;
        let length = Span::from_hours(hours).max(Span::from_ticks(1));
        self.set_end(desk_id, person_id, length.ticks());
    }

    #[inline]
    pub(crate) fn log(&mut self, step: Step, task: u32) {
        if !O::WATCHES {
            return;
        }
        let Task {
            case, kind, desk, ..
        } = self.tasks[task];
        let case = (case != NONE).then(|| self.cases[case].number);
        self.observer.record(Record {
            at: self.now,
            case,
            step,
            task: Some(kind),
            desk: Some(desk),
        });
    }
}
