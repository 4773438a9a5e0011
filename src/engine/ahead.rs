//! Looking ahead: the records that the next events will ask for are read a little before, many at once.
//!
//! In a model of a whole city most records are in no cache when an event comes to them, and an event asks for one
//! after the other: a person, their desk, their task, its case. Waiting a dozen times for memory takes longer than all that
//! is done with them. So the loop finds, every few events, those of the next moment, and reads what they will ask for in
//! rounds: the desks of all, then their people, then the tasks, then the cases. The reads of one round do not depend on each
//! other, so that the machine does them side by side. Nothing is changed by it; what comes otherwise than foreseen was read
//! for nothing.

use std::hint::black_box;

use crate::engine::Simulation;
use crate::engine::queue::NONE;
use crate::engine::record::Observer;
use crate::engine::task::TaskKind;
use crate::engine::timers::Timer;
use crate::time::{Span, TICKS_PER_HOUR, Time};

/// People of a model from which on its records do not fit a second-level cache.
const MANY_PEOPLE: usize = 4_096;

/// About as many ends of service are looked at together: enough to be read side by side, few enough to stay near.
const TOGETHER: usize = 24;

/// The furthest look.
const FURTHEST: Span = Span::from_ticks(TICKS_PER_HOUR);

/// How far the loop has looked, and room for what it finds.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// Up to when ends of service have been looked at.
    until: Time,
    /// How far the next look goes.
    reach: Span,
    slots: Vec<u32>,
    people: Vec<(u32, u32)>,
    desks: Vec<u32>,
    crews: Vec<u32>,
    tasks: Vec<u32>,
    waiting: Vec<u32>,
    cases: Vec<u32>,
    leaving: Vec<u32>,
}

impl Ahead {
    /// For a model of so many people; none where their records fit a cache.
    pub(super) fn of(people: usize) -> Option<Box<Self>> {
        (people >= MANY_PEOPLE).then(Box::default)
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Before an event: reads what the next ones will ask for, unless that has been done.
    #[inline]
    pub(super) fn look_ahead(&mut self) {
        if self.ahead.is_some() {
            self.look_from_now();
        }
    }

    fn look_from_now(&mut self) {
        let Some(mut ahead) = self.ahead.take() else {
            return;
        };
        if self.now >= ahead.until {
            ahead.find_services(self);
            black_box(ahead.read_services(self));
        }
        if self.timers.has_come_on() {
            black_box(ahead.read_timers(self));
        }
        self.ahead = Some(ahead);
    }

    /// Reads one field of both lines of a case that a start of service looks at.
    #[inline]
    fn read_waiting(&self, case: u32) -> u32 {
        let at = &self.cases[case];
        at.since.ticks() as u32 ^ at.unit.index() as u32
    }

    /// The same, and of the line that sending it on looks at.
    #[inline]
    fn read_case(&self, case: u32) -> u32 {
        self.read_waiting(case) ^ self.cases[case].needs as u32
    }

    /// Reads one field of every line of a desk that a step looks at.
    #[inline]
    fn read_desk(&self, desk: u32) -> u32 {
        let at = &self.desks[desk as usize];
        at.since.ticks() as u32
            ^ at.queue.waiting
            ^ at.ledger.busy as u32
            ^ at.ledger.arrivals as u32
    }

    /// Reads what a start looks at of a crew, if it is one.
    #[inline]
    fn read_crew(&self, crew: u32) -> u32 {
        self.crews.get(crew as usize).map_or(0, |crew| crew.busy)
    }
}

impl Ahead {
    /// Finds the slots, on the wall clock, whose services end next, and sets the reach of the next look by their number.
    fn find_services<O: Observer>(&mut self, of: &Simulation<'_, O>) {
        self.slots.clear();
        for clock in of.clocks.iter().filter(|clock| clock.is_open) {
            let until = Time::from_ticks(clock.time(of.now)) + self.reach;
            let before = self.slots.len();
            clock.tree.before(until, &mut self.slots);
            if clock.calendar.is_some() {
                for slot in &mut self.slots[before..] {
                    *slot = clock.people[*slot as usize];
                }
            }
        }
        self.until = of.now + self.reach;
        let reach = self.reach.ticks();
        self.reach = match self.slots.len() {
            found if found > TOGETHER => Span::from_ticks(reach / 2),
            found if found < TOGETHER / 2 => FURTHEST.min(Span::from_ticks(reach * 4 / 3 + 1)),
            _ => self.reach,
        };
    }

