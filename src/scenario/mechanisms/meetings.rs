//! `[mechanisms.meetings]` as typed: recurring meetings of whole desks.

use crate::scenario::decode::Fields;

/// Meetings, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Meetings {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Meetings> {
    Some(Meetings {})
}
