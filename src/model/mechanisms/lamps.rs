//! Lamps, proven.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::DeskKindId;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// Lamps, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Lamps {
    /// The kind of desk that is called; every unit of its level has a lamp.
    pub desk: DeskKindId,
    /// Time between two looks at the lamps, at least a minute.
    pub refresh: Span,
    /// How far back cases count, more than 0.
    pub period: Span,
    /// The lamp is red from this share of unclosed cases on.
    pub red: f64,
    /// The lamp is green up to this share, which is below that of red.
    pub green: f64,
    /// Calls that a red lamp brings at each look; as many may be unanswered.
    pub calls: u32,
    /// Hands-on hours of answering one.
    pub work: Dist,
    /// Whether overdue cases of the unit come first while its lamp is red.
    pub first: bool,
}

impl Build<'_> {
    pub(super) fn prove_lamps(
        &mut self,
        around: &Around<'_>,
        given: &typed::Lamps,
    ) -> Option<Lamps> {
        let desk = self.desk_named(around, Some(&given.desk));
        let refresh = given.refresh.map_or(Span::from_hours(2.0), |refresh| {
            self.interval("refresh", refresh)
        });
        let red = given.red.map_or(0.8, |red| red.value);
        let green = given.green.map_or(0.4, |green| green.value);
        if green >= red {
            let place =
                |at: Option<crate::diagnostic::At<f64>>| at.map_or(Place::NOWHERE, |at| at.place);
            let (at, other) = match given.green {
                Some(_) => (place(given.green), place(given.red)),
                None => (place(given.red), Place::NOWHERE),
            };
            let message = format!("a lamp is green up to `{green}` and red from `{red}` on");
            let mut diagnostic = Diagnostic::error(Code::OutOfRange, at, message)
                .help("make `green` less than `red`");
            if !other.is_nowhere() {
                diagnostic = diagnostic.label(other, "red is here");
            }
            self.found.push(diagnostic);
            return None;
        }
        Some(Lamps {
            desk: desk?,
            refresh,
            period: given
                .period
                .map_or(Span::from_days(7.0), |period| period.value),
            red,
            green,
            calls: given.calls,
            work: given.work.value.clone(),
            first: given.first,
        })
    }
}
