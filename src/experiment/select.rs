//! The best of several designs of a scenario, with a stated probability of being right, and checked on fresh streams.
//!
//! Designs see the same matters in each replication, so they are compared by paired differences; see
//! [`crate::stats::selection`] for the procedures. A share of the baseline as indifference is measured first, on streams of its own, so
//! that it is a number like any other to the procedure. The choice is then run on streams that had no part in it: the means
//! of the replications that it was chosen by favour it.

use super::runs::{Runner, Sample, Trouble, cost};
use super::subject::{Meaning, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::outcome::Trend;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::scenario::claim::Margin;
use crate::scenario::select::{BestDirection, ConstraintSide};
use crate::stats::selection::{Choice, Fate, Limit, Procedure, Rules, Selection, select};
use crate::stats::{Confidence, Estimate, Paired, paired, t_interval};

mod contest;

pub use contest::Contest;

/// Replications of all designs left that are run together; part of no decision.
const TOGETHER: usize = 32;

/// What was chosen, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// What was chosen.
    pub choice: Choice,
    /// The designs in order.
    pub designs: Vec<DesignFinding>,
    /// What the metric means, and behind it those of the constraints in order.
    pub meanings: Vec<Meaning>,
    /// How it was chosen.
    pub procedure: Procedure,
    /// The probability that the choice is right.
    pub confidence: Confidence,
    /// How far apart two designs must be to matter, in the unit of the metric.
    pub indifference: f64,
    /// The baseline's value that the indifference is a share of, where it is one.
    pub measured: Option<Estimate>,
    /// Replications of each design before the first decision.
    pub first_stage: u32,
    /// The most replications of all designs together.
    pub budget: u64,
    /// Replications of all designs together that it took.
    pub replications: u64,
    /// Replications had every design got as many as the one that got most.
    pub equal_allocation: u64,
    /// What fresh streams say of the choice; none without one.
    pub check: Option<Check>,
}

/// What became of one design.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignFinding {
    /// Its name.
    pub name: String,
    /// Replications that it got.
    pub n: u32,
    /// How it ended.
    pub fate: Fate,
    /// Whether it was found to keep each constraint, in order; none where that was left open.
    pub keeps: Vec<Option<bool>>,
    /// Its means: of the metric, and behind it of the constraints in order. Those of the chosen one are favourable.
    pub estimates: Vec<Option<Estimate>>,
    /// How the backlog went in each replication that has days enough to tell.
    pub trends: Vec<Trend>,
}

/// What fresh streams say of the choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Replications.
    pub n: u32,
    /// The means of the chosen design: of the metric, and behind it of the constraints in order.
    pub estimates: Vec<Option<Estimate>>,
    /// The baseline and the chosen design, by the metric; none when it is the baseline.
    pub paired: Option<Paired>,
    /// The name of the baseline.
    pub baseline: String,
}

/// Chooses the best design.
///
/// # Errors
/// The first trouble; [`Trouble::Input`] also when a metric has no value in some replication, or a share as indifference is
/// one of nothing.
pub fn choose(contest: &Contest, runner: &Runner<'_>) -> Result<Selected, Trouble> {
    let setting = &contest.select;
    let count = contest.designs.len();
    let first_stage = setting.first_stage.value;
    let least = u64::from(first_stage) * count as u64;
    let each = cost(&contest.designs[0]);
    runner.plan((least + 2 * u64::from(setting.check)) * each);
    let (indifference, measured) = indifference(contest, runner)?;
    let signs = signs(contest);
    let rules = rules(contest, indifference, &signs);
    let mut seen: Vec<Vec<Sample>> = vec![Vec::new(); count];
    let ahead = (TOGETHER / count).max(1) as u32;
    let found = select(&rules, count, ahead, |wanted: &[(usize, u32)]| {
        let runs: Vec<(&Subject, u32)> = wanted
            .iter()
            .map(|&(at, number)| (&contest.designs[at], number))
            .collect();
        let samples = runner.run(&runs)?;
        let mut all = Vec::new();
        for (&(at, number), sample) in wanted.iter().zip(samples) {
            let values = values(contest, &contest.designs[at].name, number, &sample)?;
            all.push(values.iter().zip(&signs).map(|(a, b)| a * b).collect());
            seen[at].push(sample);
        }
        Ok::<_, Trouble>(all)
    })?;
    let check = match found.choice {
        Choice::Best(at) => Some(check(contest, at, runner)?),
        Choice::NoneFeasible | Choice::Undecided => None,
    };
    Ok(Selected {
        choice: found.choice,
        designs: findings(contest, &found, &seen),
        meanings: contest.meanings(),
        procedure: setting.procedure,
        confidence: rules.confidence,
        indifference,
        measured,
        first_stage,
        budget: rules.budget,
        replications: found.replications(),
        equal_allocation: found.equal_allocation(),
        check,
    })
}

/// What is asked for, with less being better.
fn rules(contest: &Contest, indifference: f64, signs: &[f64]) -> Rules {
    let setting = &contest.select;
    let limits = setting.constraints.iter().zip(&signs[1..]);
    Rules {
        procedure: setting.procedure,
        confidence: contest.probability(),
        indifference,
        first_stage: setting.first_stage.value,
        budget: contest.budget(),
        limits: limits
            .map(|(constraint, sign)| Limit {
                at_most: sign * constraint.item.at(),
                tolerance: constraint.item.tolerated(),
            })
            .collect(),
    }
}

