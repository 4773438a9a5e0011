//! `[mechanisms.triage]` as typed: dispatch by an algorithm, with review.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Flag, List, Text};
use crate::scenario::quantity::share;

/// Dispatch by an algorithm, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {
    /// Chance that a need goes to the right desk.
    pub accuracy: At<f64>,
    /// Delay before the intake, in place of the lag of the level.
    pub delay: Option<TimeDist>,
    /// Share of cases that a person checks.
    pub review: Option<At<f64>>,
    /// Work of checking one.
    pub review_work: Option<TimeDist>,
    /// Chance that the reviewer lets an error pass.
    pub bias: f64,
    /// Whether the triage work of the intake falls away.
    pub replaces_triage: bool,
    /// Levels at which the algorithm dispatches; all unless given.
    pub levels: Option<At<Vec<At<String>>>>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Triage> {
    let about = "chance that the algorithm sends a need to the right desk";
    let accuracy = fields.required("accuracy", about, share());
    let about = "delay before the intake, in place of the lag of the level; that lag unless given";
    let delay = fields.optional("delay", about, Distribution);
    let about = "share of cases that a person checks at the intake desk; 0 unless given";
    let review = fields.optional("review", about, share());
    let about = "work of checking one case";
    let review_work = fields.optional("review_work", about, Distribution);
    let about = "chance that the reviewer lets an error pass; 0 unless given";
    let bias = fields.optional("bias", about, share());
    let about = "whether the triage work of the intake falls away; true unless given";
    let replaces_triage = fields.optional("replaces_triage", about, Flag);
    let about = "levels at which the algorithm dispatches; all unless given";
    let levels = fields.optional("levels", about, List(Text));
    Some(Triage {
        accuracy: accuracy?,
        delay,
        review,
        review_work,
        bias: bias.map_or(0.0, |bias| bias.value),
        replaces_triage: replaces_triage.is_none_or(|replaces| replaces.value),
        levels,
    })
}
