//! The times of the cases of a replication, or of several together, and the quantiles that are measured of them.

use super::{Measure, Scope};
use crate::stats::{Sketch, Survival};
use crate::time::TICKS_PER_HOUR;

/// The lead times and waits of cases, in ticks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Times {
    /// Lead times of the cases created in the measured window; those of open cases are cut short.
    pub lead: Survival,
    /// Waits in queues of the cases closed in it.
    pub wait: Sketch,
}

/// A quantile that is measured of all cases: of which times, and the share of cases that keep within it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    of: Of,
    share: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Lead,
    Wait,
}

/// The measures that are quantiles of the times of all cases.
const QUANTILES: [(&str, Quantile); 6] = [
    ("lead_time_p50_h", of(Of::Lead, 0.5)),
    ("lead_time_p90_h", of(Of::Lead, 0.9)),
    ("lead_time_p95_h", of(Of::Lead, 0.95)),
    ("lead_time_p99_h", of(Of::Lead, 0.99)),
    ("wait_p90_h", of(Of::Wait, 0.9)),
    ("wait_p95_h", of(Of::Wait, 0.95)),
];

const fn of(of: Of, share: f64) -> Quantile {
    Quantile { of, share }
}

impl Quantile {
    /// The share of cases that keep within it.
    pub fn share(self) -> f64 {
        self.share
    }

    /// The quantile of the same times that another share keeps within; shares are kept between 0 and 1.
    pub fn at(self, share: f64) -> Self {
        Self {
            share: share.clamp(0.0, 1.0),
            ..self
        }
    }
}

impl Measure {
    /// The quantile of times that the measure is; none when it is something else.
    pub fn quantile(&self) -> Option<Quantile> {
        let known = QUANTILES.iter().find(|(name, _)| *name == self.name);
        known
            .filter(|_| self.scope == Scope::All)
            .map(|(_, quantile)| *quantile)
    }
}

impl Times {
    /// Adds the times of others.
    pub fn merge(&mut self, other: &Times) {
        self.lead.merge(&other.lead);
        self.wait.merge(&other.wait);
    }

    /// A quantile in hours, with times spread evenly within a bucket of the sketch; none when it is not reached.
    pub fn hours(&self, quantile: Quantile) -> Option<f64> {
        let ticks = match quantile.of {
            Of::Lead => self.lead.quantile_within(quantile.share),
            Of::Wait => self.wait.quantile_within(quantile.share),
        };
        ticks.map(|ticks| ticks / TICKS_PER_HOUR as f64)
    }

    /// The share of cases that keep within so many hours; none without cases.
    pub fn share(&self, quantile: Quantile, hours: f64) -> Option<f64> {
        let ticks = hours * TICKS_PER_HOUR as f64;
        match quantile.of {
            Of::Lead => self.lead.share_within(ticks),
            Of::Wait => self.wait.share_within(ticks),
        }
    }

    /// The longest time that was seen to its end, in hours; none without one.
    pub fn longest(&self, quantile: Quantile) -> Option<f64> {
        let ticks = match quantile.of {
            Of::Lead => self.lead.events().max(),
            Of::Wait => self.wait.max(),
        };
        ticks.map(|ticks| ticks as f64 / TICKS_PER_HOUR as f64)
    }

    /// These times without those of a `part` of them.
    ///
    /// # Panics
    /// When it is no part of them.
    pub fn without(&self, part: &Times) -> Times {
        Times {
            lead: self.lead.without(&part.lead),
            wait: self.wait.without(&part.wait),
        }
    }
}
