//! One-sided bounds of a mean over replications, for answers such as "at most 5 %, and 95 in 100 sure of it".
//!
//! Student's bound is too narrow on the side of the longer tail: of shares of broken deadlines near 0, most samples have too low a mean
//! and too small a spread at once. Hall's transformation (1992, "On the removal of skewness by transformation") corrects for the
//! skewness of the sample. The wider of the two is taken, since a bound that holds too often is the lesser evil here.

use serde::Serialize;

use super::interval::t_above;
use super::tally::Tally;

/// What bounds of a mean rest on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Replications, at least 2.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// Their skewness; 0 when they do not vary.
    pub skewness: f64,
}

impl Spread {
    /// The spread of values, one a replication; `None` for fewer than two.
    pub fn of(values: &[f64]) -> Option<Self> {
        let tally: Tally = values.iter().copied().collect();
        let (mean, sd) = (tally.mean()?, tally.sd()?);
        let n = values.len();
        let third: f64 = values.iter().map(|value| (value - mean).powi(3)).sum();
        let count = n as f64;
        // Rounding leaves a little of values that are all the same.
        let varies = sd > 8.0 * f64::EPSILON * mean.abs();
        let size = (sd * sd * (count - 1.0) / count).powf(1.5);
        Some(Self {
            n,
            mean,
            sd: if varies { sd } else { 0.0 },
            skewness: if varies { third / count / size } else { 0.0 },
        })
    }

    /// What the true mean is at most, with a chance of `error` of being wrong, in (0, 1/2]; `None` for other errors.
    pub fn upper(&self, error: f64) -> Option<f64> {
        self.upper_of(self.n, error)
    }

    /// What the true mean is at least, with a chance of `error` of being wrong.
    pub fn lower(&self, error: f64) -> Option<f64> {
        Some(-self.mirrored().upper(error)?)
    }

    /// The upper bound that so many replications would give if they had this mean and this spread; `None` for fewer than two.
    pub fn upper_of(&self, n: usize, error: f64) -> Option<f64> {
        let t = t_above(error, n.checked_sub(1)?)?;
        let width = self.sd / (n as f64).sqrt();
        Some(self.mean + width * t.max(-untransformed(-t, self.skewness, n)))
    }

    /// The lower bound that so many replications would give.
    pub fn lower_of(&self, n: usize, error: f64) -> Option<f64> {
        Some(-self.mirrored().upper_of(n, error)?)
    }

    /// The spread of the values with the other sign.
    fn mirrored(&self) -> Self {
        Self {
            mean: -self.mean,
            skewness: -self.skewness,
            ..*self
        }
    }
}

/// The studentised mean whose transformation is `x`: the inverse of T + k T^2 + k^2 T^3 / 3 + b with k = skewness / (3 sqrt n) and
/// b = skewness / (6 sqrt n) (Hall 1992, section 2).
fn untransformed(x: f64, skewness: f64, n: usize) -> f64 {
    let slope = skewness / (n as f64).sqrt();
    if slope.abs() < 1e-9 {
        return x;
    }
    ((1.0 + slope * (x - slope / 6.0)).cbrt() - 1.0) * 3.0 / slope
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Dist, Key, Purpose, Replication, Seed};

    #[test]
    fn values_without_skewness_have_students_bound() {
        let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("there are five");
        // Table: t of 4 degrees of freedom leaves .05 above 2.131847.
        let half = 2.131_846_786 * 2.5_f64.sqrt() / 5.0_f64.sqrt();
        assert!((spread.upper(0.05).expect("it has one") - 3.0 - half).abs() < 1e-6);
        assert!((spread.lower(0.05).expect("it has one") - 3.0 + half).abs() < 1e-6);
        assert!(spread.skewness.abs() < 1e-12);
    }

    #[test]
    fn the_transformation_and_its_inverse_are_those_of_hall() {
        for (skewness, n) in [(2.0, 10), (-1.5, 30), (0.01, 5)] {
            for x in [-3.0, -0.5, 0.0, 2.0] {
                let t = untransformed(x, skewness, n);
                let root = (n as f64).sqrt();
                let k = skewness / (3.0 * root);
                let back = t + k * t * t + k * k * t.powi(3) / 3.0 + skewness / (6.0 * root);
                assert!((back - x).abs() < 1e-9, "{skewness} {n} {x}: {back}");
            }
        }
    }

    #[test]
    fn the_bound_is_wider_on_the_side_of_the_longer_tail_and_mirrors() {
        let values = [0.0, 0.0, 0.1, 0.0, 0.2, 0.0, 1.0, 0.1];
        let (spread, turned) = (Spread::of(&values), Spread::of(&values.map(|value| -value)));
        let (spread, turned) = (spread.expect("eight"), turned.expect("eight"));
        let (up, down) = (
            spread.upper(0.05).expect("one"),
            spread.lower(0.05).expect("one"),
        );
        assert!(up - spread.mean > 1.2 * (spread.mean - down));
        assert!((turned.lower(0.05).expect("one") + up).abs() < 1e-12);
    }

    #[test]
    fn more_replications_would_give_a_narrower_bound() {
        let spread = Spread::of(&[1.0, 2.0, 4.0]).expect("three");
        let of = |n| spread.upper_of(n, 0.05).expect("one");
        assert!(of(100) < of(10) && of(10) < of(3));
        assert_eq!((spread.upper_of(1, 0.05), spread.upper(0.0)), (None, None));
    }

    #[test]
    fn values_that_do_not_vary_are_their_own_bound_and_one_value_has_none() {
        let same = Spread::of(&[0.1; 20]).expect("twenty");
        assert_eq!((same.sd, same.upper(0.01)), (0.0, Some(same.mean)));
        assert_eq!(Spread::of(&[3.0]), None);
    }

    #[test]
    fn the_upper_bound_of_a_skewed_law_holds_more_often_than_students_does() {
        // Squares of exponential numbers: skewness 6.6, mean 2.
        let key = Key::new(Seed(91), Replication(0)).purpose(Purpose::Test);
        let law = Dist::exponential(1.0).expect("a law");
        let (trials, n, error) = (4000_u64, 40, 0.05);
        let (mut held, mut student) = (0, 0);
        for trial in 0..trials {
            let values: Vec<f64> = (0..n)
                .map(|nth| law.sample(key.child(trial).child(nth)).powi(2))
                .collect();
            let spread = Spread::of(&values).expect("forty");
            let upper = spread.upper(error).expect("it has one");
            held += u32::from(upper >= 2.0);
            let plain = Spread {
                skewness: 0.0,
                ..spread
            };
            student += u32::from(plain.upper(error).expect("it has one") >= 2.0);
        }
        let share = |count: u32| f64::from(count) / trials as f64;
        assert!(share(student) < 0.89, "Student's: {}", share(student));
        assert!(
            share(held) > share(student) + 0.02,
            "{} and {}",
            share(held),
            share(student)
        );
    }
}
