//! Latin hypercubes whose points keep their distance.

use crate::random::{Key, KeyedRng};

/// The most points whose distances are improved; a larger [`latin`] design is a random Latin hypercube.
pub const LATIN_SPREAD_POINTS: usize = 2_000;

/// How many squared differences of coordinates are looked at in all.
const EFFORT: usize = 50_000_000;

/// The most random hypercubes that are improved.
const STARTS: usize = 50;

/// How often each possible exchange is tried on average from one start, where the effort allows.
const ROUNDS: usize = 10;

/// Half the power of the criterion: sums of d^-16 over pairs, which the nearest pairs rule.
const HALF_POWER: i32 = 8;

/// A Latin hypercube with points far apart: each factor has each of the values (i + 1/2) / points exactly once.
///
/// The values are those of McKay, Beckman & Conover (1979) at the middle of their cells. A random hypercube is improved by exchanging
/// coordinates of two points wherever that spreads the points, by the criterion of Morris & Mitchell (1995): the sum over pairs of
/// distance to the power -16, which in the end the smallest distance decides. Small designs take the best of up to 50 such improvements.
/// The smallest distance is near the largest there is but not proven to be it. Above [`LATIN_SPREAD_POINTS`] points a random hypercube is
/// taken as it is, because looking at every pair would take longer than it helps.
pub fn latin(points: usize, factors: usize, key: Key) -> Vec<Vec<f64>> {
    let mut rng = key.rng();
    let ranks = if (2..=LATIN_SPREAD_POINTS).contains(&points) && factors > 1 {
        spread(points, factors, &mut rng)
    } else {
        hypercube(points, factors, &mut rng)
    };
    let place = |&rank: &u32| (f64::from(rank) + 0.5) / points as f64;
    let point = |row: &Vec<u32>| row.iter().map(place).collect();
    ranks.iter().map(point).collect()
}

/// Ranks from 0, a permutation for each factor.
fn hypercube(points: usize, factors: usize, rng: &mut KeyedRng) -> Vec<Vec<u32>> {
    // Durstenfeld 1964, building each permutation as it goes.
    let permutations = (0..factors).map(|_| {
        let mut permutation: Vec<u32> = Vec::with_capacity(points);
        for i in 0..points {
            let j = below(i + 1, rng);
            permutation.push(i as u32);
            permutation.swap(i, j);
        }
        permutation
    });
    let permutations: Vec<Vec<u32>> = permutations.collect();
    let row = |point: usize| permutations.iter().map(|one| one[point]).collect();
    (0..points).map(row).collect()
}

fn spread(points: usize, factors: usize, rng: &mut KeyedRng) -> Vec<Vec<u32>> {
    // An exchange looks at both points' distances to all others before and after.
    let a_try = 4 * points * factors;
    let tries = (EFFORT / a_try).clamp(1, ROUNDS * points * points * factors);
    let starts = (EFFORT / (a_try * tries)).clamp(1, STARTS);
    let mut start = || {
        let mut ranks = hypercube(points, factors, rng);
        for _ in 0..tries {
            let (i, j) = (below(points, rng), below(points, rng));
            let factor = below(factors, rng);
            if i != j {
                exchange(&mut ranks, [i, j], factor);
            }
        }
        ranks
    };
    let mut best = start();
    for _ in 1..starts {
        let other = start();
        if crowding(&other) < crowding(&best) {
            best = other;
        }
    }
    best
}

/// Exchanges a coordinate of two points if that lowers the crowding of the two.
fn exchange(ranks: &mut [Vec<u32>], pair: [usize; 2], factor: usize) {
    let before = near(ranks, pair);
    swap(ranks, pair, factor);
    if near(ranks, pair) >= before {
        swap(ranks, pair, factor);
    }
}

fn swap(ranks: &mut [Vec<u32>], [i, j]: [usize; 2], factor: usize) {
    let kept = ranks[i][factor];
    ranks[i][factor] = ranks[j][factor];
    ranks[j][factor] = kept;
}

/// The part of the crowding that is due to pairs with one of two points; their own pair stays as it is under an exchange.
fn near(ranks: &[Vec<u32>], [i, j]: [usize; 2]) -> f64 {
    let others = ranks.iter().enumerate();
    let others = others.filter(|&(other, _)| other != i && other != j);
    others
        .map(|(_, row)| push(&ranks[i], row) + push(&ranks[j], row))
        .sum()
}

