//! In which cycle an organisation lives: whether its hours and its demand come again by day or by week, or are tied to dates.

use serde::Serialize;

use crate::model::Model;
use crate::model::demand::{ArrivalModel, PoissonModel, SourceModel};
use crate::time::{Calendar, Span, TICKS_PER_DAY, TICKS_PER_HOUR, Time};

/// Days in a week.
const WEEK: i64 = 7;
/// Points of a trajectory in a batch of MSER-5.
const BATCH: usize = 5;
/// The most days of a calendar that are compared, ten years.
const DAYS_MOST: i64 = 3660;

/// What comes again, and what does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cycle {
    /// After how long hours and demand are the same again, dates aside.
    pub rhythm: Rhythm,
    /// What ties the run to dates, in words; nothing that comes again if empty.
    pub dates: Vec<&'static str>,
}

/// After how long hours and demand are the same again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// Every hour is like every other.
    Constant,
    /// After a day.
    Day,
    /// After a week.
    Week,
}

impl Rhythm {
    /// How many points of a trajectory MSER and Welch's average put together: whole weeks where weekdays differ.
    pub fn batch(self) -> usize {
        match self {
            Self::Constant | Self::Day => BATCH,
            Self::Week => WEEK as usize,
        }
    }

    /// A window of Welch's average is a multiple of this.
    pub fn points(self) -> usize {
        match self {
            Self::Constant | Self::Day => 1,
            Self::Week => WEEK as usize,
        }
    }
}

impl Cycle {
    /// The cycle of a design: that of its calendars and of what matters arise from. Of the dates of a calendar only those in the first ten
    /// years of the run are looked at. What mechanisms do at dates of their own is not.
    pub fn of(model: &Model) -> Self {
        let mut cycle = Self {
            rhythm: Rhythm::Constant,
            dates: Vec::new(),
        };
        let end = model.plan.horizon;
        for calendar in model.calendars.iter().filter(|one| !one.is_always()) {
            let (rhythm, is_regular) = of_calendar(calendar, end);
            cycle.rhythm = cycle.rhythm.max(rhythm);
            cycle.tie(!is_regular, "holidays");
        }
        for source in &model.demand.sources {
            cycle.of_source(source);
        }
        cycle
    }

    fn tie(&mut self, is_tied: bool, to: &'static str) {
        if is_tied && !self.dates.contains(&to) {
            self.dates.push(to);
        }
    }

    fn of_source(&mut self, source: &SourceModel) {
        self.tie(!source.dated.is_empty(), "dated demand");
        match &source.arrivals {
            ArrivalModel::Poisson(poisson) => self.of_poisson(poisson),
            ArrivalModel::Trace(_) => self.tie(true, "real records"),
            ArrivalModel::Renewal(_) | ArrivalModel::DatedOnly => {}
        }
    }

    fn of_poisson(&mut self, poisson: &PoissonModel) {
        self.tie(!poisson.month.is_empty(), "seasons");
        let holidays = poisson.holiday.as_ref();
        self.tie(
            holidays.is_some_and(|(_, days)| !days.is_empty()),
            "holidays",
        );
        self.tie(!poisson.episodes.is_empty(), "dated demand");
        if let Some((period, _, _)) = poisson.sine {
            let fits = |days: i64| (days * TICKS_PER_DAY) % period.ticks() == 0;
            match (fits(1), fits(WEEK)) {
                (true, _) => self.rhythm = self.rhythm.max(Rhythm::Day),
                (_, true) => self.rhythm = Rhythm::Week,
                _ => self.tie(true, "demand in a cycle of its own"),
            }
        }
        if !poisson.weekday.is_empty() {
            self.rhythm = Rhythm::Week;
        } else if !poisson.hour.is_empty() {
            self.rhythm = self.rhythm.max(Rhythm::Day);
        }
    }
}

/// The rhythm of a calendar up to `end`, and whether no day is an exception from it.
fn of_calendar(calendar: &Calendar, end: Time) -> (Rhythm, bool) {
    let days = (end.ticks() / TICKS_PER_DAY).clamp(WEEK, DAYS_MOST);
    let hours = |day: i64| {
        let from = Time::ZERO + Span::from_ticks(day * TICKS_PER_DAY);
        calendar.working_between(from, from + Span::from_ticks(TICKS_PER_DAY))
    };
    let all: Vec<Span> = (0..days).map(hours).collect();
    // The weekly hours tell a plain week from one that a holiday falls into.
    let plain = calendar.working_hours_per_week() * TICKS_PER_HOUR as f64;
    let week: i64 = all.iter().take(WEEK as usize).map(|day| day.ticks()).sum();
    let is_plain = (week as f64 - plain).abs() < 1.0;
    let comes_again = all
        .windows(WEEK as usize + 1)
        .all(|days| days[0] == days[WEEK as usize]);
    let is_daily = all.windows(2).all(|days| days[0] == days[1]);
    let rhythm = if is_daily { Rhythm::Day } else { Rhythm::Week };
    (rhythm, is_plain && comes_again)
}
