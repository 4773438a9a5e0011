//! Means over independent replications, with how far off they may be.

use serde::Serialize;
use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

use super::tally::Tally;

/// The chance, strictly between 0 and 1, with which an interval is to cover the truth.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 in 100, the custom.
    pub const USUAL: Confidence = Confidence(0.95);

    /// This confidence, as a share of 1; `None` unless strictly between 0 and 1.
    pub fn new(level: f64) -> Option<Confidence> {
        (level > 0.0 && level < 1.0).then_some(Confidence(level))
    }

    /// The confidence as a share of 1.
    pub fn level(self) -> f64 {
        self.0
    }

    /// The confidence each of `comparisons` needs for all to hold together (Bonferroni); 0 counts as 1.
    pub fn shared_by(self, comparisons: usize) -> Confidence {
        // Capped below 1, which the division can reach by rounding.
        Confidence((1.0 - (1.0 - self.0) / comparisons.max(1) as f64).min(1.0 - f64::EPSILON))
    }

    /// The Student t quantile that leaves (1 - confidence) / 2 above it; `None` for no degrees of freedom.
    pub fn t_quantile(self, degrees_of_freedom: usize) -> Option<f64> {
        let above = (1.0 - self.0) / 2.0;
        if above < FAR_OUT {
            return t_above(above, degrees_of_freedom);
        }
        let law = students_t(degrees_of_freedom)?;
        Some(law.inverse_cdf(0.5 + self.0 / 2.0))
    }
}

/// The level of a tail below which the library's t quantile is not to be trusted.
const FAR_OUT: f64 = 1e-3;

fn students_t(degrees_of_freedom: usize) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, degrees_of_freedom as f64).ok()
}

/// The Student t quantile that leaves `level` above it, also far out in the tail; `None` for no degrees of freedom and a level not
/// strictly between 0 and 1.
pub(super) fn t_above(level: f64, degrees_of_freedom: usize) -> Option<f64> {
    let law = students_t(degrees_of_freedom)?;
    if !(level > 0.0 && level < 1.0) {
        return None;
    }
    let mut t = -law.inverse_cdf(level);
    // The library's inverse is far too small for tiny levels and few degrees of freedom. ln P(T > t) falls and is concave in ln t, so
    // Newton's method finds the root from either side.
    for _ in 0..100 {
        let beyond = law.sf(t);
        let moved = (beyond / level).ln() * beyond / (t * law.pdf(t));
        if level > FAR_OUT || !moved.is_finite() {
            break;
        }
        t *= moved.exp();
        if moved.abs() < 1e-13 {
            break;
        }
    }
    Some(t)
}

/// A mean over replications with its half-width, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// How many replications it rests on, at least 1.
    pub n: usize,
    /// The point estimate.
    pub mean: f64,
    /// Half of the confidence interval's width; `None` for n = 1, when nothing is known about the spread.
    pub half_width: Option<f64>,
    /// The standard deviation between replications (not of the mean); `None` for n = 1.
    pub sd: Option<f64>,
}

impl Estimate {
    /// The lower end of the interval; `None` without a half-width.
    pub fn lower(&self) -> Option<f64> {
        self.half_width.map(|half_width| self.mean - half_width)
    }

    /// The upper end of the interval; `None` without a half-width.
    pub fn upper(&self) -> Option<f64> {
        self.half_width.map(|half_width| self.mean + half_width)
    }

    /// The half-width as a share of the mean's size; `None` without a half-width and for a mean of 0.
    pub fn relative_half_width(&self) -> Option<f64> {
        let half_width = self.half_width?;
        (self.mean != 0.0).then(|| half_width / self.mean.abs())
    }

    fn from_tally(tally: &Tally, confidence: Confidence) -> Option<Estimate> {
        let mean = tally.mean()?;
        let n = tally.n() as usize;
        let half_width = tally
            .standard_error()
            .zip(confidence.t_quantile(n - 1))
            .map(|(se, t)| se * t);
        Some(Estimate {
            n,
            mean,
            half_width,
            sd: tally.sd(),
        })
    }
}

/// The mean of independent values with Student's t interval (1908).
///
/// `None` for no values; no half-width for one. The values are one number a replication: waits of cases within a run hang together,
/// and an interval from them is too narrow. Coverage suffers when n is small and the values are skewed, as breach rates near 0 are,
/// and when n was chosen by looking at the half-width. Values must be finite.
pub fn t_interval(values: &[f64], confidence: Confidence) -> Option<Estimate> {
    Estimate::from_tally(&values.iter().copied().collect(), confidence)
}

