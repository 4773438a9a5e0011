//! Many designs held against one baseline, with one chance that any of the intervals misses.
//!
//! Differences from a common baseline hang together, so intervals for all of them at once need not be as wide as Bonferroni's
//! inequality makes them. Dunnett's critical value (1955) is exact when the values are normal with one variance and one covariance
//! between designs, and the spread comes from all designs together: independent groups of n values each, pooled, with
//! (k + 1)(n - 1) degrees of freedom; or n replications of k + 1 designs on common random numbers, whose spread is that of what is
//! left when the means of designs and of replications are taken out, with k (n - 1) degrees of freedom (Nelson & Matejcik 1995).
//! In both the differences have correlation one half.
//!
//! Designs that are run on the same matters seldom have one covariance: a design close to the baseline differs from it by
//! little noise, one far from it by much. Then each difference wants a spread of its own, the paired t interval with n - 1 degrees of
//! freedom at [`Confidence::shared_by`] (Bonferroni), and [`holm`](super::holm) for tests: they hold however the differences hang
//! together. What Bonferroni's inequality loses is little: with 20 degrees of freedom and 95 %, 2.74 in place of 2.65 for four
//! designs; more is lost by the fewer degrees of freedom where replications are few.

use statrs::function::erf::erfc;

use super::interval::{Confidence, t_above};

/// Whether differences in both directions count, or in one that was chosen beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sides {
    /// One direction: bounds from one side.
    One,
    /// Both: intervals.
    Two,
}

/// Dunnett's critical value: what the standard error of a difference is multiplied by, for `k` differences from one baseline to be
/// inside their intervals all at once.
///
/// `df` are the degrees of freedom of the common variance. For k = 1 it is Student's t quantile. None for k = 0, for no degrees
/// of freedom, and for one side at a confidence below a half, where it would be negative. See the module for what it assumes.
pub fn dunnett(k: usize, df: usize, confidence: Confidence, sides: Sides) -> Option<f64> {
    let (df, error) = (df.min(FREEDOM_MOST), 1.0 - confidence.level());
    let alone = match sides {
        Sides::One if error > 0.5 => return None,
        Sides::One => error,
        Sides::Two => error / 2.0,
    };
    // As wide as one difference needs, at least; as wide as Bonferroni's inequality makes it, at most.
    let (mut low, mut high) = (t_above(alone, df)?, t_above(alone / k as f64, df)?);
    if k == 1 {
        return Some(low);
    }
    let law = Pooled::new(df, error);
    let above = |critical: f64| (law.any_beyond(critical, k, sides) / error).ln();
    // The Illinois method (Dowell & Jarratt 1971) on the logarithm of the chance, which falls from one end to the other.
    let (mut at_low, mut at_high) = (above(low), above(high));
    let mut last = 0.0;
    for _ in 0..60 {
        let between = low + (high - low) * at_low / (at_low - at_high);
        let value = above(between);
        if !between.is_finite() || value.abs() < 1e-12 || high - low < 1e-14 * high {
            break;
        }
        if value > 0.0 {
            at_high *= if last > 0.0 { 0.5 } else { 1.0 };
            (low, at_low) = (between, value);
        } else {
            at_low *= if last < 0.0 { 0.5 } else { 1.0 };
            (high, at_high) = (between, value);
        }
        last = value;
    }
    let found = low + (high - low) * at_low / (at_low - at_high);
    found.is_finite().then_some(found)
}

/// More degrees of freedom than this count as so many: the value would change by less than a millionth.
const FREEDOM_MOST: usize = 1_000_000;

/// The law of a standard deviation with so many degrees of freedom, in units of the true one, as weights on points.
struct Pooled {
    points: Vec<(f64, f64)>,
}

