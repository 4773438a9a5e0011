//! How often the best of several designs is chosen.

use std::convert::Infallible;
use std::path::PathBuf;

use rand_distr::{Distribution, StandardNormal};

use super::{Audit, Bound, Cell, Statement, Table, Trials};
use crate::diagnostic::Sources;
use crate::experiment::runs::{Runner, Trouble};
use crate::experiment::select::Contest;
use crate::experiment::store::Store;
use crate::experiment::subject::Subject;
use crate::random::Key;
use crate::scenario::{Document, Override};
use crate::stats::Confidence;
use crate::stats::selection::{Choice, Limit, Procedure, Rules, Selection, select};

/// The scenario with a planted best design.
const PLANTED: &str = include_str!("selection.toml");
/// Replications of the first stage, with normal numbers and with simulated designs.
const FIRST_STAGE: (u32, u32) = (10, 20);
/// The procedures and what they are called.
const PROCEDURES: [(&str, Procedure); 3] = [
    ("KN", Procedure::Kn),
    ("KN++", Procedure::KnUpdating),
    ("OCBA", Procedure::Ocba),
];

/// Normal designs, of which the first is best.
struct Normals {
    truth: String,
    /// In units of the indifference.
    means: Vec<f64>,
    /// Standard deviations between replications.
    sds: Vec<f64>,
    /// Between any two designs.
    correlation: f64,
    /// How far each design is above its limit, in units of the tolerance; empty without limits.
    above: Vec<f64>,
    /// What is to be chosen.
    right: Choice,
}

/// Simulated designs, of which one is best by the indifference.
struct Simulated {
    truth: &'static str,
    /// Changes to the planted scenario.
    changes: [&'static str; 2],
    /// The indifference in minutes.
    minutes: f64,
    /// Whether values over replications are near enough to normal for a probability to be stated.
    is_stated: bool,
}

const SIMULATED: [Simulated; 2] = [
    Simulated {
        truth: "5 simulated designs, slippage, means of 300 cases",
        changes: [
            "sources.citizens.rate=3 / h",
            "designs.best.categories.case.work.lognormal.mean=59.2 min",
        ],
        minutes: 0.8,
        is_stated: true,
    },
    Simulated {
        truth: "5 simulated designs, slippage, means of 30 cases",
        changes: [
            "sources.citizens.rate=0.3 / h",
            "designs.best.categories.case.work.lognormal.mean=58 min",
        ],
        minutes: 2.0,
        is_stated: false,
    },
];

/// What one procedure did on one truth.
struct Tally {
    truth: String,
    is_stated: bool,
    procedure: &'static str,
    right: usize,
    trials: usize,
    /// Mean numbers of replications of all designs: used, and had each got as many as the one with most.
    replications: [f64; 2],
}

/// Chooses among designs whose truth is known, many times each on seeds of their own.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub fn audit(trials: &Trials<'_>) -> Result<Audit, Trouble> {
    let normals = normals();
    let truths = (normals.len() + SIMULATED.len()) as u64;
    trials.expect(u64::from(trials.count) * truths * PROCEDURES.len() as u64);
    let mut tallies = Vec::new();
    for (nth, problem) in (0..).zip(&normals) {
        for (name, procedure) in PROCEDURES {
            let found = trials.each(trials.key(nth), |key| Ok(problem.select(procedure, key)))?;
            tallies.push(tally(&problem.truth, name, problem.right, &found));
        }
    }
    for (nth, problem) in (1000..).zip(&SIMULATED) {
        let contest = planted(problem);
        let best = contest.designs.iter().position(|one| one.name == "best");
        let best = Choice::Best(best.expect("the planted scenario has it"));
        for (name, procedure) in PROCEDURES {
            let rules = Rules {
                first_stage: FIRST_STAGE.1,
                ..rules(procedure, problem.minutes / 60.0, Vec::new())
            };
            let found = trials.each(trials.key(nth), |key| {
                simulated(&contest, &rules, key, trials)
            })?;
            tallies.push(Tally {
                is_stated: problem.is_stated,
                ..tally(problem.truth, name, best, &found)
            });
        }
    }
    Ok(told(trials, &tallies))
}

