//! A running sum over days: a table while single days differ from their weekday, arithmetic on whole weeks elsewhere.

use super::origin::weekday_of;

/// The running sum of an amount per day, never negative, that follows the week except on a stretch of special days.
///
/// The sum is zero before the Monday of the week of 1970-01-01 and negative earlier. Days are counted from 1970-01-01.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DaySum {
    /// The sum from Monday to before each weekday; last, that of a whole week.
    week: [i64; 8],
    /// The first special day.
    first: i64,
    /// The sum before each special day, and before the day after the last one; never empty.
    table: Vec<i64>,
    /// What the special days add to the plain weeks.
    surplus: i64,
    /// For every so many units of the sum from that before the first special day on, where in the table to begin to look
    /// for the day that reaches it.
    hints: Vec<u32>,
    /// How many units: this power of two, chosen so that few days have to be looked at.
    hint_shift: u32,
}

impl DaySum {
    /// The sum of `week`'s amounts, Monday first, replaced by `special` on as many days from day `first` on.
    pub(super) fn new(week: [i64; 7], first: i64, special: impl Iterator<Item = i64>) -> DaySum {
        let mut sum = DaySum {
            week: [0; 8],
            first,
            table: Vec::new(),
            surplus: 0,
            hints: Vec::new(),
            hint_shift: 0,
        };
        for (weekday, amount) in week.into_iter().enumerate() {
            sum.week[weekday + 1] = sum.week[weekday] + amount;
        }
        let mut total = sum.of_plain_weeks(first);
        sum.table.push(total);
        for amount in special {
            total += amount;
            sum.table.push(total);
        }
        sum.surplus = total - sum.of_plain_weeks(sum.last());
        sum.place_hints();
        sum
    }

    /// Notes where to look for every part of the sum of the special days: as many parts as days, and up to twice as many.
    fn place_hints(&mut self) {
        let first = self.table[0];
        let units = self.table[self.table.len() - 1] - first;
        while units >> self.hint_shift > 2 * self.table.len() as i64 {
            self.hint_shift += 1;
        }
        let parts = 0..=units >> self.hint_shift;
        let reached = |part: i64| {
            let least = first + (part << self.hint_shift) + 1;
            self.table.partition_point(|&before| before < least) as u32
        };
        self.hints = parts.map(reached).collect();
    }

    /// The sum before `day`.
    #[inline]
    pub(super) fn before(&self, day: i64) -> i64 {
        if day < self.first {
            self.of_plain_weeks(day)
        } else if let Some(&total) = self.table.get((day - self.first) as usize) {
            total
        } else {
            self.of_plain_weeks(day) + self.surplus
        }
    }

    /// The day during which the sum reaches `total`: the sum before it is less, the sum before the next day is not.
    ///
    /// None if it never does, which happens only where plain weeks add nothing. A day past the range of `i64` saturates.
    #[inline]
    pub(super) fn day_reaching(&self, total: i64) -> Option<i64> {
        let (first, last) = (self.table[0], self.table[self.table.len() - 1]);
        if total <= first {
            self.plain_day_reaching(total)
        } else if total > last {
            self.plain_day_reaching(total.saturating_sub(self.surplus))
        } else {
            let part = (total - first - 1) >> self.hint_shift;
            let mut reached = self.hints[part as usize] as usize;
            while self.table[reached] < total {
                reached += 1;
            }
            Some(self.first + reached as i64 - 1)
        }
    }

    /// The day after the last special one.
    fn last(&self) -> i64 {
        self.first + self.table.len() as i64 - 1
    }

    #[inline]
    fn of_plain_weeks(&self, day: i64) -> i64 {
        (day + 3).div_euclid(7) * self.week[7] + self.week[weekday_of(day)]
    }

    #[inline]
    fn plain_day_reaching(&self, total: i64) -> Option<i64> {
        if self.week[7] == 0 {
            return None;
        }
        // The unit that makes the sum `total` has `total - 1` units before it.
        let units = total.saturating_sub(1);
        let rest = units.rem_euclid(self.week[7]);
        let weekday = self.week[1..7]
            .iter()
            .filter(|&&before| before <= rest)
            .count() as i64;
        Some(
            units
                .div_euclid(self.week[7])
                .saturating_mul(7)
                .saturating_add(weekday - 3),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn a_week_without_amounts_never_reaches_anything_outside_the_special_days() {
        let sum = DaySum::new([0; 7], 10, [0, 3, 0].into_iter());
        assert_eq!(sum.day_reaching(1), Some(11));
        assert_eq!(sum.day_reaching(3), Some(11));
        assert_eq!(sum.day_reaching(4), None);
        assert_eq!(
            (sum.before(-1000), sum.before(11), sum.before(1000)),
            (0, 0, 3)
        );
    }

    #[test]
    fn without_special_days_the_sum_is_that_of_the_weeks() {
        let sum = DaySum::new([1, 0, 0, 0, 0, 0, 0], 0, std::iter::empty());
        // 1970-01-05 was a Monday.
        assert_eq!(
            (sum.before(4), sum.before(5), sum.before(11), sum.before(12)),
            (1, 2, 2, 3)
        );
        assert_eq!(sum.day_reaching(2), Some(4));
        assert_eq!(sum.day_reaching(0), Some(-10));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 256,
            rng_seed: RngSeed::Fixed(2015),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn the_sum_grows_by_each_days_amount_and_the_day_reaching_a_total_is_the_one_that_crosses_it(
            week in proptest::array::uniform7(0i64..4), first in -30i64..30, special in vec(0i64..4, 0..20),
        ) {
            let sum = DaySum::new(week, first, special.iter().copied());
            for day in -80i64..80 {
                let index = day - first;
                let amount = if (0..special.len() as i64).contains(&index) {
                    special[index as usize]
                } else {
                    week[weekday_of(day)]
                };
                prop_assert_eq!(sum.before(day + 1) - sum.before(day), amount);
                for total in sum.before(day) + 1..=sum.before(day + 1) {
                    prop_assert_eq!(sum.day_reaching(total), Some(day));
                }
            }
        }
    }
}
