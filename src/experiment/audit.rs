//! How often the statistics are right, on problems whose truth is known.
//!
//! The truth is planted in simulated organisations, or in normal numbers where only the arithmetic of many verdicts is in
//! question; then the ordinary procedure runs a thousand times on other seeds, and what it says is counted.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::Progress;
use super::claim::{Study, Variant, planted_effects, planted_verdict};
use super::runs::Trouble;
use crate::diagnostic::{At, Sources};
use crate::random::{Key, Purpose, Replication, Seed};
use crate::scenario::Document;
use crate::scenario::claim::Arms;
use crate::stats::{
    Confidence, Looks, Proportion, Side, Tests, Verdict, binomial_p, clopper_pearson, judge,
    t_interval,
};

/// The scenario of planted truths.
const PLANTED: &str = include_str!("audit/planted.toml");
/// Replications from which the spread of an effect is taken, on seeds of their own.
const PILOT: u32 = 2000;
/// Claims of a family in the audit of families.
const FAMILY: usize = 20;
/// A share this unlikely under what is stated contradicts it.
const SURPRISE: f64 = 0.001;

/// What is stated about a share, and what was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// The truth that was planted.
    pub truth: String,
    /// What happened that is counted.
    pub event: String,
    /// Whether it is stated to happen at most or at least so often.
    pub bound: Bound,
    /// How often it was seen, with its exact interval.
    pub seen: Proportion,
    /// Whether what was seen is compatible with what is stated: not less likely than one in a thousand.
    pub holds: bool,
}

/// How often something is stated to happen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// At most in this share.
    AtMost(f64),
    /// At least in this share.
    AtLeast(f64),
}

/// How often each verdict was passed on one truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tallied {
    /// The truth.
    pub truth: String,
    /// Trials.
    pub trials: usize,
    /// Supported, not supported, inconclusive, reversed.
    pub verdicts: [usize; 4],
    /// Mean number of replications until the decision.
    pub n_mean: f64,
}

/// What an audit of verdicts found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerdictAudit {
    /// Seed of the audit.
    pub seed: u64,
    /// The error a family is allowed.
    pub error: f64,
    /// Numbers of replications at which the evidence was looked at.
    pub looks: Vec<u32>,
    /// Verdicts by truth.
    pub tallies: Vec<Tallied>,
    /// What is stated, and what was seen.
    pub statements: Vec<Statement>,
}

/// Claims with a planted truth: its name, the design, and the true effect in units of the smallest one.
const TRUTHS: [(&str, &str, f64); 4] = [
    ("no effect", "none", 0.0),
    ("the smallest effect itself", "smallest", 1.0),
    ("twice the smallest effect", "twice", 2.0),
    ("harm of twice the smallest effect", "harmful", -2.0),
];

/// Judges claims whose truth is known, `trials` times each on seeds of their own, and whole families of them.
///
/// # Errors
/// [`Trouble::Stopped`] when `stop` was set.
pub fn audit_verdicts(
    (trials, seed, error): (u32, u64, f64),
    progress: &(dyn Progress + Sync),
    stop: &AtomicBool,
) -> Result<VerdictAudit, Trouble> {
    let told = Told {
        progress,
        done: AtomicU64::new(0),
        total: u64::from(trials) * (TRUTHS.len() as u64 + 2),
        stop,
    };
    let mut audit = VerdictAudit {
        seed,
        error,
        looks: Vec::new(),
        tallies: Vec::new(),
        statements: Vec::new(),
    };
    for (nth, (truth, design, size)) in TRUTHS.into_iter().enumerate() {
        let study = planted(design);
        let variant = study
            .variant(None, &[])
            .map_err(|wrong| Trouble::Input(wrong, study.sources().clone()))?;
        let looks = Looks::new(&study.claim.effort.quick);
        let looks = looks.expect("the planted claim has looks");
        let root = Key::new(Seed(seed), Replication(nth as u32)).purpose(Purpose::Test);
        let run = |trial: u32| {
            told.check()?;
            let variant = variant.reseeded(Seed(root.child(u64::from(trial)).bits()));
            let found = planted_verdict(&study, variant, &looks, error, stop)?;
            told.one();
            Ok(found)
        };
        let found: Result<Vec<(Verdict, u32)>, Trouble> =
            (0..trials).into_par_iter().map(run).collect();
        let tallied = tally(truth, &found?);
        let pilot = variant.reseeded(Seed(root.child(u64::MAX).bits()));
        let statements = statements(&study, &pilot, (&tallied, size), &looks, error, stop)?;
        audit.statements.extend(statements);
        audit.tallies.push(tallied);
        audit.looks = looks.counts().to_vec();
    }
    audit
        .statements
        .extend(families((trials, seed, error), &told)?);
    Ok(audit)
}

