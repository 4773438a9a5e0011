//! Work that a desk does again and again, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::DeskKindId;
use crate::model::build::{Build, days};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms::routine as typed;
use crate::time::{Span, TICKS_PER_HOUR};

/// Work that every desk of a kind does again and again, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Routine {
    /// Hands-on hours of doing it once, at one desk.
    pub work: Dist,
    /// Time from one to the next, at least an hour.
    pub every: Span,
    /// The kind of desk that does it.
    pub desk: DeskKindId,
}

/// The shortest time from one to the next, so that a run of two hundred years comes to an end.
const EVERY_LEAST: Span = Span::from_ticks(TICKS_PER_HOUR);

impl Build<'_> {
    pub(super) fn prove_routine(
        &mut self,
        around: &Around<'_>,
        given: &typed::Routine,
    ) -> Option<Routine> {
        let desk = self.resolve(&around.names.desks, &given.desk);
        if given.every.value < EVERY_LEAST {
            let message = format!(
                "`every` is {} and must be at least 1 h",
                days(given.every.value)
            );
            self.found.push(
                Diagnostic::error(Code::OutOfRange, given.every.place, message)
                    .help("write `every = \"1 h\"` or longer"),
            );
        }
        Some(Routine {
            work: given.work.value.clone(),
            every: given.every.value,
            desk: DeskKindId::new(desk?),
        })
    }
}
