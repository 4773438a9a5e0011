//! `[mechanisms.lamps]` as typed: red, yellow and green lamps by unit.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Flag, Text};
use crate::scenario::quantity::{count_to, positive_time, share};
use crate::time::Span;

/// Lamps, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Lamps {
    /// The desk that is called; every unit of its level has a lamp.
    pub desk: At<String>,
    /// Time between two looks at the lamps.
    pub refresh: Option<At<Span>>,
    /// How far back cases count.
    pub period: Option<At<Span>>,
    /// The lamp is red from this share of unclosed cases on.
    pub red: Option<At<f64>>,
    /// The lamp is green up to this share.
    pub green: Option<At<f64>>,
    /// Calls that a red lamp brings at each look.
    pub calls: u32,
    /// Work of answering one call.
    pub work: TimeDist,
    /// Whether overdue cases of the unit come first while its lamp is red.
    pub first: bool,
}

/// The most calls of one look, which may be unanswered at once.
const CALLS_MOST: u32 = 100;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Lamps> {
    let about = "the desk that is called; every unit of its level has a lamp";
    let desk = fields.required("desk", about, Text);
    let about = "clock time between two looks at the lamps; 2 h unless given";
    let refresh = fields.optional("refresh", about, positive_time());
    let about = "how far back cases count; 1 week unless given";
    let period = fields.optional("period", about, positive_time());
    let about = "the lamp is red from this share of unclosed cases on; 0.8 unless given";
    let red = fields.optional("red", about, share());
    let about = "the lamp is green up to this share; 0.4 unless given";
    let green = fields.optional("green", about, share());
    let about = "calls that a red lamp brings at each look, unless as many wait; 1 unless given";
    let calls = fields.optional("calls", about, count_to(0, CALLS_MOST));
    let work = fields.required("work", "work of answering one call", Distribution);
    let about = "whether overdue cases come first while the lamp is red; true unless given";
    let first = fields.optional("first", about, Flag);
    Some(Lamps {
        desk: desk?,
        refresh,
        period,
        red,
        green,
        calls: calls.map_or(1, |calls| calls.value),
        work: work?,
        first: first.is_none_or(|first| first.value),
    })
}
