//! Working hours: which instants are open, how much working time lies between two of them, and deadlines in it.
//!
//! Local wall clock without daylight saving: every day has 24 hours. Open periods hold their first tick and not their
//! last (`[start, end)`); periods that touch, also across midnight, are one. A holiday has no hours, a make-up day
//! those of the weekday it makes up for; on the same date the make-up day wins. Before the first and after the last of
//! these exceptions the week repeats for ever, by arithmetic.
//!
//! What happens exactly at an edge:
//!
//! | | at an opening | at a closing | at midnight |
//! |---|---|---|---|
//! | [`is_open`](Calendar::is_open) | open | closed | as the day that begins |
//! | [`next_open`](Calendar::next_open) | that instant | the next opening | that instant if open |
//! | [`next_change`](Calendar::next_change) | the closing that follows | the next opening | no change if open on both sides |
//! | [`working_between`](Calendar::working_between) | its tick counts | its tick does not | 24:00 and 0:00 are one instant |
//! | [`add_working`](Calendar::add_working), work begins | at once | at the next opening | at once if open |
//! | [`add_working`](Calendar::add_working), work is done | never, unless it began there with nothing to do | that instant, not the next opening | at 24:00 of the day worked |
//! | [`add_working_days`](Calendar::add_working_days), start | counts from it | counts from the next opening | belongs to the day that begins |
//! | [`add_working_days`](Calendar::add_working_days), due | that instant | the next opening of the day, or its last closing | that instant if open |
//!
//! Instants farther than 2^62 ticks (146 million years) from 1970 are taken to be that far, and an answer beyond is
//! [`Time::NEVER`]; so `NEVER` stays `NEVER`.

use jiff::civil::{Date, DateTime};

use super::day_sum::DaySum;
use super::origin::{day_of, weekday_of};
use super::{Origin, Span, TICKS_PER_DAY, Time};

mod error;
mod hours;

pub use error::CalendarError;
use hours::Hours;

/// Longest stretch of exceptions, in days: 400 years, after which the Gregorian calendar repeats.
const LONGEST_STRETCH: i64 = 146_097;
/// Index of the hours of a holiday, after those of the seven weekdays.
const CLOSED: u8 = 7;

/// Working hours as plain data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarSpec {
    /// Open periods per weekday, Monday first, as spans after midnight: start < end <= 24 h, sorted, not overlapping.
    pub week: [Vec<(Span, Span)>; 7],
    /// Dates without working hours; repeats and dates that are closed anyway do no harm.
    pub holidays: Vec<Date>,
    /// Dates worked with the hours of another weekday (0 is Monday), even if they are holidays.
    pub make_up_days: Vec<(Date, usize)>,
}

impl CalendarSpec {
    /// Open at all times.
    pub fn always() -> CalendarSpec {
        let whole_day = vec![(Span::ZERO, Span::from_ticks(TICKS_PER_DAY))];
        CalendarSpec {
            week: std::array::from_fn(|_| whole_day.clone()),
            ..CalendarSpec::default()
        }
    }
}

/// The working hours of a desk, on the local clock of its [`Origin`].
///
/// Every method answers for every instant, without panic; the cost is that of the periods of a day and, where the
/// answer lies on another day, of a binary search in the exceptions.
///
/// ```
/// use caseload::time::{Calendar, CalendarSpec, Span, Time};
///
/// let nine_to_five = vec![(Span::from_hours(9.0), Span::from_hours(17.0))];
/// let mut spec = CalendarSpec::default();
/// spec.week[..5].fill(nine_to_five);
/// let friday_noon = jiff::civil::date(2026, 7, 3).at(12, 0, 0, 0);
/// let calendar = Calendar::new(&spec, friday_noon)?;
/// let done = calendar.add_working(Time::ZERO, Span::from_hours(6.0));
/// assert_eq!(calendar.origin().to_datetime(done), jiff::civil::date(2026, 7, 6).at(10, 0, 0, 0));
/// # Ok::<(), caseload::time::CalendarError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    origin: Origin,
    always: bool,
    /// Hours of the seven weekdays, then of a closed day.
    hours: [Hours; 8],
    /// The first day of the stretch that holds all exceptions, counted from 1970-01-01.
    first: i64,
    /// Which of `hours` each day of the stretch has.
    stretch: Vec<u8>,
    /// Open ticks.
    open: DaySum,
    /// Closed ticks.
    closed: DaySum,
    /// Days with any opening.
    working: DaySum,
}

