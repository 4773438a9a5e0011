//! `[mechanisms.submissions]` as typed: what citizens and firms hand in, and log-ins.

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields};
use crate::scenario::quantity::{Limits, hours, number, share};

/// Submissions, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Submissions {
    /// Mean number of times something is handed in for one service.
    pub per_service: f64,
    /// Share of documents that are no longer handed in.
    pub exempt: f64,
    /// Chance that what is used instead of them is wrong.
    pub wrong: f64,
    /// Hands-on hours of receiving one submission after the first.
    pub receive: f64,
    /// Chance that a form is filled in wrongly.
    pub error: f64,
    /// Work of putting one error right.
    pub correct: Option<TimeDist>,
    /// Time until the citizen or firm has handed the form in again.
    pub delay: Option<TimeDist>,
    /// Where it stands in the file.
    pub place: Place,
}

/// The most submissions of one service.
const PER_SERVICE_MOST: f64 = 50.0;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Submissions> {
    let about = "mean number of times something is handed in for one service; 1 with one log-in";
    let per_service = fields.required(
        "per_service",
        about,
        number(Limits::Between(1.0, PER_SERVICE_MOST)),
    );
    let about = "share of documents, and of submissions after the first, that are no longer needed; 0 unless given";
    let exempt = fields.optional("exempt", about, share());
    let about = "chance that what is used instead of exempted documents is wrong; 0 unless given";
    let wrong = fields.optional("wrong", about, share());
    let about = "work of receiving one submission after the first; none unless given";
    let receive = fields.optional("receive", about, hours());
    let about = "chance that what is handed in is filled in wrongly; 0 unless given";
    let error = fields.optional("error", about, share());
    let about = "work of putting one error right";
    let correct = fields.optional("correct", about, Distribution);
    let about = "time until the citizen or firm has handed the form in again; none unless given";
    let delay = fields.optional("delay", about, Distribution);
    let may_err = |at: &Option<At<f64>>| at.as_ref().is_some_and(|at| at.value > 0.0);
    if (may_err(&error) || may_err(&wrong)) && fields.key_place("correct").is_none() {
        let message =
            "there may be errors, and `correct` does not say what putting them right takes";
        fields.report(
            Diagnostic::error(Code::MissingKey, fields.place(), message)
                .help("add `correct = \"15 min\"`"),
        );
    }
    let value = |at: Option<At<f64>>| at.map_or(0.0, |at| at.value);
    Some(Submissions {
        per_service: per_service?.value,
        exempt: value(exempt),
        wrong: value(wrong),
        receive: value(receive),
        error: value(error),
        correct,
        delay,
        place: fields.place(),
    })
}
