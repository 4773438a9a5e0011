//! How often verdicts on claims are right.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use statrs::distribution::{ContinuousCDF, Normal};

use super::{Audit, Bound, Cell, Statement, Table, Trials};
use crate::diagnostic::{At, Sources};
use crate::experiment::claim::{Study, Variant, planted_effects, planted_verdict};
use crate::experiment::runs::Trouble;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::scenario::Document;
use crate::scenario::claim::Arms;
use crate::stats::{Confidence, Looks, Tally, Tests, Verdict, judge, t_interval};

/// The scenario of planted truths.
const PLANTED: &str = include_str!("planted.toml");
/// Replications from which the spread of an effect is taken, on seeds of their own.
const PILOT: u32 = 20_000;
/// Claims of a family in the audit of families.
const FAMILY: usize = 20;
/// How often a sample is drawn again from the pilot.
const DRAWN_AGAIN: u64 = 20_000;
/// The error a family of claims is allowed.
const ERROR: f64 = 0.05;

/// How often each verdict was passed on one truth.
struct Tallied {
    truth: &'static str,
    trials: usize,
    /// Supported, not supported, inconclusive, reversed.
    verdicts: [usize; 4],
    /// Mean number of replications until the decision.
    n_mean: f64,
}

/// Claims with a planted truth: its name, the design, and the true effect in units of the smallest one.
const TRUTHS: [(&str, &str, f64); 4] = [
    ("no effect", "none", 0.0),
    ("the smallest effect itself", "smallest", 1.0),
    ("twice the smallest effect", "twice", 2.0),
    ("harm of twice the smallest effect", "harmful", -2.0),
];

/// Judges claims whose truth is known, many times each on seeds of their own, and whole families of them.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub fn audit(trials: &Trials<'_>) -> Result<Audit, Trouble> {
    trials.expect(u64::from(trials.count) * (TRUTHS.len() as u64 + 2));
    let (mut tallies, mut stated, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for (nth, (truth, design, size)) in TRUTHS.into_iter().enumerate() {
        let study = planted(design);
        let variant = study
            .variant(None, &[])
            .map_err(|wrong| Trouble::Input(wrong, study.sources().clone()))?;
        let looks = Looks::new(&study.claim.effort.quick);
        let looks = looks.expect("the planted claim has looks");
        let root = trials.key(nth as u32);
        let found = trials.each(root, |key| {
            let variant = variant.reseeded(key.seed());
            planted_verdict(&study, variant, &looks, ERROR, trials.stop)
        })?;
        let tallied = tally(truth, &found);
        let pilot = variant.reseeded(root.child(u64::MAX).seed());
        stated.extend(statements(
            &study,
            &pilot,
            (&tallied, size),
            &looks,
            trials.stop,
        )?);
        tallies.push(tallied);
        counts = looks.counts().to_vec();
    }
    stated.extend(families(trials)?);
    Ok(told(trials, &counts, &tallies, stated))
}

fn told(
    trials: &Trials<'_>,
    looks: &[u32],
    tallies: &[Tallied],
    statements: Vec<Statement>,
) -> Audit {
    let looks: Vec<String> = looks.iter().map(u32::to_string).collect();
    let header = ["planted truth"]
        .into_iter()
        .chain(Verdict::ALL.map(Verdict::name))
        .chain(["replications, mean"]);
    let rows = tallies.iter().map(|one| {
        let share = |count: &usize| Cell::Share(*count as f64 / one.trials.max(1) as f64);
        std::iter::once(Cell::Text(one.truth.to_owned()))
            .chain(one.verdicts.iter().map(share))
            .chain([Cell::Number(one.n_mean)])
            .collect()
    });
    Audit {
        what: "verdicts",
        title: "Verdicts on planted truths".to_owned(),
        setting: format!(
            "{} trials of each truth, seed {}; looks at {} replications; error {} % of a family, half on either side",
            trials.count,
            trials.seed,
            looks.join(", "),
            ERROR * 100.0,
        ),
        table: Some(Table {
            header: header.map(str::to_owned).collect(),
            rows: rows.collect(),
        }),
        statements,
        note: "The truth is planted in a simulated organisation in which nobody waits, so that the mean lead time is known, with \
               exponential work in the one arm and lognormal work in the other; families of claims are of normal numbers. A power \
               is what the last look alone has, for samples drawn from 20,000 other replications."
            .to_owned(),
    }
}

