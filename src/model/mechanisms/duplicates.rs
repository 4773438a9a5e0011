//! Duplicates, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Duplicates, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {}

impl Build<'_> {
    pub(super) fn prove_duplicates(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Duplicates,
    ) -> Option<Duplicates> {
        Some(Duplicates {})
    }
}
