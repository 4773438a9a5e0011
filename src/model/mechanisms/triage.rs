//! Triage by algorithm, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Triage by algorithm, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {}

impl Build<'_> {
    pub(super) fn prove_triage(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Triage,
    ) -> Option<Triage> {
        Some(Triage {})
    }
}
