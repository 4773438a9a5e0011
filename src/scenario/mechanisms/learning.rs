//! `[mechanisms.learning]` as typed: learning, training and turnover.

use crate::scenario::decode::Fields;

/// Learning, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Learning> {
    Some(Learning {})
}
