//! Where the mean of something that grows with demand crosses 0, with an interval by test inversion.

use std::collections::BTreeMap;

use crate::experiment::runs::Trouble;
use crate::stats::Spread;

/// Steps to a factor of e: neighbouring demands differ by a four-hundredth.
const RUNGS: f64 = 400.0;
/// The smallest and the largest factor that is tried, as logarithms.
const RANGE: (f64, f64) = (-4.6, 4.6);
/// The first step from the guess, in rungs: about a tenth.
const FIRST: i32 = 40;
/// The error on either side of the interval.
const ERROR: f64 = 0.025;
/// Replications with which a demand far from the limit is told to be so, and the error of that.
const FEW: u32 = 4;
const FAR: f64 = 0.0005;

/// Where a limit lies, as a factor on the demand of the scenario.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Limit {
    /// Where the mean crosses.
    pub at: Crossing,
    /// The largest demand that is shown to be below it; none when not even the smallest is.
    pub low: Option<f64>,
    /// The smallest demand that is shown to be above it; none when not even the largest is.
    pub high: Option<f64>,
}

/// Where a mean crosses 0.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Crossing {
    /// At this factor.
    At(f64),
    /// Below the smallest demand that was tried.
    Below(f64),
    /// Above the largest demand that was tried.
    Above(f64),
}

impl Limit {
    /// The limit in another unit.
    pub fn times(self, factor: f64) -> Self {
        let times = |value: f64| value * factor;
        Self {
            at: match self.at {
                Crossing::At(value) => Crossing::At(times(value)),
                Crossing::Below(value) => Crossing::Below(times(value)),
                Crossing::Above(value) => Crossing::Above(times(value)),
            },
            low: self.low.map(times),
            high: self.high.map(times),
        }
    }
}

/// Demands that may be tried, evenly by their ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ladder {
    start: i32,
    lowest: i32,
    highest: i32,
}

impl Ladder {
    /// From a guess on, and never more than `most` times the demand of the scenario.
    pub(super) fn new(guess: f64, most: f64) -> Self {
        let rung = |value: f64| (value.ln() * RUNGS).round() as i32;
        let lowest = (RANGE.0 * RUNGS) as i32;
        let highest = ((RANGE.1 * RUNGS) as i32)
            .min(rung(most.max(1e-6)))
            .max(lowest);
        Self {
            start: rung(guess.clamp(1e-6, 1e6)).clamp(lowest, highest),
            lowest,
            highest,
        }
    }

    fn factor(rung: i32) -> f64 {
        (f64::from(rung) / RUNGS).exp()
    }
}

/// What is known of the demands that were tried.
struct Tried<F> {
    excess: F,
    n: u32,
    known: BTreeMap<i32, Option<Spread>>,
}

impl<F: FnMut(f64, u32) -> Result<Vec<Option<f64>>, Trouble>> Tried<F> {
    /// How far a demand is above the limit; none when a replication has no value, which is far above.
    fn spread(&mut self, rung: i32) -> Result<Option<Spread>, Trouble> {
        if let Some(known) = self.known.get(&rung) {
            return Ok(*known);
        }
        let few = self.of(rung, FEW.min(self.n))?;
        let is_far = few.as_ref().is_none_or(|few| {
            let (low, high) = (few.lower(FAR), few.upper(FAR));
            low.is_some_and(|low| low > 0.0) || high.is_some_and(|high| high < 0.0)
        });
        let spread = match is_far || self.n <= FEW {
            true => few,
            false => self.of(rung, self.n)?,
        };
        self.known.insert(rung, spread);
        Ok(spread)
    }

    fn of(&mut self, rung: i32, n: u32) -> Result<Option<Spread>, Trouble> {
        let values = (self.excess)(Ladder::factor(rung), n)?;
        let values: Option<Vec<f64>> = values.into_iter().collect();
        Ok(values.and_then(|values| Spread::of(&values)))
    }

    /// The lowest rung that `is_above` holds for, taking it that it holds from there on: by doubling steps from the start, then halving.
    /// None when it holds nowhere.
    fn first(
        &mut self,
        ladder: &Ladder,
        is_above: fn(&Spread) -> bool,
    ) -> Result<Option<i32>, Trouble> {
        let mut above = |rung: i32| Ok(self.spread(rung)?.as_ref().is_none_or(is_above));
        let (mut low, mut high) = (ladder.lowest - 1, ladder.highest + 1);
        let (mut at, mut step) = (ladder.start, FIRST);
        loop {
            if above(at)? {
                high = at;
                at -= step;
            } else {
                low = at;
                at += step;
            }
            step *= 2;
            if at <= low || at >= high {
                break;
            }
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match above(middle)? {
                true => high = middle,
                false => low = middle,
            }
        }
        Ok((high <= ladder.highest).then_some(high))
    }
}

