//! Functions whose indices are known, for tests and audits.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::random::Key;

/// A function on the unit cube with known indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// sin a + 7 sin^2 b + c^4 sin(a) / 10 for a, b, c from -pi to pi (Ishigami & Homma 1990): c matters only together with a.
    Ishigami,
    /// The product of (|4 x - 2| + a) / (1 + a) over six factors with a of 0, .5, 3, 9, 99, 99 (Sobol 1993).
    Products,
}

/// The constants of [`Known::Products`].
const CONSTANTS: [f64; 6] = [0.0, 0.5, 3.0, 9.0, 99.0, 99.0];

impl Known {
    /// How many factors it has.
    pub fn factors(self) -> usize {
        match self {
            Known::Ishigami => 3,
            Known::Products => CONSTANTS.len(),
        }
    }

    /// Its value at a point of the unit cube.
    pub fn value(self, point: &[f64]) -> f64 {
        match self {
            Known::Ishigami => {
                let turned = |x: f64| std::f64::consts::PI * (2.0 * x - 1.0);
                let (a, b, c) = (turned(point[0]), turned(point[1]), turned(point[2]));
                a.sin() + 7.0 * b.sin().powi(2) + 0.1 * c.powi(4) * a.sin()
            }
            Known::Products => {
                let factors = point.iter().zip(CONSTANTS);
                let each = factors.map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a));
                each.product()
            }
        }
    }

    /// Its variance over the unit cube.
    pub fn variance(self) -> f64 {
        match self {
            Known::Ishigami => {
                let (own, second, third) = ishigami();
                own + second + third
            }
            Known::Products => parts().iter().map(|v| 1.0 + v).product::<f64>() - 1.0,
        }
    }

    /// The first-order index of each factor.
    pub fn first(self) -> Vec<f64> {
        let variance = self.variance();
        match self {
            Known::Ishigami => {
                let (own, second, _) = ishigami();
                vec![own / variance, second / variance, 0.0]
            }
            Known::Products => parts().iter().map(|v| v / variance).collect(),
        }
    }

    /// The total index of each factor.
    pub fn total(self) -> Vec<f64> {
        let variance = self.variance();
        match self {
            Known::Ishigami => {
                let (own, second, third) = ishigami();
                vec![
                    (own + third) / variance,
                    second / variance,
                    third / variance,
                ]
            }
            Known::Products => {
                let without = |v: &f64| v / (1.0 + v) * (variance + 1.0) / variance;
                parts().iter().map(without).collect()
            }
        }
    }
}

/// The variance due to a alone, to b alone, and to a and c together.
fn ishigami() -> (f64, f64, f64) {
    let pi = std::f64::consts::PI;
    let own = 0.5 * (1.0 + 0.1 * pi.powi(4) / 5.0).powi(2);
    let third = 0.01 * pi.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    (own, 49.0 / 8.0, third)
}

/// The variance of each factor of the product.
fn parts() -> [f64; 6] {
    CONSTANTS.map(|a| 1.0 / 3.0 / (1.0 + a).powi(2))
}

/// The function at the points of every row, with normal noise of a standard deviation in each of so many replications.
///
/// Two thirds of the noise's variance at the middle of the first factor is shared by the points of a row, as with common random numbers,
/// and grows along that factor; the rest is each point's own.
pub fn noisy(
    rows: &[Vec<Vec<f64>>],
    function: impl Fn(&[f64]) -> f64,
    (sd, replications): (f64, usize),
    key: Key,
) -> Vec<Vec<Vec<f64>>> {
    let value = |row: Key, point: &Vec<f64>, nth: usize, replication: usize| {
        let run = row.child(replication as u64);
        let shared = (2.0f64 / 3.0).sqrt() * (0.5 + point[0]) * normal(run);
        let own = (1.0f64 / 3.0).sqrt() * normal(run.child(nth as u64));
        function(point) + sd * (shared + own)
    };
    let rows = rows.iter().enumerate().map(|(row, points)| {
        let own = key.child(row as u64);
        let points = points.iter().enumerate().map(|(nth, point)| {
            let runs = 0..replications;
            runs.map(|run| value(own, point, nth, run)).collect()
        });
        points.collect()
    });
    rows.collect()
}

/// A standard normal number.
pub fn normal(key: Key) -> f64 {
    // Away from 0, where the quantile is not finite.
    Normal::standard().inverse_cdf(key.uniform().max(1e-16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Replication, Seed};
    use crate::stats::points::sobol;

    #[test]
    fn the_variance_is_that_of_many_points_and_the_indices_are_those_that_are_published() {
        for known in [Known::Ishigami, Known::Products] {
            let key = Key::new(Seed(3), Replication(0)).purpose(Purpose::Test);
            let points = sobol(1 << 15, known.factors(), key);
            let values: Vec<f64> = points.iter().map(|x| known.value(x)).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let squares = values.iter().map(|y| (y - mean).powi(2)).sum::<f64>();
            let found = squares / values.len() as f64;
            assert!((found / known.variance() - 1.0).abs() < 2e-3, "{found}");
        }
        // Saltelli et al. 2010, table 5: .3139, .4424, 0 and .5576, .4424, .2437; variance 13.845.
        let near = |found: &[f64], expected: &[f64]| {
            let mut both = found.iter().zip(expected);
            both.all(|(a, b)| (a - b).abs() < 1e-4)
        };
        assert!((Known::Ishigami.variance() - 13.8446).abs() < 1e-4);
        assert!(near(&Known::Ishigami.first(), &[0.3139, 0.4424, 0.0]));
        assert!(near(&Known::Ishigami.total(), &[0.5576, 0.4424, 0.2437]));
        assert!(Known::Products.first().iter().sum::<f64>() < 1.0);
        assert!(Known::Products.total().iter().sum::<f64>() > 1.0);
    }
}
