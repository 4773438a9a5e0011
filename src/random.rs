//! Every random number, keyed by what it is for and never by the order in which it was asked for.
//!
//! A [`Key`] is a point in a tree of names: seed, replication, purpose, case, visit. The same path gives the same number in
//! every design, on every thread and in every order of use, so two designs compared under one seed see the same cases, the
//! same work and the same absences (structural common random numbers, as in Glasserman & Yao 1992).
//!
//! ```
//! use caseload::random::{Key, Purpose, Replication, Seed};
//!
//! let work = Key::new(Seed(7), Replication(0)).purpose(Purpose::Work); // hoisted once per run
//! let (case, visit) = (1234, 2);
//! let draw = work.child(case).child(visit).uniform();
//! assert!((0.0..1.0).contains(&draw));
//! assert_eq!(draw, work.child(case).child(visit).uniform());
//! ```
//!
//! Invariants: no key has state; no number depends on how many were drawn before it, except within one [`KeyedRng`], which
//! belongs to one key; nothing here reads a clock or an operating system's generator. The generator is for simulation and
//! is not for cryptography.

use core::convert::Infallible;

use rand::TryRng;
use serde::{Deserialize, Serialize};

pub mod dist;
mod geometric;
#[cfg(test)]
mod suite;

pub use dist::{CountDist, Dist, DistError, Requirement, poisson_gap};
pub use geometric::Geometric;

/// The number that names a whole experiment; every random number follows from it. Any value is as good as any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

/// The number of one independent repetition of an experiment, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Replication(pub u32);

/// What a random number decides. Two purposes never share a number, so adding one leaves all others as they were.
///
/// The discriminants are part of the meaning of a seed: a new purpose takes a new number and no number is used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u64)]
pub enum Purpose {
    /// Times at which matters arise.
    Arrivals = 1,
    /// How busy a day is as a whole.
    DayFactor = 2,
    /// How long a modulating chain stays in its states.
    Surge = 3,
    /// How many matters arise together.
    Batch = 4,
    /// Where a matter arises.
    Place = 5,
    /// Which category a matter belongs to.
    Category = 6,
    /// How severe a matter is.
    Severity = 7,
    /// Which level has the right to decide a matter.
    Competence = 8,
    /// Which departments a matter needs.
    Need = 9,
    /// Work of a need at a desk.
    Work = 10,
    /// Whether a need rejects the case.
    Reject = 11,
    /// Whether a need was sent to a wrong desk.
    Wrong = 12,
    /// Work of a wrong desk before it sends a need back.
    WrongWork = 13,
    /// Whether a handling ends in rework, return or escalation.
    Exception = 14,
    /// Whether a closed case is opened again.
    Reopen = 15,
    /// Time until a closed case is opened again.
    ReopenDelay = 16,
    /// Delays on the way to a desk or a level.
    HandOff = 17,
    /// How long a case waits before it is given up.
    Patience = 18,
    /// Who is absent, and when.
    Absence = 19,
    /// Time a desk or a person works before it breaks down.
    OutageUp = 20,
    /// Time until it is repaired.
    OutageDown = 21,
    /// How long a person who finds no work is away.
    Vacation = 22,
    /// Work of joining branches.
    Merge = 23,
    /// Work of triage.
    Triage = 24,
    /// Work of passing a case on.
    Transfer = 25,
    /// Work of deciding for a lower level.
    Decide = 26,
    /// Cases already open when the run begins.
    StartingBacklog = 27,
    /// Work of taking over what was handed over.
    Interruption = 39,
    /// Delay before an intake that takes nobody's time.
    IntakeLag = 41,
    /// Choices among equals.
    Tie = 47,
    /// Anything a mechanism draws; its number and the number of the draw within it come below.
    Mechanism = 48,
    /// Seeds of what a choice of the best is measured in and checked with, apart from the choice itself.
    Selection = 62,
    /// What a member of an ensemble is like.
    Member = 60,
    /// Points at which a function of several factors is looked at, and what is drawn again from its values.
    Points = 63,
    /// Seeds of the fresh streams on which a plan is checked.
    Plan = 64,
    /// Experiments of the audit of intervals and of warm-up.
    OutputAudit = 65,
    /// Anything drawn only by tests and benches.
    Test = 52,
}

/// A point in the tree of names from which random numbers are drawn; eight bytes, copied freely.
///
/// The path is the identity: `key.child(1).child(2)` and `key.child(2).child(1)` are unrelated, and so are
/// `key.purpose(p)` and `key.child(p as u64)`. Distinct paths meet with the chance of a 64-bit collision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

/// 2^64 divided by the golden ratio, made odd (Steele, Lea & Flood 2014).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
/// First 64 bits of the fraction of pi, keeping the root apart from its descendants.
const ROOT: u64 = 0x243f_6a88_85a3_08d3;
/// Next 64 bits of pi, keeping purposes apart from children of the same number.
const PURPOSE: u64 = 0x1319_8a2e_0370_7344;
/// Next 64 bits of pi, keeping a key's running generator apart from its children.
const RUNNING: u64 = 0xa409_3822_299f_31d0;

impl Key {
    /// The root of one replication of one experiment. Hoist it, and the purpose below it, out of loops.
    pub fn new(seed: Seed, replication: Replication) -> Key {
        Key(mix(seed.0.wrapping_add(ROOT))).child(u64::from(replication.0))
    }

