//! Linkage, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Linkage, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {}

impl Build<'_> {
    pub(super) fn prove_linkage(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Linkage,
    ) -> Option<Linkage> {
        Some(Linkage {})
    }
}
