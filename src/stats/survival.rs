//! Quantiles of times of which some are only known to be longer than something.

use serde::{Deserialize, Serialize};

use super::sketch::Sketch;

/// Times until an event, some cut short (right-censored): lead times of closed cases, and the ages of those still open.
///
/// Leaving out the open cases, or taking their ages for lead times, makes an overloaded desk look fast; the product-limit estimate
/// (Kaplan & Meier 1958) does neither. It assumes that being cut short says nothing about how long the case would have taken.
/// Times are ticks in buckets as in [`Sketch`], exact below 256 and to 1/256 above; within a bucket, events come before cuts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Survival {
    events: Sketch,
    censored: Sketch,
}

/// Rounding allowed in a product of survival factors.
const ROUNDING: f64 = 1e-12;

impl Survival {
    /// No times yet.
    pub fn new() -> Survival {
        Survival::default()
    }

    /// Adds a time at which the event came, in ticks.
    #[inline]
    pub fn add_event(&mut self, time: u64) {
        self.events.add(time);
    }

    /// Adds a time up to which the event had not come, in ticks.
    #[inline]
    pub fn add_censored(&mut self, time: u64) {
        self.censored.add(time);
    }

    /// Adds all that `other` has seen; the result is bit for bit that of one estimate given both samples.
    pub fn merge(&mut self, other: &Survival) {
        self.events.merge(&other.events);
        self.censored.merge(&other.censored);
    }

    /// The times at which the event came.
    pub fn events(&self) -> &Sketch {
        &self.events
    }

    /// The times that were cut short.
    pub fn censored(&self) -> &Sketch {
        &self.censored
    }

    /// How many times were added, events and cuts together.
    pub fn n(&self) -> u64 {
        self.events.n() + self.censored.n()
    }

    /// The least time by which the event has come with probability at least `p`, in ticks, to 1/256.
    ///
    /// `None` when the curve never falls to 1 - `p` (too many long times are cut short to say), for n = 0, and for `p` outside
    /// [0, 1]. `p` = 0 gives the first event.
    pub fn quantile(&self, p: f64) -> Option<u64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let reached = self
            .steps()
            .find(|step| step.survival <= 1.0 - p + ROUNDING)?;
        Some(self.events.middle(reached.bucket))
    }

    /// The same with times spread evenly within their bucket, so that it moves smoothly with the sample; in ticks.
    pub fn quantile_within(&self, p: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&p) {
            return None;
        }
        let mut before = 1.0;
        for step in self.steps() {
            if step.survival <= 1.0 - p + ROUNDING {
                let share = ((before - (1.0 - p)) / (before - step.survival)).clamp(0.0, 1.0);
                return Some(self.events.within(step.bucket, share));
            }
            before = step.survival;
        }
        None
    }

    /// The probability that the event has come by `time`, in ticks, with times spread evenly within their bucket: the inverse of
    /// [`Survival::quantile_within`]. What was never reached has not come. `None` for n = 0.
    pub fn share_within(&self, time: f64) -> Option<f64> {
        let (at, inside) = Sketch::place(time);
        let mut survival = 1.0;
        for step in self.steps().take_while(|step| step.bucket <= at) {
            let falls = survival - step.survival;
            survival -= if step.bucket < at {
                falls
            } else {
                inside * falls
            };
        }
        (self.n() > 0).then_some(1.0 - survival)
    }

    /// What is left without a `part` of the times.
    ///
    /// # Panics
    /// When they are no part of these.
    pub fn without(&self, part: &Survival) -> Survival {
        Survival {
            events: self.events.without(&part.events),
            censored: self.censored.without(&part.censored),
        }
    }

    /// The probability that the event has not come by `time`, in ticks; exact in the sense of [`Sketch::count_over`].
    ///
    /// `None` for n = 0, and after the last time of all if that time was cut short: nothing was seen there.
    pub fn probability_over(&self, time: u64) -> Option<f64> {
        let last = self.events.max().max(self.censored.max())?;
        let bucket = Sketch::bucket_of(time);
        let before = self.steps().take_while(|step| step.bucket <= bucket).last();
        let survival = before.map_or(1.0, |step| step.survival);
        (time <= last || survival <= ROUNDING).then_some(survival)
    }

    /// The falling steps of the curve, in order of time: at each, S falls by the factor 1 - events / at risk.
    fn steps(&self) -> impl Iterator<Item = Step> + '_ {
        let (mut at_risk, mut survival) = (self.n(), 1.0);
        (0..self.events.buckets()).filter_map(move |bucket| {
            let events = self.events.count(bucket);
            if events > 0 {
                survival *= (at_risk - events) as f64 / at_risk as f64;
            }
            at_risk -= events + self.censored.count(bucket);
            (events > 0).then_some(Step { bucket, survival })
        })
    }
}

