//! Motivation, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Motivation, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Motivation {}

impl Build<'_> {
    pub(super) fn prove_motivation(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Motivation,
    ) -> Option<Motivation> {
        Some(Motivation {})
    }
}
