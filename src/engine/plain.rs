//! A second event loop, for organisations in which nothing happens but arrival, service, dispatch and escalation by chance.
//!
//! Desks are always open, first come first served, and no mechanism is at work. Then a case has no timers, a desk no
//! changes of staff and a task no interruption, and what the general loop asks at every step is known beforehand. This loop
//! gives the same outcome, bit for bit: it draws the same numbers by the same keys, serves in the same order, and breaks
//! ties the same way. [`Model`]s are sorted out by [`rules::is_plain`], which names every lever there is, so that a new
//! one cannot be forgotten; `tests/plain.rs` runs both loops on many random organisations and compares all they measure.

use crate::engine::case::Split;
use crate::engine::desk::DeskLedger;
use crate::engine::events::WinnerTree;
use crate::engine::ledger::Ledger;
use crate::engine::{TooManyOpen, sampling};
use crate::mechanism::intake::drawn_needs;
use crate::model::Model;
use crate::random::Purpose;
use crate::stream::Matter;
use crate::time::{Span, Time};

mod cases;
mod desk;
mod rules;
mod table;

use cases::{Case, Cases};
use desk::{Desk, NONE, Person, Waiting};
pub(crate) use rules::is_plain;
use table::Table;

/// One run of one plain design on one stream.
#[derive(Debug)]
pub(crate) struct Plain<'m> {
    model: &'m Model,
    table: Table<'m>,
    now: Time,
    tree: WinnerTree,
    people: Vec<Person>,
    desks: Vec<Desk>,
    cases: Cases,
    /// Tasks under way.
    tasks: u64,
    ledger: Ledger,
    next_sample: Time,
    start: Time,
    is_measuring: bool,
}

impl<'m> Plain<'m> {
    /// A simulation at t = 0 with nothing open.
    pub(crate) fn new(model: &'m Model) -> Self {
        let table = Table::new(model);
        let mut people = Vec::new();
        let mut desks = Vec::with_capacity(model.desk_count);
        for kind in model.desk_kinds.iter() {
            let staff = kind.staff.people().unwrap_or(0) as u32;
            for _ in 0..kind.count {
                let mut desk = Desk::new(staff, Time::ZERO);
                let first = people.len() as u32;
                desk.idle = (first..first + staff).rev().collect();
                let person = Person {
                    desk: desks.len() as u32,
                    case: NONE,
                    since: 0,
                    need: 0,
                };
                people.extend(std::iter::repeat_n(person, staff as usize));
                desks.push(desk);
            }
        }
        Self {
            model,
            table,
            now: Time::ZERO,
            tree: WinnerTree::new(people.len()),
            people,
            desks,
            cases: Cases::default(),
            tasks: 0,
            ledger: Ledger::new(model),
            next_sample: Time::ZERO,
            start: Time::ZERO,
            is_measuring: false,
        }
    }

    /// Runs all events before `until`, with the matters of that time in order. Matters before t = 0 (the starting
    /// backlog) arrive at t = 0.
    ///
    /// # Errors
    /// When more cases are open than the plan allows for.
    pub(crate) fn run_until(&mut self, matters: &[Matter], until: Time) -> Result<(), TooManyOpen> {
        for matter in matters {
            let arrival = matter.time.max(Time::ZERO);
            if arrival >= until {
                break;
            }
            // What ends at the instant of an arrival ends before it.
            self.run_events(arrival + Span::from_ticks(1));
            self.now = arrival;
            self.arrive(matter);
            let open = self.cases.len();
            let most = u64::from(self.model.plan.open_cases_max);
            if open > most || self.tasks > 4 * most {
                return Err(TooManyOpen { at: self.now, open });
            }
        }
        self.run_events(until);
        self.now = until;
        Ok(())
    }

