//! Runs of designs, on all threads, each kept as soon as it is finished.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::store::{RunKey, Store};
use super::subject::Subject;
use super::{Failure, Progress, replicate_until};
use crate::diagnostic::{Diagnostics, Sources};
use crate::model::Mechanism;
use crate::outcome::Trend;
use crate::random::Replication;

/// What one replication gave, or the means over several.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The metrics of the subject, in order.
    pub values: Vec<Option<f64>>,
    /// How the backlog went.
    pub trend: Option<Trend>,
    /// Hash of the matters.
    pub stream_hash: u64,
    /// Number of the matters.
    pub matters: u64,
}

/// Why runs come to no end.
#[derive(Debug)]
pub enum Trouble {
    /// A variant makes no sound scenario; with the texts that the diagnostics point into.
    Input(Diagnostics, Sources),
    /// More cases were open than a run may hold.
    TooManyOpen {
        /// What was run.
        subject: String,
        /// What happened.
        failure: Failure,
    },
    /// Exact laws that a run broke: a mistake of ours.
    Fault(Vec<String>),
    /// It was stopped; what is finished is in the store.
    Stopped,
}

/// What runs share: where they are kept, who is told, and whether to stop.
pub struct Runner<'a> {
    store: &'a Store,
    progress: &'a (dyn Progress + Sync),
    stop: &'a AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

impl<'a> Runner<'a> {
    /// Nothing is run yet.
    pub fn new(
        store: &'a Store,
        progress: &'a (dyn Progress + Sync),
        stop: &'a AtomicBool,
    ) -> Self {
        Self {
            store,
            progress,
            stop,
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
        }
    }

    /// Runs replications of subjects, in parallel; the samples are in the order of the wishes.
    ///
    /// # Errors
    /// The first trouble; [`Trouble::Stopped`] when it was stopped.
    pub fn run(&self, wanted: &[(&Subject, u32)]) -> Result<Vec<Sample>, Trouble> {
        let one = |(subject, number): &(&Subject, u32)| self.replication(subject, *number);
        self.each(wanted, |(subject, _)| cost(subject), one)
    }

    /// Does something for each of what is wanted, in parallel, and counts what it cost as done.
    ///
    /// # Errors
    /// The first that `run` gives.
    pub fn each<T: Sync, S: Send>(
        &self,
        wanted: &[T],
        cost: impl Fn(&T) -> u64 + Sync,
        run: impl Fn(&T) -> Result<S, Trouble> + Sync,
    ) -> Result<Vec<S>, Trouble> {
        let one = |one: &T| {
            let done = run(one)?;
            self.advance(cost(one));
            Ok(done)
        };
        wanted.par_iter().map(one).collect()
    }

    /// Says how many units of work there are in all, as far as is known.
    pub fn plan(&self, units: u64) {
        self.total.store(units, Ordering::Relaxed);
    }

    /// Counts units of work as done, also those that turned out not to be needed.
    pub fn advance(&self, units: u64) {
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        self.progress
            .advanced(done, self.total.load(Ordering::Relaxed).max(done));
    }

    /// One replication of a subject, from the store if it is there.
    ///
    /// # Errors
    /// Too many open cases, books that do not balance, or that it was stopped.
    pub fn replication(&self, subject: &Subject, number: u32) -> Result<Sample, Trouble> {
        let key = RunKey(subject.fingerprint.and_number(u64::from(number)).0);
        if let Some(sample) = self.store.get(key).and_then(|words| read(&words, subject)) {
            return Ok(sample);
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err(Trouble::Stopped);
        }
        let outcome = replicate_until(&subject.model, Replication(number), self.stop);
        let outcome = outcome.map_err(|failure| Trouble::TooManyOpen {
            subject: subject.name.clone(),
            failure,
        })?;
        let outcome = outcome.ok_or(Trouble::Stopped)?;
        if !outcome.broken_laws.is_empty() {
            let told = outcome
                .broken_laws
                .iter()
                .map(|law| format!("`{}`, replication {number}: {law}", subject.name));
            return Err(Trouble::Fault(told.collect()));
        }
        let sample = Sample {
            values: subject
                .columns
                .iter()
                .map(|columns| columns.value(&outcome))
                .collect(),
            trend: Trend::new(&subject.model, &outcome),
            stream_hash: outcome.stream_hash,
            matters: outcome.matters,
        };
        self.store.keep(key, &write(&sample));
        Ok(sample)
    }
}

