//! Reports and forms, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Reports and forms, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {}

impl Build<'_> {
    pub(super) fn prove_reports(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Reports,
    ) -> Option<Reports> {
        Some(Reports {})
    }
}
