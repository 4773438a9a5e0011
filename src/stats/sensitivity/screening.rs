//! Which factors move a noisy function at all: elementary effects (Morris 1991).

use super::resample::{Resampled, resampled};
use super::{Interval, Responses, mean, noise, shape, variance_of};
use crate::random::{Key, KeyedRng};
use crate::stats::Confidence;

/// The most factors of [`trajectories`].
pub const SCREENING_FACTORS: usize = 1_000;

/// How far a step goes: two of the three distances between four levels.
const STEP: f64 = 2.0 / 3.0;

/// What moving one factor does, per whole range of it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Effect {
    /// Mean size of the effect (mu* of Campolongo, Cariboni & Saltelli 2007).
    pub size: Interval,
    /// Mean effect (mu).
    pub mean: Interval,
    /// How much it differs from place to place, as a standard deviation (sigma): large for a factor whose effect is curved or depends on
    /// others.
    pub spread: Interval,
}

/// What a screening told.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Mean over the points, in the unit of the function.
    pub mean: f64,
    /// Variance of one replication at a point, averaged over points.
    pub noise: f64,
    /// For each factor its effect.
    pub effects: Vec<Effect>,
    /// For each factor how often the size of its effect was the largest of all when trajectories were drawn again.
    pub leads: Vec<f64>,
}

/// Paths of k + 1 points through the cube, each of which moves every one of k factors once, in random order and direction.
///
/// Every factor has the levels 0, 1/3, 2/3 and 1 and moves by 2/3, so that each level is as likely (Morris 1991).
pub fn trajectories(rows: usize, factors: usize, key: Key) -> Vec<Vec<Vec<f64>>> {
    let mut rng = key.rng();
    (0..rows).map(|_| trajectory(factors, &mut rng)).collect()
}

fn trajectory(factors: usize, rng: &mut KeyedRng) -> Vec<Vec<f64>> {
    let mut order: Vec<usize> = Vec::with_capacity(factors);
    for factor in 0..factors {
        let at = ((rng.uniform() * (factor + 1) as f64) as usize).min(factor);
        order.insert(at, factor);
    }
    let mut ends: Vec<[f64; 2]> = Vec::with_capacity(factors);
    for _ in 0..factors {
        let low = if rng.uniform() < 0.5 { 0.0 } else { 1.0 - STEP };
        let is_rising = rng.uniform() < 0.5;
        let (low, high) = (low, low + STEP);
        ends.push(if is_rising { [low, high] } else { [high, low] });
    }
    let mut point: Vec<f64> = ends.iter().map(|ends| ends[0]).collect();
    let mut points = vec![point.clone()];
    for factor in order {
        point[factor] = ends[factor][1];
        points.push(point.clone());
    }
    points
}

