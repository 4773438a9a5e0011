//! How many matters a replication has on average, where that is known exactly.

use crate::model::demand::{ArrivalModel, Demand, PoissonModel};
use crate::random::dist::CountDist;
use crate::stream::generate::{day_level, segments};
use crate::time::{Span, TICKS_PER_DAY, Time};

/// The mean number of matters of a replication, the starting backlog included.
///
/// Exact for Poisson sources with any profile, over-dispersed days, batches and dated factors: the integral of the rate. None where a
/// source has surges, renewals, real records or dated matters: then the mean is not known exactly, or there is no chance in the number.
pub fn known_mean(demand: &Demand) -> Option<f64> {
    let open = demand.starting_backlog.as_ref();
    let mut mean = open.map_or(0.0, |backlog| backlog.cases as f64);
    for source in &demand.sources {
        let ArrivalModel::Poisson(poisson) = &source.arrivals else {
            return None;
        };
        if !poisson.surge.is_empty() || !source.dated.is_empty() {
            return None;
        }
        let batch = source.batch.as_ref().map_or(1.0, CountDist::mean);
        mean += arrivals(demand, poisson) * batch;
    }
    Some(mean)
}

/// The integral of the rate of a source over the run.
fn arrivals(demand: &Demand, poisson: &PoissonModel) -> f64 {
    let origin = demand.origin;
    let mut mean = 0.0;
    let mut from = Time::ZERO;
    while from < demand.end {
        let until = (origin.start_of_day(from) + Span::from_ticks(TICKS_PER_DAY)).min(demand.end);
        let level = day_level(origin, poisson, from);
        segments(origin, poisson, &[], (from, until), |begin, end, factor| {
            mean += level * factor * hours_by_sine(poisson, begin, end);
        });
        from = until;
    }
    mean
}

/// The integral of the sinusoidal factor over a stretch, in hours; its length without one.
fn hours_by_sine(poisson: &PoissonModel, begin: Time, end: Time) -> f64 {
    let length = (end - begin).to_hours();
    let Some((period, amplitude, peak)) = poisson.sine else {
        return length;
    };
    let turn = std::f64::consts::TAU / period.to_hours();
    let phase = |at: Time| turn * (at - (Time::ZERO + peak)).to_hours();
    length + amplitude / turn * (phase(end).sin() - phase(begin).sin())
}
