//! `[mechanisms.motivation]` as typed: how autonomy, clarity and pressure change the pace of work.

use crate::scenario::decode::Fields;

/// Motivation, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Motivation {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Motivation> {
    Some(Motivation {})
}