impl Calendar {
    /// The calendar of `spec`, where [`Time::ZERO`] is the local date and clock time `origin`, which may be mid-day.
    ///
    /// # Errors
    /// The first of: hours that are not in order or never open, a make-up day that names no weekday or two of them,
    /// exceptions more than 400 years apart.
    pub fn new(spec: &CalendarSpec, origin: DateTime) -> Result<Calendar, CalendarError> {
        let mut hours: [Hours; 8] = Default::default();
        for (weekday, periods) in spec.week.iter().enumerate() {
            hours[weekday] = Hours::new(weekday, periods)?;
        }
        if hours.iter().all(|day| day.open == 0) {
            return Err(CalendarError::NeverOpens);
        }
        let (first, stretch) = exceptions(spec)?;
        let sum = |amount: fn(&Hours) -> i64| {
            let week = std::array::from_fn(|weekday| amount(&hours[weekday]));
            DaySum::new(
                week,
                first,
                stretch
                    .iter()
                    .map(|&index| amount(&hours[usize::from(index)])),
            )
        };
        let open = sum(|day| day.open);
        let closed = sum(|day| TICKS_PER_DAY - day.open);
        let working = sum(|day| i64::from(day.open > 0));
        let always = (0..7)
            .chain(stretch.iter().map(|&i| usize::from(i)))
            .all(|i| hours[i].open == TICKS_PER_DAY);
        Ok(Calendar {
            origin: Origin::new(origin),
            always,
            hours,
            first,
            stretch,
            open,
            closed,
            working,
        })
    }

    /// The date and clock time of [`Time::ZERO`], with weekday, hour and date of every instant.
    #[inline]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether it never closes.
    #[inline]
    pub fn is_always(&self) -> bool {
        self.always
    }

    /// Whether `t` is a working instant: true at an opening, false at a closing.
    #[inline]
    pub fn is_open(&self, t: Time) -> bool {
        if self.always {
            return true;
        }
        let (day, clock) = self.day_and_clock(t);
        self.hours_of(day).closing(clock).is_some()
    }

    /// The first open instant at or after `t`.
    #[inline]
    pub fn next_open(&self, t: Time) -> Time {
        if self.always {
            return t;
        }
        let (day, clock) = self.day_and_clock(t);
        let hours = self.hours_of(day);
        if hours.closing(clock).is_some() {
            return t;
        }
        match hours.opening_after(clock) {
            Some(opening) => self.origin.instant(day, opening),
            None => {
                let (day, opening) = self.opening_after_day(day);
                self.origin.instant(day, opening)
            }
        }
    }

    /// The first instant after `t` at which the calendar opens or closes.
    ///
    /// None if it does neither again: it is open at all times, or from `t` on.
    #[inline]
    pub fn next_change(&self, t: Time) -> Option<Time> {
        if self.always {
            return None;
        }
        let (day, clock) = self.day_and_clock(t);
        let change = match self.hours_of(day).closing(clock) {
            None => self.next_open(t),
            Some(closing) if closing < TICKS_PER_DAY => self.origin.instant(day, closing),
            Some(_) => self.closing_after_day(day)?,
        };
        (change != Time::NEVER).then_some(change)
    }

    /// The working time from `a` until `b`: the open ticks in `[a, b)`; zero if they are equal.
    ///
    /// If `b` is earlier than `a`, the working time from `b` until `a`, negative.
    #[inline]
    pub fn working_between(&self, a: Time, b: Time) -> Span {
        if self.always {
            return b - a;
        }
        Span::from_ticks(self.worked(b) - self.worked(a))
    }

    /// The earliest instant from `t` on by which `span` of working time has passed.
    ///
    /// Work that fills the day to its closing ends at that closing, not at the next opening. Nothing to do, or a
    /// negative span, gives `t` itself, even when closed.
    #[inline]
    pub fn add_working(&self, t: Time, span: Span) -> Time {
        if span <= Span::ZERO {
            return t;
        }
        if self.always {
            return t + span;
        }
        let (day, clock) = self.day_and_clock(t);
        let hours = self.hours_of(day);
        let done = hours.open_before(clock).saturating_add(span.ticks());
        if done <= hours.open {
            return self.origin.instant(day, hours.end_of(done));
        }
        self.instant_when_worked(self.open.before(day).saturating_add(done))
    }

    /// The deadline `n` working days after `t`; a working day is a date with any opening.
    ///
    /// A start outside the hours is moved to the next opening. From there the date moves on by `n` working days and
    /// the clock time stays. Where that clock time is closed on the due date, the deadline is the next opening of the
    /// same date or, if there is none, its last closing. With `n` = 0 it is the moved start. A later start never has
    /// an earlier deadline.
    pub fn add_working_days(&self, t: Time, n: u32) -> Time {
        if self.always {
            return t + Span::from_ticks(i64::from(n) * TICKS_PER_DAY);
        }
        let (mut day, mut clock) = self.day_and_clock(t);
        let hours = self.hours_of(day);
        let mut start = t;
        if hours.closing(clock).is_none() {
            (day, clock) = match hours.opening_after(clock) {
                Some(opening) => (day, opening),
                None => self.opening_after_day(day),
            };
            start = self.origin.instant(day, clock);
        }
        if n == 0 || start == Time::NEVER {
            return start;
        }
        // The start is open, so its day is the working day that brings the count to this number.
        let due = self.reaching(&self.working, self.working.before(day + 1) + i64::from(n));
        let hours = self.hours_of(due);
        let clock = match hours.closing(clock) {
            Some(_) => clock,
            None => hours.opening_after(clock).unwrap_or(hours.last_closing()),
        };
        self.origin.instant(due, clock)
    }

    /// Hours open in a plain week, without holidays and make-up days.
    pub fn working_hours_per_week(&self) -> f64 {
        Span::from_ticks(self.hours[..7].iter().map(|day| day.open).sum()).to_hours()
    }

