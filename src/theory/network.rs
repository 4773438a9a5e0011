//! Desks between which cases move.

use super::erlang::{Mmc, mmc};
use super::{nonnegative, positive, probability};

/// One station of an open network.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Arrivals from outside per unit of time.
    pub external_rate: f64,
    /// Completions per unit of time of one busy server.
    pub service_rate: f64,
    /// How many servers share the station's queue.
    pub servers: u32,
    /// The probability of going on to each station, in the order of the stations; the rest leave.
    pub onward: Vec<f64>,
}

/// An open network in the long run; times in the unit of the rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Jackson {
    /// Each station as a queue by itself, `arrival_rate` counting first and later visits.
    pub stations: Vec<Mmc>,
    /// The mean number of cases in the network.
    pub in_system_mean: f64,
    /// The mean time from a case's entry to its exit.
    pub time_in_system_mean: f64,
    /// The mean number of visits of a case, to any station.
    pub visits_mean: f64,
}

/// The open network of M/M/c stations with Poisson arrivals and random routing (Jackson 1957): each station is as if alone.
///
/// `None` if a station's load is not below its servers, if some case can never leave, if nothing arrives, and for wrong rates or
/// probabilities.
pub fn jackson(network: &[Station]) -> Option<Jackson> {
    let outside: f64 = network.iter().map(|station| station.external_rate).sum();
    let valid = |station: &Station| {
        let rates = nonnegative(station.external_rate) && positive(station.service_rate);
        let onward =
            station.onward.iter().all(|&p| probability(p)) && station.onward.len() == network.len();
        rates && onward && station.onward.iter().sum::<f64>() <= 1.0 + 1e-12
    };
    if !(network.iter().all(valid) && positive(outside)) {
        return None;
    }
    let rates = solve(traffic_equations(network))?;
    let alone = |(station, &rate): (&Station, &f64)| {
        mmc(rate.max(0.0), station.service_rate, station.servers)
    };
    let stations: Option<Vec<Mmc>> = network.iter().zip(&rates).map(alone).collect();
    let stations = stations?;
    let in_system_mean: f64 = stations.iter().map(|station| station.in_system_mean).sum();
    Some(Jackson {
        in_system_mean,
        time_in_system_mean: in_system_mean / outside,
        visits_mean: rates.iter().sum::<f64>() / outside,
        stations,
    })
}

/// lambda_j - sum_i lambda_i p_ij = external_j, one row a station, the right side last.
fn traffic_equations(network: &[Station]) -> Vec<Vec<f64>> {
    let row = |(j, station): (usize, &Station)| {
        let inward = network.iter().enumerate();
        let left = inward.map(|(i, from)| f64::from(u8::from(i == j)) - from.onward[j]);
        left.chain([station.external_rate]).collect()
    };
    network.iter().enumerate().map(row).collect()
}

/// The solution of linear equations given as rows with the right side last, by elimination with row exchange; `None` if singular.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let size = |row: &usize| rows[*row][column].abs();
        let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)))?;
        rows.swap(column, pivot);
        let lead = rows[column].clone();
        if lead[column].abs() < 1e-13 {
            return None;
        }
        for (i, row) in rows.iter_mut().enumerate() {
            if i != column {
                let factor = row[column] / lead[column];
                row.iter_mut()
                    .zip(&lead)
                    .for_each(|(entry, above)| *entry -= factor * above);
            }
        }
    }
    Some((0..n).map(|i| rows[i][n] / rows[i][i]).collect())
}

/// The mean and the standard deviation of the time a case needs through M/M/1 desks one after another, such as serial approvals.
///
/// Times at the desks are independent and exponential (Burke 1956; Reich 1957). `None` unless every rate exceeds `arrival_rate`.
pub fn tandem(arrival_rate: f64, service_rates: &[f64]) -> Option<(f64, f64)> {
    let stable = |&rate: &f64| rate.is_finite() && rate > arrival_rate;
    if !(nonnegative(arrival_rate) && service_rates.iter().all(stable)) {
        return None;
    }
    let times = service_rates.iter().map(|rate| 1.0 / (rate - arrival_rate));
    Some((
        times.clone().sum(),
        times.map(|time| time * time).sum::<f64>().sqrt(),
    ))
}

