//! Events of sources that exist once, in a winner tree. Timers, which come and go, are in a list of their own.

use crate::time::Time;

/// Children of a node, as a power of two: a node of eight keys fills one line of a cache, so that a tree of a whole city
/// is six lines deep.
const WIDTH_BITS: u32 = 3;
/// Children of a node.
const WIDTH: usize = 1 << WIDTH_BITS;

/// The keys of the children of one node.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Node([u64; WIDTH]);

impl Node {
    /// The least of its keys.
    #[inline]
    fn least(&self) -> u64 {
        let [a, b, c, d, e, f, g, h] = self.0;
        (a.min(b).min(c.min(d))).min(e.min(f).min(g.min(h)))
    }
}

/// A winner (tournament) tree over fixed slots (Knuth 1998, section 5.4.1). The key packs instant and slot into 64 bits, so
/// that the earliest slot wins and ties go to the lower slot.
#[derive(Debug, Clone)]
pub struct WinnerTree {
    /// The nodes over the slots, then the nodes over those, and so on up to the root.
    nodes: Vec<Node>,
    /// Where the nodes of each layer begin, from the slots up.
    layers: Vec<u32>,
    /// The key of the winner.
    first: u64,
    slot_bits: u32,
    /// The latest instant a slot can hold.
    latest: Time,
}

/// No event.
const IDLE: u64 = u64::MAX;

impl WinnerTree {
    /// A tree of `slots` slots without events.
    pub fn new(slots: usize) -> Self {
        let mut layers = Vec::new();
        let (mut count, mut width) = (0, slots.max(1));
        while width > 1 || layers.is_empty() {
            layers.push(count as u32);
            width = width.div_ceil(WIDTH);
            count += width;
        }
        let slot_bits = slots.max(1).next_power_of_two().trailing_zeros();
        Self {
            nodes: vec![Node([IDLE; WIDTH]); count],
            layers,
            first: IDLE,
            slot_bits,
            latest: Time::from_ticks((u64::MAX >> (slot_bits + 1)) as i64),
        }
    }

    /// The latest instant a slot can hold.
    #[inline]
    pub fn latest(&self) -> Time {
        self.latest
    }

    /// The earliest event: its instant and slot; `Time::NEVER` when there is none.
    #[inline]
    pub fn first(&self) -> (Time, usize) {
        if self.first == IDLE {
            return (Time::NEVER, 0);
        }
        self.unpack()
    }

    /// The instant and the slot of the earliest event, of which there is one.
    #[inline]
    fn unpack(&self) -> (Time, usize) {
        (
            Time::from_ticks((self.first >> self.slot_bits) as i64),
            (self.first & ((1 << self.slot_bits) - 1)) as usize,
        )
    }

    /// A key that those of all events before `until` lie below.
    #[inline]
    pub(crate) fn bound(&self, until: Time) -> u64 {
        if until >= self.latest {
            IDLE
        } else {
            (until.ticks() as u64) << self.slot_bits
        }
    }

    /// The earliest event if its key lies below `bound`.
    #[inline]
    pub(crate) fn first_below(&self, bound: u64) -> Option<(Time, usize)> {
        (self.first < bound).then(|| self.unpack())
    }

    /// Adds the slots with an event before `until` to `into`.
    pub(super) fn before(&self, until: Time, into: &mut Vec<u32>) {
        let bound = self.bound(until);
        if self.first < bound {
            self.before_in(bound, self.layers.len() - 1, 0, into);
        }
    }

    /// The same among the slots below a node of a layer.
    fn before_in(&self, bound: u64, layer: usize, node: usize, into: &mut Vec<u32>) {
        let keys = &self.nodes[self.layers[layer] as usize + node].0;
        for (at, _) in keys.iter().enumerate().filter(|(_, key)| **key < bound) {
            let child = node * WIDTH + at;
            if layer == 0 {
                into.push(child as u32);
            } else {
                self.before_in(bound, layer - 1, child, into);
            }
        }
    }

    /// Sets the event of `slot`, not before the start of the run; instants past [`WinnerTree::latest`] never happen. Says
    /// whether the earliest event is another one now.
    #[inline]
    pub fn set(&mut self, slot: usize, at: Time) -> bool {
        debug_assert!(at >= Time::ZERO, "events lie at or after the start");
        let key = if at >= self.latest {
            IDLE
        } else {
            ((at.ticks() as u64) << self.slot_bits) | slot as u64
        };
        self.replay(slot, key)
    }

    /// Takes the event of `slot` away. Says whether the earliest event is another one now.
    #[inline]
    pub fn clear(&mut self, slot: usize) -> bool {
        self.replay(slot, IDLE)
    }

    /// An earlier event rises until it meets an earlier one; where the winner of a node is gone, the node is played again.
    #[inline]
    fn replay(&mut self, slot: usize, mut key: u64) -> bool {
        let old = self.nodes[slot >> WIDTH_BITS].0[slot % WIDTH];
        let mut at = slot;
        if key < old {
            for &layer in &self.layers {
                let place = &mut self.nodes[layer as usize + (at >> WIDTH_BITS)].0[at % WIDTH];
                if *place <= key {
                    return false;
                }
                *place = key;
                at >>= WIDTH_BITS;
            }
            if self.first <= key {
                return false;
            }
        } else {
            for &layer in &self.layers {
                let node = &mut self.nodes[layer as usize + (at >> WIDTH_BITS)];
                // The least of the others does not wait for what comes from below.
                node.0[at % WIDTH] = IDLE;
                let others = node.least();
                node.0[at % WIDTH] = key;
                key = key.min(others);
                if key < old {
                    return false;
                }
                at >>= WIDTH_BITS;
            }
        }
        self.first = key;
        key != old
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
            let until = at((bits >> 30) as i64 % 1000);
            let mut before = Vec::new();
            tree.before(until, &mut before);
            let slots = 0..37_u32;
            let expected = slots.filter(|&slot| naive[slot as usize] < until);
            assert_eq!(before, expected.collect::<Vec<_>>());
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
