//! Foresight, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Foresight, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {}

impl Build<'_> {
    pub(super) fn prove_foresight(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Foresight,
    ) -> Option<Foresight> {
        Some(Foresight {})
    }
}