/// Where the mean of `excess` crosses 0 as demand rises. `excess` gives a value for each of so many replications at a factor on demand,
/// above 0 beyond the limit, and none where it is far beyond; `n` are wanted where fewer do not tell.
///
/// # Errors
/// The first that `excess` gives.
pub(super) fn crossing(
    ladder: &Ladder,
    n: u32,
    excess: impl FnMut(f64, u32) -> Result<Vec<Option<f64>>, Trouble>,
) -> Result<Limit, Trouble> {
    let mut tried = Tried {
        excess,
        n,
        known: BTreeMap::new(),
    };
    let middle = tried.first(ladder, |spread| spread.mean > 0.0)?;
    let near = Ladder {
        start: middle.unwrap_or(ladder.highest),
        ..*ladder
    };
    let low = tried.first(&near, |spread| {
        spread.upper(ERROR).is_none_or(|at| at > 0.0)
    })?;
    let high = tried.first(&near, |spread| {
        spread.lower(ERROR).is_some_and(|at| at > 0.0)
    })?;
    let at = match middle {
        None => Crossing::Above(Ladder::factor(ladder.highest)),
        Some(rung) if rung == ladder.lowest => Crossing::Below(Ladder::factor(rung)),
        Some(rung) => {
            // Between the last demand below and the first above, by their means.
            let ends = tried.spread(rung - 1)?.zip(tried.spread(rung)?);
            let share = ends.map_or(0.5, |(below, above)| below.mean / (below.mean - above.mean));
            let share = if share.is_finite() { share } else { 0.5 };
            Crossing::At(((f64::from(rung) - 1.0 + share) / RUNGS).exp())
        }
    };
    // What is not above the limit is the rung below the first that may be.
    let low = low.map_or(ladder.highest, |rung| rung - 1);
    Ok(Limit {
        at,
        low: (low >= ladder.lowest).then(|| Ladder::factor(low)),
        high: high.map(Ladder::factor),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ladder: &Ladder, excess: impl Fn(f64) -> Vec<Option<f64>>) -> (Limit, u32) {
        let mut tries = 0;
        let found = crossing(ladder, 10, |factor, n| {
            tries += 1;
            Ok(excess(factor)[..n as usize].to_vec())
        });
        (found.expect("nothing goes wrong"), tries)
    }

    /// Ten values around a line that crosses 0 at `root`.
    fn around(factor: f64, root: f64, spread: f64) -> Vec<Option<f64>> {
        // The first four have the mean of all ten.
        let each = [0, 9, 1, 8, 2, 7, 3, 6, 4, 5];
        let each = each.map(|nth: i32| factor - root + spread * (f64::from(nth) - 4.5));
        each.map(Some).to_vec()
    }

    #[test]
    fn a_line_is_crossed_where_it_is_from_any_guess_and_the_interval_is_that_of_the_test() {
        for guess in [0.1, 1.0, 1.7, 30.0] {
            let ladder = Ladder::new(guess, 100.0);
            let (limit, tries) = found(&ladder, |factor| around(factor, 1.7, 0.01));
            let Crossing::At(at) = limit.at else {
                panic!("{limit:?}")
            };
            assert!((at - 1.7).abs() < 1e-5, "{at}");
            // sd .0302765, t of 9 degrees of freedom 2.262157: half-width .021658.
            let (low, high) = (limit.low.expect("an end"), limit.high.expect("an end"));
            assert!((low - 1.678_342).abs() < 0.005 && low <= 1.678_343, "{low}");
            assert!(
                (high - 1.721_658).abs() < 0.005 && high >= 1.721_657,
                "{high}"
            );
            assert!(tries < 80, "{tries}");
        }
    }

    #[test]
    fn what_is_never_or_always_crossed_is_said_so() {
        let ladder = Ladder::new(1.0, 8.0);
        let (never, _) = found(&ladder, |_| around(0.0, 1.0, 0.01));
        assert!(matches!(never.at, Crossing::Above(at) if (at - 8.0).abs() < 0.05));
        assert_eq!(never.high, None);
        let (always, _) = found(&ladder, |_| around(1.0, 0.0, 0.01));
        assert!(matches!(always.at, Crossing::Below(at) if at < 0.02));
        assert_eq!(always.low, None);
    }

    #[test]
    fn a_replication_without_a_value_is_far_beyond_the_limit() {
        let ladder = Ladder::new(1.0, 100.0);
        let (limit, _) = found(&ladder, |factor| {
            let mut all = around(factor, 5.0, 0.01);
            if factor > 2.0 {
                all[3] = None;
            }
            all
        });
        assert!(
            matches!(limit.at, Crossing::At(at) if (at - 2.0).abs() < 0.01),
            "{limit:?}"
        );
    }
}