/// What is stated of families of claims, and what was seen.
fn families(
    (trials, seed, error): (u32, u64, f64),
    told: &Told<'_>,
) -> Result<Vec<Statement>, Trouble> {
    let mut statements = Vec::new();
    for (truth, strong) in [
        ("20 claims at their smallest effects", 0),
        (
            "10 claims at their smallest effects beside 10 far above",
            10,
        ),
    ] {
        let wrong: Result<Vec<bool>, Trouble> = (0..trials)
            .into_par_iter()
            .map(|trial| {
                told.check()?;
                let key = Key::new(Seed(seed), Replication(trial)).purpose(Purpose::Test);
                let wrong = family(key.child(1000 + strong as u64), strong, error);
                told.one();
                Ok(wrong)
            })
            .collect();
        let wrong = wrong?;
        let count = wrong.iter().filter(|wrong| **wrong).count();
        let event = "any of them is put on a side".to_owned();
        let bound = Bound::AtMost(error);
        statements.extend(statement(truth, event, bound, (count, wrong.len())));
    }
    Ok(statements)
}

/// The planted claim with one of its designs as the treatment.
fn planted(design: &str) -> Study {
    let mut sources = Sources::new();
    let document = Document::read(&mut sources, "planted.toml", PLANTED, &[]);
    let document = document.expect("the planted scenario is in order");
    let (scenario, _) = document.scenario("baseline");
    let mut scenario = scenario.expect("the planted scenario is in order");
    if let Some(claim) = &mut scenario.claim {
        claim.arms = Arms::Two {
            treatment: At::nowhere(design.to_owned()),
            baseline: None,
        };
    }
    Study::new(
        "planted.toml".to_owned(),
        document,
        scenario,
        PathBuf::new(),
        sources,
    )
    .expect("the planted claim is in order")
}

fn tally(truth: &str, found: &[(Verdict, u32)]) -> Tallied {
    let count = |verdict: Verdict| found.iter().filter(|(one, _)| *one == verdict).count();
    let all: f64 = found.iter().map(|(_, n)| f64::from(*n)).sum();
    Tallied {
        truth: truth.to_owned(),
        trials: found.len(),
        verdicts: Verdict::ALL.map(count),
        n_mean: all / found.len().max(1) as f64,
    }
}

/// What is stated of one truth. The power is what the last look alone has, from the spread of a pilot: earlier looks add to it.
fn statements(
    study: &Study,
    pilot: &Variant,
    (tallied, size): (&Tallied, f64),
    looks: &Looks,
    error: f64,
    stop: &AtomicBool,
) -> Result<Vec<Statement>, Trouble> {
    let [supported, not, _, reversed] = tallied.verdicts;
    let trials = tallied.trials;
    let one_sided = error / 2.0;
    let mut all = Vec::new();
    let mut say = |event: &str, bound, count| {
        all.extend(statement(
            &tallied.truth,
            event.to_owned(),
            bound,
            (count, trials),
        ));
    };
    let power = |gap: usize| {
        let effects = planted_effects(study, pilot, PILOT, stop)?;
        Ok::<Bound, Trouble>(Bound::AtLeast(power(&effects[gap], looks, one_sided)))
    };
    match size {
        0.0 => {
            say("supported", Bound::AtMost(one_sided), supported);
            say("reversed", Bound::AtMost(one_sided), reversed);
            say("not supported", power(0)?, not);
        }
        1.0 => {
            say("supported", Bound::AtMost(one_sided), supported);
            say(
                "not supported or reversed",
                Bound::AtMost(one_sided),
                not + reversed,
            );
        }
        2.0 => {
            say("supported", power(0)?, supported);
            say(
                "not supported or reversed",
                Bound::AtMost(one_sided),
                not + reversed,
            );
        }
        _ => {
            say("reversed", power(1)?, reversed);
            say("supported", Bound::AtMost(one_sided), supported);
        }
    }
    Ok(all)
}

