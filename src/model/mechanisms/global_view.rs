//! A global view, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// The shortest time between two looks; a view that is to be fresher is live.
const REFRESH_LEAST_MINUTES: f64 = 1.0;

/// A global view, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalView {
    /// Whether its units may take each other's needs, by level.
    pub levels: Vec<bool>,
    /// Time between two looks; none when the view is live.
    pub refresh: Option<Span>,
    /// How many tasks less the other desk must have, at least 1.
    pub margin: u32,
    /// Hands-on hours of taking over a need from another unit.
    pub transfer: Option<Dist>,
}

impl Build<'_> {
    pub(super) fn prove_global_view(
        &mut self,
        around: &Around<'_>,
        given: &typed::GlobalView,
    ) -> Option<GlobalView> {
        if let Some(refresh) = given.refresh
            && refresh.value.to_hours() * 60.0 < REFRESH_LEAST_MINUTES
        {
            let message = "`refresh` is shorter than one minute";
            self.found.push(
                Diagnostic::error(Code::OutOfRange, refresh.place, message)
                    .help("write at least `\"1 min\"`, or leave it out for a view that is live"),
            );
        }
        Some(GlobalView {
            levels: self.levels_or_all(around, Some(&given.levels)),
            refresh: given.refresh.map(|refresh| refresh.value),
            margin: given.margin,
            transfer: dist(given.transfer.as_ref()),
        })
    }
}
