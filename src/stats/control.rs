//! A control variate: something else seen in each replication whose mean is known, by which chance is taken out of an estimate.

use serde::Serialize;

use super::interval::{Confidence, Estimate, t_interval};

/// An estimate from which the chance of a control was taken.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Controlled {
    /// The mean for a control at its known mean, with its interval. Its `sd` is that around the line.
    pub estimate: Estimate,
    /// Change of the values by unit of the control.
    pub slope: f64,
    /// Its half-width over that of the plain interval; above 1, the control does harm.
    pub width_ratio: f64,
}

/// The mean of `values` with one control variate whose mean is `known`, by linear regression (Lavenberg & Welch 1981).
///
/// The interval has n - 2 degrees of freedom and the width of a prediction of the line at the known mean, and so pays for the slope
/// being estimated: for normal pairs the variance is that of the mean times (1 - correlation^2) (n - 2) / (n - 3). A control must be chosen
/// before its effect is seen, or the interval is too narrow, and it must not be changed by what is compared. `None` for n < 4, and where
/// the control or the values do not vary beyond rounding.
///
/// # Panics
/// When there are not as many controls as values.
pub fn controlled(
    values: &[f64],
    control: &[f64],
    known: f64,
    confidence: Confidence,
) -> Option<Controlled> {
    assert_eq!(
        values.len(),
        control.len(),
        "a control has a value in every replication"
    );
    let n = values.len();
    let plain = t_interval(values, confidence)?;
    let own = t_interval(control, confidence)?;
    if n < 4 || !varies(&plain) || !varies(&own) {
        return None;
    }
    let pairs = || values.iter().zip(control);
    let across: f64 = control.iter().map(|x| (x - own.mean).powi(2)).sum();
    let both: f64 = pairs()
        .map(|(y, x)| (y - plain.mean) * (x - own.mean))
        .sum();
    let slope = both / across;
    let left: f64 = pairs()
        .map(|(y, x)| (y - plain.mean - slope * (x - own.mean)).powi(2))
        .sum();
    let sd = (left / (n - 2) as f64).sqrt();
    let off = known - own.mean;
    let standard_error = sd * (1.0 / n as f64 + off * off / across).sqrt();
    let half_width = confidence.t_quantile(n - 2)? * standard_error;
    Some(Controlled {
        estimate: Estimate {
            n,
            mean: plain.mean + slope * off,
            half_width: Some(half_width),
            sd: Some(sd),
        },
        slope,
        width_ratio: half_width / plain.half_width?,
    })
}

/// Whether values vary by more than rounding leaves of equal ones.
fn varies(estimate: &Estimate) -> bool {
    estimate
        .sd
        .is_some_and(|sd| sd > 8.0 * f64::EPSILON * estimate.mean.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use statrs::distribution::{ContinuousCDF, Normal};

    const C: Confidence = Confidence::USUAL;

    #[test]
    fn values_on_a_line_are_read_off_at_the_known_mean() {
        let control = [1.0, 2.0, 3.0, 6.0];
        let values = control.map(|x| 5.0 - 2.0 * x);
        let found = controlled(&values, &control, 2.5, C).unwrap();
        assert!((found.estimate.mean - 0.0).abs() < 1e-12);
        assert!((found.slope + 2.0).abs() < 1e-12);
        assert!(found.estimate.half_width.unwrap() < 1e-12);
    }

    #[test]
    fn the_interval_is_that_of_the_hand_calculation() {
        // Sxx = 5 and Sxy = 3, so the slope is .6; the residuals are .9, -1.7, .7 and .1; the line is at 3.3 for a control of 3.
        let (control, values) = ([1.0, 2.0, 3.0, 4.0], [3.0, 1.0, 4.0, 4.0]);
        let found = controlled(&values, &control, 3.0, C).unwrap();
        let left: f64 = [0.9, -1.7, 0.7, 0.1].iter().map(|r: &f64| r * r).sum();
        let se = (left / 2.0 * (0.25 + 0.25 / 5.0)).sqrt();
        assert!((found.estimate.mean - 3.3).abs() < 1e-12);
        assert!((found.estimate.half_width.unwrap() - 4.302_652_7 * se).abs() < 1e-6);
    }

    #[test]
    fn a_control_that_does_not_vary_and_too_few_replications_have_no_answer() {
        assert_eq!(controlled(&[1.0, 2.0, 4.0, 3.0], &[2.0; 4], 2.0, C), None);
        assert_eq!(controlled(&[1.0; 4], &[1.0, 2.0, 4.0, 3.0], 2.0, C), None);
        assert_eq!(controlled(&[1.0, 2.0, 4.0], &[1.0, 2.0, 1.0], 2.0, C), None);
        assert_eq!(controlled(&[], &[], 2.0, C), None);
    }

    /// Share of intervals that cover, and their mean width over that of the plain ones, for normal pairs with a correlation.
    fn tried(correlation: f64) -> (f64, f64) {
        let normal = Normal::standard();
        let key = Key::new(Seed(31), Replication(0)).purpose(Purpose::Test);
        let (trials, n) = (4000u64, 20u64);
        let (mut covered, mut ratio) = (0, 0.0);
        for trial in 0..trials {
            let draw =
                |nth: u64| normal.inverse_cdf(key.child(trial).child(nth).uniform().max(1e-16));
            let control: Vec<f64> = (0..n).map(draw).collect();
            let rest = (1.0 - correlation * correlation).sqrt();
            let values: Vec<f64> = (0..n)
                .map(|nth| correlation * draw(nth) + rest * draw(n + nth))
                .collect();
            let found = controlled(&values, &control, 0.0, C).unwrap();
            let half = found.estimate.half_width.unwrap();
            covered += usize::from(found.estimate.mean.abs() <= half);
            ratio += found.width_ratio;
        }
        (covered as f64 / trials as f64, ratio / trials as f64)
    }

    #[test]
    fn intervals_cover_as_often_as_they_say_and_narrow_as_theory_has_it() {
        for correlation in [0.0, 0.5, 0.9f64] {
            let (share, ratio) = tried(correlation);
            // Four standard errors of 4000 trials at .95 are .0138.
            assert!((share - 0.95).abs() < 0.0138, "{correlation}: {share}");
            let theory = ((1.0 - correlation.powi(2)) * 18.0 / 17.0).sqrt();
            assert!(
                (ratio / theory - 1.0).abs() < 0.03,
                "{correlation}: {ratio}, {theory}"
            );
        }
    }
}
