//! `[mechanisms.exceptions]` as typed: work that needs a decision before it can go on.

use crate::diagnostic::{At, Place};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, List, Record, Text};
use crate::scenario::quantity::{Limits, number, positive_time, share};
use crate::time::Span;

/// Exceptions, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Exceptions {
    /// Chance that a department's part raises one, at severity 1.
    pub probability: f64,
    /// What each step of severity multiplies that chance by.
    pub severity_factor: f64,
    /// Whose parts may raise one; empty means all.
    pub departments: Vec<At<String>>,
    /// Work of deciding one.
    pub decide: TimeDist,
    /// Share of them that the level above decides.
    pub centralisation: f64,
    /// How long the worker waits for a decision before deciding alone; none means for ever.
    pub timeout: Option<At<Span>>,
    /// What the level itself decides.
    pub own: Option<At<Mix>>,
    /// What the level above decides.
    pub above: Option<At<Mix>>,
    /// What the worker decides alone.
    pub alone: Option<At<Mix>>,
    /// Chance that a case comes back for one quick fix in it.
    pub quick_fix_flaw: f64,
    /// Chance that a case comes back for one exception that was ignored in it.
    pub ignored_flaw: f64,
    /// When it does; as `closing.reopen_after` unless given.
    pub comes_back_after: Option<TimeDist>,
    /// The place of the table.
    pub place: Place,
}

/// Shares of decisions; what is left is to ignore the exception.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    /// To do the part again.
    pub rework: f64,
    /// To do half of it again.
    pub quick_fix: f64,
}

/// The largest chance that a case comes back for one flaw: below 1, so that every case ends.
const FLAW_MOST: f64 = 0.95;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Exceptions> {
    let about = "chance that a department's part raises an exception, at severity 1";
    let probability = fields.required("probability", about, share());
    let about = "what each step of severity multiplies that chance by; 1 unless given";
    let factor = number(Limits::Between(0.0, 100.0));
    let severity_factor = fields.optional("severity_factor", about, factor);
    let about = "the departments whose parts may raise one; all unless given";
    let departments = fields.optional("departments", about, List(Text));
    let decide = fields.required("decide", "work of deciding one", Distribution);
    let about = "share of them that the level above decides; 0 unless given";
    let centralisation = fields.optional("centralisation", about, share());
    let about = "clock time the worker waits before deciding alone; for ever unless given";
    let timeout = fields.optional("timeout", about, positive_time());
    let mut mix = |key, about| fields.optional(key, about, Record::new("exception mix", mix));
    let own = mix("own", "what the level itself decides");
    let above = mix("above", "what the level above decides");
    let alone = mix("alone", "what the worker decides alone");
    let about = "chance that a case comes back for one quick fix in it; 0 unless given";
    let flaw = || number(Limits::Between(0.0, FLAW_MOST));
    let quick_fix_flaw = fields.optional("quick_fix_flaw", about, flaw());
    let about = "chance that a case comes back for one ignored exception in it; 0 unless given";
    let ignored_flaw = fields.optional("ignored_flaw", about, flaw());
    let about = "clock time until it does; `closing.reopen_after` unless given";
    let comes_back_after = fields.optional("comes_back_after", about, Distribution);
    Some(Exceptions {
        probability: probability?.value,
        severity_factor: severity_factor.map_or(1.0, |factor| factor.value),
        departments: departments.map_or_else(Vec::new, |list| list.value),
        decide: decide?,
        centralisation: centralisation.map_or(0.0, |part| part.value),
        timeout,
        own,
        above,
        alone,
        quick_fix_flaw: quick_fix_flaw.map_or(0.0, |flaw| flaw.value),
        ignored_flaw: ignored_flaw.map_or(0.0, |flaw| flaw.value),
        comes_back_after,
        place: fields.place(),
    })
}

fn mix(fields: &mut Fields<'_>) -> Option<Mix> {
    let rework = fields.required("rework", "share: the part is done again", share());
    let quick_fix = fields.required("quick_fix", "share: half of it is done again", share());
    Some(Mix {
        rework: rework?.value,
        quick_fix: quick_fix?.value,
    })
}
