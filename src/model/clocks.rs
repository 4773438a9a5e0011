//! Calendars, and allowances on them.

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::id::IdVec;
use crate::model::build::Build;
use crate::model::names::AllNames;
use crate::model::{Allowance, CalendarId};
use crate::scenario::{CalendarText, WorkTime};
use crate::time::{Calendar, CalendarError, CalendarSpec, Span};

/// The calendar that never closes.
pub(super) const ALWAYS: &str = "always";

impl Build<'_> {
    /// The calendars in file order, behind the one that never closes.
    pub(super) fn calendars(&mut self) -> IdVec<Calendar> {
        let scenario = self.scenario;
        let start = scenario.plan.start;
        let always = Calendar::new(&CalendarSpec::always(), start)
            .expect("the built-in calendar is in order and open");
        let mut calendars = IdVec::default();
        calendars.push(always.clone());
        self.unique("calendar", scenario.calendars.iter().map(|c| &c.name));
        for calendar in &scenario.calendars {
            if calendar.name.value == ALWAYS {
                self.found.push(
                    Diagnostic::error(
                        Code::ReservedName,
                        calendar.name.place,
                        "calendar `always` is built in",
                    )
                    .help("give this calendar another name"),
                );
            }
            let item = match Calendar::new(&spec(&calendar.item), start) {
                Ok(item) => item,
                Err(error) => {
                    self.calendar_error(&calendar.name, &calendar.item, error);
                    always.clone()
                }
            };
            calendars.push(item);
        }
        calendars
    }

    fn calendar_error(&mut self, name: &At<String>, text: &CalendarText, error: CalendarError) {
        let (code, place) = match error {
            CalendarError::NeverOpens => (Code::CalendarNeverOpen, text.week.place),
            CalendarError::PeriodOrder { .. }
            | CalendarError::PeriodOutsideDay { .. }
            | CalendarError::Overlap { .. } => (Code::CalendarOrder, text.week.place),
            CalendarError::NoSuchWeekday { date, .. } | CalendarError::MakeUpDayTwice { date } => {
                let at = text.make_up_days.iter().find(|day| day.value == date);
                (Code::Week, at.map_or(name.place, |day| day.place))
            }
            CalendarError::ExceptionsTooFarApart { .. } => (Code::TooLong, name.place),
        };
        let place = if place.is_nowhere() {
            name.place
        } else {
            place
        };
        self.error(code, place, format!("calendar `{}`: {error}", name.value));
    }

    /// The calendar of a name, or the one that never closes.
    pub(super) fn calendar(
        &mut self,
        names: &AllNames<'_>,
        name: Option<&At<String>>,
    ) -> CalendarId {
        let position = name.and_then(|name| self.resolve(&names.calendars, name));
        CalendarId::new(position.unwrap_or(0))
    }

    /// An allowance above zero, or an error; in working time only with a calendar.
    pub(super) fn allowance(
        &mut self,
        key: &str,
        time: At<WorkTime>,
        calendar: Option<CalendarId>,
        help: &str,
    ) -> Option<Allowance> {
        let positive = match time.value {
            WorkTime::Elapsed(span) | WorkTime::WorkingHours(span) => span > Span::ZERO,
            WorkTime::WorkingDays(days) => days > 0,
        };
        if !positive {
            self.error(
                Code::OutOfRange,
                time.place,
                format!("`{key}` must be longer than 0"),
            );
            return None;
        }
        match (time.value, calendar) {
            (WorkTime::Elapsed(span), _) => Some(Allowance::Elapsed(span)),
            (WorkTime::WorkingHours(span), Some(id)) => Some(Allowance::WorkingHours(span, id)),
            (WorkTime::WorkingDays(days), Some(id)) => Some(Allowance::WorkingDays(days, id)),
            (_, None) => {
                self.without_calendar(key, time.place, help);
                None
            }
        }
    }

    fn without_calendar(&mut self, key: &str, place: Place, help: &str) {
        let message = format!("`{key}` is in working time and no calendar says when that is");
        self.found
            .push(Diagnostic::error(Code::DeadlineWithoutCalendar, place, message).help(help));
    }
}

fn spec(text: &CalendarText) -> CalendarSpec {
    CalendarSpec {
        week: text.week.value.clone(),
        holidays: text.holidays.iter().map(|day| day.value).collect(),
        make_up_days: text
            .make_up_days
            .iter()
            .map(|day| (day.value, text.make_up_as))
            .collect(),
    }
}