    #[inline]
    fn day_and_clock(&self, t: Time) -> (i64, i64) {
        let local = self.origin.local(t);
        (
            local.div_euclid(TICKS_PER_DAY),
            local.rem_euclid(TICKS_PER_DAY),
        )
    }

    #[inline]
    fn hours_of(&self, day: i64) -> &Hours {
        // A day before the stretch wraps to an index past its end.
        let index = match self.stretch.get(day.wrapping_sub(self.first) as usize) {
            Some(&index) => usize::from(index),
            None => weekday_of(day),
        };
        &self.hours[index]
    }

    /// Open ticks from a fixed instant until `t`.
    #[inline]
    fn worked(&self, t: Time) -> i64 {
        let (day, clock) = self.day_and_clock(t);
        self.open.before(day) + self.hours_of(day).open_before(clock)
    }

    /// The instant at which the open ticks since the fixed instant of [`Calendar::worked`] first number `total`.
    fn instant_when_worked(&self, total: i64) -> Time {
        let day = self.reaching(&self.open, total);
        if day > super::origin::LIMIT / TICKS_PER_DAY {
            return Time::NEVER;
        }
        self.origin.instant(
            day,
            self.hours_of(day).end_of(total - self.open.before(day)),
        )
    }

    /// The first day later than `day` with any opening, and the clock time of its first one.
    fn opening_after_day(&self, day: i64) -> (i64, i64) {
        let next = self.reaching(&self.working, self.working.before(day + 1) + 1);
        (next, self.hours_of(next).first_opening())
    }

    /// The first closed instant on a day later than `day`; none if there is no such day.
    fn closing_after_day(&self, day: i64) -> Option<Time> {
        let next = self.closed.day_reaching(self.closed.before(day + 1) + 1)?;
        Some(
            self.origin
                .instant(next, self.hours_of(next).closing(0).unwrap_or(0)),
        )
    }

    /// The day on which open ticks or working days reach `total`.
    #[inline]
    fn reaching(&self, sum: &DaySum, total: i64) -> i64 {
        sum.day_reaching(total)
            .expect("a calendar that opens in a plain week reaches every total")
    }
}

/// The first day of the stretch that holds all exceptions, and the index of the hours of each of its days.
fn exceptions(spec: &CalendarSpec) -> Result<(i64, Vec<u8>), CalendarError> {
    let dates = || {
        spec.holidays
            .iter()
            .chain(spec.make_up_days.iter().map(|(date, _)| date))
            .copied()
    };
    let (Some(first_date), Some(last_date)) = (dates().min(), dates().max()) else {
        return Ok((0, Vec::new()));
    };
    let (first, last) = (day_of(first_date), day_of(last_date));
    if last - first >= LONGEST_STRETCH {
        return Err(CalendarError::ExceptionsTooFarApart {
            first: first_date,
            last: last_date,
        });
    }
    let mut stretch: Vec<u8> = (first..=last).map(|day| weekday_of(day) as u8).collect();
    for &holiday in &spec.holidays {
        stretch[(day_of(holiday) - first) as usize] = CLOSED;
    }
    let mut make_up_days = spec.make_up_days.clone();
    make_up_days.sort_unstable();
    make_up_days.dedup();
    for pair in make_up_days.windows(2) {
        if pair[0].0 == pair[1].0 {
            return Err(CalendarError::MakeUpDayTwice { date: pair[0].0 });
        }
    }
    for (date, weekday) in make_up_days {
        if weekday >= 7 {
            return Err(CalendarError::NoSuchWeekday { date, weekday });
        }
        stretch[(day_of(date) - first) as usize] = weekday as u8;
    }
    Ok((first, stretch))
}

#[cfg(test)]
mod tests {
    use super::super::{TICKS_PER_HOUR, TICKS_PER_MINUTE};
    use super::*;
    use jiff::SignedDuration;
    use jiff::civil::date;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    const MONDAY: usize = 0;
    const SATURDAY: usize = 5;

    fn hours(start: f64, end: f64) -> (Span, Span) {
        (Span::from_hours(start), Span::from_hours(end))
    }

    fn weekdays(periods: &[(Span, Span)]) -> CalendarSpec {
        let mut spec = CalendarSpec::default();
        spec.week[..5].fill(periods.to_vec());
        spec
    }

