//! `[mechanisms.triage]` as typed: dispatch by an algorithm, with review.

use crate::scenario::decode::Fields;

/// Triage by algorithm, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Triage> {
    Some(Triage {})
}
