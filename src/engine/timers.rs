//! Timers that come and go: timing wheels before a short sorted list.
//!
//! A timer far ahead waits in [`Wheels`]. What is due within one slot of the finest wheel is sorted by instant and then by
//! the order of setting; what is set for that slot while it lasts goes into a heap beside it. So a timer costs a few moves
//! whatever the number of timers, the lists stay short, and the order is exact.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::engine::wheels::Wheels;
use crate::model::Mechanism;
use crate::time::{TICKS_PER_DAY, Time};

/// What a timer does when it goes off. Handles carry the generation of what they were set for: a timer whose generation
/// has passed does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A person without a slot of their own (unlimited desks) completes a task.
    Complete {
        desk: u32,
        person: u32,
        generation: u32,
    },
    /// A task arrives at its desk after a hand-off or at a gate.
    Arrive { task: u32, generation: u32 },
    /// A case arrives at its level after a hand-off.
    EnterLevel { case: u32, generation: u32 },
    /// The delay before an intake is over.
    Intake { case: u32, generation: u32 },
    /// A task has waited as long as its case is willing to.
    Renege { task: u32, generation: u32 },
    /// A case has been at its level for as long as the level keeps it.
    Age { case: u32, generation: u32 },
    /// A closed case comes back.
    Reopen { case: u32, generation: u32 },
    /// A desk or a person breaks down (`person == u32::MAX`: the desk).
    Down { desk: u32, person: u32, count: u32 },
    /// A desk or a person is repaired.
    Up { desk: u32, person: u32, count: u32 },
    /// A mechanism's own timer, with what it set it for.
    Mechanism {
        mechanism: Mechanism,
        a: u32,
        b: u32,
    },
}

/// A timer that is set.
#[derive(Debug, Clone, Copy)]
struct Set {
    at: Time,
    /// Position in the order of setting.
    number: u64,
    timer: Timer,
}

impl Set {
    #[inline]
    fn key(&self) -> u128 {
        (self.at.ticks() as u128) << 64 | u128::from(self.number)
    }
}

impl PartialEq for Set {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Set {}

impl PartialOrd for Set {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The earliest is the greatest, for a heap that gives out the greatest.
impl Ord for Set {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}

/// Timers in order of time, then of setting.
#[derive(Debug, Clone)]
pub(crate) struct Timers {
    /// What was due in the present slot of the wheels when the run came to it, the first one last.
    due: Vec<Set>,
    /// What was set for the present slot since.
    late: BinaryHeap<Set>,
    wheels: Wheels<Set>,
    /// The instant of the first of those two.
    first: Time,
    /// Whether the present slot is another one than when that was asked last.
    has_come_on: bool,
    set: u64,
}

impl Timers {
    /// No timers yet, of about so many a day.
    pub(crate) fn new(per_day: f64) -> Self {
        Self {
            due: Vec::new(),
            late: BinaryHeap::new(),
            wheels: Wheels::new(TICKS_PER_DAY as f64 / per_day),
            first: Time::NEVER,
            has_come_on: false,
            set: 0,
        }
    }

    /// The instant of the next timer if it is not after `limit`; otherwise any instant after `limit`.
    #[inline]
    pub(crate) fn first(&mut self, limit: Time) -> Time {
        if self.first == Time::NEVER && !self.wheels.is_free_until(self.wheels.slot_of(limit)) {
            self.approach(limit);
        }
        self.first
    }

    /// Has the wheels give out what comes next, unless that is after the slot of `limit`.
    fn approach(&mut self, limit: Time) {
        let limit = self.wheels.slot_of(limit);
        self.has_come_on = true;
        while self.due.is_empty() && !self.wheels.is_free_until(limit) {
            self.wheels.approach(&mut self.due, |set| set.at);
        }
        if self.due.len() > 1 {
            self.due.sort_unstable();
        }
        self.first = self.due.last().map_or(Time::NEVER, |set| set.at);
    }

    /// Whether the present slot is another one than when this was asked last.
    pub(super) fn has_come_on(&mut self) -> bool {
        std::mem::take(&mut self.has_come_on)
    }

    /// What is due in the present slot and was set before the run came to it.
    pub(super) fn due(&self) -> impl Iterator<Item = Timer> + '_ {
        self.due.iter().map(|set| set.timer)
    }

    /// Sets a timer, not before the one that went off last.
    #[inline]
    pub(crate) fn set(&mut self, at: Time, timer: Timer) {
        let number = self.set;
        self.set += 1;
        self.place(Set { at, number, timer });
    }

