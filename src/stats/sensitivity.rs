//! What of a noisy function's output is due to which of its factors.
//!
//! [`saltelli`] and [`indices`] share the variance out among factors (Sobol indices), [`trajectories`] and [`screening`] find with far
//! fewer points which factors move the output at all (Morris screening). The function is only seen through replications that chance
//! moves, too. Points come in rows, and a row is the unit of everything that follows:
//!
//! - Within a row all points have the same replications, so that the differences between its points, which are all that counts, are
//!   those of the same matters (common random numbers). Between rows no replication is shared. Were it the same few for all rows, what
//!   they happen to bring would look like an effect of the factors that no number of rows makes smaller; so the seed is no factor here.
//! - Squares and products are formed of different replications of a point, or the variance of their mean is taken off, which is the
//!   same. What chance adds to a square drops out, so indices are not biased by it, whatever the number of replications from 2 on.
//! - Intervals come from drawing rows again, and so contain both which points were drawn and what chance did there.

use crate::stats::Tally;

pub mod known;
mod resample;
mod screening;
mod variance;

pub use screening::{Effect, SCREENING_FACTORS, Screening, screening, trajectories};
pub use variance::{Indices, SALTELLI_FACTORS, SALTELLI_ROWS, Shares, indices, saltelli};

/// The fewest rows that intervals are drawn from.
pub const ROWS_LEAST: usize = 8;

/// For each row, for each of its points, the value of each replication.
pub type Responses = [Vec<Vec<f64>>];

/// An estimate and the ends of its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// How many points a row has and how many replications a point; `None` for fewer than [`ROWS_LEAST`] rows or 2 replications, and unless
/// all are the same and all values finite.
fn shape(rows: &Responses) -> Option<(usize, usize)> {
    let first = rows.first()?;
    let (points, runs) = (first.len(), first.first()?.len());
    let proper = |point: &Vec<f64>| point.len() == runs && point.iter().all(|y| y.is_finite());
    let is_even = |row: &Vec<Vec<f64>>| row.len() == points && row.iter().all(proper);
    (rows.len() >= ROWS_LEAST && runs >= 2 && rows.iter().all(is_even)).then_some((points, runs))
}

/// The mean; 0 for no values.
fn mean(values: &[f64]) -> f64 {
    Tally::from_iter(values.iter().copied())
        .mean()
        .unwrap_or(0.0)
}

/// The variance, with n - 1; 0 for fewer than two values.
fn variance_of(values: &[f64]) -> f64 {
    let tally = Tally::from_iter(values.iter().copied());
    tally.variance().unwrap_or(0.0)
}

/// The covariance, with n - 1, of at least two pairs.
fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (middle_a, middle_b) = (mean(a), mean(b));
    let pairs = a.iter().zip(b);
    let sum: f64 = pairs.map(|(a, b)| (a - middle_a) * (b - middle_b)).sum();
    sum / (a.len() - 1) as f64
}

/// The variance of one replication at a point, averaged over points.
fn noise(rows: &Responses) -> f64 {
    let points = rows.iter().flatten();
    mean(&points.map(|point| variance_of(point)).collect::<Vec<_>>())
}