    /// The subtree of everything drawn for one purpose.
    #[inline]
    pub fn purpose(self, purpose: Purpose) -> Key {
        Key(self.0.wrapping_add(PURPOSE)).child(purpose as u64)
    }

    /// The subtree of the `n`-th thing below this one: a case, a visit, a day. Any `n` may be used, in any order.
    #[inline]
    pub fn child(self, n: u64) -> Key {
        // Exclusive or, not addition: two keys a few multiples of GOLDEN apart would share a run of children under addition.
        Key(mix(self.0 ^ n.wrapping_mul(GOLDEN)))
    }

    /// The uniform number of this key in [0, 1), a multiple of 2^-53; never 1. It is the same at every call.
    #[inline]
    pub fn uniform(self) -> f64 {
        unit(self.0)
    }

    /// Whether an event of this chance happens under this key: `uniform() < chance`, without making the number.
    #[inline]
    pub fn happens(self, chance: Chance) -> bool {
        self.0 >> 11 < chance.0
    }

    /// The first of the things numbered from `first` up to, not including, `end` that happens, each under the key of its
    /// own below this one.
    #[inline]
    pub fn first_happening(self, first: u32, end: u32, chance: Chance) -> Option<u32> {
        // The last step of a key changes none of its first bits. What they exclude need not be made, and little happens
        // where this is asked.
        let most = chance.most() | ((1 << (64 - LAST_SHIFT)) - 1);
        let mut thing = first;
        let mut path = u64::from(first).wrapping_mul(GOLDEN);
        while thing < end {
            let almost = mix_almost(self.0 ^ path);
            if almost <= most && Key(finish(almost)).happens(chance) {
                return Some(thing);
            }
            path = path.wrapping_add(GOLDEN);
            thing += 1;
        }
        None
    }

    /// How many of the things numbered from `first` up to, not including, `end` happen.
    #[inline]
    pub fn number_happening(self, first: u32, end: u32, chance: Chance) -> u32 {
        if chance == Chance::NONE {
            return 0;
        }
        let most = chance.most();
        let mut path = u64::from(first).wrapping_mul(GOLDEN);
        let mut number = 0;
        for _ in first..end {
            number += u32::from(mix(self.0 ^ path) <= most);
            path = path.wrapping_add(GOLDEN);
        }
        number
    }

    /// The 64 random bits of this key; the same at every call, and the source of [`Key::uniform`].
    #[inline]
    pub fn bits(self) -> u64 {
        self.0
    }

    /// A seed of its own, for a whole experiment.
    pub fn seed(self) -> Seed {
        Seed(self.bits())
    }

    /// A generator of as many numbers as one thing needs, starting afresh at every call; unrelated to the key's children.
    #[inline]
    pub fn rng(self) -> KeyedRng {
        KeyedRng {
            state: self.0 ^ RUNNING,
        }
    }
}

/// A chance as keys are compared with it: how many of the multiples of 2^-53 from 0 on lie below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance(u64);

impl Chance {
    /// What never happens.
    const NONE: Chance = Chance(0);

    /// The most that the bits of a key may be for it to happen; without meaning for what never happens.
    #[inline]
    fn most(self) -> u64 {
        (self.0 << 11).wrapping_sub(1)
    }

    /// The chance; all that happens under 1 happens above it, and nothing at or below 0 or when it is no number.
    #[inline]
    pub fn new(chance: f64) -> Chance {
        const ALL: i64 = 1 << 53;
        // A power of two changes no digit, so a uniform number is less than the chance exactly when its multiple is
        // less than this.
        let scaled = chance * ALL as f64;
        let whole = (scaled as i64).clamp(0, ALL);
        let below = whole as u64 + u64::from((whole as f64) < scaled);
        Chance(below.min(ALL as u64))
    }
}

/// The running generator of one [`Key`]: SplitMix64 (Steele, Lea & Flood 2014), period 2^64, one addition and one mix a draw.
///
/// It implements `rand`'s generator trait, so any distribution of `rand_distr` can be drawn from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRng {
    state: u64,
}

impl KeyedRng {
    /// The next uniform number in [0, 1), a multiple of 2^-53.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit(self.step())
    }

    #[inline]
    fn step(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        // Stafford 2011, variant 13: not the function of the tree, so that a key's sequence and its children are unrelated.
        let mut x = self.state;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
}

impl TryRng for KeyedRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.step() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.step())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(8) {
            let bytes = self.step().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

/// Maiga's mx3 (2020, revision 2): a bijection of 64 bits in which any input bit flips each output bit with chance one half.
#[inline]
fn mix(x: u64) -> u64 {
    finish(mix_almost(x))
}

/// All of [`mix`] but its last step.
#[inline]
fn mix_almost(mut x: u64) -> u64 {
    const C: u64 = 0xbea2_25f9_eb34_556d;
    x = (x ^ (x >> 32)).wrapping_mul(C);
    x = (x ^ (x >> 29)).wrapping_mul(C);
    (x ^ (x >> 32)).wrapping_mul(C)
}

/// The last step of [`mix`], which leaves as many of the first bits as it shifts by.
#[inline]
fn finish(x: u64) -> u64 {
    x ^ (x >> LAST_SHIFT)
}

/// By how many bits [`finish`] shifts.
const LAST_SHIFT: u32 = 29;

/// The top 53 bits as a number in [0, 1).
#[inline]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}
