//! Quantiles of whole numbers to a known relative error, in bounded memory.

use serde::{Deserialize, Serialize};

/// Buckets an octave is cut into, as a power of two.
const BITS: u32 = 7;
/// Buckets an octave is cut into.
const CUTS: usize = 1 << BITS;

/// A histogram of nonnegative ticks whose buckets widen with the value, as in Gil Tene's HdrHistogram.
///
/// Values below 256 are kept exactly. Above, each octave [2^k, 2^(k+1)) has 128 equal buckets, and a quantile is the middle of the
/// bucket its exact value lies in, so it is off by at most 1/256 of that value (0.4%) whatever the sample. The least and the
/// greatest value are exact. Adding touches integers only; merging adds counts, so any split and order of merging gives the same
/// bytes. At most 7,424 counts (58 KiB), and only as many as the greatest value needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sketch {
    counts: Vec<u64>,
    n: u64,
    /// Meaningless while n = 0.
    min: u64,
    max: u64,
}

/// The bucket a value falls in.
#[inline]
fn bucket(value: u64) -> usize {
    let shift = (63 - (value | CUTS as u64).leading_zeros()) - BITS;
    ((shift as usize) << BITS) + (value >> shift) as usize
}

/// The least value of a bucket and how many values it holds.
fn span(bucket: usize) -> (u64, u64) {
    let shift = (bucket >> BITS).saturating_sub(1);
    (((bucket - (shift << BITS)) as u64) << shift, 1 << shift)
}

/// The rank from 1 at which a sample of n reaches probability p. The factor undoes the rounding of p n just above a whole number.
pub(super) fn rank(p: f64, n: u64) -> Option<u64> {
    let whole = (p * n as f64 * (1.0 - 2.0 * f64::EPSILON)).ceil();
    (n > 0 && (0.0..=1.0).contains(&p)).then(|| (whole as u64).clamp(1, n))
}

impl Sketch {
    /// A sketch of nothing.
    pub fn new() -> Sketch {
        Sketch::default()
    }

    /// Adds one value, in ticks.
    #[inline]
    pub fn add(&mut self, value: u64) {
        self.add_many(value, 1);
    }

    /// Adds `count` copies of one value; a count of 0 changes nothing.
    #[inline]
    pub fn add_many(&mut self, value: u64, count: u64) {
        if count == 0 {
            return;
        }
        let bucket = bucket(value);
        if bucket >= self.counts.len() {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += count;
        self.n += count;
        // Most values lie between those that came before.
        if self.n == count || value.wrapping_sub(self.min) > self.max - self.min {
            self.widen(value, count);
        }
    }

    /// Notes a value that is less or greater than all others, or among the first.
    #[cold]
    fn widen(&mut self, value: u64, count: u64) {
        let is_first = self.n == count;
        self.min = if is_first { value } else { self.min.min(value) };
        self.max = self.max.max(value);
    }

    /// Adds all that `other` has seen; the result is bit for bit that of one sketch given both samples.
    pub fn merge(&mut self, other: &Sketch) {
        if other.n == 0 {
            return;
        }
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts
            .iter_mut()
            .zip(&other.counts)
            .for_each(|(ours, theirs)| *ours += theirs);
        self.min = if self.n == 0 {
            other.min
        } else {
            self.min.min(other.min)
        };
        self.max = self.max.max(other.max);
        self.n += other.n;
    }

    /// How many values were added.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The least value, exact; `None` for n = 0.
    pub fn min(&self) -> Option<u64> {
        (self.n > 0).then_some(self.min)
    }

    /// The greatest value, exact; `None` for n = 0.
    pub fn max(&self) -> Option<u64> {
        (self.n > 0).then_some(self.max)
    }

    /// The least value that at least a share `p` of the sample does not exceed (Hyndman & Fan 1996, type 1), in ticks, to 1/256.
    ///
    /// `None` for n = 0 and for `p` outside [0, 1]. `p` = 0 gives the least value and `p` = 1 the greatest, both exact.
    pub fn quantile(&self, p: f64) -> Option<u64> {
        let rank = rank(p, self.n)?;
        let (mut seen, mut at) = (0, 0);
        for (bucket, &count) in self.counts.iter().enumerate() {
            seen += count;
            at = bucket;
            if seen >= rank {
                break;
            }
        }
        if rank == self.n {
            return Some(self.max);
        }
        Some(if rank == 1 { self.min } else { self.middle(at) })
    }

    /// The same with values spread evenly within their bucket, so that it moves smoothly with the sample; in ticks.
    ///
    /// `None` for n = 0 and for `p` outside [0, 1].
    pub fn quantile_within(&self, p: f64) -> Option<f64> {
        let mut left = p * self.n as f64;
        let in_use = || {
            self.counts
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > 0)
        };
        if self.n == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        for (bucket, &count) in in_use() {
            if left <= count as f64 {
                return Some(self.within(bucket, left / count as f64));
            }
            left -= count as f64;
        }
        // What is left after the last bucket is rounding.
        Some(self.max as f64)
    }