/// The curve just after the events of one bucket.
struct Step {
    bucket: usize,
    survival: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};

    #[derive(Clone, Copy)]
    enum Time {
        Event(u64),
        Cut(u64),
    }

    fn survival(times: &[Time]) -> Survival {
        let mut survival = Survival::new();
        for time in times {
            match *time {
                Time::Event(t) => survival.add_event(t),
                Time::Cut(t) => survival.add_censored(t),
            }
        }
        survival
    }

    /// Kaplan-Meier by its definition, one distinct time after another.
    fn naive(times: &[Time], p: f64) -> Option<u64> {
        let mut events: Vec<u64> = times
            .iter()
            .filter_map(|t| {
                if let Time::Event(t) = t {
                    Some(*t)
                } else {
                    None
                }
            })
            .collect();
        events.sort_unstable();
        events.dedup();
        let mut curve = 1.0;
        for t in events {
            let at_risk = times
                .iter()
                .filter(|x| matches!(x, Time::Event(u) | Time::Cut(u) if *u >= t))
                .count();
            let died = times
                .iter()
                .filter(|x| matches!(x, Time::Event(u) if *u == t))
                .count();
            curve *= 1.0 - died as f64 / at_risk as f64;
            if curve <= 1.0 - p + 1e-12 {
                return Some(t);
            }
        }
        None
    }

    /// Random times below `limit`, a share of them cut short.
    fn sample(n: u64, limit: u64, cut: f64) -> Vec<Time> {
        let key = Key::new(Seed(11), Replication(0)).purpose(Purpose::Test);
        (0..n)
            .map(|i| {
                let key = key.child(i);
                let time = key.child(0).bits() % limit;
                if key.child(1).uniform() < cut {
                    Time::Cut(time)
                } else {
                    Time::Event(time)
                }
            })
            .collect()
    }

    #[test]
    fn quantiles_equal_the_naive_product_limit_where_buckets_are_exact() {
        for cut in [0.0, 0.2, 0.7, 1.0] {
            let times = sample(300, 256, cut);
            for i in 0..=100 {
                let p = f64::from(i) / 100.0;
                assert_eq!(
                    survival(&times).quantile(p),
                    naive(&times, p),
                    "cut {cut}, p {p}"
                );
            }
        }
    }

    #[test]
    fn the_textbook_remission_times_give_the_textbook_curve() {
        // Freireich et al. 1963, 6-MP: S(6) .8571, S(10) .7529, S(23) .4482; median 23.
        let events = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(Time::Event);
        let cuts = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(Time::Cut);
        let curve = survival(&[events.as_slice(), cuts.as_slice()].concat());
        for (time, expected) in [
            (5, 1.0),
            (6, 0.8571),
            (10, 0.7529),
            (15, 0.6902),
            (23, 0.4482),
            (35, 0.4482),
        ] {
            assert!(
                (curve.probability_over(time).unwrap() - expected).abs() < 5e-5,
                "{time}"
            );
        }
        assert_eq!((curve.quantile(0.5), curve.quantile(0.6)), (Some(23), None));
        assert_eq!(curve.probability_over(36), None);
    }

    #[test]
    fn without_cuts_the_quantiles_are_those_of_the_sketch() {
        let times = sample(500, 1 << 40, 0.0);
        let curve = survival(&times);
        for i in 1..100 {
            let p = f64::from(i) / 100.0;
            let (a, b) = (
                curve.quantile(p).unwrap(),
                curve.events().quantile(p).unwrap(),
            );
            assert!(a == b || p < 0.003, "{p}: {a} {b}");
        }
        assert_eq!(curve.probability_over(u64::MAX), Some(0.0));
    }

    #[test]
    fn long_times_are_off_by_no_more_than_their_bucket() {
        // Times spread so that no bucket holds both an event and an earlier cut; then only the middle of the bucket is off.
        let times: Vec<Time> = (0..399u32)
            .map(|i| {
                let time = (1000.0 * 1.02f64.powi(i as i32)) as u64;
                if i % 3 == 0 {
                    Time::Cut(time)
                } else {
                    Time::Event(time)
                }
            })
            .collect();
        for i in 1..100 {
            let p = f64::from(i) / 100.0;
            let (found, exact) = (
                survival(&times).quantile(p).unwrap(),
                naive(&times, p).unwrap(),
            );
            assert!(
                found.abs_diff(exact) as f64 <= exact as f64 / 256.0,
                "{p}: {found} for {exact}"
            );
        }
    }

    #[test]
    fn shares_and_quantiles_within_buckets_undo_each_other() {
        let key = Key::new(Seed(8), Replication(0)).purpose(Purpose::Test);
        let (mut whole, mut part) = (Survival::new(), Survival::new());
        for nth in 0..4000 {
            let ticks = (1e6 * -key.child(nth).uniform().max(1e-9).ln()) as u64;
            let add = |to: &mut Survival| match nth % 10 {
                0 => to.add_censored(ticks),
                _ => to.add_event(ticks),
            };
            add(&mut whole);
            if nth < 1000 {
                add(&mut part);
            }
        }
        let waits = whole.events().clone();
        for p in [0.01, 0.3, 0.5, 0.9, 0.97] {
            let time = whole.quantile_within(p).unwrap();
            assert!((whole.share_within(time).unwrap() - p).abs() < 1e-9, "{p}");
            let exact = whole.quantile(p).unwrap() as f64;
            assert!((time / exact - 1.0).abs() < 0.008, "{p}: {time} {exact}");
            let time = waits.quantile_within(p).unwrap();
            assert!((waits.share_within(time).unwrap() - p).abs() < 1e-9, "{p}");
        }
        let mut rest = whole.without(&part);
        assert_eq!(rest.n(), 3000);
        rest.merge(&part);
        assert_eq!(rest.quantile_within(0.7), whole.quantile_within(0.7));
        assert_eq!(Survival::new().share_within(3.0), None);
        assert_eq!(Sketch::new().quantile_within(0.5), None);
    }

    #[test]
    fn a_curve_cut_short_has_no_far_quantile() {
        let curve = survival(&[Time::Event(3), Time::Cut(4), Time::Cut(5), Time::Cut(6)]);
        assert_eq!(
            (curve.quantile(0.25), curve.quantile(0.26)),
            (Some(3), None)
        );
        assert_eq!(survival(&[Time::Cut(4)]).quantile(0.0), None);
        assert_eq!(
            (
                Survival::new().quantile(0.5),
                Survival::new().probability_over(1)
            ),
            (None, None)
        );
        assert_eq!(curve.quantile(1.5), None);
    }

    #[test]
    fn a_merge_at_every_split_equals_the_whole() {
        let times = sample(200, 1 << 30, 0.4);
        for split in 0..=times.len() {
            let mut left = survival(&times[..split]);
            left.merge(&survival(&times[split..]));
            assert_eq!(left, survival(&times));
        }
    }
}
