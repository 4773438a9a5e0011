//! Recurrence, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Recurrence, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {}

impl Build<'_> {
    pub(super) fn prove_recurrence(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Recurrence,
    ) -> Option<Recurrence> {
        Some(Recurrence {})
    }
}
