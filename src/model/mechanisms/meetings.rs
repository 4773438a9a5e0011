//! Meetings, proven.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::build::{Build, days};
use crate::model::mechanisms::Around;
use crate::model::mechanisms::at_desks::HOUR;
use crate::model::{DeskKind, DeskKindId, Staff};
use crate::scenario::mechanisms as typed;
use crate::scenario::mechanisms::meetings as part;
use crate::time::{Span, Time};

/// The most series.
const SERIES_MAX: usize = 1_000;
/// Meetings of a series that are looked at to see whether anybody is on duty: those of a year of weeks.
const LOOKED_AT: i64 = 52;

/// Meetings, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Meetings {
    /// Series of meetings.
    pub series: Vec<Series>,
}

/// Meetings that come again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The kinds of desk that meet.
    pub desks: Vec<DeskKindId>,
    /// Time between two meetings, at least as long as one lasts.
    pub every: Span,
    /// When the first one begins.
    pub first: Span,
    /// How long one lasts.
    pub lasts: Span,
    /// How late somebody may come, below `lasts`.
    pub at_most_wait: Span,
}

impl Build<'_> {
    pub(super) fn prove_meetings(
        &mut self,
        around: &Around<'_>,
        given: &typed::Meetings,
    ) -> Option<Meetings> {
        if let Some(extra) = given.series.get(SERIES_MAX) {
            let message = format!("at most {SERIES_MAX} series of meetings are possible");
            self.error(Code::TooLarge, extra.name.place, message);
        }
        let series = given.series.iter();
        let series: Vec<_> = series
            .map(|series| self.prove_series(around, &series.item))
            .collect();
        Some(Meetings {
            series: series.into_iter().collect::<Option<_>>()?,
        })
    }

    fn prove_series(&mut self, around: &Around<'_>, given: &part::Series) -> Option<Series> {
        let (every, lasts) = (given.every.value, given.lasts.value);
        self.not_too_often("every", given.every, HOUR);
        if lasts > every {
            let message = format!(
                "a meeting lasts {} and the next one begins after {}",
                days(lasts),
                days(every)
            );
            self.found.push(
                Diagnostic::error(Code::OutOfRange, given.lasts.place, message)
                    .label(given.every.place, "the next one")
                    .help("make `lasts` shorter or `every` longer"),
            );
        }
        let place = given
            .level
            .as_ref()
            .map_or(given.every.place, |at| at.place);
        let desks = match (&given.desks, &given.level) {
            (Some(names), _) => {
                let desks = names.iter().map(|name| {
                    let desk = self.desk_named(around, Some(name))?;
                    self.needs_people(around, desk, name.place, "a meeting");
                    Some(desk)
                });
                desks
                    .collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<_>>()?
            }
            (None, Some(name)) => {
                let level = self.resolve(&around.names.levels, name)?;
                around.desks_with_people(level)
            }
            (None, None) => Vec::new(),
        };
        self.somebody_is_there(around, &desks, given, place);
        let last = lasts - Span::from_ticks(1);
        Some(Series {
            desks,
            every,
            first: given.first.value,
            lasts,
            at_most_wait: given.at_most_wait.map_or(last, |wait| wait.min(last)),
        })
    }

    /// Warns of meetings that begin when nobody is on duty.
    fn somebody_is_there(
        &mut self,
        around: &Around<'_>,
        desks: &[DeskKindId],
        given: &part::Series,
        place: Place,
    ) {
        let begins = |nth: i64| {
            let after = given.every.value.ticks().saturating_mul(nth);
            Time::ZERO + given.first.value + Span::from_ticks(after)
        };
        let is_there = |kind: &DeskKind| {
            let Staff::Groups(groups) = &kind.staff else {
                return true;
            };
            groups.iter().any(|group| {
                let calendar = &around.calendars[group.calendar];
                (0..LOOKED_AT).any(|nth| calendar.is_open(begins(nth)))
            })
        };
        for desk in desks {
            let kind = around.desks[desk.index()].as_ref();
            if kind.is_none_or(is_there) {
                continue;
            }
            let message = format!(
                "nobody of desk `{}` is on duty when the meetings begin, {} after the start and every {}",
                around.names.desks.name(desk.index()),
                days(given.first.value),
                days(given.every.value)
            );
            self.found.push(
                Diagnostic::warning(Code::ConflictingKeys, place, message)
                    .help("set `first` to an instant within the hours of the desk"),
            );
        }
    }
}