    /// Sets a timer that goes off after those of its instant that are set without an order, and among others with one by
    /// that.
    pub(crate) fn set_in_order(&mut self, at: Time, order: u64, timer: Timer) {
        // The first of two orders that differ in the last bit only is that set first, in a heap or a list.
        let number = 1 << 63 | order >> 1;
        self.place(Set { at, number, timer });
    }

    #[inline]
    fn place(&mut self, set: Set) {
        let at = set.at;
        let slot = self.wheels.slot_of(at);
        if let Some(late) = self.wheels.place(slot, set) {
            self.first = self.first.min(at);
            self.late.push(late);
        }
    }

    /// Takes the timer that [`Timers::first`] told of.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Timer> {
        let is_late = match (self.due.last(), self.late.peek()) {
            // The first of all is the greatest.
            (Some(due), Some(late)) => late > due,
            (_, late) => late.is_some(),
        };
        let first = if is_late {
            self.late.pop()
        } else {
            self.due.pop()
        };
        let due = self.due.last().map_or(Time::NEVER, |set| set.at);
        let late = self.late.peek().map_or(Time::NEVER, |set| set.at);
        self.first = due.min(late);
        first.map(|first| first.timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    fn at(ticks: i64) -> Time {
        Time::from_ticks(ticks)
    }

    #[test]
    fn timers_at_one_instant_go_off_in_the_order_they_were_set() {
        let mut timers = Timers::new(1000.0);
        timers.set(
            at(5),
            Timer::Age {
                case: 9,
                generation: 0,
            },
        );
        timers.set(
            at(5),
            Timer::Age {
                case: 1,
                generation: 0,
            },
        );
        timers.set(
            at(4),
            Timer::Age {
                case: 5,
                generation: 0,
            },
        );
        for case in [5, 9, 1] {
            timers.first(Time::NEVER);
            let timer = Timer::Age {
                case,
                generation: 0,
            };
            assert_eq!(timers.pop(), Some(timer));
        }
    }

    #[test]
    fn timers_with_an_order_go_off_after_the_others_of_their_instant_and_by_it() {
        let timer = |case| Timer::EnterLevel {
            case,
            generation: 0,
        };
        let mut timers = Timers::new(1000.0);
        timers.set_in_order(at(5), 40, timer(3));
        timers.set_in_order(at(5), u64::MAX, timer(4));
        timers.set(at(5), timer(1));
        timers.set_in_order(at(5), 20, timer(2));
        for case in 1..=4 {
            assert_eq!(timers.first(Time::NEVER), at(5));
            assert_eq!(timers.pop(), Some(timer(case)));
        }
    }

    #[test]
    fn timers_go_off_in_the_order_of_a_sorted_list_whatever_their_distance_and_number() {
        // None at all, and numbers that are none, make wheels as well.
        for per_day in [0.0, f64::NAN, 10.0, 1000.0, 1e9, f64::INFINITY] {
            compare_with_a_sorted_list(Timers::new(per_day));
        }
    }

    fn compare_with_a_sorted_list(mut timers: Timers) {
        let key = Key::new(Seed(9), Replication(0)).purpose(Purpose::Test);
        let mut list: Vec<(Time, u32)> = Vec::new();
        let mut now = Time::ZERO;
        for case in 0..10_000_u32 {
            let bits = key.child(case.into()).bits();
            // Distances from nothing to 2^44 ticks, most of them with several timers at one instant.
            let ahead = (bits >> 20) & ((1 << (bits % 45)) - 1);
            let when = at(now.ticks() + ahead as i64);
            timers.set(
                when,
                Timer::Age {
                    case,
                    generation: 0,
                },
            );
            list.push((when, case));
            if bits & (3 << 50) != 0 {
                let first = list.iter().enumerate().min_by_key(|(_, set)| **set);
                let (position, &expected) = first.expect("one was set");
                list.remove(position);
                assert_eq!(timers.first(Time::NEVER), expected.0);
                let timer = Timer::Age {
                    case: expected.1,
                    generation: 0,
                };
                assert_eq!(timers.pop(), Some(timer));
                now = expected.0;
            }
        }
        list.sort_unstable();
        let next = || {
            let at = timers.first(Time::NEVER);
            timers.pop().map(|_| at)
        };
        let rest: Vec<Time> = std::iter::from_fn(next).collect();
        assert_eq!(rest, list.iter().map(|(at, _)| *at).collect::<Vec<_>>());
        assert_eq!(timers.first(Time::NEVER), Time::NEVER);
    }
}
