//! Motivation, proven.

use crate::diagnostic::Code;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// The least time between two looks, in hours.
const EVERY_LEAST_H: f64 = 1.0;

/// Motivation, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Motivation {
    /// Time between two looks at what the pace depends on.
    pub every: Span,
    /// Effect of the share of parts that the desk may decide.
    pub autonomy: f64,
    /// Effect of the share of tasks that were sent wrongly or come from superiors.
    pub ambiguity: f64,
    /// Effect of the share of open cases of the unit that are overdue.
    pub overdue: f64,
    /// Least pace, above 0 and at most 1.
    pub least: f64,
    /// Greatest pace, at least 1.
    pub most: f64,
}

impl Build<'_> {
    pub(super) fn prove_motivation(
        &mut self,
        _: &Around<'_>,
        given: &typed::Motivation,
    ) -> Option<Motivation> {
        if given.every.value.to_hours() < EVERY_LEAST_H {
            let message = "`every` must be at least 1 hour";
            self.error(Code::OutOfRange, given.every.place, message);
        }
        Some(Motivation {
            every: given.every.value,
            autonomy: given.autonomy,
            ambiguity: given.ambiguity,
            overdue: given.overdue,
            least: given.least,
            most: given.most,
        })
    }
}
