//! Quantiles of the cases of all replications together, with intervals that know that cases of one replication hang together.
//!
//! The quantile of a replication of a few hundred cases is not, on average, the quantile of the cases: congested replications
//! and quiet ones do not cancel, and where nights and weekends leave gaps between lead times it jumps over them. An interval around
//! the mean of such quantiles narrows with every replication and ends up missing: of 95 % intervals for the median of an M/M/1 queue of
//! load .8, from 100 replications of 300 cases each, 45 % covered it. So the estimate is the quantile of all cases together.
//!
//! Its spread comes from that of the share of cases that keep within it, which is a ratio of means over replications, carried over to
//! hours by the distribution of all cases (Woodruff 1952): the interval of the share around p ends at two shares, and the interval of
//! the quantile at their quantiles. Here it is as wide to both sides as Woodruff's is to the wider one, so that it also holds at the edge
//! of a gap. A replication that alone moves the share by u moves the quantile as far as the distribution is wide between p and
//! p + u / sqrt(n), which gives one number a replication, and so differences that are paired. The plain jackknife of a quantile takes the
//! slope of the distribution much closer, and covers far too seldom at the edge of a gap.

use std::collections::BTreeSet;

use crate::experiment::DesignResults;
use crate::outcome::Times;
use crate::outcome::times::Quantile;
use crate::stats::{Confidence, t_interval};

