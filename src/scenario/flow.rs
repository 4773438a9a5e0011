//! Dispatch, escalation and closing as typed.

use crate::diagnostic::{At, Place};
use crate::scenario::TimeDist;

/// How cases are dispatched.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch {
    /// The order of needs.
    pub mode: DispatchMode,
    /// Work of joining branches.
    pub merge: Option<Merge>,
    /// Whether a rejection or a satisfied join stops the other branches.
    pub cancel_on_reject: bool,
    /// Wrong dispatch.
    pub wrong: Option<Wrong>,
}

/// The order in which needs are worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DispatchMode {
    /// One after another, in file order.
    Serial,
    /// All at once.
    Parallel,
    /// Each when those before it are done.
    Precedence,
}

/// Joining branches.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Work per joined handling.
    pub work: TimeDist,
    /// The desk that does it; none means the intake desk, or the desk of the first need.
    pub desk: Option<At<String>>,
}

/// Wrong dispatch.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Chance per dispatch of a need.
    pub probability: At<f64>,
    /// Work of the wrong desk before it sends the task back.
    pub work: TimeDist,
}

/// How cases climb.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// One level at a time or straight to the competent level.
    pub path: EscalationPath,
    /// Whether the upper level keeps the case.
    pub mode: EscalationMode,
    /// Work of deciding for a lower level.
    pub decide: Option<TimeDist>,
    /// Place of the table, for messages.
    pub place: Place,
}

/// The way up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationPath {
    /// One level at a time.
    Step,
    /// Straight to the competent level.
    Direct,
}

/// What the upper level does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationMode {
    /// It handles the case from there on.
    TakeOver,
    /// It decides and sends the case back.
    DecideAndReturn,
}

/// How cases are closed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closing {
    /// Chance per closing that the case comes back.
    pub reopen: Option<At<f64>>,
    /// Time until it comes back.
    pub reopen_after: Option<TimeDist>,
}
