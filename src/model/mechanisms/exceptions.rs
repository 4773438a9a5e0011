//! Exceptions, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Exceptions, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Exceptions {}

impl Build<'_> {
    pub(super) fn prove_exceptions(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Exceptions,
    ) -> Option<Exceptions> {
        Some(Exceptions {})
    }
}
