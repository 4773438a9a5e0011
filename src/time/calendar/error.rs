//! What can be wrong with the plain data of a calendar.

use std::error::Error;
use std::fmt;

use jiff::civil::Date;

/// Why a [`CalendarSpec`](super::CalendarSpec) is not a calendar. Weekdays count from 0, Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarError {
    /// No weekday has an open period.
    NeverOpens,
    /// A period does not start before it ends.
    PeriodOrder {
        /// Its weekday.
        weekday: usize,
    },
    /// A period starts before 0:00 or ends after 24:00.
    PeriodOutsideDay {
        /// Its weekday.
        weekday: usize,
    },
    /// A period starts before the one listed ahead of it ends.
    Overlap {
        /// Their weekday.
        weekday: usize,
    },
    /// A make-up day takes the hours of a weekday that is not 0 to 6.
    NoSuchWeekday {
        /// The make-up day.
        date: Date,
        /// The weekday it names.
        weekday: usize,
    },
    /// A make-up day takes the hours of two different weekdays.
    MakeUpDayTwice {
        /// The make-up day.
        date: Date,
    },
    /// Holidays and make-up days span more than 400 years.
    ExceptionsTooFarApart {
        /// The first of them.
        first: Date,
        /// The last of them.
        last: Date,
    },
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 7] = [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ];
        match *self {
            CalendarError::NeverOpens => write!(f, "the calendar never opens"),
            CalendarError::PeriodOrder { weekday } => {
                write!(
                    f,
                    "a period on {} does not start before it ends",
                    NAMES[weekday]
                )
            }
            CalendarError::PeriodOutsideDay { weekday } => {
                write!(
                    f,
                    "a period on {} is not within 0:00 and 24:00",
                    NAMES[weekday]
                )
            }
            CalendarError::Overlap { weekday } => {
                write!(
                    f,
                    "periods on {} overlap or are not in order",
                    NAMES[weekday]
                )
            }
            CalendarError::NoSuchWeekday { date, weekday } => {
                write!(
                    f,
                    "make-up day `{date}` takes the hours of weekday `{weekday}`, which is not 0 to 6"
                )
            }
            CalendarError::MakeUpDayTwice { date } => {
                write!(f, "make-up day `{date}` takes the hours of two weekdays")
            }
            CalendarError::ExceptionsTooFarApart { first, last } => {
                write!(
                    f,
                    "holidays and make-up days from `{first}` to `{last}` span more than 400 years"
                )
            }
        }
    }
}

impl Error for CalendarError {}
