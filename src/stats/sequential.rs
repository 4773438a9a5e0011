//! Tests that look at the replications several times before the last is run, without a larger chance of error for it.
//!
//! A test at level alpha repeated at every look errs more often than alpha. A group-sequential test therefore spends alpha over the
//! looks: [`Spending`] says how much of it by when, [`nominal_levels`] turns that into the level of the test at each look,
//! [`sequential_p`] is the p-value of what was seen so far and [`repeated_interval`] an interval that holds at all looks together.
//! All is one-sided, and only ever stops to reject; looks are planned before the first replication.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::interval::{Confidence, Estimate, t_above};
use super::tally::Tally;

mod boundary;

/// The smallest p-value that is told apart from 0.
const LEAST_P: f64 = 1e-100;
/// The largest overall level at which a test is computed; a p-value above it is 1.
const GREATEST_P: f64 = 1.0 - 1e-9;
/// How near, in logarithms, the nominal level is to the p-value where the test starts to reject.
const NEAR: f64 = 1e-10;
/// The overall level above which [`Spending::ObrienFleming`] goes on along its tangent: 2(1 - Phi(1)).
const BEND: f64 = 0.317_310_507_862_914_1;

/// The looks of a sequential test as planned: after how many replications each is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Looks {
    counts: Vec<u32>,
}

impl Looks {
    /// Looks after so many replications each; `None` unless there are 1 to 32, the first after at least 2 and each later than the one
    /// before.
    pub fn new(counts: &[u32]) -> Option<Looks> {
        let first = *counts.first()?;
        let proper = first >= 2 && counts.len() <= 32 && counts.is_sorted_by(|a, b| a < b);
        proper.then(|| Looks {
            counts: counts.to_vec(),
        })
    }

    /// Replications at each look, increasing; 1 to 32 of them.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The share of all replications that are there at a look, counted from 0; 1 at the last. `None` past the last look.
    pub fn fraction(&self, look: usize) -> Option<f64> {
        let count = *self.counts.get(look)?;
        let last = *self.counts.last()?;
        Some(f64::from(count) / f64::from(last))
    }
}

/// How the chance of a wrong rejection is spread over the looks: the part spent when a share t of the replications is there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Spending {
    /// alpha t^rho (Kim & DeMets 1987), for a finite rho above 0: the larger, the less is spent early.
    Power(f64),
    /// Almost nothing early, nearly the level of a single test at the end, like O'Brien & Fleming's boundary: 2 - 2 Phi(z / sqrt t),
    /// z leaving alpha / 2 above it (Lan & DeMets 1983).
    ///
    /// For alpha above .3173, where z is below 1 and the formula would spend less late for being allowed more, it goes on along its
    /// tangent in alpha, so that a larger alpha still rejects all that a smaller one does.
    ObrienFleming,
    /// alpha ln(1 + (e - 1) t) (Lan & DeMets 1983): about the same nominal level at every look, like Pocock's boundary.
    Pocock,
}

impl Spending {
    /// The part of an overall one-sided error `alpha` that is spent when the share `fraction` of the replications is there; all of it
    /// from 1 on, nothing up to 0.
    ///
    /// # Panics
    /// When alpha is not strictly between 0 and 1, or rho not finite and above 0.
    pub fn spent(self, alpha: f64, fraction: f64) -> f64 {
        assert!(
            alpha > 0.0 && alpha < 1.0,
            "an overall error is strictly between 0 and 1, not {alpha}"
        );
        if let Spending::Power(rho) = self {
            assert!(
                rho > 0.0 && rho.is_finite(),
                "error is spent by a finite power above 0, not {rho}"
            );
        }
        if fraction <= 0.0 {
            return 0.0;
        }
        if fraction >= 1.0 {
            return alpha;
        }
        match self {
            // Kim & DeMets 1987.
            Spending::Power(rho) => alpha * fraction.powf(rho),
            // Lan & DeMets 1983, alpha*_1; above the bend d spent / d alpha at z = 1 is kept, which grows with t up to t = 1.
            Spending::ObrienFleming => {
                let formula = alpha.min(BEND);
                let tangent = (0.5 - 0.5 / fraction).exp() / fraction.sqrt();
                2.0 * above(z_above(formula / 2.0) / fraction.sqrt()) + (alpha - formula) * tangent
            }
            // Lan & DeMets 1983, alpha*_2.
            Spending::Pocock => alpha * ((core::f64::consts::E - 1.0) * fraction).ln_1p(),
        }
    }
}