impl Pooled {
    /// Points as far out as matters to a chance of `error`.
    fn new(df: usize, error: f64) -> Self {
        let df = df as f64;
        // With s^2 = chi^2 / df and v = ln s, the density of v is proportional to exp(df (v - s^2 / 2)). The trapezoidal rule
        // on v converges exponentially, and the constant is what the weights add up to.
        let log = |v: f64| df * (v - (2.0 * v).exp_m1() / 2.0);
        let least = error.ln() - 35.0;
        let step = (0.4 / (2.0 * df).sqrt()).min(0.125);
        let mut width = step;
        while log(-width) > least {
            width += step;
        }
        let below = (width / step).round() as i32;
        let weigh = |at: i32| {
            let v = f64::from(at) * step;
            (v.exp(), log(v).exp())
        };
        let above = (1..).map(weigh).take_while(|(_, weight)| *weight > 0.0);
        let mut points: Vec<(f64, f64)> = (-below..=0).map(weigh).chain(above).collect();
        let sum: f64 = points.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in &mut points {
            *weight /= sum;
        }
        Self { points }
    }

    /// The chance that any of `k` differences is further out than `critical` standard errors.
    fn any_beyond(&self, critical: f64, k: usize, sides: Sides) -> f64 {
        let each = self.points.iter();
        each.map(|(s, weight)| {
            let distance = core::f64::consts::SQRT_2 * critical * s;
            weight * any_beyond(distance, k, sides)
        })
        .sum()
    }
}

/// The chance that any of `k` standard normal numbers is further than `distance` from another one of the same kind.
fn any_beyond(distance: f64, k: usize, sides: Sides) -> f64 {
    const STEP: f64 = 0.125;
    let at = |nth: i32| {
        let z = f64::from(nth) * STEP;
        let outside = match sides {
            Sides::One => beyond(distance + z),
            Sides::Two => (beyond(distance + z) + beyond(distance - z)).min(1.0),
        };
        // 1 - (1 - outside)^k, exact also when it is tiny.
        let any = -(k as f64 * (-outside).ln_1p()).exp_m1();
        (-0.5 * z * z).exp() * any
    };
    let sum: f64 = (-80..=80).map(at).sum();
    sum * STEP / core::f64::consts::TAU.sqrt()
}

