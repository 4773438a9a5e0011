//! OCBA: the next replications to the designs that are hardest to tell from the best.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

use super::{Choice, Data, Fate, Rules, Selection, Track};

/// Replications a step adds for each design that is open.
const STEP: u64 = 2;
/// A step adds at least the part of all replications that this divides them into: each takes a pass over all.
const GROWTH: u64 = 50;
/// A weight that is as good as infinite.
const WEIGHT_MOST: f64 = 1e12;

/// A mean with what its error is measured by.
#[derive(Debug, Clone, Copy)]
struct Mean {
    n: u32,
    mean: f64,
    variance: f64,
}

/// How sure the data are that a mean is above 0, if they are.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Evidence {
    /// The chance that data ever speak so clearly for a mean that is not.
    error: f64,
    /// Replications that would bring one unit of evidence; the fewer the clearer.
    weight: f64,
}

/// What rules a design out: that it is worse than the best, or that it breaks a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Route {
    Worse,
    Limit(usize),
}

/// What the data say of the designs.
struct View {
    /// The one that looks best of those that seem to keep all limits.
    best: Option<usize>,
    /// What speaks most for ruling out each design, by place; of the best, its weakest support, with a route of no meaning.
    evidence: Vec<(Evidence, Route)>,
    /// Of the best: what speaks for keeping each limit.
    support: Vec<Evidence>,
    /// How many limits there are.
    limits: usize,
    /// The chance of an error that each decision is allowed.
    error_each: f64,
}

/// Chooses among the designs of `data`.
pub(super) fn select<F, E>(rules: &Rules, data: &mut Data<F>) -> Result<Selection, E>
where
    F: FnMut(&[(usize, u32)]) -> Result<Vec<Vec<f64>>, E>,
{
    let designs = data.values.len();
    let mut counts = vec![rules.first_stage; designs];
    loop {
        let wanted: Vec<(usize, u32)> = counts.iter().copied().enumerate().collect();
        data.ensure(&wanted)?;
        let view = View::new(rules, &data.values);
        let open = view.open();
        if open == 0 {
            let choice = view.best.map_or(Choice::NoneFeasible, Choice::Best);
            return Ok(view.end(choice, &counts));
        }
        let used: u64 = counts.iter().map(|&n| u64::from(n)).sum();
        let step = (STEP * open).max(used / GROWTH);
        let more = step.min(rules.budget.saturating_sub(used));
        if more == 0 {
            return Ok(view.end(Choice::Undecided, &counts));
        }
        view.allocate(&mut counts, more);
    }
}

impl Evidence {
    /// Nothing speaks for it.
    const NONE: Self = Self {
        error: 1.0,
        weight: WEIGHT_MOST,
    };
}

impl Mean {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        // Welford 1962.
        let (mut n, mut mean, mut squares) = (0_u32, 0.0, 0.0);
        for value in values {
            n += 1;
            let from = value - mean;
            mean += from / f64::from(n);
            squares += from * (value - mean);
        }
        Self {
            n,
            mean,
            variance: squares / f64::from(n.max(2) - 1),
        }
    }

    /// The evidence that the mean is above a number, when the first stage had so many replications.
    ///
    /// Lai 1976 (theorem 2): with n normal observations, their mean and their variance with divisor n, the squared distance of
    /// the mean from the truth in units of that variance is at least (b n)^(1 / n) - 1 for any n from m on with a chance of at
    /// most 2 (1 - F(a) + a f(a)), b = (1 + a^2 / (m - 1))^m / m, F and f being Student's law with m - 1 degrees of freedom. Solved
    /// for the chance; both sides of it are counted although one is asked for.
    fn above(self, number: f64, first_stage: u32) -> Evidence {
        let gap = self.mean - number;
        if gap <= 0.0 {
            return Evidence::NONE;
        }
        let (n, m) = (f64::from(self.n), f64::from(first_stage));
        let squared = gap.powi(2) / (self.variance * (n - 1.0) / n);
        // The logarithm of m b, and from it that of 1 + a^2 / (m - 1).
        let log = (n * squared.ln_1p() - (n / m).ln()) / m;
        let a = ((m - 1.0) * log.max(0.0).exp_m1()).sqrt();
        let error = match StudentsT::new(0.0, 1.0, m - 1.0) {
            Ok(law) if a.is_finite() => 2.0 * (law.sf(a) + a * law.pdf(a)),
            _ => 0.0,
        };
        Evidence {
            error: error.min(1.0),
            weight: (self.variance / gap.powi(2)).min(WEIGHT_MOST),
        }
    }

    /// The evidence that the mean is below a number.
    fn below(self, number: f64, first_stage: u32) -> Evidence {
        let turned = Self {
            mean: -self.mean,
            ..self
        };
        turned.above(-number, first_stage)
    }
}