/// What became of each design, and its means over the replications that were used.
fn findings(contest: &Contest, found: &Selection, seen: &[Vec<Sample>]) -> Vec<DesignFinding> {
    let designs = found.designs.iter().zip(&contest.designs).zip(seen);
    let each = designs.map(|((track, subject), seen)| {
        let used = &seen[..track.n as usize];
        DesignFinding {
            name: subject.name.clone(),
            n: track.n,
            fate: track.fate,
            keeps: track.keeps.clone(),
            estimates: estimates(used, contest),
            trends: used.iter().filter_map(|sample| sample.trend).collect(),
        }
    });
    each.collect()
}

/// What the values of the metric and of the constraints are multiplied by, so that less is better.
fn signs(contest: &Contest) -> Vec<f64> {
    let own = match contest.select.direction {
        BestDirection::Smallest => 1.0,
        BestDirection::Largest => -1.0,
    };
    let constraints = contest.select.constraints.iter();
    let sides = constraints.map(|constraint| match constraint.item.side {
        ConstraintSide::AtMost => 1.0,
        ConstraintSide::AtLeast => -1.0,
    });
    std::iter::once(own).chain(sides).collect()
}

/// The values of one replication, all of which must be there.
fn values(
    contest: &Contest,
    design: &str,
    number: u32,
    sample: &Sample,
) -> Result<Vec<f64>, Trouble> {
    let each = sample.values.iter().zip(contest.metrics());
    let each = each.map(|(value, metric)| {
        value.ok_or_else(|| {
            let name = &metric.measure;
            let message = format!(
                "`{}` has no value in replication {number} of `{design}`",
                name.value
            );
            let wrong = Diagnostic::error(Code::StarvedMeasure, name.place, message)
                .help("choose by a measure that every replication has, or lengthen `plan.horizon`");
            Trouble::Input(wrong.into(), contest.sources().clone())
        })
    });
    each.collect()
}

fn estimates(samples: &[Sample], contest: &Contest) -> Vec<Option<Estimate>> {
    let count = samples.first().map_or(0, |first| first.values.len());
    let each = (0..count).map(|at| {
        let values: Vec<f64> = samples.iter().filter_map(|one| one.values[at]).collect();
        t_interval(&values, contest.confidence())
    });
    each.collect()
}

/// A seed of its own for what is not part of the choice.
fn fresh(contest: &Contest, nth: u64) -> Seed {
    let key = Key::new(Seed(contest.seed()), Replication(0)).purpose(Purpose::Selection);
    key.child(nth).seed()
}

/// The indifference in the unit of the metric, and what it was measured by if it is a share.
fn indifference(
    contest: &Contest,
    runner: &Runner<'_>,
) -> Result<(f64, Option<Estimate>), Trouble> {
    let margin = contest.select.indifference;
    let share = match margin.value {
        Margin::Absolute { value, .. } => return Ok((value, None)),
        Margin::Relative(share) => share,
    };
    let base = contest.baseline.reseeded(fresh(contest, 0));
    let numbers = 0..contest.select.first_stage.value;
    let wanted: Vec<(&Subject, u32)> = numbers.map(|number| (&base, number)).collect();
    let samples = runner.run(&wanted)?;
    for (number, sample) in (0..).zip(&samples) {
        values(contest, &base.name, number, sample)?;
    }
    let measured = estimates(&samples, contest)[0];
    let amount = measured.map_or(0.0, |found| share * found.mean.abs());
    if amount > 0.0 {
        return Ok((amount, measured));
    }
    let message = format!(
        "the metric is 0 in `{}`, and so is a share of it",
        base.name
    );
    let wrong = Diagnostic::error(Code::OutOfRange, margin.place, message)
        .help("write an amount in the unit of the metric");
    Err(Trouble::Input(wrong.into(), contest.sources().clone()))
}

/// The choice and the baseline on streams that had no part in it.
fn check(contest: &Contest, chosen: usize, runner: &Runner<'_>) -> Result<Check, Trouble> {
    let n = contest.select.check;
    let seed = fresh(contest, 1);
    let own = contest.designs[chosen].reseeded(seed);
    let base = contest.baseline.reseeded(seed);
    let is_base = own.name == base.name;
    let run = |subject: &Subject| {
        let wanted: Vec<(&Subject, u32)> = (0..n).map(|number| (subject, number)).collect();
        let samples = runner.run(&wanted)?;
        for (number, sample) in (0..).zip(&samples) {
            values(contest, &subject.name, number, sample)?;
        }
        Ok::<_, Trouble>(samples)
    };
    let samples = run(&own)?;
    let first = |samples: &[Sample]| -> Vec<f64> {
        samples.iter().filter_map(|one| one.values[0]).collect()
    };
    let paired = match is_base {
        true => None,
        false => paired(&first(&run(&base)?), &first(&samples), contest.confidence()),
    };
    Ok(Check {
        n,
        estimates: estimates(&samples, contest),
        paired,
        baseline: base.name,
    })
}
