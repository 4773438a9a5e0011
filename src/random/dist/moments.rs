//! Exact moments of a [`Dist`], in powers of its unit.

use core::fmt;

use statrs::function::gamma::ln_gamma;

use super::{Dist, Law};

impl Dist {
    /// The mean, in the distribution's unit; always finite.
    pub fn mean(&self) -> f64 {
        match &self.law {
            Law::Fixed { value } => *value,
            Law::Exponential { mean } | Law::Lognormal { mean, .. } => *mean,
            Law::Gamma { shape, scale, .. } => shape * scale,
            Law::Uniform { min, max } => min + (max - min) / 2.0,
            Law::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Law::Pareto { minimum, shape } => minimum * shape / (shape - 1.0),
            Law::Weibull { .. } | Law::Hyperexponential { .. } | Law::Empirical(_) => {
                self.raw_moment(1).expect("these laws have every moment")
            }
        }
    }

    /// The mean of the square, in the unit squared; `None` when infinite (Pareto with a shape of 2 or less).
    pub fn second_moment(&self) -> Option<f64> {
        self.raw_moment(2)
    }

    /// The mean of the cube, in the unit cubed; `None` when infinite (Pareto with a shape of 3 or less).
    pub fn third_moment(&self) -> Option<f64> {
        self.raw_moment(3)
    }

    /// The variance, in the unit squared; `None` when infinite.
    pub fn variance(&self) -> Option<f64> {
        let mean = self.mean();
        match &self.law {
            // Laws whose variance has a form free of cancellation.
            Law::Fixed { .. } => Some(0.0),
            Law::Exponential { mean } => Some(mean * mean),
            Law::Lognormal { mean, cv, .. } => Some((mean * cv).powi(2)),
            Law::Gamma { shape, scale, .. } => Some(shape * scale * scale),
            Law::Uniform { min, max } => Some((max - min).powi(2) / 12.0),
            Law::Triangular { min, mode, max } => {
                let (a, b) = (mode - min, max - mode);
                Some((a * a + a * b + b * b) / 18.0)
            }
            Law::Weibull { shape, .. } => {
                let ratio = ln_gamma(1.0 + 2.0 / shape) - 2.0 * ln_gamma(1.0 + 1.0 / shape);
                Some(mean * mean * ratio.exp_m1())
            }
            Law::Empirical(steps) => Some(
                steps
                    .iter()
                    .map(|s| s.probability * (s.value - mean).powi(2))
                    .sum(),
            ),
            Law::Pareto { shape, .. } if *shape > 2.0 => {
                Some(mean * mean / (shape * (shape - 2.0)))
            }
            Law::Pareto { .. } => None,
            Law::Hyperexponential { .. } => self.raw_moment(2).map(|second| second - mean * mean),
        }
    }

    /// The coefficient of variation, standard deviation divided by mean; `None` when infinite or when the mean is 0.
    pub fn cv(&self) -> Option<f64> {
        let mean = self.mean();
        if mean > 0.0 {
            self.variance().map(|variance| variance.sqrt() / mean)
        } else {
            None
        }
    }

    /// The distribution's name, as a scenario writes it; a lognormal, gamma or Weibull of cv 0 is `fixed`.
    pub fn name(&self) -> &'static str {
        match &self.law {
            Law::Fixed { .. } => "fixed",
            Law::Exponential { .. } => "exponential",
            Law::Lognormal { .. } => "lognormal",
            Law::Gamma { name, .. } => name,
            Law::Weibull { .. } => "weibull",
            Law::Uniform { .. } => "uniform",
            Law::Triangular { .. } => "triangular",
            Law::Hyperexponential { .. } => "hyperexponential",
            Law::Pareto { .. } => "pareto",
            Law::Empirical(_) => "empirical",
        }
    }

    /// The mean of the `order`-th power; `None` when infinite.
    fn raw_moment(&self, order: i32) -> Option<f64> {
        let k = f64::from(order);
        Some(match &self.law {
            Law::Fixed { value } => value.powi(order),
            Law::Exponential { mean } => factorial(order) * mean.powi(order),
            // E[X^k] = mean^k (1 + cv^2)^(k (k - 1) / 2).
            Law::Lognormal { mean, cv, .. } => {
                mean.powi(order) * (1.0 + cv * cv).powi(order * (order - 1) / 2)
            }
            Law::Gamma { shape, scale, .. } => {
                (0..order).map(|i| (shape + f64::from(i)) * scale).product()
            }
            Law::Weibull { scale, shape, .. } => {
                scale.powi(order) * ln_gamma(1.0 + k / shape).exp()
            }
            // The mean of x^k over the interval, as a sum of products free of the division by max - min.
            Law::Uniform { min, max } => {
                (0..=order)
                    .map(|i| min.powi(i) * max.powi(order - i))
                    .sum::<f64>()
                    / (k + 1.0)
            }
            Law::Triangular { min, mode, max } => {
                // Twice the complete symmetric polynomial of degree k over (k + 1) (k + 2).
                let pairs = (0..=order).flat_map(|i| (0..=order - i).map(move |j| (i, j)));
                let sum: f64 = pairs
                    .map(|(i, j)| min.powi(i) * mode.powi(j) * max.powi(order - i - j))
                    .sum();
                2.0 * sum / ((k + 1.0) * (k + 2.0))
            }
            Law::Hyperexponential { often, rarely } => {
                let part = |phase: &super::Phase| phase.probability * phase.mean.powi(order);
                factorial(order) * (part(often) + part(rarely))
            }
            Law::Pareto { minimum, shape } if *shape > k => {
                shape * minimum.powi(order) / (shape - k)
            }
            Law::Pareto { .. } => return None,
            Law::Empirical(steps) => steps
                .iter()
                .map(|s| s.probability * s.value.powi(order))
                .sum(),
        })
    }
}

impl fmt::Display for Dist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cv() {
            Some(cv) => write!(f, "{} (mean {}, cv {})", self.name(), self.mean(), cv),
            None => write!(f, "{} (mean {})", self.name(), self.mean()),
        }
    }
}

fn factorial(n: i32) -> f64 {
    (1..=n).map(f64::from).product()
}