/// Effects from the responses at points such as those of [`trajectories`]: in every row each factor moves once, alone, from one point to
/// the next. How far it moved is read off the points, which may have been rounded.
///
/// A replication is shared by all points of a row and by no other row. The size of an effect takes its sign from the other replications
/// of the row, so that chance, which turns noise into size where the absolute value is taken, adds nothing where there is no effect;
/// where the effect is hardly larger than the noise of a row, its size is estimated somewhat too small, never too large on average. From
/// the square of the spread the noise is subtracted. `None` unless there are at least 8 rows of one shape with at least 2 replications in
/// which every factor moves once.
pub fn screening(
    points: &Responses,
    rows: &Responses,
    (confidence, key): (Confidence, Key),
) -> Option<Screening> {
    let (at_row, runs) = shape(rows)?;
    let factors = at_row.checked_sub(1)?;
    let mut each = vec![Vec::new(); factors];
    for (points, row) in points.iter().zip(rows) {
        let mut seen = vec![false; factors];
        for (two, values) in points.windows(2).zip(row.windows(2)) {
            let (factor, moved) = moved(&two[0], &two[1])?;
            if std::mem::replace(seen.get_mut(factor)?, true) {
                return None;
            }
            let pairs = values[0].iter().zip(&values[1]);
            let effects: Vec<f64> = pairs.map(|(from, to)| (to - from) / moved).collect();
            each[factor].push(effects);
        }
        if !seen.iter().all(|seen| *seen) {
            return None;
        }
    }
    if points.len() != rows.len() {
        return None;
    }
    let sizes: Vec<Vec<f64>> = each.iter().map(|rows| column(rows, size)).collect();
    let means: Vec<Vec<f64>> = each.iter().map(|rows| column(rows, mean)).collect();
    let squares = means.iter().zip(&each).map(|(means, rows)| {
        let (middle, n) = (mean(means), means.len() as f64);
        let square = |(mean, effects): (&f64, &Vec<f64>)| {
            (mean - middle).powi(2) * n / (n - 1.0) - variance_of(effects) / runs as f64
        };
        means.iter().zip(rows).map(square).collect()
    });
    let mut columns = sizes;
    columns.extend(squares);
    columns.extend(means.iter().cloned());
    let ones = vec![1.0; rows.len()];
    let Resampled { ratios, leads } = resampled(&columns, &ones, factors, (confidence, key));
    let effect = |factor: usize| Effect {
        size: ratios[factor],
        mean: ratios[2 * factors + factor],
        spread: root(ratios[factors + factor]),
    };
    let responses = rows.iter().flatten().flatten().copied();
    Some(Screening {
        mean: mean(&responses.collect::<Vec<f64>>()),
        noise: noise(rows),
        effects: (0..factors).map(effect).collect(),
        leads,
    })
}

/// The one factor in which two points differ, and by how much.
fn moved(from: &[f64], to: &[f64]) -> Option<(usize, f64)> {
    let mut differing = from.iter().zip(to).enumerate();
    let mut next = || differing.find(|(_, (from, to))| from != to);
    let (factor, (from, to)) = next()?;
    next().is_none().then_some((factor, to - from))
}

fn column(rows: &[Vec<f64>], of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    rows.iter().map(|effects| of(effects)).collect()
}

/// The mean over replications of the effect times the sign that the other replications give it; never above the true size on average.
fn size(effects: &[f64]) -> f64 {
    let sum: f64 = effects.iter().sum();
    let signed = effects.iter().map(|effect| {
        let others = sum - effect;
        if others == 0.0 {
            0.0
        } else {
            others.signum() * effect
        }
    });
    signed.sum::<f64>() / effects.len() as f64
}

