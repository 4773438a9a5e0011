//! Learning, training and turnover, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Staff;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// The least time between two sessions of a person, in hours.
const EVERY_LEAST_H: f64 = 1.0;

/// Learning, training and turnover, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {
    /// Whether the people of each kind of desk learn.
    pub learns: Vec<bool>,
    /// Exponent of the learning curve; 0 for no learning.
    pub exponent: f64,
    /// Hours of experience that double the base of the curve, above 0.
    pub scale: f64,
    /// Hours of experience of everybody at the start.
    pub start: f64,
    /// Greatest speed, at least 1.
    pub ceiling: f64,
    /// Replacements of each person an hour.
    pub turnover: f64,
    /// Sessions of training.
    pub training: Option<Training>,
}

/// Sessions of training, proven.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// Hands-on hours of a session, above 0.
    pub hours: f64,
    /// Time between two sessions of a person.
    pub every: Span,
    /// Hours of experience that a session is worth.
    pub gain: f64,
    /// Share of the errors left that a session takes away.
    pub error_cut: f64,
}

impl Build<'_> {
    pub(super) fn prove_learning(
        &mut self,
        around: &Around<'_>,
        given: &typed::Learning,
    ) -> Option<Learning> {
        let counted = |kind: &Option<crate::model::DeskKind>| {
            kind.as_ref()
                .is_some_and(|kind| matches!(kind.staff, Staff::Groups(_)))
        };
        let learns = match &given.desks {
            None => around.desks.iter().map(counted).collect(),
            Some(desks) => {
                self.unique("desk", desks);
                let mut learns = vec![false; around.desks.len()];
                for desk in desks {
                    let at = self.resolve(&around.names.desks, desk);
                    let Some(at) = at else { continue };
                    learns[at] = counted(&around.desks[at]);
                    if around.desks[at].is_some() && !learns[at] {
                        let message = format!(
                            "desk `{}` has unlimited staff, of whom nobody is known to learn",
                            desk.value
                        );
                        self.found.push(
                            Diagnostic::error(Code::ConflictingKeys, desk.place, message)
                                .label(self.scenario.desks[at].item.staff.place, "unlimited here")
                                .help("give `staff` a number, or leave the desk out"),
                        );
                    }
                }
                learns
            }
        };
        if let Some(training) = &given.training
            && training.every.value.to_hours() < EVERY_LEAST_H
        {
            let message = "`every` must be at least 1 hour";
            self.error(Code::OutOfRange, training.every.place, message);
        }
        Some(Learning {
            learns,
            exponent: given.exponent,
            scale: given.scale,
            start: given.start,
            ceiling: given.ceiling,
            turnover: given.turnover / Span::from_days(365.0).to_hours(),
            training: given.training.as_ref().map(|training| Training {
                hours: training.hours.value,
                every: training.every.value,
                gain: training.gain,
                error_cut: training.error_cut,
            }),
        })
    }
}