fn told(trials: &Trials<'_>, tallies: &[Tally]) -> Audit {
    let stated = Confidence::USUAL.level();
    let rows = tallies.iter().map(|one| {
        vec![
            Cell::Text(format!("{}: {}", one.procedure, one.truth)),
            Cell::Share(one.right as f64 / one.trials.max(1) as f64),
            Cell::Number(one.replications[0]),
            Cell::Number(one.replications[1]),
        ]
    });
    let header = [
        "procedure and planted truth",
        "right",
        "replications,\nmean",
        "had each\ngot as many",
    ];
    let stated_of = tallies.iter().filter(|one| one.is_stated);
    let statements = stated_of.filter_map(|one| {
        let event = format!("{} is right", one.procedure);
        let seen = (one.right, one.trials);
        Statement::share(&one.truth, &event, Bound::AtLeast(stated), seen)
    });
    Audit {
        what: "selection",
        title: "The best of several designs".to_owned(),
        setting: format!(
            "{} trials of each truth and procedure, seed {}; first stages of {} replications ({} of simulated designs), probability {} %",
            trials.count,
            trials.seed,
            FIRST_STAGE.0,
            FIRST_STAGE.1,
            stated * 100.0
        ),
        table: Some(Table {
            header: header.map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }),
        statements: statements.collect(),
        note: "Slippage: the best design is ahead of all others by exactly the indifference, the hardest case. Normal numbers have \
               standard deviations from 1 to 3 indifferences. Limits are kept or broken by exactly their tolerance. KN and OCBA \
               guarantee the probability for normal values; KN++ in the limit of a small indifference. In simulated designs nobody \
               waits, so that the mean lead time is that of the work, exponential, gamma and lognormal. Means of 30 cases are far \
               from normal: nothing is stated there, and the figure shows what happens where the assumption fails."
            .to_owned(),
    }
}

/// The problems with normal numbers.
fn normals() -> Vec<Normals> {
    let rising = |k: usize| -> Vec<f64> {
        (0..k)
            .map(|at| 1.0 + 2.0 * at as f64 / (k - 1) as f64)
            .collect()
    };
    let falling = |k: usize| -> Vec<f64> { rising(k).into_iter().rev().collect() };
    let slippage = |k: usize| -> Vec<f64> { (0..k).map(|at| f64::from(at > 0)).collect() };
    let mut all = Vec::new();
    for k in [5, 10] {
        let plain = |what: &str, means, sds, correlation| Normals {
            truth: format!("{k} designs, {what}"),
            means,
            sds,
            correlation,
            above: Vec::new(),
            right: Choice::Best(0),
        };
        let apart = (0..k).map(|at| at as f64).collect();
        all.extend([
            plain("slippage, best varies least", slippage(k), rising(k), 0.0),
            plain("slippage, best varies most", slippage(k), falling(k), 0.0),
            plain("slippage, correlation 0.8", slippage(k), rising(k), 0.8),
            plain("one after another, correlation 0.5", apart, falling(k), 0.5),
        ]);
    }
    let limited = |what: &str, means: [f64; 5], above: [f64; 5], right| Normals {
        truth: format!("5 designs, {what}"),
        means: means.to_vec(),
        sds: rising(5),
        correlation: 0.5,
        above: above.to_vec(),
        right,
    };
    all.push(limited(
        "two better ones break a limit",
        [1.0, 2.0, 0.0, 2.0, 0.0],
        [-1.0, -1.0, 1.0, 1.0, 1.0],
        Choice::Best(0),
    ));
    all.push(limited(
        "each breaks a limit",
        [0.0; 5],
        [1.0; 5],
        Choice::NoneFeasible,
    ));
    all
}

impl Normals {
    fn select(&self, procedure: Procedure, key: Key) -> Selection {
        let limit = Limit {
            at_most: 0.0,
            tolerance: 1.0,
        };
        let limits = if self.above.is_empty() { 0 } else { 1 };
        let supply = |wanted: &[(usize, u32)]| {
            let each = wanted.iter().map(|&(design, number)| {
                let row = key.child(u64::from(number));
                let common = normal(row.child(u64::MAX));
                let own = normal(row.child(design as u64));
                let noise =
                    self.correlation.sqrt() * common + (1.0 - self.correlation).sqrt() * own;
                let mut values = vec![self.means[design] + self.sds[design] * noise];
                let above = self.above.get(design);
                values.extend(
                    above.map(|above| above + 2.0 * normal(row.child(design as u64 + 1000))),
                );
                values
            });
            Ok::<_, Infallible>(each.collect())
        };
        let rules = rules(procedure, 1.0, vec![limit; limits]);
        let Ok(found) = select(&rules, self.means.len(), 16, supply);
        found
    }
}