/// The root of an interval; 0 for what lies below 0.
fn root(of: Interval) -> Interval {
    let root = |x: f64| x.max(0.0).sqrt();
    Interval {
        value: root(of.value),
        lower: root(of.lower),
        upper: root(of.upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, Replication, Seed};
    use crate::stats::sensitivity::known::{noisy, normal};

    fn key(n: u64) -> Key {
        Key::new(Seed(n), Replication(0)).purpose(Purpose::Test)
    }

    #[test]
    fn every_trajectory_moves_every_factor_once_between_levels_that_are_equally_likely() {
        let rows = trajectories(400, 5, key(1));
        let mut levels = [0usize; 4];
        for row in &rows {
            assert_eq!(row.len(), 6);
            let steps = row.windows(2).map(|two| moved(&two[0], &two[1]).unwrap());
            let mut steps: Vec<(usize, f64)> = steps.collect();
            assert!(steps.iter().all(|(_, by)| (by.abs() - STEP).abs() < 1e-12));
            steps.sort_by_key(|(factor, _)| *factor);
            assert!(steps.iter().map(|(factor, _)| *factor).eq(0..5));
            for x in row.iter().flatten() {
                levels[(x * 3.0).round() as usize] += 1;
            }
        }
        // 12,000 coordinates in rows of like ones: a quarter each to within .05.
        for count in levels {
            assert!((count as f64 / 12_000.0 - 0.25).abs() < 0.05, "{levels:?}");
        }
        assert_eq!(rows, trajectories(400, 5, key(1)));
        assert_ne!(rows, trajectories(400, 5, key(2)));
    }

    #[test]
    fn a_plane_has_its_slopes_and_no_spread_and_a_product_has_spread() {
        let points = trajectories(20, 3, key(3));
        let plane = |x: &Vec<f64>| vec![2.0 * x[0] - 5.0 * x[1]; 2];
        let values: Vec<Vec<Vec<f64>>> = points
            .iter()
            .map(|row| row.iter().map(plane).collect())
            .collect();
        let found = screening(&points, &values, (Confidence::USUAL, key(4))).unwrap();
        for (effect, slope) in found.effects.iter().zip([2.0, -5.0, 0.0]) {
            assert!((effect.mean.value - slope).abs() < 1e-9);
            assert!((effect.size.value - f64::abs(slope)).abs() < 1e-9);
            assert!(effect.spread.upper < 1e-6);
        }
        assert_eq!((found.leads, found.noise), (vec![0.0, 1.0, 0.0], 0.0));
        let product = |x: &Vec<f64>| vec![(x[0] - 0.5) * (x[1] - 0.5); 2];
        let values: Vec<Vec<Vec<f64>>> = points
            .iter()
            .map(|row| row.iter().map(product).collect())
            .collect();
        let found = screening(&points, &values, (Confidence::USUAL, key(4))).unwrap();
        assert!(found.effects[0].mean.value.abs() < 0.2);
        assert!(found.effects[0].spread.lower > 0.2);
        assert!(found.effects[0].size.lower > 0.2);
    }

    #[test]
    fn noise_adds_nothing_to_the_size_and_the_spread_of_an_effect() {
        // Slopes 3, 1 and 0 under noise of sd 1 a replication, 4 replications: over 60 screenings the means are the truth to within 4
        // standard errors. The plain mean of absolute values would give the third about .8.
        let slopes = [3.0, 1.0, 0.0];
        let found: Vec<Screening> = (0..60)
            .map(|n| {
                let points = trajectories(16, 3, key(100 + n));
                let f = |x: &[f64]| x.iter().zip(slopes).map(|(x, slope)| x * slope).sum();
                let values = noisy(&points, f, (1.0, 4), key(200 + n));
                screening(&points, &values, (Confidence::USUAL, key(n))).unwrap()
            })
            .collect();
        for (factor, slope) in slopes.into_iter().enumerate() {
            let sizes: Vec<f64> = found.iter().map(|s| s.effects[factor].size.value).collect();
            let se = (variance_of(&sizes) / 60.0).sqrt();
            let bias = mean(&sizes) - slope;
            // An effect of 1 beside a noise of .7 in a row loses a little, see above.
            let allowed = if slope == 1.0 { 0.15 } else { 4.0 * se };
            assert!(bias < 4.0 * se && bias > -allowed, "{factor} {bias} {se}");
            let squares: Vec<f64> = found
                .iter()
                .map(|s| s.effects[factor].spread.value.powi(2))
                .collect();
            assert!(mean(&squares) < 0.3, "{factor} {}", mean(&squares));
        }
        assert!(found.iter().all(|one| one.leads[0] > 0.9));
        assert!(normal(key(1)).is_finite());
    }

    #[test]
    fn what_is_not_of_one_shape_has_no_effects() {
        let points = trajectories(10, 2, key(1));
        let even = vec![vec![vec![1.0, 2.0]; 3]; 10];
        let usual = (Confidence::USUAL, key(1));
        assert!(screening(&points, &even, usual).is_some());
        assert!(screening(&points[..7], &even[..7], usual).is_none());
        assert!(screening(&points[..9], &even, usual).is_none());
        let mut missing = even.clone();
        missing[3][1][0] = f64::NAN;
        assert!(screening(&points, &missing, usual).is_none());
        let single = vec![vec![vec![1.0]; 3]; 10];
        assert!(screening(&points, &single, usual).is_none());
        let mut still = points.clone();
        still[2][1] = still[2][0].clone();
        assert!(screening(&still, &even, usual).is_none());
    }
}
