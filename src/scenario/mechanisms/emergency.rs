//! `[mechanisms.emergency]` as typed: plans for emergencies.

use crate::scenario::decode::Fields;

/// Emergency, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Emergency {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Emergency> {
    Some(Emergency {})
}
