//! Complaints, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Complaints, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaints {}

impl Build<'_> {
    pub(super) fn prove_complaints(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Complaints,
    ) -> Option<Complaints> {
        Some(Complaints {})
    }
}