    /// Reads what the ends of these services will ask for.
    #[inline(never)]
    fn read_services<O: Observer>(&mut self, of: &Simulation<'_, O>) -> u32 {
        let mut read = 0;
        self.people.clear();
        for &slot in &self.slots {
            if let Some(&desk) = of.desk_of_slot.get(slot as usize) {
                self.people.push((desk, slot));
            }
        }
        for (desk, person) in &mut self.people {
            // What was a slot becomes a position at the desk.
            *person -= of.desks[*desk as usize].first_slot;
            read ^= of.read_desk(*desk);
        }
        self.tasks.clear();
        self.waiting.clear();
        for &(desk, person) in &self.people {
            let desk = &of.desks[desk as usize];
            let person = &desk.people[person as usize];
            read ^= of.read_crew(person.crew);
            if person.task != NONE {
                self.tasks.push(person.task);
            }
            let next = desk.queue.next();
            if next != NONE {
                self.waiting.push(next);
            }
        }
        self.cases.clear();
        self.leaving.clear();
        for &task in &self.tasks {
            let at = &of.tasks[task];
            read ^= at.again as u32;
            match at.kind {
                _ if at.case == NONE => {}
                TaskKind::Need(_) | TaskKind::PassOn => self.leaving.push(at.case),
                _ => self.cases.push(at.case),
            }
        }
        for &case in &self.leaving {
            // It may leave, and all of it is looked at then.
            read ^= of.read_case(case) ^ of.cases[case].number as u32;
        }
        for &case in &self.cases {
            read ^= of.read_case(case);
        }
        self.cases.clear();
        for &task in &self.waiting {
            let at = &of.tasks[task];
            read ^= at.again as u32;
            if at.next != NONE {
                read ^= of.tasks[at.next].previous;
            }
            if at.case != NONE {
                self.cases.push(at.case);
            }
        }
        self.cases
            .iter()
            .fold(read, |read, &case| read ^ of.read_waiting(case))
    }

    /// Reads what the timers that are due next will ask for.
    #[inline(never)]
    fn read_timers<O: Observer>(&mut self, of: &Simulation<'_, O>) -> u32 {
        let mut read = 0;
        self.tasks.clear();
        self.cases.clear();
        self.desks.clear();
        self.crews.clear();
        for timer in of.timers.due() {
            match timer {
                Timer::Intake { case, .. } => {
                    read ^= of.read_case(case);
                    self.cases.push(case);
                }
                Timer::EnterLevel { case, .. }
                | Timer::Age { case, .. }
                | Timer::Reopen { case, .. } => read ^= of.read_case(case),
                Timer::Arrive { task, .. } | Timer::Renege { task, .. } => {
                    read ^= of.tasks[task].case;
                    self.tasks.push(task);
                }
                _ => {}
            }
        }
        for &case in &self.cases {
            let at = &of.cases[case];
            if let Some(intake) = &of.model.levels[at.level].intake {
                self.desks
                    .push(of.model.desk_in(intake.desk, at.unit) as u32);
            }
        }
        for &task in &self.tasks {
            let at = &of.tasks[task];
            self.desks.push(at.desk);
            if at.case != NONE {
                read ^= of.read_case(at.case);
            }
        }
        for &desk in &self.desks {
            read ^= of.read_desk(desk);
        }
        for &desk in &self.desks {
            let desk = &of.desks[desk as usize];
            let last = desk.queue.last();
            if let Some(&person) = desk.idle.last() {
                self.crews.push(desk.people[person as usize].crew);
            } else if last != NONE {
                read ^= of.tasks[last].next;
            }
        }
        self.crews
            .iter()
            .fold(read, |read, &crew| read ^ of.read_crew(crew))
    }
}
