//! Meetings, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Meetings, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Meetings {}

impl Build<'_> {
    pub(super) fn prove_meetings(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Meetings,
    ) -> Option<Meetings> {
        Some(Meetings {})
    }
}
