//! The five workloads: each as a scenario and as a loop by hand, with the answers that both must give.

use caseload::outcome::Scope;
use caseload::theory::mmc;

use super::measure::{Plan, Run};
use super::{hierarchy, mm1, mm10, parallel, serial};
use crate::scenarios;

/// One model in two forms.
pub struct Workload {
    /// What it is called on the command line.
    pub name: &'static str,
    /// The text of the scenario, for a horizon in hours.
    pub scenario: Box<dyn Fn(u32) -> String>,
    /// The loop written for it alone.
    pub hand: fn(&Plan) -> Run,
    /// Hours of the warm-up and of each batch of a run.
    pub batch_hours: u32,
    /// The best figure of cimba 3.0 per case, in ns.
    pub cimba: u32,
    /// What both must find.
    pub answers: Vec<Answer>,
}

/// A mean that both forms must find.
pub struct Answer {
    /// What it is.
    pub label: &'static str,
    /// Its value in the long run, in hours.
    pub expected: f64,
    /// How far that value itself may be off: 0 for a formula, one standard error for a long run.
    pub expected_error: f64,
    /// Where caseload reports it; of several places that see as much, the mean.
    pub scopes: Vec<Scope>,
    /// How caseload calls it.
    pub measure: &'static str,
}

impl Answer {
    fn wait(expected: f64) -> Self {
        Self {
            label: "wait",
            expected,
            expected_error: 0.0,
            scopes: vec![Scope::All],
            measure: "wait_mean_h",
        }
    }

    fn time(expected: f64) -> Self {
        Self {
            label: "in system",
            measure: "lead_time_mean_h",
            ..Self::wait(expected)
        }
    }

    fn visit(label: &'static str, desks: &[&str], expected: f64) -> Self {
        let desk = |name: &&str| Scope::Desk((*name).to_owned());
        Self {
            label,
            scopes: desks.iter().map(desk).collect(),
            ..Self::wait(expected)
        }
    }

    fn within(self, expected_error: f64) -> Self {
        Self {
            expected_error,
            ..self
        }
    }
}

/// Erlang's C: the mean wait before `servers`.
fn wait(arrival_rate: f64, work: f64, servers: u32) -> f64 {
    mmc(arrival_rate, 1.0 / work, servers)
        .expect("the load is below 1")
        .wait_mean
}

/// All of them, in the order of the table.
pub fn workloads() -> Vec<Workload> {
    vec![
        queue("w1-mm1", 1, (mm1::run, 64_000, 94)),
        queue("w2-mm10", 10, (mm10::run, 6_400, 118)),
        three_levels(),
        three_of_five(
            ("w4-serial", "serial"),
            (serial::run, 651),
            [(0.7273, 0.0006), (5.1819, 0.0017)],
        ),
        three_of_five(
            ("w4-parallel", "parallel"),
            (parallel::run, 655),
            [(0.7009, 0.0005), (3.1299, 0.0011)],
        ),
    ]
}

fn queue(
    name: &'static str,
    servers: u32,
    (hand, batch_hours, cimba): (fn(&Plan) -> Run, u32, u32),
) -> Workload {
    let wait = wait(0.9 * f64::from(servers), 1.0, servers);
    Workload {
        name,
        scenario: Box::new(move |hours| scenarios::mmc(servers, hours)),
        hand,
        batch_hours,
        cimba,
        answers: vec![Answer::wait(wait), Answer::time(wait + 1.0)],
    }
}

/// Every desk is an M/M/c of its own: completions in the long run are a Poisson process again (Burke 1956).
fn three_levels() -> Workload {
    let (climb, climb_again) = (0.25, 0.25 * 0.2);
    let village = wait(2.4, 1.0, 3);
    let town = wait(10.0 * 2.4 * climb, 4.0 / 3.0, 10);
    let district = wait(200.0 * 2.4 * climb_again, 2.0, 60);
    let waits = village + climb * town + climb_again * district;
    let works = 1.0 + climb * 4.0 / 3.0 + climb_again * 2.0;
    Workload {
        name: "w3-levels",
        scenario: Box::new(scenarios::hierarchy),
        hand: hierarchy::run,
        batch_hours: 130,
        cimba: 332,
        answers: vec![
            Answer::wait(waits),
            Answer::time(waits + works),
            Answer::visit("village", &["village"], village),
            Answer::visit("town", &["town"], town),
            Answer::visit("district", &["district"], district),
        ],
    }
}

/// No formula is known. The expected wait of a visit and time in system, each with its standard error, are from 680 million
/// cases by the loop by hand, under keys that no round uses; caseload shares neither code nor draws with it.
fn three_of_five(
    (name, mode): (&'static str, &'static str),
    (hand, cimba): (fn(&Plan) -> Run, u32),
    [(wait, wait_error), (time, time_error)]: [(f64, f64); 2],
) -> Workload {
    let desks = scenarios::DEPARTMENTS;
    Workload {
        name,
        scenario: Box::new(move |hours| scenarios::departments(mode, hours)),
        hand,
        batch_hours: 5_000,
        cimba,
        answers: vec![
            Answer::visit("a visit", &desks, wait).within(wait_error),
            Answer::time(time).within(time_error),
        ],
    }
}
