//! `[mechanisms.joint]` as typed: reuse of earlier work, and effort lost in groups.

use crate::scenario::decode::Fields;

/// Joint work, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Joint> {
    Some(Joint {})
}
