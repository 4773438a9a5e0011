//! What queueing theory says: an oracle for the engine's tests, and the first guess of a plan.
//!
//! Rates are events per unit of time and times are in that unit, whatever it is. An offered load is arrival rate times mean service
//! time, in servers (erlangs). A wait is time in queue only; a time in system is wait plus service (lead time, sojourn). Every function
//! answers `None` when its question has no answer: a rate that is negative or not finite, or a queue that grows without bound. The
//! formulas are those of single, memoryless organisations; where one is an approximation its documentation says so.
//!
//! ```
//! use caseload::theory::{mmc, servers_for_wait_probability};
//!
//! let desk = mmc(2.4, 1.0, 3).expect("2.4 servers' worth of work for 3");
//! assert!((desk.wait_mean - 1.078652).abs() < 1e-6);
//! assert!(mmc(3.0, 1.0, 3).is_none(), "a queue with as much work as servers never settles");
//! assert_eq!(servers_for_wait_probability(20.0, 0.2), Some(26));
//! ```

pub mod abandonment;
pub mod decision;
pub mod erlang;
pub mod fork_join;
pub mod network;
pub mod offered;
pub mod priority;
pub mod single;
pub mod staffing;
pub mod varying;

pub use abandonment::{ErlangA, erlang_a};
pub use decision::{
    Stage, duplicate_orders, escalation_hops, gated_wait, parallel_work,
    serial_parallel_break_even, serial_work,
};
pub use erlang::{Mmc, erlang_b, erlang_c, mmc};
pub use fork_join::{flatto_hahn, fork_join_bounds, harmonic, nelson_tantawi, unlimited_fork_join};
pub use network::{Jackson, Station, hypoexponential_over, jackson, tandem};
pub use offered::modified_offered_load;
pub use priority::{Class, mmc_priority_waits, nonpreemptive_waits, preemptive_times_in_system};
pub use single::{
    Failures, Mg1, Mm1k, Moments, batch_mm1, mg1_vacations, mg1_with_failures, mm1k,
    pollaczek_khinchine,
};
pub use staffing::{
    allen_cunneen, halfin_whitt_beta, halfin_whitt_wait_probability, servers_for_wait_over,
    servers_for_wait_probability, square_root_staffing,
};
pub use varying::{OpeningHours, Periodic, SinusoidLoad, SinusoidRate, mm1_opening_hours};

/// Whether this can be a rate, a mean time or another amount that must exceed 0.
fn positive(value: f64) -> bool {
    value > 0.0 && value.is_finite()
}

/// Whether this can be an amount that may be 0.
fn nonnegative(value: f64) -> bool {
    value >= 0.0 && value.is_finite()
}

/// Whether this can be a probability.
fn probability(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

/// Fails unless `found` agrees with `expected` to its printed digits.
#[cfg(test)]
fn assert_digits(found: f64, expected: f64, digits: i32) {
    let tolerance = 0.5000001 * 10f64.powi(-digits);
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected}"
    );
}
