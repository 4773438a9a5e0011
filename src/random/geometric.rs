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

    /// The number that this key draws; the cast saturates far in the tail.
    #[inline]
    pub fn sample(self, key: Key) -> u32 {
        let uniform = key.uniform();
        if uniform < self.none_below {
            return 0;
        }
        ((1.0 - uniform).ln() / self.divisor) as u32
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
                let plain = if mean <= 0.0 { 0 } else { plain as u32 };
                assert_eq!(law.sample(key), plain, "mean {mean}, key {nth}");
            }
        }
    }
}
