//! Adoption, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Adoption, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {}

impl Build<'_> {
    pub(super) fn prove_adoption(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Adoption,
    ) -> Option<Adoption> {
        Some(Adoption {})
    }
}
