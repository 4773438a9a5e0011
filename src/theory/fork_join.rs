//! Cases split among desks and done when the last part is done.

use super::{nonnegative, positive};

/// The harmonic number 1 + 1/2 + ... + 1/n; 0 for n = 0.
pub fn harmonic(n: u32) -> f64 {
    // From the smallest term, for accuracy.
    (1..=n).rev().map(|k| 1.0 / f64::from(k)).sum()
}

/// The mean time until all of `branches` parts are done when each starts at once: H_n / mu, for exponential parts of rate
/// `service_rate`. `None` for a wrong rate; 0 for no branches.
pub fn unlimited_fork_join(branches: u32, service_rate: f64) -> Option<f64> {
    positive(service_rate).then(|| harmonic(branches) / service_rate)
}

/// The mean time in a single branch, an M/M/1; `None` when it does not settle.
fn single_branch(arrival_rate: f64, service_rate: f64) -> Option<f64> {
    let settles =
        nonnegative(arrival_rate) && positive(service_rate) && arrival_rate < service_rate;
    settles.then(|| 1.0 / (service_rate - arrival_rate))
}

/// The mean time until both parts are done in two M/M/1 branches fed by the same arrivals: (12 - rho) / 8 / (mu - lambda), exact
/// (Flatto & Hahn 1984; Nelson & Tantawi 1988). `None` unless the load of a branch is below 1.
pub fn flatto_hahn(arrival_rate: f64, service_rate: f64) -> Option<f64> {
    let branch = single_branch(arrival_rate, service_rate)?;
    Some((12.0 - arrival_rate / service_rate) / 8.0 * branch)
}

/// The mean time until all of `branches` parts are done in M/M/1 branches fed by the same arrivals, by the approximation of Nelson &
/// Tantawi (1988), within 5% for up to 32 branches; exact for 1 and 2. `None` unless the load of a branch is below 1, and for no
/// branches.
pub fn nelson_tantawi(branches: u32, arrival_rate: f64, service_rate: f64) -> Option<f64> {
    match branches {
        0 => None,
        1 => single_branch(arrival_rate, service_rate),
        _ => {
            let growth = harmonic(branches) / harmonic(2);
            let rho = arrival_rate / service_rate;
            let factor = growth + 4.0 / 11.0 * (1.0 - growth) * rho;
            flatto_hahn(arrival_rate, service_rate).map(|two| factor * two)
        }
    }
}

/// Bounds on the mean time until all of `branches` equal M/M/1 parts are done, whatever ties them together by common arrivals: that
/// of one branch, and that of independent branches, H_n / (mu - lambda) (Nelson & Tantawi 1988). `None` unless the load of a branch is
/// below 1, and for no branches.
pub fn fork_join_bounds(branches: u32, arrival_rate: f64, service_rate: f64) -> Option<(f64, f64)> {
    let branch = single_branch(arrival_rate, service_rate)?;
    (branches > 0).then(|| (branch, harmonic(branches) * branch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::assert_digits;

    /// The mean time in a two-way fork-join with unequal rates, by Gauss-Seidel over the numbers left in each branch: the number of
    /// cases not done is the larger of the two, and Little's law gives the time.
    fn chain(lambda: f64, mu: [f64; 2]) -> f64 {
        const N: usize = 60;
        let mut p = vec![vec![1.0 / (N * N) as f64; N]; N];
        for _ in 0..1500 {
            for a in 0..N {
                for b in 0..N {
                    let room = if a + 1 < N && b + 1 < N { lambda } else { 0.0 };
                    let out =
                        room + if a > 0 { mu[0] } else { 0.0 } + if b > 0 { mu[1] } else { 0.0 };
                    let mut flow = if a > 0 && b > 0 {
                        lambda * p[a - 1][b - 1]
                    } else {
                        0.0
                    };
                    flow += if a + 1 < N { mu[0] * p[a + 1][b] } else { 0.0 };
                    flow += if b + 1 < N { mu[1] * p[a][b + 1] } else { 0.0 };
                    p[a][b] = flow / out;
                }
            }
        }
        let total: f64 = p.iter().flatten().sum();
        let cells = (0..N).flat_map(|a| (0..N).map(move |b| (a, b)));
        cells.map(|(a, b)| a.max(b) as f64 * p[a][b]).sum::<f64>() / total / lambda
    }

    #[test]
    fn two_branches_are_the_exact_formula() {
        for (rho, expected) in [(0.5, 2.875), (0.8, 7.0), (0.9, 13.875)] {
            assert_digits(flatto_hahn(rho, 1.0).unwrap(), expected, 10);
            assert_digits(nelson_tantawi(2, rho, 1.0).unwrap(), expected, 10);
        }
    }

    #[test]
    fn the_chain_of_states_agrees_and_gives_unequal_rates() {
        assert_digits(chain(0.5, [1.0, 1.0]), 2.875, 6);
        assert_digits(chain(0.5, [1.0, 1.25]), 2.449317, 6);
    }

    #[test]
    fn more_branches_take_longer_within_the_bounds() {
        for (n, expected, digits) in [(3, 8.103, 3), (4, 8.930, 3), (8, 11.03, 2)] {
            let found = nelson_tantawi(n, 0.8, 1.0).unwrap();
            assert_digits(found, expected, digits);
            let (low, high) = fork_join_bounds(n, 0.8, 1.0).unwrap();
            assert!(low <= found && found <= high);
        }
        let (low, high) = fork_join_bounds(2, 0.8, 1.0).unwrap();
        assert_digits(low, 5.0, 10);
        assert_digits(high, 7.5, 10);
    }

    #[test]
    fn unlimited_servers_are_harmonic() {
        for (n, expected) in [(3, 1.833333), (4, 2.083333), (46, 4.416687)] {
            assert_digits(unlimited_fork_join(n, 1.0).unwrap(), expected, 6);
        }
        assert_eq!((harmonic(0), unlimited_fork_join(3, 0.0)), (0.0, None));
    }

    #[test]
    fn a_full_branch_has_no_answer() {
        assert_eq!(
            (flatto_hahn(1.0, 1.0), nelson_tantawi(3, 2.0, 1.0)),
            (None, None)
        );
        assert_eq!(
            (nelson_tantawi(0, 0.5, 1.0), fork_join_bounds(0, 0.5, 1.0)),
            (None, None)
        );
        assert_digits(nelson_tantawi(1, 0.5, 1.0).unwrap(), 2.0, 12);
    }
}
