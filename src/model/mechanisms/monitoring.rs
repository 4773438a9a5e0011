//! Monitoring, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Monitoring, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Monitoring {}

impl Build<'_> {
    pub(super) fn prove_monitoring(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Monitoring,
    ) -> Option<Monitoring> {
        Some(Monitoring {})
    }
}
