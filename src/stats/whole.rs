//! Mean and variance of a sample of whole numbers, without rounding.

use serde::{Deserialize, Serialize};

/// Count, sum and sum of squares of whole numbers from 0, such as ticks.
///
/// Everything is added exactly (the squares as long as their sum is below 2^127: 2^40 values of 2^43, 278 years in ticks), so any split and order of merging gives the same answers, and nothing is divided until
/// somebody asks. All answers but the count are `None` for an empty tally, the variance and what follows from it also for a
/// tally of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WholeTally {
    n: u64,
    sum: i128,
    squares: i128,
}

impl WholeTally {
    /// A tally of nothing.
    pub fn new() -> WholeTally {
        WholeTally::default()
    }

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.n += 1;
        self.sum += i128::from(value);
        let square = i128::from(value) * i128::from(value);
        self.squares = self.squares.saturating_add(square);
    }

    /// Adds all that `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// How many values were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The mean; `None` for n = 0.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| {
            let (whole, rest) = self.whole_mean();
            whole as f64 + rest as f64 / self.n as f64
        })
    }

    /// The variance with divisor n - 1; `None` for n < 2.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| {
            // About a whole number near the mean, where nothing is lost, and then about the mean.
            let (whole, rest) = self.whole_mean();
            let n = i128::from(self.n);
            let exact = || {
                let shift = whole.checked_mul(n.checked_mul(whole)?)?;
                let twice = whole.checked_mul(self.sum.checked_mul(2)?)?;
                self.squares.checked_sub(twice)?.checked_add(shift)
            };
            // Numbers too large for that are far apart, and rounding does no harm.
            let rounded = || self.squares as f64 - whole as f64 * (self.sum + rest) as f64;
            let about = exact().map_or_else(rounded, |about| about as f64);
            let deviations = about - rest as f64 * rest as f64 / self.n as f64;
            deviations.max(0.0) / (self.n - 1) as f64
        })
    }

    /// The standard deviation, the root of [`WholeTally::variance`]; `None` for n < 2.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// The whole part of the mean, and n times the rest.
    fn whole_mean(&self) -> (i128, i128) {
        let n = i128::from(self.n);
        (self.sum.div_euclid(n), self.sum.rem_euclid(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use crate::stats::Tally;

    fn sample(count: u64, most: u64) -> Vec<i64> {
        let key = Key::new(Seed(3), Replication(0)).purpose(Purpose::Test);
        (0..count)
            .map(|n| (key.child(n).bits() % (most + 1)) as i64)
            .collect()
    }

    fn tally(values: &[i64]) -> WholeTally {
        let mut tally = WholeTally::new();
        values.iter().for_each(|&value| tally.add(value));
        tally
    }

    #[test]
    fn the_empty_tally_has_no_mean_and_one_value_has_no_variance() {
        assert_eq!(WholeTally::new().mean(), None);
        assert_eq!(tally(&[5]).mean(), Some(5.0));
        assert_eq!(tally(&[5]).variance(), None);
        assert_eq!(tally(&[4, 6]).variance(), Some(2.0));
    }

    #[test]
    fn mean_and_variance_are_those_of_the_updating_tally() {
        for most in [1, 1000, 3_600_000_000, 1 << 43] {
            let values = sample(2000, most);
            let float: Tally = values.iter().map(|&value| value as f64).collect();
            let (whole, n) = (tally(&values), 1e-12);
            let near = |a: Option<f64>, b: Option<f64>| {
                let (a, b) = (
                    a.expect("two thousand values"),
                    b.expect("two thousand values"),
                );
                assert!((a - b).abs() <= n * b.abs(), "{a} is not {b}");
            };
            near(whole.mean(), float.mean());
            near(whole.variance(), float.variance());
        }
    }

    #[test]
    fn a_small_variance_beside_a_large_mean_is_exact() {
        let values = [(1 << 42) + 1, (1 << 42) + 2, (1 << 42) + 3];
        assert_eq!(tally(&values).variance(), Some(1.0));
        assert_eq!(tally(&values).mean(), Some((1_i64 << 42) as f64 + 2.0));
    }

    #[test]
    fn merging_at_every_split_gives_the_whole() {
        let values = sample(40, 1 << 40);
        for at in 0..=values.len() {
            let mut first = tally(&values[..at]);
            first.merge(&tally(&values[at..]));
            assert_eq!(first, tally(&values));
        }
    }
}
