//! Distributions of nonnegative amounts, proven at construction and drawn by key.
//!
//! A [`Dist`] is in whatever unit its caller measures; [`Dist::scaled`] changes the unit. Drawing the same key from two
//! distributions of one family uses the same underlying randomness, so a change of mean under common random numbers scales
//! every value. Laws are named by mean and coefficient of variation (cv, standard deviation divided by mean) where they can be.

use rand::Rng;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal};

use super::{Key, KeyedRng};

mod build;
mod count;
mod error;
mod moments;

pub use count::CountDist;
pub use error::{DistError, Requirement};

/// A distribution of nonnegative amounts with a finite mean, its parameters checked and precomputed.
#[derive(Debug, Clone, PartialEq)]
pub struct Dist {
    law: Law,
}

#[derive(Debug, Clone, PartialEq)]
enum Law {
    Fixed {
        value: f64,
    },
    Exponential {
        mean: f64,
    },
    Lognormal {
        mean: f64,
        cv: f64,
        mu: f64,
        sigma: f64,
    },
    Gamma {
        name: &'static str,
        shape: f64,
        scale: f64,
        unit: Gamma<f64>,
    },
    Weibull {
        scale: f64,
        shape: f64,
        inverse_shape: f64,
    },
    Uniform {
        min: f64,
        max: f64,
    },
    Triangular {
        min: f64,
        mode: f64,
        max: f64,
    },
    Hyperexponential {
        often: Phase,
        rarely: Phase,
    },
    Pareto {
        minimum: f64,
        shape: f64,
    },
    Empirical(Box<[Step]>),
}

/// One of the two exponentials of a hyperexponential distribution and the chance of drawing from it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Phase {
    probability: f64,
    mean: f64,
}

/// One value of an empirical distribution and the chance of drawing it or a smaller one.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    value: f64,
    probability: f64,
    cumulative: f64,
}

impl Dist {
    /// The value this key draws, in the caller's unit; the same at every call.
    #[inline]
    pub fn sample(&self, key: Key) -> f64 {
        // Nothing is drawn, so the key need not be made.
        if let Law::Fixed { value } = self.law {
            return value;
        }
        self.draw(&mut key.rng())
    }

    /// No value is less than this, in the caller's unit; for most laws it is 0.
    pub fn least(&self) -> f64 {
        match &self.law {
            Law::Fixed { value } => *value,
            Law::Uniform { min, .. } | Law::Triangular { min, .. } => *min,
            Law::Pareto { minimum, .. } => *minimum,
            Law::Empirical(steps) => {
                let values = steps.iter().map(|step| step.value);
                values.fold(f64::INFINITY, f64::min)
            }
            Law::Exponential { .. }
            | Law::Lognormal { .. }
            | Law::Weibull { .. }
            | Law::Hyperexponential { .. }
            | Law::Gamma { .. } => 0.0,
        }
    }

    /// The next value drawn from a running generator; `sample(key)` equals `draw(&mut key.rng())`.
    pub fn draw(&self, rng: &mut KeyedRng) -> f64 {
        match &self.law {
            Law::Fixed { value } => *value,
            Law::Exponential { mean } => mean * unit_exponential(rng),
            Law::Lognormal { mu, sigma, .. } => {
                let z: f64 = StandardNormal.sample(rng);
                (mu + sigma * z).exp()
            }
            // Minus the logarithm of a uniform is exponential, and the ziggurat draws that without a logarithm.
            Law::Weibull {
                scale,
                inverse_shape,
                ..
            } => scale * unit_exponential(rng).powf(*inverse_shape),
            Law::Uniform { min, max } => min + (max - min) * rng.uniform(),
            Law::Hyperexponential { often, rarely } => {
                let phase = if rng.uniform() < often.probability {
                    often
                } else {
                    rarely
                };
                phase.mean * unit_exponential(rng)
            }
            Law::Pareto { minimum, shape } => minimum * (unit_exponential(rng) / shape).exp(),
            Law::Gamma { scale, unit, .. } => scale * gamma(unit, rng),
            Law::Triangular { min, mode, max } => triangular(*min, *mode, *max, rng.uniform()),
            Law::Empirical(steps) => empirical(steps, rng.uniform()),
        }
    }
}

impl From<Law> for Dist {
    fn from(law: Law) -> Dist {
        Dist { law }
    }
}

/// The gap to the next event of a Poisson process of rate 1: a unit exponential, in units of one divided by the rate.
#[inline]
pub fn poisson_gap(rng: &mut impl Rng) -> f64 {
    unit_exponential(rng)
}

#[inline]
fn unit_exponential(rng: &mut impl Rng) -> f64 {
    Exp1.sample(rng)
}

// Laws that take longer are kept apart, so that the others need no room for them.

#[inline(never)]
fn gamma(unit: &Gamma<f64>, rng: &mut KeyedRng) -> f64 {
    unit.sample(rng)
}

/// Inversion, not an alias table: a small change of weights then moves few draws under common random numbers.
#[inline(never)]
fn empirical(steps: &[Step], u: f64) -> f64 {
    let at = steps.partition_point(|step| step.cumulative <= u);
    steps[at.min(steps.len() - 1)].value
}

/// Inversion of the triangular distribution function.
#[inline(never)]
fn triangular(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    let (width, rise) = (max - min, mode - min);
    if u * width < rise {
        min + (u * width * rise).sqrt()
    } else {
        max - ((1.0 - u) * width * (max - mode)).sqrt()
    }
}

#[cfg(test)]
mod tests;
