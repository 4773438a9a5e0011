//! Clocks of duty, and the crews that keep their work while they are off duty.
//!
//! A crew is a group of people of one desk who keep their tasks when their hours end (`suspend`). What such a person does
//! is measured on the clock of the calendar, which stands still while the calendar is closed: an end of service set in its
//! time stays right through nights and weekends. So a shift that ends or begins touches the crew as a whole, and nobody's
//! work in progress. Everybody else, and whoever is called away to something that does not wait for the next shift, is on
//! the wall clock.

use crate::engine::Simulation;
use crate::engine::desk::Doing;
use crate::engine::events::WinnerTree;
use crate::engine::queue::NONE;
use crate::engine::record::Observer;
use crate::engine::task::{Task, TaskState};
use crate::model::{CalendarId, DeskKind, Model, ShiftEnd, Staff};
use crate::time::{Span, Time};

/// The position of the wall clock among all clocks.
pub(crate) const WALL: u16 = 0;

/// Time on duty by one calendar, and the ends of service set in it.
#[derive(Debug)]
pub(crate) struct Clock {
    /// None for the wall clock.
    pub(crate) calendar: Option<CalendarId>,
    pub(crate) is_open: bool,
    /// While open, wall time less time on this clock; while closed, its time.
    offset: i64,
    /// The latest opening while it is open.
    opened: Time,
    /// The next closing while it is open.
    pub(crate) closes: Time,
    pub(super) tree: WinnerTree,
    /// For each slot of the tree, the person's slot on the wall clock; empty for the wall clock itself.
    pub(super) people: Vec<u32>,
}

impl Clock {
    /// Its time when it is `now` on the wall.
    #[inline]
    pub(crate) fn time(&self, now: Time) -> i64 {
        if self.is_open {
            now.ticks() - self.offset
        } else {
            self.offset
        }
    }

    /// Stops or goes on at `now`.
    fn switch(&mut self, now: Time) {
        self.offset = now.ticks() - self.offset;
        self.is_open = !self.is_open;
        self.opened = now;
    }

    /// When somebody who is at work now began, or went on after the latest opening, given the time of it on this clock.
    pub(crate) fn wall(&self, since: i64) -> Time {
        Time::from_ticks(since + self.offset).max(self.opened)
    }

    /// Its next event on the wall clock, and the person's slot there; none while it stands still.
    #[inline]
    pub(super) fn first(&self) -> (Time, usize) {
        match self.tree.first() {
            first if self.calendar.is_none() => first,
            (at, slot) if self.is_open && at != Time::NEVER => (
                Time::from_ticks(at.ticks() + self.offset),
                self.people[slot] as usize,
            ),
            _ => (Time::NEVER, 0),
        }
    }
}

/// People of one desk on one clock of duty; the lists, which are for openings and closings, come last.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Crew {
    pub(crate) clock: u16,
    pub(crate) desk: u32,
    /// Positions of its people at the desk: the first, and after the last.
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Slot of its first person in the tree of its clock.
    first_slot: u32,
    /// People who are not away for reasons of their own.
    pub(crate) present: u32,
    /// People who work on the clock of the crew.
    pub(crate) busy: u32,
    /// While closed: present people with nothing in hand.
    pub(crate) off: Vec<u32>,
    /// While closed: present people who take up at the opening what they keep, which is rare.
    #[expect(clippy::box_collection, reason = "a crew fits one line of a cache")]
    pub(crate) held: Option<Box<Vec<u32>>>,
}

/// Whether a kind of desk has crews: its people keep their work, and nothing else happens when their hours end.
pub(super) fn has_crews(kind: &DeskKind) -> bool {
    kind.shift_end == ShiftEnd::Suspend && kind.vacation.is_none()
}

