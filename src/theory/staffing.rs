//! How many servers: a first guess by formula, and the exact answer where there is one.

use statrs::distribution::{Continuous, ContinuousCDF, Normal};

use super::{erlang_c, nonnegative, positive};

/// Servers beyond which a search gives up: more than any organisation has.
const MOST: u32 = 10_000_000;

/// The share that must wait when `beta` square roots of the load are kept as safety, in the limit of a large load:
/// 1 / (1 + beta Phi(beta) / phi(beta)) (Halfin & Whitt 1981, theorem 2). `None` unless `beta` exceeds 0.
pub fn halfin_whitt_wait_probability(beta: f64) -> Option<f64> {
    let normal = Normal::standard();
    positive(beta).then(|| {
        let density = normal.pdf(beta);
        density / (density + beta * normal.cdf(beta))
    })
}

/// The safety `beta` at which a share `wait_probability` must wait, in the limit of a large load, to 12 digits. `None` outside (0, 1).
pub fn halfin_whitt_beta(wait_probability: f64) -> Option<f64> {
    if !(wait_probability > 0.0 && wait_probability < 1.0) {
        return None;
    }
    // The share falls from 1 at 0 to nothing representable at 40.
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        let over = halfin_whitt_wait_probability(middle)? > wait_probability;
        (low, high) = if over { (middle, high) } else { (low, middle) };
    }
    Some((low + high) / 2.0)
}

/// Servers for a share `wait_probability` to wait: a + beta sqrt(a), the load plus square-root safety, not rounded (Halfin & Whitt
/// 1981). An approximation, good for large loads; finish with [`servers_for_wait_probability`] or a simulation.
pub fn square_root_staffing(offered_load: f64, wait_probability: f64) -> Option<f64> {
    let beta = halfin_whitt_beta(wait_probability)?;
    nonnegative(offered_load).then(|| offered_load + beta * offered_load.sqrt())
}

/// The fewest servers with which at most a share `wait_probability` of arrivals must wait, exact for M/M/c (Erlang C).
///
/// `None` for a load that is negative or not finite, for a probability that is not above 0, and beyond 10 million servers.
pub fn servers_for_wait_probability(offered_load: f64, wait_probability: f64) -> Option<u32> {
    fewest(offered_load, |_, waits| waits <= wait_probability).filter(|_| wait_probability > 0.0)
}

/// The fewest servers with which at most a share `over_probability` of arrivals wait longer than `time`, exact for M/M/c.
///
/// `time` is in the unit of the rates. `None` as for [`servers_for_wait_probability`] and for a negative time.
pub fn servers_for_wait_over(
    arrival_rate: f64,
    service_rate: f64,
    time: f64,
    over_probability: f64,
) -> Option<u32> {
    if !(positive(service_rate) && nonnegative(time) && over_probability > 0.0) {
        return None;
    }
    fewest(arrival_rate / service_rate, |servers, waits| {
        let spare = f64::from(servers) * service_rate - arrival_rate;
        waits * (-spare * time).exp() <= over_probability
    })
}

/// The fewest servers, above the load, that `serve` finds enough, given their number and the share of arrivals that wait.
fn fewest(offered_load: f64, enough: impl Fn(u32, f64) -> bool) -> Option<u32> {
    if !nonnegative(offered_load) || offered_load >= f64::from(MOST) {
        return None;
    }
    // Erlang's B from no server upwards (Jagerman 1974), and C from it, so that the whole search is one pass.
    let mut lost = 1.0;
    (1..=MOST).find(|&servers| {
        let c = f64::from(servers);
        lost = offered_load * lost / (c + offered_load * lost);
        offered_load < c && enough(servers, c * lost / (c - offered_load * (1.0 - lost)))
    })
}

