//! The constructors of [`Dist`]: parameters checked once, constants computed once.

use rand_distr::Gamma;
use statrs::function::gamma::ln_gamma;

use super::error::check;
use super::{Dist, DistError, Law, Phase, Requirement, Step};

/// Bounds within which a cv other than 0 is drawn faithfully in double precision.
const CV_RANGE: Requirement = Requirement::ZeroOrBetween {
    low: 1e-4,
    high: 1e3,
};

impl Dist {
    /// The same `value` at every draw; 0 is allowed.
    pub fn fixed(value: f64) -> Result<Dist, DistError> {
        check("fixed", "value", value, Requirement::AtLeast(0.0))?;
        Ok(Law::Fixed { value }.into())
    }

    /// The exponential distribution with this `mean`, above 0; its cv is 1.
    pub fn exponential(mean: f64) -> Result<Dist, DistError> {
        check("exponential", "mean", mean, Requirement::Above(0.0))?;
        Ok(Law::Exponential { mean }.into())
    }

    /// The lognormal distribution with this `mean` above 0 and this `cv`; a cv of 0 is the fixed value.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Dist, DistError> {
        check("lognormal", "mean", mean, Requirement::Above(0.0))?;
        check("lognormal", "cv", cv, CV_RANGE)?;
        if cv == 0.0 {
            return Dist::fixed(mean);
        }
        let variance = (cv * cv).ln_1p();
        Ok(Law::Lognormal {
            mean,
            cv,
            mu: mean.ln() - variance / 2.0,
            sigma: variance.sqrt(),
        }
        .into())
    }

    /// The gamma distribution with this `mean` above 0 and this `cv`; a cv of 0 is the fixed value, a cv of 1 the exponential.
    pub fn gamma(mean: f64, cv: f64) -> Result<Dist, DistError> {
        check("gamma", "mean", mean, Requirement::Above(0.0))?;
        check("gamma", "cv", cv, CV_RANGE)?;
        if cv == 0.0 {
            return Dist::fixed(mean);
        }
        Ok(gamma("gamma", mean, 1.0 / (cv * cv)))
    }

    /// The Erlang distribution: the sum of `stages` equal exponential stages with this `mean` in all; its cv is
    /// 1 / sqrt(stages). From 1 to 10,000 stages.
    pub fn erlang(mean: f64, stages: u32) -> Result<Dist, DistError> {
        check("erlang", "mean", mean, Requirement::Above(0.0))?;
        check(
            "erlang",
            "stages",
            f64::from(stages),
            Requirement::Between {
                low: 1.0,
                high: 1e4,
            },
        )?;
        Ok(gamma("erlang", mean, f64::from(stages)))
    }

    /// The Weibull distribution with this `mean` above 0 and this `cv`, its shape found numerically; a cv of 0 is the fixed
    /// value.
    pub fn weibull(mean: f64, cv: f64) -> Result<Dist, DistError> {
        check("weibull", "mean", mean, Requirement::Above(0.0))?;
        check("weibull", "cv", cv, CV_RANGE)?;
        if cv == 0.0 {
            return Dist::fixed(mean);
        }
        Ok(weibull(mean, weibull_shape(cv)))
    }

    /// The Weibull distribution with this `mean` above 0 and this `shape` from 0.05 to 20,000; below 1 the hazard falls with
    /// age, above 1 it rises.
    pub fn weibull_with_shape(mean: f64, shape: f64) -> Result<Dist, DistError> {
        check("weibull", "mean", mean, Requirement::Above(0.0))?;
        check(
            "weibull",
            "shape",
            shape,
            Requirement::Between {
                low: WEIBULL_SHAPES.0,
                high: WEIBULL_SHAPES.1,
            },
        )?;
        Ok(weibull(mean, shape))
    }

    /// Every value from `min` to `max` equally likely; `min` = `max` is the fixed value.
    pub fn uniform(min: f64, max: f64) -> Result<Dist, DistError> {
        check("uniform", "min", min, Requirement::AtLeast(0.0))?;
        check("uniform", "max", max, Requirement::AtLeast(min))?;
        Ok(Law::Uniform { min, max }.into())
    }

    /// The triangular distribution from `min` to `max` with its peak at `mode`; three equal values are the fixed value.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Dist, DistError> {
        check("triangular", "min", min, Requirement::AtLeast(0.0))?;
        check("triangular", "mode", mode, Requirement::AtLeast(min))?;
        check("triangular", "max", max, Requirement::AtLeast(mode))?;
        Ok(Law::Triangular { min, mode, max }.into())
    }

    /// One of two exponentials contributing equally to the `mean` ("balanced means"; Morse 1958), with a `cv` from 1 to
    /// 1000: many short and few long.
    pub fn hyperexponential(mean: f64, cv: f64) -> Result<Dist, DistError> {
        check("hyperexponential", "mean", mean, Requirement::Above(0.0))?;
        check(
            "hyperexponential",
            "cv",
            cv,
            Requirement::Between {
                low: 1.0,
                high: 1e3,
            },
        )?;
        let square = cv * cv;
        let root = ((square - 1.0) / (square + 1.0)).sqrt();
        // The rarer chance (1 - root) / 2 is written without the cancellation it would suffer at a large cv.
        let phase = |probability: f64| Phase {
            probability,
            mean: mean / (2.0 * probability),
        };
        let often = phase((1.0 + root) / 2.0);
        let rarely = phase(1.0 / ((square + 1.0) * (1.0 + root)));
        Ok(Law::Hyperexponential { often, rarely }.into())
    }

    /// The Pareto distribution above `minimum` > 0 with tail exponent `shape`, which must exceed 1 for the mean to be finite;
    /// the variance is finite only for a shape above 2.
    pub fn pareto(minimum: f64, shape: f64) -> Result<Dist, DistError> {
        check("pareto", "minimum", minimum, Requirement::Above(0.0))?;
        check("pareto", "shape", shape, Requirement::Above(1.0))?;
        Ok(Law::Pareto { minimum, shape }.into())
    }

    /// The values of `pairs`, each `(value, weight)`, drawn in proportion to their weights. Weights need not add to 1; zero
    /// weights are never drawn; the order of the pairs does not matter.
    pub fn empirical(pairs: &[(f64, f64)]) -> Result<Dist, DistError> {
        for &(value, weight) in pairs {
            check("empirical", "value", value, Requirement::AtLeast(0.0))?;
            check("empirical", "weight", weight, Requirement::AtLeast(0.0))?;
        }
        let mut kept: Vec<(f64, f64)> = pairs
            .iter()
            .copied()
            .filter(|&(_, weight)| weight > 0.0)
            .collect();
        kept.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let total: f64 = kept.iter().map(|&(_, weight)| weight).sum();
        if kept.is_empty() {
            return Err(DistError::NoWeight {
                distribution: "empirical",
            });
        }
        check(
            "empirical",
            "sum of weights",
            total,
            Requirement::Above(0.0),
        )?;
        let mut before = 0.0;
        let steps = kept.iter().map(|&(value, weight)| {
            before += weight;
            Step {
                value,
                probability: weight / total,
                cumulative: before / total,
            }
        });
        Ok(Law::Empirical(steps.collect()).into())
    }

    /// This distribution with every value multiplied by `factor`, above 0: a change of unit or of speed. The same key then
    /// gives the same value times `factor`, to rounding.
    pub fn scaled(&self, factor: f64) -> Result<Dist, DistError> {
        check("scaled", "factor", factor, Requirement::Above(0.0))?;
        let mut law = self.law.clone();
        match &mut law {
            Law::Fixed { value } => *value *= factor,
            Law::Exponential { mean } => *mean *= factor,
            Law::Lognormal { mean, mu, .. } => {
                *mean *= factor;
                *mu += factor.ln();
            }
            Law::Gamma { scale, .. } | Law::Weibull { scale, .. } => *scale *= factor,
            Law::Uniform { min, max } => [min, max].into_iter().for_each(|x| *x *= factor),
            Law::Triangular { min, mode, max } => {
                [min, mode, max].into_iter().for_each(|x| *x *= factor);
            }
            Law::Hyperexponential { often, rarely } => {
                [often, rarely]
                    .into_iter()
                    .for_each(|phase| phase.mean *= factor);
            }
            Law::Pareto { minimum, .. } => *minimum *= factor,
            Law::Empirical(steps) => steps.iter_mut().for_each(|step| step.value *= factor),
        }
        let scaled = Dist { law };
        check("scaled", "mean", scaled.mean(), Requirement::AtLeast(0.0))?;
        Ok(scaled)
    }
}

