//! Why a distribution cannot be built.

use core::fmt;

/// What a parameter of a distribution must satisfy. Every requirement also asks for a finite number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Requirement {
    /// Greater than this bound.
    Above(f64),
    /// This bound or greater.
    AtLeast(f64),
    /// Between two bounds, both allowed.
    Between {
        /// The least value allowed.
        low: f64,
        /// The greatest value allowed.
        high: f64,
    },
    /// Exactly 0, or between two bounds, both allowed.
    ZeroOrBetween {
        /// The least value allowed other than 0.
        low: f64,
        /// The greatest value allowed.
        high: f64,
    },
}

impl Requirement {
    fn admits(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Requirement::Above(bound) => value > bound,
                Requirement::AtLeast(bound) => value >= bound,
                Requirement::Between { low, high } => (low..=high).contains(&value),
                Requirement::ZeroOrBetween { low, high } => {
                    value == 0.0 || (low..=high).contains(&value)
                }
            }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Requirement::Above(bound) => write!(f, "greater than {bound}"),
            Requirement::AtLeast(bound) => write!(f, "at least {bound}"),
            Requirement::Between { low, high } => write!(f, "from {low} to {high}"),
            Requirement::ZeroOrBetween { low, high } => write!(f, "0 or from {low} to {high}"),
        }
    }
}

/// Why a distribution cannot be built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DistError {
    /// A parameter breaks its requirement, or is not a finite number.
    OutOfRange {
        /// The distribution, as a scenario names it.
        distribution: &'static str,
        /// The parameter, as a scenario names it.
        parameter: &'static str,
        /// The value found.
        value: f64,
        /// What the value must satisfy.
        requirement: Requirement,
    },
    /// A weighted distribution has no value of positive weight.
    NoWeight {
        /// The distribution, as a scenario names it.
        distribution: &'static str,
    },
}

impl fmt::Display for DistError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DistError::OutOfRange {
                distribution,
                parameter,
                value,
                requirement,
            } => {
                write!(
                    f,
                    "{parameter} of {distribution} is `{value}`; it must be {requirement}"
                )
            }
            DistError::NoWeight { distribution } => {
                write!(f, "{distribution} has no value of positive weight")
            }
        }
    }
}

impl std::error::Error for DistError {}

pub(super) fn check(
    distribution: &'static str,
    parameter: &'static str,
    value: f64,
    requirement: Requirement,
) -> Result<(), DistError> {
    if requirement.admits(value) {
        Ok(())
    } else {
        Err(DistError::OutOfRange {
            distribution,
            parameter,
            value,
            requirement,
        })
    }
}
