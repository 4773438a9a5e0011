//! Submissions, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Submissions, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Submissions {}

impl Build<'_> {
    pub(super) fn prove_submissions(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Submissions,
    ) -> Option<Submissions> {
        Some(Submissions {})
    }
}
