//! Inspections, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Inspections, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspections {}

impl Build<'_> {
    pub(super) fn prove_inspections(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Inspections,
    ) -> Option<Inspections> {
        Some(Inspections {})
    }
}
