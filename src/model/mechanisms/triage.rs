//! Dispatch by an algorithm, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::LevelId;
use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Dispatch by an algorithm, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {
    /// Chance that a need goes to a wrong desk first.
    pub error: f64,
    /// Delay in hours before the intake, in place of the lag of the level.
    pub delay: Option<Dist>,
    /// Share of cases that a person checks, and hands-on hours of checking one; none when nobody checks.
    pub review: Option<(f64, Dist)>,
    /// Chance that the reviewer lets an error pass.
    pub bias: f64,
    /// Whether the triage work of the intake falls away.
    pub replaces_triage: bool,
    /// Whether the algorithm dispatches there, by level.
    pub levels: Vec<bool>,
}

impl Triage {
    /// Whether the algorithm dispatches at a level.
    pub(crate) fn is_at(&self, level: LevelId) -> bool {
        self.levels[level.index()]
    }
}

impl Build<'_> {
    pub(super) fn prove_triage(
        &mut self,
        around: &Around<'_>,
        given: &typed::Triage,
    ) -> Option<Triage> {
        let levels = self.levels_or_all(around, given.levels.as_ref());
        let error = 1.0 - given.accuracy.value;
        if error > 0.0 && self.scenario.dispatch.wrong.is_none() {
            let message =
                "the algorithm errs and `dispatch.wrong` does not say what work a wrong desk has";
            self.found.push(
                Diagnostic::error(Code::MissingKey, given.accuracy.place, message)
                    .help("add `wrong = { probability = 0.1, work = \"15 min\" }` to `[dispatch]`"),
            );
        }
        Some(Triage {
            error,
            delay: dist(given.delay.as_ref()),
            review: self.review_of_triage(around, given, &levels),
            bias: given.bias,
            replaces_triage: given.replaces_triage,
            levels,
        })
    }

    /// Who checks needs work to do so, and an intake desk to do it at.
    fn review_of_triage(
        &mut self,
        around: &Around<'_>,
        given: &typed::Triage,
        levels: &[bool],
    ) -> Option<(f64, Dist)> {
        let share = given.review.filter(|share| share.value > 0.0)?;
        let mut at = around.levels.entries();
        if !at.any(|(id, level)| levels[id.index()] && level.intake.is_some()) {
            let message =
                "a share of cases is checked and no level with the algorithm has an intake";
            self.found.push(
                Diagnostic::error(Code::NoDesk, share.place, message)
                    .help("add an `intake` to the level, or remove `review`"),
            );
        }
        let Some(work) = dist(given.review_work.as_ref()) else {
            let message = "a share of cases is checked and `review_work` is missing";
            self.found.push(
                Diagnostic::error(Code::MissingKey, share.place, message)
                    .help("add `review_work = \"3 min\"`"),
            );
            return None;
        };
        Some((share.value, work))
    }
}
