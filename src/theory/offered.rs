//! The load of a desk whose demand follows the clock: how many people it would keep busy if nobody ever waited.

use super::{nonnegative, positive};

/// Pieces of a step that the survival function is integrated over.
const PIECES: usize = 16;
/// The share of the mean service time that may be left out.
const NEGLIGIBLE: f64 = 1e-9;
/// The most steps that the integral looks back over.
const STEPS_MOST: usize = 1_000_000;

/// The mean number in service, were there servers for all, at the end of each step of a cycle: the modified offered load
/// (Jennings, Mandelbaum, Massey & Whitt 1996, "Server staffing to meet time-varying demand"), which is the mean of
/// M_t/G/infinity, m(t) = integral over u of lambda(t - u) P(S > u) (Eick, Massey & Whitt 1993, "The physics of the
/// Mt/G/infinity queue").
///
/// `rates` are arrivals per unit of time in each step of a cycle that repeats itself, `step` is how long each lasts, and
/// `survival` is the chance that a service lasts longer than a time: 1 at 0, never rising, with a finite mean. The integral of
/// the survival function is Simpson's, exact to about a millionth for smooth laws with a mean of a step or more. `None` for no
/// rates, for one that is negative, for a step that is not above 0, and where the survival function does not come to an end.
///
/// It is a first guess of what a desk must be staffed for: m(t) + beta sqrt(m(t)) in place of the mean load.
pub fn modified_offered_load(
    rates: &[f64],
    step: f64,
    survival: impl Fn(f64) -> f64,
) -> Option<Vec<f64>> {
    if rates.is_empty() || !positive(step) || !rates.iter().all(|rate| nonnegative(*rate)) {
        return None;
    }
    let busy = busy_by_age(step, &survival)?;
    let count = rates.len();
    // Whole cycles back are folded into one.
    let mut by_lag = vec![0.0; count];
    for (lag, share) in busy.iter().enumerate() {
        by_lag[lag % count] += share;
    }
    let at_end = |nth: usize| {
        let back = by_lag.iter().enumerate();
        let sum = back.map(|(lag, share)| share * rates[(nth + count - lag) % count]);
        sum.sum()
    };
    Some((0..count).map(at_end).collect())
}

/// The integral of the survival function over each step back from now, until next to nothing is left.
fn busy_by_age(step: f64, survival: &impl Fn(f64) -> f64) -> Option<Vec<f64>> {
    let width = step / PIECES as f64;
    let (mut all, mut sum) = (Vec::new(), 0.0);
    while all.len() < STEPS_MOST {
        let from = all.len() as f64 * step;
        let pieces = (0..PIECES).map(|nth| {
            let left = from + nth as f64 * width;
            let ends = survival(left) + survival(left + width);
            (ends + 4.0 * survival(left + width / 2.0)) * width / 6.0
        });
        let piece: f64 = pieces.sum();
        if !nonnegative(piece) {
            return None;
        }
        sum += piece;
        all.push(piece);
        if survival(from + step) <= 0.0 || piece <= NEGLIGIBLE * sum {
            return Some(all);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::SinusoidRate;

    #[test]
    fn a_steady_rate_brings_rate_times_mean_whatever_the_law() {
        let exponential = modified_offered_load(&[5.0; 24], 1.0, |u| (-u / 4.0).exp());
        let fixed = modified_offered_load(&[5.0; 3], 2.0, |u| f64::from(u < 4.0));
        for load in exponential.expect("an answer") {
            assert!((load - 20.0).abs() < 1e-5, "{load}");
        }
        for load in fixed.expect("an answer") {
            // Simpson's rule errs at the jump by a part of a piece.
            assert!((load - 20.0).abs() < 0.5, "{load}");
        }
    }

    #[test]
    fn a_sinusoid_in_small_steps_has_the_load_of_its_closed_form() {
        let rate = SinusoidRate {
            mean: 10.0,
            amplitude: 6.0,
            period: 24.0,
        };
        let exact = rate.load_exponential(4.0).expect("an answer");
        let step = 0.05;
        // The rate at the middle of each step.
        let at = |nth: usize| {
            let time = (nth as f64 + 0.5) * step;
            10.0 + 6.0 * (std::f64::consts::TAU * time / 24.0).sin()
        };
        let rates: Vec<f64> = (0..480).map(at).collect();
        let found = modified_offered_load(&rates, step, |u| (-u / 4.0).exp()).expect("an answer");
        for (nth, load) in found.iter().enumerate() {
            let time = (nth + 1) as f64 * step;
            assert!((load - exact.at(time)).abs() < 2e-3, "{time}: {load}");
        }
        let peak = found.iter().copied().fold(0.0, f64::max);
        assert!((peak - 56.574_907).abs() < 2e-3, "{peak}");
    }

    #[test]
    fn services_longer_than_a_cycle_are_those_of_several_cycles() {
        // Arrivals in the first of two hours only, exponential service of 10 h: mean 5 an hour, 50 in all, nearly steady.
        let found = modified_offered_load(&[10.0, 0.0], 1.0, |u| (-u / 10.0).exp());
        let found = found.expect("an answer");
        // At the end of the hour with arrivals: 100 (1 - e^-.1) / (1 - e^-.2).
        let peak = 100.0 * (1.0 - (-0.1f64).exp()) / (1.0 - (-0.2f64).exp());
        assert!((found[0] - peak).abs() < 1e-5, "{found:?} {peak}");
        assert!(
            (found[1] - peak * (-0.1f64).exp()).abs() < 1e-5,
            "{found:?}"
        );
    }

    #[test]
    fn what_cannot_be_answered_is_none() {
        let law = |u: f64| (-u).exp();
        assert_eq!(modified_offered_load(&[], 1.0, law), None);
        assert_eq!(modified_offered_load(&[-1.0], 1.0, law), None);
        assert_eq!(modified_offered_load(&[1.0], 0.0, law), None);
        assert_eq!(modified_offered_load(&[1.0], 1.0, |_| 1.0), None);
        assert_eq!(modified_offered_load(&[1.0], 1.0, |_| f64::NAN), None);
    }
}
