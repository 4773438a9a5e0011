//! Flexibility, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Flexibility, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Flexibility {}

impl Build<'_> {
    pub(super) fn prove_flexibility(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Flexibility,
    ) -> Option<Flexibility> {
        Some(Flexibility {})
    }
}
