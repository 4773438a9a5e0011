//! When root tasks arise: a Poisson process a unit, in the hours of a calendar, the faster the more superiors press.
//!
//! Each unit uses up the gap to its next root task at the pace of the pressure on it. So a design with more pressure has
//! the same root tasks earlier, and one without any has them when the plain process says.

use super::{Event, GAP, HELD_BACK, Note, ROOTS, SUPERIORS, WEEKS};
use crate::engine::{Observer, Simulation};
use crate::model::mechanisms::orders::Counted;
use crate::model::{Mechanism, UnitId};
use crate::random::poisson_gap;
use crate::time::{Span, TICKS_PER_DAY, Time};

/// Ticks in a week.
const WEEK: i64 = 7 * TICKS_PER_DAY;

/// When the next root task of a unit arises, and what waits for its answer.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    /// Number of the next root task.
    next: u32,
    /// Changes whenever the timer set for the next root task loses its meaning.
    generation: u32,
    /// From when on `left` is used up.
    since: Time,
    /// The gap to the next root task, in those expected without pressure.
    left: f64,
    /// How many times faster it is used up.
    pace: f64,
    /// The day of the latest root task, and how many it has had.
    day: Time,
    today: u32,
    /// Orders on their way, and duties about orders that are not done.
    pub(super) waiting: u32,
    /// The week of the latest order, and the superiors that orders came from, one bit each.
    week: i64,
    heard_of: u128,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            next: 0,
            generation: 0,
            since: Time::ZERO,
            left: 0.0,
            pace: 1.0,
            day: Time::ZERO,
            today: 0,
            waiting: 0,
            week: 0,
            heard_of: 0,
        }
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Sets the first root task of every unit and the first look at their figures.
    pub(in crate::mechanism) fn begin_orders(&mut self) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        if orders.superiors.is_empty() || orders.rate == 0.0 {
            return;
        }
        let units = self.model.levels[orders.level].units;
        self.states.orders.units = vec![Clock::default(); units as usize];
        for unit in 0..units {
            self.draw_gap(unit);
        }
        if orders.pressure.is_felt() {
            self.await_look();
        }
    }

    /// Draws the gap to the next root task of a unit: from now, or from tomorrow when the unit has had enough today.
    fn draw_gap(&mut self, unit: u32) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let next = self.states.orders.units[unit as usize].next;
        let gap = poisson_gap(&mut self.order_key(GAP, unit, next).rng());
        let at = &mut self.states.orders.units[unit as usize];
        at.left = gap;
        at.since = self.now;
        if at.today >= orders.at_most {
            at.since = at.day + Span::from_ticks(TICKS_PER_DAY);
        }
        self.await_root(unit);
    }

    /// Sets the timer of the next root task of a unit.
    fn await_root(&mut self, unit: u32) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let at = &mut self.states.orders.units[unit as usize];
        at.generation = at.generation.wrapping_add(1);
        let hours = at.left / (orders.rate * at.pace);
        let calendar = &self.model.calendars[orders.calendar];
        let arises = calendar.add_working(at.since, Span::from_hours(hours));
        let (generation, note) = (at.generation, Note::about(Event::Root, unit));
        let after = arises - self.now;
        self.set_mechanism_timer(Mechanism::Orders, after, note.pack(), generation);
    }

    /// A root task of a unit arises, unless the timer has lost its meaning.
    pub(super) fn root_arises(&mut self, unit: u32, generation: u32) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let today = self.model.plan.origin.start_of_day(self.now);
        let at = &mut self.states.orders.units[unit as usize];
        if at.generation != generation {
            return;
        }
        if at.day != today {
            (at.day, at.today) = (today, 0);
        }
        at.today += 1;
        let root = at.next;
        at.next = at.next.wrapping_add(1);
        let is_held_back = at.waiting >= orders.unanswered;
        self.draw_gap(unit);
        if is_held_back {
            self.tally(Mechanism::Orders, HELD_BACK, 1);
        } else if !self.is_frozen(Mechanism::Orders) {
            self.tally(Mechanism::Orders, ROOTS, 1);
            self.issue_orders(unit, root);
        }
    }

    fn await_look(&mut self) {
        if let Some(orders) = &self.model.mechanisms.orders {
            let note = Note::about(Event::Look, 0);
            self.set_mechanism_timer(Mechanism::Orders, orders.pressure.every, note.pack(), 0);
        }
    }

    /// Superiors look at the figures of all units and press those that have too many cases, or more than their peers.
    pub(super) fn look_at_figures(&mut self) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let pressure = orders.pressure;
        let counts = self.cases_against(orders.level, pressure.by);
        let first = self.model.levels[orders.level].first_unit.index();
        let mut from = 0;
        while from < counts.len() {
            let parent = self.model.units[UnitId::new(first + from)].parent;
            let is_peer = |at: &usize| self.model.units[UnitId::new(first + at)].parent == parent;
            let to = from + (from..counts.len()).take_while(is_peer).count();
            let median = median(&counts[from..to]);
            for (unit, &count) in counts.iter().enumerate().take(to).skip(from) {
                let below = f64::from(u8::from(f64::from(count) > median));
                let pace = 1.0 + pressure.per_case * f64::from(count) + pressure.rank * below;
                self.set_pace(unit as u32, pace);
            }
            from = to;
        }
        self.await_look();
    }

    /// The number of cases that count against each unit of a level: its own and those of the units below it.
    fn cases_against(&self, level: crate::model::LevelId, by: Counted) -> Vec<u32> {
        let mut counts = vec![0; self.model.levels[level].units as usize];
        let is_against = |due: Time| by == Counted::Open || due < self.now;
        let open = self.cases.iter().filter(|case| !case.status.dormant);
        for case in open.filter(|case| is_against(case.due)) {
            if let Some(unit) = self.model.ancestor(case.unit, level) {
                counts[self.model.units[unit].ordinal as usize] += 1;
            }
        }
        counts
    }

    /// Changes the pace of a unit from now on; what of the gap is used up stays used up.
    fn set_pace(&mut self, unit: u32, pace: f64) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let at = &mut self.states.orders.units[unit as usize];
        if at.pace == pace {
            return;
        }
        if self.now > at.since {
            let calendar = &self.model.calendars[orders.calendar];
            let used = calendar.working_between(at.since, self.now).to_hours();
            at.left = (at.left - used * orders.rate * at.pace).max(0.0);
            at.since = self.now;
        }
        at.pace = pace;
        self.await_root(unit);
    }

    /// Notes that a unit hears of a superior; a week is counted when the next one brings an order.
    pub(super) fn hear_of(&mut self, note: Note) {
        let week = self.now.ticks() / WEEK;
        let at = &mut self.states.orders.units[note.unit as usize];
        let heard_of = at.heard_of;
        let is_over = at.week != week && heard_of != 0;
        if at.week != week {
            (at.week, at.heard_of) = (week, 0);
        }
        at.heard_of |= 1 << note.superior;
        if is_over {
            self.tally(Mechanism::Orders, WEEKS, 1);
            let superiors = heard_of.count_ones();
            self.tally(Mechanism::Orders, SUPERIORS, i64::from(superiors));
        }
    }
}

/// The median of some counts.
fn median(counts: &[u32]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 1 => f64::from(sorted[half]),
        _ => (f64::from(sorted[half - 1]) + f64::from(sorted[half])) / 2.0,
    }
}
