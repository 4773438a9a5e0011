//! Drawing a stream, day by day.
//!
//! Every day of every source is drawn from a key of its own, so days can be drawn in any order and on any number of
//! threads with the same result. Memory holds one window of days, never the whole stream.

use rayon::prelude::*;

use crate::model::demand::{ArrivalModel, Demand, PoissonModel, SourceModel};
use crate::random::dist::{Dist, poisson_gap};
use crate::random::{Key, Purpose, Replication, Seed};
use crate::stream::Matter;
use crate::stream::source_state::SourceState;
use crate::time::{Origin, Span, TICKS_PER_DAY, TICKS_PER_HOUR, Time};

/// Matters a window aims at: enough to spread over threads, little enough to stay in cache.
const WINDOW_MATTERS: f64 = 8192.0;
/// Below this many expected matters a window is drawn on one thread.
const PARALLEL_MATTERS: f64 = 4096.0;

/// A stretch of a stream: all matters before `until` that no earlier window held, in order of time.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// The matters; ties in the order of sources, then of drawing.
    pub matters: Vec<Matter>,
    /// The end of the stretch.
    pub until: Time,
}

/// The matters of one replication, window by window.
#[derive(Debug)]
pub struct Stream<'d> {
    demand: &'d Demand,
    key: Key,
    sources: Vec<SourceState>,
    first_midnight: Time,
    next_day: i64,
    window_days: i64,
    is_parallel: bool,
    hash: u64,
    drawn: u64,
}

impl<'d> Stream<'d> {
    /// The stream of one replication.
    pub fn new(demand: &'d Demand, seed: Seed, replication: Replication) -> Self {
        let key = Key::new(seed, replication);
        let per_day = matters_per_day(demand);
        let window_days = (WINDOW_MATTERS / per_day.max(1e-3)).clamp(1.0, 4096.0) as i64;
        let sources = demand
            .sources
            .iter()
            .enumerate()
            .map(|(at, source)| {
                SourceState::new(
                    source,
                    key.purpose(Purpose::Arrivals).child(at as u64),
                    demand,
                )
            })
            .collect();
        Self {
            demand,
            key,
            sources,
            first_midnight: demand.origin.start_of_day(Time::ZERO),
            next_day: 0,
            window_days,
            is_parallel: per_day * window_days as f64 > PARALLEL_MATTERS,
            hash: key.bits(),
            drawn: 0,
        }
    }

    /// Draws the next window into `window`, or returns false at the end of the stream.
    pub fn draw(&mut self, window: &mut Window) -> bool {
        let from = self.midnight(self.next_day).max(Time::ZERO);
        if from >= self.demand.end {
            return false;
        }
        window.matters.clear();
        if self.next_day == 0 {
            self.draw_backlog(&mut window.matters);
        }
        let days = self.next_day..self.next_day + self.window_days;
        self.next_day = days.end;
        window.until = self.midnight(days.end).min(self.demand.end);
        let before = window.matters.len();
        for at in 0..self.sources.len() {
            self.draw_source(at, days.clone(), window);
        }
        if self.sources.len() > 1 {
            window.matters[before..].sort_by_key(|matter| matter.time);
        }
        for matter in &window.matters {
            self.hash = fold(self.hash, matter);
        }
        self.drawn += window.matters.len() as u64;
        true
    }

    /// A hash of all matters drawn so far: equal hashes mean equal streams.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Number of matters drawn so far.
    pub fn drawn(&self) -> u64 {
        self.drawn
    }

    fn midnight(&self, day: i64) -> Time {
        self.first_midnight + Span::from_ticks(day * TICKS_PER_DAY)
    }

