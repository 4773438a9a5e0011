//! Shares of independent trials, with how far off they may be.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::ln_gamma;

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

/// The share of independent trials that succeeded with the exact interval of Clopper & Pearson (1934), which covers with at least the
/// confidence for any number of trials and any share, and is wider than [`wilson`] for it. `None` for no trials.
///
/// # Panics
/// When there are more successes than trials.
pub fn clopper_pearson(successes: usize, n: usize, confidence: Confidence) -> Option<Proportion> {
    assert!(successes <= n, "no more trials succeed than there are");
    if n == 0 {
        return None;
    }
    let beyond = 0.5 - confidence.level() / 2.0;
    Some(Proportion {
        successes,
        n,
        share: successes as f64 / n as f64,
        lower: least_share(successes, n, beyond),
        upper: 1.0 - least_share(n - successes, n, beyond),
    })
}

/// The share with which at least so many successes have this probability (Clopper & Pearson 1934); 0 for no successes.
fn least_share(successes: usize, n: usize, probability: f64) -> f64 {
    if successes == 0 {
        return 0.0;
    }
    // By halving, to the last digit: the probability grows with the share, and is about a half and more at the observed one.
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if at_least(successes, n, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Which counts are at least as far out as the one seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The count seen and all larger ones: small when there are more successes than the share explains.
    AtLeast,
    /// The count seen and all smaller ones: small when there are fewer.
    AtMost,
}

/// The one-sided exact p-value of a share in the long run: the binomial probability of as many successes or more, or as many or fewer,
/// in so many independent trials. 1 for no trials; `None` unless the share is between 0 and 1.
///
/// # Panics
/// When there are more successes than trials.
pub fn binomial_p(successes: usize, n: usize, share: f64, side: Side) -> Option<f64> {
    assert!(successes <= n, "no more trials succeed than there are");
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    Some(match side {
        Side::AtLeast => at_least(successes, n, share),
        // Counted by failures, 1 - share being exact enough only where the share is not far below 1 / n.
        Side::AtMost if share * n as f64 > 0.5 => at_least(n - successes, n, 1.0 - share),
        Side::AtMost if successes == n => 1.0,
        Side::AtMost => 1.0 - at_least(successes + 1, n, share),
    })
}

/// The binomial probability of at least so many successes.
///
/// Summed from the largest term outwards, each from the one before: continued fractions of the incomplete beta function need more
/// terms than the library takes for many trials.
fn at_least(successes: usize, n: usize, share: f64) -> f64 {
    if successes == 0 || share >= 1.0 {
        return 1.0;
    }
    if share <= 0.0 {
        return 0.0;
    }
    let odds = share / (1.0 - share);
    let (x, trials) = (successes as f64, n as f64);
    let probability =
        |x: f64| (ln_choose(trials, x) + x * share.ln() + (trials - x) * (-share).ln_1p()).exp();
    let above_mean = x > trials * share;
    // P(X = j + 1) / P(X = j), or the other way round.
    let (mut j, end) = if above_mean {
        (x, trials)
    } else {
        (x - 1.0, 0.0)
    };
    let mut term = probability(j);
    let mut sum = term;
    while j != end && term > f64::EPSILON * 1e-2 * sum {
        if above_mean {
            term *= (trials - j) / (j + 1.0) * odds;
            j += 1.0;
        } else {
            term *= j / ((trials - j + 1.0) * odds);
            j -= 1.0;
        }
        sum += term;
    }
    if above_mean {
        sum.min(1.0)
    } else {
        (1.0 - sum).max(0.0)
    }
}

/// The logarithm of the binomial coefficient.
fn ln_choose(n: f64, x: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(x + 1.0) - ln_gamma(n - x + 1.0)
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

    #[test]
    fn exact_intervals_are_those_of_the_literature() {
        // Newcombe 1998, table I, method 5, and an independent computation of the beta quantiles.
        let cases = [
            (81, 263, 0.95, 0.252_736_745_585, 0.367_621_922_601),
            (1, 29, 0.95, 0.000_872_646_884, 0.177_644_295_488),
            (5, 10, 0.95, 0.187_086_028_447, 0.812_913_971_553),
            (3, 100_000, 0.99, 3.378_661_943_7e-6, 0.000_109_770_396_5),
            (500_000, 1_000_000, 0.95, 0.499_019_519_2, 0.500_980_480_8),
        ];
        for (successes, n, level, lower, upper) in cases {
            let found = clopper_pearson(successes, n, Confidence::new(level).unwrap()).unwrap();
            assert!((found.lower / lower - 1.0).abs() < 1e-7, "{found:?}");
            assert!((found.upper / upper - 1.0).abs() < 1e-7, "{found:?}");
            assert_eq!(found.share, successes as f64 / n as f64);
        }
    }

    #[test]
    fn exact_intervals_of_all_none_and_no_trials() {
        let none = clopper_pearson(0, 20, Confidence::USUAL).unwrap();
        assert_eq!(none.lower, 0.0);
        // (1 - upper)^20 = .025.
        assert!((none.upper - (1.0 - 0.025f64.powf(0.05))).abs() < 1e-12);
        let all = clopper_pearson(20, 20, Confidence::USUAL).unwrap();
        assert_eq!((all.share, all.upper), (1.0, 1.0));
        assert!((all.lower + none.upper - 1.0).abs() < 1e-12);
        assert_eq!(clopper_pearson(0, 0, Confidence::USUAL), None);
    }

    #[test]
    fn exact_intervals_cover_any_share_at_least_as_often_as_they_say() {
        let intervals: Vec<Proportion> = (0..=12)
            .map(|x| clopper_pearson(x, 12, Confidence::USUAL).unwrap())
            .collect();
        for i in 1..100 {
            let share = f64::from(i) / 100.0;
            let covering = intervals
                .iter()
                .filter(|found| found.lower <= share && share <= found.upper);
            let chance: f64 = covering
                .map(|found| exactly(found.successes, 12, share))
                .sum();
            assert!(chance >= 0.95, "{share} {chance}");
        }
    }

    /// The binomial probability, by Pascal's triangle.
    fn exactly(x: usize, n: usize, share: f64) -> f64 {
        let mut row = vec![1.0];
        for _ in 0..n {
            let mut next = vec![0.0; row.len() + 1];
            for (i, p) in row.iter().enumerate() {
                next[i] += p * (1.0 - share);
                next[i + 1] += p * share;
            }
            row = next;
        }
        row[x]
    }

    #[test]
    fn exact_p_values_are_those_of_the_hand_calculation() {
        // 120 + 45 + 10 + 1 of 1024 ways for 7 heads and more of 10.
        let heads = binomial_p(7, 10, 0.5, Side::AtLeast).unwrap();
        assert!((heads - 176.0 / 1024.0).abs() < 1e-12);
        let tails = binomial_p(3, 10, 0.5, Side::AtMost).unwrap();
        assert!((tails - 176.0 / 1024.0).abs() < 1e-12);
        let none = binomial_p(0, 50, 0.02, Side::AtMost).unwrap();
        assert!((none - 0.98f64.powi(50)).abs() < 1e-12);
    }

    #[test]
    fn exact_p_values_are_the_sums_of_binomial_probabilities() {
        for share in [1e-9, 0.03, 0.4, 0.5, 0.97] {
            for x in 0..=25 {
                let more: f64 = (x..=25).map(|y| exactly(y, 25, share)).sum();
                let fewer: f64 = (0..=x).map(|y| exactly(y, 25, share)).sum();
                let found = binomial_p(x, 25, share, Side::AtLeast).unwrap();
                assert!((found / more - 1.0).abs() < 1e-10, "{x} {share} {found}");
                let found = binomial_p(x, 25, share, Side::AtMost).unwrap();
                assert!((found / fewer - 1.0).abs() < 1e-10, "{x} {share} {found}");
            }
        }
    }

    #[test]
    fn exact_p_values_hold_for_many_trials() {
        // From an independent implementation of the incomplete beta function.
        let cases = [
            (50_300, 100_000, 0.5, 0.029_098_676_555, 0.971_318_396_406),
            (3, 100_000, 1e-5, 0.080_300_477_364, 0.981_012_456_257),
            (2, 1_000_000, 1e-9, 4.996_662_926e-7, 0.999_999_999_833),
        ];
        for (x, n, share, more, fewer) in cases {
            let found = binomial_p(x, n, share, Side::AtLeast).unwrap();
            assert!((found / more - 1.0).abs() < 1e-7, "{x} {found}");
            let found = binomial_p(x, n, share, Side::AtMost).unwrap();
            assert!((found / fewer - 1.0).abs() < 1e-7, "{x} {found}");
        }
    }

    #[test]
    fn certain_and_impossible_successes() {
        let more = |x, share| binomial_p(x, 5, share, Side::AtLeast);
        let fewer = |x, share| binomial_p(x, 5, share, Side::AtMost);
        assert_eq!((more(0, 0.3), fewer(5, 0.3)), (Some(1.0), Some(1.0)));
        assert_eq!((more(1, 0.0), fewer(0, 0.0)), (Some(0.0), Some(1.0)));
        assert_eq!((more(5, 1.0), fewer(4, 1.0)), (Some(1.0), Some(0.0)));
        assert_eq!((more(1, 1.5), more(1, f64::NAN)), (None, None));
        assert_eq!(binomial_p(0, 0, 0.5, Side::AtMost), Some(1.0));
        assert_eq!(binomial_p(0, 0, 0.5, Side::AtLeast), Some(1.0));
    }
}
