//! Queues of Poisson arrivals before servers of equal, exponential speed.

use super::{nonnegative, positive};

/// The share of arrivals lost when `servers` servers have no queue before them: Erlang's B (1917), for any service law.
///
/// `offered_load` is in servers; `None` if it is negative or not finite. No servers lose everything.
pub fn erlang_b(servers: u32, offered_load: f64) -> Option<f64> {
    // B(n) = a B(n-1) / (n + a B(n-1)), stable for any size (Jagerman 1974).
    let step = |b: f64, n: u32| offered_load * b / (f64::from(n) + offered_load * b);
    nonnegative(offered_load).then(|| (1..=servers).fold(1.0, step))
}

/// The share of arrivals that must wait when `servers` servers share one queue: Erlang's C (1917).
///
/// `offered_load` is in servers; `None` if it is not below the number of servers, and if negative or not finite.
pub fn erlang_c(servers: u32, offered_load: f64) -> Option<f64> {
    let c = f64::from(servers);
    let lost = erlang_b(servers, offered_load)?;
    (offered_load < c).then(|| c * lost / (c - offered_load * (1.0 - lost)))
}

/// M/M/c in the long run, first come first served; times in the unit of the rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mmc {
    /// Arrivals per unit of time.
    pub arrival_rate: f64,
    /// Completions per unit of time of one busy server.
    pub service_rate: f64,
    /// How many servers share the queue.
    pub servers: u32,
    /// The share of time a server is busy.
    pub utilisation: f64,
    /// The share of arrivals that find all servers busy.
    pub wait_probability: f64,
    /// The mean number in queue.
    pub queue_mean: f64,
    /// The mean wait.
    pub wait_mean: f64,
    /// The mean number in queue and in service.
    pub in_system_mean: f64,
    /// The mean of wait plus service.
    pub time_in_system_mean: f64,
}

/// M/M/c with these rates per unit of time; `None` unless the load is below the number of servers and the service rate above 0.
pub fn mmc(arrival_rate: f64, service_rate: f64, servers: u32) -> Option<Mmc> {
    if !(nonnegative(arrival_rate) && positive(service_rate)) {
        return None;
    }
    let load = arrival_rate / service_rate;
    let wait_probability = erlang_c(servers, load)?;
    let wait_mean = wait_probability / (f64::from(servers) * service_rate - arrival_rate);
    Some(Mmc {
        arrival_rate,
        service_rate,
        servers,
        utilisation: load / f64::from(servers),
        wait_probability,
        queue_mean: arrival_rate * wait_mean,
        wait_mean,
        in_system_mean: arrival_rate * wait_mean + load,
        time_in_system_mean: wait_mean + 1.0 / service_rate,
    })
}

impl Mmc {
    /// The rate at which the queue shrinks while all are busy, and so the rate of the exponential wait of those who wait.
    fn spare_rate(&self) -> f64 {
        f64::from(self.servers) * self.service_rate - self.arrival_rate
    }

    /// The share of cases that wait longer than `time`; 1 for a negative time.
    pub fn wait_over(&self, time: f64) -> f64 {
        if time < 0.0 {
            1.0
        } else {
            self.wait_probability * (-self.spare_rate() * time).exp()
        }
    }

    /// The share of cases that spend longer than `time` in wait and service; 1 for a negative time.
    pub fn time_in_system_over(&self, time: f64) -> f64 {
        if time < 0.0 {
            return 1.0;
        }
        let delayed = super::hypoexponential_over(self.spare_rate(), self.service_rate, time);
        let direct = (-self.service_rate * time).exp();
        self.wait_probability * delayed + (1.0 - self.wait_probability) * direct
    }

    /// The time within which a share `p` of cases have ended their wait; 0 where that many do not wait. `None` for `p` outside [0, 1).
    pub fn wait_quantile(&self, p: f64) -> Option<f64> {
        let longest = (self.wait_probability / (1.0 - p)).ln() / self.spare_rate();
        (0.0..1.0).contains(&p).then(|| longest.max(0.0))
    }

