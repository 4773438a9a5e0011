//! Tests that look at the replications several times before the last is run, without a larger chance of error for it.
//!
//! A test at level alpha repeated at every look errs more often than alpha. Here alpha is spent over the planned looks in
//! proportion to the replications that each look adds, as the linear spending function of Kim & DeMets (1987, rho = 1) does, and the
//! test at a look has just what is spent there. The parts add up to alpha, so by Bonferroni's inequality the error is at most
//! alpha whatever the looks have to do with each other. Boundaries from the joint normal law of the looks are a little wider, but
//! they take the variance for known: with ten replications at the first look and the small levels that a family of claims asks for,
//! the error of Student's t at those boundaries was up to a fifth above alpha.

use serde::Serialize;

use super::interval::{Confidence, Estimate, t_above, t_interval};

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

    /// The part of the error that is spent at a look, counted from 0: the share of all replications that it adds. `None` past the last.
    pub fn part(&self, look: usize) -> Option<f64> {
        let before = look
            .checked_sub(1)
            .map_or(0, |before| self.counts[before.min(self.counts.len() - 1)]);
        let added = *self.counts.get(look)? - before;
        let last = *self.counts.last()?;
        Some(f64::from(added) / f64::from(last))
    }
}

impl Estimate {
    /// The same estimate with the interval of a look, counted from 0, in place of that of a single one; `confidence` is that of the
    /// interval it has. Unchanged past the last look.
    pub fn at_look(self, look: usize, looks: &Looks, confidence: Confidence) -> Estimate {
        let alone = (1.0 - confidence.level()) / 2.0;
        let widened = looks.part(look).and_then(|part| {
            let degrees_of_freedom = self.n.checked_sub(1)?;
            let wide = t_above(alone * part, degrees_of_freedom)?;
            Some(self.half_width? * wide / t_above(alone, degrees_of_freedom)?)
        });
        Estimate {
            half_width: widened.or(self.half_width),
            ..self
        }
    }
}

/// The p-value of a sequential test after the looks so far (Liu & Anderson 2008): the smallest level at which it had rejected at one
/// of them, given the p-value of the fixed-sample test at each look. 1 for no looks.
///
/// Under the hypothesis it is at most a with a chance of at most a, if each look's own p-value is. With one planned look it is
/// that look's p-value.
///
/// # Panics
/// When there are more p-values than looks.
pub fn sequential_p(p_values: &[f64], looks: &Looks) -> f64 {
    let at_looks = p_values.iter().enumerate().map(|(look, p)| {
        let part = looks
            .part(look)
            .expect("there are no more p-values than looks");
        p / part
    });
    at_looks.fold(1.0, f64::min)
}

