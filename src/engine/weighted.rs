//! Time-weighted sums of a count.

use crate::time::Time;

/// The window of measuring, and the time-weighted sums of a count over it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weighted {
    /// The count now.
    pub now: i64,
    /// Sum of count x ticks.
    pub area: i128,
    /// Sum of count squared x ticks.
    pub square: i128,
    /// Largest count that lasted.
    pub peak: i64,
    since: Time,
}

impl Weighted {
    /// Accounts for the time up to `now`.
    #[inline]
    pub(crate) fn advance(&mut self, now: Time) {
        // Instants of a run lie far from the ends of their range.
        let ticks = now.ticks() - self.since.ticks();
        if ticks > 0 {
            // Counts stay far below 2^31, so that their squares fit and each product is one multiplication.
            self.area += i128::from(self.now) * i128::from(ticks);
            self.square += i128::from(self.now * self.now) * i128::from(ticks);
            self.peak = self.peak.max(self.now);
            self.since = now;
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, now: Time, change: i64) {
        self.advance(now);
        self.now += change;
    }

    pub(super) fn restart(&mut self, now: Time) {
        *self = Self {
            now: self.now,
            peak: self.now,
            since: now,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_that_lasts_no_time_is_no_peak_and_changes_of_an_instant_come_in_any_order() {
        let at = Time::from_ticks;
        let mut count = Weighted::default();
        count.add(at(0), 2);
        for change in [1, -1, 1, -2] {
            count.add(at(10), change);
        }
        count.advance(at(30));
        assert_eq!((count.now, count.peak), (1, 2));
        assert_eq!((count.area, count.square), (2 * 10 + 20, 4 * 10 + 20));
    }
}
