//! One server: general service, vacations, failures, batches, limited room.

use crate::random::{CountDist, Dist};

use super::{nonnegative, positive};

/// The first moments of a service or other time: means of the time, its square and its cube.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean, in units of time.
    pub mean: f64,
    /// The mean of the square, in the unit squared.
    pub second: f64,
    /// The mean of the cube, in the unit cubed; `None` if infinite or unknown.
    pub third: Option<f64>,
}

impl Moments {
    /// The moments of a distribution; `None` if its second moment is infinite, when no mean wait is finite.
    pub fn of(dist: &Dist) -> Option<Moments> {
        let second = dist.second_moment()?;
        Some(Moments {
            mean: dist.mean(),
            second,
            third: dist.third_moment(),
        })
    }

    /// The moments of the exponential distribution with this mean.
    pub fn exponential(mean: f64) -> Moments {
        Moments {
            mean,
            second: 2.0 * mean.powi(2),
            third: Some(6.0 * mean.powi(3)),
        }
    }

    /// The moments of an amount that does not vary.
    pub fn fixed(value: f64) -> Moments {
        Moments {
            mean: value,
            second: value.powi(2),
            third: Some(value.powi(3)),
        }
    }

    /// The first two moments of any amount with this mean and coefficient of variation.
    pub fn mean_cv(mean: f64, cv: f64) -> Moments {
        Moments {
            mean,
            second: mean.powi(2) * (1.0 + cv * cv),
            third: None,
        }
    }

    pub(super) fn valid(&self) -> bool {
        // The square of the mean cannot exceed the mean of the square, but for rounding.
        let third = self.third.is_none_or(nonnegative);
        let possible = self.second >= self.mean.powi(2) * (1.0 - 1e-12);
        nonnegative(self.mean) && nonnegative(self.second) && third && possible
    }
}

/// M/G/1 in the long run, first come first served; times in the unit of the arrival rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mg1 {
    /// The share of time the server is not free to start: busy, and with [`mg1_with_failures`] also down with work in hand.
    pub utilisation: f64,
    /// The mean wait.
    pub wait_mean: f64,
    /// The mean of the squared wait; `None` if the service's third moment is infinite or unknown, and where no formula is given.
    pub wait_second_moment: Option<f64>,
    /// The mean number in queue.
    pub queue_mean: f64,
    /// The mean number in queue and in service.
    pub in_system_mean: f64,
    /// The mean of wait plus service.
    pub time_in_system_mean: f64,
}

impl Mg1 {
    fn new(arrival_rate: f64, wait_mean: f64, occupied_mean: f64) -> Mg1 {
        let time_in_system_mean = wait_mean + occupied_mean;
        Mg1 {
            utilisation: arrival_rate * occupied_mean,
            wait_mean,
            wait_second_moment: None,
            queue_mean: arrival_rate * wait_mean,
            in_system_mean: arrival_rate * time_in_system_mean,
            time_in_system_mean,
        }
    }

    /// The standard deviation of the wait; `None` where its second moment is.
    pub fn wait_sd(&self) -> Option<f64> {
        self.wait_second_moment
            .map(|second| (second - self.wait_mean.powi(2)).max(0.0).sqrt())
    }
}

/// M/G/1 by Pollaczek (1930) and Khinchine (1932); the second moment of the wait by Takacs (1962). `None` unless the load is below 1.
pub fn pollaczek_khinchine(arrival_rate: f64, service: &Moments) -> Option<Mg1> {
    let rho = arrival_rate * service.mean;
    if !(nonnegative(arrival_rate) && service.valid() && rho < 1.0) {
        return None;
    }
    let wait_mean = arrival_rate * service.second / (2.0 * (1.0 - rho));
    let wait_second_moment = service
        .third
        .map(|third| 2.0 * wait_mean * wait_mean + arrival_rate * third / (3.0 * (1.0 - rho)));
    Some(Mg1 {
        wait_second_moment,
        ..Mg1::new(arrival_rate, wait_mean, service.mean)
    })
}

