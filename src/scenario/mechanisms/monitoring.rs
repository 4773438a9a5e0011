//! `[mechanisms.monitoring]` as typed: checks of work under way.

use crate::scenario::decode::Fields;

/// Monitoring, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Monitoring {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Monitoring> {
    Some(Monitoring {})
}