/// The chance that a standard normal number is above `z`.
fn beyond(z: f64) -> f64 {
    0.5 * erfc(z / core::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use rand_distr::{Distribution, StandardNormal};

    fn value(k: usize, df: usize, level: f64, sides: Sides) -> f64 {
        let confidence = Confidence::new(level).expect("a confidence");
        dunnett(k, df, confidence, sides).expect("a critical value")
    }

    #[test]
    fn critical_values_are_those_of_the_tables() {
        // Dunnett 1955 and 1964, in two decimals.
        let infinite = 1_000_000;
        for (df, expected) in [
            (5, [2.57, 3.03, 3.29, 3.48, 3.62]),
            (10, [2.23, 2.57, 2.76, 2.89, 2.99]),
            (20, [2.09, 2.38, 2.54, 2.65, 2.73]),
            (infinite, [1.96, 2.21, 2.35, 2.44, 2.51]),
        ] {
            for (k, expected) in (1..).zip(expected) {
                let found = value(k, df, 0.95, Sides::Two);
                assert!((found - expected).abs() < 0.0051, "{k} {df}: {found}");
            }
        }
        for (df, expected) in [
            (5, [2.02, 2.44, 2.68, 2.85, 2.98]),
            (20, [1.72, 2.03, 2.19, 2.30, 2.39]),
            (infinite, [1.64, 1.92, 2.06, 2.16, 2.23]),
        ] {
            for (k, expected) in (1..).zip(expected) {
                let found = value(k, df, 0.95, Sides::One);
                assert!((found - expected).abs() < 0.0051, "{k} {df}: {found}");
            }
        }
        for (k, expected) in (1..).zip([2.85, 3.13, 3.29, 3.40, 3.48]) {
            let found = value(k, 20, 0.99, Sides::Two);
            assert!((found - expected).abs() < 0.0051, "{k}: {found}");
        }
    }

    #[test]
    fn the_law_of_the_spread_has_the_mean_square_and_fourth_moment_of_chi_square() {
        for df in [1, 2, 7, 40, 5000, FREEDOM_MOST] {
            let law = Pooled::new(df, 0.05);
            let moment = |power: i32| {
                let each = law.points.iter();
                each.map(|(s, weight)| weight * s.powi(power)).sum::<f64>()
            };
            assert!((moment(2) - 1.0).abs() < 1e-9, "{df}");
            let fourth = 1.0 + 2.0 / df as f64;
            assert!((moment(4) / fourth - 1.0).abs() < 1e-8, "{df}");
            assert!(law.points.len() < 600, "{df}");
        }
    }

    #[test]
    fn one_difference_by_the_integral_is_students_t() {
        for (df, error) in [(1, 0.05), (3, 1e-4), (12, 0.3), (200, 1e-9)] {
            let t = t_above(error / 2.0, df).expect("a quantile");
            let two = Pooled::new(df, error).any_beyond(t, 1, Sides::Two);
            assert!((two / error - 1.0).abs() < 1e-6, "{df} {error}: {two}");
            let one = Pooled::new(df, error).any_beyond(t, 1, Sides::One);
            assert!((one / error - 0.5).abs() < 1e-6, "{df} {error}: {one}");
        }
    }

    #[test]
    fn a_value_lies_between_that_of_one_difference_and_bonferronis() {
        for k in [2, 3, 20, 1000] {
            for df in [1, 4, 60] {
                for sides in [Sides::One, Sides::Two] {
                    let found = value(k, df, 0.95, sides);
                    let fewer = value(k - 1, df, 0.95, sides);
                    assert!(found > fewer, "{k} {df}");
                    let part = if sides == Sides::One { 0.05 } else { 0.025 };
                    let wide = t_above(part / k as f64, df).expect("a quantile");
                    assert!(found < wide, "{k} {df}: {found}, {wide}");
                }
            }
        }
    }

    #[test]
    fn intervals_of_four_designs_on_common_numbers_miss_as_often_as_stated() {
        // One variance and one covariance, and the spread that of what two factors leave.
        let (n, k, trials) = (4, 4, 20_000);
        let confidence = Confidence::new(0.9).expect("a confidence");
        let critical = dunnett(k, k * (n - 1), confidence, Sides::Two).expect("a value");
        let missed = (0..trials).filter(|&trial| {
            let mut rng = Key::new(Seed(77), Replication(trial))
                .purpose(Purpose::Test)
                .rng();
            let mut rows = vec![vec![0.0f64; k + 1]; n];
            for row in &mut rows {
                let common: f64 = StandardNormal.sample(&mut rng);
                for cell in row.iter_mut() {
                    let own: f64 = StandardNormal.sample(&mut rng);
                    *cell = 3.0 * common + own;
                }
            }
            let column = |j: usize| rows.iter().map(|row| row[j]).sum::<f64>() / n as f64;
            let means: Vec<f64> = (0..=k).map(column).collect();
            let all = means.iter().sum::<f64>() / means.len() as f64;
            let left = rows.iter().flat_map(|row| {
                let own = row.iter().sum::<f64>() / row.len() as f64;
                let means = &means;
                row.iter()
                    .zip(means)
                    .map(move |(x, mean)| x - own - mean + all)
            });
            let variance = left.map(|x| x * x).sum::<f64>() / (k * (n - 1)) as f64;
            let half_width = critical * (2.0 * variance / n as f64).sqrt();
            means[1..]
                .iter()
                .any(|mean| (mean - means[0]).abs() > half_width)
        });
        let share = missed.count() as f64 / f64::from(trials);
        // 4 standard errors of a share of 0.1 in 20,000.
        assert!((share - 0.1).abs() < 0.0085, "{share}");
    }

    #[test]
    fn what_has_no_value_is_none() {
        let c = Confidence::USUAL;
        assert_eq!(dunnett(0, 10, c, Sides::Two), None);
        assert_eq!(dunnett(3, 0, c, Sides::Two), None);
        let low = Confidence::new(0.3).expect("a confidence");
        assert_eq!(dunnett(3, 10, low, Sides::One), None);
        assert!(dunnett(3, 10, low, Sides::Two).is_some());
        let extreme = Confidence::new(1.0 - f64::EPSILON).expect("a confidence");
        for df in [1, 1_000_000_000] {
            let found = dunnett(1_000_000, df, extreme, Sides::Two);
            assert!(found.is_some_and(f64::is_finite), "{df}: {found:?}");
        }
    }
}