    /// The share of the sample that does not exceed `value`, in ticks, with values spread evenly within their bucket: the inverse of
    /// [`Sketch::quantile_within`]. `None` for n = 0.
    pub fn share_within(&self, value: f64) -> Option<f64> {
        let (at, inside) = Self::place(value);
        let below: u64 = self.counts.iter().take(at).sum();
        let here = inside * self.count(at) as f64;
        (self.n > 0).then(|| (below as f64 + here) / self.n as f64)
    }

    /// The bucket of a value, and the share of the bucket that does not exceed it.
    pub(super) fn place(value: f64) -> (usize, f64) {
        let at = bucket(value.max(0.0) as u64);
        let (least, width) = span(at);
        let inside = match width {
            1 => 1.0,
            _ => ((value - least as f64) / width as f64).clamp(0.0, 1.0),
        };
        (at, inside)
    }

    /// What is left without a `part` of the sample; the least and the greatest value stay those of the whole.
    ///
    /// # Panics
    /// When it is no part of the sample.
    pub fn without(&self, part: &Sketch) -> Sketch {
        let mut rest = self.clone();
        for (ours, theirs) in rest.counts.iter_mut().zip(&part.counts) {
            *ours = ours
                .checked_sub(*theirs)
                .expect("a part has no more than the whole");
        }
        rest.n -= part.n;
        rest
    }

    /// How many values exceed `threshold`, in ticks.
    ///
    /// Exact when the threshold is below 256 or the last of its bucket. Otherwise values in the threshold's own bucket, within
    /// 1/128 of it, count as not exceeding it. A count that must be exact, such as of deadlines missed, is taken case by case.
    pub fn count_over(&self, threshold: u64) -> u64 {
        if threshold >= self.max {
            return 0;
        }
        self.counts.iter().skip(bucket(threshold) + 1).sum()
    }

    /// The value below which a share of a bucket lies when its values are spread evenly, kept within the values seen.
    pub(super) fn within(&self, bucket: usize, share: f64) -> f64 {
        let (least, width) = span(bucket);
        if width == 1 {
            return least as f64;
        }
        (least as f64 + share * width as f64).clamp(self.min as f64, self.max as f64)
    }

    /// The middle of a bucket, kept within the values seen.
    pub(super) fn middle(&self, bucket: usize) -> u64 {
        let (least, width) = span(bucket);
        (least + width / 2).clamp(self.min, self.max)
    }

    /// How many values are in a bucket, which may lie beyond those in use.
    pub(super) fn count(&self, bucket: usize) -> u64 {
        self.counts.get(bucket).copied().unwrap_or(0)
    }

    /// How many buckets are in use.
    pub(super) fn buckets(&self) -> usize {
        self.counts.len()
    }

    /// The bucket a value falls in.
    pub(super) fn bucket_of(value: u64) -> usize {
        bucket(value)
    }
}

impl FromIterator<u64> for Sketch {
    fn from_iter<I: IntoIterator<Item = u64>>(values: I) -> Sketch {
        let mut sketch = Sketch::new();
        values.into_iter().for_each(|value| sketch.add(value));
        sketch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Dist, Key, Purpose, Replication, Seed};

    fn sketch(values: &[u64]) -> Sketch {
        values.iter().copied().collect()
    }

