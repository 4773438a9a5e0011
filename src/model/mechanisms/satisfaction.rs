//! Satisfaction, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Satisfaction, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Satisfaction {}

impl Build<'_> {
    pub(super) fn prove_satisfaction(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Satisfaction,
    ) -> Option<Satisfaction> {
        Some(Satisfaction {})
    }
}
