//! `[mechanisms.switching]` as typed: the cost of turning to other work.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, List, Text};

/// Switching, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Switching {
    /// Work of turning to another kind of task.
    pub cost: TimeDist,
    /// Work of going on with a task that was put back.
    pub resume: Option<TimeDist>,
    /// Desks where it costs; all unless given.
    pub desks: Option<At<Vec<At<String>>>>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Switching> {
    let about = "work of turning to a task of another kind than the last one";
    let cost = fields.required("cost", about, Distribution);
    let about = "work of finding one's way back into a task that was put back; none unless given";
    let resume = fields.optional("resume", about, Distribution);
    let about = "desks where turning costs; all unless given";
    let desks = fields.optional("desks", about, List(Text));
    Some(Switching {
        cost: cost?,
        resume,
        desks,
    })
}
