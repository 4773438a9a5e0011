//! Chase orders, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// Chase orders, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Chase {
    /// Hands-on hours of answering one.
    pub work: Dist,
    /// Time between two looks at an overdue case, more than 0.
    pub every: Span,
    /// Mean number of orders that one look brings.
    pub gain: f64,
    /// Orders about one case that may wait for an answer at once.
    pub at_once: u32,
    /// Whether the chased case itself comes first from then on.
    pub first: bool,
}

impl Build<'_> {
    pub(super) fn prove_chase(&mut self, _: &Around<'_>, given: &typed::Chase) -> Option<Chase> {
        Some(Chase {
            work: given.work.value.clone(),
            every: given.every.value,
            gain: given.gain,
            at_once: given.at_once,
            first: given.first,
        })
    }
}
