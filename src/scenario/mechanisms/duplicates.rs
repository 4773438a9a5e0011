//! `[mechanisms.duplicates]` as typed: several reports of one matter, and their recognition.

use crate::scenario::decode::Fields;

/// Duplicates, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Duplicates> {
    Some(Duplicates {})
}
