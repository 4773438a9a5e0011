//! Mean, variance and extremes of a sample, one value at a time.

use serde::{Deserialize, Serialize};

/// Count, mean, variance, least and greatest of a sample, in the unit of its values; 40 bytes, no matter how many.
///
/// Values must be finite. All answers but the count are `None` for an empty tally, the variance and what follows from it also for
/// a tally of one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    n: u64,
    mean: f64,
    /// Sum of squared deviations from the mean.
    m2: f64,
    min: f64,
    max: f64,
}

impl Tally {
    /// A tally of nothing.
    pub fn new() -> Tally {
        Tally::default()
    }

    /// Adds one value by Welford's update (1962), which does not lose a small variance beside a large mean.
    #[inline]
    pub fn add(&mut self, value: f64) {
        debug_assert!(
            value.is_finite(),
            "a tally takes finite values, not {value}"
        );
        if self.n == 0 {
            (self.min, self.max) = (value, value);
        }
        self.n += 1;
        let before = value - self.mean;
        // Counts fit a signed number, which is the sooner converted.
        self.mean += before / self.n as i64 as f64;
        self.m2 += before * (value - self.mean);
        // Plain comparisons: values are finite, so nothing is to be said of what is not a number.
        if value < self.min {
            self.min = value;
        }
        if value > self.max {
            self.max = value;
        }
    }

    /// Adds all that `other` has seen (Chan, Golub & LeVeque 1979); either may be empty.
    pub fn merge(&mut self, other: &Tally) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = *other;
            return;
        }
        let (ours, theirs) = (self.n as f64, other.n as f64);
        let apart = other.mean - self.mean;
        self.n += other.n;
        self.mean += apart * theirs / (ours + theirs);
        self.m2 += other.m2 + apart * apart * ours * theirs / (ours + theirs);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// How many values were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The sum of the values; 0 for none. Recovered from the mean, so exact only to rounding.
    pub fn sum(&self) -> f64 {
        self.mean * self.n as f64
    }

    /// The mean; `None` for n = 0.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// The variance with divisor n - 1, in the unit squared; `None` for n < 2.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.m2 / (self.n - 1) as f64)
    }

    /// The standard deviation, the root of [`Tally::variance`]; `None` for n < 2.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// The standard error of the mean if the values are independent; `None` for n < 2.
    ///
    /// Waits of successive cases are not independent, and their standard error is larger than this.
    pub fn standard_error(&self) -> Option<f64> {
        self.variance()
            .map(|variance| (variance / self.n as f64).sqrt())
    }

    /// The least value; `None` for n = 0.
    pub fn min(&self) -> Option<f64> {
        (self.n > 0).then_some(self.min)
    }

    /// The greatest value; `None` for n = 0.
    pub fn max(&self) -> Option<f64> {
        (self.n > 0).then_some(self.max)
    }
}

impl FromIterator<f64> for Tally {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Tally {
        let mut tally = Tally::new();
        values.into_iter().for_each(|value| tally.add(value));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(values: &[f64]) -> Tally {
        values.iter().copied().collect()
    }

    fn naive(values: &[f64]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (
            mean,
            values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0),
        )
    }

    fn close(a: f64, b: f64, relative: f64) -> bool {
        (a - b).abs() <= relative * b.abs().max(1e-300)
    }

    #[test]
    fn an_empty_tally_has_no_mean_and_a_tally_of_one_has_no_variance() {
        let empty = Tally::new();
        assert_eq!(
            (empty.n(), empty.mean(), empty.min(), empty.max()),
            (0, None, None, None)
        );
        assert_eq!(
            (empty.variance(), empty.standard_error(), empty.sum()),
            (None, None, 0.0)
        );
        let one = tally(&[-3.0]);
        assert_eq!(
            (one.mean(), one.variance(), one.sd()),
            (Some(-3.0), None, None)
        );
        assert_eq!((one.min(), one.max()), (Some(-3.0), Some(-3.0)));
    }

    #[test]
    fn two_values_have_half_their_squared_difference_as_variance() {
        let two = tally(&[2.0, 6.0]);
        assert_eq!(
            (two.mean(), two.variance(), two.standard_error()),
            (Some(4.0), Some(8.0), Some(2.0))
        );
    }

    #[test]
    fn a_merge_at_every_split_equals_the_whole() {
        let values: Vec<f64> = (0..97).map(|i| f64::from(i * i % 31) - 7.5).collect();
        let (mean, variance) = naive(&values);
        for split in 0..=values.len() {
            let mut left = tally(&values[..split]);
            left.merge(&tally(&values[split..]));
            assert_eq!(left.n(), 97);
            assert!(close(left.mean().unwrap(), mean, 1e-13), "{split}");
            assert!(close(left.variance().unwrap(), variance, 1e-13), "{split}");
            assert_eq!((left.min(), left.max()), (Some(-7.5), Some(20.5)));
        }
    }

    #[test]
    fn a_tiny_variance_survives_beside_a_huge_mean_added_or_merged() {
        // Steps of 2^-10 are exact at 1e9, so the answer is known: the variance of 0..=99 steps.
        let step = 2f64.powi(-10);
        let values: Vec<f64> = (0..100).map(|i| 1e9 + f64::from(i) * step).collect();
        let expected = step * step * (100.0 * 101.0 / 12.0);
        for split in 0..=100 {
            let mut left = tally(&values[..split]);
            left.merge(&tally(&values[split..]));
            assert!(close(left.variance().unwrap(), expected, 1e-4), "{split}");
        }
    }

    #[test]
    fn a_constant_sample_has_variance_zero() {
        assert_eq!(tally(&[0.1; 1000]).variance(), Some(0.0));
    }
}
