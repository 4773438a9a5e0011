//! The event list of the loops: a winner tree (Knuth 1998, section 5.4.1) of a size known to the compiler.

/// No event.
pub const IDLE: u64 = u64::MAX;

/// A tree over half as many slots as it has nodes. An event is `instant << bits | slot`, so the smallest number wins.
pub struct Tree<const NODES: usize> {
    /// Inner nodes from 1, slots from half of all.
    keys: [u64; NODES],
}

impl<const NODES: usize> Tree<NODES> {
    /// Bits of a slot.
    pub const BITS: u32 = NODES.trailing_zeros() - 1;
    const SLOTS: usize = NODES / 2;

    /// A tree without events.
    pub fn new() -> Self {
        assert!(NODES.is_power_of_two(), "the mask of a node needs it");
        Self {
            keys: [IDLE; NODES],
        }
    }

    /// The first event, or [`IDLE`].
    #[inline]
    pub fn first(&self) -> u64 {
        self.keys[1]
    }

    /// Instant and slot of an event.
    #[inline]
    pub fn split(event: u64) -> (u64, usize) {
        (event >> Self::BITS, event as usize & (Self::SLOTS - 1))
    }

    /// The number that comes after every event of an instant: that of an event outside the tree.
    #[inline]
    pub fn after(instant: u64) -> u64 {
        (instant << Self::BITS) | (Self::SLOTS as u64 - 1)
    }

    /// Sets the event of a slot.
    #[inline]
    pub fn set(&mut self, slot: usize, instant: u64) {
        self.play(slot, (instant << Self::BITS) | slot as u64);
    }

    /// Takes the event of a slot away.
    #[inline]
    pub fn clear(&mut self, slot: usize) {
        self.play(slot, IDLE);
    }

    /// Plays all matches up to the root: no branch that can be guessed wrong, and the opponents are known beforehand.
    #[inline]
    fn play(&mut self, slot: usize, event: u64) {
        let mut node = Self::SLOTS + slot;
        let mut winner = event;
        self.keys[node & (NODES - 1)] = winner;
        for _ in 0..Self::BITS {
            winner = winner.min(self.keys[(node ^ 1) & (NODES - 1)]);
            node >>= 1;
            self.keys[node & (NODES - 1)] = winner;
        }
    }
}
