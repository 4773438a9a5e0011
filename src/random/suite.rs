//! The keyed generator put through a statistical test suite. Each p-value is compared with one in a million, set beforehand; seeds
//! are fixed and were not chosen.

use super::*;
use rand::Rng;
use statrs::distribution::{ChiSquared, ContinuousCDF, DiscreteCDF, Normal, Poisson};

/// The chance that a good generator fails any one check below.
const SIGNIFICANCE: f64 = 1e-6;

pub(super) fn root() -> Key {
    Key::new(Seed(20_260_101), Replication(0))
}

/// The chance of a chi-square statistic this large for equally likely cells.
fn chi_square_p(counts: &[u64]) -> f64 {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    let statistic: f64 = counts
        .iter()
        .map(|&n| (n as f64 - expected).powi(2) / expected)
        .sum();
    let law = ChiSquared::new(counts.len() as f64 - 1.0).unwrap();
    // Two-sided: too even is as bad as too uneven.
    2.0 * law.sf(statistic).min(law.cdf(statistic))
}

fn normal_p(z: f64) -> f64 {
    2.0 * Normal::standard().sf(z.abs())
}

/// Kolmogorov's limit law with Stephens's (1970) correction for n; sorts the sample.
pub(in crate::random) fn kolmogorov_smirnov_p(sample: &mut [f64], cdf: impl Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let mut distance = 0.0f64;
    for (i, &x) in sample.iter().enumerate() {
        let f = cdf(x);
        distance = distance.max(f - i as f64 / n).max((i as f64 + 1.0) / n - f);
    }
    let t = (n.sqrt() + 0.12 + 0.11 / n.sqrt()) * distance;
    let term =
        |k: i32| (-2.0 * f64::from(k * k) * t * t).exp() * if k % 2 == 1 { 2.0 } else { -2.0 };
    if t < 0.2 {
        1.0
    } else {
        (1..=100).map(term).sum()
    }
}

type Walk = Box<dyn Fn(u64) -> Key>;

/// The ways in which the engine walks the tree; each gives the `i`-th key of a walk.
fn walks() -> Vec<(&'static str, Walk)> {
    let work = root().purpose(Purpose::Work);
    vec![
        ("children", Box::new(move |i| work.child(i))),
        (
            "first grandchildren",
            Box::new(move |i| work.child(i).child(0)),
        ),
        (
            "grandchildren",
            Box::new(move |i| work.child(i / 8).child(i % 8)),
        ),
        (
            "grandchildren of one child",
            Box::new(move |i| work.child(77).child(i)),
        ),
        (
            "ancestors of one line",
            Box::new(move |i| work.child(i).child(i)),
        ),
        ("large steps", Box::new(move |i| work.child(i << 32))),
        (
            "reversed bits",
            Box::new(move |i| work.child(i.reverse_bits())),
        ),
        (
            "replications",
            Box::new(move |i| {
                Key::new(Seed(1), Replication(i as u32))
                    .purpose(Purpose::Need)
                    .child(3)
            }),
        ),
        (
            "seeds",
            Box::new(move |i| {
                Key::new(Seed(i), Replication(0))
                    .purpose(Purpose::Need)
                    .child(3)
            }),
        ),
        (
            "purposes",
            Box::new(move |i| {
                let purposes = [
                    Purpose::Arrivals,
                    Purpose::DayFactor,
                    Purpose::Surge,
                    Purpose::Batch,
                ];
                root().purpose(purposes[(i % 4) as usize]).child(i / 4)
            }),
        ),
    ]
}

#[test]
fn flipping_one_bit_of_a_child_number_flips_half_of_the_output_bits() {
    // Each of 64 x 64 input-output pairs over 4,096 parents: binomial with standard error 1/128.
    let trials = 4096;
    for bit in 0..64 {
        let mut flips = [0u32; 64];
        for i in 0..trials {
            let parent = root().child(i);
            let changed = parent.child(i).bits() ^ parent.child(i ^ (1 << bit)).bits();
            (0..64).for_each(|out| flips[out] += (changed >> out & 1) as u32);
        }
        for (out, &count) in flips.iter().enumerate() {
            let z = (f64::from(count) - trials as f64 / 2.0) / (trials as f64 / 4.0).sqrt();
            // 4,096 pairs share the significance.
            assert!(
                normal_p(z) > SIGNIFICANCE / 4096.0,
                "input bit {bit}, output bit {out}, z {z}"
            );
        }
    }
}

#[test]
fn the_next_child_differs_from_this_one_in_half_of_the_bits_on_average() {
    for (name, walk) in walks() {
        let n = 200_000;
        let flipped: u64 = (0..n)
            .map(|i| u64::from((walk(i).bits() ^ walk(i + 1).bits()).count_ones()))
            .sum();
        let z = (flipped as f64 - 32.0 * n as f64) / (16.0 * n as f64).sqrt();
        assert!(normal_p(z) > SIGNIFICANCE, "{name}: z {z}");
    }
}

