//! Time limits, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Time limits, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeLimits {}

impl Build<'_> {
    pub(super) fn prove_time_limits(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::TimeLimits,
    ) -> Option<TimeLimits> {
        Some(TimeLimits {})
    }
}
