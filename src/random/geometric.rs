//! Whole numbers from 0, each rarer than the one before by the same factor.

use super::Key;

/// The law of such a number, made ready to be drawn once a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometric {
    /// Minus the logarithm of the factor, by which that of a uniform number is divided.
    divisor: f64,
    /// Uniform numbers below this give 0. It lies a little below the bound, so that no rounding of a logarithm matters.
    none_below: f64,
}

/// How far below the bound, as a part of it.
const MARGIN: f64 = 1e-6;

/// Up to this mean the margin is wider than any rounding.
const MEAN_MOST: f64 = 1e6;

impl Geometric {
    /// The law with this mean; always 0 when that is not more than 0.
    pub fn new(mean: f64) -> Geometric {
        // The chance of one more is mean / (1 + mean).
        Geometric {
            divisor: -(1.0 / mean).ln_1p(),
            none_below: match mean {
                _ if mean <= 0.0 => 1.0,
                _ if mean > MEAN_MOST => 0.0,
                _ => (1.0 - MARGIN) / (1.0 + mean),
            },
        }
    }

    /// The law of how many trials fail before one succeeds, each with this chance; never a success, as near as whole numbers
    /// come to it, when that is not above 0.
    pub fn failures(chance: f64) -> Geometric {
        Geometric::new((1.0 - chance) / chance.max(0.0))
    }

    /// The number that this key draws; the cast saturates far in the tail.
    #[inline]
    pub fn sample(self, key: Key) -> u64 {
        let uniform = key.uniform();
        if uniform < self.none_below {
            return 0;
        }
        ((1.0 - uniform).ln() / self.divisor) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Replication, Seed};

    #[test]
    fn the_bound_changes_no_number() {
        let root = Key::new(Seed(7), Replication(0));
        for mean in [0.0, 1e-9, 0.03, 0.08, 0.5, 1.0, 3.0, 50.0, 1e4, 1e6, 1e7] {
            let law = Geometric::new(mean);
            for nth in 0..20_000 {
                let key = root.child(nth);
                let plain = (1.0 - key.uniform()).ln() / -(1.0 / mean).ln_1p();
                let plain = if mean <= 0.0 { 0 } else { plain as u64 };
                assert_eq!(law.sample(key), plain, "mean {mean}, key {nth}");
            }
        }
    }

    #[test]
    fn failures_before_a_success_have_their_shares() {
        let root = Key::new(Seed(8), Replication(0));
        let draws = 200_000;
        for chance in [0.02, 0.3, 0.9] {
            let law = Geometric::failures(chance);
            for least in [1, 2, 7] {
                let many = (0..draws).filter(|&nth| law.sample(root.child(nth)) >= least);
                let share = many.count() as f64 / draws as f64;
                let expected = (1.0f64 - chance).powi(least as i32);
                let error = (expected * (1.0 - expected) / draws as f64).sqrt();
                assert!(
                    (share - expected).abs() < 4.5 * error,
                    "{chance}, at least {least}: {share}, not {expected}"
                );
            }
        }
        assert_eq!(Geometric::failures(1.0).sample(root), 0);
        assert_eq!(Geometric::failures(0.0).sample(root), u64::MAX);
    }
}