fn normal(key: Key) -> f64 {
    StandardNormal.sample(&mut key.rng())
}

fn rules(procedure: Procedure, indifference: f64, limits: Vec<Limit>) -> Rules {
    Rules {
        procedure,
        confidence: Confidence::USUAL,
        indifference,
        first_stage: FIRST_STAGE.0,
        budget: u64::MAX,
        limits,
    }
}

/// The scenario with a planted best design.
fn planted(problem: &Simulated) -> Contest {
    let mut sources = Sources::new();
    let changes = problem.changes.iter().map(|change| Override::parse(change));
    let changes: Result<Vec<Override>, _> = changes.collect();
    let changes = changes.expect("the changes are in order");
    let document = Document::read(&mut sources, "planted.toml", PLANTED, &changes);
    let document = document.expect("the planted scenario is in order");
    let design = document.design_names()[0].value.clone();
    let (scenario, _) = document.scenario(&design);
    let scenario = scenario.expect("the planted scenario is in order");
    Contest::new(
        "planted.toml".to_owned(),
        &document,
        &scenario,
        PathBuf::new(),
        sources,
    )
    .expect("the planted choice is in order")
}

/// One choice among simulated designs, on streams of its own.
fn simulated(
    contest: &Contest,
    rules: &Rules,
    key: Key,
    trials: &Trials<'_>,
) -> Result<Selection, Trouble> {
    let store = Store::forgetful();
    let runner = Runner::new(&store, &(), trials.stop);
    let reseeded = contest.designs.iter().map(|one| one.reseeded(key.seed()));
    let designs: Vec<Subject> = reseeded.collect();
    select(rules, designs.len(), 4, |wanted: &[(usize, u32)]| {
        let each = wanted.iter().map(|&(at, number)| {
            let sample = runner.replication(&designs[at], number)?;
            let value = sample.values[0].expect("cases are closed in every replication");
            Ok(vec![value])
        });
        each.collect()
    })
}

fn tally(truth: &str, procedure: &'static str, right: Choice, found: &[Selection]) -> Tally {
    let trials = found.len();
    let mean =
        |of: fn(&Selection) -> u64| found.iter().map(of).sum::<u64>() as f64 / trials.max(1) as f64;
    Tally {
        truth: truth.to_owned(),
        is_stated: true,
        procedure,
        right: found.iter().filter(|one| one.choice == right).count(),
        trials,
        replications: [
            mean(Selection::replications),
            mean(Selection::equal_allocation),
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn an_audit_of_a_few_trials_contradicts_nothing() {
        let stop = AtomicBool::new(false);
        let found = audit(&Trials::new((10, 3), &(), &stop)).expect("nobody stops it");
        let wrong: Vec<&Statement> = found.statements.iter().filter(|one| !one.holds).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(found.statements.len(), 33);
    }

    #[test]
    fn a_choice_that_ignores_the_noise_is_contradicted() {
        // The best of ten after ten replications each.
        let problem = &normals()[5];
        let stop = AtomicBool::new(false);
        let trials = Trials::new((300, 3), &(), &stop);
        let picked = trials.each(trials.key(0), |key| {
            let mut found = problem.select(Procedure::Kn, key);
            let mean = |design: usize| -> f64 {
                let each = (0..10).map(|number| normal(key.child(number).child(design as u64)));
                problem.means[design] + problem.sds[design] * each.sum::<f64>() / 10.0
            };
            let best = (0..10).min_by(|&a, &b| mean(a).total_cmp(&mean(b)));
            found.choice = best.map_or(Choice::Undecided, Choice::Best);
            Ok(found)
        });
        let picked = picked.expect("nobody stops it");
        let tally = tally("", "", Choice::Best(0), &picked);
        let seen = (tally.right, tally.trials);
        let told = Statement::share("", "", Bound::AtLeast(0.95), seen);
        assert!(!told.expect("there are trials").holds, "{seen:?}");
    }
}
