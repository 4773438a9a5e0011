//! Distributions of whole numbers from 1: how many arise together.

use rand_distr::{Distribution, Exp1};

use super::error::check;
use super::{DistError, Key, Requirement};

/// A distribution of the whole numbers 1, 2, 3 and so on, such as the size of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct CountDist {
    law: CountLaw,
}

#[derive(Debug, Clone, PartialEq)]
enum CountLaw {
    Fixed(u32),
    Geometric { mean: f64, decay: f64 },
    Table(Box<[Size]>),
}

/// A size from 1 by position: its chance, and the chance of it or a smaller one.
#[derive(Debug, Clone, PartialEq)]
struct Size {
    probability: f64,
    cumulative: f64,
}

impl CountDist {
    /// The same `count`, at least 1, at every draw.
    pub fn fixed(count: u32) -> Result<CountDist, DistError> {
        check(
            "fixed",
            "count",
            f64::from(count),
            Requirement::AtLeast(1.0),
        )?;
        Ok(CountDist {
            law: CountLaw::Fixed(count),
        })
    }

    /// The geometric distribution on 1, 2, 3, ... with this `mean`, from 1 to 1,000,000; a mean of 1 is always 1.
    pub fn geometric(mean: f64) -> Result<CountDist, DistError> {
        check(
            "geometric",
            "mean",
            mean,
            Requirement::Between {
                low: 1.0,
                high: 1e6,
            },
        )?;
        if mean == 1.0 {
            return CountDist::fixed(1);
        }
        // The chance of stopping is 1 / mean, so the tail decays by 1 - 1 / mean a step.
        Ok(CountDist {
            law: CountLaw::Geometric {
                mean,
                decay: -(-1.0 / mean).ln_1p(),
            },
        })
    }

    /// The sizes 1, 2, ... drawn in proportion to `weights`, in that order; weights need not add to 1.
    pub fn table(weights: &[f64]) -> Result<CountDist, DistError> {
        for &weight in weights {
            check("table", "weight", weight, Requirement::AtLeast(0.0))?;
        }
        // Trailing sizes of no weight are dropped so that rounding of the last cumulative can never draw one.
        let last = weights.iter().rposition(|&weight| weight > 0.0);
        let last = last.ok_or(DistError::NoWeight {
            distribution: "table",
        })?;
        let total: f64 = weights.iter().sum();
        check("table", "sum of weights", total, Requirement::Above(0.0))?;
        let mut before = 0.0;
        let sizes = weights[..=last].iter().map(|weight| {
            before += weight;
            Size {
                probability: weight / total,
                cumulative: before / total,
            }
        });
        Ok(CountDist {
            law: CountLaw::Table(sizes.collect()),
        })
    }

    /// The count this key draws, at least 1; the same at every call.
    pub fn sample(&self, key: Key) -> u32 {
        match &self.law {
            CountLaw::Fixed(count) => *count,
            CountLaw::Geometric { decay, .. } => {
                // The whole part of an exponential is geometric on 0, 1, 2, ...; the cast saturates far in the tail.
                let exponential: f64 = Exp1.sample(&mut key.rng());
                ((exponential / decay) as u32).saturating_add(1)
            }
            CountLaw::Table(sizes) => {
                let u = key.rng().uniform();
                let below = sizes.partition_point(|size| size.cumulative <= u);
                below.min(sizes.len() - 1) as u32 + 1
            }
        }
    }

    /// The mean count.
    pub fn mean(&self) -> f64 {
        match &self.law {
            CountLaw::Fixed(count) => f64::from(*count),
            CountLaw::Geometric { mean, .. } => *mean,
            CountLaw::Table(sizes) => moment(sizes, 1),
        }
    }

    /// The mean of the squared count.
    pub fn second_moment(&self) -> f64 {
        match &self.law {
            CountLaw::Fixed(count) => f64::from(*count).powi(2),
            // Variance (1 - p) / p^2 with p = 1 / mean, plus the mean squared.
            CountLaw::Geometric { mean, .. } => mean * (mean - 1.0) + mean * mean,
            CountLaw::Table(sizes) => moment(sizes, 2),
        }
    }
}

fn moment(sizes: &[Size], order: i32) -> f64 {
    sizes
        .iter()
        .zip(1u32..)
        .map(|(size, n)| size.probability * f64::from(n).powi(order))
        .sum()
}
