//! Records that are used again, so that nothing is kept of what is finished.

use std::ops::{Index, IndexMut};

/// Records by number. A freed one keeps what was in it until it is used again: whoever must know whether a record is in use
/// notes it there.
#[derive(Debug, Clone)]
pub(crate) struct Slab<T> {
    records: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> Slab<T> {
    /// Keeps something; the number is its own until it is freed. The one freed last is used first.
    #[inline]
    pub(crate) fn insert(&mut self, record: T) -> u32 {
        if let Some(at) = self.free.pop() {
            self.records[at as usize] = record;
            return at;
        }
        self.records.push(record);
        (self.records.len() - 1) as u32
    }

    /// A record to be written over: one that was freed, with what is left in it, or a new one.
    #[inline]
    pub(crate) fn reuse(&mut self, new: T) -> u32 {
        match self.free.pop() {
            Some(at) => at,
            None => self.insert(new),
        }
    }

    /// Gives a record back, once.
    #[inline]
    pub(crate) fn free(&mut self, at: u32) {
        self.free.push(at);
    }

    /// A record, in use or not, if there is one of that number.
    #[inline]
    pub(crate) fn get(&self, at: u32) -> Option<&T> {
        self.records.get(at as usize)
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        self.records.get_mut(at as usize)
    }

    /// All records, in use or not.
    pub(crate) fn records(&self) -> &[T] {
        &self.records
    }

    /// The largest number of records that were in use at once.
    pub(crate) fn most(&self) -> usize {
        self.records.len()
    }

    /// Number of records in use.
    #[inline]
    pub(crate) fn in_use(&self) -> usize {
        self.records.len() - self.free.len()
    }
}

impl<T> Index<u32> for Slab<T> {
    type Output = T;
    #[inline]
    fn index(&self, at: u32) -> &T {
        &self.records[at as usize]
    }
}

impl<T> IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, at: u32) -> &mut T {
        &mut self.records[at as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_used_again_and_only_those_that_were_freed() {
        let mut slab = Slab::default();
        let numbers = [slab.insert('a'), slab.insert('b'), slab.insert('c')];
        assert_eq!(numbers, [0, 1, 2]);
        slab.free(0);
        slab.free(2);
        assert_eq!((slab.in_use(), slab.records()), (1, &['a', 'b', 'c'][..]));
        assert_eq!(slab.insert('d'), 2);
        assert_eq!(slab.reuse('e'), 0);
        assert_eq!((slab[2], slab[0]), ('d', 'a'));
        assert_eq!(slab.reuse('f'), 3);
        assert_eq!((slab[3], slab.get(4), slab.in_use()), ('f', None, 4));
    }
}