/// The one-sided level of the test at each look with which the chance of rejecting wrongly at any of them is `alpha`.
///
/// The level at a look is that of a fixed-sample test: reject when its p-value is at most the level. Computed for means of normal
/// values by the recursive integration of Armitage, McPherson & Rowe (1969), with an upper boundary only; it is right to about 1e-9
/// of each level for any alpha down to 1e-100. A look at which less than 1e-290 is spent has the level 0. With a single look the
/// level is alpha.
///
/// # Panics
/// When alpha is not strictly between 0 and 1, or the power of [`Spending::Power`] not finite and above 0.
pub fn nominal_levels(alpha: f64, looks: &Looks, spending: Spending) -> Vec<f64> {
    boundary::levels(alpha, looks.counts(), looks, spending)
}

/// The smallest overall level at which the test would have rejected at one of the looks so far (Liu & Anderson 2008), given the
/// one-sided fixed-sample p-value at each of them.
///
/// Fixed-sample p-values may be from Student's t: comparing them with the nominal levels of known variances is the significance level
/// approach (Jennison & Turnbull 2000, section 4.4). Simulated at .05 and .005, its error was at most 4 in 100 above the one asked for
/// with looks after 10, 20, 40 and 80 replications, and 8 with looks after 5, 10, 15, 20 and 25, but a quarter with 2, 4, 6 and 8.
///
/// Under no difference the result is at most a with a chance of at most a, whenever one stops looking. It never grows with another look
/// and never falls when a p-value grows, and is right, to about 1e-9 of itself. With a single planned look it is the p-value. It is
/// never below 1e-100; what takes an overall level above 1 - 1e-9 to reject, and no looks at all, give 1. Levels above one half are
/// spent like any other: what [`Spending`] makes of one level is rejected at any larger one too.
///
/// # Panics
/// When there are more p-values than looks, when one is not between 0 and 1, or when the power of [`Spending::Power`] is not finite
/// and above 0.
pub fn sequential_p(p_values: &[f64], looks: &Looks, spending: Spending) -> f64 {
    assert!(
        p_values.len() <= looks.counts().len(),
        "no more p-values than planned looks"
    );
    assert!(
        p_values.iter().all(|p| (0.0..=1.0).contains(p)),
        "p-values are between 0 and 1"
    );
    // No nominal level is above the overall one, so nothing below the least p-value rejects.
    let least = p_values.iter().copied().fold(1.0, f64::min).max(LEAST_P);
    if looks.counts().len() == 1 {
        return least;
    }
    if least > GREATEST_P {
        return 1.0;
    }
    let so_far = &looks.counts()[..p_values.len()];
    // How far, in logarithms, the nominal level is above the p-value at the look where it is farthest: rejected from 0 on.
    let excess = |ln_alpha: f64| {
        let found = boundary::levels(ln_alpha.exp(), so_far, looks, spending);
        let ratios = found
            .iter()
            .zip(p_values)
            .map(|(level, p)| level.ln() - p.max(f64::MIN_POSITIVE).ln());
        ratios.fold(f64::NEG_INFINITY, f64::max)
    };
    let found = first_rejection(excess, least.ln(), GREATEST_P.ln());
    found.map_or(1.0, |ln_alpha| ln_alpha.exp().clamp(least, 1.0))
}

/// An end of an interval in which a root lies.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Low,
    High,
}

