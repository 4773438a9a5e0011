//! Demand or staffing that follows the clock.

use std::f64::consts::TAU;

use super::{nonnegative, positive};

/// An arrival rate that swings through the day or year: mean + amplitude sin(2 pi t / period).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SinusoidRate {
    /// The mean rate, in arrivals per unit of time.
    pub mean: f64,
    /// How far the rate rises above and falls below its mean; at most the mean.
    pub amplitude: f64,
    /// The time from one peak to the next.
    pub period: f64,
}

/// The mean number in service that an arrival rate brings about with servers for all, itself a sinusoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SinusoidLoad {
    /// The mean over a period, in servers.
    pub mean: f64,
    /// How far the number rises above and falls below its mean.
    pub amplitude: f64,
    /// How long after the arrivals' peak the number peaks.
    pub lag: f64,
    /// The time from one peak to the next.
    pub period: f64,
}

impl SinusoidRate {
    fn valid(&self) -> bool {
        nonnegative(self.amplitude)
            && self.amplitude <= self.mean
            && positive(self.period)
            && self.mean.is_finite()
    }

    /// The load of M_t/M/infinity, service exponential with this mean (Eick, Massey & Whitt 1993, "Mt/G/infinity queues with
    /// sinusoidal arrival rates"). `None` for a rate that would be negative and for wrong parameters.
    pub fn load_exponential(&self, service_mean: f64) -> Option<SinusoidLoad> {
        let (mu, omega) = (1.0 / service_mean, TAU / self.period);
        (self.valid() && positive(service_mean)).then(|| SinusoidLoad {
            mean: self.mean * service_mean,
            amplitude: self.amplitude / mu.hypot(omega),
            lag: (omega / mu).atan() / omega,
            period: self.period,
        })
    }

    /// The load of M_t/D/infinity, every service this long (Eick, Massey & Whitt 1993). `None` for a rate that would be negative and
    /// for wrong parameters. Beyond a period the amplitude may be negative: the number then peaks half a period from `lag`.
    pub fn load_fixed(&self, service: f64) -> Option<SinusoidLoad> {
        let omega = TAU / self.period;
        (self.valid() && positive(service)).then(|| SinusoidLoad {
            mean: self.mean * service,
            amplitude: self.amplitude * 2.0 / omega * (omega * service / 2.0).sin(),
            lag: service / 2.0,
            period: self.period,
        })
    }
}

impl SinusoidLoad {
    /// The mean number in service at this time, the number being Poisson; times count from when the arrival rate rises through its
    /// mean.
    pub fn at(&self, time: f64) -> f64 {
        self.mean + self.amplitude * (TAU / self.period * (time - self.lag)).sin()
    }
}

/// When a desk works: `open` units of time, then `closed` units, over and over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpeningHours {
    /// How long it is open.
    pub open: f64,
    /// How long it is then closed; may be 0.
    pub closed: f64,
}

/// M/M/1 with opening hours, once every cycle is like the last; times in the unit of the rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Periodic {
    /// The mean number in system when the desk opens.
    pub in_system_at_open: f64,
    /// The mean number in system when the desk closes.
    pub in_system_at_close: f64,
    /// The probability that nobody is in the system when the desk closes.
    pub empty_at_close: f64,
    /// The mean number in system over the cycle.
    pub in_system_mean: f64,
    /// The mean time in system, closed hours included, by Little's law.
    pub time_in_system_mean: f64,
}

/// Cycles after which a desk that has not settled is given up: a load so near 1 that no run would settle either.
const CYCLES: u32 = 20_000;
/// Most states of the chain.
const MOST_STATES: usize = 1 << 14;
/// Change from cycle to cycle, and probability in the last state, taken for nothing.
const SETTLED: f64 = 1e-13;

