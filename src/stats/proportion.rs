//! Shares of independent trials, with how far off they may be.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::Confidence;

/// How many of some trials succeeded, with the interval of the share in the long run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Proportion {
    /// Successes.
    pub successes: usize,
    /// Trials, at least 1.
    pub n: usize,
    /// Successes over trials.
    pub share: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
}

/// The share of independent trials that succeeded with Wilson's interval (1927), which never leaves \[0, 1\] and holds up for
/// few trials and for shares near 0 and 1. `None` for no trials.
///
/// # Panics
/// When there are more successes than trials.
pub fn wilson(successes: usize, n: usize, confidence: Confidence) -> Option<Proportion> {
    assert!(successes <= n, "no more trials succeed than there are");
    if n == 0 {
        return None;
    }
    let z = Normal::standard().inverse_cdf(0.5 + confidence.level() / 2.0);
    let (share, n_trials) = (successes as f64 / n as f64, n as f64);
    let shrink = 1.0 + z * z / n_trials;
    let centre = (share + z * z / (2.0 * n_trials)) / shrink;
    let spread = share * (1.0 - share) / n_trials + z * z / (4.0 * n_trials * n_trials);
    let half = z * spread.sqrt() / shrink;
    Some(Proportion {
        successes,
        n,
        share,
        // Rounding must not move the ends where all or none succeed.
        lower: if successes == 0 { 0.0 } else { centre - half },
        upper: if successes == n { 1.0 } else { centre + half },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_literature() {
        // Newcombe 1998, table I: 81 of 263, method 3.
        let found = wilson(81, 263, Confidence::USUAL).expect("there are trials");
        assert!((found.lower - 0.2553).abs() < 5e-5, "{found:?}");
        assert!((found.upper - 0.3662).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn all_none_and_no_trials() {
        let none = wilson(0, 20, Confidence::USUAL).expect("there are trials");
        assert_eq!(none.lower, 0.0);
        assert!((none.upper - 0.1611).abs() < 5e-5, "{none:?}");
        let all = wilson(20, 20, Confidence::USUAL).expect("there are trials");
        assert_eq!((all.share, all.upper), (1.0, 1.0));
        assert!((all.lower + none.upper - 1.0).abs() < 1e-12);
        assert_eq!(wilson(0, 0, Confidence::USUAL), None);
    }
}