/// Where the increasing function reaches 0 between the two ends, from above; `None` where it stays below.
fn first_rejection(excess: impl Fn(f64) -> f64, least: f64, greatest: f64) -> Option<f64> {
    let (mut low, mut under) = (least, excess(least));
    if under >= 0.0 {
        return Some(least);
    }
    // The level is nearly in proportion to alpha at most looks, and steeper in it at early ones.
    let (mut factor, mut stride) = (1.1, 1.0);
    let (mut high, mut over) = loop {
        let next = (low + (-factor * under).min(stride)).min(greatest);
        let found = excess(next);
        if found >= 0.0 {
            break (next, found);
        }
        if next >= greatest {
            return None;
        }
        (low, under, factor, stride) = (next, found, 2.0 * factor, 2.0 * stride);
    };
    // Regula falsi with the Illinois modification (Dowell & Jarratt 1971): an end that stays twice counts half. Halving of the interval
    // where there is no line to follow.
    let mut stayed = None;
    while over > NEAR && high - low > NEAR {
        let line = (low * over - high * under) / (over - under);
        let next = if line > low && line < high {
            line
        } else {
            0.5 * (low + high)
        };
        let found = excess(next);
        if found >= 0.0 {
            (high, over) = (next, found);
            if stayed == Some(End::Low) {
                under *= 0.5;
            }
            stayed = Some(End::Low);
        } else {
            (low, under) = (next, found);
            if stayed == Some(End::High) {
                over *= 0.5;
            }
            stayed = Some(End::High);
        }
    }
    Some(high)
}

/// The mean at a look, counted from 0, with the interval that holds at all looks together with the confidence (Jennison & Turnbull
/// 1989): Student's t at the look's nominal level, half of the error being spent on either side.
///
/// The values are all those seen so far, one a replication. Fewer than planned for the look, where some replications had no answer,
/// leave the confidence approximate. `None` for no values and past the last look; no half-width for one value and where nothing is
/// spent yet.
///
/// # Panics
/// When the power of [`Spending::Power`] is not finite and above 0.
pub fn repeated_interval(
    values: &[f64],
    look: usize,
    looks: &Looks,
    spending: Spending,
    confidence: Confidence,
) -> Option<Estimate> {
    let so_far = looks.counts().get(..=look)?;
    let tally: Tally = values.iter().copied().collect();
    let one_sided = 0.5 - confidence.level() / 2.0;
    let level = *boundary::levels(one_sided, so_far, looks, spending).last()?;
    let quantile = t_above(level, values.len().checked_sub(1)?);
    Estimate::with_quantile(&tally, quantile)
}

/// The standard normal probability above z.
fn above(z: f64) -> f64 {
    Normal::standard().sf(z)
}

