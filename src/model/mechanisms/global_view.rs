//! Global view, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Global view, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalView {}

impl Build<'_> {
    pub(super) fn prove_global_view(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::GlobalView,
    ) -> Option<GlobalView> {
        Some(GlobalView {})
    }
}
