//! `[mechanisms.orders]` as typed: orders that superiors push down.

use crate::scenario::decode::Fields;

/// Orders from superiors, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Orders {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Orders> {
    Some(Orders {})
}
