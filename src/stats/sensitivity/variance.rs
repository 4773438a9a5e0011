//! Shares of the variance of a noisy function that are due to its factors (Sobol 1993).

use super::resample::{Resampled, resampled};
use super::{Interval, Responses, covariance, mean, noise, shape, variance_of};
use crate::random::Key;
use crate::stats::Confidence;
use crate::stats::points::{SOBOL_FACTORS, SOBOL_POINTS, sobol};

/// The most factors of [`saltelli`].
pub const SALTELLI_FACTORS: usize = SOBOL_FACTORS / 2;

/// The most rows of [`saltelli`].
pub const SALTELLI_ROWS: usize = SOBOL_POINTS;

/// Rows of k + 2 points each for k factors: a, b, and for each factor a with that factor's value from b (Saltelli et al. 2010).
///
/// a and b are the halves of scrambled Sobol points of 2 k factors; a power of two of rows fills the cube most evenly.
///
/// # Panics
/// For more than [`SALTELLI_ROWS`] rows or [`SALTELLI_FACTORS`] factors.
pub fn saltelli(rows: usize, factors: usize, key: Key) -> Vec<Vec<Vec<f64>>> {
    let row = |both: Vec<f64>| {
        let (a, b) = both.split_at(factors);
        let mixed = (0..factors).map(|factor| {
            let mut mixed = a.to_vec();
            mixed[factor] = b[factor];
            mixed
        });
        [a.to_vec(), b.to_vec()].into_iter().chain(mixed).collect()
    };
    sobol(rows, 2 * factors, key).into_iter().map(row).collect()
}

/// How far factors move a function, and how far chance does.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Mean over the cube, in the unit of the function.
    pub mean: f64,
    /// Variance over the cube of the expectation at a point.
    pub variance: Interval,
    /// Variance of one replication at a point, averaged over points.
    pub noise: f64,
    /// What is due to which factor; `None` where the interval of the variance reaches 0, so that it may all be chance.
    pub shares: Option<Shares>,
}

/// What of the variance over the cube is due to which factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// For each factor the share that is due to it alone: by so much the variance falls on average when the factor is known.
    pub first: Vec<Interval>,
    /// For each factor the share that it has a part in, alone or together with others.
    pub total: Vec<Interval>,
    /// For each factor what it has a part in only together with others: the total share less the first.
    pub together: Vec<Interval>,
    /// The share that no factor has alone.
    pub joint: Interval,
    /// For each factor how often its first share was the largest of all when rows were drawn again.
    pub leads: Vec<f64>,
}

/// The indices from the responses at the points of [`saltelli`]: for each row k + 2 points, for each point as many replications.
///
/// A replication is shared by all points of a row and by no other row. Every estimate is made of products of different replications, so
/// numerators and denominator are unbiased whatever the noise: totals by Jansen (1999), first-order indices by Saltelli et al. (2010,
/// table 2 b) around the mean of the other rows. They may come out below 0 and above 1. Intervals are drawn from rows as if these were
/// independent; scrambled Sobol points are more even than that, so for smooth functions the intervals are wider than they need be.
/// `None` unless there are at least 8 rows of one shape with at least 3 points and 2 replications.
pub fn indices(rows: &Responses, (confidence, key): (Confidence, Key)) -> Option<Indices> {
    let (points, _) = shape(rows)?;
    let k = points.checked_sub(2).filter(|k| *k > 0)?;
    let parts = Parts::new(rows);
    let usual = (confidence, key);
    let ones = vec![1.0; rows.len()];
    let variance = resampled(std::slice::from_ref(&parts.whole), &ones, 0, usual).ratios[0];
    let mut columns = parts.first.clone();
    columns.extend(parts.total.iter().cloned());
    let pairs = parts.first.iter().zip(&parts.total);
    columns.extend(pairs.map(|(first, total)| less(total, first)));
    let alone = (0..rows.len()).map(|row| parts.first.iter().map(|one| one[row]).sum());
    columns.push(less(&parts.whole, &alone.collect::<Vec<f64>>()));
    let shares = (variance.lower > 0.0).then(|| {
        let Resampled { ratios, leads } = resampled(&columns, &parts.whole, k, usual);
        Shares {
            first: ratios[..k].to_vec(),
            total: ratios[k..2 * k].to_vec(),
            together: ratios[2 * k..3 * k].to_vec(),
            joint: ratios[3 * k],
            leads,
        }
    });
    Some(Indices {
        mean: parts.mean,
        variance,
        noise: noise(rows),
        shares,
    })
}

fn less(from: &[f64], what: &[f64]) -> Vec<f64> {
    from.iter()
        .zip(what)
        .map(|(from, what)| from - what)
        .collect()
}

/// What each row adds to the estimates.
struct Parts {
    mean: f64,
    /// Of the variance.
    whole: Vec<f64>,
    /// Of the part of each factor alone.
    first: Vec<Vec<f64>>,
    /// Of the part that each factor has a part in.
    total: Vec<Vec<f64>>,
}