/// The mean at a look, counted from 0, with an interval that holds at all looks together with the confidence (repeated confidence
/// intervals, Jennison & Turnbull 1989): Student's t with the part of the error that is spent at the look.
///
/// The values are all those seen so far, one a replication. `None` for no values; no half-width for one value.
pub fn repeated_interval(
    values: &[f64],
    look: usize,
    looks: &Looks,
    confidence: Confidence,
) -> Option<Estimate> {
    let single = t_interval(values, confidence)?;
    Some(single.at_look(look, looks, confidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use crate::stats::Tests;
    use statrs::distribution::{ContinuousCDF, Normal};

    const C: Confidence = Confidence::USUAL;

    fn looks(counts: &[u32]) -> Looks {
        Looks::new(counts).unwrap()
    }

    fn normals(key: Key, count: u32) -> Vec<f64> {
        let law = Normal::standard();
        let uniforms = (0..count).map(|nth| key.child(u64::from(nth)).uniform().max(1e-16));
        uniforms.map(|uniform| law.inverse_cdf(uniform)).collect()
    }

    #[test]
    fn looks_are_planned_in_rising_order_from_two_replications_on() {
        for wrong in [&[] as &[u32], &[1], &[10, 10], &[20, 10]] {
            assert_eq!(Looks::new(wrong), None);
        }
        assert_eq!(Looks::new(&(2..35).collect::<Vec<u32>>()), None);
        assert_eq!(looks(&[2, 5]).counts(), [2, 5]);
    }

    #[test]
    fn the_parts_of_the_error_add_up_to_all_of_it() {
        let looks = looks(&[10, 20, 40, 80]);
        let parts: Vec<f64> = (0..4).map(|look| looks.part(look).unwrap()).collect();
        assert_eq!(parts, [0.125, 0.125, 0.25, 0.5]);
        assert_eq!(looks.part(4), None);
    }

    #[test]
    fn one_look_is_the_ordinary_test_and_interval() {
        let one = looks(&[5]);
        assert_eq!(sequential_p(&[0.03], &one), 0.03);
        assert_eq!(sequential_p(&[], &one), 1.0);
        let values = [1.0, 2.0, 4.0, 3.0, 5.0];
        let (repeated, plain) = (
            repeated_interval(&values, 0, &one, C).unwrap(),
            t_interval(&values, C).unwrap(),
        );
        assert!((repeated.half_width.unwrap() - plain.half_width.unwrap()).abs() < 1e-9);
    }

    #[test]
    fn a_p_value_counts_for_as_much_as_was_spent_at_its_look() {
        let looks = looks(&[10, 20, 40]);
        assert_eq!(sequential_p(&[0.01], &looks), 0.04);
        assert_eq!(sequential_p(&[0.01, 0.5, 0.01], &looks), 0.02);
        assert_eq!(sequential_p(&[0.9, 0.9], &looks), 1.0);
    }

    #[test]
    fn looking_often_does_not_make_errors_more_frequent_than_stated() {
        let looks = looks(&[10, 20, 40]);
        let key = Key::new(Seed(81), Replication(0)).purpose(Purpose::Test);
        let (trials, level) = (20_000u64, 0.05);
        let (mut sequential, mut naive) = (0, 0);
        for trial in 0..trials {
            let values = normals(key.child(trial), 40);
            let p = looks.counts().iter().map(|&n| {
                let seen = &values[..n as usize];
                Tests::directed(seen, seen).above
            });
            let p: Vec<f64> = p.collect();
            sequential += usize::from(sequential_p(&p, &looks) <= level);
            naive += usize::from(p.iter().any(|p| *p <= level));
        }
        // Four standard errors of 20,000 trials at .05 are .0062.
        let share = |count: usize| count as f64 / trials as f64;
        assert!(share(sequential) <= level + 0.0062, "{}", share(sequential));
        assert!(
            share(sequential) > 0.03,
            "much is lost: {}",
            share(sequential)
        );
        assert!(
            share(naive) > 0.08,
            "looking often is harmless: {}",
            share(naive)
        );
    }

    #[test]
    fn repeated_intervals_hold_the_mean_at_all_looks_as_often_as_they_say() {
        let looks = looks(&[10, 20, 40]);
        let key = Key::new(Seed(82), Replication(0)).purpose(Purpose::Test);
        let trials = 10_000u64;
        let all_hold = (0..trials).filter(|trial| {
            let values = normals(key.child(*trial), 40);
            looks.counts().iter().enumerate().all(|(look, &n)| {
                let found = repeated_interval(&values[..n as usize], look, &looks, C).unwrap();
                found.mean.abs() <= found.half_width.unwrap()
            })
        });
        let share = all_hold.count() as f64 / trials as f64;
        // Four standard errors of 10,000 trials at .95 are .0087.
        assert!(share >= 0.95 - 0.0087, "{share}");
    }

    #[test]
    fn what_cannot_be_answered_has_no_interval() {
        let looks = looks(&[2, 4]);
        assert_eq!(repeated_interval(&[], 0, &looks, C), None);
        let one = repeated_interval(&[1.0], 0, &looks, C).unwrap();
        assert_eq!(one.half_width, None);
    }
}
