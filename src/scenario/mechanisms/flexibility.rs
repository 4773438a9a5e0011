//! `[mechanisms.flexibility]` as typed: people who help at other desks.

use crate::scenario::decode::Fields;

/// Flexibility, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Flexibility {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Flexibility> {
    Some(Flexibility {})
}
