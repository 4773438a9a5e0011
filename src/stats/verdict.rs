//! A verdict about a claimed effect, from two one-sided tests against the smallest effect of interest.
//!
//! The effect is measured in the claimed direction: positive is what the claim says. With a smallest effect of interest `d`
//! (at least 0) a claim is **supported** when "the effect is at most d" is rejected, **not supported** when "the effect is at
//! least d" is rejected, **reversed** when even "the effect is at least -d" is, and **inconclusive** otherwise: the data are
//! compatible with an effect on either side of the smallest one. Two one-sided tests as in Schuirmann (1987); against a
//! smallest effect and not against zero, so that a large sample does not support what nobody would notice.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::multiple::holm;
use super::sequential::{Looks, sequential_p};
use super::tally::Tally;

/// What is said of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The effect is larger than the smallest of interest.
    Supported,
    /// The effect is smaller than the smallest of interest, or goes the other way a little.
    NotSupported,
    /// The data are compatible with an effect above and below the smallest of interest.
    Inconclusive,
    /// The effect goes the other way by more than the smallest of interest.
    Reversed,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 4] = [
        Verdict::Supported,
        Verdict::NotSupported,
        Verdict::Inconclusive,
        Verdict::Reversed,
    ];

    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::NotSupported => "not supported",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Reversed => "reversed",
        }
    }
}

/// One-sided p-values of one claim, each for what its rejection would show.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tests {
    /// That the effect is larger than the smallest of interest.
    pub above: f64,
    /// That it is smaller.
    pub below: f64,
    /// That it goes the other way by more than that.
    pub reversed: f64,
    /// That it does not go the other way by more than that. It decides nothing but whether to look further.
    pub unharmed: f64,
}

impl Tests {
    /// Nothing is known.
    pub const UNDECIDED: Tests = Tests {
        above: 1.0,
        below: 1.0,
        reversed: 1.0,
        unharmed: 1.0,
    };

    /// The tests of a claim that says in which direction its effect goes. `over` are the effects less the smallest one and
    /// `under` the effects plus the smallest one, replication by replication: where the smallest effect is a share of the
    /// baseline, it varies with it, and no ratio has to be estimated (Fieller 1954).
    ///
    /// # Panics
    /// When the two are not equally long.
    pub fn directed(over: &[f64], under: &[f64]) -> Tests {
        assert_eq!(over.len(), under.len(), "both are of the same replications");
        let (over, under) = (one_sided(over), one_sided(under));
        Tests {
            above: over.greater,
            below: over.less,
            reversed: under.less,
            unharmed: under.greater,
        }
    }

    /// The tests of a claim that there is a difference of at least the smallest size, in either direction: above when it is
    /// shown on one of the sides (Bonferroni), below when both sides are excluded (equivalence, Schuirmann 1987).
    ///
    /// # Panics
    /// When the two are not equally long.
    pub fn either(over: &[f64], under: &[f64]) -> Tests {
        assert_eq!(over.len(), under.len(), "both are of the same replications");
        let (over, under) = (one_sided(over), one_sided(under));
        Tests {
            above: (2.0 * over.greater.min(under.less)).min(1.0),
            below: over.less.max(under.greater),
            reversed: 1.0,
            unharmed: 0.0,
        }
    }

    /// The same tests when they are one of several looks: the sequential p-values after all of them.
    pub fn sequential(at_looks: &[Tests], looks: &Looks) -> Tests {
        let one = |of: fn(&Tests) -> f64| {
            let values: Vec<f64> = at_looks.iter().map(of).collect();
            sequential_p(&values, looks)
        };
        Tests {
            above: one(|tests| tests.above),
            below: one(|tests| tests.below),
            reversed: one(|tests| tests.reversed),
            unharmed: one(|tests| tests.unharmed),
        }
    }

    /// The p-value of the decision on which side of the smallest effect the effect lies: two-sided, since either side may be
    /// shown.
    fn side(&self) -> f64 {
        (2.0 * self.above.min(self.below)).min(1.0)
    }
}

/// The two one-sided p-values of a mean against 0, by Student's t.
struct OneSided {
    greater: f64,
    less: f64,
}

fn one_sided(values: &[f64]) -> OneSided {
    let tally: Tally = values.iter().copied().collect();
    let undecided = OneSided {
        greater: 1.0,
        less: 1.0,
    };
    let (Some(mean), Some(error)) = (tally.mean(), tally.standard_error()) else {
        return undecided;
    };
    let size = values
        .iter()
        .fold(0.0, |size: f64, value| size.max(value.abs()));
    if error <= 8.0 * f64::EPSILON * size {
        // Without any spread there is nothing to test; exactly 0 is no effect beyond the smallest one.
        return match mean {
            mean if mean > 8.0 * f64::EPSILON * size => OneSided {
                greater: 0.0,
                less: 1.0,
            },
            mean if mean < -8.0 * f64::EPSILON * size => OneSided {
                greater: 1.0,
                less: 0.0,
            },
            _ => undecided,
        };
    }
    let Ok(law) = StudentsT::new(0.0, 1.0, (values.len() - 1) as f64) else {
        return undecided;
    };
    let t = mean / error;
    OneSided {
        greater: law.sf(t),
        less: law.cdf(t),
    }
}

/// A verdict with the p-value that was compared with the error allowed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// Holm's adjusted two-sided p-value of the decision for the side of the smallest effect.
    pub adjusted_p: f64,
}

