//! Instants and lengths of time, as whole ticks of one millisecond, so that time never depends on rounding.
//!
//! A floating-point number enters only through the `from_` functions, which round once, and leaves only through the
//! `to_` functions, for reports. All arithmetic saturates at the ends of the range, 292 million years either side of
//! the start: what lies beyond is [`Time::NEVER`], and adding to it keeps it there.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use serde::Serialize;

pub mod calendar;
mod day_sum;
pub mod origin;

pub use calendar::{Calendar, CalendarError, CalendarSpec};
pub use origin::Origin;

/// Ticks in one second: 1,000.
pub const TICKS_PER_SECOND: i64 = 1_000;
/// Ticks in one minute: 60,000.
pub const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;
/// Ticks in one hour: 3,600,000.
pub const TICKS_PER_HOUR: i64 = 60 * TICKS_PER_MINUTE;
/// Ticks in one day of 24 hours: 86,400,000.
pub const TICKS_PER_DAY: i64 = 24 * TICKS_PER_HOUR;

/// An instant, in ticks since the start of the plan; negative before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Time(i64);

/// A length of time, in ticks; negative when the end precedes the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span(i64);

impl Time {
    /// The start of the plan.
    pub const ZERO: Time = Time(0);
    /// Later than every instant that happens; adding a span that is not negative leaves it as it is.
    pub const NEVER: Time = Time(i64::MAX);

    /// The instant `ticks` after the start, or before it when negative.
    #[inline]
    pub const fn from_ticks(ticks: i64) -> Time {
        Time(ticks)
    }

    /// Ticks since the start.
    #[inline]
    pub const fn ticks(self) -> i64 {
        self.0
    }

    /// The instant `hours` after the start, rounded as [`Span::from_hours`] does.
    #[inline]
    pub fn from_hours(hours: f64) -> Time {
        Time(Span::from_hours(hours).0)
    }

    /// Hours since the start, to the nearest float; about 2.56e12 for [`Time::NEVER`].
    #[inline]
    pub const fn to_hours(self) -> f64 {
        Span(self.0).to_hours()
    }

    /// The instant `days` of 24 hours after the start, rounded as [`Span::from_days`] does.
    #[inline]
    pub fn from_days(days: f64) -> Time {
        Time(Span::from_days(days).0)
    }

