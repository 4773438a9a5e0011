//! `[claim]` as typed: what is claimed of the designs of the scenario, what would show it, and where it should fail.

use super::Named;
use super::axis::Axis;
use super::document::Node;
use super::metric::Metric;
use crate::diagnostic::At;
use crate::stats::Verdict;

mod fields;
mod shapes;

pub(super) use fields::fields;
pub(super) use shapes::{LooksShape, MarginShape};

/// The family of claims that are corrected for each other unless a claim names another.
pub const PRIMARY: &str = "primary";

/// Something that is claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// A short name, such as `C1`.
    pub id: At<String>,
    /// What is claimed, in a line.
    pub says: String,
    /// Where the paper says so.
    pub paper: String,
    /// Items of the paper it is about, such as `P29`.
    pub items: Vec<At<String>>,
    /// The family it is corrected in.
    pub family: String,
    /// Whether a verdict is passed, or the effect is true by the way it is counted.
    pub kind: ClaimKind,
    /// What is compared.
    pub arms: Arms,
    /// What an effect is measured in.
    pub across: Across,
    /// The measure the verdict is about.
    pub metric: Target,
    /// Measures that must not suffer.
    pub guards: Vec<Named<Guard>>,
    /// How many replications.
    pub effort: Effort,
    /// Where the verdict changes.
    pub failure: Option<Failure>,
    /// Parameters along which it changes, the most telling first.
    pub boundaries: Vec<Named<Boundary>>,
    /// Two parameters at once.
    pub map: Option<Map>,
}

/// Whether a claim can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// It can, and a verdict is passed.
    Claim,
    /// It holds by the way things are counted: the effect is shown and no verdict passed.
    Accounting,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Arms {
    /// A design with the baseline.
    Two {
        /// The design that is said to do better.
        treatment: At<String>,
        /// What it is compared with; that of the plan unless given.
        baseline: Option<At<String>>,
    },
    /// A weighted sum of several arms.
    Contrast(Vec<Named<Arm>>),
    /// All combinations of these designs; the effect is what they bring together beyond what each brings alone.
    Factorial(Vec<At<String>>),
}

/// One arm of a contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// The design.
    pub design: At<String>,
    /// What its value is multiplied by.
    pub weight: f64,
    /// A patch on the scenario for this arm alone, which may change its matters.
    pub patch: Option<Node>,
}

/// What an effect is measured in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Across {
    /// Replications: the effect is the mean difference.
    Replications,
    /// Members of the ensemble: the effect is the share of members in which the difference goes the claimed way by more
    /// than the smallest effect of interest.
    Members {
        /// The share that is claimed.
        share: f64,
    },
}

/// The measure a verdict is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The measure.
    pub metric: Metric,
    /// Which way the claim says it goes.
    pub direction: ClaimedDirection,
    /// The smallest effect of interest, at least 0.
    pub smallest: At<Margin>,
    /// What theory says of it.
    pub known: Option<KnownArms>,
}

/// Which way a measure is said to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimedDirection {
    /// It falls.
    Down,
    /// It rises.
    Up,
    /// It changes, one way or the other.
    Either,
}

/// A difference: a share of the baseline's value, or an amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Margin {
    /// A share of the baseline's value.
    Relative(f64),
    /// An amount in the unit of the measure; hours for a time.
    Absolute {
        /// The amount.
        value: f64,
        /// Whether it was written as a time.
        is_time: bool,
    },
}

/// What theory says of the measure in both arms.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownArms {
    /// Its value under the baseline, in the unit of the measure (hours for times).
    pub baseline: Option<f64>,
    /// Its value under the treatment.
    pub treatment: Option<f64>,
    /// Who says so.
    pub source: String,
}

/// A measure that must not suffer.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// The measure.
    pub metric: Metric,
    /// How much worse it may get.
    pub allow: At<Margin>,
    /// Which way is worse: that of the measure unless given.
    pub worse: Option<ClaimedDirection>,
    /// What theory says of it.
    pub known: Option<KnownArms>,
}

/// How many replications an arm gets, as the numbers at which they are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    /// With `--quick`.
    pub quick: Vec<u32>,
    /// Else.
    pub full: Vec<u32>,
}

/// A patch under which the claim should fail.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Why it should.
    pub because: String,
    /// The verdicts that are expected there.
    pub expect: Vec<At<Verdict>>,
    /// The patch on the scenario.
    pub patch: Node,
}

/// A parameter along which the verdict changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The parameter.
    pub axis: Axis,
    /// The effect at which it changes.
    pub at: Threshold,
    /// A patch on the scenario under which it is looked for.
    pub patch: Option<Node>,
    /// The value that theory gives.
    pub known: Option<(f64, String)>,
}

/// The effect at which a boundary is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// The smallest effect of interest: the claim ceases to be supported.
    Smallest,
    /// No effect: treatment and baseline do the same.
    Zero,
}

/// Two parameters at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            quick: vec![10, 20],
            full: vec![10, 20, 40, 80, 160],
        }
    }
}