    fn draw_source(&mut self, at: usize, days: std::ops::Range<i64>, window: &mut Window) {
        let source = &self.demand.sources[at];
        let begin = window.matters.len();
        let has_dated = !self.sources[at].dated.is_empty();
        match &source.arrivals {
            ArrivalModel::Poisson(poisson) => {
                let state = &self.sources[at];
                let draw = |day: i64, into: &mut Vec<Matter>| {
                    let from = self.midnight(day).max(Time::ZERO);
                    let until = self.midnight(day + 1).min(self.demand.end);
                    if from < until {
                        self.draw_day(source, poisson, state, (day, from, until), into);
                    }
                };
                if self.is_parallel && rayon::current_num_threads() > 1 {
                    let drawn: Vec<Vec<Matter>> = days
                        .into_par_iter()
                        .map(|day| {
                            let mut matters = Vec::new();
                            draw(day, &mut matters);
                            matters
                        })
                        .collect();
                    drawn
                        .iter()
                        .for_each(|day| window.matters.extend_from_slice(day));
                } else {
                    days.for_each(|day| draw(day, &mut window.matters));
                }
            }
            ArrivalModel::Renewal(gap) => self.sources[at].renew(source, gap, window),
            ArrivalModel::Trace(records) => self.sources[at].replay(source, records, window),
            ArrivalModel::DatedOnly => {}
        }
        if has_dated {
            self.sources[at].draw_dated(source, window);
            window.matters[begin..].sort_by_key(|matter| matter.time);
        }
    }

    /// One day of a Poisson source, by unit exponential gaps in operational time (Cinlar 1975); a sinusoid by thinning
    /// (Lewis & Shedler 1979).
    fn draw_day(
        &self,
        source: &SourceModel,
        poisson: &PoissonModel,
        state: &SourceState,
        (day, from, until): (i64, Time, Time),
        into: &mut Vec<Matter>,
    ) {
        let Some(key) = state.key.map(|key| key.child(day as u64)) else {
            return;
        };
        let mut rng = key.rng();
        let level = self.busy_level(poisson, key, from);
        let bound = poisson
            .sine
            .map_or(1.0, |(_, amplitude, _)| 1.0 + amplitude);
        let mut number = 0;
        let mut gap = poisson_gap(&mut rng);
        segments(
            self.demand.origin,
            poisson,
            &state.surge,
            (from, until),
            |begin, end, factor| {
                let rate = level * factor * bound / TICKS_PER_HOUR as f64;
                let length = (end - begin).ticks();
                if rate <= 0.0 {
                    return;
                }
                let mut used = gap / rate;
                while used < length as f64 {
                    let time = begin + Span::from_ticks(used as i64);
                    let keep = poisson.sine.is_none_or(|(period, amplitude, peak)| {
                        let phase =
                            (time - (Time::ZERO + peak)).ticks() as f64 / period.ticks() as f64;
                        let relative = 1.0 + amplitude * (std::f64::consts::TAU * phase).cos();
                        rng.uniform() * bound < relative
                    });
                    if keep {
                        emit(source, key, &mut number, time, into);
                    }
                    used += poisson_gap(&mut rng) / rate;
                }
                gap = (used - length as f64) * rate;
            },
        );
    }

    /// Arrivals per hour of a day before the factors of the hour, and of how busy the day is as a whole (gamma with mean 1,
    /// so that counts are negative binomial with the stated variance over mean).
    fn busy_level(&self, poisson: &PoissonModel, key: Key, from: Time) -> f64 {
        let level = day_level(self.demand.origin, poisson, from);
        let expected = level * 24.0;
        if poisson.dispersion > 1.0 && expected > 0.0 {
            let cv = ((poisson.dispersion - 1.0) / expected).sqrt();
            if let Ok(gamma) = Dist::gamma(1.0, cv) {
                return level * gamma.sample(key.purpose(Purpose::DayFactor));
            }
        }
        level
    }

    fn draw_backlog(&self, into: &mut Vec<Matter>) {
        let Some(backlog) = &self.demand.starting_backlog else {
            return;
        };
        let source = &self.demand.sources[backlog.source];
        let key = self.key.purpose(Purpose::StartingBacklog);
        for number in 0..backlog.cases {
            let key = key.child(number);
            let age = Span::from_hours(backlog.age.sample(key.purpose(Purpose::StartingBacklog)));
            into.push(matter(source, key, Time::ZERO - age));
        }
        into.sort_by_key(|matter| matter.time);
    }
}

/// Mean arrivals per hour of a day before the factors of the hour: base rate, weekday, month and holiday.
pub(super) fn day_level(origin: Origin, poisson: &PoissonModel, from: Time) -> f64 {
    let midnight = origin.start_of_day(from);
    let mut level = poisson.rate_per_hour;
    if !poisson.weekday.is_empty() {
        level *= poisson.weekday[origin.weekday(from)];
    }
    if !poisson.month.is_empty() {
        level *= poisson.month[origin.date(from).month() as usize - 1];
    }
    if let Some((factor, midnights)) = &poisson.holiday
        && midnights.binary_search(&midnight).is_ok()
    {
        level *= factor;
    }
    level
}

