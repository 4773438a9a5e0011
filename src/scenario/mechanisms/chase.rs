//! `[mechanisms.chase]` as typed: orders that chase overdue cases.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Flag};
use crate::scenario::quantity::{Limits, count_to, number, positive_time};
use crate::time::Span;

/// Chase orders, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Chase {
    /// Work of answering one.
    pub work: TimeDist,
    /// Time between two looks at an overdue case.
    pub every: At<Span>,
    /// Mean number of orders that one look brings.
    pub gain: f64,
    /// Orders about one case that may wait for an answer at once.
    pub at_once: u32,
    /// Whether the chased case itself comes first from then on.
    pub first: bool,
}

/// The most orders about one case that may be unanswered.
const AT_ONCE_MOST: u32 = 100;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Chase> {
    let about = "work of answering one chase order";
    let work = fields.required("work", about, Distribution);
    let about = "clock time between two looks at an overdue case";
    let every = fields.required("every", about, positive_time());
    let about = "mean number of chase orders that one look brings; 1 unless given";
    let gain = fields.optional("gain", about, number(Limits::Between(0.0, 100.0)));
    let about = "orders about one case that may wait for an answer at once; 5 unless given";
    let at_once = fields.optional("at_once", about, count_to(1, AT_ONCE_MOST));
    let about = "whether the chased case comes first from then on; false unless given";
    let first = fields.optional("first", about, Flag);
    Some(Chase {
        work: work?,
        every: every?,
        gain: gain.map_or(1.0, |gain| gain.value),
        at_once: at_once.map_or(5, |most| most.value),
        first: first.is_some_and(|first| first.value),
    })
}
