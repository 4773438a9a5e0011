//! Joint work, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Joint work, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {}

impl Build<'_> {
    pub(super) fn prove_joint(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Joint,
    ) -> Option<Joint> {
        Some(Joint {})
    }
}