    /// Runs ends of service and samples before `until`.
    #[inline]
    fn run_events(&mut self, until: Time) {
        loop {
            // What ends at the instant of a sample ends before it.
            let bound = self.next_sample + Span::from_ticks(1);
            let bound = self.tree.bound(bound.min(until));
            while let Some((end, slot)) = self.tree.first_below(bound) {
                self.now = end;
                self.complete(slot);
            }
            if self.next_sample >= until {
                return;
            }
            self.now = self.next_sample;
            self.next_sample = sampling::sample(self.model, &mut self.ledger, self.now);
        }
    }

    /// Starts the window of measuring now: the end of the warm-up.
    pub(crate) fn begin_measuring(&mut self) {
        self.book_services();
        for desk in &mut self.desks {
            desk.restart(self.now);
        }
        self.ledger.restart(self.now, self.model);
        self.start = self.now;
        self.is_measuring = true;
    }

    /// Closes the books now and gives them out: about cases, and by desk.
    pub(crate) fn finish(mut self) -> (Ledger, Vec<DeskLedger>) {
        self.book_services();
        for desk in &mut self.desks {
            desk.advance(self.now);
        }
        let open = self.cases.iter();
        self.ledger
            .finish(self.now, open.map(|case| case.leaving(Split::default())));
        let desks = self.desks.iter().map(|desk| desk.ledger(self.start));
        (self.ledger, desks.collect())
    }

    /// Whether the warm-up is over.
    pub(crate) fn is_measuring(&self) -> bool {
        self.is_measuring
    }

    /// Books the part of every service under way that lies before now.
    fn book_services(&mut self) {
        for person in self.people.iter_mut().filter(|person| person.case != NONE) {
            let ticks = self.now.ticks() - person.since;
            self.desks[person.desk as usize].booked += ticks;
            person.since = self.now.ticks();
        }
    }

    /// A matter becomes a case.
    #[inline]
    fn arrive(&mut self, matter: &Matter) {
        let model = self.model;
        let profile = &self.table.profiles[matter.category.index()];
        let due = matter.due.unwrap_or_else(|| {
            profile.deadline.map_or(Time::NEVER, |allowance| {
                allowance.due(matter.time, &model.calendars)
            })
        });
        let needs = profile
            .certain
            .unwrap_or_else(|| drawn_needs(&model.categories[matter.category], matter.key));
        let case = self.cases.insert(Case {
            key: matter.key,
            created: matter.time,
            due,
            since: self.now.ticks(),
            work: 0,
            // What was open before the start has waited, as far as anybody knows.
            queue: (self.now - matter.time).ticks(),
            needs,
            left: 0,
            unit: matter.place.index() as u32,
            category: matter.category.index() as u32,
            in_service: 0,
            in_queue: 0,
            hops: 0,
            handlings: 0,
            climbs: false,
        });
        self.ledger.created(self.now, matter.category);
        let level = self.table.units[matter.place.index()].level;
        self.ledger
            .entered(self.now, crate::id::Id::new(level as usize));
        self.handle(case);
    }

    /// Starts handling a case where it is.
    #[inline]
    fn handle(&mut self, case: u32) {
        let at = &mut self.cases[case];
        let unit = self.table.units[at.unit as usize];
        let level = unit.level;
        // Drawn long before it is asked for, so that nothing waits for it.
        at.climbs = self.table.climbs(at.key, &unit);
        let wanted = self.table.wanted(at.category, level) & at.needs;
        at.left = wanted;
        at.handlings += 1;
        if wanted == 0 {
            self.close(case, level);
            return;
        }
        let ready = self.table.ready(wanted);
        self.send(case, ready);
    }

    /// Sends the needs in `ready`, one bit each, to their desks.
    #[inline]
    fn send(&mut self, case: u32, mut ready: u64) {
        while ready != 0 {
            let need = ready.trailing_zeros() as u8;
            ready &= ready - 1;
            let at = &self.cases[case];
            let unit = self.table.units[at.unit as usize];
            let step = self.table.step(at.category, unit.level, need);
            let visit = u64::from(unit.level) << 8 | u64::from(need);
            let hours = step.work.sample(at.key.purpose(Purpose::Work).child(visit));
            let work = Span::of_work(hours, step.rate);
            self.tasks += 1;
            self.join(step.first_desk + unit.ordinal, case, need, work);
        }
    }

