//! A queue in a ring: memory for the longest queue so far, and no more.

/// First in, first out.
pub struct Ring<T> {
    items: Vec<T>,
    first: usize,
    end: usize,
}

impl<T: Copy + Default> Ring<T> {
    /// An empty queue.
    pub fn new() -> Self {
        Self {
            items: vec![T::default(); 16],
            first: 0,
            end: 0,
        }
    }

    /// Adds an item at the end.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.end - self.first == self.items.len() {
            self.grow();
        }
        let mask = self.items.len() - 1;
        self.items[self.end & mask] = item;
        self.end += 1;
    }

    /// Takes the first item; none when it is empty.
    #[inline]
    pub fn pop(&mut self) -> Option<T> {
        if self.first == self.end {
            return None;
        }
        let mask = self.items.len() - 1;
        let item = self.items[self.first & mask];
        self.first += 1;
        Some(item)
    }

    /// Twice the room; lengths stay powers of two, so that a mask does for a remainder.
    #[cold]
    fn grow(&mut self) {
        let mask = self.items.len() - 1;
        let mut items: Vec<T> = (self.first..self.end)
            .map(|at| self.items[at & mask])
            .collect();
        self.end = items.len();
        self.first = 0;
        items.resize(2 * self.items.len(), T::default());
        self.items = items;
    }
}