/// All clocks, the wall clock first, and all crews, by desk.
pub(super) fn set_up(
    model: &Model,
    desk_of_slot: &[u32],
    shifts: usize,
) -> (Vec<Clock>, Vec<Crew>) {
    let mut clocks = vec![Clock {
        calendar: None,
        is_open: true,
        offset: 0,
        opened: Time::ZERO,
        closes: Time::NEVER,
        tree: WinnerTree::new(desk_of_slot.len() + shifts),
        people: Vec::new(),
    }];
    let mut crews = Vec::new();
    for (calendar, hours) in model.calendars.entries().filter(|(_, it)| !it.is_always()) {
        let clock = clocks.len() as u16;
        let mut people = Vec::new();
        for kind in model.desk_kinds.iter().filter(|kind| has_crews(kind)) {
            crews_of_kind(kind, desk_of_slot, calendar, clock, &mut people, &mut crews);
        }
        if !people.is_empty() {
            clocks.push(Clock {
                calendar: Some(calendar),
                is_open: hours.is_open(Time::ZERO),
                offset: 0,
                opened: Time::ZERO,
                closes: hours.next_change(Time::ZERO).unwrap_or(Time::NEVER),
                tree: WinnerTree::new(people.len()),
                people,
            });
        }
    }
    crews.sort_by_key(|crew| (crew.desk, crew.first));
    (clocks, crews)
}