/// The chance that the last look rejects, for effects that lie so far from the value tested.
fn power(distances: &[f64], looks: &Looks, alpha: f64) -> f64 {
    let last = looks.counts().len() - 1;
    let (level, n) = (
        alpha * looks.part(last).unwrap_or(0.0),
        looks.counts()[last],
    );
    let found = t_interval(distances, Confidence::USUAL);
    let Some((mean, sd)) = found.and_then(|found| Some((found.mean, found.sd?))) else {
        return 0.0;
    };
    let law = Normal::standard();
    let shift = mean.abs() * f64::from(n).sqrt() / sd;
    law.cdf(shift + law.inverse_cdf(level))
}

fn statement(
    truth: &str,
    event: String,
    bound: Bound,
    (count, trials): (usize, usize),
) -> Option<Statement> {
    let seen = clopper_pearson(count, trials, Confidence::USUAL)?;
    let surprise = match bound {
        Bound::AtMost(share) => binomial_p(count, trials, share, Side::AtLeast),
        Bound::AtLeast(share) => binomial_p(count, trials, share, Side::AtMost),
    };
    Some(Statement {
        truth: truth.to_owned(),
        event,
        bound,
        seen,
        holds: surprise? >= SURPRISE,
    })
}

/// Whether a family of normal effects, all but `strong` of them exactly the smallest one, has a claim among the others that is
/// put on a side.
fn family(key: Key, strong: usize, error: f64) -> bool {
    let looks = Looks::new(&[10, 20, 40]).expect("the looks are in order");
    let law = Normal::standard();
    let claims: Vec<Tests> = (0..FAMILY)
        .map(|claim| {
            let shift = if claim < strong { 3.0 } else { 0.0 };
            let own = key.child(claim as u64);
            let over: Vec<f64> = (0..40)
                .map(|nth| shift + law.inverse_cdf(own.child(nth).uniform().max(1e-16)))
                .collect();
            let under: Vec<f64> = over.iter().map(|one| one + 2.0).collect();
            let at_looks: Vec<Tests> = looks
                .counts()
                .iter()
                .map(|&n| Tests::directed(&over[..n as usize], &under[..n as usize]))
                .collect();
            Tests::sequential(&at_looks, &looks)
        })
        .collect();
    let judged = judge(&claims, FAMILY, error);
    judged[strong..]
        .iter()
        .any(|one| one.verdict != Verdict::Inconclusive)
}

/// Tells how far the audit is, and whether to stop.
struct Told<'a> {
    progress: &'a (dyn Progress + Sync),
    done: AtomicU64,
    total: u64,
    stop: &'a AtomicBool,
}

impl Told<'_> {
    fn one(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.progress.advanced(done, self.total);
    }

    fn check(&self) -> Result<(), Trouble> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Trouble::Stopped),
            false => Ok(()),
        }
    }
}

impl VerdictAudit {
    /// Whether everything that is stated is compatible with what was seen.
    pub fn holds(&self) -> bool {
        self.statements.iter().all(|one| one.holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_of_a_few_trials_contradicts_nothing_and_knows_help_from_harm() {
        let audit = audit_verdicts((40, 5, 0.05), &(), &AtomicBool::new(false));
        let audit = audit.expect("nobody stops it");
        let failed: Vec<&Statement> = audit.statements.iter().filter(|one| !one.holds).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        let of = |at: usize| audit.tallies[at].verdicts;
        assert!(of(2)[0] > 30, "twice the smallest effect: {:?}", of(2));
        assert!(of(3)[3] > 30, "harm: {:?}", of(3));
        assert!(of(0)[0] < 5 && of(0)[3] < 5, "no effect: {:?}", of(0));
    }

    #[test]
    fn a_statement_that_what_was_seen_contradicts_does_not_hold() {
        let at_most = statement("", String::new(), Bound::AtMost(0.025), (60, 1000));
        assert!(!at_most.expect("there are trials").holds);
        let at_least = statement("", String::new(), Bound::AtLeast(0.9), (850, 1000));
        assert!(!at_least.expect("there are trials").holds);
        let fine = statement("", String::new(), Bound::AtMost(0.025), (30, 1000));
        assert!(fine.expect("there are trials").holds);
    }

    #[test]
    fn the_power_of_one_look_is_that_of_the_normal_table() {
        // Mean 1, sd 2, n 16, level .025: shift 2, power Phi(2 - 1.96) = .516.
        let distances: Vec<f64> = (0..1000)
            .map(|nth| 1.0 + if nth % 2 == 0 { 2.0 } else { -2.0 })
            .collect();
        let looks = Looks::new(&[16]).expect("one look");
        assert!((power(&distances, &looks, 0.025) - 0.516).abs() < 0.002);
    }
}