/// Units of progress that a replication is worth: matters, and a little for every run.
pub fn cost(subject: &Subject) -> u64 {
    let model = &subject.model;
    // Mechanisms multiply the events of a case; how much is not known before.
    let at_work = Mechanism::ALL
        .iter()
        .filter(|one| model.mechanisms.has(**one));
    let each = 1.0 + 0.5 * at_work.count() as f64;
    (1000.0 + model.expected_matters() * each) as u64
}

/// A number that is not there, as a word: a NaN that no computation gives.
const NONE: u64 = 0x7ff8_cafe_cafe_cafe;

fn word(value: Option<f64>) -> u64 {
    value.map_or(NONE, f64::to_bits)
}

fn number(word: u64) -> Option<f64> {
    (word != NONE).then(|| f64::from_bits(word))
}

fn write(sample: &Sample) -> Vec<u64> {
    let trend = sample.trend;
    let mut words = vec![
        sample.stream_hash,
        sample.matters,
        word(trend.map(|trend| trend.slope_cases_per_day)),
        word(trend.map(|trend| trend.first_half_mean_cases)),
        word(trend.map(|trend| trend.second_half_mean_cases)),
    ];
    words.extend(sample.values.iter().map(|value| word(*value)));
    words
}

/// None when the words are not those of the subject.
fn read(words: &[u64], subject: &Subject) -> Option<Sample> {
    let (head, values) = words.split_at_checked(5)?;
    let values: Vec<Option<f64>> = values.iter().map(|word| number(*word)).collect();
    let trend = number(head[2])
        .zip(number(head[3]))
        .zip(number(head[4]))
        .map(|((slope, first), second)| Trend {
            slope_cases_per_day: slope,
            first_half_mean_cases: first,
            second_half_mean_cases: second,
        });
    (values.len() == subject.columns.len()).then_some(Sample {
        values,
        trend,
        stream_hash: head[0],
        matters: head[1],
    })
}

/// The means over some replications; none where one of them has none.
pub fn mean(samples: &[Sample]) -> Sample {
    let count = samples.len() as f64;
    let over = |of: &dyn Fn(&Sample) -> Option<f64>| {
        let sum: Option<f64> = samples.iter().map(of).sum();
        sum.map(|sum| sum / count)
    };
    let values = samples.first().map_or(0, |first| first.values.len());
    let slope = over(&|one| Some(one.trend?.slope_cases_per_day));
    let first = over(&|one| Some(one.trend?.first_half_mean_cases));
    let second = over(&|one| Some(one.trend?.second_half_mean_cases));
    Sample {
        values: (0..values).map(|at| over(&|one| one.values[at])).collect(),
        trend: slope
            .zip(first)
            .zip(second)
            .map(|((slope, first), second)| Trend {
                slope_cases_per_day: slope,
                first_half_mean_cases: first,
                second_half_mean_cases: second,
            }),
        stream_hash: samples
            .iter()
            .fold(0, |hash, one| hash.rotate_left(7) ^ one.stream_hash),
        matters: samples.iter().map(|one| one.matters).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_being_written_as_words() {
        for value in [None, Some(0.0), Some(-1.5), Some(1e-300), Some(f64::MAX)] {
            assert_eq!(number(word(value)), value);
        }
    }

    #[test]
    fn the_mean_of_a_member_has_no_value_where_a_replication_has_none() {
        let sample = |values: Vec<Option<f64>>| Sample {
            values,
            trend: None,
            stream_hash: 1,
            matters: 10,
        };
        let found = mean(&[
            sample(vec![Some(1.0), None]),
            sample(vec![Some(3.0), Some(1.0)]),
        ]);
        assert_eq!(found.values, vec![Some(2.0), None]);
        assert_eq!(found.matters, 20);
    }
}