impl View {
    fn new(rules: &Rules, values: &[Vec<Vec<f64>>]) -> Self {
        let limits: Vec<Vec<Mean>> = values
            .iter()
            .map(|own| {
                let each = 1..=rules.limits.len();
                each.map(|at| Mean::new(own.iter().map(|one| one[at])))
                    .collect()
            })
            .collect();
        let best = best(rules, values, &limits);
        let evidence = (0..values.len()).map(|design| {
            let by_limit = rules.limits.iter().zip(&limits[design]).enumerate();
            let by_limit = by_limit.map(|(at, (limit, mean))| {
                // To be wrong it would have to keep the limit with room to spare.
                let evidence = mean.above(limit.at_most - limit.tolerance, rules.first_stage);
                (evidence, Route::Limit(at))
            });
            let worse = best.map(|best| {
                let difference = paired(&values[design], &values[best]);
                (
                    difference.above(-rules.indifference, rules.first_stage),
                    Route::Worse,
                )
            });
            let routes = worse.into_iter().chain(by_limit);
            let clearest = routes.min_by(|a, b| a.0.error.total_cmp(&b.0.error));
            clearest.unwrap_or((Evidence::NONE, Route::Worse))
        });
        let evidence = evidence.collect();
        let support = best.map_or(Vec::new(), |best| {
            let each = rules.limits.iter().zip(&limits[best]);
            each.map(|(limit, mean)| mean.below(limit.at_most + limit.tolerance, rules.first_stage))
                .collect()
        });
        Self {
            best,
            evidence,
            support,
            limits: rules.limits.len(),
            error_each: rules.error_each(values.len()),
        }
    }

    /// How many designs need more replications.
    fn open(&self) -> u64 {
        let others = (0..self.evidence.len()).filter(|&at| self.is_open(at));
        others.count() as u64
    }

    /// Whether a design is neither ruled out nor, if it is the best, known to keep all limits.
    fn is_open(&self, design: usize) -> bool {
        match Some(design) == self.best {
            true => self.support.iter().any(|one| one.error > self.error_each),
            false => self.evidence[design].0.error > self.error_each,
        }
    }

    /// Adds so many replications to designs that are open and to the best, each where it is most overdue: the numbers are to be as
    /// the variances over the squared distances (Chen et al. 2000, for paired differences), and the best has as many as its closest
    /// rival, which pairs them all.
    fn allocate(&self, counts: &mut [u32], more: u64) {
        let open = |at: usize| self.is_open(at);
        let weight = |at: usize| match open(at) {
            true => self.evidence[at].0.weight,
            false => 0.0,
        };
        let mut weights: Vec<f64> = (0..counts.len()).map(weight).collect();
        if let Some(best) = self.best {
            let rivals = (0..counts.len()).filter(|&at| at != best);
            let rivals = rivals.filter(|&at| self.evidence[at].1 == Route::Worse);
            let support = self.support.iter();
            let support = support.filter(|one| one.error > self.error_each);
            weights[best] = rivals
                .map(weight)
                .chain(support.map(|one| one.weight))
                .fold(0.0, f64::max);
        }
        for _ in 0..more {
            let overdue = |at: usize| weights[at] / f64::from(counts[at]);
            let next = (0..counts.len()).rev();
            let next = next.max_by(|&a, &b| overdue(a).total_cmp(&overdue(b)));
            counts[next.expect("there is a design")] += 1;
        }
    }

