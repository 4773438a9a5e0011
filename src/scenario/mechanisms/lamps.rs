//! `[mechanisms.lamps]` as typed: red, yellow and green lamps by unit.

use crate::scenario::decode::Fields;

/// Lamps, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Lamps {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Lamps> {
    Some(Lamps {})
}
