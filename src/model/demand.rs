//! Demand as proven: the sources of matters. Two designs may be compared only when their `Demand` is equal.

use std::sync::Arc;

use crate::model::{CategoryId, UnitId};
use crate::random::dist::{CountDist, Dist};
use crate::time::{Origin, Span, Time};

mod scaled;

/// Everything a stream of matters is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    /// Local date and time of t = 0.
    pub origin: Origin,
    /// No matter happens at or after this instant.
    pub end: Time,
    /// The sources in file order.
    pub sources: Vec<SourceModel>,
    /// Cases open at the start.
    pub starting_backlog: Option<StartingBacklog>,
}

/// Cases open at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct StartingBacklog {
    /// How many.
    pub cases: u64,
    /// Hours each has been open.
    pub age: Dist,
    /// Position of the source whose mix and places they have.
    pub source: usize,
}

/// One source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceModel {
    /// Its name.
    pub name: String,
    /// The arrival process.
    pub arrivals: ArrivalModel,
    /// Cumulative shares and categories.
    pub mix: Weighted<CategoryId>,
    /// Cumulative shares and places.
    pub places: PlaceModel,
    /// Matters per arrival; none means one.
    pub batch: Option<CountDist>,
    /// Dated matters: start, length, how many.
    pub dated: Vec<(Time, Span, u64)>,
}

/// A choice among items by cumulative share.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted<T> {
    /// Items.
    pub items: Vec<T>,
    /// Cumulative shares; the last is 1.
    pub cumulative: Vec<f64>,
}

impl<T: Copy> Weighted<T> {
    /// The choice among `items` in proportion to nonnegative `weights`.
    ///
    /// # Panics
    /// When there is no item, or the weights do not have a positive finite sum.
    pub fn new(items: Vec<T>, weights: &[f64]) -> Self {
        assert_eq!(items.len(), weights.len(), "one weight an item");
        let total: f64 = weights.iter().sum();
        assert!(
            total > 0.0 && total.is_finite(),
            "weights were checked to have a positive sum"
        );
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum / total
            })
            .collect();
        if let Some(last) = weights.iter().rposition(|&weight| weight > 0.0) {
            cumulative[last..].fill(1.0);
        }
        Self { items, cumulative }
    }

    /// The item at `uniform` in [0, 1).
    #[inline]
    pub fn pick(&self, uniform: f64) -> T {
        if self.items.len() == 1 {
            return self.items[0];
        }
        let at = self.cumulative.partition_point(|&share| share <= uniform);
        self.items[at.min(self.items.len() - 1)]
    }
}

/// Where matters of a source happen.
#[derive(Debug, Clone, PartialEq)]
pub enum PlaceModel {
    /// In the units `first..first + count`, equally.
    Equal {
        /// First unit.
        first: UnitId,
        /// Number of units.
        count: u32,
    },
    /// In units by weight.
    ByWeight(Weighted<UnitId>),
}

impl PlaceModel {
    /// Whether there is only one place, so that no draw is needed.
    #[inline]
    pub fn is_single(&self) -> bool {
        match self {
            Self::Equal { count, .. } => *count == 1,
            Self::ByWeight(weighted) => weighted.items.len() == 1,
        }
    }

    /// The place at `uniform` in [0, 1).
    #[inline]
    pub fn pick(&self, uniform: f64) -> UnitId {
        match self {
            Self::Equal { first, count } => UnitId::new(
                first.index() + ((uniform * f64::from(*count)) as usize).min(*count as usize - 1),
            ),
            Self::ByWeight(weighted) => weighted.pick(uniform),
        }
    }
}

/// The arrival process of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum ArrivalModel {
    /// Non-homogeneous Poisson.
    Poisson(Box<PoissonModel>),
    /// Renewal process with these hours between arrivals.
    Renewal(Dist),
    /// Real records, in time order.
    Trace(Arc<Vec<Record>>),
    /// Nothing but dated matters.
    DatedOnly,
}

/// Non-homogeneous Poisson arrivals.
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonModel {
    /// Mean arrivals per hour over a plain week.
    pub rate_per_hour: f64,
    /// Factor by hour of day; empty means flat.
    pub hour: Vec<f64>,
    /// Factor by weekday from Monday; empty means flat.
    pub weekday: Vec<f64>,
    /// Factor by month from January; empty means flat.
    pub month: Vec<f64>,
    /// Factor on holidays, and the midnights they begin at, in order.
    pub holiday: Option<(f64, Vec<Time>)>,
    /// Period, amplitude and first peak of a sinusoidal factor.
    pub sine: Option<(Span, f64, Span)>,
    /// Variance over mean of the daily counts, at least 1.
    pub dispersion: f64,
    /// States of a modulating chain: factor and hours of a visit.
    pub surge: Vec<(f64, Dist)>,
    /// Dated factors: start, end, factor.
    pub episodes: Vec<(Time, Time, f64)>,
}

/// One real record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// When it happened.
    pub time: Time,
    /// When it is due; [`Time::NEVER`] when the record has no deadline, none when the category's own applies.
    pub due: Option<Time>,
    /// What it is.
    pub category: Option<CategoryId>,
    /// Where it happened.
    pub unit: Option<UnitId>,
    /// How severe, 1 and up.
    pub severity: Option<u8>,
}
