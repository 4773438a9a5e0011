//! Duplicates, proven.

use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::Geometric;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Duplicates, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {
    /// Number of further reports of a matter.
    pub reports: Geometric,
    /// Further reports of one matter, at most.
    pub at_most: u32,
    /// Hours from the first report to each further one.
    pub after: Dist,
    /// Chance that a further report is recognised at an intake.
    pub recall: f64,
    /// Hands-on hours of recognising and merging one.
    pub merge_work: Dist,
    /// Chance that a genuine case is taken for a further report of another; 0 without `found_after`.
    pub false_merge: f64,
    /// Hours until that is found out.
    pub found_after: Option<Dist>,
    /// Hours that each of those who report a matter takes to notice it.
    pub notice: Option<Dist>,
}

impl Build<'_> {
    pub(super) fn prove_duplicates(
        &mut self,
        _: &Around<'_>,
        given: &typed::Duplicates,
    ) -> Option<Duplicates> {
        Some(Duplicates {
            reports: Geometric::new(given.reports),
            at_most: given.at_most,
            after: given.after.value.clone(),
            recall: given.recall,
            merge_work: given.merge_work.value.clone(),
            false_merge: given.false_merge,
            found_after: dist(given.found_after.as_ref()),
            notice: dist(given.notice.as_ref()),
        })
    }
}