/// The probability that the sum of two independent exponential times of rates `first` and `second` exceeds `time`; 1 for a negative
/// time. The rates, above 0, may be equal or nearly so.
pub fn hypoexponential_over(first: f64, second: f64, time: f64) -> f64 {
    if time <= 0.0 {
        return 1.0;
    }
    // e^(-a t) + a e^(-m t) (1 - e^(-d t)) / d, with m the lesser rate and d the difference: no cancellation and no overflow.
    let (lesser, apart) = (first.min(second), (first - second).abs());
    let spread = if apart > 0.0 {
        -(-apart * time).exp_m1() / apart
    } else {
        time
    };
    (-first * time).exp() + first * (-lesser * time).exp() * spread
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::assert_digits;

    fn station(external_rate: f64, service_rate: f64, servers: u32, onward: [f64; 3]) -> Station {
        Station {
            external_rate,
            service_rate,
            servers,
            onward: onward.to_vec(),
        }
    }

    fn three_levels() -> [Station; 3] {
        [
            station(3.0, 1.0, 5, [0.1, 0.25, 0.0]),
            station(0.6, 0.8, 3, [0.05, 0.0, 0.2]),
            station(0.2, 0.6, 2, [0.0, 0.1, 0.0]),
        ]
    }

    #[test]
    fn three_levels_with_escalation_and_return() {
        let found = jackson(&three_levels()).unwrap();
        let expected = [
            (3.416906, 0.683381, 4.176310),
            (1.504313, 0.626797, 2.535046),
            (0.500863, 0.417385, 1.010876),
        ];
        for (station, (rate, utilisation, number)) in found.stations.iter().zip(expected) {
            assert_digits(station.arrival_rate, rate, 6);
            assert_digits(station.utilisation, utilisation, 6);
            assert_digits(station.in_system_mean, number, 6);
        }
        assert_digits(found.in_system_mean, 7.722233, 6);
        assert_digits(found.time_in_system_mean, 2.032167, 6);
        assert_digits(found.visits_mean, 1.426864, 6);
    }

    #[test]
    fn the_order_of_the_stations_does_not_matter() {
        let [a, b, c] = three_levels();
        let turn = |s: Station| Station {
            onward: vec![s.onward[2], s.onward[0], s.onward[1]],
            ..s
        };
        let turned = jackson(&[turn(c), turn(a), turn(b)]).unwrap();
        let found = jackson(&three_levels()).unwrap();
        assert!((turned.in_system_mean - found.in_system_mean).abs() < 1e-12);
    }

    #[test]
    fn an_overloaded_closed_or_malformed_network_has_no_answer() {
        let mut overloaded = three_levels();
        overloaded[2].external_rate = 2.0;
        assert_eq!(jackson(&overloaded), None);
        let forever = Station {
            external_rate: 1.0,
            service_rate: 9.0,
            servers: 1,
            onward: vec![1.0],
        };
        assert_eq!(jackson(std::slice::from_ref(&forever)), None);
        let short = Station {
            onward: Vec::new(),
            ..forever
        };
        assert_eq!((jackson(&[short]), jackson(&[])), (None, None));
    }

    #[test]
    fn serial_approvals_add_up() {
        let (mean, sd) = tandem(0.7, &[1.0, 1.2]).unwrap();
        assert_digits(mean, 5.333333, 6);
        assert_digits(sd, 3.887301, 6);
        assert_digits(hypoexponential_over(0.3, 0.5, 5.0), 0.434698, 6);
        assert_eq!(
            (tandem(0.7, &[0.7]), tandem(0.7, &[])),
            (None, Some((0.0, 0.0)))
        );
    }

    #[test]
    fn the_tail_of_a_sum_does_not_depend_on_the_order_or_break_at_equal_rates() {
        assert!(
            (hypoexponential_over(0.3, 0.5, 5.0) - hypoexponential_over(0.5, 0.3, 5.0)).abs()
                < 1e-14
        );
        let erlang = (-2.0f64).exp() * 3.0;
        assert!((hypoexponential_over(1.0, 1.0, 2.0) - erlang).abs() < 1e-14);
        assert!((hypoexponential_over(1.0, 1.0 + 1e-12, 2.0) - erlang).abs() < 1e-11);
        assert!(hypoexponential_over(0.01, 5000.0, 1e6) < 1e-300);
    }
}
