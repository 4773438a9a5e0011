//! The event list of sources that exist once: a winner tree. Timers, which come and go, are in [`timers`](super::timers).

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
}
