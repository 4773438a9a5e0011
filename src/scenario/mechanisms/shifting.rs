//! `[mechanisms.shifting]` as typed: departments that send work on because they are busy.

use crate::scenario::decode::Fields;

/// Shifting, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifting {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Shifting> {
    Some(Shifting {})
}
