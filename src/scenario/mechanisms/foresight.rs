//! `[mechanisms.foresight]` as typed: matters foreseen before they break out.

use super::sensors::FALSE_MOST;
use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, List, Text};
use crate::scenario::quantity::{Limits, number, positive_time, share};
use crate::time::Span;

/// Foresight, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {
    /// Share of the matters that are foreseen.
    pub sensitivity: f64,
    /// False alarms per unit and day.
    pub false_alarms: f64,
    /// Clock time between an alarm and what it warns of.
    pub lead: At<Span>,
    /// Work of looking into an alarm.
    pub inspection: TimeDist,
    /// The desk that looks into alarms.
    pub desk: At<String>,
    /// Share of the matters looked into in time that are prevented.
    pub prevented: f64,
    /// Work of a foreseen matter that is not prevented, as a multiple of what it would have been.
    pub early_work: f64,
    /// The categories that may be foreseen; empty means all.
    pub categories: Vec<At<String>>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Foresight> {
    let about = "share of the matters that are foreseen";
    let sensitivity = fields.required("sensitivity", about, share());
    let about = "false alarms per unit and day, on average; 0 unless given";
    let amount = number(Limits::Between(0.0, FALSE_MOST));
    let false_alarms = fields.optional("false_alarms", about, amount);
    let about = "clock time between an alarm and what it warns of";
    let lead = fields.required("lead", about, positive_time());
    let about = "work of looking into an alarm";
    let inspection = fields.required("inspection", about, Distribution);
    let about = "the desk that looks into alarms; every unit of its level has them";
    let desk = fields.required("desk", about, Text);
    let about = "share of the matters looked into in time that are prevented; 0 unless given";
    let prevented = fields.optional("prevented", about, share());
    let about =
        "work of those that are not, as a multiple of what it would have been; 1 unless given";
    let early_work = fields.optional("early_work", about, number(Limits::Between(0.0, 10.0)));
    let about = "the categories that may be foreseen; all unless given";
    let categories = fields.optional("categories", about, List(Text));
    Some(Foresight {
        sensitivity: sensitivity?.value,
        false_alarms: false_alarms.map_or(0.0, |rate| rate.value),
        lead: lead?,
        inspection: inspection?,
        desk: desk?,
        prevented: prevented.map_or(0.0, |part| part.value),
        early_work: early_work.map_or(1.0, |factor| factor.value),
        categories: categories.map_or_else(Vec::new, |list| list.value),
    })
}
