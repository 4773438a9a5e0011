//! Dated episodes: matters that come on top, and factors on the rate.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::RunPlan;
use crate::model::build::Build;
use crate::scenario::{Arrivals, DatedEvent, Source};
use crate::time::{Span, Time};

impl Build<'_> {
    /// Dated matters: start, length, how many.
    pub(super) fn dated(&mut self, plan: &RunPlan, source: &Source) -> Vec<(Time, Span, u64)> {
        let mut dated = Vec::new();
        for event in &source.events {
            let start = plan.origin.from_datetime(event.at.value);
            self.event(plan, source, event, start);
            if let Some(cases) = event.cases {
                dated.push((start, event.lasts.value, cases.value));
            }
        }
        dated
    }

    fn event(&mut self, plan: &RunPlan, source: &Source, event: &DatedEvent, start: Time) {
        let at = event.at.place;
        if event.factor.is_none() && event.cases.is_none() {
            self.found.push(
                Diagnostic::error(
                    Code::MissingKey,
                    at,
                    "the event has neither `factor` nor `cases`",
                )
                .help("add `factor = 3` or `cases = 500`"),
            );
        }
        if event.lasts.value < Span::ZERO
            || (event.factor.is_some() && event.lasts.value == Span::ZERO)
        {
            self.error(
                Code::OutOfRange,
                event.lasts.place,
                "`lasts` must be longer than 0",
            );
        }
        let rated = matches!(
            source.arrivals,
            Arrivals::Rate(_) | Arrivals::RatePerUnit(_) | Arrivals::RatePerResident(_)
        );
        if let (Some(factor), false) = (event.factor, rated) {
            self.found.push(
                Diagnostic::error(
                    Code::ConflictingKeys,
                    factor.place,
                    "the source has no rate that `factor` could multiply",
                )
                .help("write `cases` for matters that come on top"),
            );
        }
        let end = start + event.lasts.value;
        if start >= plan.horizon || (end <= Time::ZERO && start < Time::ZERO) {
            let message = format!("the event of {} lies outside the run", event.at.value);
            self.found
                .push(Diagnostic::warning(Code::UnusedName, at, message));
        } else if start < Time::ZERO && event.cases.is_some() {
            self.found.push(
                Diagnostic::error(
                    Code::OutOfRange,
                    at,
                    "the event brings cases before the plan starts",
                )
                .help("move `at` or `plan.start`, or use `plan.starting_backlog`"),
            );
        }
    }
}
