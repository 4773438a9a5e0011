//! Whether a planted transient is found, and none where there is none.

use std::path::Path;

use super::planted::{CONFIDENCE, run};
use super::{Audit, Bound, Cell, Statement, Table, Trials};
use crate::diagnostic::Sources;
use crate::experiment::runs::Trouble;
use crate::experiment::steady::{Course, ERROR, Growth, Rhythm, Settled, Settling};
use crate::model::{FileCache, Model};
use crate::random::{Key, Purpose};
use crate::scenario::Document;
use crate::scenario::patch::Override;
use crate::stats::t_interval;
use crate::theory::mmc;

/// The desk, with Erlang's numbers of open cases.
const DESK: &str = include_str!("one-desk.toml");
/// Replications of an experiment.
const REPLICATIONS: u32 = 20;
/// Hours in a day.
const DAY_H: f64 = 24.0;

/// A run that begins somewhere, with so much work.
struct Start {
    name: &'static str,
    /// What is different from the scenario.
    set: &'static [&'static str],
    arrivals_per_h: f64,
    /// Cases open at the start.
    open: f64,
    kind: Kind,
}

/// What is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A backlog that is worked off long after the warm-up of the plan.
    Drains,
    /// An empty desk that fills.
    Fills,
    /// A warm-up that is long enough.
    Settled,
    /// More work than time.
    Grows,
}

const STARTS: [Start; 4] = [
    Start {
        name: "200 open cases, load .8, 10 days of warm-up",
        set: &["plan.starting_backlog={ cases = 200, age = \"1 h\", source = \"citizens\" }"],
        arrivals_per_h: 0.8,
        open: 200.0,
        kind: Kind::Drains,
    },
    Start {
        name: "empty, load .9, no warm-up",
        set: &[
            "sources.citizens.rate=\"0.9 / h\"",
            "plan.warm_up=\"0 days\"",
        ],
        arrivals_per_h: 0.9,
        open: 0.0,
        kind: Kind::Fills,
    },
    Start {
        name: "settled, load .8, 40 days of warm-up",
        set: &["plan.warm_up=\"40 days\"", "plan.horizon=\"240 days\""],
        arrivals_per_h: 0.8,
        open: 0.0,
        kind: Kind::Settled,
    },
    Start {
        name: "overloaded, load 1.1",
        set: &["sources.citizens.rate=\"1.1 / h\""],
        arrivals_per_h: 1.1,
        open: 0.0,
        kind: Kind::Grows,
    },
];

impl Start {
    fn model(&self) -> Model {
        let mut sources = Sources::new();
        let set = self.set.iter().map(|one| Override::parse(one).ok());
        let set: Option<Vec<Override>> = set.collect();
        let set = set.expect("what is set is in order");
        let document = Document::read(&mut sources, "one-desk.toml", DESK, &set);
        let document = document.expect("the planted scenario is in order");
        let design = document.design_names()[0].value.clone();
        let (scenario, _) = document.scenario(&design);
        let scenario = scenario.expect("the planted scenario is in order");
        let (folder, mut files) = (Path::new(""), FileCache::new());
        let (model, _) = Model::new(&scenario, &design, folder, &mut sources, &mut files);
        let mut model = model.expect("the planted scenario is in order");
        model.plan.replications = REPLICATIONS;
        model
    }

    /// Open cases in the long run; none without one.
    fn long_run(&self) -> Option<f64> {
        Some(mmc(self.arrivals_per_h, 1.0, 1)?.in_system_mean)
    }

    /// The day on which the planted backlog is worked off down to the long run, as a fluid.
    fn drained(&self) -> Option<f64> {
        let left = self.open - self.long_run()?;
        (left > 0.0).then(|| left / (1.0 - self.arrivals_per_h) / DAY_H)
    }
}

/// What was found in one experiment.
struct Found {
    cut_days: f64,
    settled: Settled,
    course: Course,
    /// Whether the interval of the mean of open cases after the cut covers that of the long run.
    covers: bool,
}

/// Runs experiments that begin in a planted way, many times on seeds of their own, and counts what is said of them.
///
/// # Errors
/// [`Trouble::Stopped`] when it was stopped.
pub fn audit(trials: &Trials<'_>) -> Result<Audit, Trouble> {
    trials.expect(u64::from(trials.count) * STARTS.len() as u64);
    let (mut rows, mut stated) = (Vec::new(), Vec::new());
    for (nth, start) in STARTS.iter().enumerate() {
        let model = start.model();
        let root = trials.key(nth as u32).purpose(Purpose::OutputAudit);
        let found = trials.each(root, |key| experiment(start, &model, key, trials))?;
        rows.push(row(start, &found));
        stated.extend(statements(start, &found));
    }
    let header = [
        "how the run begins",
        "cut, p10",
        "median",
        "p90",
        "in 2nd half",
        "too short",
        "moves",
        "covers",
    ];
    Ok(Audit {
        what: "warm-up",
        title: "Warm-up by MSER-5 where it is known".to_owned(),
        setting: format!(
            "{} experiments of each start, seed {}; {REPLICATIONS} replications of 200 days each, one desk (M/M/1)",
            trials.count, trials.seed
        ),
        table: Some(Table {
            header: header.map(str::to_owned).to_vec(),
            rows,
        }),
        statements: stated,
        note: format!(
            "Cut: days that MSER-5 would leave out of the mean over replications; in 2nd half: how often that is more than half of the run. \
             Too short: how often the warm-up or the run is said to be too short, after the test over replications at {:.0} %. Moves: how \
             often the backlog is said to grow or fall. Covers: how often the 95 % interval of open cases after the cut covers the mean of \
             the long run (Erlang). A queue that starts empty has no instant at which it has settled: there the figures are only shown.",
            ERROR * 100.0
        ),
    })
}