    fn end(self, choice: Choice, counts: &[u32]) -> Selection {
        let designs = (0..counts.len()).map(|at| {
            let fate = match (self.evidence[at].1, self.best) {
                (_, Some(best)) if best == at => Fate::Contending,
                _ if self.is_open(at) => Fate::Contending,
                (Route::Worse, best) => best.map_or(Fate::Contending, |by| Fate::Beaten { by }),
                (Route::Limit(limit), _) => Fate::Infeasible { limit },
            };
            let keeps = |limit: usize| match fate {
                Fate::Infeasible { limit: broken } if broken == limit => Some(false),
                _ if self.best == Some(at) => {
                    (self.support[limit].error <= self.error_each).then_some(true)
                }
                _ => None,
            };
            Track {
                n: counts[at],
                fate,
                keeps: (0..self.limits).map(keeps).collect(),
            }
        });
        Selection {
            choice,
            designs: designs.collect(),
        }
    }
}

/// The design that looks best of those whose means keep all limits. Means are put together from paired differences to the design
/// with the most replications, so that what its further replications have in common with the others' is allowed for.
fn best(rules: &Rules, values: &[Vec<Vec<f64>>], limits: &[Vec<Mean>]) -> Option<usize> {
    let counts = 0..values.len();
    let reference = counts.rev().max_by_key(|&at| values[at].len())?;
    let keeps = |at: usize| {
        let mut each = rules.limits.iter().zip(&limits[at]);
        each.all(|(limit, mean)| mean.mean <= limit.at_most)
    };
    let kept = (0..values.len()).filter(|&at| keeps(at));
    let from = |at: usize| paired(&values[at], &values[reference]).mean;
    let ahead: Vec<(usize, f64)> = kept.map(|at| (at, from(at))).collect();
    let first = ahead.into_iter().min_by(|a, b| a.1.total_cmp(&b.1));
    first.map(|(at, _)| at)
}

/// The difference of one design from another over the replications that both have.
fn paired(one: &[Vec<f64>], other: &[Vec<f64>]) -> Mean {
    Mean::new(one.iter().zip(other).map(|(a, b)| a[0] - b[0]))
}

#[cfg(test)]
mod tests {
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::random::{Key, Purpose, Replication, Seed};
    use crate::stats::{Side, binomial_p};

    #[test]
    fn data_speak_for_what_is_not_no_more_often_than_the_bound_says_however_often_one_looks() {
        let (first, trials) = (6, 2000);
        for level in [0.3, 0.05] {
            let wrong = (0..trials).filter(|&trial| {
                let key = Key::new(Seed(8), Replication(trial)).purpose(Purpose::Test);
                let mut rng = key.rng();
                let values: Vec<f64> = (0..400).map(|_| StandardNormal.sample(&mut rng)).collect();
                (first..=400).any(|n| {
                    let mean = Mean::new(values[..n].iter().copied());
                    mean.above(0.0, first as u32).error <= level
                        || mean.below(0.0, first as u32).error <= level
                })
            });
            let wrong = wrong.count();
            let chance = binomial_p(wrong, trials as usize, level, Side::AtLeast);
            assert!(
                chance.is_some_and(|chance| chance > 1e-3),
                "{level}: {wrong}"
            );
            // A bound that is never reached would be no use.
            assert!(
                wrong as f64 > 0.3 * level * f64::from(trials),
                "{level}: {wrong}"
            );
        }
    }

    #[test]
    fn at_the_first_stage_the_bound_is_that_of_the_t_statistic() {
        // Six values with mean 1 and variance 1: t = sqrt 6, which is a of Lai's theorem at n = m.
        let mean = Mean {
            n: 6,
            mean: 1.0,
            variance: 1.0,
        };
        let law = StudentsT::new(0.0, 1.0, 5.0).expect("a law");
        let a = 6.0_f64.sqrt();
        let expected = 2.0 * (law.sf(a) + a * law.pdf(a));
        assert!((mean.above(0.0, 6).error - expected).abs() < 1e-9);
        assert_eq!(mean.above(1.0, 6), Evidence::NONE);
    }
}
