//! Who is on duty: shifts, days of absence, breakdowns, and what they do to work in progress.

use crate::engine::Simulation;
use crate::engine::clock::{WALL, has_crews};
use crate::engine::desk::{Doing, Person, absent};
use crate::engine::places::groups;
use crate::engine::queue::NONE;
use crate::engine::record::Observer;
use crate::id::Id;
use crate::model::CalendarId;
use crate::random::{Chance, Purpose};
use crate::time::{Span, Time};

/// People of one desk with the hours of one calendar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    calendar: CalendarId,
    desk: u32,
    first: u32,
    last: u32,
}

impl<O: Observer> Simulation<'_, O> {
    /// Sets everybody on or off duty at t = 0 and the first change of every calendar.
    pub(super) fn begin_duty(&mut self) {
        let model = self.model;
        let all = 0..self.desks.len();
        let here: Vec<usize> = all.filter(|&desk| self.is_here(desk)).collect();
        for &desk in &here {
            let kind = &model.desk_kinds[self.desks[desk].kind];
            for (calendar, first, last) in groups(kind) {
                let is_crew = has_crews(kind) && !self.desks[desk].is_unlimited;
                if is_crew || model.calendars[calendar].is_always() {
                    continue;
                }
                self.shifts.push(Shift {
                    calendar,
                    desk: desk as u32,
                    first,
                    last,
                });
                if !model.calendars[calendar].is_open(Time::ZERO) {
                    self.mark(desk, first..last, absent::SHIFT);
                }
            }
        }
        self.shifts.sort_by_key(|shift| shift.calendar);
        for calendar in model.calendars.ids() {
            let has_shift = self.shifts.iter().any(|shift| shift.calendar == calendar);
            if has_shift || self.clock_of(calendar).is_some() {
                self.await_change(calendar);
            }
        }
        self.change_absences();
        for desk in here {
            for person in (0..self.desks[desk].people.len() as u32).rev() {
                self.next_task(desk, person);
            }
            self.begin_outages(desk);
        }
    }

    fn await_change(&mut self, calendar: CalendarId) {
        let slot = self.shift_slot(calendar);
        match self.model.calendars[calendar].next_change(self.now) {
            Some(change) => self.set_slot(usize::from(WALL), slot, change),
            None => self.clear_slot(usize::from(WALL), slot),
        }
    }

    /// All calendars that change now: first everybody whose hours end, then everybody whose hours begin.
    pub(super) fn change_shifts(&mut self) {
        let people = self.desk_of_slot.len();
        let mut changed = Vec::new();
        loop {
            let (at, slot) = self.clocks[0].tree.first();
            if at != self.now || !(people..self.midnight_slot()).contains(&slot) {
                break;
            }
            let calendar = self.calendar_of_slot(slot);
            changed.push(calendar);
            self.await_change(calendar);
        }
        let is_open = |calendar: &CalendarId| self.model.calendars[*calendar].is_open(self.now);
        let (opening, closing): (Vec<_>, Vec<_>) = changed.into_iter().partition(is_open);
        self.touch_shared();
        for &calendar in &closing {
            self.each_shift(calendar, |simulation, desk, people| {
                simulation.mark(desk, people, absent::SHIFT);
            });
            if let Some(clock) = self.clock_of(calendar) {
                self.stop_clock(clock);
            }
        }
        for &calendar in &closing {
            self.each_shift(calendar, |simulation, desk, people| {
                simulation.interrupt(desk, people, absent::SHIFT);
            });
        }
        if !closing.is_empty() {
            self.interrupt_crews();
        }
        for &calendar in &opening {
            self.each_shift(calendar, |simulation, desk, people| {
                simulation.return_to_duty(desk, people, absent::SHIFT);
            });
            if let Some(clock) = self.clock_of(calendar) {
                self.end_overtime(clock);
                self.start_clock(clock);
            }
        }
        self.watch_shared();
    }

    /// Does something for all groups of a calendar that are no crews.
    fn each_shift(
        &mut self,
        calendar: CalendarId,
        act: impl Fn(&mut Self, usize, std::ops::Range<u32>),
    ) {
        let from = self
            .shifts
            .partition_point(|shift| shift.calendar < calendar);
        let to = self
            .shifts
            .partition_point(|shift| shift.calendar <= calendar);
        for at in from..to {
            let Shift {
                desk, first, last, ..
            } = self.shifts[at];
            act(self, desk as usize, first..last);
        }
    }

    /// After clocks have stopped: interrupts what does not wait for the next shift, and lets go what is not kept.
    fn interrupt_crews(&mut self) {
        let mut people = Vec::new();
        for list in [&mut self.called, &mut self.at_closing] {
            list.retain(|&(desk, person)| {
                let at = &self.desks[desk as usize].people[person as usize];
                let is_in_hours =
                    self.clocks[usize::from(self.crews[at.crew as usize].clock)].is_open;
                if at.doing == Doing::Serving && !is_in_hours {
                    people.push((desk, person));
                }
                // Who was called is still so at the opening.
                at.doing == Doing::Serving && (is_in_hours || at.clock == WALL)
            });
        }
        people.sort_unstable();
        people.dedup();
        for (desk, at) in people {
            let person = self.desks[desk as usize].people[at as usize];
            if person.doing != Doing::Serving {
                continue;
            }
            let begun_now = person.since == self.clock_time(person.clock)
                && self.tasks[person.task].worked == 0;
            if person.clock == WALL {
                self.interrupt(desk as usize, at..at + 1, absent::SHIFT);
            } else if begun_now {
                self.unstart(desk as usize, at);
            } else {
                self.leave_if_overage(person.task);
            }
        }
    }

    /// Books the overtime of the people of a clock that is about to go on.
    fn end_overtime(&mut self, clock: usize) {
        let now = self.now;
        for &(desk, at) in &self.called {
            let desk = &mut self.desks[desk as usize];
            let person = &mut desk.people[at as usize];
            let crew = &self.crews[person.crew as usize];
            // Who is away for another reason as well is still beyond their duty.
            let is_back = usize::from(crew.clock) == clock && person.absent == 0;
            if is_back && person.overtime_since != Time::NEVER {
                desk.ledger.overtime += i128::from((now - person.overtime_since).ticks());
                person.overtime_since = Time::NEVER;
            }
        }
    }

    /// Draws who is away today.
    pub(super) fn change_absences(&mut self) {
        let model = self.model;
        if model.desk_kinds.iter().all(|kind| kind.absence == 0.0) {
            return;
        }
        let today = model.plan.origin.start_of_day(self.now);
        let key = self
            .key
            .purpose(Purpose::Absence)
            .child(today.ticks() as u64);
        let mut away = Vec::new();
        for (desk, at) in self.desks.iter().enumerate() {
            let chance = model.desk_kinds[at.kind].absence;
            if chance == 0.0 {
                continue;
            }
            let (key, chance) = (key.child(desk as u64), Chance::new(chance));
            let (mut next, people) = (0, at.people.len() as u32);
            while let Some(person) = key.first_happening(next, people, chance) {
                away.push((desk as u32, person));
                next = person + 1;
            }
        }
        for &(desk, person) in &away {
            self.mark(desk as usize, person..person + 1, absent::DAY);
        }
        for &(desk, person) in &away {
            self.interrupt(desk as usize, person..person + 1, absent::DAY);
        }
        let mut back = std::mem::take(&mut self.away);
        back.retain(|person| away.binary_search(person).is_err());
        self.away = away;
        for (desk, person) in back {
            self.return_to_duty(desk as usize, person..person + 1, absent::DAY);
        }
        let slot = self.midnight_slot();
        self.set_slot(usize::from(WALL), slot, today + Span::from_days(1.0));
    }

    /// Takes people off duty for a reason. Work in progress is for [`Self::interrupt`], after all who leave are marked.
    pub(super) fn mark(&mut self, desk_id: usize, people: std::ops::Range<u32>, reason: u8) {
        let desk = &mut self.desks[desk_id];
        desk.advance(self.now);
        let people = if desk.is_unlimited {
            desk.change_duty(self.now, |_, closed| *closed |= reason);
            0..desk.people.len() as u32
        } else {
            people
        };
        for at in people {
            let person = &mut desk.people[at as usize];
            let was_present = person.absent == 0;
            person.absent |= reason;
            if !was_present {
                continue;
            }
            if person.crew != NONE {
                let crew = &mut self.crews[person.crew as usize];
                crew.present -= 1;
                if !self.clocks[usize::from(crew.clock)].is_open {
                    crew.off.retain(|&off| off != at);
                    if let Some(held) = &mut crew.held {
                        held.retain(|&held| held != at);
                    }
                    continue;
                }
            }
            match person.doing {
                Doing::Nothing => desk.idle.retain(|&idle| idle != at),
                Doing::Vacation => {
                    person.doing = Doing::Nothing;
                    let wall = &mut self.clocks[usize::from(WALL)];
                    if wall.tree.clear((desk.first_slot + at) as usize) {
                        self.heads.put(usize::from(WALL), wall.first());
                    }
                }
                Doing::Serving | Doing::Holding => {}
            }
            if !desk.is_unlimited {
                desk.change_duty(self.now, |on_duty, _| *on_duty -= 1);
            }
        }
    }

    /// Puts people back on duty: they go on with what they hold, or take the next task.
    pub(super) fn return_to_duty(
        &mut self,
        desk_id: usize,
        people: std::ops::Range<u32>,
        reason: u8,
    ) {
        let desk = &mut self.desks[desk_id];
        desk.advance(self.now);
        let people = if desk.is_unlimited {
            desk.change_duty(self.now, |_, closed| *closed &= !reason);
            0..desk.people.len() as u32
        } else {
            people
        };
        let mut back = Vec::new();
        for at in people {
            let person = &mut desk.people[at as usize];
            if person.absent & reason == 0 {
                continue;
            }
            person.absent &= !reason;
            if person.absent != 0 {
                continue;
            }
            if person.crew != NONE {
                let crew = &mut self.crews[person.crew as usize];
                crew.present += 1;
                if !self.clocks[usize::from(crew.clock)].is_open {
                    match person.doing {
                        Doing::Nothing => crew.off.push(at),
                        Doing::Holding => crew.held.get_or_insert_default().push(at),
                        Doing::Serving | Doing::Vacation => {}
                    }
                    continue;
                }
            }
            if !desk.is_unlimited {
                desk.change_duty(self.now, |on_duty, _| *on_duty += 1);
            }
            let person = &mut desk.people[at as usize];
            if person.overtime_since != Time::NEVER {
                desk.ledger.overtime += i128::from((self.now - person.overtime_since).ticks());
                person.overtime_since = Time::NEVER;
            }
            back.push(at);
        }
        for &at in &back {
            self.resume(desk_id, at);
        }
        while self.desks[desk_id].is_unlimited && self.desks[desk_id].is_open() {
            let desk = &mut self.desks[desk_id];
            let called = desk.calls.pop();
            let Some(task) = called.or_else(|| desk.queue.pop(&mut self.tasks)) else {
                break;
            };
            self.desks[desk_id].people.push(Person::new(0));
            let person = self.desks[desk_id].people.len() as u32 - 1;
            self.start(desk_id, person, task);
        }
    }

    /// Has a person who is back on duty go on with what they hold, or take the next task.
    pub(super) fn resume(&mut self, desk: usize, at: u32) {
        let person = &mut self.desks[desk].people[at as usize];
        match person.doing {
            Doing::Holding => {
                let task = person.task;
                person.doing = Doing::Nothing;
                person.task = NONE;
                self.start(desk, at, task);
            }
            Doing::Nothing => self.next_task(desk, at),
            Doing::Serving | Doing::Vacation => {}
        }
    }

    /// The slot on the wall clock of a change of a calendar.
    fn shift_slot(&self, calendar: CalendarId) -> usize {
        self.desk_of_slot.len() + calendar.index()
    }

    /// The calendar of a slot.
    fn calendar_of_slot(&self, slot: usize) -> CalendarId {
        Id::new(slot - self.desk_of_slot.len())
    }
}
