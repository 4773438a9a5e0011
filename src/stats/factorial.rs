//! What each of several changes does alone and together: full 2^k factorial designs under common random numbers.

use super::interval::{Confidence, Estimate, ratio_jackknife, t_interval};

/// The most factors of a design: 256 runs a replication.
const MOST: usize = 8;

/// The responses of a full two-level design of k factors, all 2^k runs of it in every replication.
///
/// Runs are in standard order: bit i of a run's index says whether factor i is at its high level, so run 0 has all low and the last all
/// high. Every estimate is a mean over replications of what is computed within each, with Student's t interval: runs of a replication
/// share their random numbers and hang together, replications do not.
#[derive(Debug, Clone, PartialEq)]
pub struct Factorial {
    factors: usize,
    responses: Vec<Vec<f64>>,
}

impl Factorial {
    /// A design of so many factors with the responses of each replication; `None` unless there are 1 to 8 factors, at least one
    /// replication and 2^k finite responses in every one.
    pub fn new(factors: usize, responses: Vec<Vec<f64>>) -> Option<Factorial> {
        let proper = (1..=MOST).contains(&factors)
            && !responses.is_empty()
            && responses
                .iter()
                .all(|row| row.len() == 1 << factors && row.iter().all(|y| y.is_finite()));
        proper.then_some(Factorial { factors, responses })
    }

    /// How many factors there are, 1 to 8.
    pub fn factors(&self) -> usize {
        self.factors
    }

    /// The effect of the factors whose bits are set in `subset`: the main effect of one, the interaction of several.
    ///
    /// It is the contrast over 2^(k - 1) (Box, Hunter & Hunter 2005, chapter 5): the mean of the runs with an even number of the
    /// subset's factors low minus the mean of the others. A main effect is what the factor changes, averaged over the levels of the
    /// others; the interaction of two is half the difference of what one changes with the other high and low. `None` for an empty
    /// subset and one with factors that are not there; no half-width for one replication.
    pub fn effect(&self, subset: usize, confidence: Confidence) -> Option<Estimate> {
        if subset == 0 || subset >= 1 << self.factors {
            return None;
        }
        let half = (1usize << (self.factors - 1)) as f64;
        self.over_replications(confidence, |row| {
            let signed = row.iter().enumerate().map(|(run, y)| {
                let low = (subset & !run).count_ones();
                if low.is_multiple_of(2) { *y } else { -*y }
            });
            signed.sum::<f64>() / half
        })
    }

    /// All factors high minus all low; no half-width for one replication.
    pub fn whole(&self, confidence: Confidence) -> Option<Estimate> {
        self.over_replications(confidence, |row| self.all_high(row) - row[0])
    }

    /// What the factors do together beyond the sum of what each does alone: the whole effect minus, for each factor, the run with it
    /// alone high minus the run with all low. 0 for one factor; no half-width for one replication.
    pub fn synergy(&self, confidence: Confidence) -> Option<Estimate> {
        self.over_replications(confidence, |row| {
            let alone = (0..self.factors).map(|factor| row[1 << factor] - row[0]);
            self.all_high(row) - row[0] - alone.sum::<f64>()
        })
    }

    /// The part of the whole effect that is due to a factor, counted from 0: what it changes when it is the next to go high, averaged
    /// over all orders in which the factors may (Shapley 1953).
    ///
    /// The parts of all factors add up to the whole, to rounding. `None` for a factor that is not there; no half-width for one
    /// replication.
    pub fn shapley(&self, factor: usize, confidence: Confidence) -> Option<Estimate> {
        t_interval(&self.shapley_values(factor)?, confidence)
    }

    /// The part of [`Factorial::shapley`] as a share of the whole effect, a ratio of means with its jackknife interval.
    ///
    /// The shares of all factors add up to 1 but for the jackknife's correction; a share may be negative, and above 1 where another is
    /// negative. `None` for a factor that is not there and for a whole effect of 0, also where rounding hides it.
    pub fn share(&self, factor: usize, confidence: Confidence) -> Option<Estimate> {
        let parts = self.shapley_values(factor)?;
        let wholes = self.responses.iter();
        let wholes: Vec<f64> = wholes.map(|row| self.all_high(row) - row[0]).collect();
        let sizes = self.responses.iter();
        let size: f64 = sizes
            .map(|row| self.all_high(row).abs() + row[0].abs())
            .sum();
        if wholes.iter().sum::<f64>().abs() <= 8.0 * f64::EPSILON * size {
            return None;
        }
        ratio_jackknife(&parts, &wholes, confidence)
    }

    fn all_high(&self, row: &[f64]) -> f64 {
        row[(1 << self.factors) - 1]
    }

    fn over_replications(
        &self,
        confidence: Confidence,
        statistic: impl Fn(&[f64]) -> f64,
    ) -> Option<Estimate> {
        let values: Vec<f64> = self.responses.iter().map(|row| statistic(row)).collect();
        t_interval(&values, confidence)
    }

