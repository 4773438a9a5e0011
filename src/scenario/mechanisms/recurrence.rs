//! `[mechanisms.recurrence]` as typed: matters that come again, and the analysis of their causes.

use crate::scenario::decode::Fields;

/// Recurrence, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Recurrence> {
    Some(Recurrence {})
}
