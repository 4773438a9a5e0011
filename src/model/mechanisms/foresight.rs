//! Foresight, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::model::{CategoryId, DeskKindId};
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// Foresight, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {
    /// Share of the matters that are foreseen.
    pub sensitivity: f64,
    /// False alarms per unit of the level of the desk and day, on average.
    pub false_alarms: f64,
    /// Time between an alarm and what it warns of, more than 0.
    pub lead: Span,
    /// Hands-on hours of looking into an alarm.
    pub inspection: Dist,
    /// The kind of desk that looks into alarms.
    pub desk: DeskKindId,
    /// Share of the matters looked into in time that are prevented.
    pub prevented: f64,
    /// Work of a foreseen matter that is not prevented, as a multiple.
    pub early_work: f64,
    /// The categories that may be foreseen; empty means all.
    pub categories: Vec<CategoryId>,
}

impl Build<'_> {
    pub(super) fn prove_foresight(
        &mut self,
        around: &Around<'_>,
        given: &typed::Foresight,
    ) -> Option<Foresight> {
        let desk = self.desk_named(around, Some(&given.desk));
        let categories = self.categories_named(around, &given.categories);
        Some(Foresight {
            sensitivity: given.sensitivity,
            false_alarms: given.false_alarms,
            lead: given.lead.value,
            inspection: given.inspection.value.clone(),
            desk: desk?,
            prevented: given.prevented,
            early_work: given.early_work,
            categories,
        })
    }
}
