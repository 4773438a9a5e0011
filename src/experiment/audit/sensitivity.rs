//! How often intervals of indices and effects cover, and whether noise biases them.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::{Audit, Bound, Statement, Trials};
use crate::diagnostic::Sources;
use crate::experiment::runs::Trouble;
use crate::experiment::sensitivity::{Answer, Asked, Inquiry};
use crate::experiment::store::Store;
use crate::experiment::subject::Origin;
use crate::random::Key;
use crate::scenario::{Document, Override};
use crate::stats::sensitivity::known::{Known, noisy};
use crate::stats::sensitivity::{
    Effect, Indices, Interval, indices, saltelli, screening, trajectories,
};
use crate::stats::{Confidence, t_interval};

/// An organisation whose mean lead time is a known function of three quantities.
const SUMS: &str = include_str!("sums.toml");
/// Rows of points of each set of indices.
const ROWS: usize = 128;
/// Trajectories of each screening.
const TRAJECTORIES: usize = 20;
/// Replications of every point.
const REPLICATIONS: usize = 2;
/// What 95 % intervals are stated to cover at least. Rows of scrambled points are more even than the draws that intervals come from
/// allow for, so they cover more where the function is smooth.
const COVERED: f64 = 0.93;
/// The confidence of the intervals of all means over trials together: known values must lie in them.
const SURE: f64 = 0.999;
/// How many means there are: the variances of three factors of three truths, alone and total, and a size.
const MEANS: usize = 19;
/// Slopes of the plane that is screened.
const SLOPES: [f64; 3] = [3.0, -1.0, 0.0];

/// Known indices of a function.
struct Truth {
    name: &'static str,
    variance: f64,
    first: Vec<f64>,
    total: Vec<f64>,
}

/// Indices of functions and of an organisation with known ones, and effects of a plane, under noise, on seeds of their own.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub fn audit(trials: &Trials<'_>) -> Result<Audit, Trouble> {
    trials.expect(u64::from(trials.count) * 4);
    let mut stated = Vec::new();
    let functions = [
        (Known::Ishigami, "sines (Ishigami & Homma)", 3000),
        (Known::Products, "products (Sobol)", 3001),
    ];
    for (known, name, number) in functions {
        let found = trials.each(trials.key(number), |key| Ok(of_function(known, key)))?;
        let truth = Truth {
            name,
            variance: known.variance(),
            first: known.first()[..3].to_vec(),
            total: known.total()[..3].to_vec(),
        };
        stated.extend(statements(&truth, &found));
    }
    let found = trials.each(trials.key(3002), |key| of_organisation(key, trials.stop))?;
    stated.extend(statements(&organisation(), &found));
    let found = trials.each(trials.key(3003), |key| Ok(of_plane(key)))?;
    stated.extend(plane(&found));
    Ok(Audit {
        what: "sensitivity",
        title: "Indices and effects of known functions".to_owned(),
        setting: format!(
            "{} trials of each truth, seed {}; {ROWS} rows of points (64 of the organisation), {TRAJECTORIES} trajectories, \
             {REPLICATIONS} replications of each point; noise as large as the function, two thirds of it shared by a row; intervals at 95 %",
            trials.count, trials.seed,
        ),
        table: None,
        statements: stated,
        note: "Indices are ratios, and a ratio of two unbiased estimates is a little off itself; so what is held against the known value \
               is the variance that a factor has, in the unit of the function, with the interval of its mean over all trials (99.9 % for \
               all of these together). \
               The organisation goes the way of any scenario, from its text to the indices: nobody waits there, and the mean lead time \
               is a sum with a product in it."
            .to_owned(),
    })
}

fn of_function(known: Known, key: Key) -> Option<Indices> {
    let points = saltelli(ROWS, known.factors(), key);
    let noise = (known.variance().sqrt(), REPLICATIONS);
    let values = noisy(&points, |x| known.value(x), noise, key.child(1));
    indices(&values, (Confidence::USUAL, key.child(2)))
}

/// Indices of the organisation, from its text.
fn of_organisation(key: Key, stop: &AtomicBool) -> Result<Option<Indices>, Trouble> {
    let mut sources = Sources::new();
    let seed = Override {
        path: "plan.seed".to_owned(),
        // TOML numbers have a sign, so one bit is left out.
        value: (key.bits() >> 1).to_string(),
    };
    let document = Document::read(&mut sources, "sums.toml", SUMS, &[seed]);
    let document = document.expect("the scenario of the audit is in order");
    let (scenario, _) = document.scenario("baseline");
    let scenario = scenario.expect("the scenario of the audit is in order");
    let origin = Origin::new(PathBuf::new(), sources);
    let inquiry = Inquiry::new(document, &scenario, origin, &Asked::default());
    let (inquiry, _) = inquiry.expect("what the audit asks is in order");
    let found = inquiry.answer(&Store::forgetful(), &(), stop)?;
    let answers = found.metrics.into_iter().filter_map(|one| one.answer);
    let mut indices = answers.filter_map(|answer| match answer {
        Answer::Sobol(indices) => Some(indices),
        Answer::Morris(_) => None,
    });
    Ok(indices.next())
}

