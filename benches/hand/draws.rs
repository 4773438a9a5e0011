//! Random numbers by number and not by order: the n-th draw of a purpose is the same in every order of use.

use core::convert::Infallible;

use caseload::random::Key;
use rand::TryRng;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// Far apart for neighbouring numbers, and no small multiple of the step of the generator: two draws share no word.
const STRIDE: u64 = 0xd134_2543_de82_ef95;
/// 2^64 divided by the golden ratio, made odd (Steele, Lea & Flood 2014).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The draws of one purpose of one run; the part of the key that is the same for all of them is mixed once.
#[derive(Clone, Copy)]
pub struct Draws(u64);

impl Draws {
    /// The draws of the purpose with this number.
    pub fn new(run: Key, purpose: u64) -> Self {
        Self(run.child(purpose).bits())
    }

    #[inline]
    fn generator(self, number: u64) -> Generator {
        Generator(self.0.wrapping_add(number.wrapping_mul(STRIDE)))
    }

    /// The exponential time of a number, in ticks, by the ziggurat.
    #[inline]
    pub fn exponential(self, number: u64, mean: f64) -> u64 {
        let unit: f64 = Exp1.sample(&mut self.generator(number));
        ticks(mean * unit)
    }

    /// The lognormal time of a number, in ticks, by the ziggurat.
    #[inline]
    pub fn lognormal(self, number: u64, log_mean: f64, log_deviation: f64) -> u64 {
        let unit: f64 = StandardNormal.sample(&mut self.generator(number));
        ticks((log_mean + log_deviation * unit).exp())
    }

    /// One of `count` equally likely things (Lemire 2019, without the rejection: the bias is below 2^-32).
    #[inline]
    pub fn choice(self, number: u64, count: u64) -> usize {
        (((self.generator(number).step() >> 32) * count) >> 32) as usize
    }

    /// Whether something with a probability of `share` / 2^64 happens.
    #[inline]
    pub fn happens(self, number: u64, share: u64) -> bool {
        self.generator(number).step() < share
    }
}

/// Whole ticks; through a signed number, to which the processor converts at once.
#[inline]
fn ticks(time: f64) -> u64 {
    time as i64 as u64
}

/// SplitMix64.
struct Generator(u64);

impl Generator {
    #[inline]
    fn step(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.step() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.step())
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        for chunk in into.chunks_mut(8) {
            let bytes = self.step().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}