impl Parts {
    fn new(rows: &Responses) -> Self {
        let n = rows.len() as f64;
        let middles: Vec<f64> = rows
            .iter()
            .map(|row| (mean(&row[0]) + mean(&row[1])) / 2.0)
            .collect();
        let sum: f64 = middles.iter().sum();
        // What the error of the other rows' mean adds to a square around it.
        let excess = variance_of(&middles) / (n - 1.0);
        let around = |row: usize| (sum - middles[row]) / (n - 1.0);
        let square = |point: &[f64], centre: f64| {
            (mean(point) - centre).powi(2) - variance_of(point) / point.len() as f64
        };
        let whole = rows.iter().enumerate().map(|(at, row)| {
            let centre = around(at);
            (square(&row[0], centre) + square(&row[1], centre)) / 2.0 - excess
        });
        let difference = |row: &[Vec<f64>], factor: usize| -> Vec<f64> {
            let both = row[2 + factor].iter().zip(&row[0]);
            both.map(|(mixed, a)| mixed - a).collect()
        };
        let first = |factor: usize| {
            let each = rows.iter().enumerate().map(|(at, row)| {
                let (moved, b) = (difference(row, factor), &row[1]);
                let shared = covariance(b, &moved) / b.len() as f64;
                (mean(b) - around(at)) * mean(&moved) - shared
            });
            each.collect()
        };
        let total = |factor: usize| {
            let each = rows
                .iter()
                .map(|row| square(&difference(row, factor), 0.0) / 2.0);
            each.collect()
        };
        let factors = 0..rows[0].len() - 2;
        Self {
            mean: sum / n,
            whole: whole.collect(),
            first: factors.clone().map(first).collect(),
            total: factors.map(total).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Replication, Seed};
    use crate::stats::sensitivity::known::{Known, noisy};

    fn key(n: u64) -> Key {
        Key::new(Seed(n), Replication(0)).purpose(Purpose::Test)
    }

    /// Indices of a known function under noise of so many times its own variance.
    fn found(known: Known, rows: usize, (noise, runs): (f64, usize), seed: u64) -> Indices {
        let points = saltelli(rows, known.factors(), key(seed));
        let sd = (noise * known.variance()).sqrt();
        let values = noisy(&points, |x| known.value(x), (sd, runs), key(seed).child(1));
        indices(&values, (Confidence::USUAL, key(seed).child(2))).unwrap()
    }

    #[test]
    fn without_noise_the_indices_are_the_known_ones() {
        for known in [Known::Ishigami, Known::Products] {
            let found = found(known, 4096, (0.0, 2), 1);
            assert_eq!(found.noise, 0.0);
            assert!((found.variance.value / known.variance() - 1.0).abs() < 0.02);
            let shares = found.shares.unwrap();
            for (factor, (first, total)) in known.first().iter().zip(known.total()).enumerate() {
                assert!((shares.first[factor].value - first).abs() < 0.02);
                assert!((shares.total[factor].value - total).abs() < 0.02);
                let together = shares.together[factor].value;
                assert!((together - (total - first)).abs() < 0.03);
            }
            let joint = 1.0 - known.first().iter().sum::<f64>();
            assert!((shares.joint.value - joint).abs() < 0.03);
        }
    }

    #[test]
    fn noise_as_large_as_the_function_biases_nothing() {
        // Over 60 estimates every mean is the truth to within 4 standard errors and 2 % of the variance for the ratio's own bias.
        for known in [Known::Ishigami, Known::Products] {
            let all: Vec<Indices> = (0..60).map(|n| found(known, 256, (1.0, 2), n)).collect();
            let near = |of: &dyn Fn(&Indices) -> f64, truth: f64, what: &str| {
                let values: Vec<f64> = all.iter().map(of).collect();
                let se = (variance_of(&values) / 60.0).sqrt();
                let bias = mean(&values) - truth;
                assert!(
                    bias.abs() < 4.0 * se + 0.02,
                    "{known:?} {what}: {bias} {se}"
                );
            };
            near(
                &|one| one.variance.value / known.variance(),
                1.0,
                "variance",
            );
            // The shared part of the noise grows along the first factor: 2/3 x 13/12 + 1/3.
            let noise = 19.0 / 18.0;
            near(&|one| one.noise / known.variance(), noise, "noise");
            for factor in 0..known.factors() {
                let share = |one: &Indices| one.shares.clone().unwrap();
                let (first, total) = (known.first()[factor], known.total()[factor]);
                near(&|one| share(one).first[factor].value, first, "first");
                near(&|one| share(one).total[factor].value, total, "total");
            }
        }
    }

    #[test]
    fn where_there_is_nothing_but_noise_there_are_no_shares() {
        let points = saltelli(64, 3, key(1));
        let values = noisy(&points, |_| 5.0, (1.0, 2), key(2));
        let found = indices(&values, (Confidence::USUAL, key(3))).unwrap();
        assert_eq!(found.shares, None);
        assert!(found.variance.lower <= 0.0 && (found.noise - 19.0 / 18.0).abs() < 0.25);
        let flat = noisy(&points, |_| 5.0, (0.0, 2), key(2));
        let found = indices(&flat, (Confidence::USUAL, key(3))).unwrap();
        assert_eq!((found.shares, found.mean), (None, 5.0));
    }

    #[test]
    fn a_row_has_two_points_and_one_more_for_each_factor() {
        let rows = saltelli(16, 4, key(1));
        for row in &rows {
            assert_eq!(row.len(), 6);
            for factor in 0..4 {
                for (other, x) in row[2 + factor].iter().enumerate() {
                    let from = if other == factor { 1 } else { 0 };
                    assert_eq!(*x, row[from][other]);
                }
            }
        }
        let usual = (Confidence::USUAL, key(1));
        let even = vec![vec![vec![1.0, 2.0]; 3]; 8];
        assert!(indices(&even, usual).is_some());
        assert!(indices(&even[..7], usual).is_none());
        assert!(indices(&vec![vec![vec![1.0, 2.0]; 2]; 8], usual).is_none());
        assert!(indices(&vec![vec![vec![1.0]; 3]; 8], usual).is_none());
        let mut uneven = even;
        uneven[5][1].pop();
        assert!(indices(&uneven, usual).is_none());
    }
}