/// The mean wait in G/G/c by Allen & Cunneen (1978), which for one server is Kingman's formula (1961): the wait of M/M/c times
/// (ca^2 + cs^2) / 2, with the coefficients of variation of times between arrivals and of service.
///
/// An approximation, good near full load; exact for M/M/c and for M/G/1. `None` unless the load is below the number of servers, and for
/// wrong parameters. In the unit of `service_mean`.
pub fn allen_cunneen(
    arrival_rate: f64,
    arrival_cv: f64,
    service_mean: f64,
    service_cv: f64,
    servers: u32,
) -> Option<f64> {
    let given = [arrival_rate, arrival_cv, service_mean, service_cv];
    if !given.into_iter().all(nonnegative) {
        return None;
    }
    let load = arrival_rate * service_mean;
    let waits = erlang_c(servers, load)?;
    let variability = (arrival_cv * arrival_cv + service_cv * service_cv) / 2.0;
    Some(waits * service_mean / (f64::from(servers) - load) * variability)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{Moments, assert_digits, mmc, pollaczek_khinchine};

    #[test]
    fn twenty_erlangs_need_twenty_six_although_the_formula_says_less() {
        assert_digits(halfin_whitt_beta(0.2).unwrap(), 1.061516, 6);
        assert_digits(square_root_staffing(20.0, 0.2).unwrap(), 24.747, 3);
        assert_eq!(servers_for_wait_probability(20.0, 0.2), Some(26));
        assert_digits(erlang_c(26, 20.0).unwrap(), 0.143400, 6);
        assert!(erlang_c(25, 20.0).unwrap() > 0.2);
    }

    #[test]
    fn the_formula_agrees_with_erlang_c_for_a_large_load() {
        let exact = erlang_c(10_100, 10_000.0).unwrap();
        assert!((exact / halfin_whitt_wait_probability(1.0).unwrap() - 1.0).abs() < 0.01);
    }

    #[test]
    fn the_search_finds_the_first_number_that_is_enough() {
        for load in [0.0, 0.3, 1.0, 7.9, 150.0] {
            for target in [0.01, 0.2, 0.9] {
                let found = servers_for_wait_probability(load, target).unwrap();
                assert!(erlang_c(found, load).unwrap() <= target);
                assert!(erlang_c(found - 1, load).is_none_or(|waits| waits > target));
            }
        }
        let found = servers_for_wait_over(2.4, 1.0, 0.5, 0.1).unwrap();
        assert!(mmc(2.4, 1.0, found).unwrap().wait_over(0.5) <= 0.1);
        assert!(mmc(2.4, 1.0, found - 1).unwrap().wait_over(0.5) > 0.1);
    }

    #[test]
    fn the_approximation_is_exact_for_mmc_and_for_one_general_server() {
        let exact = mmc(2.4, 1.0, 3).unwrap().wait_mean;
        assert_digits(allen_cunneen(2.4, 1.0, 1.0, 1.0, 3).unwrap(), exact, 12);
        let general = pollaczek_khinchine(0.8, &Moments::mean_cv(1.0, 1.5))
            .unwrap()
            .wait_mean;
        assert_digits(allen_cunneen(0.8, 1.0, 1.0, 1.5, 1).unwrap(), general, 12);
        assert_eq!(allen_cunneen(0.8, 0.0, 1.0, 0.0, 1), Some(0.0));
    }

    #[test]
    fn wrong_targets_and_full_loads_have_no_answer() {
        assert_eq!(
            (halfin_whitt_beta(0.0), halfin_whitt_beta(1.0)),
            (None, None)
        );
        assert_eq!(
            (
                halfin_whitt_wait_probability(0.0),
                square_root_staffing(-1.0, 0.2)
            ),
            (None, None)
        );
        assert_eq!(servers_for_wait_probability(f64::INFINITY, 0.2), None);
        assert_eq!(servers_for_wait_probability(5.0, 0.0), None);
        assert_eq!(servers_for_wait_over(1.0, 1.0, -1.0, 0.1), None);
        assert_eq!(allen_cunneen(1.0, 1.0, 1.0, 1.0, 1), None);
        assert_eq!(allen_cunneen(0.5, f64::NAN, 1.0, 1.0, 1), None);
    }
}
