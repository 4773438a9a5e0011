//! Which clock has the next event: kept from event to event, since most change that of one clock only.

use crate::time::Time;

/// The next event of every clock, in wall time, and the first of all.
#[derive(Debug)]
pub(super) struct Heads {
    of: Vec<(Time, usize)>,
    /// The first event of all: its instant and its slot on the wall clock.
    pub(super) first: (Time, usize),
    /// The clock of the first.
    leader: usize,
    /// No other clock has an event before this.
    others: Time,
}

impl Heads {
    /// Those of `clocks` clocks without events.
    pub(super) fn new(clocks: usize) -> Self {
        Self {
            of: vec![(Time::NEVER, 0); clocks],
            first: (Time::NEVER, 0),
            leader: 0,
            others: Time::NEVER,
        }
    }

    /// Notes the next event of a clock.
    #[inline]
    pub(super) fn put(&mut self, clock: usize, head: (Time, usize)) {
        self.of[clock] = head;
        if clock == self.leader && head.0 < self.others {
            self.first = head;
        } else if clock == self.leader || head.0 <= self.first.0 {
            self.compare();
        } else {
            self.others = self.others.min(head.0);
        }
    }

    /// Finds the first event of all, at the lowest slot among equals, and the time of the next one on another clock.
    fn compare(&mut self) {
        self.first = self.of[0];
        self.leader = 0;
        self.others = Time::NEVER;
        for (clock, &head) in self.of.iter().enumerate().skip(1) {
            let is_earlier = head.0 < self.first.0;
            if is_earlier || (head.0 == self.first.0 && head.1 < self.first.1) {
                self.others = self.first.0;
                self.first = head;
                self.leader = clock;
            } else {
                self.others = self.others.min(head.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    #[test]
    fn the_first_of_all_clocks_agrees_with_a_scan_over_random_changes() {
        let key = Key::new(Seed(3), Replication(0)).purpose(Purpose::Test);
        let mut heads = Heads::new(5);
        let mut naive = [(Time::NEVER, 0); 5];
        for step in 0..20_000_u64 {
            let bits = key.child(step).bits();
            let clock = (bits % 5) as usize;
            let head = if bits & (3 << 20) == 0 {
                (Time::NEVER, 0)
            } else {
                // Slots of different clocks differ.
                let slot = (bits >> 24) as usize % 100 * 5 + clock;
                (Time::from_ticks((bits >> 40) as i64 % 50), slot)
            };
            naive[clock] = head;
            heads.put(clock, head);
            let first = naive.iter().min().copied();
            assert_eq!(Some(heads.first.0), first.map(|first| first.0));
            if heads.first.0 != Time::NEVER {
                assert_eq!(Some(heads.first), first);
            }
        }
    }
}
