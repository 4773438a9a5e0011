//! How many replications a stated half-width asks for: a procedure in two stages (Stein 1945).
//!
//! The first stage gives the spread, and from it the number of replications; the interval at the end takes its spread from the
//! first stage alone. For normal values the mean of all does not depend on the spread of the first few, so Student's t with the
//! degrees of freedom of the first stage covers exactly as often as it says, however many replications were added, and for
//! several measures at once. Stopping when the interval of all values so far is narrow enough does not: it stops too early just
//! when the spread looks too small. The price is a t quantile with few degrees of freedom; 20 replications in the first stage cost
//! 14 % more than a spread that is known.

use serde::Serialize;

use super::interval::{Confidence, Estimate, t_interval};

/// How wide an interval may be, to either side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HalfWidth {
    /// So much, in the unit of the values.
    Absolute(f64),
    /// This share of the size of the mean.
    Relative(f64),
}

impl HalfWidth {
    /// The half-width in the unit of values with such a mean.
    pub fn around(self, mean: f64) -> f64 {
        match self {
            Self::Absolute(width) => width,
            Self::Relative(share) => share * mean.abs(),
        }
    }
}

/// The mean of all values, with an interval whose spread is that of the first `first` of them.
///
/// `n` and `mean` are of all values, `sd` of the first stage. None for no values; no half-width when the first stage has fewer than
/// two. With no more values than `first` this is [`t_interval`].
pub fn two_stage_interval(
    values: &[f64],
    first: usize,
    confidence: Confidence,
) -> Option<Estimate> {
    let all = t_interval(values, confidence)?;
    if values.len() <= first {
        return Some(all);
    }
    let stage = t_interval(&values[..first], confidence)?;
    let shrunk = (first as f64 / values.len() as f64).sqrt();
    Some(Estimate {
        half_width: stage.half_width.map(|half_width| half_width * shrunk),
        sd: stage.sd,
        ..all
    })
}

/// How many replications in all the half-width asks for, as far as these values tell, at least as many as there are.
///
/// The first `first` values tell the spread. With a relative half-width the mean of all values so far decides, so that it is
/// worth asking again when more are there; close to a mean of 0 no number is enough. None when the first stage has fewer than two
/// values, or the number is above `u32::MAX`.
pub fn replications_needed(
    values: &[f64],
    first: usize,
    wanted: HalfWidth,
    confidence: Confidence,
) -> Option<u32> {
    let now = two_stage_interval(values, first, confidence)?;
    let half_width = now.half_width?;
    let wanted = wanted.around(now.mean);
    if half_width <= wanted {
        return Some(now.n as u32);
    }
    // A hair more than the ratio asks for, so that rounding does not leave it just short.
    let needed = (now.n as f64 * (half_width / wanted).powi(2) * (1.0 + 1e-12)).ceil();
    (needed <= f64::from(u32::MAX)).then_some(needed as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use statrs::distribution::{ContinuousCDF, Normal};

    const C: Confidence = Confidence::USUAL;

    fn normals(trial: u32, count: u32) -> Vec<f64> {
        let key = Key::new(Seed(11), Replication(trial)).purpose(Purpose::Test);
        let law = Normal::standard();
        let one = |nth: u32| law.inverse_cdf(key.child(u64::from(nth)).uniform().max(1e-16));
        (0..count).map(one).collect()
    }

    #[test]
    fn the_number_is_that_of_the_formula() {
        // sd of 1, 2, 3 is 1; t with 2 degrees of freedom 4.302653; (4.302653 / .5)^2 = 74.05.
        let values = [1.0, 2.0, 3.0];
        let needed = replications_needed(&values, 3, HalfWidth::Absolute(0.5), C);
        assert_eq!(needed, Some(75));
        let needed = replications_needed(&values, 3, HalfWidth::Relative(0.25), C);
        assert_eq!(needed, Some(75));
        let needed = replications_needed(&values, 3, HalfWidth::Absolute(3.0), C);
        assert_eq!(needed, Some(3));
    }

    #[test]
    fn there_is_no_number_without_a_spread_or_around_nothing() {
        assert_eq!(
            replications_needed(&[1.0], 1, HalfWidth::Absolute(0.1), C),
            None
        );
        let around_nothing = replications_needed(&[-1.0, 1.0], 2, HalfWidth::Relative(0.1), C);
        assert_eq!(around_nothing, None);
        let same = replications_needed(&[2.0, 2.0], 2, HalfWidth::Relative(0.1), C);
        assert_eq!(same, Some(2));
    }

    #[test]
    fn the_interval_shrinks_with_all_values_and_keeps_the_spread_of_the_first() {
        let values = [1.0, 2.0, 3.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0];
        let estimate = two_stage_interval(&values, 3, C).unwrap();
        assert_eq!((estimate.n, estimate.sd), (12, Some(1.0)));
        assert!((estimate.mean - 87.0 / 12.0).abs() < 1e-12);
        let half_width = estimate.half_width.unwrap();
        assert!((half_width - 4.302_652_73 / 12f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn it_covers_as_often_as_it_says_where_stopping_at_a_narrow_interval_does_not() {
        let trials = 4000;
        let (mut covered, mut naive) = (0, 0);
        for trial in 0..trials {
            let values = normals(trial, 400);
            let wanted = HalfWidth::Absolute(0.4);
            let needed = replications_needed(&values[..8], 8, wanted, C).unwrap_or(400);
            let stopped = &values[..(needed as usize).min(400)];
            let estimate = two_stage_interval(stopped, 8, C).unwrap();
            covered += u32::from(estimate.mean.abs() <= estimate.half_width.unwrap());
            let narrow = (4..400).map(|n| t_interval(&values[..n], C).unwrap());
            let mut narrow = narrow.filter(|one| one.half_width.unwrap() <= 0.4);
            let first = narrow.next().unwrap();
            naive += u32::from(first.mean.abs() <= first.half_width.unwrap());
        }
        // Four standard errors of a share of .95 among 4000: .014.
        let share = f64::from(covered) / f64::from(trials);
        assert!((share - 0.95).abs() < 0.014, "{share}");
        let naive = f64::from(naive) / f64::from(trials);
        assert!(naive < 0.93, "{naive}");
    }
}