/// The verdicts of a family of claims, with Holm's correction (1979) over the whole family: with the chance of at most `error`
/// any claim of the family is put on the wrong side of its smallest effect. `family` counts the claims that were not run.
///
/// A decision for a side takes the two-sided p-value, as either side may be shown (Shaffer 1980). That a claim is reversed is
/// asked only once it lies below its smallest effect, at the same level: the hypotheses are nested, so it costs nothing.
///
/// # Panics
/// When the family is smaller than the claims.
pub fn judge(claims: &[Tests], family: usize, error: f64) -> Vec<Judged> {
    let sides: Vec<f64> = claims.iter().map(Tests::side).collect();
    let adjusted = holm(&sides, family);
    let harms: Vec<f64> = claims
        .iter()
        .map(|tests| (2.0 * tests.reversed).min(1.0).max(tests.side()))
        .collect();
    let judged = claims.iter().enumerate().map(|(at, tests)| {
        // The same claims with this one's p-value that of being reversed.
        let is_reversed = || {
            let mut with_harm = sides.clone();
            with_harm[at] = harms[at];
            holm(&with_harm, family)[at] <= error
        };
        let verdict = if adjusted[at] > error {
            Verdict::Inconclusive
        } else if tests.above <= tests.below {
            Verdict::Supported
        } else if is_reversed() {
            Verdict::Reversed
        } else {
            Verdict::NotSupported
        };
        Judged {
            verdict,
            adjusted_p: adjusted[at],
        }
    });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests(above: f64, below: f64, reversed: f64) -> Tests {
        Tests {
            above,
            below,
            reversed,
            unharmed: 1.0,
        }
    }

    fn alone(one: Tests) -> Verdict {
        judge(&[one], 1, 0.05)[0].verdict
    }

    #[test]
    fn each_verdict_needs_its_own_test() {
        assert_eq!(alone(tests(0.024, 0.976, 0.999)), Verdict::Supported);
        assert_eq!(alone(tests(0.026, 0.974, 0.999)), Verdict::Inconclusive);
        assert_eq!(alone(tests(0.99, 0.01, 0.3)), Verdict::NotSupported);
        assert_eq!(alone(tests(1.0, 0.001, 0.02)), Verdict::Reversed);
        assert_eq!(alone(tests(1.0, 1.0, 1.0)), Verdict::Inconclusive);
    }

    #[test]
    fn a_verdict_gets_harder_with_every_claim_of_its_family() {
        let one = tests(0.004, 0.996, 1.0);
        assert_eq!(judge(&[one], 6, 0.05)[0].verdict, Verdict::Supported);
        assert_eq!(judge(&[one], 7, 0.05)[0].verdict, Verdict::Inconclusive);
        // Holm: once the other is decided, one hypothesis less is left.
        let sure = tests(0.0, 1.0, 1.0);
        assert_eq!(judge(&[one, sure], 7, 0.05)[0].verdict, Verdict::Supported);
    }

    #[test]
    fn p_values_are_those_of_the_t_test_against_the_smallest_effect() {
        // Effects 1..5, smallest effect 1: mean 2 above it, se .7071, t(4) 2.828: one-sided .02374 (tables).
        let effects = [1.0, 2.0, 3.0, 4.0, 5.0];
        let shifted = |by: f64| effects.map(|effect| effect + by);
        let found = Tests::directed(&shifted(-1.0), &shifted(1.0));
        assert!((found.above - 0.023_71).abs() < 5e-5, "{}", found.above);
        assert!((found.above + found.below - 1.0).abs() < 1e-12);
        assert!(found.reversed > 0.99);
        let mirrored = effects.map(|effect| -effect);
        let (over, under) = (mirrored.map(|one| one - 1.0), mirrored.map(|one| one + 1.0));
        let harmful = Tests::directed(&over, &under);
        assert!((harmful.reversed - found.above).abs() < 1e-12);
        let either = Tests::either(&over, &under);
        assert!((either.above - 2.0 * found.above).abs() < 1e-12);
    }

    #[test]
    fn a_difference_in_neither_direction_is_shown_by_excluding_both() {
        let small = [0.01, -0.02, 0.0, 0.02, -0.01, 0.005];
        let (over, under) = (small.map(|one| one - 1.0), small.map(|one| one + 1.0));
        let found = Tests::either(&over, &under);
        assert!(found.below < 1e-6 && found.above > 0.99);
        assert_eq!(alone(found), Verdict::NotSupported);
    }

    #[test]
    fn what_does_not_vary_is_decided_unless_it_is_the_smallest_effect_itself() {
        let constant = |value: f64| [value; 4];
        let supported = Tests::directed(&constant(0.5), &constant(1.5));
        assert_eq!(alone(supported), Verdict::Supported);
        let not = Tests::directed(&constant(-0.5), &constant(0.5));
        assert_eq!(alone(not), Verdict::NotSupported);
        let reversed = Tests::directed(&constant(-1.5), &constant(-0.5));
        assert_eq!(alone(reversed), Verdict::Reversed);
        let none = Tests::directed(&constant(0.0), &constant(0.0));
        assert_eq!(alone(none), Verdict::Inconclusive);
    }

    #[test]
    fn one_replication_decides_nothing() {
        let found = Tests::directed(&[5.0], &[6.0]);
        assert_eq!(alone(found), Verdict::Inconclusive);
        assert_eq!(alone(Tests::directed(&[], &[])), Verdict::Inconclusive);
    }
}
