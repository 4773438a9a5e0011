//! Shifting, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Shifting, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifting {
    /// Chance that a department sends a need away when nothing waits.
    pub base: f64,
    /// How much that chance rises with every task that waits for each person.
    pub slope: f64,
    /// The greatest chance.
    pub most: f64,
    /// Times one need is sent away, at most.
    pub at_most: u32,
    /// Hands-on hours of sending one away.
    pub work: Dist,
    /// Whether they do so, by kind of desk.
    pub desks: Vec<bool>,
}

impl Build<'_> {
    pub(super) fn prove_shifting(
        &mut self,
        around: &Around<'_>,
        given: &typed::Shifting,
    ) -> Option<Shifting> {
        Some(Shifting {
            base: given.base,
            slope: given.slope,
            most: given.most,
            at_most: given.at_most,
            work: given.work.value.clone(),
            desks: self.desks_or_all(around, given.desks.as_ref()),
        })
    }
}
