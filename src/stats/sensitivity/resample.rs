//! Intervals for ratios of sums over rows, by drawing rows again.

use statrs::distribution::{ContinuousCDF, Normal};

use super::Interval;
use crate::random::Key;
use crate::stats::Confidence;

/// How often rows are drawn again.
const DRAWS: usize = 1000;

/// What drawing rows again told.
pub(super) struct Resampled {
    /// For each column the ratio of its sum to that of the base.
    pub(super) ratios: Vec<Interval>,
    /// For each of the columns that are compared, how often its sum was the largest of them.
    pub(super) leads: Vec<f64>,
}

/// The ratio of each column's sum to that of the base, which must be above 0, with the interval of the bootstrap (Efron 1979) over rows.
///
/// The ends are quantiles of the ratios of 1,000 draws, moved outwards as Student's t is from the normal law, which makes up for small
/// numbers of rows (Hesterberg 2015, the expanded percentile interval). Draws in which the base is not above 0 have no ratio and are
/// passed over. The first `compared` columns are compared with each other. All columns are as long as the base.
pub(super) fn resampled(
    columns: &[Vec<f64>],
    base: &[f64],
    compared: usize,
    (confidence, key): (Confidence, Key),
) -> Resampled {
    let mut rng = key.rng();
    let mut drawn = vec![Vec::with_capacity(DRAWS); columns.len()];
    let mut leads = vec![0usize; compared];
    let mut counts = vec![0.0; base.len()];
    for _ in 0..DRAWS {
        counts.fill(0.0);
        for _ in base {
            let row = (rng.uniform() * base.len() as f64) as usize;
            counts[row.min(base.len() - 1)] += 1.0;
        }
        let below = weighted(base, &counts);
        if below <= 0.0 {
            continue;
        }
        for (column, drawn) in columns.iter().zip(&mut drawn) {
            drawn.push(weighted(column, &counts) / below);
        }
        let last = |column: &usize| drawn[*column].last().copied().unwrap_or(f64::NAN);
        let largest = (0..compared).max_by(|a, b| last(a).total_cmp(&last(b)));
        if let Some(largest) = largest {
            leads[largest] += 1;
        }
    }
    let whole: f64 = base.iter().sum();
    let tail = tail(confidence, base.len());
    let pairs = columns.iter().zip(&mut drawn);
    let ratios = pairs.map(|(column, drawn)| {
        drawn.sort_by(f64::total_cmp);
        let value = column.iter().sum::<f64>() / whole;
        Interval {
            value,
            lower: quantile(drawn, tail).unwrap_or(value),
            upper: quantile(drawn, 1.0 - tail).unwrap_or(value),
        }
    });
    let ratios = ratios.collect();
    let all: usize = leads.iter().sum();
    let share = |count: &usize| *count as f64 / all.max(1) as f64;
    Resampled {
        ratios,
        leads: leads.iter().map(share).collect(),
    }
}

fn weighted(column: &[f64], counts: &[f64]) -> f64 {
    column.iter().zip(counts).map(|(x, count)| x * count).sum()
}

/// The share of draws below the lower end: what the normal law has below Student's quantile times sqrt(n / (n - 1)).
fn tail(confidence: Confidence, rows: usize) -> f64 {
    let above = (1.0 - confidence.level()) / 2.0;
    let t = confidence.t_quantile(rows - 1);
    let wide = t.map(|t| t * (rows as f64 / (rows as f64 - 1.0)).sqrt());
    wide.map_or(above, |wide| Normal::standard().cdf(-wide))
}

/// A quantile of sorted values, between two of them where it falls there; `None` of none.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (low, part) = (at.floor() as usize, at.fract());
    let next = sorted[(low + 1).min(sorted.len() - 1)];
    Some(sorted[low] + part * (next - sorted[low]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Replication, Seed};

    fn key(n: u32) -> Key {
        Key::new(Seed(17), Replication(n)).purpose(Purpose::Test)
    }

    #[test]
    fn the_interval_of_a_mean_is_about_that_of_student() {
        let values: Vec<f64> = (0..40).map(|i| key(1).child(i).uniform()).collect();
        let ones = vec![1.0; 40];
        let found = resampled(
            std::slice::from_ref(&values),
            &ones,
            0,
            (Confidence::USUAL, key(2)),
        );
        let student = crate::stats::t_interval(&values, Confidence::USUAL).unwrap();
        let [ratio] = found.ratios[..] else {
            panic!("one column");
        };
        assert!((ratio.value - student.mean).abs() < 1e-12);
        let half = student.half_width.unwrap();
        assert!((ratio.upper - ratio.lower - 2.0 * half).abs() < 0.25 * half);
    }

    #[test]
    fn a_constant_ratio_has_no_width_and_the_larger_column_leads() {
        let base: Vec<f64> = (1..=12).map(f64::from).collect();
        let half = base.iter().map(|x| x / 2.0).collect();
        let more = base.iter().map(|x| x * 0.75).collect();
        let found = resampled(&[half, more], &base, 2, (Confidence::USUAL, key(3)));
        assert_eq!(found.leads, [0.0, 1.0]);
        for (ratio, expected) in found.ratios.iter().zip([0.5, 0.75]) {
            let ends = [ratio.value, ratio.lower, ratio.upper];
            assert!(ends.iter().all(|end| (end - expected).abs() < 1e-12));
        }
    }

    #[test]
    fn quantiles_lie_between_values() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
        assert_eq!(quantile(&[5.0], 0.3), Some(5.0));
        assert_eq!(quantile(&[], 0.5), None);
        assert!((tail(Confidence::USUAL, 10_000) - 0.025).abs() < 1e-4);
        assert!(tail(Confidence::USUAL, 10) < 0.012);
    }
}