/// M/G/1 whose server, finding nobody, goes away for one vacation after another until it finds somebody (Levy & Yechiali 1975).
///
/// The mean wait is that of [`pollaczek_khinchine`] plus the mean remaining vacation. `None` unless the load is below 1 and the mean
/// vacation above 0.
pub fn mg1_vacations(arrival_rate: f64, service: &Moments, vacation: &Moments) -> Option<Mg1> {
    let plain = pollaczek_khinchine(arrival_rate, service)?;
    if !(vacation.valid() && positive(vacation.mean)) {
        return None;
    }
    let remaining = vacation.second / (2.0 * vacation.mean);
    Some(Mg1::new(
        arrival_rate,
        plain.wait_mean + remaining,
        service.mean,
    ))
}

/// When a server can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failures {
    /// Whenever it is up, busy or idle.
    Always,
    /// Only while it works.
    OnlyWhenBusy,
}

/// M/G/1 whose server, while it can fail, does so at `failure_rate`, and takes up its work where it left off after `repair`
/// (White & Christie 1958; Avi-Itzhak & Naor 1963).
///
/// The wait ends when service first begins; the time in system includes repairs during service. `None` unless the load, with
/// repairs, is below 1. With service and repair exponential this is M/M/1 with breakdowns.
pub fn mg1_with_failures(
    arrival_rate: f64,
    service: &Moments,
    failure_rate: f64,
    repair: &Moments,
    failures: Failures,
) -> Option<Mg1> {
    let valid = service.valid() && repair.valid();
    if !(valid && nonnegative(arrival_rate) && nonnegative(failure_rate)) {
        return None;
    }
    // Each unit of work takes this long in the mean, as failures strike it at a constant rate.
    let stretch = 1.0 + failure_rate * repair.mean;
    let rho = arrival_rate * service.mean * stretch;
    if rho >= 1.0 {
        return None;
    }
    // An arrival waits out the repair it may find, then the work before it, stretched. The work it finds is lambda times the mean
    // over a case's stay of its own remaining work (Brumelle 1971), which makes one linear equation for the wait.
    let up_share = match failures {
        Failures::Always => 1.0 / stretch,
        Failures::OnlyWhenBusy => arrival_rate * service.mean,
    };
    let found_repair = up_share * failure_rate * repair.second / 2.0;
    let found_work = stretch * stretch * arrival_rate * service.second / 2.0;
    Some(Mg1::new(
        arrival_rate,
        (found_repair + found_work) / (1.0 - rho),
        stretch * service.mean,
    ))
}

/// The mean number in an M/M/1 at which `batch_rate` batches a unit of time arrive: `L = rho (E[X^2] / E[X] + 1) / (2 (1 - rho))`
/// (Gross & Harris, section 3.1). `None` unless the load is below 1. The mean time in system is this over `batch_rate` times the
/// mean batch.
pub fn batch_mm1(batch_rate: f64, batch: &CountDist, service_rate: f64) -> Option<f64> {
    let rho = batch_rate * batch.mean() / service_rate;
    let valid = nonnegative(batch_rate) && positive(service_rate) && rho < 1.0;
    valid.then(|| rho * (batch.second_moment() / batch.mean() + 1.0) / (2.0 * (1.0 - rho)))
}

/// M/M/1/K in the long run: an M/M/1 that turns arrivals away when K are present; times in the unit of the rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mm1k {
    /// The share of arrivals turned away.
    pub block_probability: f64,
    /// The mean number in queue and in service.
    pub in_system_mean: f64,
    /// The mean of wait plus service of those let in.
    pub time_in_system_mean: f64,
    /// The share of time the server is busy.
    pub utilisation: f64,
}