/// Adds the crews of a kind that work by a calendar, and the slots of their people.
fn crews_of_kind(
    kind: &DeskKind,
    desk_of_slot: &[u32],
    calendar: CalendarId,
    clock: u16,
    people: &mut Vec<u32>,
    crews: &mut Vec<Crew>,
) {
    let Staff::Groups(groups) = &kind.staff else {
        return;
    };
    let staff: u32 = groups.iter().map(|group| group.count).sum();
    let slot_of_desk = |desk: u32| desk_of_slot.partition_point(|&other| other < desk) as u32;
    for desk in kind.first..kind.first + kind.count {
        if staff == 0 {
            return;
        }
        let mut first = 0;
        for group in groups {
            let last = first + group.count;
            let slot = slot_of_desk(desk);
            let is_here = desk_of_slot.get(slot as usize) == Some(&desk);
            if group.calendar == calendar && group.count > 0 && is_here {
                crews.push(Crew {
                    clock,
                    desk,
                    first,
                    last,
                    first_slot: people.len() as u32,
                    present: group.count,
                    busy: 0,
                    off: Vec::new(),
                    held: None,
                });
                people.extend(slot + first..slot + last);
            }
            first = last;
        }
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// The next event of a person or of the plan: its instant and its slot on the wall clock.
    #[inline]
    pub(super) fn first_event(&self) -> (Time, usize) {
        self.heads.first
    }

    /// Sets an event of a clock, in its time.
    #[inline]
    pub(super) fn set_slot(&mut self, clock: usize, slot: usize, at: Time) {
        let of = &mut self.clocks[clock];
        if of.tree.set(slot, at) {
            self.heads.put(clock, of.first());
        }
    }

    /// Takes an event of a clock away.
    #[inline]
    pub(super) fn clear_slot(&mut self, clock: usize, slot: usize) {
        let of = &mut self.clocks[clock];
        if of.tree.clear(slot) {
            self.heads.put(clock, of.first());
        }
    }

    /// Sets the end of what a person does, `left` ticks from now on their clock.
    #[inline]
    pub(super) fn set_end(&mut self, desk: usize, person: u32, left: i64) {
        let desk = &self.desks[desk];
        let at = &desk.people[person as usize];
        if at.clock == WALL {
            let slot = (desk.first_slot + person) as usize;
            let end = self.now + Span::from_ticks(left);
            self.set_slot(usize::from(WALL), slot, end);
        } else {
            let crew = &self.crews[at.crew as usize];
            let slot = (crew.first_slot + person - crew.first) as usize;
            let clock = usize::from(at.clock);
            let time = self.clocks[clock].time(self.now);
            let end = Time::from_ticks(time) + Span::from_ticks(left);
            self.set_slot(clock, slot, end);
        }
    }

    /// Takes away the end of what a person does, set on `clock`.
    #[inline]
    pub(super) fn clear_end(&mut self, desk: usize, person: u32, clock: u16) {
        let desk = &self.desks[desk];
        let slot = if clock == WALL {
            desk.first_slot + person
        } else {
            let crew = &self.crews[desk.people[person as usize].crew as usize];
            crew.first_slot + person - crew.first
        };
        self.clear_slot(usize::from(clock), slot as usize);
    }

    /// The time on a clock.
    #[inline]
    pub(crate) fn clock_time(&self, clock: u16) -> i64 {
        if clock == WALL {
            return self.now.ticks();
        }
        self.clocks[usize::from(clock)].time(self.now)
    }

    /// Whether the hours of a person's crew are on.
    #[inline]
    pub(crate) fn is_in_hours(&self, crew: u32) -> bool {
        crew == NONE || self.clocks[usize::from(self.crews[crew as usize].clock)].is_open
    }

    /// Whether somebody works on a task now: it is in service, and its person's hours are on.
    pub(crate) fn is_worked_on(&self, task: &Task) -> bool {
        let person = || &self.desks[task.desk as usize].people[task.person as usize];
        task.state == TaskState::InService && self.clocks[usize::from(person().clock)].is_open
    }

    /// Whether anybody works on a case now.
    pub(crate) fn is_in_hand(&self, case: u32) -> bool {
        if self.cases[case].in_service == 0 {
            return false;
        }
        let mut task = self.cases[case].tasks;
        while task != NONE {
            let at = &self.tasks[task];
            if self.is_worked_on(at) {
                return true;
            }
            task = at.sibling;
        }
        false
    }

    /// Has a case looked at when its clock stops, because its time at its level is over while somebody works on it.
    pub(crate) fn leave_at_closing(&mut self, case: u32) {
        let mut task = self.cases[case].tasks;
        while task != NONE {
            let at = &self.tasks[task];
            if at.state == TaskState::InService {
                let person = &self.desks[at.desk as usize].people[at.person as usize];
                if person.crew != NONE {
                    self.at_closing.push((at.desk, at.person));
                }
            }
            task = at.sibling;
        }
    }

    /// A clock stops: its crews are off duty with what they have in hand.
    pub(super) fn stop_clock(&mut self, clock: usize) {
        let now = self.now;
        self.clocks[clock].switch(now);
        self.heads.put(clock, self.clocks[clock].first());
        for at in 0..self.crews_by_clock[clock].len() {
            let crew = &mut self.crews[self.crews_by_clock[clock][at] as usize];
            let desk = &mut self.desks[crew.desk as usize];
            desk.advance(now);
            desk.change_duty(now, |on_duty, _| *on_duty -= crew.present);
            desk.busy -= crew.busy;
            if crew.last - crew.first == desk.people.len() as u32 {
                take_all(&mut desk.idle, &mut crew.off);
            } else {
                let mut kept = 0;
                for at in 0..desk.idle.len() {
                    let person = desk.idle[at];
                    if person >= crew.first && person < crew.last {
                        crew.off.push(person);
                    } else {
                        desk.idle[kept] = person;
                        kept += 1;
                    }
                }
                desk.idle.truncate(kept);
            }
        }
        if O::WATCHES {
            self.log_crews(clock, crate::engine::Step::Suspended);
        }
    }

    /// A clock goes on: its crews are back on duty, and who has nothing in hand takes the next task.
    pub(super) fn start_clock(&mut self, clock: usize) {
        let now = self.now;
        let calendar = self.clocks[clock].calendar;
        self.clocks[clock].switch(now);
        self.heads.put(clock, self.clocks[clock].first());
        self.clocks[clock].closes = calendar
            .and_then(|calendar| self.model.calendars[calendar].next_change(now))
            .unwrap_or(Time::NEVER);
        if O::WATCHES {
            self.log_crews(clock, crate::engine::Step::Started);
        }
        let crews = std::mem::take(&mut self.crews_by_clock[clock]);
        for &crew in &crews {
            self.return_crew(crew as usize);
        }
        self.crews_by_clock[clock] = crews;
    }

    /// The people of a crew are back on duty, in order of position.
    fn return_crew(&mut self, at: usize) {
        let crew = &mut self.crews[at];
        let desk_id = crew.desk as usize;
        let desk = &mut self.desks[desk_id];
        desk.advance(self.now);
        desk.change_duty(self.now, |on_duty, _| *on_duty += crew.present);
        desk.busy += crew.busy;
        let has_work = !desk.has_no_work() || self.hooks.choose;
        crew.off.sort_unstable();
        let held = crew.held.take();
        if !has_work && held.is_none() {
            take_all(&mut crew.off, &mut desk.idle);
            return;
        }
        let mut back = std::mem::take(&mut crew.off);
        back.extend(held.into_iter().flat_map(|held| *held));
        back.sort_unstable();
        for &person in &back {
            let desk = &mut self.desks[desk_id];
            let at = &desk.people[person as usize];
            let is_free = at.doing == Doing::Nothing && at.absent == 0;
            if is_free && desk.has_no_work() && !self.hooks.choose {
                desk.idle.push(person);
            } else {
                self.resume(desk_id, person);
            }
        }
        // The room is kept for the next closing.
        back.clear();
        self.crews[at].off = back;
    }

    /// Tells the observer of everybody of a clock who has work in hand.
    fn log_crews(&mut self, clock: usize, step: crate::engine::Step) {
        for at in 0..self.crews_by_clock[clock].len() {
            let crew = &self.crews[self.crews_by_clock[clock][at] as usize];
            let (desk, people) = (crew.desk as usize, crew.first..crew.last);
            for person in people {
                let at = self.desks[desk].people[person as usize];
                if at.doing == Doing::Serving && usize::from(at.clock) == clock {
                    self.log(step, at.task);
                }
            }
        }
    }

    /// The clock of a calendar, if it has crews.
    pub(super) fn clock_of(&self, calendar: CalendarId) -> Option<usize> {
        self.clocks
            .iter()
            .position(|clock| clock.calendar == Some(calendar))
    }
}

/// Adds all of a list to another one, most often an empty one, and empties it.
fn take_all(from: &mut Vec<u32>, to: &mut Vec<u32>) {
    if to.is_empty() {
        std::mem::swap(from, to);
    } else {
        to.append(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;

    #[test]
    fn a_crew_lies_in_one_line() {
        assert_eq!(size_of::<Crew>(), 64);
    }

    fn at(ticks: i64) -> Time {
        Time::from_ticks(ticks)
    }

    #[test]
    fn a_clock_of_duty_stands_still_while_it_is_closed_and_what_ends_on_it_waits() {
        let mut clock = Clock {
            calendar: Some(Id::new(0)),
            is_open: true,
            offset: 0,
            opened: Time::ZERO,
            closes: at(100),
            tree: WinnerTree::new(2),
            people: vec![7, 9],
        };
        // The second person begins at 60 a work of 90 ticks, 40 of them before the hours end.
        let begun = clock.time(at(60));
        clock.tree.set(1, at(begun + 90));
        assert_eq!(clock.first(), (at(150), 9));
        clock.switch(at(100));
        assert_eq!(clock.time(at(100)), 100);
        assert_eq!(clock.time(at(900)), 100);
        assert_eq!(clock.first(), (Time::NEVER, 0));
        clock.switch(at(1000));
        assert_eq!(clock.time(at(1000)), 100);
        assert_eq!(clock.first(), (at(1050), 9));
        assert_eq!(clock.wall(begun), at(1000));
        assert_eq!(clock.wall(clock.time(at(1020))), at(1020));
    }
}
