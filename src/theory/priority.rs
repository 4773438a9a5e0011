//! Queues in which some classes go before others; within a class, first come first served.

use super::single::Moments;
use super::{erlang_c, nonnegative, positive};

/// One class of cases before a server.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    /// Arrivals per unit of time.
    pub arrival_rate: f64,
    /// The service time of the class.
    pub service: Moments,
}

impl Class {
    fn valid(&self) -> bool {
        nonnegative(self.arrival_rate) && self.service.valid()
    }

    fn load(&self) -> f64 {
        self.arrival_rate * self.service.mean
    }

    /// The class's share of the mean service an arrival finds under way.
    fn residual(&self) -> f64 {
        self.arrival_rate * self.service.second / 2.0
    }
}

/// Loads of all classes before each, and of all up to it.
fn loads_around(classes: impl IntoIterator<Item = f64>) -> impl Iterator<Item = (f64, f64)> {
    classes.into_iter().scan(0.0, |before, load| {
        let from = *before;
        *before += load;
        Some((from, *before))
    })
}

/// Mean waits by class, the first class first, in M/G/1 where service once begun is finished (Cobham 1954).
///
/// `None` unless the load of all classes together is below 1. Waits are in the unit of the rates.
pub fn nonpreemptive_waits(classes: &[Class]) -> Option<Vec<f64>> {
    let total: f64 = classes.iter().map(Class::load).sum();
    if !classes.iter().all(Class::valid) || total >= 1.0 {
        return None;
    }
    let found: f64 = classes.iter().map(Class::residual).sum();
    let around = loads_around(classes.iter().map(Class::load));
    Some(
        around
            .map(|(before, upto)| found / ((1.0 - before) * (1.0 - upto)))
            .collect(),
    )
}

/// Mean times in system by class, the first class first, in M/G/1 where a better class interrupts a worse one, which resumes later
/// (Miller 1960; Kleinrock 1976, section 3.4).
///
/// A class is not touched by those after it: its answer is `None` only when the load up to and including it is 1 or more. The whole is
/// `None` for wrong rates or moments.
pub fn preemptive_times_in_system(classes: &[Class]) -> Option<Vec<Option<f64>>> {
    if !classes.iter().all(Class::valid) {
        return None;
    }
    let mut found = 0.0;
    let around = loads_around(classes.iter().map(Class::load));
    let times = classes.iter().zip(around).map(|(class, (before, upto))| {
        found += class.residual();
        let wait = found / ((1.0 - before) * (1.0 - upto));
        (upto < 1.0).then(|| class.service.mean / (1.0 - before) + wait)
    });
    Some(times.collect())
}

/// Mean waits by class, the first class first, in M/M/c where all classes have one service rate and service once begun is finished
/// (Kella & Yechiali 1985). `None` unless the load of all together is below the number of servers.
pub fn mmc_priority_waits(
    arrival_rates: &[f64],
    service_rate: f64,
    servers: u32,
) -> Option<Vec<f64>> {
    if !(arrival_rates.iter().all(|&rate| nonnegative(rate)) && positive(service_rate)) {
        return None;
    }
    let full_rate = f64::from(servers) * service_rate;
    let wait_probability = erlang_c(servers, arrival_rates.iter().sum::<f64>() / service_rate)?;
    let found = wait_probability / full_rate;
    let around = loads_around(arrival_rates.iter().map(|rate| rate / full_rate));
    Some(
        around
            .map(|(before, upto)| found / ((1.0 - before) * (1.0 - upto)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{assert_digits, mmc, pollaczek_khinchine};

    fn three() -> [Class; 3] {
        let class = |arrival_rate, mean, cv| Class {
            arrival_rate,
            service: Moments::mean_cv(mean, cv),
        };
        [
            class(0.2, 1.0, 1.0),
            class(0.3, 1.0, 1.5),
            class(0.25, 1.2, 0.0),
        ]
    }

    #[test]
    fn cobhams_waits_of_three_classes() {
        let waits = nonpreemptive_waits(&three()).unwrap();
        assert_digits(waits[0], 1.084375, 6);
        assert_digits(waits[1], 2.16875, 5);
        assert_digits(waits[2], 8.675, 3);
    }

    #[test]
    fn priorities_share_out_the_wait_of_first_come_first_served() {
        // Kleinrock's conservation law (1965): the sum of rho_k Wq_k is rho W0 / (1 - rho).
        let classes = three();
        let waits = nonpreemptive_waits(&classes).unwrap();
        let total: f64 = classes
            .iter()
            .zip(&waits)
            .map(|(class, wait)| class.load() * wait)
            .sum();
        assert_digits(total, 3.47, 10);
        let rate: f64 = classes.iter().map(|class| class.arrival_rate).sum();
        let mix = |moment: fn(&Moments) -> f64| {
            classes
                .iter()
                .map(|c| c.arrival_rate * moment(&c.service))
                .sum::<f64>()
                / rate
        };
        let service = Moments {
            mean: mix(|m| m.mean),
            second: mix(|m| m.second),
            third: None,
        };
        let fifo = pollaczek_khinchine(rate, &service).unwrap();
        assert_digits(fifo.wait_mean, 4.3375, 10);
        assert_digits(fifo.utilisation * fifo.wait_mean, 3.47, 10);
    }

    #[test]
    fn two_classes_before_three_servers() {
        let waits = mmc_priority_waits(&[1.0, 1.4], 1.0, 3).unwrap();
        assert_digits(waits[0], 0.323596, 6);
        assert_digits(waits[1], 1.617978, 6);
        let weighted = (waits[0] + 1.4 * waits[1]) / 2.4;
        assert_digits(weighted, 1.078652, 6);
        assert_digits(weighted, mmc(2.4, 1.0, 3).unwrap().wait_mean, 12);
    }

    #[test]
    fn the_first_class_that_interrupts_does_not_see_the_others() {
        let times = preemptive_times_in_system(&three()).unwrap();
        let alone = pollaczek_khinchine(0.2, &three()[0].service).unwrap();
        assert_digits(times[0].unwrap(), alone.time_in_system_mean, 12);
        let overloaded = Class {
            arrival_rate: 2.0,
            ..three()[2]
        };
        let times = preemptive_times_in_system(&[three()[0], three()[1], overloaded]).unwrap();
        assert!(times[1].is_some() && times[2].is_none());
        assert_eq!(nonpreemptive_waits(&[overloaded]), None);
    }

    #[test]
    fn interruption_of_equal_exponentials_leaves_the_mean_number_as_it_was() {
        // By lack of memory the total number is that of M/M/1: .3 / s and .5 / s together, 4 present.
        let class = |arrival_rate| Class {
            arrival_rate,
            service: Moments::exponential(1.0),
        };
        let times = preemptive_times_in_system(&[class(0.3), class(0.5)]).unwrap();
        assert_digits(0.3 * times[0].unwrap() + 0.5 * times[1].unwrap(), 4.0, 12);
    }

    #[test]
    fn no_classes_have_no_waits_and_wrong_rates_no_answer() {
        assert_eq!(nonpreemptive_waits(&[]), Some(Vec::new()));
        assert_eq!(
            (
                mmc_priority_waits(&[-1.0], 1.0, 1),
                mmc_priority_waits(&[1.0], 1.0, 1)
            ),
            (None, None)
        );
        let wrong = Class {
            arrival_rate: f64::NAN,
            service: Moments::fixed(1.0),
        };
        assert_eq!(
            (
                nonpreemptive_waits(&[wrong]),
                preemptive_times_in_system(&[wrong])
            ),
            (None, None)
        );
    }
}
