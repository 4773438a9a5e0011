//! Complaints, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// Complaints, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaints {
    /// Hours of clock time a citizen waits before pressing.
    pub after: Dist,
    /// Hands-on hours of answering one complaint.
    pub work: Dist,
    /// Share of the citizens who press at all.
    pub share: f64,
    /// Time until the same citizen presses again, at least a minute; none means once.
    pub every: Option<Span>,
    /// Whether the case comes first from then on.
    pub first: bool,
}

impl Build<'_> {
    pub(super) fn prove_complaints(
        &mut self,
        _: &Around<'_>,
        given: &typed::Complaints,
    ) -> Option<Complaints> {
        Some(Complaints {
            after: given.after.value.clone(),
            work: given.work.value.clone(),
            share: given.share,
            every: given.every.map(|every| self.interval("every", every)),
            first: given.first,
        })
    }
}
