//! Learning, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Learning, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {}

impl Build<'_> {
    pub(super) fn prove_learning(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Learning,
    ) -> Option<Learning> {
        Some(Learning {})
    }
}