fn crowding(ranks: &[Vec<u32>]) -> f64 {
    let mut sum = 0.0;
    for (i, row) in ranks.iter().enumerate() {
        sum += ranks[..i].iter().map(|other| push(row, other)).sum::<f64>();
    }
    sum
}

fn push(a: &[u32], b: &[u32]) -> f64 {
    let squares = a.iter().zip(b).map(|(&a, &b)| {
        let apart = f64::from(a) - f64::from(b);
        apart * apart
    });
    squares.sum::<f64>().powi(-HALF_POWER)
}

/// A whole number below n, each as likely as another but for 2^-53.
fn below(n: usize, rng: &mut KeyedRng) -> usize {
    ((rng.uniform() * n as f64) as usize).min(n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::points::tests::key;

    fn smallest_distance(points: &[Vec<f64>]) -> f64 {
        let mut least = f64::INFINITY;
        for (i, a) in points.iter().enumerate() {
            for b in &points[..i] {
                let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
                least = least.min(squares.sum::<f64>().sqrt());
            }
        }
        least
    }

    #[test]
    fn every_factor_has_every_value_once() {
        for (n, factors) in [
            (1, 3),
            (2, 2),
            (10, 1),
            (33, 6),
            (LATIN_SPREAD_POINTS + 1, 2),
        ] {
            let points = latin(n, factors, key(3));
            assert_eq!(points.len(), n);
            for factor in 0..factors {
                let mut values: Vec<f64> = points.iter().map(|point| point[factor]).collect();
                values.sort_by(f64::total_cmp);
                let expected = (0..n).map(|i| (i as f64 + 0.5) / n as f64);
                assert_eq!(values, expected.collect::<Vec<_>>());
            }
        }
        assert_eq!(latin(0, 3, key(3)).len(), 0);
        assert_eq!(latin(2, 0, key(3)), vec![Vec::<f64>::new(); 2]);
    }

    #[test]
    fn points_are_farther_apart_than_in_a_hundred_random_hypercubes() {
        for (n, factors) in [(10, 2), (20, 4), (50, 8)] {
            let found = smallest_distance(&latin(n, factors, key(4)));
            let mut rng = key(5).rng();
            let by_chance = (0..100).map(|_| {
                let ranks = hypercube(n, factors, &mut rng);
                let rows = ranks.iter();
                let place = |&rank: &u32| (f64::from(rank) + 0.5) / n as f64;
                let points = rows.map(|row| row.iter().map(place).collect::<Vec<f64>>());
                smallest_distance(&points.collect::<Vec<_>>())
            });
            let best = by_chance.fold(0.0, f64::max);
            assert!(found > best, "{n} {factors}: {found} {best}");
        }
    }

    /// The largest smallest squared distance of ranks over all hypercubes of two factors that begin with these.
    fn best_from(n: usize, ranks: &mut Vec<usize>, least: usize) -> usize {
        if ranks.len() == n {
            return least;
        }
        let mut best = 0;
        for next in 0..n {
            let here = ranks.len();
            let squares = ranks.iter().enumerate().map(|(i, &rank)| {
                let (across, along) = (here - i, rank.abs_diff(next));
                (across * across + along * along) * along.min(1)
            });
            let nearest = squares.min().unwrap_or(usize::MAX).min(least);
            if nearest > best {
                ranks.push(next);
                best = best.max(best_from(n, ranks, nearest));
                ranks.pop();
            }
        }
        best
    }

    #[test]
    fn the_smallest_distance_of_small_designs_is_the_largest_there_is() {
        for n in 2..=9 {
            let found = smallest_distance(&latin(n, 2, key(6)));
            let best = best_from(n, &mut Vec::new(), usize::MAX) as f64;
            let expected = best.sqrt() / n as f64;
            assert!((found - expected).abs() < 1e-12, "{n}: {found} {expected}");
        }
    }

    #[test]
    fn the_points_are_those_of_the_key() {
        assert_eq!(latin(30, 3, key(1)), latin(30, 3, key(1)));
        assert_ne!(latin(30, 3, key(1)), latin(30, 3, key(2)));
    }
}
