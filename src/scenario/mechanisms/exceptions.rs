//! `[mechanisms.exceptions]` as typed: work that needs a decision before it can go on.

use crate::scenario::decode::Fields;

/// Exceptions, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Exceptions {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Exceptions> {
    Some(Exceptions {})
}