    /// A task arrives at a desk.
    #[inline]
    fn join(&mut self, desk_id: u32, case: u32, need: u8, work: Span) {
        let now = self.now;
        let desk = &mut self.desks[desk_id as usize];
        desk.advance(now);
        desk.arrivals += 1;
        let at = &mut self.cases[case];
        at.touch(now);
        if let Some(slot) = desk.idle.pop() {
            desk.started += 1;
            desk.at_work += 1;
            at.in_service += 1;
            self.serve(slot, case, need, work);
        } else {
            at.in_queue += 1;
            desk.queue.push_back(Waiting {
                queued: now.ticks(),
                work,
                case,
                need,
            });
        }
    }

    /// Puts a task in the hands of a person.
    #[inline]
    fn serve(&mut self, slot: u32, case: u32, need: u8, work: Span) {
        let person = &mut self.people[slot as usize];
        person.case = case;
        person.need = need;
        person.since = self.now.ticks();
        self.tree.set(slot as usize, self.now + work);
    }

    /// A service ends: the case goes on, and the person takes the next task.
    #[inline]
    fn complete(&mut self, slot: usize) {
        let now = self.now;
        let Person {
            desk: desk_id,
            case,
            since,
            need,
        } = self.people[slot];
        let desk = &mut self.desks[desk_id as usize];
        desk.advance(now);
        desk.booked += now.ticks() - since;
        self.tasks -= 1;
        let at = &mut self.cases[case];
        at.touch(now);
        at.in_service -= 1;
        at.left &= !(1 << need);
        if at.left != 0 {
            if let Some(next) = self.table.next(at.left) {
                self.send(case, next);
            }
        } else if at.in_service + at.in_queue == 0 {
            self.handled(case);
        }
        // The desk is accounted for up to now.
        let desk = &mut self.desks[desk_id as usize];
        let Some(next) = desk.queue.pop_front() else {
            desk.idle.push(slot as u32);
            desk.at_work -= 1;
            self.people[slot].case = NONE;
            self.tree.clear(slot);
            return;
        };
        desk.started += 1;
        let wait = now.ticks() - next.queued;
        desk.wait += i128::from(wait);
        desk.delayed += u64::from(wait > 0);
        let at = &mut self.cases[next.case];
        at.touch(now);
        at.in_queue -= 1;
        at.in_service += 1;
        self.serve(slot as u32, next.case, next.need, next.work);
    }

    /// All that a level wanted done is done: the case climbs by chance, or is closed.
    #[inline]
    fn handled(&mut self, case: u32) {
        let at = &self.cases[case];
        let unit = self.table.units[at.unit as usize];
        if at.climbs {
            self.climb(case, unit.level, unit.up);
        } else {
            self.close(case, unit.level);
        }
    }

    fn climb(&mut self, case: u32, from: u32, to: u32) {
        let level = |level: u32| crate::id::Id::new(level as usize);
        self.ledger.left(self.now, level(from));
        let at = &mut self.cases[case];
        at.unit = to;
        at.hops += 1;
        self.ledger
            .entered(self.now, level(self.table.units[to as usize].level));
        self.handle(case);
    }

    #[inline]
    fn close(&mut self, case: u32, level: u32) {
        let at = &mut self.cases[case];
        at.touch(self.now);
        let split = Split {
            work: at.work,
            queue: at.queue,
            ..Split::default()
        };
        let level = crate::id::Id::new(level as usize);
        self.ledger.closed(self.now, &at.leaving(split), level);
        self.ledger.left(self.now, level);
        self.cases.remove(case);
    }
}
