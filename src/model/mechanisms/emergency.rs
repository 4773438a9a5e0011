//! Emergency, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Emergency, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Emergency {}

impl Build<'_> {
    pub(super) fn prove_emergency(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Emergency,
    ) -> Option<Emergency> {
        Some(Emergency {})
    }
}
