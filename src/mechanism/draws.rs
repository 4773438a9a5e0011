//! Draws that several mechanisms make alike. The key is made only where something is drawn from it.

use crate::random::{Chance, Key};

/// How many of the things numbered from `first` up to, not including, `end` are chosen, each with some chance.
#[inline]
pub(super) fn chosen(key: impl Fn() -> Key, (first, end): (u32, u32), chance: f64) -> u32 {
    if chance <= 0.0 || first >= end {
        return 0;
    }
    if chance >= 1.0 {
        return end - first;
    }
    key().number_happening(first, end, Chance::new(chance))
}

/// A whole number with this mean, which is not negative: its whole part for certain, one more with the chance of the rest.
#[inline]
pub(super) fn around(key: impl Fn() -> Key, mean: f64) -> u32 {
    let whole = mean as u32;
    let rest = mean - f64::from(whole);
    whole + u32::from(rest > 0.0 && key().uniform() < rest)
}