    /// The time within which a share `p` of cases are done, to 12 digits, by bisection. `None` for `p` outside [0, 1).
    pub fn time_in_system_quantile(&self, p: f64) -> Option<f64> {
        if !(0.0..1.0).contains(&p) {
            return None;
        }
        let (mut low, mut high) = (0.0, self.time_in_system_mean);
        while self.time_in_system_over(high) > 1.0 - p {
            (low, high) = (high, 2.0 * high);
        }
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            let short = self.time_in_system_over(middle) > 1.0 - p;
            (low, high) = if short { (middle, high) } else { (low, middle) };
        }
        Some((low + high) / 2.0)
    }

    /// The variance over time of the number in queue and in service.
    pub fn in_system_variance(&self) -> f64 {
        // Given at most c present, the number is that of Erlang's loss system, whose mean and variance are known; beyond c it is
        // geometric with ratio rho.
        let (c, a, rho) = (
            f64::from(self.servers),
            self.arrival_rate / self.service_rate,
            self.utilisation,
        );
        let lost = self.wait_probability * (1.0 - rho) / (1.0 - rho * self.wait_probability);
        let mean = a * (1.0 - lost);
        let variance = mean - a * lost * (c - mean);
        let beyond = self.wait_probability * rho;
        let (excess, excess_square) = (1.0 / (1.0 - rho), (1.0 + rho) / (1.0 - rho).powi(2));
        let square = (1.0 - beyond) * (variance + mean * mean)
            + beyond * (c * c + 2.0 * c * excess + excess_square);
        square - self.in_system_mean.powi(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::assert_digits;

    #[test]
    fn one_server_is_the_textbook_mm1() {
        let queue = mmc(0.8, 1.0, 1).unwrap();
        assert_digits(queue.in_system_mean, 4.0, 12);
        assert_digits(queue.wait_mean, 4.0, 12);
        assert_digits(queue.time_in_system_mean, 5.0, 12);
        assert_digits(queue.time_in_system_over(5.0), 0.367879, 6);
        assert_digits(queue.time_in_system_quantile(0.95).unwrap(), 14.978661, 6);
        assert_digits(queue.wait_quantile(0.95).unwrap(), 13.862944, 6);
        assert_digits(queue.in_system_variance(), 20.0, 10);
    }

    #[test]
    fn three_servers_are_the_textbook_mmc() {
        let queue = mmc(2.4, 1.0, 3).unwrap();
        assert_digits(queue.wait_probability, 0.647191, 6);
        assert_digits(queue.queue_mean, 2.588764, 6);
        assert_digits(queue.wait_mean, 1.078652, 6);
        assert_digits(queue.in_system_mean, 4.988764, 6);
        assert_digits(queue.wait_over(1.0), 0.355186, 6);
        assert_digits(queue.time_in_system_over(5.0), 0.076390, 6);
    }

    #[test]
    fn four_pooled_servers_wait_less_than_four_apart() {
        assert_digits(mmc(0.8, 1.0, 1).unwrap().wait_mean, 4.0, 12);
        assert_digits(mmc(3.2, 1.0, 4).unwrap().wait_mean, 0.745541, 6);
    }

    #[test]
    fn a_loss_system_of_five_loses_a_fifth_of_four_erlangs() {
        assert_digits(erlang_b(5, 4.0).unwrap(), 0.199067, 6);
    }

    #[test]
    fn erlang_b_equals_its_definition_and_stays_finite_when_large() {
        for c in 0..30u32 {
            let terms: Vec<f64> = (0..=c)
                .scan(1.0, |term, n| {
                    *term *= if n == 0 { 1.0 } else { 7.3 / f64::from(n) };
                    Some(*term)
                })
                .collect();
            let direct = terms[c as usize] / terms.iter().sum::<f64>();
            assert!((erlang_b(c, 7.3).unwrap() / direct - 1.0).abs() < 1e-12);
        }
        assert!((0.0..1e-3).contains(&erlang_b(10_500, 10_000.0).unwrap()));
        assert_eq!(erlang_c(5000, 10.0), Some(0.0));
    }

    #[test]
    fn the_variance_of_the_number_present_equals_the_sum_over_states() {
        let queue = mmc(2.4, 1.0, 3).unwrap();
        let weights: Vec<f64> = (0..2000)
            .scan(1.0, |weight, n| {
                *weight *= if n == 0 {
                    1.0
                } else {
                    2.4 / f64::from(n.min(3))
                };
                Some(*weight)
            })
            .collect();
        let total: f64 = weights.iter().sum();
        let moment = |k: i32| {
            (0..)
                .zip(&weights)
                .map(|(n, w)| f64::from(n).powi(k) * w / total)
                .sum::<f64>()
        };
        assert!((moment(1) - queue.in_system_mean).abs() < 1e-9);
        assert!((moment(2) - moment(1).powi(2) - queue.in_system_variance()).abs() < 1e-8);
    }

    #[test]
    fn the_tail_is_continuous_where_queue_and_service_have_one_rate() {
        // Two servers at load 1: the spare rate equals the service rate.
        let queue = mmc(1.0, 1.0, 2).unwrap();
        let near = mmc(1.0 + 1e-9, 1.0, 2).unwrap();
        assert!((queue.time_in_system_over(3.0) - near.time_in_system_over(3.0)).abs() < 1e-8);
        assert_eq!(
            (
                queue.time_in_system_over(0.0),
                queue.time_in_system_over(-1.0)
            ),
            (1.0, 1.0)
        );
        assert!(queue.time_in_system_over(1e6) < 1e-100);
    }

    #[test]
    fn a_load_that_is_too_high_or_wrong_has_no_answer() {
        assert_eq!(
            (erlang_c(3, 3.0), erlang_c(0, 0.0), erlang_b(3, -1.0)),
            (None, None, None)
        );
        assert_eq!(
            (mmc(1.0, 0.0, 1), mmc(f64::NAN, 1.0, 1), mmc(3.0, 1.0, 3)),
            (None, None, None)
        );
        let idle = mmc(0.0, 1.0, 2).unwrap();
        assert_eq!(
            (idle.wait_mean, idle.in_system_mean, idle.wait_quantile(0.5)),
            (0.0, 0.0, Some(0.0))
        );
        assert_eq!(
            (idle.wait_quantile(1.0), idle.time_in_system_quantile(-0.1)),
            (None, None)
        );
    }
}
