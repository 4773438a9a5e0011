//! Welch's smoothing of the mean over replications, for the eye.

/// The moving average by which Welch (1983) lets one see where a series of means over replications settles.
///
/// The value at i is the mean of the 2w + 1 observations around it, w being `half`; for i below w of the 2i + 1 around it, so that
/// the beginning is not smoothed away (Law, *Simulation Modeling and Analysis*, section 9.5.1). The last w have no value: the result
/// is so much shorter, and empty when nothing is left. A `half` of 0 gives the series itself.
pub fn welch(series: &[f64], half: usize) -> Vec<f64> {
    let kept = series.len().saturating_sub(half);
    let around = |at: usize| {
        let reach = at.min(half);
        let window = &series[at - reach..=at + reach];
        window.iter().sum::<f64>() / window.len() as f64
    };
    (0..kept).map(around).collect()
}

/// The w of [`welch`] for so many observations: about a twentieth of them to either side (Welch's is at most a quarter of them), and such that
/// the window is an odd multiple of an odd `cycle`, which it so averages out. 0 where not even one cycle fits a quarter of them to either side.
pub fn welch_half(observations: usize, cycle: usize) -> usize {
    let cycle = cycle.max(1);
    let fits = |half: &usize| 4 * half <= observations;
    let halves = (0..).map(|k| ((2 * k + 1) * cycle - 1) / 2);
    let wanted = halves.take_while(|half| *half <= (observations / 20).max(cycle / 2));
    wanted.last().filter(fits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_average_is_that_of_the_hand_calculation() {
        let series = [1.0, 2.0, 6.0, 3.0, 4.0, 10.0];
        assert_eq!(
            welch(&series, 1),
            [1.0, 3.0, 11.0 / 3.0, 13.0 / 3.0, 17.0 / 3.0]
        );
        assert_eq!(welch(&series, 2), [1.0, 3.0, 16.0 / 5.0, 5.0]);
        assert_eq!(welch(&series, 0), series);
        assert!(welch(&series, 6).is_empty() && welch(&[], 3).is_empty());
    }

    #[test]
    fn a_window_of_whole_weeks_flattens_the_week() {
        let week = [9.0, 7.0, 5.0, 4.0, 3.0, 8.0, 12.0];
        let series: Vec<f64> = (0..420).map(|day| week[day % 7]).collect();
        let half = welch_half(series.len(), 7);
        assert_eq!((2 * half + 1) % 7, 0);
        let smooth = welch(&series, half);
        let mean = week.iter().sum::<f64>() / 7.0;
        assert!(
            smooth[half..]
                .iter()
                .all(|value| (value - mean).abs() < 1e-9)
        );
    }

    #[test]
    fn the_window_grows_with_the_series_and_keeps_to_a_quarter() {
        assert_eq!(
            [0, 3, 20, 100, 1000].map(|n| welch_half(n, 1)),
            [0, 0, 1, 5, 50]
        );
        assert_eq!([5, 12, 100, 1000].map(|n| welch_half(n, 7)), [0, 3, 3, 45]);
    }
}
