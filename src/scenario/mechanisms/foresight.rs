//! `[mechanisms.foresight]` as typed: matters foreseen before they break out.

use crate::scenario::decode::Fields;

/// Foresight, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Foresight> {
    Some(Foresight {})
}