fn gamma(name: &'static str, mean: f64, shape: f64) -> Dist {
    let unit = Gamma::new(shape, 1.0).expect("the shape was checked to be positive and finite");
    Law::Gamma {
        name,
        shape,
        scale: mean / shape,
        unit,
    }
    .into()
}

/// Shapes between which a Weibull's cv runs from 3.7e5 down to 6e-5.
const WEIBULL_SHAPES: (f64, f64) = (0.05, 2e4);

fn weibull(mean: f64, shape: f64) -> Dist {
    let inverse_shape = 1.0 / shape;
    Law::Weibull {
        scale: mean / ln_gamma(1.0 + inverse_shape).exp(),
        shape,
        inverse_shape,
    }
    .into()
}

/// The shape with this cv, by bisection on its logarithm: cv^2 + 1 = G(1 + 2/k) / G(1 + 1/k)^2 falls with k.
fn weibull_shape(cv: f64) -> f64 {
    let target = (cv * cv).ln_1p();
    let (mut low, mut high) = (WEIBULL_SHAPES.0.ln(), WEIBULL_SHAPES.1.ln());
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        let inverse = (-middle).exp();
        let here = ln_gamma(1.0 + 2.0 * inverse) - 2.0 * ln_gamma(1.0 + inverse);
        if here > target {
            low = middle
        } else {
            high = middle
        }
    }
    ((low + high) / 2.0).exp()
}
