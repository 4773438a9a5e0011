//! `[mechanisms.motivation]` as typed: how autonomy, clarity and pressure change the pace of work.

use crate::diagnostic::At;
use crate::scenario::decode::Fields;
use crate::scenario::quantity::{Limits, number, positive_time};
use crate::time::Span;

/// Motivation, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Motivation {
    /// Time between two looks at what the pace depends on.
    pub every: At<Span>,
    /// Effect of the share of parts that the desk may decide.
    pub autonomy: f64,
    /// Effect of the share of tasks that were sent wrongly or come from superiors.
    pub ambiguity: f64,
    /// Effect of the share of open cases of the unit that are overdue.
    pub overdue: f64,
    /// Least pace.
    pub least: f64,
    /// Greatest pace.
    pub most: f64,
}

/// The range of each effect.
const EFFECT: Limits = Limits::Between(0.0, 1.0);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Motivation> {
    let about = "clock time between two looks at what the pace depends on";
    let every = fields.required("every", about, positive_time());
    let about = "added to the pace where a desk may decide all it works on; 0 unless given";
    let autonomy = fields.optional("autonomy", about, number(EFFECT));
    let about = "taken from the pace where all tasks are sent wrongly or come from superiors; 0 unless given";
    let ambiguity = fields.optional("ambiguity", about, number(EFFECT));
    let about = "taken from the pace where all open cases of the unit are overdue; 0 unless given";
    let overdue = fields.optional("overdue", about, number(EFFECT));
    let about = "least pace; 0.8 unless given";
    let least = fields.optional("least", about, number(Limits::Between(0.1, 1.0)));
    let about = "greatest pace; 1.1 unless given";
    let most = fields.optional("most", about, number(Limits::Between(1.0, 2.0)));
    Some(Motivation {
        every: every?,
        autonomy: autonomy.map_or(0.0, |at| at.value),
        ambiguity: ambiguity.map_or(0.0, |at| at.value),
        overdue: overdue.map_or(0.0, |at| at.value),
        least: least.map_or(0.8, |at| at.value),
        most: most.map_or(1.1, |at| at.value),
    })
}
