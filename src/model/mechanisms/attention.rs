//! Attention, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Attention, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {}

impl Build<'_> {
    pub(super) fn prove_attention(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Attention,
    ) -> Option<Attention> {
        Some(Attention {})
    }
}
