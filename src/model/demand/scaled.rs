//! The same demand, more of it or less.

use std::sync::Arc;

use super::{ArrivalModel, Demand, PoissonModel, Record, SourceModel};
use crate::random::{DistError, Key};

impl Demand {
    /// The demand times a factor above 0, with the same mix, places and course over time. Rates are multiplied and times between
    /// arrivals divided; dated matters are as many times the factor, rounded; of real records each is taken as often as the whole part
    /// says, and once more with the chance that is left, drawn from `key`, so that what a factor takes a larger one takes, too. What
    /// is open at the start stays as it is.
    ///
    /// # Errors
    /// When the factor is not above 0 and finite.
    pub fn scaled(&self, factor: f64, key: Key) -> Result<Self, DistError> {
        let each = self.sources.iter().enumerate();
        let sources = each.map(|(at, source)| source.scaled(factor, key.child(at as u64)));
        Ok(Self {
            sources: sources.collect::<Result<_, DistError>>()?,
            ..self.clone()
        })
    }
}

impl SourceModel {
    fn scaled(&self, factor: f64, key: Key) -> Result<Self, DistError> {
        let arrivals = match &self.arrivals {
            ArrivalModel::Poisson(poisson) => ArrivalModel::Poisson(Box::new(PoissonModel {
                rate_per_hour: poisson.rate_per_hour * factor,
                ..(**poisson).clone()
            })),
            ArrivalModel::Renewal(gap) => ArrivalModel::Renewal(gap.scaled(1.0 / factor)?),
            ArrivalModel::Trace(records) => ArrivalModel::Trace(repeated(records, factor, key)),
            ArrivalModel::DatedOnly => ArrivalModel::DatedOnly,
        };
        let mut dated = self.dated.clone();
        for (_, _, count) in &mut dated {
            *count = (*count as f64 * factor).round() as u64;
        }
        Ok(Self {
            arrivals,
            dated,
            ..self.clone()
        })
    }
}

/// Records, each as often as the factor says.
fn repeated(records: &Arc<Vec<Record>>, factor: f64, key: Key) -> Arc<Vec<Record>> {
    let each = records.iter().enumerate().flat_map(|(nth, record)| {
        let chance = key.child(nth as u64).uniform();
        let times = factor.floor() + f64::from(u8::from(chance < factor.fract()));
        std::iter::repeat_n(*record, times as usize)
    });
    Arc::new(each.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Replication, Seed};
    use crate::time::Time;

    #[test]
    fn records_are_taken_as_often_as_the_factor_says_and_more_of_them_by_a_larger_one() {
        let record = |nth: i64| Record {
            time: Time::from_days(nth as f64),
            due: None,
            category: None,
            unit: None,
            severity: None,
        };
        let records = Arc::new((0..2000).map(record).collect::<Vec<_>>());
        let key = Key::new(Seed(1), Replication(0)).purpose(Purpose::Test);
        let taken = |factor| repeated(&records, factor, key);
        assert_eq!(taken(1.0), records);
        assert_eq!(taken(2.0).len(), 4000);
        let (half, more) = (taken(0.5), taken(0.7));
        assert!((half.len() as f64 - 1000.0).abs() < 4.0 * 500.0_f64.sqrt());
        assert!(half.iter().all(|one| more.contains(one)));
        assert!(more.is_sorted_by(|a, b| a.time <= b.time));
    }
}
