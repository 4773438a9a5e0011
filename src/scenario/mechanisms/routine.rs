//! Work that a desk does again and again, as typed.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Text};
use crate::scenario::quantity::positive_time;
use crate::time::Span;

/// Work that every desk of a kind does again and again, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Routine {
    /// Work of doing it once, at one desk.
    pub work: TimeDist,
    /// Time from one to the next.
    pub every: At<Span>,
    /// The kind of desk that does it.
    pub desk: At<String>,
}

/// Reads the keys of such work.
pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Routine> {
    let work = fields.required("work", "work of doing it once, at one desk", Distribution);
    let about = "clock time from one to the next, at least an hour";
    let every = fields.required("every", about, positive_time());
    let about = "the desk that does it; in every unit of its level";
    let desk = fields.required("desk", about, Text);
    Some(Routine {
        work: work?,
        every: every?,
        desk: desk?,
    })
}
