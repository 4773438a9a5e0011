//! The open periods of one day, in ticks after midnight.

use crate::time::{Span, TICKS_PER_DAY};

use super::CalendarError;

/// The open periods of a day: in order, neither empty, overlapping nor touching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hours {
    periods: Vec<Period>,
    /// Open ticks of the whole day.
    pub(super) open: i64,
}

/// Open from `start` until before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
    start: i64,
    end: i64,
}

impl Hours {
    /// The hours of `weekday`; periods that touch become one.
    pub(super) fn new(weekday: usize, spans: &[(Span, Span)]) -> Result<Hours, CalendarError> {
        let mut hours = Hours::default();
        for &(start, end) in spans {
            let period = Period {
                start: start.ticks(),
                end: end.ticks(),
            };
            if period.start >= period.end {
                return Err(CalendarError::PeriodOrder { weekday });
            }
            if period.start < 0 || period.end > TICKS_PER_DAY {
                return Err(CalendarError::PeriodOutsideDay { weekday });
            }
            hours.open += period.end - period.start;
            match hours.periods.last_mut() {
                Some(last) if period.start < last.end => {
                    return Err(CalendarError::Overlap { weekday });
                }
                Some(last) if period.start == last.end => last.end = period.end,
                _ => hours.periods.push(period),
            }
        }
        Ok(hours)
    }

    /// The end of the period open at `clock`; none if closed.
    #[inline]
    pub(super) fn closing(&self, clock: i64) -> Option<i64> {
        self.periods
            .iter()
            .find(|period| clock < period.end)
            .filter(|period| period.start <= clock)
            .map(|p| p.end)
    }

    /// The start of the first period that starts after `clock`.
    #[inline]
    pub(super) fn opening_after(&self, clock: i64) -> Option<i64> {
        self.periods
            .iter()
            .map(|period| period.start)
            .find(|&start| start > clock)
    }

    /// The start of the first period; 0 on a closed day.
    #[inline]
    pub(super) fn first_opening(&self) -> i64 {
        self.periods.first().map_or(0, |period| period.start)
    }

    /// The end of the last period; 0 on a closed day.
    #[inline]
    pub(super) fn last_closing(&self) -> i64 {
        self.periods.last().map_or(0, |period| period.end)
    }

    /// Open ticks from midnight until `clock`.
    #[inline]
    pub(super) fn open_before(&self, clock: i64) -> i64 {
        self.periods
            .iter()
            .map(|period| (clock.min(period.end) - period.start).max(0))
            .sum()
    }

    /// The earliest clock time by which `worked` ticks of the day, from 1 to all that are open, have passed.
    #[inline]
    pub(super) fn end_of(&self, worked: i64) -> i64 {
        let mut rest = worked;
        for period in &self.periods {
            let length = period.end - period.start;
            if rest <= length {
                return period.start + rest;
            }
            rest -= length;
        }
        self.last_closing()
    }
}
