//! `[mechanisms.attention]` as typed: which waiting task a person takes up next.

use crate::scenario::decode::Fields;

/// Attention, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Attention> {
    Some(Attention {})
}
