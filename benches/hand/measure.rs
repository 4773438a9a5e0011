//! What a loop is asked for, what it gives, and how sure that is.

use caseload::random::Key;

/// Ticks of an hour, the mean service time of most workloads.
pub const HOUR: f64 = 3_600_000.0;

/// Stretches of equal length into which a run is cut after its warm-up; they give the standard error.
pub const BATCHES: u64 = 20;

/// What a loop runs.
pub struct Plan {
    /// All its draws come from here.
    pub key: Key,
    /// Ticks of the warm-up.
    pub warm_up: u64,
    /// Ticks of one batch.
    pub batch: u64,
}

impl Plan {
    /// The ends of the warm-up and of the batches.
    pub fn ends(&self) -> impl Iterator<Item = u64> {
        (0..=BATCHES).map(|number| self.warm_up + number * self.batch)
    }
}

/// A sum of times, and over how many things.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    /// In ticks.
    pub ticks: u64,
    /// How many.
    pub count: u64,
}

impl Sum {
    /// One more time.
    #[inline]
    pub fn add(&mut self, ticks: u64) {
        self.ticks += ticks;
        self.count += 1;
    }

    fn mean_hours(self) -> f64 {
        self.ticks as f64 / self.count as f64 / HOUR
    }
}

/// What a loop gives.
#[derive(Default)]
pub struct Run {
    /// Cases that arrived, those of the warm-up too.
    pub cases: u64,
    /// For the warm-up and each batch, the sums of the workload's answers in order.
    pub batches: Vec<Vec<Sum>>,
}

/// A mean with its standard error.
#[derive(Debug, Clone, Copy)]
pub struct Estimate {
    /// In hours.
    pub mean: f64,
    /// In hours.
    pub error: f64,
}

impl Estimate {
    /// Estimates an answer by the method of batch means, from all batches of all runs.
    pub fn of(runs: &[Run], answer: usize) -> Self {
        let sums: Vec<Sum> = runs
            .iter()
            .flat_map(|run| &run.batches[1..])
            .map(|batch| batch[answer])
            .collect();
        let count = sums.len() as f64;
        let whole = sums.iter().fold(Sum::default(), |whole, sum| Sum {
            ticks: whole.ticks + sum.ticks,
            count: whole.count + sum.count,
        });
        let mean = whole.mean_hours();
        let squares: f64 = sums
            .iter()
            .map(|sum| (sum.mean_hours() - mean).powi(2))
            .sum();
        Self {
            mean,
            error: (squares / (count - 1.0) / count).sqrt(),
        }
    }
}
