//! Scrambled Sobol points.

use sobol_burley::{NUM_DIMENSIONS, sample};

use crate::random::Key;

/// The most points of [`sobol`]: 2^16.
pub const SOBOL_POINTS: usize = 1 << 16;

/// The most factors of [`sobol`].
pub const SOBOL_FACTORS: usize = NUM_DIMENSIONS as usize;

/// The first points of a Sobol sequence in random order of its blocks, each factor's digits scrambled by Owen's method.
///
/// Direction numbers are those of Joe & Kuo (2008), the scrambling is nested and hash-based (Owen 1995; Burley 2020). The first 2^m
/// points hold each factor exactly once in each of 2^m equal intervals, so take a power of two where one may; each point alone is
/// uniform, so the mean of a function over the points is unbiased, with an error that chance over keys measures. Coordinates are in
/// [0, 1), multiples of 2^-24.
///
/// # Panics
/// For more than [`SOBOL_POINTS`] points or [`SOBOL_FACTORS`] factors.
pub fn sobol(points: usize, factors: usize, key: Key) -> Vec<Vec<f64>> {
    assert!(points <= SOBOL_POINTS, "so many points have no indices");
    assert!(factors <= SOBOL_FACTORS, "so many factors have no numbers");
    let seed = (key.bits() >> 32) as u32;
    let point = |index: usize| {
        let factors = 0..factors as u32;
        let coordinate = |factor| f64::from(sample(index as u32, factor, seed));
        factors.map(coordinate).collect()
    };
    (0..points).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::points::tests::key;

    #[test]
    fn a_power_of_two_of_points_has_one_in_every_interval_of_every_factor() {
        for m in [0, 1, 5, 8, 11] {
            let n = 1usize << m;
            let points = sobol(n, 40, key(m));
            for factor in 0..40 {
                let mut seen = vec![0; n];
                for point in &points {
                    assert!((0.0..1.0).contains(&point[factor]));
                    seen[(point[factor] * n as f64) as usize] += 1;
                }
                assert!(seen.iter().all(|&count| count == 1), "{m} {factor}");
            }
        }
    }

    #[test]
    fn the_first_two_factors_have_one_point_in_every_rectangle_of_equal_area() {
        // The first two dimensions of a Sobol sequence are a (0, m, 2)-net, and scrambling keeps it one.
        for (a, b) in [(0, 8), (3, 5), (4, 4), (7, 1)] {
            let mut seen = vec![0; 256];
            for point in sobol(256, 2, key(9)) {
                let cell = |x: f64, bits: u32| (x * f64::from(1u32 << bits)) as usize;
                seen[cell(point[0], a) << b | cell(point[1], b)] += 1;
            }
            assert!(seen.iter().all(|&count| count == 1), "{a} {b}");
        }
    }

    #[test]
    fn the_points_are_those_of_the_key_and_a_longer_list_begins_with_them() {
        let points = sobol(100, 7, key(1));
        assert_eq!(points, sobol(300, 7, key(1))[..100]);
        assert_ne!(points, sobol(100, 7, key(2)));
        let fewer = points.iter().map(|point| point[..3].to_vec());
        assert_eq!(fewer.collect::<Vec<_>>(), sobol(100, 3, key(1)));
        assert_eq!(sobol(0, 3, key(1)).len(), 0);
        assert_eq!(sobol(SOBOL_POINTS, 1, key(1)).len(), SOBOL_POINTS);
        assert_eq!(sobol(2, SOBOL_FACTORS, key(1))[0].len(), SOBOL_FACTORS);
    }

    #[test]
    fn means_are_unbiased_and_nearer_than_those_of_chance() {
        // The mean of x1 x2 x3 over the cube is 1/8; over keys the error of 64 points is far below chance's sd / 8.
        let estimate = |seed: u64| {
            let points = sobol(64, 3, key(seed));
            points.iter().map(|x| x[0] * x[1] * x[2]).sum::<f64>() / 64.0
        };
        let estimates: Vec<f64> = (0..200).map(estimate).collect();
        let mean = estimates.iter().sum::<f64>() / 200.0;
        let squares = estimates.iter().map(|x| (x - mean).powi(2));
        let sd = (squares.sum::<f64>() / 199.0).sqrt();
        // 4 standard errors: one in 16,000 such tests fails.
        assert!(
            (mean - 0.125).abs() < 4.0 * sd / 200f64.sqrt(),
            "{mean} {sd}"
        );
        let by_chance = ((1.0f64 / 27.0 - 1.0 / 64.0) / 64.0).sqrt();
        assert!(sd < by_chance / 4.0, "{sd} {by_chance}");
    }
}
