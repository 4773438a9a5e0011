//! Tasks at desks: joining, starting, preempting, completing, withdrawing.

use crate::engine::Simulation;
use crate::engine::clock::WALL;
use crate::engine::desk::{Doing, unusual};
use crate::engine::queue::NONE;
use crate::engine::record::{Observer, Record, Step};
use crate::engine::task::{Company, Task, TaskKind, TaskState};
use crate::engine::timers::Timer;
use crate::model::{Activity, CategoryId, DeskKind, Discipline, Mechanism, Preemption, WhenFull};
use crate::random::Purpose;
use crate::time::{Span, Time};

/// A task about to be sent to a desk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) kind: TaskKind,
    /// Hands-on hours of the first activity and of the second.
    pub(crate) hours: (f64, f64),
    pub(crate) first: Activity,
    pub(crate) second: Activity,
    /// Hands-on hours after that of checking and collecting again what was there already.
    pub(crate) again: f64,
    /// How often tasks of this kind have been sent in this handling.
    pub(crate) attempt: u64,
}

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
    /// Sends a task of `case` to `desk`: after the hand-off of the desk, and when its gate opens, it joins the queue.
    pub(crate) fn send(&mut self, case: u32, desk: usize, order: Order) {
        let to = &self.desks[desk];
        let at = &self.cases[case];
        let mut rate = to.rate;
        if to.unusual & unusual::SKILL != 0 {
            let kind = &self.model.desk_kinds[to.kind];
            rate *= self.skill_of(kind, at.category, order.kind);
        }
        // Most tasks have no second and no third part.
        let ticks = |hours: f64| match hours {
            0.0 => 0,
            hours => Span::from_hours(hours / rate).ticks(),
        };
        let split = ticks(order.hours.0);
        let again = ticks(order.again);
        let without_authority = matches!(order.kind, TaskKind::Need(_))
            && !at.status.authorised
            && !self.may_decide(at, to.level);
        let is_at_once = to.unusual & unusual::HAND_OFF == 0;
        let (due, sibling, class) = (at.work_due, at.tasks, at.class);
        let arrival = if is_at_once {
            self.now
        } else {
            self.arrival_at(desk, case, &order)
        };
        let (task, number) = self.tasks.fresh();
        let record = &mut self.tasks[task];
        *record = Task {
            order: number,
            due,
            queued: self.now,
            total: split + ticks(order.hours.1) + again,
            split,
            again,
            case,
            desk: desk as u32,
            sibling,
            kind: order.kind,
            first: order.first,
            second: order.second,
            class,
            without_authority,
            ..Task::BLANK
        };
        self.cases[case].tasks = task;
        if arrival > self.now {
            self.touch(case);
            let generation = self.tasks[task].generation();
            self.timers.set(arrival, Timer::Arrive { task, generation });
        } else {
            self.join(task);
        }
    }

    /// Speed of the people of a kind of desk in a task of a case of that category, on top of their rate.
    pub(crate) fn skill_of(&self, kind: &DeskKind, category: CategoryId, task: TaskKind) -> f64 {
        let TaskKind::Need(need) = task else {
            return 1.0;
        };
        let needs = &self.model.categories[category].needs;
        let need = needs.get(usize::from(need));
        need.map_or(1.0, |need| kind.skill_in(need.department))
    }

    /// When a task sent now arrives at `desk`.
    #[inline(never)]
    fn arrival_at(&mut self, desk: usize, case: u32, order: &Order) -> Time {
        let kind = &self.model.desk_kinds[self.desks[desk].kind];
        let mut arrival = self.now;
        if let Some(delay) = &kind.hand_off {
            let key = self
                .visit_key(case, Purpose::HandOff)
                .child(order.kind.code())
                .child(order.attempt);
            let mut delay = Span::from_hours(delay.sample(key));
            if self.hooks.hand_off {
                delay = self.on_hand_off(case, delay, key);
            }
            arrival += delay;
            self.cases[case].hand_offs = self.cases[case].hand_offs.saturating_add(1);
        }
        arrival
    }

    /// When the gate of `desk` opens next: now, where it has none or opens now.
    fn opening_of_gate(&self, desk: usize) -> Time {
        let Some((every, offset)) = self.model.desk_kinds[self.desks[desk].kind].gate else {
            return self.now;
        };
        let since = (self.now - (Time::ZERO + offset))
            .ticks()
            .rem_euclid(every.ticks());
        if since == 0 {
            self.now
        } else {
            self.now + Span::from_ticks(every.ticks() - since)
        }
    }

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
        self.shift_case(task, TaskState::Waiting);
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
    fn free_person(&mut self, desk: usize) -> Option<u32> {
        let desk = &mut self.desks[desk];
        if let Some(person) = desk.idle.pop() {
            return Some(person);
        }
        if !desk.is_unlimited || desk.closed != 0 {
            return None;
        }
        desk.people.push(crate::engine::desk::Person::new(0));
        Some((desk.people.len() - 1) as u32)
    }

    /// Puts a task in the hands of a person who is free. The desk is accounted for up to now.
    #[inline]
    pub(crate) fn start(&mut self, desk_id: usize, person_id: u32, task_id: u32) {
        let now = self.now;
        if self.hooks.start {
            self.before_start(desk_id, person_id, task_id);
        }
        self.tasks[task_id].person = person_id;
        self.take_clock(desk_id, person_id, task_id);
        self.shift_case(task_id, TaskState::InService);
        let task = &mut self.tasks[task_id];
        let left = task.left();
        let desk = &mut self.desks[desk_id];
        desk.busy += 1;
        if !task.started {
            task.started = true;
            desk.ledger.started += 1;
            let wait = (now - task.queued).ticks();
            desk.ledger.wait += i128::from(wait);
            desk.ledger.delayed += u64::from(wait > 0);
        }
        let person = &mut desk.people[person_id as usize];
        person.task = task_id;
        person.doing = Doing::Serving;
        person.generation = person.generation.wrapping_add(1);
        if desk.is_unlimited {
            let generation = person.generation;
            self.timers.set(
                now + Span::from_ticks(left),
                Timer::Complete {
                    desk: desk_id as u32,
                    person: person_id,
                    generation,
                },
            );
        } else {
            self.set_end(desk_id, person_id, left);
        }
        self.log(Step::Started, task_id);
        if self.hooks.started {
            self.on_started(task_id);
        }
    }

    /// Puts a person who begins a task on the clock of their crew; calls are on the wall clock, since they do not wait for
    /// the next shift.
    #[inline]
    fn take_clock(&mut self, desk_id: usize, person_id: u32, task_id: u32) {
        let person = &mut self.desks[desk_id].people[person_id as usize];
        person.since = self.now.ticks();
        if person.crew == NONE {
            return;
        }
        let at = (desk_id as u32, person_id);
        let task = &self.tasks[task_id];
        if task.is_call {
            person.clock = WALL;
            self.called.push(at);
            return;
        }
        let crew = &mut self.crews[person.crew as usize];
        crew.busy += 1;
        person.clock = crew.clock;
        let clock = &self.clocks[usize::from(crew.clock)];
        person.since = clock.time(self.now);
        let is_overage = task.case != NONE && self.cases[task.case].status.overage;
        if is_overage || clock.closes == self.now {
            self.at_closing.push(at);
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

    /// Takes a task in service out of the hands of its person before its end.
    pub(crate) fn release(&mut self, task: u32) {
        let Task { desk, person, .. } = self.tasks[task];
        let clock = self.desks[desk as usize].people[person as usize].clock;
        self.book_out(desk as usize, person, task);
        if !self.desks[desk as usize].is_unlimited {
            self.clear_end(desk as usize, person, clock);
        }
    }

    /// Books the service of a task so far and takes it out of the hands of its person, who then does nothing.
    #[inline]
    fn book_out(&mut self, desk_id: usize, person_id: u32, task: u32) {
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
        let crew = person.crew;
        if !self.is_in_hours(crew) {
            self.crews[crew as usize].off.push(person_id);
            return;
        }
        let desk = &mut self.desks[desk_id];
        desk.advance(self.now);
        if let Some(task) = desk.calls.pop_front() {
            self.start(desk_id, person_id, task);
            return;
        }
        if let Some(task) = self.pop_waiting(desk_id, person_id) {
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
        let person = &mut desk.people[person_id as usize];
        let key = self
            .key
            .purpose(Purpose::Vacation)
            .child(desk_id as u64)
            .child(person_id.into());
        let hours = length.sample(key.child(person.vacations.into()));
        person.vacations += 1;
        person.doing = Doing::Vacation;
        let length = Span::from_hours(hours).max(Span::from_ticks(1));
        self.set_end(desk_id, person_id, length.ticks());
    }

    /// Takes the task that a person who is free does next out of the queue of the desk, or of another that they help at.
    #[inline]
    fn pop_waiting(&mut self, desk: usize, person: u32) -> Option<u32> {
        if self.hooks.choose {
            return self.choose_task(desk, person);
        }
        self.desks[desk].queue.pop(&mut self.tasks)
    }

    /// Gives a desk work of a mechanism that belongs to no case. It joins the queue of the desk at once, in its class, or
    /// comes before everything that waits there when it is a call; gates, hand-offs, waiting rooms and patience are for
    /// cases. The mechanism hears of its end.
    pub(crate) fn assign(&mut self, desk: usize, duty: Duty) -> u32 {
        let kind = &self.model.desk_kinds[self.desks[desk].kind];
        let total = Span::from_hours(duty.hours / kind.rate).ticks();
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
            desk.calls.push_back(task);
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

    /// The person whose task gives way to `task`: the least urgent one on duty, the latest started among equals.
    fn victim(&self, desk: usize, task: u32) -> Option<u32> {
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
    fn preempt(&mut self, desk_id: usize, person: u32, task: u32) {
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
            let order = self.tasks[task].order;
            let calls = &mut self.desks[desk_id].calls;
            let at = calls.partition_point(|&call| self.tasks[call].order < order);
            calls.insert(at, task);
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
                    desk.calls.retain(|&call| call != task);
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
    fn detach(&mut self, task: u32) {
        let case = self.tasks[task].case;
        if case != NONE {
            self.shift_case(task, TaskState::Free);
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

    /// What becomes of a task that found the waiting room full.
    fn refuse(&mut self, task: u32, when_full: WhenFull) {
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
