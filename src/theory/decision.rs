//! Small sums about who decides what, and in which order.

use super::{nonnegative, probability};

/// One check a case passes through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// The probability that the check rejects the case.
    pub reject_probability: f64,
    /// The mean working time of the check.
    pub work_mean: f64,
}

impl Stage {
    fn valid(&self) -> bool {
        probability(self.reject_probability) && nonnegative(self.work_mean)
    }
}

/// Mean working time a case when checks come one after another and the first rejection ends it, in the unit of the stages.
///
/// The probability that any check rejects is the same in either order: see [`parallel_work`]. `None` for wrong stages; 0 for none.
pub fn serial_work(stages: &[Stage]) -> Option<f64> {
    if !stages.iter().all(Stage::valid) {
        return None;
    }
    let mut alive = 1.0;
    let work = stages.iter().map(|stage| {
        let work = alive * stage.work_mean;
        alive *= 1.0 - stage.reject_probability;
        work
    });
    Some(work.sum())
}

/// Mean working time a case when all checks are made at once and none is called off, and the probability that at least one of the
/// independent checks rejects. `None` for wrong stages; (0, 0) for none.
pub fn parallel_work(stages: &[Stage]) -> Option<(f64, f64)> {
    let passes: f64 = stages
        .iter()
        .map(|stage| 1.0 - stage.reject_probability)
        .product();
    let work = stages.iter().map(|stage| stage.work_mean).sum();
    stages
        .iter()
        .all(Stage::valid)
        .then_some((work, 1.0 - passes))
}

/// The rejection probability of the first of two equal exponential single-server stages above which serial beats parallel in mean time
/// in system: p* = (1 - rho)(4 + rho) / (8 - 4 rho - rho^2), from [`flatto_hahn`](super::flatto_hahn) and
/// 1 / (mu - lambda) + (1 - p) / (mu - (1 - p) lambda).
///
/// `utilisation` is that of a stage which sees every case. No cancellation, no cost of merging, all cases averaged. `None` outside
/// [0, 1).
pub fn serial_parallel_break_even(utilisation: f64) -> Option<f64> {
    let rho = utilisation;
    let found = (1.0 - rho) * (4.0 + rho) / (8.0 - 4.0 * rho - rho * rho);
    (0.0..1.0).contains(&rho).then_some(found)
}

/// Mean orders beyond the first that a matter draws when each of `superiors` gives one with probability `order_probability`, unaware
/// of the others: k p - (1 - (1 - p)^k). `None` for a wrong probability.
pub fn duplicate_orders(superiors: u32, order_probability: f64) -> Option<f64> {
    let k = f64::from(superiors);
    let p = order_probability;
    probability(p).then(|| k * p - (1.0 - (1.0 - p).powf(k)))
}

/// Mean hops upwards when a case at each level goes one higher with that level's probability and never returns:
/// q1 + q1 q2 + q1 q2 q3 and so on. `None` for a wrong probability; 0 for no levels.
pub fn escalation_hops(escalate_probabilities: &[f64]) -> Option<f64> {
    let reached = escalate_probabilities.iter().scan(1.0, |alive, &q| {
        *alive *= q;
        Some(*alive)
    });
    escalate_probabilities
        .iter()
        .all(|&q| probability(q))
        .then(|| reached.sum())
}

/// The mean and the standard deviation of the wait for a meeting held every `interval`, for arrivals at any time alike: T / 2 and
/// T / sqrt 12. `None` for a negative interval.
pub fn gated_wait(interval: f64) -> Option<(f64, f64)> {
    nonnegative(interval).then(|| (interval / 2.0, interval / 12f64.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{assert_digits, flatto_hahn};

    fn stages() -> [Stage; 3] {
        [(0.3, 3.5), (0.2, 6.0), (0.1, 7.5)].map(|(reject_probability, work_mean)| Stage {
            reject_probability,
            work_mean,
        })
    }

    #[test]
    fn early_rejection_saves_work() {
        let serial = serial_work(&stages()).unwrap();
        let (parallel, rejects) = parallel_work(&stages()).unwrap();
        assert_digits(serial, 11.9, 10);
        assert_digits(parallel, 17.0, 10);
        assert_digits((parallel / serial - 1.0) * 100.0, 42.9, 1);
        assert_digits(rejects, 0.496, 10);
        assert_eq!(
            (serial_work(&[]), parallel_work(&[])),
            (Some(0.0), Some((0.0, 0.0)))
        );
    }

    #[test]
    fn at_the_break_even_serial_and_parallel_take_equally_long() {
        for (rho, expected) in [(0.5, 0.391304), (0.8, 0.230769), (0.9, 0.136490)] {
            let p = serial_parallel_break_even(rho).unwrap();
            assert_digits(p, expected, 6);
            let serial = 1.0 / (1.0 - rho) + (1.0 - p) / (1.0 - (1.0 - p) * rho);
            assert!((serial - flatto_hahn(rho, 1.0).unwrap()).abs() < 1e-10);
        }
        assert_eq!(serial_parallel_break_even(0.0), Some(0.5));
        assert!(serial_parallel_break_even(1.0 - 1e-9).unwrap() < 1e-8);
        assert_eq!(
            (
                serial_parallel_break_even(1.0),
                serial_parallel_break_even(-0.1)
            ),
            (None, None)
        );
    }

    #[test]
    fn serial_wins_in_the_example_above_the_break_even() {
        let serial = 1.0 / 0.1 + 0.7 / (1.0 - 0.7 * 0.9);
        assert_digits(serial, 11.891892, 6);
        assert_digits(flatto_hahn(0.9, 1.0).unwrap(), 13.875, 10);
    }

    #[test]
    fn five_superiors_duplicate_four_orders_in_nine() {
        let duplicates = duplicate_orders(5, 0.3).unwrap();
        assert_digits(duplicates, 0.66807, 5);
        assert_digits(1.5 - duplicates, 0.83193, 5);
        assert_digits(100.0 * duplicates / 1.5, 44.5, 1);
        assert_eq!(
            (duplicate_orders(0, 0.3), duplicate_orders(5, 1.5)),
            (Some(0.0), None)
        );
    }

    #[test]
    fn hops_multiply() {
        assert_digits(escalation_hops(&[0.25, 0.2]).unwrap(), 0.3, 12);
        assert_eq!(
            (escalation_hops(&[]), escalation_hops(&[2.0])),
            (Some(0.0), None)
        );
    }

    #[test]
    fn a_weekly_meeting_of_five_days_costs_two_and_a_half() {
        let (mean, sd) = gated_wait(5.0).unwrap();
        assert_digits(mean, 2.5, 12);
        assert_digits(sd, 1.443376, 6);
        // Uniform on [0, 5]: two days in five are over 3.
        assert_digits(1.0 - 3.0 / (2.0 * mean), 0.4, 12);
        assert_eq!(gated_wait(-1.0), None);
    }
}
