//! Recurrence, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::model::mechanisms::routine::Routine;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Recurrence, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// Chance that the matter of a closed case comes again, below 1.
    pub chance: f64,
    /// Hours until it does.
    pub after: Dist,
    /// Times one matter comes again, at most.
    pub at_most: u32,
    /// Share of recurrences that have a cause in common with others.
    pub clustered: f64,
    /// Looking for causes, and the chance that one analysis finds a cause that is there.
    pub analysis: Option<(Routine, f64)>,
}

impl Build<'_> {
    pub(super) fn prove_recurrence(
        &mut self,
        around: &Around<'_>,
        given: &typed::Recurrence,
    ) -> Option<Recurrence> {
        let analysis = match &given.analysis {
            Some(analysis) => Some((
                self.prove_routine(around, &analysis.routine)?,
                analysis.finds,
            )),
            None => None,
        };
        Some(Recurrence {
            chance: given.chance,
            after: given.after.value.clone(),
            at_most: given.at_most,
            clustered: given.clustered,
            analysis,
        })
    }
}
