//! `[mechanisms.monitoring]` as typed: checks of work under way.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Text};
use crate::scenario::quantity::positive_time;
use crate::time::Span;

/// Monitoring, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Monitoring {
    /// Time from the start of a handling, or from the end of a check, to the next.
    pub every: At<Span>,
    /// Work of one check.
    pub work: TimeDist,
    /// Work of putting right what a check has found, besides doing it again.
    pub correction: Option<TimeDist>,
    /// The desk that checks; the front desk of the case unless given.
    pub desk: Option<At<String>>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Monitoring> {
    let about = "clock time from the start of a handling, or the end of a check, to the next check";
    let every = fields.required("every", about, positive_time());
    let work = fields.required("work", "work of one check", Distribution);
    let about = "work of putting right what a check has found; none unless given";
    let correction = fields.optional("correction", about, Distribution);
    let about = "the desk that checks; the intake desk of the level, or that of the first need, unless given";
    let desk = fields.optional("desk", about, Text);
    Some(Monitoring {
        every: every?,
        work: work?,
        correction,
        desk,
    })
}
