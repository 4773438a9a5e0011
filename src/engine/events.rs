//! The event list: a winner tree over event sources that exist once, and a heap for timers that come and go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::Mechanism;
use crate::time::Time;

/// A winner (tournament) tree over fixed slots (Knuth 1998, section 5.4.1). The key packs instant and slot into 64 bits, so
/// that the earliest slot wins and ties go to the lower slot.
#[derive(Debug, Clone)]
pub struct WinnerTree {
    /// Inner nodes from 1, leaves from `leaves`.
    keys: Vec<u64>,
    leaves: usize,
    slot_bits: u32,
}

/// No event.
const IDLE: u64 = u64::MAX;

impl WinnerTree {
    /// A tree of `slots` slots without events.
    pub fn new(slots: usize) -> Self {
        let leaves = slots.max(1).next_power_of_two();
        Self {
            keys: vec![IDLE; 2 * leaves],
            leaves,
            slot_bits: leaves.trailing_zeros(),
        }
    }

    /// The latest instant a slot can hold.
    pub fn latest(&self) -> Time {
        Time::from_ticks((u64::MAX >> (self.slot_bits + 1)) as i64)
    }

    /// The earliest event: its instant and slot; `Time::NEVER` when there is none.
    #[inline]
    pub fn first(&self) -> (Time, usize) {
        let key = self.keys[1];
        if key == IDLE {
            return (Time::NEVER, 0);
        }
        (
            Time::from_ticks((key >> self.slot_bits) as i64),
            (key & (self.leaves as u64 - 1)) as usize,
        )
    }

    /// Sets the event of `slot`, not before the start of the run; instants past [`WinnerTree::latest`] never happen.
    #[inline]
    pub fn set(&mut self, slot: usize, at: Time) {
        debug_assert!(at >= Time::ZERO, "events lie at or after the start");
        let key = if at >= self.latest() {
            IDLE
        } else {
            ((at.ticks() as u64) << self.slot_bits) | slot as u64
        };
        self.replay(slot, key);
    }

    /// Takes the event of `slot` away.
    #[inline]
    pub fn clear(&mut self, slot: usize) {
        self.replay(slot, IDLE);
    }

    #[inline]
    fn replay(&mut self, slot: usize, key: u64) {
        let mut node = self.leaves + slot;
        self.keys[node] = key;
        while node > 1 {
            let winner = self.keys[node].min(self.keys[node ^ 1]);
            node >>= 1;
            if self.keys[node] == winner {
                return;
            }
            self.keys[node] = winner;
        }
    }
}

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

/// Timers in order of time, then of setting.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(Time, u64, Timer)>>,
    set: u64,
}

impl Timers {
    #[inline]
    pub(crate) fn first(&self) -> Time {
        self.heap
            .peek()
            .map_or(Time::NEVER, |Reverse((at, _, _))| *at)
    }

    pub(crate) fn set(&mut self, at: Time, timer: Timer) {
        self.heap.push(Reverse((at, self.set, timer)));
        self.set += 1;
    }

    pub(crate) fn pop(&mut self) -> Option<(Time, Timer)> {
        self.heap.pop().map(|Reverse((at, _, timer))| (at, timer))
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
    fn the_earliest_slot_wins_and_ties_go_to_the_lower_slot() {
        let mut tree = WinnerTree::new(5);
        assert_eq!(tree.first().0, Time::NEVER);
        tree.set(4, at(7));
        tree.set(2, at(7));
        tree.set(0, at(9));
        assert_eq!(tree.first(), (at(7), 2));
        tree.clear(2);
        assert_eq!(tree.first(), (at(7), 4));
        tree.set(4, at(10));
        assert_eq!(tree.first(), (at(9), 0));
    }

    #[test]
    fn the_tree_agrees_with_a_linear_scan_over_random_changes() {
        let key = Key::new(Seed(7), Replication(0)).purpose(Purpose::Work);
        let mut tree = WinnerTree::new(37);
        let mut naive = vec![Time::NEVER; 37];
        for step in 0..20_000_u64 {
            let bits = key.child(step).bits();
            let slot = (bits % 37) as usize;
            if bits & (1 << 20) == 0 {
                tree.clear(slot);
                naive[slot] = Time::NEVER;
            } else {
                let when = at((bits >> 40) as i64 % 1000);
                tree.set(slot, when);
                naive[slot] = when;
            }
            let best = naive
                .iter()
                .enumerate()
                .map(|(slot, &when)| (when, slot))
                .min()
                .filter(|b| b.0 != Time::NEVER);
            assert_eq!(best, Some(tree.first()).filter(|f| f.0 != Time::NEVER));
        }
    }

    #[test]
    fn timers_at_one_instant_go_off_in_the_order_they_were_set() {
        let mut timers = Timers::default();
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
        let order: Vec<_> = std::iter::from_fn(|| timers.pop()).collect();
        assert_eq!(
            order.iter().map(|(_, timer)| *timer).collect::<Vec<_>>(),
            [5, 9, 1].map(|case| Timer::Age {
                case,
                generation: 0
            })
        );
    }
}
