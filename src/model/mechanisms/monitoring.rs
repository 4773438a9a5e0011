//! Monitoring, proven.

use crate::model::DeskKindId;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// Monitoring, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Monitoring {
    /// Time from the start of a handling, or from the end of a check, to the next; at least a minute.
    pub every: Span,
    /// Hands-on hours of one check.
    pub work: Dist,
    /// Hands-on hours of putting right what a check has found, besides doing it again.
    pub correction: Option<Dist>,
    /// The kind of desk that checks; none means the front desk of the case.
    pub desk: Option<DeskKindId>,
}

impl Build<'_> {
    pub(super) fn prove_monitoring(
        &mut self,
        around: &Around<'_>,
        given: &typed::Monitoring,
    ) -> Option<Monitoring> {
        Some(Monitoring {
            every: self.interval("every", given.every),
            work: given.work.value.clone(),
            correction: given.correction.as_ref().map(|work| work.value.clone()),
            desk: self.desk_named(around, given.desk.as_ref()),
        })
    }
}
