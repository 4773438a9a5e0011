//! Messages, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Messages, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {}

impl Build<'_> {
    pub(super) fn prove_messages(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Messages,
    ) -> Option<Messages> {
        Some(Messages {})
    }
}