/// The standard normal quantile that leaves `level` above it.
fn z_above(level: f64) -> f64 {
    -Normal::standard().inverse_cdf(level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use crate::stats::t_interval;

    const SHAPES: [Spending; 5] = [
        Spending::Power(1.0),
        Spending::Power(2.0),
        Spending::Power(3.0),
        Spending::ObrienFleming,
        Spending::Pocock,
    ];

    fn looks(counts: &[u32]) -> Looks {
        Looks::new(counts).unwrap()
    }

    fn key(seed: u64) -> Key {
        Key::new(Seed(seed), Replication(0)).purpose(Purpose::Test)
    }

    /// Standard normal values of one trial.
    fn normal_values(key: Key, n: u32) -> Vec<f64> {
        let mut rng = key.rng();
        let mut draw = || -z_above((rng.uniform() + f64::EPSILON) / (1.0 + 2.0 * f64::EPSILON));
        (0..n).map(|_| draw()).collect()
    }

    /// One-sided p-values, with known variance, at each look of a trial whose values have this mean.
    fn z_p_values(key: Key, looks: &Looks, shift: f64) -> Vec<f64> {
        let counts = looks.counts();
        let mut before = 0u32;
        let (mut sum, mut found) = (0.0, Vec::new());
        for (count, step) in counts.iter().zip(normal_values(key, counts.len() as u32)) {
            let more = f64::from(count - before);
            sum += step * more.sqrt() + shift * more;
            before = *count;
            found.push(above(sum / f64::from(before).sqrt()));
        }
        found
    }

    fn rejects(p_values: &[f64], levels: &[f64]) -> bool {
        p_values.iter().zip(levels).any(|(p, level)| p <= level)
    }

    #[test]
    fn looks_come_one_after_the_other() {
        for wrong in [&[][..], &[1, 2], &[5, 5], &[9, 8], &[0]] {
            assert_eq!(Looks::new(wrong), None);
        }
        assert_eq!(Looks::new(&(2..35).collect::<Vec<u32>>()), None);
        assert!(Looks::new(&(2..34).collect::<Vec<u32>>()).is_some());
        let found = looks(&[10, 15, 40]);
        assert_eq!(found.counts(), [10, 15, 40]);
        assert_eq!(
            (found.fraction(0), found.fraction(2), found.fraction(3)),
            (Some(0.25), Some(1.0), None)
        );
    }

    #[test]
    fn boundaries_are_those_of_an_independent_computation() {
        // One-sided .025 in five equal looks, Lan & DeMets and Kim & DeMets; computed by a dense Simpson sum in another language, and
        // the first two also by four million simulated trials.
        let five = looks(&[10, 20, 30, 40, 50]);
        let tables = [
            (
                Spending::ObrienFleming,
                [
                    4.876_884_95,
                    3.357_011_92,
                    2.680_280_06,
                    2.289_816_77,
                    2.031_032_04,
                ],
            ),
            (
                Spending::Pocock,
                [
                    2.437_976_69,
                    2.426_813_86,
                    2.410_194_14,
                    2.396_649_27,
                    2.385_999_65,
                ],
            ),
            (
                Spending::Power(1.0),
                [
                    2.575_829_30,
                    2.491_969_21,
                    2.410_825_22,
                    2.339_144_88,
                    2.275_522_83,
                ],
            ),
            (
                Spending::Power(2.0),
                [
                    3.090_232_31,
                    2.714_111_58,
                    2.472_777_20,
                    2.279_863_39,
                    2.114_028_33,
                ],
            ),
            (
                Spending::Power(3.0),
                [
                    3.540_083_80,
                    2.974_310_65,
                    2.604_514_21,
                    2.306_356_79,
                    2.045_479_92,
                ],
            ),
        ];
        for (shape, expected) in tables {
            let found = nominal_levels(0.025, &five, shape);
            for (level, z) in found.iter().zip(expected) {
                assert!((z_above(*level) - z).abs() < 1e-8, "{shape:?} {found:?}");
            }
        }
    }

    #[test]
    fn levels_are_those_of_a_dense_sum_far_out_in_the_tail_and_near_the_middle() {
        let unequal = looks(&[10, 15, 40, 80]);
        let tables = [
            (
                Spending::Power(2.0),
                1e-12,
                [
                    1.5625e-14,
                    1.978_412_994_1e-14,
                    2.148_583_362_7e-13,
                    7.510_056_962_1e-13,
                ],
            ),
            (
                Spending::Power(1.0),
                1e-6,
                [
                    1.25e-7,
                    7.060_530_859_6e-8,
                    3.141_751_635_4e-7,
                    5.138_662_669_4e-7,
                ],
            ),
            (
                Spending::ObrienFleming,
                1e-6,
                [
                    1.553_412_626_4e-43,
                    1.361_564_115_9e-29,
                    4.586_417_497_2e-12,
                    9.999_981_320_5e-7,
                ],
            ),
            (
                Spending::Power(0.5),
                0.025,
                [
                    0.008_838_834_764_8,
                    0.004_129_911_286_5,
                    0.008_320_551_053_9,
                    0.010_182_801_526,
                ],
            ),
            (
                Spending::Pocock,
                0.5,
                [
                    0.097_283_647_274,
                    0.099_186_912_626,
                    0.256_582_695_23,
                    0.419_531_918,
                ],
            ),
        ];
        for (shape, alpha, expected) in tables {
            let found = nominal_levels(alpha, &unequal, shape);
            for (level, exact) in found.iter().zip(expected) {
                assert!((level / exact - 1.0).abs() < 1e-8, "{shape:?} {found:?}");
            }
        }
    }

    #[test]
    fn a_single_look_is_the_fixed_test() {
        for shape in SHAPES {
            for alpha in [1e-12, 0.025, 0.5, 0.8] {
                let found = nominal_levels(alpha, &looks(&[30]), shape);
                assert!((found[0] / alpha - 1.0).abs() < 1e-12, "{found:?}");
            }
            for p in [1e-30, 0.003, 0.4, 0.97, 1.0] {
                assert_eq!(sequential_p(&[p], &looks(&[30]), shape), p);
            }
            let values = [1.0, 2.0, 4.0, 5.5, 3.0];
            let found = repeated_interval(&values, 0, &looks(&[5]), shape, Confidence::USUAL);
            let fixed = t_interval(&values, Confidence::USUAL).unwrap();
            let half = found.unwrap().half_width.unwrap();
            assert!((half / fixed.half_width.unwrap() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn all_error_is_spent_by_the_end_and_more_for_a_larger_alpha_at_every_look() {
        for shape in SHAPES {
            for alpha in [1e-12, 0.025, 0.4, 0.99] {
                assert_eq!(shape.spent(alpha, 1.0), alpha);
                assert_eq!(shape.spent(alpha, 0.0), 0.0);
            }
            // Between any two looks, which is what makes rejections at one level rejections at any larger one.
            for step in 0..10 {
                let (s, t) = (f64::from(step) / 10.0, f64::from(step + 1) / 10.0);
                let between = |i: i32| {
                    shape.spent(f64::from(i) / 1000.0, t) - shape.spent(f64::from(i) / 1000.0, s)
                };
                assert!((2..1000).all(|i| between(i) >= between(i - 1) - 1e-15));
            }
        }
    }

    #[test]
    fn the_chance_of_any_wrong_rejection_is_alpha() {
        let plan = looks(&[10, 20, 40, 60, 80]);
        let trials = 100_000u64;
        for (i, shape) in SHAPES.into_iter().enumerate() {
            let levels = nominal_levels(0.05, &plan, shape);
            let key = key(31 + i as u64);
            let wrong =
                (0..trials).filter(|&t| rejects(&z_p_values(key.child(t), &plan, 0.0), &levels));
            // Four standard errors of 100,000 trials at .05 are .00276.
            let share = wrong.count() as f64 / trials as f64;
            assert!((share - 0.05).abs() < 0.00276, "{shape:?} {share}");
        }
    }

    #[test]
    fn a_test_with_students_t_at_the_nominal_levels_errs_as_often() {
        let plan = looks(&[10, 20, 30, 40]);
        let trials = 20_000u64;
        let levels = nominal_levels(0.05, &plan, Spending::Power(1.0));
        let limits: Vec<f64> = levels
            .iter()
            .zip(plan.counts())
            .map(|(level, n)| t_above(*level, *n as usize - 1).unwrap())
            .collect();
        let wrong = (0..trials).filter(|&t| {
            let values = normal_values(key(41).child(t), 40);
            plan.counts().iter().zip(&limits).any(|(n, limit)| {
                let seen: Tally = values[..*n as usize].iter().copied().collect();
                seen.mean().unwrap() > limit * seen.standard_error().unwrap()
            })
        });
        // Four standard errors of 20,000 trials at .05 are .0062.
        let share = wrong.count() as f64 / trials as f64;
        assert!((share - 0.05).abs() < 0.0062, "{share}");
    }

    #[test]
    fn a_sequential_p_value_is_where_the_test_starts_to_reject() {
        let plan = looks(&[10, 15, 40, 80]);
        for (i, shape) in SHAPES.into_iter().enumerate() {
            for trial in 0..12u64 {
                let shift = 0.25 * (trial % 4) as f64;
                let p_values = z_p_values(key(51 + i as u64).child(trial), &plan, shift);
                for so_far in 1..=4 {
                    let seen = &p_values[..so_far];
                    let p = sequential_p(seen, &plan, shape);
                    assert!(p > 0.0 && p <= 1.0);
                    let at = |alpha| rejects(seen, &nominal_levels(alpha, &plan, shape));
                    if p < 1.0 {
                        assert!(at(p * (1.0 + 1e-8)), "{shape:?} {seen:?} {p}");
                        assert!(!at(p * (1.0 - 1e-8)), "{shape:?} {seen:?} {p}");
                    } else {
                        assert!(!at(0.999_999_998), "{shape:?} {seen:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_sequential_p_value_is_never_smaller_than_it_should_be_by_chance() {
        let plan = looks(&[10, 20, 40]);
        let trials = 1500u64;
        for shape in [Spending::Power(1.0), Spending::ObrienFleming] {
            let found: Vec<f64> = (0..trials)
                .map(|t| sequential_p(&z_p_values(key(61).child(t), &plan, 0.0), &plan, shape))
                .collect();
            for a in [0.01, 0.05, 0.2, 0.5, 0.9] {
                let share = found.iter().filter(|&&p| p <= a).count() as f64 / trials as f64;
                // At all looks together it is uniform; four standard errors.
                let four = 4.0 * (a * (1.0 - a) / trials as f64).sqrt();
                assert!((share - a).abs() < four, "{shape:?} {a} {share}");
            }
        }
    }

    #[test]
    fn a_sequential_p_value_moves_with_the_p_values_and_falls_with_the_looks() {
        let plan = looks(&[10, 15, 40, 80]);
        let slack = 1.0 + 3e-10;
        for shape in SHAPES {
            for trial in 0..10 {
                let p_values = z_p_values(key(71).child(trial), &plan, 0.1);
                let after: Vec<f64> = (0..=4)
                    .map(|n| sequential_p(&p_values[..n], &plan, shape))
                    .collect();
                assert_eq!(after[0], 1.0);
                assert!(after.windows(2).all(|pair| pair[1] <= pair[0] * slack));
                let least = p_values.iter().copied().fold(1.0, f64::min);
                assert!(after[4] >= least);
                for i in 0..4 {
                    let mut smaller = p_values.clone();
                    smaller[i] *= 0.9;
                    assert!(sequential_p(&smaller, &plan, shape) <= after[4] * slack);
                }
            }
        }
    }

    #[test]
    fn extreme_p_values_have_a_floor_and_a_ceiling() {
        let plan = looks(&[10, 20, 40]);
        for shape in SHAPES {
            assert_eq!(sequential_p(&[1.0, 1.0, 1.0], &plan, shape), 1.0);
            assert_eq!(sequential_p(&[], &plan, shape), 1.0);
            assert_eq!(sequential_p(&[0.5, 0.2, 0.0], &plan, shape), LEAST_P);
            let first = sequential_p(&[0.0], &plan, shape);
            assert!(first > 0.0 && first < 1e-50, "{shape:?} {first}");
        }
        assert_eq!(
            sequential_p(&[0.0], &looks(&[10]), Spending::Pocock),
            LEAST_P
        );
    }

    #[test]
    fn repeated_intervals_cover_at_all_looks_together() {
        let plan = looks(&[20, 40, 60, 80]);
        let trials = 4000u64;
        let at_all = |t: u64| {
            let values = normal_values(key(81).child(t), 80);
            (0..4).all(|look| {
                let seen = &values[..plan.counts()[look] as usize];
                let usual = Confidence::USUAL;
                let found = repeated_interval(seen, look, &plan, Spending::Power(1.0), usual);
                let found = found.unwrap();
                found.mean.abs() <= found.half_width.unwrap()
            })
        };
        let share = (0..trials).filter(|&t| at_all(t)).count() as f64 / trials as f64;
        // Four standard errors of 4,000 trials at .95 are .0138.
        assert!((share - 0.95).abs() < 0.0138, "{share}");
    }

    #[test]
    fn a_repeated_interval_without_an_answer() {
        let plan = looks(&[2, 2000]);
        let find = |values: &[f64], look, shape| {
            repeated_interval(values, look, &plan, shape, Confidence::USUAL)
        };
        assert_eq!(find(&[], 0, Spending::Pocock), None);
        assert_eq!(find(&[1.0, 2.0], 2, Spending::Pocock), None);
        let one = find(&[1.0], 0, Spending::Pocock).unwrap();
        assert_eq!((one.n, one.half_width), (1, None));
        // Of O'Brien and Fleming's error nothing is spent after a thousandth of the replications.
        let early = find(&[1.0, 2.0], 0, Spending::ObrienFleming).unwrap();
        assert_eq!((early.mean, early.half_width), (1.5, None));
        assert!(early.sd.is_some());
    }

    #[test]
    #[should_panic(expected = "no more p-values than planned looks")]
    fn a_look_that_was_not_planned_has_no_p_value() {
        sequential_p(&[0.1, 0.1], &looks(&[10]), Spending::Pocock);
    }

    #[test]
    #[should_panic(expected = "finite power above 0")]
    fn error_is_not_spent_backwards() {
        nominal_levels(0.05, &looks(&[10, 20]), Spending::Power(-1.0));
    }

    #[test]
    #[should_panic(expected = "strictly between 0 and 1")]
    fn certain_error_is_no_level() {
        nominal_levels(1.0, &looks(&[10, 20]), Spending::Pocock);
    }
}