/// a + p b with a from 1 to 3, p from .1 to .9 and b from 1 to 5: its factors in the order of the file, a, p, b.
fn organisation() -> Truth {
    let variance = |low: f64, high: f64| (high - low).powi(2) / 12.0;
    let (a, p, b) = (variance(1.0, 3.0), variance(0.1, 0.9), variance(1.0, 5.0));
    let (mean_p, mean_b) = (0.5f64, 3.0f64);
    let alone = [a, mean_b.powi(2) * p, mean_p.powi(2) * b];
    let both = p * b;
    let all = alone.iter().sum::<f64>() + both;
    let parts = [a, alone[1] + both, alone[2] + both];
    Truth {
        name: "organisation, a + p b",
        variance: all,
        first: alone.iter().map(|part| part / all).collect(),
        total: parts.iter().map(|part| part / all).collect(),
    }
}

/// What is stated of indices, and what was seen.
fn statements(truth: &Truth, found: &[Option<Indices>]) -> Vec<Statement> {
    let found: Vec<&Indices> = found.iter().flatten().collect();
    let mut all = Vec::new();
    for (factor, letter) in ["a", "b", "c"].into_iter().enumerate() {
        for (what, known) in [
            ("alone", truth.first[factor]),
            ("total", truth.total[factor]),
        ] {
            let share = |one: &Indices| {
                let shares = one.shares.as_ref()?;
                Some(match what {
                    "alone" => shares.first[factor],
                    _ => shares.total[factor],
                })
            };
            let intervals: Vec<Interval> = found.iter().filter_map(|one| share(one)).collect();
            let event = format!("share of {letter} {what}, {:.3}, covered", known);
            all.extend(coverage(truth.name, &event, known, &intervals));
            let parts = found
                .iter()
                .filter_map(|one| Some(share(one)?.value * one.variance.value));
            let event = format!("variance of {letter} {what}");
            all.extend(unbiased(truth.name, &event, known * truth.variance, parts));
        }
    }
    all
}

fn coverage(truth: &str, event: &str, known: f64, found: &[Interval]) -> Option<Statement> {
    let holds = |one: &&Interval| one.lower <= known && known <= one.upper;
    let count = found.iter().filter(holds).count();
    Statement::share(truth, event, Bound::AtLeast(COVERED), (count, found.len()))
}

fn unbiased(
    truth: &str,
    what: &str,
    known: f64,
    values: impl Iterator<Item = f64>,
) -> Option<Statement> {
    let values: Vec<f64> = values.collect();
    let mean = t_interval(&values, Confidence::new(SURE)?.shared_by(MEANS))?;
    let ends = (mean.mean, mean.lower()?, mean.upper()?);
    Some(Statement::value(truth, what, known, ends, mean.n))
}

/// Effects of a plane under noise.
fn of_plane(key: Key) -> Option<Vec<Effect>> {
    let points = trajectories(TRAJECTORIES, SLOPES.len(), key);
    let plane = |x: &[f64]| x.iter().zip(SLOPES).map(|(x, slope)| x * slope).sum();
    let values = noisy(&points, plane, (1.0, REPLICATIONS), key.child(1));
    let found = screening(&points, &values, (Confidence::USUAL, key.child(2)));
    found.map(|found| found.effects)
}

fn plane(found: &[Option<Vec<Effect>>]) -> Vec<Statement> {
    let name = "plane, 3 a - b";
    let found: Vec<&Vec<Effect>> = found.iter().flatten().collect();
    let mut all = Vec::new();
    for (factor, letter) in ["a", "b", "c"].into_iter().enumerate() {
        let slope = SLOPES[factor];
        let means: Vec<Interval> = found.iter().map(|effects| effects[factor].mean).collect();
        let event = format!("effect of {letter}, {slope}, covered");
        all.extend(coverage(name, &event, slope, &means));
    }
    let sizes: Vec<Interval> = found.iter().map(|effects| effects[2].size).collect();
    all.extend(coverage(name, "size of c, 0, covered", 0.0, &sizes));
    let values = sizes.iter().map(|one| one.value);
    all.extend(unbiased(name, "size of c", 0.0, values));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audit_of_a_few_trials_contradicts_nothing() {
        let stop = AtomicBool::new(false);
        let audit = audit(&Trials::new((20, 5), &(), &stop)).expect("nobody stops it");
        let failed: Vec<&Statement> = audit.statements.iter().filter(|one| !one.holds).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        assert_eq!(audit.statements.len(), 3 * 12 + 5);
    }

    #[test]
    fn the_known_indices_of_the_organisation_are_those_of_the_hand_calculation() {
        // Variances 1/3 of a, .64/12 of p, 4/3 of b; p b has 9 x .0533 alone by p, .25 x 4/3 by b, .0711 by both.
        let truth = organisation();
        assert!((truth.variance - 1.217_777_8).abs() < 1e-6);
        let expected = [0.273_723, 0.394_161, 0.273_723];
        for (found, expected) in truth.first.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5);
        }
        assert!((truth.total[1] - truth.first[1] - 0.058_394).abs() < 1e-5);
    }
}