/// Two designs compared replication by replication under common random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Paired {
    /// The other design minus the base, in the unit of the values.
    pub difference: Estimate,
    /// The base by itself.
    pub base: Estimate,
    /// The other design by itself.
    pub other: Estimate,
    /// Pearson's correlation between the two; `None` for n < 2 and when either does not vary.
    pub correlation: Option<f64>,
    /// (variance of base + variance of other) / variance of the difference: how many times as many independent replications would be
    /// needed for the same half-width. Below 1, pairing does harm. `None` for n < 2 and when the difference does not vary.
    pub variance_ratio: Option<f64>,
    /// The two-sided p-value of no difference; `None` for n < 2 and when the difference does not vary.
    pub p_value: Option<f64>,
}

/// The difference between two designs by the paired t interval, `base[i]` and `other[i]` being from the same replication.
///
/// `None` for no values. One p-value among many comparisons is not evidence: see [`Confidence::shared_by`]. Neither is a large
/// p-value evidence of no difference: look at the interval.
///
/// # Panics
/// When the two are not equally long: then they are not pairs.
pub fn paired(base: &[f64], other: &[f64], confidence: Confidence) -> Option<Paired> {
    assert_eq!(
        base.len(),
        other.len(),
        "pairs need as many values of the one as of the other"
    );
    let differences: Vec<f64> = base.iter().zip(other).map(|(a, b)| b - a).collect();
    let difference = t_interval(&differences, confidence)?;
    let (first, second) = (
        t_interval(base, confidence)?,
        t_interval(other, confidence)?,
    );
    let spread = spread_beyond_rounding(&difference, &first, &second);
    Some(Paired {
        difference,
        base: first,
        other: second,
        correlation: correlation(base, &first, other, &second),
        variance_ratio: spread.and_then(|sd| variance_ratio(&first, &second, sd)),
        p_value: spread.and_then(|sd| p_value(&difference, sd)),
    })
}

fn correlation(base: &[f64], first: &Estimate, other: &[f64], second: &Estimate) -> Option<f64> {
    let spread = first.sd? * second.sd? * (base.len() - 1) as f64;
    let products = base
        .iter()
        .zip(other)
        .map(|(a, b)| (a - first.mean) * (b - second.mean));
    (spread > 0.0).then(|| (products.sum::<f64>() / spread).clamp(-1.0, 1.0))
}

/// The standard deviation of the difference; `None` when it is no more than subtraction leaves of values that differ by a constant,
/// which would pass for overwhelming evidence.
fn spread_beyond_rounding(
    difference: &Estimate,
    first: &Estimate,
    second: &Estimate,
) -> Option<f64> {
    let size = first.mean.abs() + second.mean.abs() + first.sd? + second.sd?;
    difference.sd.filter(|&sd| sd > 8.0 * f64::EPSILON * size)
}

fn variance_ratio(first: &Estimate, second: &Estimate, spread: f64) -> Option<f64> {
    Some((first.sd?.powi(2) + second.sd?.powi(2)) / spread.powi(2))
}

fn p_value(difference: &Estimate, spread: f64) -> Option<f64> {
    let law = students_t(difference.n - 1)?;
    let standard_error = spread / (difference.n as f64).sqrt();
    Some(2.0 * law.sf(difference.mean.abs() / standard_error))
}

