//! Queues whose cases give up when they wait too long.

use super::{erlang_b, nonnegative, positive};

/// M/M/c+M (Palm 1957), "Erlang A", in the long run; times in the unit of the rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ErlangA {
    /// The share of arrivals that find all servers busy.
    pub wait_probability: f64,
    /// The mean number in queue.
    pub queue_mean: f64,
    /// The share of arrivals that give up before service.
    pub abandon_probability: f64,
    /// The mean time in queue of all arrivals, served or given up.
    pub wait_mean: f64,
    /// The mean number in queue and in service.
    pub in_system_mean: f64,
    /// The share of time a server is busy.
    pub utilisation: f64,
}

/// The relative size of a remaining tail that is left out of a sum.
const NEGLIGIBLE: f64 = 1e-17;
/// The size at which sums are scaled down, far below the largest number.
const LARGE: f64 = 1e200;

/// Erlang A with exponential patience of rate `abandon_rate`, by recursion over the states of the birth-death chain.
///
/// It always settles if cases give up, however high the load. `None` for wrong rates, for no servers, and for an `abandon_rate` of 0
/// where the servers cannot keep up. Work grows with the queue's length, at most about `arrival_rate / abandon_rate` steps.
pub fn erlang_a(
    arrival_rate: f64,
    service_rate: f64,
    abandon_rate: f64,
    servers: u32,
) -> Option<ErlangA> {
    let c = f64::from(servers);
    let valid = nonnegative(arrival_rate) && positive(service_rate) && nonnegative(abandon_rate);
    let settles = abandon_rate > 0.0 || arrival_rate < c * service_rate;
    if !valid || servers == 0 || !settles {
        return None;
    }
    let load = arrival_rate / service_rate;
    let lost = erlang_b(servers, load)?;
    let Tail {
        base,
        states,
        queue,
    } = tail(arrival_rate, c * service_rate, abandon_rate);
    // All weights are relative to the state of c present, whose share of the states up to c is Erlang's B.
    let waiting = lost * states;
    let total = (1.0 - lost) * base + waiting;
    let queue_mean = lost * queue / total;
    let abandon_probability = if arrival_rate > 0.0 {
        abandon_rate * queue_mean / arrival_rate
    } else {
        0.0
    };
    let busy = load * (1.0 - abandon_probability);
    Some(ErlangA {
        wait_probability: waiting / total,
        queue_mean,
        abandon_probability,
        wait_mean: if arrival_rate > 0.0 {
            queue_mean / arrival_rate
        } else {
            0.0
        },
        in_system_mean: queue_mean + busy,
        utilisation: busy / c,
    })
}

/// Sums over the states from c present upwards, all to one scale: of the state c itself, of all weights, of weights times queue.
struct Tail {
    base: f64,
    states: f64,
    queue: f64,
}

fn tail(arrival_rate: f64, full_rate: f64, abandon_rate: f64) -> Tail {
    if abandon_rate == 0.0 {
        // Geometric, and too slow to sum near full load.
        let ratio = arrival_rate / full_rate;
        let states = 1.0 / (1.0 - ratio);
        return Tail {
            base: 1.0,
            states,
            queue: ratio * states * states,
        };
    }
    let (mut weight, mut length) = (1.0, 0.0);
    let mut sums = Tail {
        base: 1.0,
        states: 1.0,
        queue: 0.0,
    };
    loop {
        length += 1.0;
        let ratio = arrival_rate / (full_rate + length * abandon_rate);
        weight *= ratio;
        sums.states += weight;
        sums.queue += weight * length;
        // Ratios fall, so what is left is below a geometric series.
        if ratio < 1.0
            && weight * length * ratio <= NEGLIGIBLE * (1.0 - ratio).powi(2) * sums.states
        {
            return sums;
        }
        if sums.queue > LARGE {
            let scale = 1.0 / LARGE;
            weight *= scale;
            sums = Tail {
                base: sums.base * scale,
                states: sums.states * scale,
                queue: sums.queue * scale,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{assert_digits, mmc};

    #[test]
    fn ten_servers_for_ten_erlangs_lose_a_tenth() {
        let queue = erlang_a(10.0, 1.0, 0.5, 10).unwrap();
        assert_digits(queue.wait_probability, 0.619655, 6);
        assert_digits(queue.queue_mean, 2.078264, 6);
        assert_digits(queue.abandon_probability, 0.103913, 6);
        assert_digits(queue.wait_mean, 0.207826, 6);
    }

    #[test]
    fn an_overloaded_desk_settles_when_cases_give_up() {
        let queue = erlang_a(12.0, 1.0, 0.5, 10).unwrap();
        assert_digits(queue.abandon_probability, 0.195656, 6);
        assert_digits(queue.queue_mean, 4.695743, 6);
        let flow = 12.0 * (1.0 - queue.abandon_probability);
        assert!((flow - 10.0 * queue.utilisation).abs() < 1e-12);
    }

    #[test]
    fn boundless_patience_is_erlang_c() {
        let (patient, plain) = (
            erlang_a(2.4, 1.0, 0.0, 3).unwrap(),
            mmc(2.4, 1.0, 3).unwrap(),
        );
        assert!((patient.queue_mean - plain.queue_mean).abs() < 1e-12);
        assert!((patient.wait_probability - plain.wait_probability).abs() < 1e-12);
        let full = 3.0 - 1e-9;
        let (patient, plain) = (
            erlang_a(full, 1.0, 0.0, 3).unwrap(),
            mmc(full, 1.0, 3).unwrap(),
        );
        assert!((patient.queue_mean / plain.queue_mean - 1.0).abs() < 1e-6);
        let nearly = erlang_a(2.4, 1.0, 1e-9, 3).unwrap();
        assert!((nearly.queue_mean - 2.588764).abs() < 1e-5);
    }

    #[test]
    fn patience_as_long_as_service_is_an_unlimited_number_of_servers() {
        // With theta = mu the number present is Poisson of mean a.
        let queue = erlang_a(10.0, 2.0, 2.0, 3).unwrap();
        assert!((queue.in_system_mean - 5.0).abs() < 1e-12);
        let poisson = (-5.0f64).exp() * (1.0 + 5.0 + 12.5);
        assert!((queue.wait_probability - (1.0 - poisson)).abs() < 1e-12);
    }

    #[test]
    fn a_heavy_overload_stays_finite_and_tends_to_the_fluid() {
        let queue = erlang_a(1000.0, 1.0, 0.001, 500).unwrap();
        assert!((queue.abandon_probability - 0.5).abs() < 1e-6);
        assert!((queue.queue_mean / 500_000.0 - 1.0).abs() < 1e-6);
        assert!((queue.wait_probability - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_settle_has_no_answer() {
        assert_eq!(
            (erlang_a(3.0, 1.0, 0.0, 3), erlang_a(1.0, 1.0, 1.0, 0)),
            (None, None)
        );
        assert_eq!(
            (erlang_a(1.0, 1.0, -1.0, 1), erlang_a(1.0, 0.0, 1.0, 1)),
            (None, None)
        );
        assert_eq!(erlang_a(0.0, 1.0, 1.0, 2).unwrap().queue_mean, 0.0);
    }
}
