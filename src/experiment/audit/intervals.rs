//! How often intervals cover what they are intervals of.

use crate::experiment::compare::{Comparison, compare};
use crate::experiment::replicate_until;
use crate::experiment::runs::Trouble;
use crate::model::Model;
use crate::outcome::measures;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::stats::{Estimate, HalfWidth, replications_needed, t_interval, two_stage_interval};
use crate::theory::{Moments, Station, jackson, mmc, pollaczek_khinchine};

use super::planted::{CONFIDENCE, longer, models, reseeded, run};
use super::{Audit, Bound, Cell, Statement, Table, Trials};

mod family;

/// Replications of an experiment.
const REPLICATIONS: u32 = 30;
/// How many times as long the run is that gives a truth where theory has none.
const LONGER: i64 = 100;
/// Replications of the first stage, the most of both, and the half-width asked for.
const FIRST: u32 = 20;
const MOST: u32 = 2000;
const WANTED: HalfWidth = HalfWidth::Relative(0.05);
/// The coverage that is stated where means over a replication are nearly normal.
const COVERAGE: Bound = Bound::Between(0.93, 0.97);
/// And where a few cases take most of the work: Student's interval of 30 skewed values covers less often.
const COVERAGE_OF_SKEWED: Bound = Bound::AtLeast(0.9);
/// Hours a citizen of the three desks may wait for the end, as in the scenario.
const DEADLINE_H: f64 = 2.0;

