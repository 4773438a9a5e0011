//! Sources of matters as typed.

use std::collections::BTreeMap;

use crate::diagnostic::At;
use crate::random::dist::CountDist;
use crate::scenario::{Shares, TimeDist};
use crate::time::Span;

/// Where matters come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The level at which they arise; none means the lowest.
    pub level: Option<At<String>>,
    /// How often.
    pub arrivals: Arrivals,
    /// Shares by category; empty for a trace that names its own.
    pub mix: At<Shares>,
    /// Whether places weigh by residents (when known) or equally.
    pub places: Places,
    /// Relative rates over time.
    pub profile: Profile,
    /// Variance over mean of daily counts.
    pub dispersion: Option<At<f64>>,
    /// Matters per arrival.
    pub batch: Option<At<CountDist>>,
    /// Markov-modulated states, visited in turn.
    pub surge: Vec<SurgeState>,
    /// Dated episodes.
    pub events: Vec<DatedEvent>,
}

impl Source {
    /// The real records it replays, if it does.
    pub fn trace(&self) -> Option<&Trace> {
        match &self.arrivals {
            Arrivals::Trace(trace) => Some(trace),
            _ => None,
        }
    }
}

/// The arrival process of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// Poisson, mean events per hour of the whole source.
    Rate(At<f64>),
    /// Poisson, events per hour and unit.
    RatePerUnit(At<f64>),
    /// Poisson, events per hour and resident.
    RatePerResident(At<f64>),
    /// Renewal process of the whole source.
    Interarrival(TimeDist),
    /// Real records.
    Trace(Box<Trace>),
    /// Dated events with counts only.
    EventsOnly,
}

/// How the places of matters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// In proportion to residents, equally where they are not known.
    Residents,
    /// Equally.
    Equal,
}

/// Relative rates over time; absent parts are flat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// 24 weights from midnight.
    pub hour: Option<At<Vec<f64>>>,
    /// 7 weights from Monday.
    pub weekday: Option<At<Vec<f64>>>,
    /// 12 weights from January.
    pub month: Option<At<Vec<f64>>>,
    /// Factor on holidays of a calendar.
    pub holiday: Option<(At<f64>, At<String>)>,
    /// A sinusoid.
    pub sine: Option<Sine>,
}

/// rate x (1 + amplitude cos(2 pi (t - peak) / period)).
#[derive(Debug, Clone, PartialEq)]
pub struct Sine {
    /// Period.
    pub period: At<Span>,
    /// Relative amplitude in [0, 1].
    pub amplitude: At<f64>,
    /// Time of the first peak after the start.
    pub peak: Span,
}

/// One state of a modulating chain.
#[derive(Debug, Clone, PartialEq)]
pub struct SurgeState {
    /// Factor on the rate.
    pub factor: At<f64>,
    /// Time spent in it at a visit.
    pub lasts: TimeDist,
}

/// A dated episode.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedEvent {
    /// Local date and time of its start.
    pub at: At<jiff::civil::DateTime>,
    /// How long it lasts.
    pub lasts: At<Span>,
    /// Factor on the source's rate meanwhile.
    pub factor: Option<At<f64>>,
    /// Matters added, spread evenly over the episode.
    pub cases: Option<At<u64>>,
}

/// Real records as a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Path of the CSV or CSV.gz file, relative to the scenario.
    pub file: At<String>,
    /// When it happened.
    pub time: TimeColumn,
    /// What it is.
    pub category: Option<MapColumn>,
    /// Where it happened.
    pub unit: Option<MapColumn>,
    /// When it is due; empty cells have no deadline.
    pub due: Option<TimeColumn>,
    /// Severity as a number.
    pub severity: Option<At<String>>,
    /// What to do with a row that does not parse.
    pub on_error: OnError,
    /// What to do with rows out of order.
    pub unsorted: Unsorted,
}

/// A column of instants.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeColumn {
    /// Column name.
    pub column: At<String>,
    /// strftime format.
    pub format: At<String>,
}

/// A column of names.
#[derive(Debug, Clone, PartialEq)]
pub struct MapColumn {
    /// Column name.
    pub column: At<String>,
    /// Cell text to scenario name; cells not in it stand for themselves.
    pub map: BTreeMap<String, At<String>>,
    /// Name for cells that match nothing; `skip` skips and counts the row.
    pub other: Option<At<String>>,
}

/// What to do with a row that does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Refuse the file.
    Stop,
    /// Skip it, count it and say so.
    Skip,
}

/// What to do with rows out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsorted {
    /// Refuse the file.
    Stop,
    /// Sort them by time, keeping file order at ties.
    Sort,
}
