//! What the two workloads of departments share: five departments of 8 staff at load 0.85, three of them drawn for a case.

use super::draws::Draws;
use super::measure::{HOUR, Plan};

/// How many departments there are.
pub const DEPARTMENTS: usize = 5;
/// Slots of the people of a department, a power of two.
pub const STAFF_BITS: u32 = 3;
/// Mean time between arrivals.
const GAP: f64 = HOUR * 0.6 / (0.85 * 8.0);
/// The ten ways to choose three of five.
pub const CHOICES: [[u8; 3]; 10] = [
    [0, 1, 2],
    [0, 1, 3],
    [0, 1, 4],
    [0, 2, 3],
    [0, 2, 4],
    [0, 3, 4],
    [1, 2, 3],
    [1, 2, 4],
    [1, 3, 4],
    [2, 3, 4],
];

/// The event list: a slot for everybody.
pub type Tree = super::tree::Tree<128>;

/// What cases are drawn from. Works are lognormal with mean 1 h and cv 1.5.
#[derive(Clone, Copy)]
pub struct Demand {
    gaps: Draws,
    choices: Draws,
    works: [Draws; 3],
    log_mean: f64,
    log_deviation: f64,
}

impl Demand {
    /// The demand of a run.
    pub fn new(plan: &Plan) -> Self {
        let square: f64 = 1.5 * 1.5;
        let log_variance = square.ln_1p();
        let [gaps, choices] = [0, 1].map(|purpose| Draws::new(plan.key, purpose));
        Self {
            gaps,
            choices,
            works: [2, 3, 4].map(|purpose| Draws::new(plan.key, purpose)),
            log_mean: HOUR.ln() - log_variance / 2.0,
            log_deviation: log_variance.sqrt(),
        }
    }

    /// When a case arrives after the one before it.
    #[inline]
    pub fn arrival(&self, case: u64, before: u64) -> u64 {
        before + self.gaps.exponential(case, GAP)
    }

    /// Which of the [`CHOICES`] a case is.
    #[inline]
    pub fn choice(&self, case: u64) -> usize {
        self.choices.choice(case, CHOICES.len() as u64)
    }

    /// The work of a visit of a case, in ticks.
    #[inline]
    pub fn work(&self, case: u64, visit: usize) -> u64 {
        self.works[visit].lognormal(case, self.log_mean, self.log_deviation)
    }
}