/// What is stated of families of claims, and what was seen.
fn families(trials: &Trials<'_>) -> Result<Vec<Statement>, Trouble> {
    let mut statements = Vec::new();
    for (truth, strong) in [
        ("20 claims at their smallest effects", 0),
        (
            "10 claims at their smallest effects beside 10 far above",
            10,
        ),
    ] {
        let root = trials.key(1000 + strong as u32);
        let wrong = trials.each(root, |key| Ok(family(key, strong)))?;
        let count = wrong.iter().filter(|wrong| **wrong).count();
        let event = "any of them is put on a side";
        let bound = Bound::AtMost(ERROR);
        statements.extend(Statement::share(truth, event, bound, (count, wrong.len())));
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

fn tally(truth: &'static str, found: &[(Verdict, u32)]) -> Tallied {
    let count = |verdict: Verdict| found.iter().filter(|(one, _)| *one == verdict).count();
    let all: f64 = found.iter().map(|(_, n)| f64::from(*n)).sum();
    Tallied {
        truth,
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
    stop: &AtomicBool,
) -> Result<Vec<Statement>, Trouble> {
    let [supported, not, _, reversed] = tallied.verdicts;
    let trials = tallied.trials;
    let one_sided = ERROR / 2.0;
    let mut all = Vec::new();
    let mut say = |event: &str, bound, count| {
        all.extend(Statement::share(
            tallied.truth,
            event,
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

/// The chance that the last look rejects, for effects that lie so far from the value tested: how often Student's test at its
/// level does for samples drawn from them again, so that skewness and the spread that is not known count.
fn power(distances: &[f64], looks: &Looks, alpha: f64) -> f64 {
    let last = looks.counts().len() - 1;
    let (level, n) = (
        alpha * looks.part(last).unwrap_or(0.0),
        looks.counts()[last] as usize,
    );
    let whole = t_interval(distances, Confidence::USUAL);
    let critical = Confidence::new(1.0 - 2.0 * level).and_then(|both| both.t_quantile(n - 1));
    let Some((whole, critical)) = whole.zip(critical) else {
        return 0.0;
    };
    let key = Key::new(Seed(0), Replication(0)).purpose(Purpose::Test);
    let rejects = |nth: &u64| {
        let own = key.child(*nth);
        let draw = |at: u64| {
            let chosen = own.child(at).uniform() * distances.len() as f64;
            distances[(chosen as usize).min(distances.len() - 1)] * whole.mean.signum()
        };
        let sample: Tally = (0..n as u64).map(draw).collect();
        let found = sample.mean().zip(sample.standard_error());
        found.is_some_and(|(mean, error)| mean > critical * error)
    };
    (0..DRAWN_AGAIN).filter(rejects).count() as f64 / DRAWN_AGAIN as f64
}

/// Whether a family of normal effects, all but `strong` of them exactly the smallest one, has a claim among the others that is
/// put on a side.
fn family(key: Key, strong: usize) -> bool {
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
    let judged = judge(&claims, FAMILY, ERROR);
    judged[strong..]
        .iter()
        .any(|one| one.verdict != Verdict::Inconclusive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_of_a_few_trials_contradicts_nothing_and_knows_help_from_harm() {
        let stop = AtomicBool::new(false);
        let audit = audit(&Trials::new((40, 5), &(), &stop)).expect("nobody stops it");
        let failed: Vec<&Statement> = audit.statements.iter().filter(|one| !one.holds).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        let table = audit.table.expect("verdicts are counted");
        let of = |row: usize, column: usize| match table.rows[row][column] {
            Cell::Share(share) => share,
            _ => panic!("a share"),
        };
        assert!(of(2, 1) > 0.75, "twice the smallest effect: {table:?}");
        assert!(of(3, 4) > 0.75, "harm: {table:?}");
        assert!(of(0, 1) < 0.13 && of(0, 4) < 0.13, "no effect: {table:?}");
    }

    #[test]
    fn the_power_of_one_look_is_that_of_the_noncentral_t_law() {
        // Mean 1, sd 2, n 16, level .025: noncentrality 2 with 15 degrees of freedom, power .4648.
        let law = Normal::standard();
        let at = |nth: u32| 1.0 + 2.0 * law.inverse_cdf((f64::from(nth) + 0.5) / 4000.0);
        let distances: Vec<f64> = (0..4000).map(at).collect();
        let looks = Looks::new(&[16]).expect("one look");
        // Four standard errors of 20,000 draws: .014.
        assert!((power(&distances, &looks, 0.025) - 0.4648).abs() < 0.014);
        let other_way: Vec<f64> = distances.iter().map(|one| -one).collect();
        assert_eq!(
            power(&other_way, &looks, 0.025),
            power(&distances, &looks, 0.025)
        );
    }
}
