//! The date and clock time at which the plan starts, and with it the weekday, date and clock time of every instant.
//!
//! Local wall clock without daylight saving: every day has 24 hours.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::{Span, TICKS_PER_DAY, TICKS_PER_HOUR, Time};

const EPOCH: Date = Date::constant(1970, 1, 1);
const NANOSECONDS_PER_TICK: i128 = 1_000_000;

/// The farthest local instant the calendar reckons with, in ticks from 1970: 146 million years. Half the range, so
/// that no sum inside the calendar overflows.
pub(super) const LIMIT: i64 = 1 << 62;

/// The local date and clock time of [`Time::ZERO`].
///
/// Weekday, hour and start of day are integer arithmetic. Instants farther than 2^62 ticks (146 million years) from
/// 1970 are taken to be that far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Local ticks from 1970-01-01 00:00 to time zero.
    since_epoch: i64,
}

impl Origin {
    /// The origin at `start`, cut to the whole millisecond at or before it.
    #[inline]
    pub fn new(start: DateTime) -> Origin {
        Origin {
            since_epoch: ticks_since_epoch(start),
        }
    }

    /// The instant of a local date and clock time, cut to the whole millisecond at or before it.
    #[inline]
    pub fn from_datetime(self, datetime: DateTime) -> Time {
        Time::from_ticks(ticks_since_epoch(datetime) - self.since_epoch)
    }

    /// The local date and clock time of `t`; the first or last one a date can hold (years -9999 to 9999) beyond them.
    pub fn to_datetime(self, t: Time) -> DateTime {
        DateTime::from(EPOCH).saturating_add(SignedDuration::from_millis(self.local(t)))
    }

    /// The local date of `t`; the first or last one a date can hold (years -9999 to 9999) beyond them.
    pub fn date(self, t: Time) -> Date {
        self.to_datetime(t).date()
    }

    /// The weekday of `t`: 0 on Monday to 6 on Sunday. Midnight belongs to the day that begins.
    #[inline]
    pub fn weekday(self, t: Time) -> usize {
        weekday_of(self.day(t))
    }

    /// The full hour of the clock at `t`: 0 to 23.
    #[inline]
    pub fn hour_of_day(self, t: Time) -> usize {
        (self.clock(t) / TICKS_PER_HOUR) as usize
    }

    /// The midnight at which the day of `t` begins; `t` itself at midnight.
    #[inline]
    pub fn start_of_day(self, t: Time) -> Time {
        t - Span::from_ticks(self.clock(t))
    }

    /// Ticks on the local clock from 1970-01-01 00:00 to `t`, within [`LIMIT`] either way.
    #[inline]
    pub(super) fn local(self, t: Time) -> i64 {
        t.ticks()
            .saturating_add(self.since_epoch)
            .clamp(-LIMIT, LIMIT)
    }

    /// The instant `clock` ticks after midnight of `day`; [`Time::NEVER`] past [`LIMIT`].
    #[inline]
    pub(super) fn instant(self, day: i64, clock: i64) -> Time {
        if day > LIMIT / TICKS_PER_DAY {
            return Time::NEVER;
        }
        let local = day * TICKS_PER_DAY + clock;
        if local > LIMIT {
            Time::NEVER
        } else {
            Time::from_ticks(local.saturating_sub(self.since_epoch))
        }
    }

    /// Ticks from midnight to `t`.
    #[inline]
    fn clock(self, t: Time) -> i64 {
        self.local(t).rem_euclid(TICKS_PER_DAY)
    }

    /// Days from 1970-01-01 to the day of `t`.
    #[inline]
    fn day(self, t: Time) -> i64 {
        self.local(t).div_euclid(TICKS_PER_DAY)
    }
}