    /// Monday to Friday, 9:00-12:00 and 13:00-17:00, from Monday 2015-04-06 0:00; Wednesday 8th is a holiday,
    /// Saturday 11th makes up for it with Wednesday's hours.
    fn office() -> Calendar {
        let mut spec = weekdays(&[hours(9.0, 12.0), hours(13.0, 17.0)]);
        spec.holidays.push(date(2015, 4, 8));
        spec.make_up_days.push((date(2015, 4, 11), 2));
        Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).unwrap()
    }

    /// `hour` o'clock on `day`, counted from the Monday at which the office starts.
    fn at(day: i64, hour: f64) -> Time {
        Time::from_ticks(day * TICKS_PER_DAY) + Span::from_hours(hour)
    }

    fn minutes(minutes: i64) -> Span {
        Span::from_ticks(minutes * TICKS_PER_MINUTE)
    }

    const TICK: Span = Span::from_ticks(1);

    #[test]
    fn the_opening_is_open_and_the_closing_is_closed() {
        let office = office();
        assert!(!office.is_open(at(0, 9.0) - TICK) && office.is_open(at(0, 9.0)));
        assert!(office.is_open(at(0, 12.0) - TICK) && !office.is_open(at(0, 12.0)));
        assert!(!office.is_open(at(2, 10.0)), "a holiday is closed");
        assert!(office.is_open(at(5, 10.0)), "a make-up day is open");
        assert!(
            !office.is_open(at(6, 10.0)) && !office.is_open(at(12, 10.0)),
            "other weekends are closed"
        );
    }

    #[test]
    fn the_next_opening_of_an_open_instant_is_that_instant() {
        let office = office();
        assert_eq!(office.next_open(at(0, 9.0)), at(0, 9.0));
        assert_eq!(office.next_open(at(0, 11.0)), at(0, 11.0));
        assert_eq!(office.next_open(at(0, 12.0)), at(0, 13.0));
        assert_eq!(
            office.next_open(at(1, 17.0)),
            at(3, 9.0),
            "over the holiday"
        );
        assert_eq!(
            office.next_open(at(4, 17.0)),
            at(5, 9.0),
            "to the make-up day"
        );
        assert_eq!(office.next_open(at(5, 17.0)), at(7, 9.0));
        assert_eq!(
            office.next_open(at(-3, 18.0)),
            at(0, 9.0),
            "from before the start"
        );
    }

    #[test]
    fn the_next_change_is_strictly_later() {
        let office = office();
        assert_eq!(office.next_change(at(0, 0.0)), Some(at(0, 9.0)));
        assert_eq!(office.next_change(at(0, 9.0)), Some(at(0, 12.0)));
        assert_eq!(office.next_change(at(0, 12.0)), Some(at(0, 13.0)));
        assert_eq!(office.next_change(at(1, 17.0)), Some(at(3, 9.0)));
    }

    #[test]
    fn working_time_leaves_out_lunch_nights_and_holidays() {
        let office = office();
        assert_eq!(
            office.working_between(at(0, 0.0), at(1, 0.0)),
            Span::from_hours(7.0)
        );
        assert_eq!(
            office.working_between(at(0, 11.0), at(0, 14.0)),
            Span::from_hours(2.0)
        );
        assert_eq!(
            office.working_between(at(1, 16.0), at(3, 10.0)),
            Span::from_hours(2.0)
        );
        assert_eq!(
            office.working_between(at(0, 0.0), at(7, 0.0)),
            Span::from_hours(35.0)
        );
        assert_eq!(
            office.working_between(at(3, 10.0), at(1, 16.0)),
            Span::from_hours(-2.0)
        );
        assert_eq!(office.working_between(at(0, 10.0), at(0, 10.0)), Span::ZERO);
        assert_eq!(office.working_hours_per_week(), 35.0);
    }

    #[test]
    fn work_that_fills_the_day_ends_at_the_closing_and_not_at_the_next_opening() {
        let office = office();
        assert_eq!(
            office.add_working(at(0, 9.0), Span::from_hours(3.0)),
            at(0, 12.0)
        );
        assert_eq!(
            office.add_working(at(0, 9.0), Span::from_hours(3.0) + TICK),
            at(0, 13.0) + TICK
        );
        assert_eq!(
            office.add_working(at(0, 9.0), Span::from_hours(7.0)),
            at(0, 17.0)
        );
        assert_eq!(
            office.add_working(at(0, 9.0), Span::from_hours(14.0)),
            at(1, 17.0)
        );
        assert_eq!(
            office.add_working(at(0, 9.0), Span::from_hours(14.5)),
            at(3, 9.5)
        );
    }

    #[test]
    fn work_begun_while_closed_counts_from_the_next_opening_and_no_work_ends_at_once() {
        let office = office();
        assert_eq!(
            office.add_working(at(0, 17.0), Span::from_hours(1.0)),
            at(1, 10.0)
        );
        assert_eq!(office.add_working(at(0, 17.0), Span::ZERO), at(0, 17.0));
        assert_eq!(
            office.add_working(at(0, 17.0), Span::from_ticks(-5)),
            at(0, 17.0)
        );
    }

    #[test]
    fn a_deadline_keeps_the_clock_time_and_skips_days_without_hours() {
        let office = office();
        assert_eq!(office.add_working_days(at(0, 10.5), 1), at(1, 10.5));
        assert_eq!(office.add_working_days(at(0, 10.5), 2), at(3, 10.5));
        assert_eq!(office.add_working_days(at(0, 10.5), 4), at(5, 10.5));
        assert_eq!(office.add_working_days(at(0, 10.5), 5), at(7, 10.5));
        assert_eq!(office.add_working_days(at(0, 10.5), 0), at(0, 10.5));
    }

    #[test]
    fn a_deadline_counts_from_the_next_opening_when_the_start_is_closed() {
        let office = office();
        assert_eq!(office.add_working_days(at(0, 0.5), 1), at(1, 9.0));
        assert_eq!(office.add_working_days(at(0, 17.0), 1), at(3, 9.0));
        assert_eq!(office.add_working_days(at(0, 17.0), 0), at(1, 9.0));
        assert_eq!(office.add_working_days(at(0, 12.0), 1), at(1, 13.0));
    }

    #[test]
    fn a_deadline_at_a_closed_clock_time_moves_to_the_next_opening_of_the_day_or_its_last_closing()
    {
        let mut spec = weekdays(&[hours(8.0, 18.0)]);
        spec.week[1] = vec![hours(10.0, 12.0), hours(14.0, 16.0)];
        let calendar = Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).unwrap();
        assert_eq!(calendar.add_working_days(at(0, 8.0), 1), at(1, 10.0));
        assert_eq!(calendar.add_working_days(at(0, 12.0), 1), at(1, 14.0));
        assert_eq!(calendar.add_working_days(at(0, 13.0), 1), at(1, 14.0));
        assert_eq!(calendar.add_working_days(at(0, 16.0), 1), at(1, 16.0));
        assert_eq!(calendar.add_working_days(at(0, 17.5), 1), at(1, 16.0));
        assert_eq!(calendar.add_working_days(at(0, 17.5), 2), at(2, 17.5));
    }

    #[test]
    fn a_make_up_day_beats_a_holiday_on_the_same_date() {
        let mut spec = weekdays(&[hours(9.0, 17.0)]);
        spec.holidays.push(date(2015, 4, 11));
        spec.make_up_days.push((date(2015, 4, 11), MONDAY));
        let calendar = Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).unwrap();
        assert!(calendar.is_open(at(5, 9.0)));
    }

    #[test]
    fn a_make_up_day_with_the_hours_of_a_free_weekday_is_closed() {
        let mut spec = weekdays(&[hours(9.0, 17.0)]);
        spec.make_up_days.push((date(2015, 4, 7), SATURDAY));
        let calendar = Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).unwrap();
        assert_eq!(calendar.next_open(at(0, 17.0)), at(2, 9.0));
    }

    #[test]
    fn a_night_shift_across_midnight_is_one_period() {
        let mut spec = CalendarSpec::default();
        spec.week[0] = vec![hours(6.0, 7.0), hours(7.0, 8.0), hours(22.0, 24.0)];
        spec.week[1] = vec![hours(0.0, 6.0)];
        let calendar = Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).unwrap();
        assert_eq!(calendar.next_change(at(0, 6.0)), Some(at(0, 8.0)));
        assert_eq!(calendar.next_change(at(0, 23.0)), Some(at(1, 6.0)));
        assert!(calendar.is_open(at(1, 0.0)));
        assert_eq!(
            calendar.add_working(at(0, 22.0), Span::from_hours(2.0)),
            at(1, 0.0)
        );
        assert_eq!(
            calendar.add_working(at(0, 22.0), Span::from_hours(8.0)),
            at(1, 6.0)
        );
        assert_eq!(calendar.next_change(at(-7, 23.0)), Some(at(-6, 6.0)));
    }

    #[test]
    fn a_calendar_that_is_always_open_is_plain_arithmetic() {
        let calendar =
            Calendar::new(&CalendarSpec::always(), date(2015, 4, 6).at(13, 7, 5, 0)).unwrap();
        let t = Time::from_hours(-100.25);
        assert!(calendar.is_always() && calendar.is_open(t));
        assert_eq!((calendar.next_open(t), calendar.next_change(t)), (t, None));
        assert_eq!(
            calendar.add_working(t, Span::from_hours(50.0)),
            t + Span::from_hours(50.0)
        );
        assert_eq!(
            calendar.working_between(t, Time::ZERO),
            Span::from_hours(100.25)
        );
        assert_eq!(calendar.add_working_days(t, 3), t + Span::from_days(3.0));
        assert_eq!(calendar.working_hours_per_week(), 168.0);
    }

    #[test]
    fn a_holiday_is_the_only_change_of_a_calendar_that_is_otherwise_always_open() {
        let mut spec = CalendarSpec::always();
        spec.holidays.push(date(2115, 4, 6));
        let calendar = Calendar::new(&spec, date(2015, 4, 6).at(12, 0, 0, 0)).unwrap();
        let closing = calendar
            .origin()
            .from_datetime(date(2115, 4, 6).at(0, 0, 0, 0));
        let opening = closing + Span::from_days(1.0);
        assert!(!calendar.is_always());
        assert_eq!(calendar.next_change(Time::from_days(-1e6)), Some(closing));
        assert_eq!(calendar.next_change(closing), Some(opening));
        assert_eq!(
            calendar.next_change(opening),
            None,
            "nothing changes after the last exception"
        );
    }

    #[test]
    fn a_make_up_day_with_full_hours_leaves_the_calendar_always_open() {
        let mut spec = CalendarSpec::always();
        spec.holidays.push(date(2015, 4, 8));
        spec.make_up_days.push((date(2015, 4, 8), SATURDAY));
        assert!(
            Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0))
                .unwrap()
                .is_always()
        );
    }

    #[test]
    fn wrong_hours_are_refused_with_the_fact() {
        let refused =
            |spec: &CalendarSpec| Calendar::new(spec, date(2015, 4, 6).at(0, 0, 0, 0)).unwrap_err();
        assert_eq!(refused(&CalendarSpec::default()), CalendarError::NeverOpens);
        let with = |weekday: usize, periods: &[(Span, Span)]| {
            let mut spec = CalendarSpec::always();
            spec.week[weekday] = periods.to_vec();
            refused(&spec)
        };
        assert_eq!(
            with(2, &[hours(9.0, 9.0)]),
            CalendarError::PeriodOrder { weekday: 2 }
        );
        assert_eq!(
            with(3, &[hours(9.0, 24.5)]),
            CalendarError::PeriodOutsideDay { weekday: 3 }
        );
        assert_eq!(
            with(3, &[hours(-1.0, 2.0)]),
            CalendarError::PeriodOutsideDay { weekday: 3 }
        );
        assert_eq!(
            with(6, &[hours(9.0, 12.0), hours(11.0, 13.0)]),
            CalendarError::Overlap { weekday: 6 }
        );
        assert_eq!(
            with(6, &[hours(9.0, 12.0), hours(7.0, 8.0)]),
            CalendarError::Overlap { weekday: 6 }
        );
        assert_eq!(
            with(6, &[hours(9.0, 12.0), hours(11.0, 13.0)]).to_string(),
            "periods on Sunday overlap or are not in order"
        );
        let mut spec = CalendarSpec::always();
        spec.make_up_days = vec![(date(2015, 4, 8), 7)];
        assert_eq!(
            refused(&spec),
            CalendarError::NoSuchWeekday {
                date: date(2015, 4, 8),
                weekday: 7
            }
        );
        spec.make_up_days = vec![
            (date(2015, 4, 8), 1),
            (date(2015, 4, 9), 1),
            (date(2015, 4, 8), 2),
        ];
        assert_eq!(
            refused(&spec),
            CalendarError::MakeUpDayTwice {
                date: date(2015, 4, 8)
            }
        );
        spec.make_up_days = vec![(date(2015, 4, 8), 1), (date(2015, 4, 8), 1)];
        assert!(
            Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).is_ok(),
            "a repeat is no contradiction"
        );
        spec.holidays = vec![date(2415, 4, 7)];
        assert!(Calendar::new(&spec, date(2015, 4, 6).at(0, 0, 0, 0)).is_ok());
        spec.holidays = vec![date(2415, 4, 8)];
        let far = CalendarError::ExceptionsTooFarApart {
            first: date(2015, 4, 8),
            last: date(2415, 4, 8),
        };
        assert_eq!(refused(&spec), far);
    }

    /// The rules word by word, on a grid of quarter hours, with the date library for dates.
    struct Naive<'a> {
        spec: &'a CalendarSpec,
        /// The midnight from which local ticks are counted here; near the instants asked about.
        base: Date,
    }

    const CELL: i64 = 15 * TICKS_PER_MINUTE;
    const CELLS_PER_DAY: i64 = TICKS_PER_DAY / CELL;

    impl Naive<'_> {
        fn date(&self, day: i64) -> Date {
            self.base
                .saturating_add(SignedDuration::from_hours(24 * day))
        }

        fn is_open_cell(&self, cell: i64) -> bool {
            let date = self.date(cell.div_euclid(CELLS_PER_DAY));
            let clock = Span::from_ticks(cell.rem_euclid(CELLS_PER_DAY) * CELL);
            let made_up = self
                .spec
                .make_up_days
                .iter()
                .find(|(made_up, _)| *made_up == date);
            let weekday = match made_up {
                Some(&(_, weekday)) => weekday,
                None if self.spec.holidays.contains(&date) => return false,
                None => date.weekday().to_monday_zero_offset() as usize,
            };
            self.spec.week[weekday]
                .iter()
                .any(|&(start, end)| start <= clock && clock < end)
        }

        fn is_open(&self, local: i64) -> bool {
            self.is_open_cell(local.div_euclid(CELL))
        }

        fn next_open(&self, local: i64) -> i64 {
            if self.is_open(local) {
                return local;
            }
            (local.div_euclid(CELL)..)
                .find(|&cell| self.is_open_cell(cell))
                .unwrap()
                * CELL
        }

        fn next_change(&self, local: i64, until: i64) -> Option<i64> {
            let cells = local.div_euclid(CELL) + 1..until.div_euclid(CELL);
            cells
                .into_iter()
                .find(|&cell| self.is_open_cell(cell) != self.is_open(local))
                .map(|cell| cell * CELL)
        }

        fn working_between(&self, a: i64, b: i64) -> i64 {
            (a.div_euclid(CELL)..=b.div_euclid(CELL))
                .filter(|&cell| self.is_open_cell(cell))
                .map(|cell| (b.min((cell + 1) * CELL) - a.max(cell * CELL)).max(0))
                .sum()
        }

        fn add_working(&self, local: i64, span: i64) -> i64 {
            let (mut at, mut rest) = (local, span);
            while rest > 0 {
                let cell = at.div_euclid(CELL);
                let end = (cell + 1) * CELL;
                if self.is_open_cell(cell) {
                    if rest <= end - at {
                        return at + rest;
                    }
                    rest -= end - at;
                }
                at = end;
            }
            at
        }

        fn open_cells(&self, day: i64) -> Vec<i64> {
            (day * CELLS_PER_DAY..(day + 1) * CELLS_PER_DAY)
                .filter(|&cell| self.is_open_cell(cell))
                .collect()
        }

        fn add_working_days(&self, local: i64, n: u32) -> i64 {
            let start = self.next_open(local);
            let mut day = start.div_euclid(TICKS_PER_DAY);
            for _ in 0..n {
                day += 1;
                while self.open_cells(day).is_empty() {
                    day += 1;
                }
            }
            let due = day * TICKS_PER_DAY + start.rem_euclid(TICKS_PER_DAY);
            let cells = self.open_cells(day);
            match cells.iter().find(|&&cell| due < (cell + 1) * CELL) {
                Some(&cell) => due.max(cell * CELL),
                None => (cells.last().unwrap() + 1) * CELL,
            }
        }
    }

    /// Open periods of a day on a grid of `unit` ticks; some touch each other or midnight.
    fn periods(unit: i64) -> impl Strategy<Value = Vec<(Span, Span)>> {
        let end = TICKS_PER_DAY / unit;
        let bounds = prop_oneof![
            Just(vec![]),
            Just(vec![0, end]),
            vec(prop_oneof![Just(0), Just(end), 0..=end], 1..8)
        ];
        (bounds, any::<bool>()).prop_map(move |(mut bounds, touching)| {
            bounds.sort_unstable();
            bounds.dedup();
            let step = if touching { 1 } else { 2 };
            let pairs = bounds.windows(2).step_by(step);
            pairs
                .map(|pair| {
                    (
                        Span::from_ticks(pair[0] * unit),
                        Span::from_ticks(pair[1] * unit),
                    )
                })
                .collect()
        })
    }

    /// Day zero of the random calendars.
    const BASE: Date = Date::constant(2015, 3, 30);

    fn specs(unit: i64) -> impl Strategy<Value = CalendarSpec> {
        let day = |offset: i64| BASE.saturating_add(SignedDuration::from_hours(24 * offset));
        let holidays = vec((-20i64..40).prop_map(day), 0..12);
        let make_up_days = vec(((-20i64..40).prop_map(day), 0usize..7), 0..6);
        let week = proptest::array::uniform7(periods(unit));
        (week, holidays, make_up_days).prop_filter_map(
            "never opens",
            |(week, holidays, mut make_up_days)| {
                make_up_days.sort_unstable();
                make_up_days.dedup_by_key(|(date, _)| *date);
                let opens = week.iter().any(|day| !day.is_empty());
                opens.then_some(CalendarSpec {
                    week,
                    holidays,
                    make_up_days,
                })
            },
        )
    }

    /// Local ticks after a midnight: often on an edge of the grid or next to one.
    fn instants() -> impl Strategy<Value = i64> {
        let near = (
            -25 * CELLS_PER_DAY..45 * CELLS_PER_DAY,
            prop_oneof![Just(0), -1i64..=1, 0..CELL],
        );
        near.prop_map(|(cell, offset)| cell * CELL + offset)
    }

    fn origins() -> impl Strategy<Value = DateTime> {
        let start = DateTime::from(BASE);
        (-40i64 * 86_400_000..40 * 86_400_000)
            .prop_map(move |ms| start.saturating_add(SignedDuration::from_millis(ms)))
    }

    /// Days from [`BASE`] to the midnight around which instants are drawn: mostly the exceptions, also a millennium off.
    fn shifts() -> impl Strategy<Value = i64> {
        prop_oneof![6 => Just(0i64), 1 => -400_000i64..-1_000, 1 => 1_000i64..400_000]
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 600,
            rng_seed: RngSeed::Fixed(2015),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn every_method_agrees_with_the_rules_applied_to_each_quarter_hour(
            spec in specs(CELL), origin in origins(), shift in shifts(), a in instants(), b in instants(),
            span in prop_oneof![0i64..20 * TICKS_PER_HOUR, (0i64..80).prop_map(|cells| cells * CELL)], n in 0u32..12,
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            let base = BASE.saturating_add(SignedDuration::from_hours(24 * shift));
            let naive = Naive { spec: &spec, base };
            let midnight = calendar.origin().from_datetime(DateTime::from(base));
            let time = |local: i64| midnight + Span::from_ticks(local);
            let (a, b) = (a.min(b), a.max(b));
            prop_assert_eq!(calendar.is_open(time(a)), naive.is_open(a));
            prop_assert_eq!(calendar.next_open(time(a)), time(naive.next_open(a)));
            let until = 150 * TICKS_PER_DAY;
            match naive.next_change(a, until) {
                Some(change) => prop_assert_eq!(calendar.next_change(time(a)), Some(time(change))),
                None => prop_assert!(calendar.next_change(time(a)).is_none_or(|change| change >= time(until))),
            }
            prop_assert_eq!(calendar.working_between(time(a), time(b)).ticks(), naive.working_between(a, b));
            prop_assert_eq!(calendar.add_working(time(a), Span::from_ticks(span)), time(naive.add_working(a, span)));
            prop_assert_eq!(calendar.add_working_days(time(a), n), time(naive.add_working_days(a, n)));
            let full = |cell| naive.is_open_cell(cell);
            let around = -30 * CELLS_PER_DAY..50 * CELLS_PER_DAY;
            if shift == 0 {
                prop_assert_eq!(calendar.is_always(), around.into_iter().all(full));
            }
        }

        #[test]
        fn working_time_adds_up_over_any_instant_between(
            spec in specs(1), origin in origins(), times in proptest::array::uniform3(-1i64 << 45..1i64 << 45),
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            let [a, b, c] = times.map(Time::from_ticks);
            let sum = calendar.working_between(a, b) + calendar.working_between(b, c);
            prop_assert_eq!(sum, calendar.working_between(a, c));
            prop_assert_eq!(calendar.working_between(b, a), Span::ZERO - calendar.working_between(a, b));
        }

        #[test]
        fn add_working_is_the_earliest_instant_with_that_working_time(
            spec in specs(1), origin in origins(), t in -1i64 << 45..1i64 << 45, span in 0i64..1 << 40,
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            let (t, span) = (Time::from_ticks(t), Span::from_ticks(span));
            let done = calendar.add_working(t, span);
            prop_assert_eq!(calendar.working_between(t, done), span);
            prop_assert!(span == Span::ZERO || calendar.working_between(t, done - TICK) < span);
        }

        #[test]
        fn between_two_changes_nothing_changes(
            spec in specs(1), origin in origins(), t in -1i64 << 36..1i64 << 36, part in 0.0..1.0f64,
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            let t = Time::from_ticks(t);
            let open = calendar.is_open(t);
            let Some(change) = calendar.next_change(t) else {
                prop_assert!(open);
                return Ok(());
            };
            prop_assert!(change > t);
            prop_assert_eq!(calendar.is_open(change), !open);
            prop_assert_eq!(calendar.is_open(change - TICK), open);
            let whole = if open { change - t } else { Span::ZERO };
            prop_assert_eq!(calendar.working_between(t, change), whole);
            prop_assert_eq!(calendar.is_open(t + (change - TICK - t).scale(part)), open);
            prop_assert_eq!(calendar.next_open(t), if open { t } else { change });
        }

        #[test]
        fn a_later_start_never_has_an_earlier_deadline(
            spec in specs(1), origin in origins(), t in -1i64 << 33..1i64 << 33, delay in 0i64..1 << 28, n in 0u32..30,
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            let (t, later) = (Time::from_ticks(t), Time::from_ticks(t + delay));
            prop_assert!(calendar.add_working_days(t, n) <= calendar.add_working_days(later, n));
            prop_assert!(calendar.add_working_days(t, n) < calendar.add_working_days(t, n + 1));
        }

        #[test]
        fn the_week_repeats_far_beyond_the_dates_that_can_be_written(
            spec in specs(1), origin in origins(), t in 1i64 << 38..1 << 39, weeks in 1i64..5_000_000_000,
            span in 0i64..1 << 35, n in 0u32..50,
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            for (sign, t) in [(1, Time::from_ticks(t)), (-1, Time::from_ticks(-t))] {
                let shift = Span::from_ticks(sign * weeks * 7 * TICKS_PER_DAY);
                let far = t + shift;
                let span = Span::from_ticks(span);
                prop_assert_eq!(calendar.is_open(far), calendar.is_open(t));
                prop_assert_eq!(calendar.next_open(far), calendar.next_open(t) + shift);
                // Before the exceptions, work and deadlines must end before them too.
                if sign == 1 {
                    prop_assert_eq!(calendar.next_change(far), calendar.next_change(t).map(|change| change + shift));
                    prop_assert_eq!(calendar.add_working(far, span), calendar.add_working(t, span) + shift);
                    prop_assert_eq!(calendar.add_working_days(far, n), calendar.add_working_days(t, n) + shift);
                }
            }
        }

        #[test]
        fn no_instant_however_far_makes_a_method_panic_or_go_back(
            spec in specs(1), origin in origins(), t in any::<i64>(), u in any::<i64>(), span in any::<i64>(), n in any::<u32>(),
        ) {
            let calendar = Calendar::new(&spec, origin).unwrap();
            for t in [t, i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX, 1 << 62, -1 << 62].map(Time::from_ticks) {
                prop_assert!(calendar.next_open(t) >= t);
                prop_assert!(calendar.next_change(t).is_none_or(|change| change > t));
                prop_assert!(calendar.add_working(t, Span::from_ticks(span)) >= t);
                prop_assert!(calendar.add_working_days(t, n) >= t);
                calendar.working_between(t, Time::from_ticks(u));
                calendar.is_open(t);
            }
            prop_assert_eq!(calendar.next_open(Time::NEVER), Time::NEVER);
            prop_assert_eq!(calendar.add_working(Time::NEVER, Span::from_hours(1.0)), Time::NEVER);
            prop_assert_eq!(calendar.add_working(Time::ZERO, Span::from_ticks(i64::MAX)), Time::NEVER);
            prop_assert_eq!(calendar.add_working_days(Time::NEVER, n), Time::NEVER);
        }
    }

    #[test]
    fn a_quarter_hour_before_closing_is_a_quarter_hour_of_work() {
        let office = office();
        assert_eq!(
            office.working_between(at(0, 16.75), at(1, 0.0)),
            minutes(15)
        );
    }
}
