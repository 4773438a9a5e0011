//! `[mechanisms.time_limits]` as typed: limits of time by level, and closing on paper.

use crate::scenario::decode::Fields;

/// Time limits, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeLimits {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<TimeLimits> {
    Some(TimeLimits {})
}