fn experiment(
    start: &Start,
    model: &Model,
    key: Key,
    trials: &Trials<'_>,
) -> Result<Found, Trouble> {
    let mut model = model.clone();
    model.plan.seed = key.seed();
    let results = run(std::slice::from_ref(&model), trials.stop)?;
    let settling = Settling::of(&model, &results, Rhythm::Constant);
    let growth = Growth::of(&model, &results, CONFIDENCE);
    let cut_days = settling.mser_days.unwrap_or(0.0);
    let after = results.designs[0].outcomes.iter().map(|outcome| {
        let kept = &outcome.trajectory[(cut_days as usize).min(outcome.trajectory.len() - 1)..];
        kept.iter().map(|&open| f64::from(open)).sum::<f64>() / kept.len() as f64
    });
    let after = t_interval(&after.collect::<Vec<f64>>(), CONFIDENCE);
    let ends = after.and_then(|one| one.lower().zip(one.upper()));
    Ok(Found {
        cut_days,
        settled: settling.verdict,
        course: growth.map_or(Course::Untested, |growth| growth.verdict),
        covers: ends
            .zip(start.long_run())
            .is_some_and(|((low, high), truth)| (low..=high).contains(&truth)),
    })
}

fn is_late(found: &&Found) -> bool {
    matches!(found.settled, Settled::Later | Settled::NotInRun)
}

fn is_moving(found: &&Found) -> bool {
    matches!(found.course, Course::Grows | Course::Falls)
}

fn row(start: &Start, found: &[Found]) -> Vec<Cell> {
    let mut cuts: Vec<f64> = found.iter().map(|one| one.cut_days).collect();
    cuts.sort_by(f64::total_cmp);
    let at = |share: f64| Cell::Number(cuts[(share * (cuts.len() - 1) as f64).round() as usize]);
    let share = |is: &dyn Fn(&&Found) -> bool| {
        Cell::Share(found.iter().filter(is).count() as f64 / found.len() as f64)
    };
    let half = start.model().plan.horizon.to_days() / 2.0;
    vec![
        Cell::Text(start.name.to_owned()),
        at(0.1),
        at(0.5),
        at(0.9),
        share(&|one| one.cut_days > half),
        share(&is_late),
        share(&is_moving),
        share(&|one| one.covers),
    ]
}

/// What is stated of a start, and what was seen.
fn statements(start: &Start, found: &[Found]) -> Vec<Statement> {
    let mut stated = Vec::new();
    let mut say = |event: &str, bound, is: &dyn Fn(&&Found) -> bool| {
        let counts = (found.iter().filter(is).count(), found.len());
        stated.extend(Statement::share(start.name, event, bound, counts));
    };
    match start.kind {
        Kind::Drains => {
            let drained = start.drained().unwrap_or(f64::NAN);
            let from = 0.9 * drained;
            let event = format!(
                "cut in the first half and after day {from:.0}; drained on day {drained:.0}"
            );
            let half = start.model().plan.horizon.to_days() / 2.0;
            let within = |one: &&Found| (from..=half).contains(&one.cut_days);
            say(&event, Bound::AtLeast(0.95), &within);
            say(
                "warm-up said to be too short",
                Bound::AtLeast(0.95),
                &is_late,
            );
            let covers = |one: &&Found| one.covers;
            say(
                "open cases after the cut covered",
                Bound::AtLeast(0.9),
                &covers,
            );
        }
        Kind::Fills => {}
        Kind::Settled => {
            say(
                "warm-up or run said to be too short",
                Bound::AtMost(ERROR),
                &is_late,
            );
            say(
                "backlog said to grow or fall",
                Bound::AtMost(ERROR),
                &is_moving,
            );
        }
        Kind::Grows => {
            let grows = |one: &&Found| one.course == Course::Grows;
            say("backlog said to grow", Bound::AtLeast(0.95), &grows);
        }
    }
    stated
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn a_planted_backlog_is_found_and_nothing_where_there_is_none() {
        let stop = AtomicBool::new(false);
        let found = audit(&Trials::new((10, 65), &(), &stop)).expect("nobody stops it");
        let failed: Vec<&Statement> = found.statements.iter().filter(|one| !one.holds).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        assert_eq!(
            found.table.map(|table| table.rows.len()),
            Some(STARTS.len())
        );
    }

    #[test]
    fn the_planted_backlog_drains_when_arithmetic_says() {
        // 196 cases at .2 an hour are 980 hours.
        assert!((STARTS[0].drained().unwrap() - 980.0 / 24.0).abs() < 1e-9);
        assert_eq!((STARTS[1].drained(), STARTS[3].drained()), (None, None));
    }
}