    /// Samples meant to be hard: powers and their neighbours, one value, two far apart, heavy tails, the extremes of the type.
    fn samples() -> Vec<Vec<u64>> {
        let key = Key::new(Seed(3), Replication(0)).purpose(Purpose::Test);
        let pareto = Dist::pareto(1.0, 1.1).unwrap();
        let edges = (0..64).flat_map(|k| {
            let power = 1u64 << k;
            [power - 1, power, power.saturating_add(1), power + power / 2]
        });
        vec![
            edges.collect(),
            vec![0; 10],
            vec![123_456_789; 7],
            vec![1, u64::MAX],
            vec![0, 0, 0, 1 << 40],
            (0..1000).collect(),
            (0..5000)
                .map(|i| (pareto.sample(key.child(i)) * 1e4) as u64)
                .collect(),
            (0..5000).map(|i| key.child(i).bits() >> (i % 64)).collect(),
        ]
    }

    #[test]
    fn every_value_falls_in_the_bucket_that_spans_it() {
        let mut last = 0;
        for value in samples().into_iter().flatten().chain(0..100_000) {
            let (least, width) = span(bucket(value));
            assert!(value >= least && value - least < width, "{value}");
            assert!(width == 1 || width <= least / 128, "{value}");
        }
        for b in 1..7424 {
            let (least, _) = span(b);
            assert_eq!((bucket(least), bucket(least - 1)), (b, b - 1));
            assert!(least > last);
            last = least;
        }
        assert_eq!(bucket(u64::MAX), 7423);
    }

    #[test]
    fn a_quantile_is_within_one_256th_of_the_exact_one() {
        for values in samples() {
            let whole = sketch(&values);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            for i in 0..=1000 {
                let p = f64::from(i) / 1000.0;
                let exact = sorted[rank(p, sorted.len() as u64).unwrap() as usize - 1];
                let found = whole.quantile(p).unwrap();
                assert!(
                    found.abs_diff(exact) as f64 <= exact as f64 / 256.0,
                    "{p}: {found} for {exact}"
                );
            }
        }
    }

    #[test]
    fn the_extremes_are_exact() {
        let whole = sketch(&[1_000_003, 5_000_011, 77_777_777]);
        assert_eq!(
            (whole.quantile(0.0), whole.quantile(1.0)),
            (Some(1_000_003), Some(77_777_777))
        );
        assert_eq!(
            (whole.min(), whole.max()),
            (Some(1_000_003), Some(77_777_777))
        );
    }

    #[test]
    fn nothing_has_no_quantile_and_a_wrong_probability_has_no_answer() {
        assert_eq!(Sketch::new().quantile(0.5), None);
        assert_eq!(
            (Sketch::new().min(), Sketch::new().count_over(0)),
            (None, 0)
        );
        let one = sketch(&[5]);
        assert_eq!((one.quantile(0.3), one.quantile(-0.1)), (Some(5), None));
        assert_eq!((one.quantile(1.1), one.quantile(f64::NAN)), (None, None));
    }

    #[test]
    fn a_share_that_is_a_whole_number_of_values_is_not_rounded_up() {
        let hundred: Sketch = (1..=100).collect();
        for i in 1..=100 {
            assert_eq!(hundred.quantile(i as f64 / 100.0), Some(i), "{i}");
        }
    }

    #[test]
    fn a_merge_at_every_split_equals_the_whole() {
        for values in samples() {
            let whole = sketch(&values);
            for split in (0..=values.len()).step_by(1 + values.len() / 50) {
                let mut left = sketch(&values[..split]);
                left.merge(&sketch(&values[split..]));
                assert_eq!(left, whole);
                let mut right = sketch(&values[split..]);
                right.merge(&sketch(&values[..split]));
                assert_eq!(right, whole);
            }
        }
    }

    #[test]
    fn counts_over_a_threshold_are_exact_below_256_and_at_the_end_of_a_bucket() {
        for values in samples() {
            let whole = sketch(&values);
            let ends = (0..7424).map(|b| span(b).0 + (span(b).1 - 1));
            for threshold in ends.step_by(13).chain(0..256) {
                let exact = values.iter().filter(|&&value| value > threshold).count() as u64;
                assert_eq!(whole.count_over(threshold), exact, "{threshold}");
            }
        }
    }

    #[test]
    fn many_copies_are_as_good_as_one_by_one() {
        let mut many = Sketch::new();
        many.add_many(9, 3);
        many.add_many(900_000, 0);
        assert_eq!(many, sketch(&[9, 9, 9]));
    }
}