    /// Days of 24 hours since the start, to the nearest float; about 1.07e11 for [`Time::NEVER`].
    #[inline]
    pub const fn to_days(self) -> f64 {
        Span(self.0).to_days()
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A length of `ticks`.
    #[inline]
    pub const fn from_ticks(ticks: i64) -> Span {
        Span(ticks)
    }

    /// The length in ticks.
    #[inline]
    pub const fn ticks(self) -> i64 {
        self.0
    }

    /// A length of `hours`, rounded to the nearest tick, halves away from zero.
    ///
    /// Saturates at the ends of the range (infinity becomes the longest span); not-a-number becomes zero.
    #[inline]
    pub fn from_hours(hours: f64) -> Span {
        Span(nearest(hours * TICKS_PER_HOUR as f64))
    }

    /// How long work of so many hours takes at some rate: `Span::from_hours(hours / rate)`, which for most work is nothing to
    /// be divided.
    #[inline]
    pub fn of_work(hours: f64, rate: f64) -> Span {
        if hours == 0.0 {
            Span::ZERO
        } else if rate == 1.0 {
            Span::from_hours(hours)
        } else {
            Span::from_hours(hours / rate)
        }
    }

    /// The length in hours, to the nearest float.
    #[inline]
    pub const fn to_hours(self) -> f64 {
        self.0 as f64 / TICKS_PER_HOUR as f64
    }

    /// A length of `days` of 24 hours, rounded to the nearest tick, halves away from zero.
    ///
    /// Saturates at the ends of the range (infinity becomes the longest span); not-a-number becomes zero.
    #[inline]
    pub fn from_days(days: f64) -> Span {
        Span(nearest(days * TICKS_PER_DAY as f64))
    }

    /// The length in days of 24 hours, to the nearest float.
    #[inline]
    pub const fn to_days(self) -> f64 {
        self.0 as f64 / TICKS_PER_DAY as f64
    }

    /// The length times `factor`, rounded to the nearest tick, halves away from zero.
    ///
    /// Saturates at the ends of the range; a factor that is not a number gives zero. A factor of one is exact up to
    /// 2^53 ticks (285,000 years), beyond which a float no longer holds every tick.
    #[inline]
    pub fn scale(self, factor: f64) -> Span {
        Span(nearest(self.0 as f64 * factor))
    }
}

/// The whole number nearest to `x`, halves away from zero: the same as `x.round() as i64`, which is a call into a library
/// on processors that are not told to round by themselves, and times are rounded many times a case.
#[inline]
pub(crate) fn nearest(x: f64) -> i64 {
    /// From here on up to 2^53 a float holds whole numbers only: adding it rounds, halves to even.
    const WHOLE: f64 = (1u64 << 52) as f64;
    /// The bits of 2^51. The bits of numbers that are not negative stand in the order of the numbers; all others, infinity
    /// and what is no number have greater ones.
    const LARGE: u64 = ((1u64 << 51) as f64).to_bits();
    if x.to_bits() >= LARGE {
        return x.round() as i64;
    }
    let sum = x + WHOLE;
    let even = sum.to_bits() - WHOLE.to_bits();
    even as i64 + i64::from(x - (sum - WHOLE) >= 0.5)
}

impl Add<Span> for Time {
    type Output = Time;
    #[inline]
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    #[inline]
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    #[inline]
    fn sub(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}

impl SubAssign<Span> for Time {
    #[inline]
    fn sub_assign(&mut self, span: Span) {
        *self = *self - span;
    }
}

impl Sub for Time {
    type Output = Span;
    #[inline]
    fn sub(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Span {
    type Output = Span;
    #[inline]
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    #[inline]
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;
    #[inline]
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Span {
    #[inline]
    fn sub_assign(&mut self, other: Span) {
        *self = *self - other;
    }
}

impl Sum for Span {
    #[inline]
    fn sum<I: Iterator<Item = Span>>(spans: I) -> Span {
        spans.fold(Span::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Span> for Span {
    #[inline]
    fn sum<I: Iterator<Item = &'a Span>>(spans: I) -> Span {
        spans.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    #[test]
    fn an_hour_is_3_600_000_ticks_and_a_day_is_24_hours() {
        assert_eq!(Span::from_hours(1.0).ticks(), 3_600_000);
        assert_eq!(Span::from_days(1.0), Span::from_hours(24.0));
        assert_eq!(Span::from_ticks(5_400_000).to_hours(), 1.5);
        assert_eq!(Time::from_days(-0.5).to_hours(), -12.0);
        assert_eq!(Time::from_hours(36.0).to_days(), 1.5);
    }

    #[test]
    fn from_hours_rounds_to_the_nearest_tick_and_halves_away_from_zero() {
        let tick = 1.0 / TICKS_PER_HOUR as f64;
        assert_eq!(Span::from_hours(0.49 * tick).ticks(), 0);
        assert_eq!(Span::from_hours(0.51 * tick).ticks(), 1);
        assert_eq!(Span::from_hours(-0.51 * tick).ticks(), -1);
        assert_eq!(Span::from_ticks(5).scale(0.5).ticks(), 3);
        assert_eq!(Span::from_ticks(-5).scale(0.5).ticks(), -3);
        assert_eq!(Span::from_ticks(10).scale(0.24).ticks(), 2);
    }

    #[test]
    fn the_nearest_whole_number_is_what_rounding_says() {
        let limits = [
            0.0,
            0.25,
            0.5,
            1.5,
            2.5,
            4503599627370495.5,
            2251799813685247.5,
        ];
        let large = [51, 52, 53, 54, 62, 63, 64].map(|exponent| 2f64.powi(exponent));
        let others = [f64::NAN, f64::INFINITY, 1e300, 5e-324, 0.49999999999999994];
        for middle in limits.into_iter().chain(large).chain(others) {
            for x in [middle.next_down(), middle, middle.next_up()] {
                assert_eq!(nearest(x), x.round() as i64, "{x}");
                assert_eq!(nearest(-x), (-x).round() as i64, "-{x}");
            }
        }
        for half in 0..200_000i64 {
            let x = half as f64 / 2.0;
            for x in [x.next_down(), x, x.next_up(), -x, x * 12_345.678, x * 1e9] {
                assert_eq!(nearest(x), x.round() as i64, "{x}");
            }
        }
    }

    #[test]
    fn floats_beyond_the_range_saturate_and_not_a_number_is_zero() {
        assert_eq!(Span::from_hours(f64::INFINITY).ticks(), i64::MAX);
        assert_eq!(Span::from_days(-1e300).ticks(), i64::MIN);
        assert_eq!(Span::from_hours(f64::NAN), Span::ZERO);
        assert_eq!(Span::from_ticks(7).scale(f64::NAN), Span::ZERO);
        assert_eq!(Span::from_ticks(7).scale(1e300).ticks(), i64::MAX);
    }

    #[test]
    fn never_is_later_than_everything_and_stays_so() {
        assert!(Time::NEVER > Time::from_ticks(i64::MAX - 1));
        assert_eq!(Time::NEVER + Span::from_hours(1.0), Time::NEVER);
        assert_eq!(
            Time::from_ticks(1) + Span::from_ticks(i64::MAX),
            Time::NEVER
        );
        assert_eq!((Time::NEVER - Time::from_ticks(-1)).ticks(), i64::MAX);
    }

    #[test]
    fn the_sum_of_no_spans_is_zero() {
        assert_eq!(Vec::<Span>::new().iter().sum::<Span>(), Span::ZERO);
        let spans = [Span::from_ticks(2), Span::from_ticks(-5)];
        assert_eq!(spans.iter().sum::<Span>().ticks(), -3);
        assert_eq!(spans.into_iter().sum::<Span>().ticks(), -3);
    }

    #[test]
    fn a_time_is_written_as_its_ticks() {
        let text = serde_json::to_string(&(Time::from_ticks(-7), Span::from_ticks(9))).unwrap();
        assert_eq!(text, "[-7,9]");
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 256,
            rng_seed: RngSeed::Fixed(2015),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn adding_and_taking_away_undo_each_other(t in -1i64 << 50..1i64 << 50, s in -1i64 << 50..1i64 << 50) {
            let (time, span) = (Time::from_ticks(t), Span::from_ticks(s));
            prop_assert_eq!(time + span - span, time);
            prop_assert_eq!((time + span) - time, span);
            let (mut moved, mut longer) = (time, span);
            moved += span;
            moved -= span;
            longer += span;
            longer -= span;
            prop_assert_eq!((moved, longer), (time, span));
        }

        #[test]
        fn any_bits_are_rounded_as_the_library_rounds_them(bits: u64) {
            let x = f64::from_bits(bits);
            prop_assert_eq!(nearest(x), x.round() as i64);
        }

        #[test]
        fn hours_and_days_return_the_same_ticks(ticks in -1i64 << 50..1i64 << 50) {
            let span = Span::from_ticks(ticks);
            prop_assert_eq!(Span::from_hours(span.to_hours()), span);
            prop_assert_eq!(Span::from_days(span.to_days()), span);
            prop_assert_eq!(span.scale(1.0), span);
        }
    }
}