/// One number a section, whose mean is the quantile of all cases in hours, and whose spread between sections is as above: to be used
/// like the values of as many replications. With no more than [`SECTIONS`](crate::experiment::SECTIONS) replications a section is one.
///
/// Student's interval of them at `confidence` is at least as wide as Woodruff's. None without times, and where the quantile is not
/// reached.
pub fn values(
    design: &DesignResults,
    quantile: Quantile,
    confidence: Confidence,
) -> Option<Vec<f64>> {
    let count = design.sections.len();
    let numbers = design.outcomes.iter().map(|one| one.replication.0 as usize);
    let used: BTreeSet<usize> = numbers.map(|number| number % count.max(1)).collect();
    let sections: Vec<&Times> = used
        .iter()
        .map(|&at| design.sections.get(at))
        .collect::<Option<_>>()?;
    let mut all = Times::default();
    sections.iter().for_each(|section| all.merge(section));
    let whole = all.hours(quantile)?;
    if sections.len() < 2 {
        return Some(vec![whole; sections.len()]);
    }
    let share = all.share(quantile, whole)?;
    let without = sections
        .iter()
        .map(|section| all.without(section).share(quantile, whole));
    let without: Vec<f64> = without.map(|one| one.unwrap_or(share)).collect();
    let n = sections.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    // What is not reached is as far away as anything that was seen.
    let at = |by: f64| {
        let there = all.hours(quantile.at(quantile.share() + by));
        there.or_else(|| all.longest(quantile)).unwrap_or(whole) - whole
    };
    // By the jackknife a section moves the share by (n - 1) (mean - without it); a share that is too large makes the quantile smaller.
    let shares: Vec<f64> = without.iter().map(|one| (n - 1.0) * (one - mean)).collect();
    let moved: Vec<f64> = shares
        .iter()
        .map(|by| n.sqrt() * at(by / n.sqrt()))
        .collect();
    let half_width = |values: &[f64]| t_interval(values, confidence)?.half_width;
    let share_width = half_width(&shares)?;
    let woodruff = at(share_width).max(-at(-share_width));
    let stretch = match half_width(&moved)? {
        own if own > 0.0 => (woodruff / own).max(1.0),
        _ => 1.0,
    };
    let middle = moved.iter().sum::<f64>() / n;
    Some(
        moved
            .iter()
            .map(|one| whole + stretch * (one - middle))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Flow;
    use crate::outcome::{Better, Measure, Outcome, Scope, Unit};
    use crate::random::{Key, Purpose, Replication, Seed};
    use crate::time::TICKS_PER_HOUR;

    const C: Confidence = Confidence::USUAL;

    fn measure(name: &'static str) -> Measure {
        Measure {
            scope: Scope::All,
            name,
            unit: Unit::Hours,
            better: Better::Lower,
        }
    }

    /// A design of replications with these lead times, in hours, which are waits as well.
    fn design(replications: &[Vec<f64>]) -> DesignResults {
        let times = |hours: &Vec<f64>| {
            let mut times = Times::default();
            for hour in hours {
                let ticks = (hour * TICKS_PER_HOUR as f64) as u64;
                times.lead.add_event(ticks);
                times.wait.add(ticks);
            }
            times
        };
        let outcome = |nth: usize| Outcome {
            replication: Replication(nth as u32),
            values: Vec::new(),
            trajectory: Vec::new(),
            flow: Flow::default(),
            stream_hash: 0,
            matters: 0,
            broken_laws: Vec::new(),
            times: Times::default(),
        };
        DesignResults {
            name: "design".to_owned(),
            measures: Vec::new(),
            outcomes: (0..replications.len()).map(outcome).collect(),
            sections: replications.iter().map(times).collect(),
        }
    }

    #[test]
    fn the_middle_is_the_quantile_of_all_cases_and_not_the_mean_of_quantiles() {
        let few: Vec<f64> = vec![1.0; 10];
        let many: Vec<f64> = vec![9.0; 90];
        let found = design(&[few, many]);
        let values = values(&found, measure("lead_time_p50_h").quantile().unwrap(), C).unwrap();
        let middle = values.iter().sum::<f64>() / 2.0;
        assert!((middle - 9.0).abs() < 0.05, "{values:?}");
    }

    #[test]
    fn quantiles_of_replications_that_hang_together_are_covered_as_often_as_they_say() {
        // Each replication has its own pace, and lead times leave a gap between 8 and 24 hours, as nights do.
        let key = Key::new(Seed(65), Replication(0)).purpose(Purpose::Test);
        let replication = |key: Key, cases: u64| {
            let pace = 0.5 + key.uniform();
            let case = |nth: u64| {
                let time = 10.0 * pace * -key.child(nth).uniform().max(1e-12).ln();
                time % 8.0 + 24.0 * (time / 8.0).floor()
            };
            (0..cases).map(case).collect::<Vec<f64>>()
        };
        let quantile = measure("wait_p90_h").quantile().unwrap();
        let mut truth = Times::default();
        for nth in 0..4000 {
            let one = design(&[replication(key.child(1_000_000 + nth), 200)]);
            truth.merge(&one.sections[0]);
        }
        let truth = truth.hours(quantile).unwrap();
        let trials = 600;
        let covered = (0..trials).filter(|&trial| {
            let each = (0..20).map(|nth| replication(key.child(trial).child(nth), 100));
            let found = design(&each.collect::<Vec<_>>());
            let values = values(&found, quantile, C).unwrap();
            let estimate = t_interval(&values, C).unwrap();
            (estimate.mean - truth).abs() <= estimate.half_width.unwrap()
        });
        // Four standard errors of 600 trials at .95 are .036; at the edge of a gap it may be wider than it need be.
        let share = covered.count() as f64 / trials as f64;
        assert!(share > 0.914, "{share} of {truth}");
    }

    #[test]
    fn one_replication_has_a_quantile_and_no_spread_and_none_has_nothing() {
        let quantile = measure("lead_time_p90_h").quantile().unwrap();
        let one = design(&[(1..=100).map(f64::from).collect()]);
        let found = values(&one, quantile, C).unwrap();
        assert!(
            found.len() == 1 && (found[0] / 90.0 - 1.0).abs() < 0.01,
            "{found:?}"
        );
        assert_eq!(values(&design(&[]), quantile, C), None);
        assert_eq!(values(&design(&[Vec::new()]), quantile, C), None);
        assert_eq!(measure("lead_time_mean_h").quantile(), None);
    }
}
