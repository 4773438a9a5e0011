//! Which way a difference points, when its interval says so.

use serde::Serialize;

use crate::outcome::Better;
use crate::stats::Paired;

/// Which way a design differs from the baseline. It rests on the interval alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The interval excludes 0, on the better side.
    Better,
    /// The interval excludes 0, on the worse side.
    Worse,
    /// The interval lies above 0, which is neither better nor worse.
    Higher,
    /// The interval lies below 0, which is neither better nor worse.
    Lower,
    /// Equal in every replication, but for rounding.
    Same,
    /// The interval includes 0.
    Unclear,
    /// There is no interval: fewer than two replications have a value in both designs.
    Unknown,
}

/// What sums of hours may differ by, relative to them, because floats were added in another order.
const ROUNDING: f64 = 1e-12;

impl Direction {
    /// The direction of a difference.
    pub fn new(difference: &Paired, better: Better) -> Self {
        let estimate = &difference.difference;
        let Some((low, high)) = estimate.lower().zip(estimate.upper()) else {
            return Self::Unknown;
        };
        let noise = ROUNDING * difference.base.mean.abs();
        if low.abs() <= noise && high.abs() <= noise {
            return Self::Same;
        }
        match (low > 0.0, high < 0.0, better) {
            (false, false, _) => Self::Unclear,
            (true, _, Better::Neither) => Self::Higher,
            (_, _, Better::Neither) => Self::Lower,
            (is_higher, _, better) if is_higher == (better == Better::Higher) => Self::Better,
            _ => Self::Worse,
        }
    }

    /// What the text calls it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Same => "the same",
            Self::Unclear => "no clear difference",
            Self::Unknown => "no interval",
        }
    }

    /// The same in at most eight letters.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Unclear => "unclear",
            Self::Unknown => "unknown",
            other => other.text(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Confidence, paired};

    fn direction(base: &[f64], other: &[f64], better: Better) -> Direction {
        let found = paired(base, other, Confidence::USUAL).expect("not empty");
        Direction::new(&found, better)
    }

    #[test]
    fn only_an_interval_without_nought_has_a_direction() {
        let base = [1.0, 2.0, 3.0];
        let more = [3.0, 4.1, 5.0];
        assert_eq!(direction(&base, &more, Better::Lower), Direction::Worse);
        assert_eq!(direction(&base, &more, Better::Higher), Direction::Better);
        assert_eq!(direction(&more, &base, Better::Lower), Direction::Better);
        assert_eq!(direction(&more, &base, Better::Higher), Direction::Worse);
        assert_eq!(direction(&base, &more, Better::Neither), Direction::Higher);
        assert_eq!(direction(&more, &base, Better::Neither), Direction::Lower);
        assert_eq!(
            direction(&base, &[2.0, 1.0, 3.1], Better::Lower),
            Direction::Unclear
        );
        assert_eq!(direction(&base, &base, Better::Lower), Direction::Same);
        assert_eq!(direction(&[1.0], &[2.0], Better::Lower), Direction::Unknown);
    }
}