/// M/M/1 whose arrivals come round the clock and whose server works in opening hours, keeping its case in hand overnight: Kolmogorov's
/// forward equations, solved by uniformisation (Jensen 1953) until a cycle repeats itself.
///
/// The load is arrival rate times cycle over service rate times opening; `None` unless it is below 1 (and so far below that 20,000
/// cycles and 16,384 states suffice), and for wrong parameters. Spreading the server's speed over the whole day instead
/// understates the time in system.
pub fn mm1_opening_hours(
    arrival_rate: f64,
    service_rate: f64,
    hours: OpeningHours,
) -> Option<Periodic> {
    let OpeningHours { open, closed } = hours;
    let valid =
        positive(arrival_rate) && positive(service_rate) && positive(open) && nonnegative(closed);
    if !valid || arrival_rate * (open + closed) >= service_rate * open {
        return None;
    }
    let first = (4.0 * arrival_rate * (open + closed)) as usize;
    let mut states = first.saturating_add(128).next_power_of_two();
    while states <= MOST_STATES {
        let chain = Chain {
            arrival_rate,
            states,
        };
        if let Some(found) = settle(&chain, service_rate, hours)? {
            return Some(found);
        }
        states *= 2;
    }
    None
}

/// Cycles until they repeat; the inner `None` when the states are too few, the outer when the cycles are.
fn settle(chain: &Chain, service_rate: f64, hours: OpeningHours) -> Option<Option<Periodic>> {
    let mut at_open = vec![0.0; chain.states];
    at_open[0] = 1.0;
    for _ in 0..CYCLES {
        let (at_close, area_open) = chain.pass(&at_open, service_rate, hours.open);
        let (next, area_closed) = chain.pass(&at_close, 0.0, hours.closed);
        if next[chain.states - 1] > SETTLED {
            return Some(None);
        }
        let change: f64 = at_open.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        at_open = next;
        if change < SETTLED {
            let in_system_mean = (area_open + area_closed) / (hours.open + hours.closed);
            return Some(Some(Periodic {
                in_system_at_open: mean(&at_open),
                in_system_at_close: mean(&at_close),
                empty_at_close: at_close[0],
                in_system_mean,
                time_in_system_mean: in_system_mean / chain.arrival_rate,
            }));
        }
    }
    None
}

fn mean(probabilities: &[f64]) -> f64 {
    (0u32..)
        .zip(probabilities)
        .map(|(n, p)| f64::from(n) * p)
        .sum()
}

/// The birth-death chain of the number in system, arrivals at the last state being lost.
struct Chain {
    arrival_rate: f64,
    states: usize,
}

impl Chain {
    /// The probabilities a while later, and the integral of the mean number over that while.
    fn pass(&self, start: &[f64], service_rate: f64, duration: f64) -> (Vec<f64>, f64) {
        // Poisson weights of mean up to 30 neither underflow nor need many terms.
        let clock = self.arrival_rate + service_rate;
        let pieces = (clock * duration / 30.0).ceil().max(1.0);
        let (mut now, mut area) = (start.to_vec(), 0.0);
        for _ in 0..pieces as u64 {
            let (next, piece) = self.piece(now, service_rate, clock * duration / pieces);
            now = next;
            area += piece / clock;
        }
        (now, area)
    }

    /// One piece of `ticks` mean clock ticks: after k ticks the chain has jumped k times, and the integral of the probability of k
    /// jumps is the probability of more than k by the end.
    fn piece(&self, start: Vec<f64>, service_rate: f64, ticks: f64) -> (Vec<f64>, f64) {
        let up = self.arrival_rate / (self.arrival_rate + service_rate);
        let (mut jumped, mut end, mut area) = (start, vec![0.0; self.states], 0.0);
        let (mut weight, mut more, mut k) = ((-ticks).exp(), 1.0, 0.0);
        loop {
            more -= weight;
            end.iter_mut()
                .zip(&jumped)
                .for_each(|(sum, p)| *sum += weight * p);
            area += more.max(0.0) * mean(&jumped);
            k += 1.0;
            weight *= ticks / k;
            if k > ticks && weight < 1e-18 {
                return (end, area);
            }
            jumped = self.jump(&jumped, up);
        }
    }

