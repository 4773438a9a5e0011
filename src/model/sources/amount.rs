//! How many matters are to be expected, and whether they are too many.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::build::{Build, grouped};
use crate::model::demand::{ArrivalModel, Demand, SourceModel};
use crate::random::dist::CountDist;
use crate::time::Time;

use super::profile;

/// The largest number of matters expected in one day.
const DAY_MAX: f64 = 5_000_000.0;
/// The largest number of matters expected in all.
const ALL_MAX: f64 = 1_000_000_000.0;

/// Matters expected on the busiest day and in all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Expected {
    pub(super) day: f64,
    pub(super) all: f64,
}

impl Build<'_> {
    /// Refuses nothing at all, and too much.
    pub(super) fn amount(&mut self, demand: &Demand, expected: Expected) {
        let first = self.scenario.sources.first();
        let place = first.map_or(Place::NOWHERE, |source| source.name.place);
        if expected.all == 0.0 && !self.found.has_errors() {
            self.found.push(
                Diagnostic::error(Code::NothingArises, place, "no source brings a matter")
                    .help("add `[sources.citizens]` with a `rate` above 0"),
            );
        }
        let largest = (0..demand.sources.len())
            .max_by(|&a, &b| {
                let all = |at: usize| expect(&demand.sources[at], demand.end).all;
                all(a).total_cmp(&all(b))
            })
            .map_or(place, |at| self.scenario.sources[at].name.place);
        let whole = |number: f64| grouped(number.round() as u64);
        if expected.day > DAY_MAX || expected.all > ALL_MAX {
            let message = format!(
                "up to {} matters are expected on a day and {} in all; the most are {} and {}",
                whole(expected.day),
                whole(expected.all),
                whole(DAY_MAX),
                whole(ALL_MAX)
            );
            self.found.push(
                Diagnostic::error(Code::TooLarge, largest, message)
                    .here("the source that brings most")
                    .help("lower the rate, or shorten `horizon`"),
            );
        }
    }
}

/// Matters of a source in all, on average, without the starting backlog.
pub(in crate::model) fn expected_matters(source: &SourceModel, end: Time) -> f64 {
    expect(source, end).all
}

/// Matters of a source on its busiest day, at most, and in all, on average.
pub(super) fn expect(source: &SourceModel, end: Time) -> Expected {
    let hours = end.to_hours();
    let batch = source.batch.as_ref().map_or(1.0, CountDist::mean);
    let (day, all) = match &source.arrivals {
        ArrivalModel::Poisson(poisson) => {
            let mean = poisson.rate_per_hour * profile::surge_mean(&poisson.surge);
            let episodes: f64 = poisson
                .episodes
                .iter()
                .map(|&(from, until, factor)| {
                    (until.min(end) - from.max(Time::ZERO)).to_hours().max(0.0) * (factor - 1.0)
                })
                .sum();
            let busiest = poisson.rate_per_hour * profile::busiest(poisson);
            (
                busiest * 24.0 * batch,
                mean * (hours + episodes).max(0.0) * batch,
            )
        }
        ArrivalModel::Renewal(law) => {
            let rate = if law.mean() > 0.0 {
                1.0 / law.mean()
            } else {
                0.0
            };
            (rate * 24.0 * batch, rate * hours * batch)
        }
        ArrivalModel::Trace(records) => (0.0, records.len() as f64),
        ArrivalModel::DatedOnly => (0.0, 0.0),
    };
    let dated: f64 = source
        .dated
        .iter()
        .filter(|event| event.0 < end)
        .map(|event| event.2 as f64)
        .sum();
    Expected {
        day: day + dated,
        all: all + dated,
    }
}
