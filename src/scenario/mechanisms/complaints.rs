//! `[mechanisms.complaints]` as typed: citizens who press for their cases.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Flag};
use crate::scenario::quantity::{positive_time, share};
use crate::time::Span;

/// Complaints, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaints {
    /// How long a citizen waits before pressing.
    pub after: TimeDist,
    /// Work of answering one complaint.
    pub work: TimeDist,
    /// Share of the citizens who press at all.
    pub share: f64,
    /// Time until the same citizen presses again; none means once.
    pub every: Option<At<Span>>,
    /// Whether the case comes first from then on.
    pub first: bool,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Complaints> {
    let about = "clock time a citizen waits before pressing";
    let after = fields.required("after", about, Distribution);
    let work = fields.required("work", "work of answering one complaint", Distribution);
    let about = "share of the citizens who press at all; 1 unless given";
    let part = fields.optional("share", about, share());
    let about = "clock time until the same citizen presses again; once unless given";
    let every = fields.optional("every", about, positive_time());
    let about = "whether the case comes first from then on; true unless given";
    let first = fields.optional("first", about, Flag);
    Some(Complaints {
        after: after?,
        work: work?,
        share: part.map_or(1.0, |part| part.value),
        every,
        first: first.is_none_or(|first| first.value),
    })
}
