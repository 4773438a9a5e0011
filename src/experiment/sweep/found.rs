//! What a sweep found at its points.

use super::Survey;
use super::stages::half_width;
use crate::experiment::Failure;
use crate::experiment::runs::Sample;
use crate::outcome::Trend;
use crate::stats::{Estimate, two_stage_interval};

/// What a sweep found.
#[derive(Debug, Clone)]
pub struct Swept {
    /// What was found at each point, in the order of the points.
    pub points: Vec<Found>,
}

/// What was found at one point.
#[derive(Debug, Clone)]
pub struct Found {
    /// Replications that were run.
    pub n: u32,
    /// For each design the samples of its replications, in order.
    pub samples: Vec<Vec<Sample>>,
    /// For each design the numbers of the replications that have a sample, from 0.
    pub numbers: Vec<Vec<u32>>,
    /// For each design the first replication in which more cases were open than a run may hold, and when that was.
    pub failures: Vec<Option<Failure>>,
}

impl Found {
    pub(super) fn new(designs: usize) -> Self {
        Self {
            n: 0,
            samples: vec![Vec::new(); designs],
            numbers: vec![Vec::new(); designs],
            failures: vec![None; designs],
        }
    }

    /// Adds the next replication.
    pub(super) fn add(&mut self, of_designs: Vec<Result<Sample, Failure>>) {
        let number = self.n;
        self.n += 1;
        for (design, sample) in of_designs.into_iter().enumerate() {
            match sample {
                Ok(sample) => {
                    self.samples[design].push(sample);
                    self.numbers[design].push(number);
                }
                Err(failure) => {
                    self.failures[design].get_or_insert(failure);
                }
            }
        }
    }

    /// The values of a metric under a design in every replication; none when one of them has no value.
    pub fn complete(&self, design: usize, metric: usize) -> Option<Vec<f64>> {
        let samples = &self.samples[design];
        let is_whole = samples.len() == self.n as usize;
        let values = samples.iter().map(|sample| sample.values[metric]);
        values.collect::<Option<Vec<f64>>>().filter(|_| is_whole)
    }

    /// How the backlog went under a design, one trend a replication that has one.
    pub fn trends(&self, design: usize) -> Vec<Trend> {
        let samples = self.samples[design].iter();
        samples.filter_map(|sample| sample.trend).collect()
    }
}

impl Survey {
    /// The mean of a metric under a design at a point. None when some replication has no value: a mean over the rest would flatter
    /// the design, since what is missing is most often what took too long.
    pub fn estimate(&self, found: &Found, design: usize, metric: usize) -> Option<Estimate> {
        let values = found.complete(design, metric)?;
        two_stage_interval(&values, self.first as usize, self.confidence)
    }

    /// The mean difference of a metric between a design and the baseline, replication by replication; none for the
    /// baseline itself and when one of them has no estimate.
    pub fn difference(&self, found: &Found, design: usize, metric: usize) -> Option<Estimate> {
        let baseline = self.baseline.filter(|baseline| *baseline != design)?;
        let base = found.complete(baseline, metric)?;
        let mut values = found.complete(design, metric)?;
        for (value, base) in values.iter_mut().zip(base) {
            *value -= base;
        }
        two_stage_interval(&values, self.first as usize, self.confidence)
    }

    /// Whether an estimate is as narrow as was asked for; none when nothing was asked.
    pub fn is_met(&self, metric: usize, estimate: Option<&Estimate>) -> Option<bool> {
        let margin = self.sweep.metrics[metric].item.half_width?;
        let is_met = estimate.is_some_and(|estimate| {
            let wanted = half_width(margin.value).around(estimate.mean);
            // As in the formula for the number of replications, but for rounding.
            let narrow = |half_width| half_width <= wanted * (1.0 + 1e-9);
            estimate.half_width.is_some_and(narrow)
        });
        Some(is_met)
    }
}
