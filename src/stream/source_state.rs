//! What a source remembers between windows: its surges, dated matters, renewals and place in a trace.

use crate::model::demand::{ArrivalModel, Demand, Record, SourceModel};
use crate::random::dist::Dist;
use crate::random::{Key, Purpose};
use crate::stream::Matter;
use crate::stream::generate::{Window, emit, matter};
use crate::time::{Span, Time};

/// What a source remembers between windows.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceState {
    pub(super) key: Option<Key>,
    /// Switches of the modulating chain: from when, which factor.
    pub(super) surge: Vec<(Time, f64)>,
    /// Dated matters in order of time: when and their number.
    pub(super) dated: Vec<(Time, u64)>,
    pub(super) dated_next: usize,
    /// Next record of a trace, or number of renewals so far.
    pub(super) next: usize,
    /// Instant of the next renewal.
    pub(super) renewal: Time,
}

impl SourceState {
    pub(super) fn new(source: &SourceModel, key: Key, demand: &Demand) -> Self {
        let mut state = Self {
            key: Some(key),
            ..Self::default()
        };
        match &source.arrivals {
            ArrivalModel::Poisson(poisson) if !poisson.surge.is_empty() => {
                state.surge = surge_path(&poisson.surge, key.purpose(Purpose::Surge), demand.end);
            }
            ArrivalModel::Renewal(gap) => state.renewal = Time::ZERO + renewal_gap(gap, key, 0),
            _ => {}
        }
        let dated_key = key.purpose(Purpose::Arrivals);
        let mut number = 0;
        for &(start, length, count) in &source.dated {
            for _ in 0..count {
                let offset = dated_key.child(number).purpose(Purpose::Arrivals).uniform()
                    * length.ticks() as f64;
                state
                    .dated
                    .push((start + Span::from_ticks(offset as i64), number));
                number += 1;
            }
        }
        state.dated.sort_unstable();
        state
    }

    pub(super) fn renew(&mut self, source: &SourceModel, gap: &Dist, window: &mut Window) {
        let Some(key) = self.key else { return };
        while self.renewal < window.until {
            let mut number = 0;
            emit(
                source,
                key.child(self.next as u64),
                &mut number,
                self.renewal,
                &mut window.matters,
            );
            self.next += 1;
            self.renewal += renewal_gap(gap, key, self.next as u64);
        }
    }

    pub(super) fn replay(&mut self, source: &SourceModel, records: &[Record], window: &mut Window) {
        let Some(key) = self.key else { return };
        while let Some(record) = records
            .get(self.next)
            .filter(|record| record.time < window.until)
        {
            let drawn = matter(source, key.child(self.next as u64), record.time);
            window.matters.push(Matter {
                due: record.due,
                category: record.category.unwrap_or(drawn.category),
                place: record.unit.unwrap_or(drawn.place),
                severity: record.severity,
                ..drawn
            });
            self.next += 1;
        }
    }

    pub(super) fn draw_dated(&mut self, source: &SourceModel, window: &mut Window) {
        let Some(key) = self.key.map(|key| key.purpose(Purpose::Arrivals)) else {
            return;
        };
        while let Some(&(time, number)) = self
            .dated
            .get(self.dated_next)
            .filter(|(time, _)| *time < window.until)
        {
            window.matters.push(matter(source, key.child(number), time));
            self.dated_next += 1;
        }
    }
}

/// The `n`-th time between arrivals of a renewal process; at least one tick, so that a stream always ends.
fn renewal_gap(gap: &Dist, key: Key, n: u64) -> Span {
    Span::from_hours(gap.sample(key.purpose(Purpose::Arrivals).child(n))).max(Span::from_ticks(1))
}

/// The path of a modulating chain: it starts in a state in proportion to the time spent there and visits them in turn.
fn surge_path(states: &[(f64, Dist)], key: Key, end: Time) -> Vec<(Time, f64)> {
    let means: Vec<f64> = states.iter().map(|(_, lasts)| lasts.mean()).collect();
    let total: f64 = means.iter().sum();
    let mut uniform = key.uniform() * total;
    let mut at = means
        .iter()
        .position(|mean| {
            uniform -= mean;
            uniform < 0.0
        })
        .unwrap_or(0);
    let mut now = Time::ZERO;
    let mut path = Vec::new();
    let mut visits = 0;
    while now < end {
        let (factor, lasts) = &states[at];
        path.push((now, *factor));
        now += Span::from_hours(lasts.sample(key.child(visits))).max(Span::from_ticks(1));
        visits += 1;
        at = (at + 1) % states.len();
    }
    path
}