/// The weekday, 0 on Monday to 6 on Sunday, of a day counted from 1970-01-01, which was a Thursday.
#[inline]
pub(super) fn weekday_of(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// Days from 1970-01-01 to `date`.
pub(super) fn day_of(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

fn ticks_since_epoch(datetime: DateTime) -> i64 {
    let nanoseconds = datetime.duration_since(DateTime::from(EPOCH)).as_nanos();
    // Twenty thousand years are 6.3e14 ticks, so the cast loses nothing.
    nanoseconds.div_euclid(NANOSECONDS_PER_TICK) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn time_zero_is_the_datetime_given() {
        let origin = Origin::new(datetime(2015, 4, 1, 13, 45, 30, 250_000_000));
        assert_eq!(
            origin.to_datetime(Time::ZERO),
            datetime(2015, 4, 1, 13, 45, 30, 250_000_000)
        );
        assert_eq!(origin.date(Time::ZERO), date(2015, 4, 1));
        assert_eq!(origin.weekday(Time::ZERO), 2);
        assert_eq!(origin.hour_of_day(Time::ZERO), 13);
        assert_eq!(
            origin.to_datetime(origin.start_of_day(Time::ZERO)),
            datetime(2015, 4, 1, 0, 0, 0, 0)
        );
    }

    #[test]
    fn midnight_belongs_to_the_day_that_begins() {
        let origin = Origin::new(datetime(2015, 4, 1, 0, 0, 0, 0));
        assert_eq!(origin.weekday(Time::from_ticks(-1)), 1);
        assert_eq!(origin.hour_of_day(Time::from_ticks(-1)), 23);
        assert_eq!(origin.start_of_day(Time::ZERO), Time::ZERO);
        assert_eq!(
            origin.start_of_day(Time::from_ticks(-1)),
            Time::from_ticks(-TICKS_PER_DAY)
        );
    }

    #[test]
    fn fractions_of_a_millisecond_are_cut_downwards_before_and_after_1970() {
        let before = Origin::new(datetime(1960, 1, 1, 0, 0, 0, 1));
        assert_eq!(
            before.to_datetime(Time::ZERO),
            datetime(1960, 1, 1, 0, 0, 0, 0)
        );
        let after = Origin::new(datetime(2020, 1, 1, 0, 0, 0, 1_999_999));
        assert_eq!(
            after.to_datetime(Time::ZERO),
            datetime(2020, 1, 1, 0, 0, 0, 1_000_000)
        );
    }

    #[test]
    fn dates_no_calendar_can_write_become_the_first_or_last_one() {
        let origin = Origin::new(datetime(2015, 4, 1, 0, 0, 0, 0));
        assert_eq!(origin.date(Time::NEVER), Date::MAX);
        assert_eq!(origin.date(Time::from_ticks(i64::MIN)), Date::MIN);
        assert!(
            origin.weekday(Time::NEVER) < 7 && origin.hour_of_day(Time::from_ticks(i64::MIN)) < 24
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 256,
            rng_seed: RngSeed::Fixed(2015),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn weekday_hour_and_day_agree_with_the_date_library(
            start in -2_000_000_000_000i64..4_000_000_000_000, offset in -9_000_000_000_000i64..9_000_000_000_000,
        ) {
            let start = DateTime::from(EPOCH).saturating_add(SignedDuration::from_millis(start));
            let origin = Origin::new(start);
            let t = Time::from_ticks(offset);
            let expected = start.saturating_add(SignedDuration::from_millis(offset));
            prop_assert_eq!(origin.to_datetime(t), expected);
            prop_assert_eq!(origin.from_datetime(expected), t);
            prop_assert_eq!(origin.date(t), expected.date());
            prop_assert_eq!(origin.weekday(t) as i8, expected.weekday().to_monday_zero_offset());
            prop_assert_eq!(origin.hour_of_day(t) as i8, expected.hour());
            prop_assert_eq!(origin.start_of_day(t), origin.from_datetime(DateTime::from(expected.date())));
            prop_assert_eq!(EPOCH.saturating_add(SignedDuration::from_hours(24 * day_of(expected.date()))), expected.date());
        }
    }
}
