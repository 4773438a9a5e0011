//! `[mechanisms.switching]` as typed: the cost of turning to other work.

use crate::scenario::decode::Fields;

/// Switching, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Switching {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Switching> {
    Some(Switching {})
}
