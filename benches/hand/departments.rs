//! What the two workloads of departments share: five departments of 8 staff at load 0.85, three of them drawn for a case.

use super::draws::Draws;
use super::measure::{HOUR, Plan};

/// How many departments there are.
pub const DEPARTMENTS: usize = 5;
/// Slots of the people of a department, a power of two.
pub const STAFF_BITS: u32 = 3;
/// Mean time between arrivals.
pub const GAP: f64 = HOUR * 0.6 / (0.85 * 8.0);
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

/// The works of a case in its three departments: lognormal with mean 1 h and cv 1.5.
#[derive(Clone, Copy)]
pub struct Works {
    draws: [Draws; 3],
    log_mean: f64,
    log_deviation: f64,
}

impl Works {
    /// Draws that no other purpose below 8 shares.
    pub fn new(plan: &Plan) -> Self {
        let square: f64 = 1.5 * 1.5;
        let log_variance = square.ln_1p();
        Self {
            draws: [8, 9, 10].map(|purpose| Draws::new(plan.key, purpose)),
            log_mean: HOUR.ln() - log_variance / 2.0,
            log_deviation: log_variance.sqrt(),
        }
    }

    /// The work of a visit of a case, in ticks.
    #[inline]
    pub fn draw(&self, case: u64, visit: usize) -> u64 {
        self.draws[visit].lognormal(case, self.log_mean, self.log_deviation)
    }
}
