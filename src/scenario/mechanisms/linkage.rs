//! `[mechanisms.linkage]` as typed: meetings or visits of several levels or sectors at once.

use crate::scenario::decode::Fields;

/// Linkage, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Linkage> {
    Some(Linkage {})
}