/// The ratio of two means over replications, such as cases late by cases closed, with its jackknife interval (Quenouille 1956;
/// Tukey 1958).
///
/// It estimates `E[numerator] / E[denominator]`, the share in the long run; the mean of the replications' own ratios estimates another
/// number. The estimate is corrected for the bias of order 1/n. `None` for no values and for denominators that add to 0. For n = 1,
/// and when leaving out one replication leaves denominators that add to 0, it is the plain ratio without a half-width.
///
/// # Panics
/// When the two are not equally long: then they are not pairs.
pub fn ratio_jackknife(
    numerators: &[f64],
    denominators: &[f64],
    confidence: Confidence,
) -> Option<Estimate> {
    assert_eq!(
        numerators.len(),
        denominators.len(),
        "a ratio needs as many numerators as denominators"
    );
    let n = numerators.len();
    let (above, below) = (
        numerators.iter().sum::<f64>(),
        denominators.iter().sum::<f64>(),
    );
    if n == 0 || below == 0.0 {
        return None;
    }
    let plain = above / below;
    let without = |(a, b): (&f64, &f64)| (below - b != 0.0).then(|| (above - a) / (below - b));
    let left_out: Option<Vec<f64>> = numerators.iter().zip(denominators).map(without).collect();
    match left_out {
        Some(ratios) if n > 1 => {
            let count = n as f64;
            let pseudo = ratios
                .iter()
                .map(|ratio| count * plain - (count - 1.0) * ratio);
            Estimate::from_tally(&pseudo.collect(), confidence)
        }
        _ => Some(Estimate {
            n,
            mean: plain,
            half_width: None,
            sd: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Dist, Key, Purpose, Replication, Seed};

    const C: Confidence = Confidence::USUAL;

    #[test]
    fn a_confidence_is_strictly_between_zero_and_one() {
        for wrong in [0.0, 1.0, -0.1, 95.0, f64::NAN] {
            assert_eq!(Confidence::new(wrong), None);
        }
        assert_eq!(Confidence::new(0.95), Some(C));
        assert!((C.shared_by(5).level() - 0.99).abs() < 1e-12);
        assert_eq!(C.shared_by(0), C.shared_by(1));
        assert!(C.shared_by(usize::MAX).level() < 1.0);
    }

    #[test]
    fn t_quantiles_are_those_of_the_tables() {
        let tables = [
            (0.95, 1, 12.706_205),
            (0.95, 2, 4.302_653),
            (0.95, 9, 2.262_157),
            (0.95, 29, 2.045_230),
        ];
        let more = [
            (0.99, 9, 3.249_836),
            (0.90, 4, 2.131_847),
            (0.95, 1000, 1.962_339),
            (0.999, 5, 6.868_827),
        ];
        for (level, df, expected) in tables.into_iter().chain(more) {
            let found = Confidence::new(level).unwrap().t_quantile(df).unwrap();
            assert!(
                (found - expected).abs() < 1e-6 * expected,
                "{level} {df}: {found}"
            );
        }
        assert_eq!(C.t_quantile(0), None);
    }

    #[test]
    fn t_quantiles_far_out_are_those_of_the_closed_forms() {
        for level in [0.3, 0.025, 1e-5, 1e-9, 1e-15, 1e-30, 1e-100] {
            // One degree of freedom is Cauchy's law; two have t = (1 - 2 p) / sqrt(2 p (1 - p)).
            let cauchy = 1.0 / (core::f64::consts::PI * level).tan();
            assert!((t_above(level, 1).unwrap() / cauchy - 1.0).abs() < 1e-9);
            let two = (1.0 - 2.0 * level) / (2.0 * level * (1.0 - level)).sqrt();
            assert!((t_above(level, 2).unwrap() / two - 1.0).abs() < 1e-9);
        }
        for df in [3, 9, 99, 999] {
            let half = t_above(0.025, df).unwrap();
            assert!((half / C.t_quantile(df).unwrap() - 1.0).abs() < 1e-8);
            let far = t_above(1e-12, df).unwrap();
            assert!((students_t(df).unwrap().sf(far) / 1e-12 - 1.0).abs() < 1e-9);
        }
        assert!((t_above(0.8, 5).unwrap() + t_above(0.2, 5).unwrap()).abs() < 1e-9);
        for (level, df) in [(0.0, 5), (1.0, 5), (f64::NAN, 5), (0.1, 0)] {
            assert_eq!(t_above(level, df), None);
        }
    }

    #[test]
    fn nothing_has_no_interval_and_one_value_no_half_width() {
        assert_eq!(t_interval(&[], C), None);
        let one = Estimate {
            n: 1,
            mean: 3.0,
            half_width: None,
            sd: None,
        };
        assert_eq!(t_interval(&[3.0], C), Some(one));
        assert_eq!(
            (one.lower(), one.upper(), one.relative_half_width()),
            (None, None, None)
        );
    }

    #[test]
    fn a_worked_interval_is_that_of_the_hand_calculation() {
        // Mean 3, sd sqrt 2.5, t(4) 2.776445: half-width 1.963243.
        let found = t_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], C).unwrap();
        assert!((found.half_width.unwrap() - 1.963_243).abs() < 1e-6);
        assert!((found.lower().unwrap() - 1.036_757).abs() < 1e-6);
        assert!((found.relative_half_width().unwrap() - 0.654_414).abs() < 1e-6);
    }

    #[test]
    fn intervals_cover_the_mean_as_often_as_they_say() {
        let key = Key::new(Seed(4), Replication(0)).purpose(Purpose::Test);
        let erlang = Dist::erlang(10.0, 20).unwrap();
        let trials = 4000u64;
        let covered = (0..trials).filter(|&t| {
            let values: Vec<f64> = (0..10)
                .map(|i| erlang.sample(key.child(t).child(i)))
                .collect();
            let found = t_interval(&values, C).unwrap();
            (found.mean - 10.0).abs() <= found.half_width.unwrap()
        });
        // Four standard errors of 4,000 trials at .95 are .0138.
        let share = covered.count() as f64 / trials as f64;
        assert!((share - 0.95).abs() < 0.0138, "{share}");
    }

    #[test]
    fn a_paired_comparison_is_that_of_the_hand_calculation() {
        let found = paired(&[1.0, 2.0, 3.0, 4.0], &[2.0, 2.5, 4.5, 5.0], C).unwrap();
        // Differences 1, .5, 1.5, 1: mean 1, variance 1/6, se .204124, t 4.898979 on 3 degrees.
        assert_eq!((found.difference.n, found.difference.mean), (4, 1.0));
        assert!((found.difference.half_width.unwrap() - 3.182_446 * 0.204_124_1).abs() < 1e-6);
        assert!((found.p_value.unwrap() - 0.016_277).abs() < 1e-5);
        // Variances 5/3 and 13/6, covariance 11/6.
        assert!((found.variance_ratio.unwrap() - 23.0).abs() < 1e-9);
        assert!((found.correlation.unwrap() - 5.5 / (5.0f64 * 6.5).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn what_does_not_vary_has_no_correlation_and_no_p_value() {
        assert_eq!(paired(&[], &[], C), None);
        let constant = paired(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], C).unwrap();
        assert_eq!((constant.variance_ratio, constant.p_value), (None, None));
        assert!((constant.correlation.unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(constant.difference.half_width, Some(0.0));
        let rounded = paired(&[0.1, 0.7, 0.3], &[0.3, 0.9, 0.5], C).unwrap();
        assert!(rounded.difference.sd.unwrap() > 0.0);
        assert_eq!((rounded.variance_ratio, rounded.p_value), (None, None));
        assert_eq!(
            paired(&[1.0, 1.0], &[2.0, 3.0], C).unwrap().correlation,
            None
        );
        let one = paired(&[1.0], &[2.0], C).unwrap();
        assert_eq!(
            (one.correlation, one.variance_ratio, one.p_value),
            (None, None, None)
        );
    }

    #[test]
    #[should_panic(expected = "pairs need as many values")]
    fn unequal_samples_are_not_pairs() {
        paired(&[1.0], &[], C);
    }

    #[test]
    fn a_ratio_with_constant_denominators_is_the_mean_of_the_numerators_scaled() {
        let ratio = ratio_jackknife(&[1.0, 2.0, 6.0], &[4.0; 3], C).unwrap();
        let mean = t_interval(&[0.25, 0.5, 1.5], C).unwrap();
        assert!((ratio.mean - mean.mean).abs() < 1e-12);
        assert!((ratio.half_width.unwrap() - mean.half_width.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn the_jackknife_takes_away_the_bias_of_a_ratio_and_covers() {
        // True ratio 2 / 5; numerator and denominator depend on one another through the size of the day.
        let key = Key::new(Seed(6), Replication(0)).purpose(Purpose::Test);
        let size = Dist::gamma(1.0, 0.5).unwrap();
        let trials = 4000u64;
        let (mut covered, mut total) = (0u32, Tally::new());
        for t in 0..trials {
            let day = |i: u64| {
                let key = key.child(t).child(i);
                let busy = size.sample(key.child(0));
                (busy * 4.0 * key.child(1).uniform(), 3.0 + 2.0 * busy)
            };
            let (above, below): (Vec<f64>, Vec<f64>) = (0..40).map(day).unzip();
            let found = ratio_jackknife(&above, &below, C).unwrap();
            total.add(found.mean);
            covered += u32::from((found.mean - 0.4).abs() <= found.half_width.unwrap());
        }
        let z = (total.mean().unwrap() - 0.4) / total.standard_error().unwrap();
        assert!(z.abs() < 4.0, "z {z}");
        let share = f64::from(covered) / trials as f64;
        // Four standard errors of 4,000 trials at .95 are .0138; so many replications that skewness costs nothing to speak of.
        assert!((share - 0.95).abs() < 0.0138, "{share}");
    }

    #[test]
    fn a_ratio_without_a_denominator_has_no_answer() {
        assert_eq!(ratio_jackknife(&[], &[], C), None);
        assert_eq!(ratio_jackknife(&[1.0, 2.0], &[0.0, 0.0], C), None);
        let bare = |n, mean| {
            Some(Estimate {
                n,
                mean,
                half_width: None,
                sd: None,
            })
        };
        assert_eq!(ratio_jackknife(&[1.0], &[4.0], C), bare(1, 0.25));
        assert_eq!(ratio_jackknife(&[1.0, 2.0], &[4.0, 0.0], C), bare(2, 0.75));
    }
}