#[test]
fn uniforms_fill_256_cells_evenly_along_every_walk() {
    for (name, walk) in walks() {
        let mut counts = vec![0u64; 256];
        (0..1 << 18).for_each(|i| counts[(walk(i).uniform() * 256.0) as usize] += 1);
        let p = chi_square_p(&counts);
        assert!(p > SIGNIFICANCE, "{name}: p {p}");
    }
}

#[test]
fn the_lowest_byte_is_as_even_as_the_highest() {
    for (name, walk) in walks() {
        let mut counts = vec![0u64; 256];
        (0..1 << 18).for_each(|i| counts[(walk(i).bits() & 255) as usize] += 1);
        let p = chi_square_p(&counts);
        assert!(p > SIGNIFICANCE, "{name}: p {p}");
    }
}

#[test]
fn pairs_of_neighbours_fill_the_square_evenly() {
    for (name, walk) in walks() {
        let mut counts = vec![0u64; 1024];
        for i in 0..1 << 18 {
            let (x, y) = (walk(2 * i).uniform(), walk(2 * i + 1).uniform());
            counts[(x * 32.0) as usize * 32 + (y * 32.0) as usize] += 1;
        }
        let p = chi_square_p(&counts);
        assert!(p > SIGNIFICANCE, "{name}: p {p}");
    }
}

#[test]
fn uniforms_are_not_correlated_with_those_1_to_16_steps_on() {
    for (name, walk) in walks() {
        let n = 100_000;
        let u: Vec<f64> = (0..n + 16).map(|i| walk(i).uniform() - 0.5).collect();
        for lag in 1..=16 {
            let product: f64 = u[..n as usize]
                .iter()
                .zip(&u[lag..])
                .map(|(a, b)| a * b)
                .sum();
            let z = product * 12.0 / (n as f64).sqrt();
            assert!(
                normal_p(z) > SIGNIFICANCE / 16.0,
                "{name}, lag {lag}: z {z}"
            );
        }
    }
}

#[test]
fn first_draws_follow_the_uniform_law() {
    for (name, walk) in walks() {
        let mut of_key: Vec<f64> = (0..100_000).map(|i| walk(i).uniform()).collect();
        let mut of_generator: Vec<f64> = (0..100_000).map(|i| walk(i).rng().uniform()).collect();
        for sample in [&mut of_key, &mut of_generator] {
            let p = kolmogorov_smirnov_p(sample, |x| x);
            assert!(p > SIGNIFICANCE, "{name}: p {p}");
        }
    }
}

#[test]
fn spacings_of_birthdays_repeat_as_often_as_chance_has_it() {
    // Marsaglia's birthday spacings: m birthdays in 2^32 days repeat a spacing about m^3 / 2^34 times.
    let (birthdays, rounds) = (4096u64, 400u64);
    let expected = rounds as f64 * (birthdays as f64).powi(3) / 2f64.powi(34);
    for (name, walk) in walks() {
        for shift in [0, 16, 32] {
            let mut repeats = 0u64;
            for round in 0..rounds {
                let mut days: Vec<u32> = (0..birthdays)
                    .map(|i| (walk(round * birthdays + i).bits() >> shift) as u32)
                    .collect();
                days.sort_unstable();
                let mut gaps: Vec<u32> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
                gaps.sort_unstable();
                repeats += gaps.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
            }
            let law = Poisson::new(expected).unwrap();
            let p = 2.0 * law.cdf(repeats).min(law.sf(repeats.saturating_sub(1)));
            assert!(
                p > SIGNIFICANCE / 3.0,
                "{name}, shift {shift}: {repeats} for {expected}"
            );
        }
    }
}

#[test]
fn gaps_between_small_uniforms_are_geometric() {
    for (name, walk) in walks() {
        let (mut counts, mut gap) = ([0u64; 41], 0usize);
        for i in 0..400_000 {
            if walk(i).uniform() < 0.1 {
                counts[gap.min(40)] += 1;
                gap = 0;
            } else {
                gap += 1;
            }
        }
        let total = counts.iter().sum::<u64>() as f64;
        let statistic: f64 = counts
            .iter()
            .enumerate()
            .map(|(g, &n)| {
                let chance = if g < 40 {
                    0.1 * 0.9f64.powi(g as i32)
                } else {
                    0.9f64.powi(40)
                };
                (n as f64 - total * chance).powi(2) / (total * chance)
            })
            .sum();
        let p = ChiSquared::new(40.0).unwrap().sf(statistic);
        assert!(p > SIGNIFICANCE, "{name}: p {p}");
    }
}

#[test]
fn ranks_of_random_bit_matrices_are_as_theory_has_them() {
    // 64 x 64 over GF(2): full rank .288788, one less .577576, two less .128350, fewer the rest (Marsaglia & Tsay 1985).
    let chances = [0.288_788_095, 0.577_576_190, 0.128_350_264, 0.005_285_451];
    for (name, walk) in walks() {
        let mut counts = [0u64; 4];
        let matrices = 4000;
        for m in 0..matrices {
            let mut rows: Vec<u64> = (0..64).map(|i| walk(m * 64 + i).bits()).collect();
            counts[(64 - rank(&mut rows)).min(3)] += 1;
        }
        let statistic: f64 = counts
            .iter()
            .zip(chances)
            .map(|(&n, p)| (n as f64 - matrices as f64 * p).powi(2) / (matrices as f64 * p))
            .sum();
        let p = ChiSquared::new(3.0).unwrap().sf(statistic);
        assert!(p > SIGNIFICANCE, "{name}: p {p}");
    }
}