/// Calls `each` with every stretch of constant rate of a day, `from` to `until`, and its factor.
pub(super) fn segments(
    origin: Origin,
    poisson: &PoissonModel,
    surge: &[(Time, f64)],
    (from, until): (Time, Time),
    mut each: impl FnMut(Time, Time, f64),
) {
    let mut begin = from;
    while begin < until {
        let mut end = until;
        let mut factor = 1.0;
        if !poisson.hour.is_empty() {
            let since_midnight = (begin - origin.start_of_day(begin)).ticks();
            factor *= poisson.hour[(since_midnight / TICKS_PER_HOUR) as usize % 24];
            end =
                end.min(begin + Span::from_ticks(TICKS_PER_HOUR - since_midnight % TICKS_PER_HOUR));
        }
        let next = surge.partition_point(|(at, _)| *at <= begin);
        if next > 0 {
            factor *= surge[next - 1].1;
            end = surge.get(next).map_or(end, |(at, _)| end.min(*at));
        }
        for &(starts, ends, episode) in &poisson.episodes {
            if begin >= starts && begin < ends {
                factor *= episode;
                end = end.min(ends);
            } else if begin < starts {
                end = end.min(starts);
            }
        }
        each(begin, end, factor);
        begin = end;
    }
}

/// One arrival: as many matters at one instant as its batch holds.
#[inline]
pub(super) fn emit(
    source: &SourceModel,
    key: Key,
    number: &mut u64,
    time: Time,
    into: &mut Vec<Matter>,
) {
    let size = source.batch.as_ref().map_or(1, |batch| {
        batch.sample(key.child(*number).purpose(Purpose::Batch))
    });
    for _ in 0..size {
        into.push(matter(source, key.child(*number), time));
        *number += 1;
    }
}

#[inline]
pub(super) fn matter(source: &SourceModel, key: Key, time: Time) -> Matter {
    let category = if source.mix.items.len() == 1 {
        source.mix.items[0]
    } else {
        source.mix.pick(key.purpose(Purpose::Category).uniform())
    };
    let place = if source.places.is_single() {
        source.places.pick(0.0)
    } else {
        source.places.pick(key.purpose(Purpose::Place).uniform())
    };
    Matter {
        time,
        due: None,
        key,
        place,
        category,
        severity: None,
    }
}

/// Mean matters per day, for sizing only.
pub(crate) fn matters_per_day(demand: &Demand) -> f64 {
    let sources = demand.sources.iter();
    sources.map(|source| expected_per_day(source, demand)).sum()
}

/// Mean matters per day of a source.
fn expected_per_day(source: &SourceModel, demand: &Demand) -> f64 {
    let days = demand.end.to_days().max(1e-9);
    let dated: u64 = source.dated.iter().map(|(_, _, count)| count).sum();
    let batch = source.batch.as_ref().map_or(1.0, |batch| batch.mean());
    let arrivals = match &source.arrivals {
        ArrivalModel::Poisson(poisson) => poisson.rate_per_hour * 24.0,
        ArrivalModel::Renewal(gap) => 24.0 / gap.mean().max(1e-6),
        ArrivalModel::Trace(records) => records.len() as f64 / days,
        ArrivalModel::DatedOnly => 0.0,
    };
    arrivals * batch + dated as f64 / days
}

/// Folds a matter into the hash of a stream (multiply and rotate, after FNV-1a by words).
#[inline]
fn fold(hash: u64, matter: &Matter) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let due = matter.due.map_or(1, |due| due.ticks() as u64);
    let marks = (matter.place.index() as u64) << 32
        | (matter.category.index() as u64) << 8
        | u64::from(matter.severity.unwrap_or(0));
    [matter.time.ticks() as u64, matter.key.bits(), due, marks]
        .into_iter()
        .fold(hash, |hash, word| {
            (hash ^ word).wrapping_mul(PRIME).rotate_left(23)
        })
}
