//! How much of the beginning of a run to leave out.

/// Observations that MSER-5 averages into one batch.
const BATCH: usize = 5;
/// Fewest batches about which the rule has anything to say.
const FEWEST: usize = 10;
/// Batches at the end that are no candidates: the mean of a few may be nearly constant by chance (Hoad, Robinson & Davies 2010).
const TAIL: usize = 5;

/// What [`mser`] says about the beginning of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warmup {
    /// Leave out this many observations from the beginning; a multiple of the batch, at most half of the series.
    LeaveOut(usize),
    /// The best cut lies in the second half: the run is too short to show a steady state, unless what lies between the best cut of the
    /// first half and this one is like the rest, which a backlog that wanders shows by chance.
    TooShort {
        /// The best cut of all.
        cut: usize,
        /// The best cut of the first half.
        early: usize,
    },
}

/// The warm-up of a series of equally spaced observations, by MSER-5: [`mser`] with batches of five. `None` for fewer than 50
/// observations.
pub fn mser5(series: &[f64]) -> Option<Warmup> {
    mser(series, BATCH)
}

/// The warm-up of a series of equally spaced observations, by MSER with batches of `batch` (White 1997; White, Cobb & Spratt 2000).
///
/// Observations are averaged in batches, and the cut d is the one with the least z(d) = S2(d) / (m - d)^2, where S2 is the sum of
/// squared deviations of the m - d batches kept; the earliest on ties. An incomplete last batch is ignored. `None` for fewer than
/// ten batches and for a batch of 0. Feed it the mean over replications, not one run, and use one cut for all designs that are
/// compared: the largest. It knows nothing of cycles: where the calendar has them, let a batch be a whole cycle.
pub fn mser(series: &[f64], batch: usize) -> Option<Warmup> {
    if batch == 0 {
        return None;
    }
    let batches: Vec<f64> = series
        .chunks_exact(batch)
        .map(|one| one.iter().sum::<f64>() / batch as f64)
        .collect();
    let m = batches.len();
    if m < FEWEST {
        return None;
    }
    // From the end towards the beginning, so that mean and S2 of what is kept grow by one batch at a time (Welford 1962).
    let (mut mean, mut s2) = (0.0, 0.0);
    let (mut late, mut early) = ((0, f64::INFINITY), (0, f64::INFINITY));
    for (d, &value) in batches.iter().enumerate().rev() {
        let kept = (m - d) as f64;
        let before = value - mean;
        mean += before / kept;
        s2 += before * (value - mean);
        let z = s2 / (kept * kept);
        let best = if 2 * d > m { &mut late } else { &mut early };
        if m - d > TAIL && z <= best.1 {
            *best = (d, z);
        }
    }
    Some(if late.1 < early.1 {
        Warmup::TooShort {
            cut: late.0 * batch,
            early: early.0 * batch,
        }
    } else {
        Warmup::LeaveOut(early.0 * batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    fn noise(i: u64) -> f64 {
        Key::new(Seed(2), Replication(0))
            .purpose(Purpose::Test)
            .child(i)
            .uniform()
            - 0.5
    }

    /// z(d) by its definition.
    fn naive(series: &[f64]) -> usize {
        let batches: Vec<f64> = series
            .chunks_exact(5)
            .map(|c| c.iter().sum::<f64>() / 5.0)
            .collect();
        let z = |d: usize| {
            let kept = &batches[d..];
            let mean = kept.iter().sum::<f64>() / kept.len() as f64;
            kept.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (kept.len() as f64).powi(2)
        };
        let candidates = 0..batches.len() - TAIL;
        5 * candidates.min_by(|&a, &b| z(a).total_cmp(&z(b))).unwrap()
    }

    #[test]
    fn a_planted_step_is_cut_where_it_ends() {
        let series: Vec<f64> = (0..1000)
            .map(|i| if i < 100 { 20.0 } else { 0.0 } + noise(i))
            .collect();
        assert_eq!(mser5(&series), Some(Warmup::LeaveOut(100)));
    }

    #[test]
    fn a_planted_decay_is_cut_when_it_has_sunk_into_the_noise() {
        let series: Vec<f64> = (0..2000)
            .map(|i| 10.0 * (-(i as f64) / 50.0).exp() + noise(i))
            .collect();
        let Some(Warmup::LeaveOut(cut)) = mser5(&series) else {
            panic!("too short")
        };
        // The transient is 10 at 0, 0.5 (the largest noise) at 150 and 0.01 at 345.
        assert!((100..=345).contains(&cut), "{cut}");
        assert_eq!(cut, naive(&series));
    }

    #[test]
    fn a_run_without_a_transient_loses_little() {
        let series: Vec<f64> = (0..2000).map(noise).collect();
        let Some(Warmup::LeaveOut(cut)) = mser5(&series) else {
            panic!("too short")
        };
        assert_eq!(cut, naive(&series));
    }

    #[test]
    fn a_run_that_never_settles_is_too_short() {
        let step: Vec<f64> = (0..1000)
            .map(|i| if i < 800 { i as f64 } else { 800.0 })
            .collect();
        let Some(Warmup::TooShort { cut: 800, early }) = mser5(&step) else {
            panic!("{:?}", mser5(&step))
        };
        assert_eq!(early, 500);
    }

    #[test]
    fn a_constant_run_keeps_everything() {
        assert_eq!(mser5(&[3.0; 200]), Some(Warmup::LeaveOut(0)));
    }

    #[test]
    fn batches_of_a_whole_cycle_do_not_see_the_cycle() {
        let week = [9.0, 7.0, 5.0, 4.0, 3.0, 8.0, 12.0];
        let series: Vec<f64> = (0..700)
            .map(|day| week[day % 7] + if day < 140 { 5.0 } else { 0.0 } + noise(day as u64))
            .collect();
        assert_eq!(mser(&series, 7), Some(Warmup::LeaveOut(140)));
        assert_eq!((mser(&series[..69], 7), mser(&series, 0)), (None, None));
    }

    #[test]
    fn fewer_than_50_observations_have_no_answer() {
        assert_eq!((mser5(&[]), mser5(&[1.0; 49])), (None, None));
        assert_eq!(mser5(&[1.0; 54]), Some(Warmup::LeaveOut(0)));
    }
}
