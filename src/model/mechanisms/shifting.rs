//! Shifting, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Shifting, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifting {}

impl Build<'_> {
    pub(super) fn prove_shifting(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Shifting,
    ) -> Option<Shifting> {
        Some(Shifting {})
    }
}