/// M/M/1/K with `room` for those in queue and in service together, at least 1. It settles at any load; `None` for wrong rates. Work
/// grows with `room`.
pub fn mm1k(arrival_rate: f64, service_rate: f64, room: u32) -> Option<Mm1k> {
    if !(positive(arrival_rate) && positive(service_rate)) || room == 0 {
        return None;
    }
    // Weights rho^n summed from their largest end, so that none overflows and rho = 1 needs no case of its own.
    let rho = arrival_rate / service_rate;
    let (ratio, upside_down) = if rho <= 1.0 {
        (rho, false)
    } else {
        (1.0 / rho, true)
    };
    let (mut weight, mut total, mut first, mut last) = (1.0, 0.0, 0.0, 1.0);
    for n in 0..=room {
        total += weight;
        first += weight * f64::from(n);
        last = weight;
        weight *= ratio;
    }
    let (empty, full, distance) = (1.0 / total, last / total, first / total);
    let (empty, full, in_system_mean) = if upside_down {
        (full, empty, f64::from(room) - distance)
    } else {
        (empty, full, distance)
    };
    Some(Mm1k {
        block_probability: full,
        in_system_mean,
        time_in_system_mean: in_system_mean / (arrival_rate * (1.0 - full)),
        utilisation: 1.0 - empty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{assert_digits, mmc};

    #[test]
    fn lognormal_service_waits_as_pollaczek_and_khinchine_have_it() {
        let service = Moments::of(&Dist::lognormal(1.0, 1.5).unwrap()).unwrap();
        let queue = pollaczek_khinchine(0.8, &service).unwrap();
        assert_digits(service.third.unwrap(), 34.328125, 6);
        assert_digits(queue.wait_mean, 6.5, 10);
        assert_digits(queue.in_system_mean, 6.0, 10);
        assert_digits(queue.wait_sd().unwrap(), 9.381942, 6);
    }

    #[test]
    fn the_parameters_of_the_lognormal_are_those_of_the_oracle() {
        let variance = (1.0f64 + 1.5 * 1.5).ln();
        assert_digits(variance, 1.178655, 6);
        assert_digits(-variance / 2.0, -0.589327, 6);
    }

    #[test]
    fn constant_service_halves_the_wait_of_exponential_service() {
        let queue = pollaczek_khinchine(0.8, &Moments::fixed(1.0)).unwrap();
        assert_digits(queue.wait_mean, 2.0, 12);
        // Wait 2, plus service 1, at .8 a unit of time: 2.4 present.
        assert_digits(queue.in_system_mean, 2.4, 12);
        let exponential = pollaczek_khinchine(0.8, &Moments::exponential(1.0)).unwrap();
        let mm1 = mmc(0.8, 1.0, 1).unwrap();
        assert_digits(exponential.wait_mean, mm1.wait_mean, 12);
        // E[Wq^2] of M/M/1 is 2 rho / (mu - lambda)^2.
        assert_digits(exponential.wait_second_moment.unwrap(), 40.0, 10);
        assert_eq!(
            pollaczek_khinchine(0.5, &Moments::mean_cv(1.0, 2.0))
                .unwrap()
                .wait_sd(),
            None
        );
    }

    #[test]
    fn vacations_add_the_mean_remaining_vacation() {
        let service = Moments::exponential(1.0);
        let fixed = mg1_vacations(0.8, &service, &Moments::fixed(3.0)).unwrap();
        let exponential = mg1_vacations(0.8, &service, &Moments::exponential(3.0)).unwrap();
        assert_digits(fixed.wait_mean, 5.5, 12);
        assert_digits(exponential.wait_mean, 7.0, 12);
        assert_eq!(mg1_vacations(0.8, &service, &Moments::fixed(0.0)), None);
    }

    /// The mean number in M/M/1 with exponential repairs, by Gauss-Seidel sweeps over the chain of (number, up or down).
    fn chain(lambda: f64, mu: f64, fail: f64, mend: f64, failures: Failures) -> f64 {
        const N: usize = 300;
        let mut p = vec![[1.0 / N as f64; 2]; N];
        for _ in 0..6000 {
            for n in 0..N {
                let can_fail = |n: usize| {
                    if n > 0 || failures == Failures::Always {
                        fail
                    } else {
                        0.0
                    }
                };
                let arrive = if n + 1 < N { lambda } else { 0.0 };
                let from_below =
                    |side: usize, p: &[[f64; 2]]| if n > 0 { lambda * p[n - 1][side] } else { 0.0 };
                let from_above = if n + 1 < N { mu * p[n + 1][0] } else { 0.0 };
                let serve = if n > 0 { mu } else { 0.0 };
                let into_up = from_below(0, &p) + from_above + mend * p[n][1];
                p[n][0] = into_up / (arrive + serve + can_fail(n));
                let into_down = from_below(1, &p) + can_fail(n) * p[n][0];
                p[n][1] = into_down / (arrive + mend);
            }
            let total: f64 = p.iter().flatten().sum();
            p.iter_mut().flatten().for_each(|x| *x /= total);
        }
        (0..N).map(|n| n as f64 * (p[n][0] + p[n][1])).sum()
    }

    #[test]
    fn failures_lengthen_the_queue_as_the_chain_of_states_has_it() {
        for failures in [Failures::Always, Failures::OnlyWhenBusy] {
            let (service, repair) = (Moments::exponential(1.0), Moments::exponential(2.0));
            let queue = mg1_with_failures(0.5, &service, 0.1, &repair, failures).unwrap();
            let exact = chain(0.5, 1.0, 0.1, 0.5, failures);
            assert!(
                (queue.in_system_mean - exact).abs() < 1e-6,
                "{failures:?}: {} {exact}",
                queue.in_system_mean
            );
        }
    }

    #[test]
    fn a_server_that_never_fails_is_an_mg1_and_one_that_fails_too_much_has_no_answer() {
        let (service, repair) = (Moments::fixed(1.0), Moments::fixed(5.0));
        let never = mg1_with_failures(0.8, &service, 0.0, &repair, Failures::Always).unwrap();
        assert_digits(never.wait_mean, 2.0, 12);
        assert_eq!(
            mg1_with_failures(0.8, &service, 0.05, &repair, Failures::Always),
            None
        );
    }

    #[test]
    fn batches_lengthen_the_queue() {
        let three = batch_mm1(0.2, &CountDist::fixed(3).unwrap(), 1.0).unwrap();
        assert_digits(three, 3.0, 10);
        assert_digits(three / 0.6, 5.0, 10);
        let geometric = batch_mm1(0.2, &CountDist::geometric(3.0).unwrap(), 1.0).unwrap();
        assert_digits(geometric, 4.5, 10);
        assert_eq!(batch_mm1(0.4, &CountDist::fixed(3).unwrap(), 1.0), None);
    }

    #[test]
    fn limited_room_blocks_as_the_closed_form_has_it() {
        for rho in [0.5f64, 0.99, 1.7] {
            let queue = mm1k(rho, 1.0, 10).unwrap();
            let total = (1.0 - rho.powi(11)) / (1.0 - rho);
            assert!((queue.block_probability - rho.powi(10) / total).abs() < 1e-13);
            let mean = (0..=10).map(|n| f64::from(n) * rho.powi(n)).sum::<f64>() / total;
            assert!((queue.in_system_mean - mean).abs() < 1e-11);
            assert!((queue.utilisation - rho * (1.0 - queue.block_probability)).abs() < 1e-13);
        }
        let level = mm1k(1.0, 1.0, 9).unwrap();
        assert!(
            (level.block_probability - 0.1).abs() < 1e-14
                && (level.in_system_mean - 4.5).abs() < 1e-12
        );
        assert!((mm1k(100.0, 1.0, 5000).unwrap().block_probability - 0.99).abs() < 1e-12);
        assert_eq!((mm1k(1.0, 1.0, 0), mm1k(0.0, 1.0, 1)), (None, None));
    }

    #[test]
    fn impossible_moments_and_full_loads_have_no_answer() {
        let impossible = Moments {
            mean: 2.0,
            second: 1.0,
            third: None,
        };
        assert_eq!(pollaczek_khinchine(0.1, &impossible), None);
        assert_eq!(pollaczek_khinchine(1.0, &Moments::fixed(1.0)), None);
        assert_eq!(Moments::of(&Dist::pareto(1.0, 1.5).unwrap()), None);
    }
}
