//! Switching, proven.

use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Switching, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Switching {
    /// Hands-on hours of turning to another kind of task.
    pub cost: Dist,
    /// Hands-on hours of going on with a task that was put back.
    pub resume: Option<Dist>,
    /// Whether it costs there, by kind of desk.
    pub desks: Vec<bool>,
}

impl Build<'_> {
    pub(super) fn prove_switching(
        &mut self,
        around: &Around<'_>,
        given: &typed::Switching,
    ) -> Option<Switching> {
        Some(Switching {
            cost: given.cost.value.clone(),
            resume: dist(given.resume.as_ref()),
            desks: self.desks_or_all(around, given.desks.as_ref()),
        })
    }
}
