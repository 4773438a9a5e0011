//! `[mechanisms.complaints]` as typed: citizens who press for their cases.

use crate::scenario::decode::Fields;

/// Complaints, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaints {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Complaints> {
    Some(Complaints {})
}