    fn jump(&self, from: &[f64], up: f64) -> Vec<f64> {
        let last = self.states - 1;
        let mut to: Vec<f64> = (0..=last)
            .map(|n| {
                let below = if n > 0 { up * from[n - 1] } else { 0.0 };
                let above = if n < last {
                    (1.0 - up) * from[n + 1]
                } else {
                    0.0
                };
                below + above
            })
            .collect();
        to[0] += (1.0 - up) * from[0];
        to[last] += up * from[last];
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{assert_digits, mmc};

    const RATE: SinusoidRate = SinusoidRate {
        mean: 10.0,
        amplitude: 6.0,
        period: 24.0,
    };

    #[test]
    fn a_daily_swing_of_demand_is_dampened_and_late() {
        let load = RATE.load_exponential(4.0).unwrap();
        assert_digits(load.mean, 40.0, 10);
        assert_digits(load.amplitude, 16.574907, 6);
        assert_digits(load.lag, 3.088047, 6);
        assert_digits(load.at(6.0), 51.446981, 6);
        assert_digits(load.at(12.0), 51.987250, 6);
    }

    #[test]
    fn constant_service_dampens_less() {
        let load = RATE.load_fixed(4.0).unwrap();
        assert_digits(load.amplitude, 22.918312, 6);
        assert_digits(load.at(6.0), 59.847840, 6);
    }

    #[test]
    fn the_load_solves_its_differential_equation() {
        let load = RATE.load_exponential(4.0).unwrap();
        for hour in 0..24 {
            let t = f64::from(hour);
            let slope = (load.at(t + 1e-5) - load.at(t - 1e-5)) / 2e-5;
            let rate = 10.0 + 6.0 * (TAU * t / 24.0).sin();
            assert!((slope - (rate - load.at(t) / 4.0)).abs() < 1e-6);
        }
    }

    #[test]
    fn a_desk_open_eight_hours_a_day() {
        let found = mm1_opening_hours(
            0.25,
            1.0,
            OpeningHours {
                open: 8.0,
                closed: 16.0,
            },
        )
        .unwrap();
        assert_digits(found.in_system_at_open, 5.995074, 6);
        assert_digits(found.in_system_at_close, 1.995074, 6);
        assert_digits(found.in_system_at_open - found.in_system_at_close, 4.0, 9);
        assert_digits(found.empty_at_close, 0.478277, 6);
        assert_digits(found.in_system_mean, 3.884510, 6);
        assert_digits(found.time_in_system_mean, 15.538042, 6);
    }

    #[test]
    fn spreading_the_servers_speed_over_the_day_understates_the_time() {
        let naive = mmc(0.25, 1.0 / 3.0, 1).unwrap().time_in_system_mean;
        assert_digits(naive, 12.0, 9);
        assert_digits(100.0 * (1.0 - naive / 15.538042), 23.0, 0);
    }

    #[test]
    fn a_desk_that_never_closes_is_an_mm1() {
        let found = mm1_opening_hours(
            0.6,
            1.0,
            OpeningHours {
                open: 24.0,
                closed: 0.0,
            },
        )
        .unwrap();
        assert_digits(found.in_system_mean, 1.5, 9);
        assert_digits(found.empty_at_close, 0.4, 9);
    }

    #[test]
    fn too_much_demand_and_wrong_parameters_have_no_answer() {
        let hours = OpeningHours {
            open: 8.0,
            closed: 16.0,
        };
        assert_eq!(
            (
                mm1_opening_hours(1.0, 3.0, hours),
                mm1_opening_hours(0.0, 1.0, hours)
            ),
            (None, None)
        );
        assert_eq!(
            mm1_opening_hours(
                0.1,
                1.0,
                OpeningHours {
                    open: 0.0,
                    closed: 1.0
                }
            ),
            None
        );
        let negative = SinusoidRate {
            amplitude: 11.0,
            ..RATE
        };
        assert_eq!(
            (negative.load_exponential(4.0), negative.load_fixed(4.0)),
            (None, None)
        );
        assert_eq!(RATE.load_exponential(0.0), None);
    }
}