/// What intervals are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Mean(&'static str),
    Controlled(&'static str),
    Difference(&'static str),
    ControlledDifference(&'static str),
    Stopped,
}

/// What is estimated in every organisation, and what it is called.
const WHATS: [(&str, What); 10] = [
    ("mean lead time", What::Mean("lead_time_mean_h")),
    (
        "mean lead time, with the control variate",
        What::Controlled("lead_time_mean_h"),
    ),
    ("mean of open cases", What::Mean("backlog_mean_cases")),
    (
        "mean of open cases, with the control variate",
        What::Controlled("backlog_mean_cases"),
    ),
    (
        "paired difference of mean lead times",
        What::Difference("lead_time_mean_h"),
    ),
    (
        "the same, with the control variate",
        What::ControlledDifference("lead_time_mean_h"),
    ),
    ("breach share", What::Mean("breach_share")),
    ("p90 of the lead time", What::Mean("lead_time_p90_h")),
    (
        "paired difference of p90s",
        What::Difference("lead_time_p90_h"),
    ),
    ("mean lead time, stopped at 5 %", What::Stopped),
];

/// A truth and how far off it may be itself: the half-width of the long run, 0 from theory.
#[derive(Debug, Clone, Copy)]
struct Truth {
    value: f64,
    error: f64,
}

/// An organisation, and what theory knows of a design of it.
struct Organisation {
    name: &'static str,
    text: &'static str,
    theory: fn(work_h: f64, measure: &str) -> Option<f64>,
    coverage: Bound,
}

/// Hours of work a case in the two designs.
const WORK_H: [f64; 2] = [1.0, 0.9];

const ORGANISATIONS: [Organisation; 3] = [
    Organisation {
        name: "three desks",
        text: include_str!("intervals/three-desks.toml"),
        theory: three_desks,
        coverage: COVERAGE,
    },
    Organisation {
        name: "skewed work",
        text: include_str!("intervals/skewed-work.toml"),
        theory: skewed_work,
        coverage: COVERAGE_OF_SKEWED,
    },
    Organisation {
        name: "three levels",
        text: include_str!("intervals/three-levels.toml"),
        theory: three_levels,
        coverage: COVERAGE,
    },
];

fn three_desks(work_h: f64, measure: &str) -> Option<f64> {
    let queue = mmc(2.1, 1.0 / work_h, 3)?;
    match measure {
        "lead_time_mean_h" => Some(queue.time_in_system_mean),
        "backlog_mean_cases" => Some(queue.in_system_mean),
        "breach_share" => Some(queue.time_in_system_over(DEADLINE_H)),
        "lead_time_p90_h" => queue.time_in_system_quantile(0.9),
        _ => None,
    }
}

fn skewed_work(work_h: f64, measure: &str) -> Option<f64> {
    let queue = pollaczek_khinchine(0.6, &Moments::mean_cv(work_h, 1.5))?;
    match measure {
        "lead_time_mean_h" => Some(queue.time_in_system_mean),
        "backlog_mean_cases" => Some(queue.in_system_mean),
        _ => None,
    }
}

fn three_levels(work_h: f64, measure: &str) -> Option<f64> {
    let station = |external_rate, work_h: f64, servers, onward: [f64; 3]| Station {
        external_rate,
        service_rate: 1.0 / work_h,
        servers,
        onward: onward.to_vec(),
    };
    let network = jackson(&[
        station(3.0, work_h, 5, [0.1, 0.25, 0.0]),
        station(0.6, 1.25, 3, [0.05, 0.0, 0.2]),
        station(0.2, 100.0 / 60.0, 2, [0.0, 0.1, 0.0]),
    ])?;
    match measure {
        "lead_time_mean_h" => Some(network.time_in_system_mean),
        "backlog_mean_cases" => Some(network.in_system_mean),
        _ => None,
    }
}

/// Runs experiments whose truth is known, many times on seeds of their own, and counts the intervals that cover it.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub fn audit(trials: &Trials<'_>) -> Result<Audit, Trouble> {
    trials.expect(u64::from(trials.count) * (ORGANISATIONS.len() as u64 + 2));
    let (mut rows, mut statements) = (Vec::new(), Vec::new());
    for (nth, organisation) in ORGANISATIONS.iter().enumerate() {
        let (more, stated) = covered(nth as u32, organisation, trials)?;
        rows.extend(more);
        statements.extend(stated);
    }
    statements.extend(family::statements(trials)?);
    let header = [
        "organisation",
        "truth",
        "its error",
        "estimate",
        "half-width",
        "n",
    ];
    Ok(told(
        trials,
        Table {
            header: header.map(str::to_owned).to_vec(),
            rows,
        },
        statements,
    ))
}

/// The experiments of one organisation: a row of figures and a statement for everything that is estimated.
fn covered(
    nth: u32,
    organisation: &Organisation,
    trials: &Trials<'_>,
) -> Result<(Vec<Vec<Cell>>, Vec<Statement>), Trouble> {
    let root = trials.key(nth).purpose(Purpose::OutputAudit);
    let designs = models(organisation.text, &["today", "reform"]);
    let truths = truths(organisation, &designs, root.child(u64::MAX).seed(), trials)?;
    let found = trials.each(root, |key| experiment(&designs, key, trials))?;
    let (mut rows, mut statements) = (Vec::new(), Vec::new());
    for (at, ((name, _), truth)) in WHATS.iter().zip(truths).enumerate() {
        let intervals: Vec<Estimate> = found.iter().map(|one| one[at]).collect();
        let half_width = |one: &Estimate| one.half_width.unwrap_or(f64::NAN);
        let covers = |one: &&Estimate| (one.mean - truth.value).abs() <= half_width(one);
        let covered = intervals.iter().filter(covers).count();
        let mean = |of: &dyn Fn(&Estimate) -> f64| {
            intervals.iter().map(of).sum::<f64>() / intervals.len().max(1) as f64
        };
        rows.push(vec![
            Cell::Text(format!("{}: {name}", organisation.name)),
            Cell::Number(truth.value),
            Cell::Number(truth.error),
            Cell::Number(mean(&|one| one.mean)),
            Cell::Number(mean(&half_width)),
            Cell::Number(mean(&|one| one.n as f64)),
        ]);
        let counts = (covered, intervals.len());
        statements.extend(Statement::share(
            organisation.name,
            name,
            organisation.coverage,
            counts,
        ));
    }
    Ok((rows, statements))
}

fn told(trials: &Trials<'_>, table: Table, statements: Vec<Statement>) -> Audit {
    Audit {
        what: "intervals",
        title: "95 % intervals of known truths".to_owned(),
        setting: format!(
            "{} experiments of each organisation, seed {}; {REPLICATIONS} replications of about 6,000 cases each; stopped: {FIRST} \
             replications, and as many more as a half-width of 5 % asks for (Stein 1945)",
            trials.count, trials.seed
        ),
        table: Some(table),
        statements,
        note: format!(
            "Truths of means are from theory (Erlang; Pollaczek and Khinchine; Jackson), as are all of the three desks; the others are from \
             one experiment of {REPLICATIONS} replications with a measured time {LONGER} times as long, whose half-width is their error. \
             Estimates, half-widths and n are means over the experiments. Every experiment goes through what `caseload compare` \
             does, from the scenario to the interval. Where work is skewed so are means over a replication, and Student's interval of \
             {REPLICATIONS} of them covers 92 to 95 %: less is stated there. Beside the coverage: four reforms of the three desks whose differences from today \
             are to be covered all at once, and a design that differs from the baseline in the law of its work only, so that \
             open cases, lead time and work a case differ by nothing on average."
        ),
    }
}

/// The truths of everything that is estimated: from theory, or else from a long run.
fn truths(
    organisation: &Organisation,
    designs: &[Model],
    seed: Seed,
    trials: &Trials<'_>,
) -> Result<Vec<Truth>, Trouble> {
    let long = || {
        let models = reseeded(&longer(designs, LONGER), seed, REPLICATIONS);
        Ok(compare(&run(&models, trials.stop)?, "today", CONFIDENCE))
    };
    let exact = |measure: &str| {
        let [today, reform] = WORK_H.map(|work_h| (organisation.theory)(work_h, measure));
        today.zip(reform)
    };
    let known = |what: What| match what {
        What::Mean(measure) | What::Controlled(measure) => exact(measure).map(|two| two.0),
        What::Difference(measure) | What::ControlledDifference(measure) => {
            exact(measure).map(|(today, reform)| reform - today)
        }
        What::Stopped => exact("lead_time_mean_h").map(|two| two.0),
    };
    let is_known = |(_, what): &(&str, What)| known(*what).is_some();
    let found = match WHATS.iter().all(is_known) {
        true => None,
        false => Some(long()?),
    };
    let each = WHATS.iter().map(|(_, what)| {
        let from_run = || {
            let estimate = found.as_ref().and_then(|found| estimate(found, *what));
            let estimate = estimate.expect("the long run has all measures");
            Truth {
                value: estimate.mean,
                error: estimate.half_width.unwrap_or(f64::INFINITY),
            }
        };
        known(*what).map_or_else(from_run, |value| Truth { value, error: 0.0 })
    });
    Ok(each.collect())
}

/// The estimate of one thing; none of what is stopped.
fn estimate(found: &Comparison, what: What) -> Option<Estimate> {
    let cell = |measure: &str, design: usize| found.row(measure)?.cells[design].as_ref();
    match what {
        What::Mean(measure) => cell(measure, 0)?.estimate,
        What::Controlled(measure) => Some(cell(measure, 0)?.controlled?.estimate),
        What::Difference(measure) => Some(cell(measure, 1)?.difference?.difference),
        What::ControlledDifference(measure) => {
            Some(cell(measure, 1)?.controlled_difference?.estimate)
        }
        What::Stopped => None,
    }
}

/// One experiment: an estimate of everything.
fn experiment(designs: &[Model], key: Key, trials: &Trials<'_>) -> Result<Vec<Estimate>, Trouble> {
    let seeded = reseeded(designs, key.seed(), REPLICATIONS);
    let found = compare(&run(&seeded, trials.stop)?, "today", CONFIDENCE);
    let stopped = stopped(&reseeded(designs, key.child(1).seed(), 1)[0], trials)?;
    let each = WHATS.iter().map(|(_, what)| {
        let estimate = match what {
            What::Stopped => Some(stopped),
            what => estimate(&found, *what),
        };
        // An experiment without an estimate covers nothing.
        estimate.unwrap_or(Estimate {
            n: 0,
            mean: f64::NAN,
            half_width: None,
            sd: None,
        })
    });
    Ok(each.collect())
}

/// The mean lead time of replications that are stopped when its interval is as narrow as asked for.
fn stopped(model: &Model, trials: &Trials<'_>) -> Result<Estimate, Trouble> {
    let at = measures(model)
        .iter()
        .position(|measure| measure.name == "lead_time_mean_h")
        .expect("every design has a lead time");
    let mut values: Vec<f64> = Vec::new();
    let mut needed = FIRST;
    while (values.len() as u32) < needed {
        for number in values.len() as u32..needed {
            let outcome = replicate_until(model, Replication(number), trials.stop);
            let outcome = outcome.map_err(|failure| Trouble::TooManyOpen {
                subject: model.design.clone(),
                failure,
            })?;
            values.extend(outcome.ok_or(Trouble::Stopped)?.values[at]);
        }
        needed = replications_needed(&values, FIRST as usize, WANTED, CONFIDENCE)
            .map_or(MOST, |needed| needed.min(MOST));
    }
    let found = two_stage_interval(&values, FIRST as usize, CONFIDENCE);
    Ok(found
        .or_else(|| t_interval(&values, CONFIDENCE))
        .expect("there are replications"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::audit::Seen;

    #[test]
    fn a_few_experiments_cover_about_as_often_as_they_say() {
        let stop = AtomicBool::new(false);
        let trials = Trials::new((20, 65), &(), &stop);
        let (rows, statements) = covered(0, &ORGANISATIONS[0], &trials).expect("nobody stops it");
        assert_eq!((rows.len(), statements.len()), (WHATS.len(), WHATS.len()));
        for statement in statements {
            let Seen::Share(seen) = statement.seen else {
                panic!("coverage is a share")
            };
            assert!(
                seen.upper > 0.93 && seen.n == 20,
                "{}: {seen:?}",
                statement.event
            );
        }
    }

    #[test]
    fn the_truths_of_theory_are_those_of_the_scenarios() {
        assert!((three_levels(1.0, "lead_time_mean_h").unwrap() - 2.032_167).abs() < 1e-6);
        // Load .6, E[S^2] 3.25: a wait of .6 x 3.25 / .8.
        assert!((skewed_work(1.0, "lead_time_mean_h").unwrap() - 3.4375).abs() < 1e-9);
        assert_eq!(skewed_work(1.0, "breach_share"), None);
        let over = three_desks(1.0, "breach_share").unwrap();
        assert!((0.2..0.3).contains(&over), "{over}");
    }
}
