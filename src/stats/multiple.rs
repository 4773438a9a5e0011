//! Several hypotheses tested together, with one chance of any wrong finding.

/// Holm's step-down adjusted p-values (1979), in the order of the p-values: rejecting what is at most alpha finds anything that is not
/// there with a chance of at most alpha, however the tests depend on one another.
///
/// The family has `family` hypotheses; those without a p-value count as never rejected (p = 1), so that leaving out a test does not
/// make the others easier. Equal p-values are adjusted alike. Nothing in, nothing out.
///
/// # Panics
/// When there are more p-values than the family has hypotheses, or when one is not between 0 and 1.
pub fn holm(p_values: &[f64], family: usize) -> Vec<f64> {
    assert!(
        p_values.len() <= family,
        "a family has at least as many hypotheses as were tested"
    );
    assert!(
        p_values.iter().all(|p| (0.0..=1.0).contains(p)),
        "p-values are between 0 and 1"
    );
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut largest = 0.0f64;
    for (rank, &i) in order.iter().enumerate() {
        // Holm 1979: the smallest p-value is held against alpha / m, the next against alpha / (m - 1), until one is not rejected.
        largest = largest.max((family - rank) as f64 * p_values[i]);
        adjusted[i] = largest.min(1.0);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-12, "{found:?}, expected {expected:?}");
        }
    }

    #[test]
    fn adjusted_p_values_are_those_of_the_hand_calculation() {
        // In order .005, .01, .03, .04 times 4, 3, 2, 1: .02, .03, .06 and, not less than the one before, .06.
        let found = holm(&[0.01, 0.04, 0.03, 0.005], 4);
        assert_close(&found, &[0.03, 0.06, 0.06, 0.02]);
        assert_close(&holm(&[0.4, 0.9], 2), &[0.8, 0.9]);
        assert_close(&holm(&[0.6, 0.9, 0.0], 3), &[1.0, 1.0, 0.0]);
    }

    #[test]
    fn one_test_is_not_adjusted_and_no_test_gives_nothing() {
        assert_eq!(holm(&[0.037], 1), vec![0.037]);
        assert_eq!(holm(&[], 0), Vec::<f64>::new());
        assert_eq!(holm(&[], 3), Vec::<f64>::new());
    }

    #[test]
    fn a_hypothesis_without_a_test_counts_as_one_with_a_p_value_of_one() {
        let tested = [0.01, 0.04, 0.002];
        let all = holm(&[0.01, 0.04, 0.002, 1.0, 1.0], 5);
        assert_eq!(holm(&tested, 5), all[..3]);
        assert_close(&holm(&tested, 5), &[0.04, 0.12, 0.01]);
    }

    #[test]
    fn equal_p_values_are_adjusted_alike() {
        assert_close(&holm(&[0.02, 0.01, 0.02], 3), &[0.04, 0.03, 0.04]);
        assert_close(&holm(&[0.01; 4], 4), &[0.04; 4]);
    }

    #[test]
    fn adjustment_keeps_the_order_and_lies_between_the_p_value_and_bonferroni() {
        let key = Key::new(Seed(11), Replication(0)).purpose(Purpose::Test);
        for trial in 0..200 {
            let mut rng = key.child(trial).rng();
            let p_values: Vec<f64> = (0..12).map(|_| rng.uniform().powi(3)).collect();
            let found = holm(&p_values, 12);
            for (i, a) in found.iter().enumerate() {
                assert!(*a >= p_values[i] && *a <= (12.0 * p_values[i]).min(1.0));
                let below = |j: &usize| p_values[*j] <= p_values[i];
                assert!((0..12).filter(below).all(|j| found[j] <= *a));
            }
            // A smaller p-value makes none larger.
            let mut smaller = p_values.clone();
            smaller[5] *= 0.5;
            let after = holm(&smaller, 12);
            assert!(found.iter().zip(&after).all(|(a, b)| b <= a));
        }
    }

    #[test]
    fn any_wrong_rejection_is_as_rare_as_the_level() {
        // Five true hypotheses whose p-values hang together, and two false ones that are always rejected first.
        let key = Key::new(Seed(12), Replication(0)).purpose(Purpose::Test);
        let trials = 20_000u64;
        let wrong = (0..trials).filter(|&t| {
            let mut rng = key.child(t).rng();
            let common = rng.uniform();
            let mut p_values = vec![1e-9, 1e-8];
            for _ in 0..5 {
                let own = rng.uniform();
                p_values.push(if rng.uniform() < 0.3 { common } else { own });
            }
            holm(&p_values, 7)[2..].iter().any(|&p| p <= 0.05)
        });
        // At most .05; four standard errors of 20,000 trials at .05 are .0062.
        let share = wrong.count() as f64 / trials as f64;
        assert!(share < 0.05 + 0.0062, "{share}");
        assert!(share > 0.03, "no test at all: {share}");
    }

    #[test]
    #[should_panic(expected = "at least as many hypotheses")]
    fn a_family_smaller_than_its_tests_is_no_family() {
        holm(&[0.1, 0.2], 1);
    }

    #[test]
    #[should_panic(expected = "between 0 and 1")]
    fn what_is_not_a_number_is_no_p_value() {
        holm(&[f64::NAN], 1);
    }
}
