//! Data quality, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::model::mechanisms::routine::Routine;
use crate::scenario::mechanisms as typed;

/// Data quality, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct DataQuality {
    /// Quality at the start, from 0 to 1.
    pub start: f64,
    /// Hours in which quality falls to 1 / e of what it was.
    pub lasts: f64,
    /// Chance of a wrong dispatch that is added where there is no quality at all.
    pub wrong: f64,
    /// Chance of rework that is added where there is no quality at all.
    pub rework: f64,
    /// Keeping the data up, and the share of what is missing that one upkeep makes good.
    pub upkeep: Option<(Routine, f64)>,
}

impl Build<'_> {
    pub(super) fn prove_data_quality(
        &mut self,
        around: &Around<'_>,
        given: &typed::DataQuality,
    ) -> Option<DataQuality> {
        let errs = |wrong: &crate::scenario::Wrong| wrong.probability.value > 0.0;
        let may_err = self.scenario.dispatch.wrong.as_ref().is_some_and(errs);
        if let Some(wrong) = given.wrong.filter(|wrong| wrong.value > 0.0 && !may_err) {
            let message = "missing quality adds to wrong dispatches, and `dispatch.wrong` does not say what one costs";
            self.found.push(
                Diagnostic::error(Code::MissingKey, wrong.place, message).help(
                    "add `wrong = { probability = 0.01, work = \"15 min\" }` to `[dispatch]`",
                ),
            );
        }
        let upkeep = match &given.upkeep {
            Some(upkeep) => Some((
                self.prove_routine(around, &upkeep.routine)?,
                upkeep.restores,
            )),
            None => None,
        };
        Some(DataQuality {
            start: given.start,
            lasts: given.lasts,
            wrong: given.wrong.map_or(0.0, |wrong| wrong.value),
            rework: given.rework,
            upkeep,
        })
    }
}
