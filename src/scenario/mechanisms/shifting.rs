//! `[mechanisms.shifting]` as typed: departments that send work on because they are busy.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, List, Text};
use crate::scenario::quantity::{Limits, count_to, number, share};

/// Shifting, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifting {
    /// Chance that a department sends a need away when nothing waits.
    pub base: f64,
    /// How much that chance rises with every task that waits for each person.
    pub slope: f64,
    /// The greatest chance.
    pub most: f64,
    /// Times one need is sent away, at most.
    pub at_most: u32,
    /// Work of sending one away.
    pub work: TimeDist,
    /// Desks that do so; all unless given.
    pub desks: Option<At<Vec<At<String>>>>,
}

/// The most that any scenario may allow for `at_most`.
const AT_MOST_MOST: u32 = 100;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Shifting> {
    let about =
        "chance that a department sends a need away when nothing waits there; 0 unless given";
    let base = fields.optional("base", about, share());
    let about =
        "how much that chance rises with every task that waits for each person; 0 unless given";
    let slope = fields.optional("slope", about, number(Limits::Between(0.0, 10.0)));
    let about = "the greatest chance, however many wait; 1 unless given";
    let most = fields.optional("most", about, share());
    let about = "times that one need is sent away, at most; 3 unless given";
    let at_most = fields.optional("at_most", about, count_to(0, AT_MOST_MOST));
    let about = "work of sending one away";
    let work = fields.required("work", about, Distribution);
    let about = "desks that send needs away; all unless given";
    let desks = fields.optional("desks", about, List(Text));
    Some(Shifting {
        base: base.map_or(0.0, |base| base.value),
        slope: slope.map_or(0.0, |slope| slope.value),
        most: most.map_or(1.0, |most| most.value),
        at_most: at_most.map_or(3, |most| most.value),
        work: work?,
        desks,
    })
}
