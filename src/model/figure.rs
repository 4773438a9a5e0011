//! Units of what is measured, and which way is better.

use serde::Serialize;

/// The unit of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Calendar hours.
    Hours,
    /// Hours of staff time.
    StaffHours,
    /// Staff hours per closed case.
    StaffHoursPerCase,
    /// Cases.
    Cases,
    /// Tasks.
    Tasks,
    /// A share in [0, 1] (utilisation may exceed it only by rounding).
    Share,
    /// A number per closed case.
    PerCase,
    /// A plain number.
    Number,
    /// Money, in whatever currency the scenario has.
    Money,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// Less is better.
    Lower,
    /// More is better.
    Higher,
    /// Neither.
    Neither,
}
