//! Running both forms of a workload in turn, and what comes of it.

use std::hint::black_box;
use std::time::Instant;

use caseload::experiment::replicate;
use caseload::model::Model;
use caseload::outcome::{Measure, Outcome, measures};
use caseload::random::{Key, Purpose, Replication, Seed};

use super::measure::{BATCHES, Estimate, HOUR, Plan, Run};
use super::workloads::{Answer, Workload};
use crate::scenarios::model;

/// How far a mean may be from what is expected, in standard errors. Of 26 right means, one in several thousand tables has
/// one that is further.
pub const ERRORS_ALLOWED: f64 = 4.5;

/// How much to run.
#[derive(Clone, Copy)]
pub struct Size {
    /// Pairs of runs.
    pub rounds: u32,
    /// The batches of a run are this many times shorter than usual.
    pub divisor: u32,
}

/// Times of one case, in ns.
pub struct Speed {
    /// Cases of the first run by hand.
    pub cases: u64,
    /// Median of the loop by hand.
    pub hand: f64,
    /// Median of caseload.
    pub caseload: f64,
    /// Median over the pairs of caseload's time divided by that by hand.
    pub ratio: f64,
}

/// What both found of an answer.
pub struct Found {
    /// What was asked.
    pub answer: Answer,
    /// By hand.
    pub hand: f64,
    /// By caseload.
    pub caseload: f64,
    /// The standard error of each of the two, and of what is expected.
    pub error: f64,
}

impl Found {
    /// How far each is from what is expected, in standard errors: by hand, caseload.
    pub fn errors_apart(&self) -> [f64; 2] {
        [self.hand, self.caseload].map(|mean| (mean - self.answer.expected) / self.error)
    }

    /// Whether both are right.
    pub fn is_right(&self) -> bool {
        let apart = self.errors_apart();
        apart.iter().all(|errors| errors.abs() <= ERRORS_ALLOWED)
    }
}

/// Runs the two forms in turn, so that whatever else the machine does meets both alike; every round draws anew.
pub fn compare(workload: Workload, size: Size) -> (Speed, Vec<Found>) {
    let (warm_up, batch) = (workload.batch_hours, workload.batch_hours / size.divisor);
    let text = (workload.scenario)(warm_up + batch * BATCHES as u32);
    let model = model(&text, &[("plan.warm_up", &format!("{warm_up} h"))]);
    let (mut runs, mut outcomes) = (Vec::new(), Vec::new());
    let (mut hand, mut caseload) = (Vec::new(), Vec::new());
    for round in 0..size.rounds {
        let plan = Plan {
            key: Key::new(Seed(1), Replication(round)).purpose(Purpose::Test),
            warm_up: u64::from(warm_up) * HOUR as u64,
            batch: u64::from(batch) * HOUR as u64,
        };
        let (time, run) = timed(|| (workload.hand)(&plan));
        assert_eq!(run.batches.len() as u64, 1 + BATCHES, "none is missing");
        hand.push(time / run.cases as f64);
        runs.push(run);
        let (time, outcome) = timed(|| replicate(&model, Replication(round)));
        let outcome = outcome.expect("the backlog stays small");
        assert_eq!(outcome.broken_laws, Vec::<&str>::new());
        caseload.push(time / outcome.matters as f64);
        outcomes.push(outcome);
    }
    let speed = Speed {
        cases: runs[0].cases,
        ratio: median(caseload.iter().zip(&hand).map(|(of, by)| of / by).collect()),
        hand: median(hand),
        caseload: median(caseload),
    };
    (speed, found(workload.answers, &model, &runs, &outcomes))
}

/// The answers of all rounds together. Both forms are the same process over the same time, so the standard error of the
/// batches by hand holds for both.
fn found(answers: Vec<Answer>, model: &Model, runs: &[Run], outcomes: &[Outcome]) -> Vec<Found> {
    let list = measures(model);
    let numbered = answers.into_iter().enumerate();
    let each = numbered.map(|(number, answer)| {
        let is_meant =
            |one: &Measure| answer.scopes.contains(&one.scope) && one.name == answer.measure;
        let values: Vec<f64> = outcomes
            .iter()
            .flat_map(|outcome| list.iter().zip(&outcome.values))
            .filter(|(one, _)| is_meant(one))
            .map(|(_, value)| value.expect("cases were closed"))
            .collect();
        assert_eq!(values.len(), outcomes.len() * answer.scopes.len());
        let hand = Estimate::of(runs, number);
        Found {
            hand: hand.mean,
            caseload: values.iter().sum::<f64>() / values.len() as f64,
            error: hand.error.hypot(answer.expected_error),
            answer,
        }
    });
    each.collect()
}

/// Nanoseconds of wall-clock time, and the result.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed().as_nanos() as f64, result)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let (low, high) = ((values.len() - 1) / 2, values.len() / 2);
    (values[low] + values[high]) / 2.0
}
