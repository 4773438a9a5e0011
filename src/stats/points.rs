//! Points at which to look at a function of several factors: designs of experiments in the unit cube.
//!
//! Every design is a list of points, each with one coordinate a factor in 0 to 1; what 0 and 1 stand for is the caller's. [`grid`] has
//! every combination of levels, [`fractional`] the fewest runs of two levels that keep effects of stated orders apart, [`latin`] fills
//! the cube evenly with few points and [`sobol`] with many. Where chance decides, a [`Key`](crate::random::Key) decides it: the same
//! key gives the same points.

mod fractional;
mod latin;
mod sobol;

pub use fractional::{FRACTIONAL_FACTORS, Fractional, Resolution, fractional};
pub use latin::{LATIN_SPREAD_POINTS, latin};
pub use sobol::{SOBOL_FACTORS, SOBOL_POINTS, sobol};

/// How many points a full grid with these numbers of levels has; `None` if the number cannot be represented. 1 for no factors.
pub fn grid_size(levels: &[usize]) -> Option<usize> {
    let mut factors = levels.iter();
    factors.try_fold(1usize, |size, &n| size.checked_mul(n))
}

/// Every combination of levels, the last factor changing fastest.
///
/// The levels of a factor lie evenly from 0 to 1; the only level of a factor with one is .5. Level i of n is the coordinate times
/// n - 1, rounded. A factor without levels leaves no points; no factors leave one point without coordinates.
///
/// # Panics
/// If the number of points cannot be represented: ask [`grid_size`] first.
pub fn grid(levels: &[usize]) -> Vec<Vec<f64>> {
    let size = grid_size(levels).expect("the caller asked for the size first");
    let point = |index: usize| {
        let mut rest = index;
        let mut point = vec![0.0; levels.len()];
        for (coordinate, &n) in point.iter_mut().zip(levels).rev() {
            *coordinate = level(rest % n, n);
            rest /= n;
        }
        point
    };
    (0..size).map(point).collect()
}

/// Where level i of n lies.
fn level(i: usize, n: usize) -> f64 {
    if n == 1 {
        0.5
    } else {
        i as f64 / (n - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    pub(super) fn key(n: u64) -> Key {
        Key::new(Seed(n), Replication(0)).purpose(Purpose::Test)
    }

    /// The squared centred L2 discrepancy (Hickernell 1998, equation 5.2).
    fn discrepancy(points: &[Vec<f64>]) -> f64 {
        let n = points.len() as f64;
        let s = points[0].len() as i32;
        let away = |x: f64| (x - 0.5).abs();
        let one = points.iter().map(|x| {
            let factor = |&x: &f64| 1.0 + 0.5 * away(x) - 0.5 * away(x) * away(x);
            x.iter().map(factor).product::<f64>()
        });
        let mut two = 0.0;
        for x in points {
            for y in points {
                let factor =
                    |(&x, &y): (&f64, &f64)| 1.0 + 0.5 * (away(x) + away(y) - (x - y).abs());
                two += x.iter().zip(y).map(factor).product::<f64>();
            }
        }
        (13.0f64 / 12.0).powi(s) - 2.0 / n * one.sum::<f64>() + two / (n * n)
    }

    fn random(points: usize, factors: usize, key: Key) -> Vec<Vec<f64>> {
        let mut rng = key.rng();
        let mut point = || (0..factors).map(|_| rng.uniform()).collect();
        (0..points).map(|_| point()).collect()
    }

    #[test]
    fn a_grid_has_every_combination_once_the_last_factor_fastest() {
        let points = grid(&[2, 3]);
        let expected = [[0., 0.], [0., 0.5], [0., 1.], [1., 0.], [1., 0.5], [1., 1.]];
        assert_eq!(points, expected.map(Vec::from));
        assert_eq!(grid(&[1, 2]), [[0.5, 0.0], [0.5, 1.0]].map(Vec::from));
        assert_eq!(grid(&[3, 0]), Vec::<Vec<f64>>::new());
        assert_eq!(grid(&[]), [Vec::<f64>::new()]);
        assert_eq!(grid_size(&[usize::MAX, 2]), None);
        assert_eq!(grid_size(&[7, 11, 13]), Some(1001));
        assert_eq!(grid(&[7, 11, 13]).len(), 1001);
    }

    #[test]
    fn designs_that_fill_the_cube_are_more_even_than_chance() {
        for seed in 0..5 {
            for (n, factors) in [(64, 2), (128, 5), (256, 8)] {
                let by_chance = discrepancy(&random(n, factors, key(seed)));
                let sobol = discrepancy(&sobol(n, factors, key(seed)));
                let latin = discrepancy(&latin(n, factors, key(seed)));
                assert!(sobol < 0.7 * by_chance, "{n} {factors} {sobol} {by_chance}");
                assert!(latin < 0.7 * by_chance, "{n} {factors} {latin} {by_chance}");
            }
        }
    }
}