    /// A factor's Shapley value in each replication.
    fn shapley_values(&self, factor: usize) -> Option<Vec<f64>> {
        if factor >= self.factors {
            return None;
        }
        let bit = 1usize << factor;
        let weights = self.order_shares();
        let value = |row: &Vec<f64>| {
            let without = (0..row.len()).filter(|run| run & bit == 0);
            without
                .map(|run| weights[run.count_ones() as usize] * (row[run | bit] - row[run]))
                .sum()
        };
        Some(self.responses.iter().map(value).collect())
    }

    /// For each size s of a set of other factors, the share of orders in which exactly that set comes before a factor:
    /// s! (k - 1 - s)! / k! (Shapley 1953).
    fn order_shares(&self) -> Vec<f64> {
        let factorial = |n: usize| (1..=n).map(|i| i as f64).product::<f64>();
        let k = self.factors;
        (0..k)
            .map(|s| factorial(s) * factorial(k - 1 - s) / factorial(k))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    const C: Confidence = Confidence::USUAL;

    fn mean(estimate: Option<Estimate>) -> f64 {
        estimate.unwrap().mean
    }

    fn noise(replication: usize, run: usize) -> f64 {
        let key = Key::new(Seed(21), Replication(replication as u32)).purpose(Purpose::Test);
        key.child(run as u64).uniform() - 0.5
    }

    /// Replications of a design whose runs have these expectations, with noise of a replication's own and of each run.
    fn planted(factors: usize, n: usize, expectation: impl Fn(usize) -> f64) -> Factorial {
        let row = |replication: usize| {
            let common = 20.0 * noise(replication, 1000);
            let run = |run: usize| expectation(run) + common + noise(replication, run);
            (0..1 << factors).map(run).collect()
        };
        Factorial::new(factors, (0..n).map(row).collect()).unwrap()
    }

    #[test]
    fn a_design_of_two_factors_is_that_of_the_hand_calculation() {
        // All low 10, first high 14, second high 13, both 21.
        let design = Factorial::new(2, vec![vec![10.0, 14.0, 13.0, 21.0]]).unwrap();
        // First: (4 + 8) / 2; second: (3 + 7) / 2; interaction: (8 - 4) / 2.
        assert_eq!(mean(design.effect(0b01, C)), 6.0);
        assert_eq!(mean(design.effect(0b10, C)), 5.0);
        assert_eq!(mean(design.effect(0b11, C)), 2.0);
        assert_eq!(mean(design.whole(C)), 11.0);
        assert_eq!(mean(design.synergy(C)), 4.0);
        // First alone 4, after the second 8; second alone 3, after the first 7.
        assert_eq!(mean(design.shapley(0, C)), 6.0);
        assert_eq!(mean(design.shapley(1, C)), 5.0);
        assert!((mean(design.share(0, C)) - 6.0 / 11.0).abs() < 1e-15);
        assert_eq!(design.share(0, C).unwrap().half_width, None);
        assert_eq!(design.whole(C).unwrap().half_width, None);
    }

    #[test]
    fn a_design_of_one_factor_is_a_paired_comparison() {
        let rows = vec![vec![1.0, 2.0], vec![2.0, 2.5], vec![3.0, 4.5]];
        let design = Factorial::new(1, rows).unwrap();
        let paired = t_interval(&[1.0, 0.5, 1.5], C);
        assert_eq!(design.effect(1, C), paired);
        assert_eq!(design.whole(C), paired);
        assert_eq!(design.shapley(0, C), paired);
        assert_eq!(mean(design.synergy(C)), 0.0);
        assert!((mean(design.share(0, C)) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn planted_effects_are_found_within_their_intervals() {
        // Coded -1 and 1: half of the effects 6, -4, 0, the interactions 2 of the first two and 1 of all three.
        let sign = |run: usize, i: usize| if run >> i & 1 == 1 { 1.0 } else { -1.0 };
        let expectation = |run: usize| {
            let (a, b, c) = (sign(run, 0), sign(run, 1), sign(run, 2));
            50.0 + 3.0 * a - 2.0 * b + a * b + 0.5 * a * b * c
        };
        let design = planted(3, 40, expectation);
        let truth = [6.0, -4.0, 2.0, 0.0, 0.0, 0.0, 1.0];
        // Together with a confidence of 1 - 1e-4: one in ten thousand seeds fails.
        let all = Confidence::new(0.9999).unwrap().shared_by(7);
        for (i, expected) in truth.into_iter().enumerate() {
            let found = design.effect(i + 1, all).unwrap();
            let half = found.half_width.unwrap();
            assert!((found.mean - expected).abs() <= half, "{i} {found:?}");
            // What a replication adds to all its runs cancels: se below .1 where the common part alone has 5.8 / sqrt 40.
            assert!(half < 0.6, "{i} {found:?}");
        }
    }

    #[test]
    fn effects_without_noise_are_exactly_the_planted_ones() {
        let row = |shift: f64| (0..16).map(|run| shift + f64::from(run)).collect();
        let design = Factorial::new(4, vec![row(0.0), row(3.0)]).unwrap();
        for subset in 1..16usize {
            let expected = if subset.is_power_of_two() {
                subset as f64
            } else {
                0.0
            };
            assert_eq!(mean(design.effect(subset, C)), expected);
        }
    }

    #[test]
    fn changes_that_add_up_have_no_synergy_and_their_own_parts() {
        let row = |shift: f64| (0..32).map(|run| shift + f64::from(run)).collect();
        let design = Factorial::new(5, vec![row(1.0), row(7.0), row(2.0)]).unwrap();
        assert_eq!(mean(design.synergy(C)), 0.0);
        for factor in 0..5 {
            let own = f64::from(1u32 << factor);
            assert!((mean(design.shapley(factor, C)) - own).abs() < 1e-12);
            assert!((mean(design.share(factor, C)) - own / 31.0).abs() < 1e-12);
        }
    }

    #[test]
    fn parts_add_up_to_the_whole_and_are_those_of_all_orders() {
        for factors in 1..=8 {
            let design = planted(factors, 6, |run| (run as f64).sqrt() * 7.0);
            let parts = (0..factors).map(|factor| mean(design.shapley(factor, C)));
            let whole = mean(design.whole(C));
            assert!((parts.sum::<f64>() - whole).abs() < 1e-10 * whole.abs());
        }
        // The definition: the average over all orders of what a factor changes.
        let design = planted(3, 1, |run| [0.0, 3.0, -1.0, 9.0, 2.0, 2.0, 7.0, 30.0][run]);
        let row = &design.responses[0];
        let orders = [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        for factor in 0..3 {
            let changes = orders.iter().map(|order| {
                let before = order.iter().take_while(|&&other| other != factor);
                let run = before.map(|other| 1 << other).sum::<usize>();
                row[run | 1 << factor] - row[run]
            });
            let naive = changes.sum::<f64>() / 6.0;
            assert!((mean(design.shapley(factor, C)) - naive).abs() < 1e-12);
        }
    }

    #[test]
    fn factors_that_do_the_same_have_the_same_part_and_an_idle_one_none() {
        // Only how many of the first three are high counts; the fourth does nothing.
        let response = |run: usize| [1.0, 4.0, 5.0, 17.0][(run & 0b111).count_ones() as usize];
        let row: Vec<f64> = (0..16).map(response).collect();
        let design = Factorial::new(4, vec![row]).unwrap();
        for factor in 0..3 {
            assert!((mean(design.shapley(factor, C)) - 16.0 / 3.0).abs() < 1e-12);
        }
        assert!(mean(design.shapley(3, C)).abs() < 1e-12);
        assert!(mean(design.effect(0b1000, C)).abs() < 1e-12);
    }

    #[test]
    fn shares_add_up_to_one_and_cover() {
        // Parts 2 and 6 of a whole of 8, with noise in every run.
        let expectation = |run: usize| [10.0, 11.0, 15.0, 18.0][run];
        let design = planted(2, 30, expectation);
        let shares: Vec<Estimate> = (0..2).map(|i| design.share(i, C).unwrap()).collect();
        assert!((shares[0].mean + shares[1].mean - 1.0).abs() < 1e-9);
        let sure = Confidence::new(0.9999).unwrap();
        let found = design.share(0, sure).unwrap();
        assert!((found.mean - 0.25).abs() < found.half_width.unwrap());
        assert!(found.half_width.unwrap() < 0.1);
    }

    #[test]
    fn what_is_not_there_has_no_effect() {
        let design = planted(2, 3, |run| run as f64);
        assert_eq!((design.effect(0, C), design.effect(4, C)), (None, None));
        assert_eq!((design.shapley(2, C), design.share(2, C)), (None, None));
        assert_eq!(design.factors(), 2);
        let none = Factorial::new(2, vec![vec![0.1, 0.5, 0.2, 0.1]; 3]).unwrap();
        assert_eq!(none.share(0, C), None);
        // A whole effect of 0 but for rounding: .1 + .2 is not .3.
        let rounded = Factorial::new(1, vec![vec![0.3, 0.1 + 0.2]]).unwrap();
        assert!(mean(rounded.whole(C)) != 0.0);
        assert_eq!(rounded.share(0, C), None);
    }

    #[test]
    fn an_incomplete_design_is_none() {
        assert_eq!(Factorial::new(0, vec![vec![1.0]]), None);
        assert_eq!(Factorial::new(9, vec![vec![1.0; 512]]), None);
        assert_eq!(Factorial::new(2, vec![]), None);
        assert_eq!(Factorial::new(2, vec![vec![1.0; 3]]), None);
        assert_eq!(Factorial::new(1, vec![vec![1.0, 2.0], vec![1.0]]), None);
        assert_eq!(Factorial::new(1, vec![vec![1.0, f64::NAN]]), None);
        assert!(Factorial::new(8, vec![vec![1.0; 256]]).is_some());
    }
}