fn rank(rows: &mut [u64]) -> usize {
    let mut found = 0;
    for bit in 0..64 {
        let Some(pivot) = (found..rows.len()).find(|&r| rows[r] >> bit & 1 == 1) else {
            continue;
        };
        rows.swap(found, pivot);
        let row = rows[found];
        (found + 1..rows.len())
            .filter(|&r| r != found)
            .for_each(|r| {
                if rows[r] >> bit & 1 == 1 {
                    rows[r] ^= row;
                }
            });
        found += 1;
    }
    found
}

#[test]
fn a_million_keys_of_every_kind_give_no_number_twice() {
    // The chance of any collision among 1.1 million random 64-bit numbers is 3e-8.
    let mut seen: Vec<u64> = Vec::new();
    for (_, walk) in walks().into_iter().take(3) {
        seen.extend((0..250_000).map(|i| walk(1_000_000 + i).bits()));
    }
    let mut rng = root().purpose(Purpose::Test).rng();
    seen.extend((0..250_000).map(|_| rng.next_u64()));
    seen.extend((0..100).map(|r| Key::new(Seed(5), Replication(r)).bits()));
    let n = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), n);
}

#[test]
fn a_keys_running_generator_is_unrelated_to_its_children_and_its_neighbours() {
    let n = 100_000u64;
    let parent = root().purpose(Purpose::Work);
    let first = |key: Key| key.rng().uniform() - 0.5;
    let mut sums = [0.0; 4];
    for i in 0..n {
        let key = parent.child(i);
        let drawn = first(key);
        let others = [
            key.uniform() - 0.5,
            key.child(0).uniform() - 0.5,
            key.child(1).uniform() - 0.5,
            first(parent.child(i + 1)),
        ];
        sums.iter_mut()
            .zip(others)
            .for_each(|(sum, other)| *sum += drawn * other);
    }
    for (which, sum) in sums.into_iter().enumerate() {
        let z = sum * 12.0 / (n as f64).sqrt();
        assert!(normal_p(z) > SIGNIFICANCE / 4.0, "{which}: z {z}");
    }
}

#[test]
fn a_purpose_and_a_child_of_the_same_number_differ() {
    assert_ne!(
        root().purpose(Purpose::Work),
        root().child(Purpose::Work as u64)
    );
    assert_ne!(root().child(1).child(2), root().child(2).child(1));
    assert_ne!(root().child(0), root());
}

#[test]
fn the_numbers_of_a_seed_are_part_of_the_format() {
    // Worked out apart from this code. Changing them is a breaking change: every result published under a seed changes.
    let key = Key::new(Seed(1), Replication(2))
        .purpose(Purpose::Work)
        .child(3)
        .child(4);
    assert_eq!(key.bits(), 0xe51b_5083_fc26_0bbe);
    assert_eq!(key.rng().next_u64(), 0x9cc8_1e2c_f5e2_b63d);
}

#[test]
fn bytes_are_the_same_numbers_in_little_endian_order() {
    let (mut bytes, mut rng) = ([0u8; 11], root().rng());
    root().rng().fill_bytes(&mut bytes);
    assert_eq!(bytes[..8], rng.next_u64().to_le_bytes());
    assert_eq!(bytes[8..], rng.next_u64().to_le_bytes()[..3]);
    assert_eq!(
        root().rng().next_u32(),
        (root().rng().next_u64() >> 32) as u32
    );
}

#[test]
fn uniforms_stay_below_one() {
    assert!(unit(u64::MAX) < 1.0);
    assert_eq!(unit(0), 0.0);
}

#[test]
fn what_happens_is_what_lies_below_its_chance() {
    let near = root().child(3).uniform();
    let chances = [
        0.0,
        -1.0,
        1e-300,
        0.02,
        0.5,
        near,
        near.next_up(),
        near.next_down(),
    ];
    for chance in chances
        .into_iter()
        .chain([1.0f64.next_down(), 1.0, 2.0, f64::NAN])
    {
        let ready = Chance::new(chance);
        let happens = |thing: u32| root().child(thing.into()).uniform() < chance;
        for thing in 0..2_000 {
            assert_eq!(
                root().child(thing.into()).happens(ready),
                happens(thing),
                "{chance}"
            );
        }
        for first in [0, 1, 3, 700] {
            let found = root().first_happening(first, 2_000, ready);
            assert_eq!(
                found,
                (first..2_000).find(|&thing| happens(thing)),
                "{chance}"
            );
            let number = (first..2_000).filter(|&thing| happens(thing)).count();
            assert_eq!(
                root().number_happening(first, 2_000, ready),
                number as u32,
                "{chance}"
            );
        }
    }
}
