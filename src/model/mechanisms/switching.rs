//! Switching, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Switching, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Switching {}

impl Build<'_> {
    pub(super) fn prove_switching(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Switching,
    ) -> Option<Switching> {
        Some(Switching {})
    }
}
