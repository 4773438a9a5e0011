//! `[mechanisms.global_view]` as typed: dispatch to the least loaded by a view that may be stale.

use crate::scenario::decode::Fields;

/// Global view, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalView {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<GlobalView> {
    Some(GlobalView {})
}
