//! A hierarchy of timing wheels (Varghese & Lauck 1987, scheme 6): what lies far ahead waits in a slot of a wheel that covers
//! its distance, and moves to a finer wheel each time the run comes nearer. So an item costs a few moves whatever their
//! number. The order within one slot of the finest wheel is for those who use it.

use crate::time::Time;

/// Least and most ticks that a slot of the finest wheel covers, as powers of two: a second, and five hours.
const FINEST: (u32, u32) = (10, 24);
/// Slots of a wheel, as a power of two: with 256, few items move more than twice.
const SLOTS: u32 = 8;
/// Words that hold a bit for each slot of a wheel.
const WORDS: usize = 1 << (SLOTS - 6);
/// Wheels; the last one reaches further than any horizon.
const WHEELS: usize = 7;
const _: () = assert!(FINEST.0 + WHEELS as u32 * SLOTS >= i64::BITS - 1);
const _: () = assert!(WHEELS * WORDS <= u32::BITS as usize);
/// Items that an empty slot keeps room for, at most.
const ROOM: usize = 1024;
/// No slot.
const NOWHERE: u64 = u64::MAX;

/// Slots of one coarseness.
#[derive(Debug, Clone)]
struct Wheel<T> {
    /// Which slots hold items.
    used: [u64; WORDS],
    slots: [Vec<T>; 1 << SLOTS],
}

impl<T> Wheel<T> {
    fn new() -> Self {
        Self {
            used: [0; WORDS],
            slots: std::array::from_fn(|_| Vec::new()),
        }
    }
}

/// Items that lie ahead, by slot of the finest wheel; slots are numbered from the start.
#[derive(Debug, Clone)]
pub(super) struct Wheels<T> {
    /// Ticks that a slot of the finest wheel covers, as a power of two.
    finest: u32,
    /// The slot that the run has come to.
    present: u64,
    /// The slot at which the next one that holds items begins.
    next: u64,
    /// Which words of which wheels are not zero: a bit for each, those of the finest wheel first.
    used: u32,
    wheels: Box<[Wheel<T>; WHEELS]>,
}

impl<T> Wheels<T> {
    /// Wheels at the start, without items, for about one item in so many ticks.
    pub(super) fn new(ticks: f64) -> Self {
        // A slot that holds a few items is sorted at little cost, and narrower ones would cost more moves.
        let width = (16.0 * ticks) as u64;
        Self {
            finest: width.max(1).ilog2().clamp(FINEST.0, FINEST.1),
            present: 0,
            next: NOWHERE,
            used: 0,
            wheels: Box::new(std::array::from_fn(|_| Wheel::new())),
        }
    }

    /// The slot of the finest wheel that an instant lies in.
    #[inline]
    pub(super) fn slot_of(&self, at: Time) -> u64 {
        at.ticks() as u64 >> self.finest
    }

    /// Whether all that lies ahead does so after `slot`.
    #[inline]
    pub(super) fn is_free_until(&self, slot: u64) -> bool {
        self.next > slot
    }

    /// Puts an item where it waits for its slot; gives it back when the run has come to that slot.
    #[inline]
    pub(super) fn place(&mut self, slot: u64, item: T) -> Option<T> {
        if slot <= self.present {
            return Some(item);
        }
        let wheel = (63 - (slot ^ self.present).leading_zeros()) / SLOTS;
        let shift = wheel * SLOTS;
        let at = (slot >> shift) as usize % (1 << SLOTS);
        self.used |= 1 << (wheel as usize * WORDS + (at >> 6));
        let wheel = &mut self.wheels[wheel as usize];
        wheel.used[at >> 6] |= 1 << (at & 63);
        wheel.slots[at].push(item);
        self.next = self.next.min(slot >> shift << shift);
        None
    }

    /// Goes on to the next slot that holds items. Those of a slot of the finest wheel are added to `due`, which is empty;
    /// others are spread over finer wheels, unless they are due.
    #[inline(never)]
    pub(super) fn approach(&mut self, due: &mut Vec<T>, time_of: impl Fn(&T) -> Time) {
        let Some((finest, at)) = self.first() else {
            return;
        };
        let wheel = &mut self.wheels[finest];
        let word = &mut wheel.used[at >> 6];
        *word &= !(1 << (at & 63));
        if *word == 0 {
            self.used &= !(1 << (finest * WORDS + (at >> 6)));
        }
        let shift = finest as u32 * SLOTS;
        let above = self.present >> (shift + SLOTS) << SLOTS;
        self.present = (above | at as u64) << shift;
        if finest == 0 {
            // Nothing is left of the slot before; its room goes round, unless it is much.
            if due.capacity() > ROOM {
                *due = Vec::new();
            }
            std::mem::swap(due, &mut wheel.slots[at]);
            self.next = self.begins();
            return;
        }
        let mut items = std::mem::take(&mut wheel.slots[at]);
        self.next = self.begins();
        for item in items.drain(..) {
            let slot = self.slot_of(time_of(&item));
            if let Some(item) = self.place(slot, item) {
                due.push(item);
            }
        }
        // The room is kept for the next items of the slot, unless it is much.
        if items.capacity() <= ROOM {
            self.wheels[finest].slots[at] = items;
        }
    }

    /// The finest wheel that holds items, and the first of its slots that does: what a finer wheel holds comes before all
    /// that a coarser one holds.
    #[inline]
    fn first(&self) -> Option<(usize, usize)> {
        if self.used == 0 {
            return None;
        }
        let first = self.used.trailing_zeros() as usize;
        let (wheel, word) = (first / WORDS, first % WORDS);
        let bit = self.wheels[wheel].used[word].trailing_zeros() as usize;
        Some((wheel, (word << 6) + bit))
    }

    /// Where the next slot in use begins.
    fn begins(&self) -> u64 {
        let Some((finest, at)) = self.first() else {
            return NOWHERE;
        };
        let shift = finest as u32 * SLOTS;
        let above = self.present >> (shift + SLOTS) << SLOTS;
        (above | at as u64) << shift
    }
}
