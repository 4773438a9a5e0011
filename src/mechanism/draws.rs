//! Draws that several mechanisms make alike.

use crate::random::{Chance, Key};

/// How many of the things numbered from `first` up to, not including, `end` are chosen, each with some chance.
pub(super) fn chosen(key: Key, (first, end): (u32, u32), chance: f64) -> u32 {
    if chance <= 0.0 || first >= end {
        return 0;
    }
    if chance >= 1.0 {
        return end - first;
    }
    key.number_happening(first, end, Chance::new(chance))
}

/// A whole number with this mean, which is not negative: its whole part for certain, one more with the chance of the rest.
#[inline]
pub(super) fn around(key: Key, mean: f64) -> u32 {
    let whole = mean as u32;
    whole + u32::from(key.uniform() < mean - f64::from(whole))
}

/// A number from 0 with this mean, which falls by the same factor from each to the next.
pub(super) fn geometric(key: Key, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    // The chance of one more is mean / (1 + mean); the cast saturates far in the tail.
    ((1.0 - key.uniform()).ln() / -(1.0 / mean).ln_1p()) as u32
}
