//! Choices drawn by number, for tests on random organisations.

use caseload::random::{Key, Purpose, Replication, Seed};

/// Choices drawn by number, so that a failing combination can be told by its number alone.
pub struct Choices {
    key: Key,
    next: u64,
}

impl Choices {
    /// The choices of a number.
    pub fn new(number: u64) -> Self {
        Self {
            key: Key::new(Seed(number), Replication(0)).purpose(Purpose::Test),
            next: 0,
        }
    }

    /// A number in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.next += 1;
        self.key.child(self.next).uniform()
    }

    /// Whether something of that chance happens.
    pub fn often(&mut self, chance: f64) -> bool {
        self.uniform() < chance
    }

    /// One of some items.
    pub fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[(self.uniform() * items.len() as f64) as usize]
    }
}
