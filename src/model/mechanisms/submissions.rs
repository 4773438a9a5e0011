//! Submissions, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Submissions, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Submissions {
    /// Mean number of times something is handed in for one service, at least 1.
    pub per_service: f64,
    /// Share of documents that are no longer handed in.
    pub exempt: f64,
    /// Chance that what is used instead of them is wrong.
    pub wrong: f64,
    /// Hands-on hours of receiving one submission after the first.
    pub receive: f64,
    /// Chance that a form is filled in wrongly.
    pub error: f64,
    /// Hands-on hours of putting one error right; there when there may be one.
    pub correct: Option<Dist>,
    /// Hours until the citizen or firm has handed the form in again.
    pub delay: Option<Dist>,
}

impl Build<'_> {
    pub(super) fn prove_submissions(
        &mut self,
        around: &Around<'_>,
        given: &typed::Submissions,
    ) -> Option<Submissions> {
        if around.levels.iter().all(|level| level.intake.is_none()) {
            let message = "no level has an intake, so nothing is handed in";
            self.found.push(
                Diagnostic::warning(Code::UnusedName, given.place, message)
                    .help("add `intake = { desk = \"…\" }` to a level"),
            );
        }
        Some(Submissions {
            per_service: given.per_service,
            exempt: given.exempt,
            wrong: given.wrong,
            receive: given.receive,
            error: given.error,
            correct: dist(given.correct.as_ref()),
            delay: dist(given.delay.as_ref()),
        })
    }
}
