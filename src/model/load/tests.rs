use super::*;
use crate::diagnostic::Sources;
use crate::model::FileCache;
use crate::scenario::Document;
use crate::theory::mmc;
use std::path::Path;

fn read(text: &str) -> (Model, Scenario) {
    let mut sources = Sources::new();
    let head = "caseload = 1\ntitle = \"t\"\nquestion = \"q\"\n";
    let document = Document::read(&mut sources, "s.toml", &format!("{head}{text}"), &[])
        .unwrap_or_else(|found| panic!("{found:?}"));
    let (scenario, found) = document.scenario("baseline");
    let scenario = scenario.unwrap_or_else(|| panic!("{found:?}"));
    let (model, found) = Model::new(
        &scenario,
        "baseline",
        Path::new("."),
        &mut sources,
        &mut FileCache::new(),
    );
    (model.unwrap_or_else(|| panic!("{found:?}")), scenario)
}

fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b}");
}

/// Work an hour of each desk with a mean of one hour or so, as tasks an hour.
fn tasks_per_hour(load: &DeskLoad) -> f64 {
    load.tasks_per_week / WEEK_H
}

const ONE_DESK: &str = r#"
[plan]
horizon = "52 weeks"
[levels.office]
[desks.clerk]
level = "office"
staff = 3
[categories.permit]
departments = ["office"]
work = { exponential = { mean = "1 h" } }
[sources.citizens]
rate = "2 / h"
category = "permit"
"#;

#[test]
fn a_plain_desk_is_an_m_m_c() {
    let (model, _) = read(ONE_DESK);
    let load = &load_check(&model)[0];
    let exact = mmc(2.0, 1.0, 3).unwrap();
    near(load.utilisation.unwrap(), exact.utilisation, 1e-12);
    near(load.offered_h_per_week, 336.0, 1e-9);
    near(load.capacity_h_per_week.unwrap(), 504.0, 1e-9);
    let guess = load.first_guess.unwrap();
    near(guess.wait_mean_h, exact.wait_mean, 1e-12);
    near(guess.wait_probability, exact.wait_probability, 1e-12);
    assert!(overloaded_desks(&load_check(&model), &model, &read(ONE_DESK).1).is_empty());
}

#[test]
fn renewal_arrivals_enter_by_their_variation() {
    let text = ONE_DESK.replace("rate = \"2 / h\"", "interarrival = \"30 min\"");
    let (model, _) = read(&text);
    let guess = load_check(&model)[0].first_guess.unwrap();
    near(
        guess.wait_mean_h,
        mmc(2.0, 1.0, 3).unwrap().wait_mean / 2.0,
        1e-12,
    );
}

#[test]
fn a_first_guess_spreads_the_arrivals_over_the_opening_hours() {
    let text = ONE_DESK.replace("staff = 3", "staff = 9\ncalendar = \"office\"")
        + "[calendars.office]\nweek = { mon-sun = \"08:00-16:00\" }\n";
    let (model, _) = read(&text);
    let guess = load_check(&model)[0].first_guess.unwrap();
    assert_eq!(guess.arriving, Arriving::Smoothed);
    // Twice an hour round the clock is six times an hour of the eight that are open.
    near(
        guess.wait_probability,
        mmc(6.0, 1.0, 9).unwrap().wait_probability,
        1e-9,
    );
}

#[test]
fn a_desk_with_opening_hours_has_those_hours() {
    let text = ONE_DESK.replace(
        "staff = 3",
        "staff = 3\ncalendar = \"office\"\navailable = 0.5",
    ) + "[calendars.office]\nweek = { mon-fri = \"09:00-17:00\" }\n";
    let (model, scenario) = read(&text);
    let loads = load_check(&model);
    near(
        loads[0].capacity_h_per_week.unwrap(),
        3.0 * 40.0 * 0.5,
        1e-9,
    );
    assert_eq!(loads[0].first_guess, Err(NoGuess::Overloaded));
    let found = overloaded_desks(&loads, &model, &scenario);
    let said: Vec<_> = found
        .iter()
        .map(|one| (one.message.as_str(), one.help.as_deref().unwrap()))
        .collect();
    assert_eq!(
        said,
        [(
            "desk `clerk` is to get 336 h of work a week and its people have 60 h for cases: 560 %",
            "17 people keep up; 22, by the square-root rule, keep four of five cases from waiting"
        )]
    );
}

/// Three levels with escalation, rework and return (Jackson 1957).
const NETWORK: &str = r#"
[plan]
horizon = "52 weeks"
[levels.village]
parent = "town"
units_per_parent = 1
escalate = { probability = 0.25 }
exceptions = { rework = 0.1 }
[levels.town]
parent = "district"
units_per_parent = 1
escalate = { probability = 0.2 }
exceptions = { return = 0.05 }
[levels.district]
exceptions = { return = 0.1 }
[desks.v]
level = "village"
staff = 5
[desks.t]
level = "town"
staff = 3
[desks.d]
level = "district"
staff = 2
[categories.matter]
departments = ["office"]
[categories.matter.work_at]
village = { exponential = { mean = "1 h" } }
town = { exponential = { mean = "1.25 h" } }
district = { exponential = { mean = "100 min" } }
[sources.v]
level = "village"
rate = "3 / h"
category = "matter"
[sources.t]
level = "town"
rate = "0.6 / h"
category = "matter"
[sources.d]
level = "district"
rate = "0.2 / h"
category = "matter"
"#;

#[test]
fn flows_between_three_levels_solve_the_traffic_equations() {
    let (model, _) = read(NETWORK);
    let loads = load_check(&model);
    for (load, rate) in loads.iter().zip([3.416906, 1.504313, 0.500863]) {
        near(tasks_per_hour(load), rate, 5e-7);
    }
    for (load, utilisation) in loads.iter().zip([0.683381, 0.626797, 0.417385]) {
        near(load.utilisation.unwrap(), utilisation, 5e-7);
    }
    let in_system: f64 = loads
        .iter()
        .map(|load| {
            (load.first_guess.unwrap().wait_mean_h * load.tasks_per_week + load.offered_h_per_week)
                / WEEK_H
        })
        .sum();
    near(in_system, 7.722233, 2e-6);
}

const LADDER: &str = r#"
[plan]
horizon = "52 weeks"
[levels.village]
parent = "town"
units_per_parent = 2
intake = { desk = "hall", work = "6 min", collect = "1 min" }
escalate = { authority = "before-work", pass_on = "3 min" }
[levels.town]
[desks.hall]
level = "village"
staff = 1
[desks.crew]
level = "village"
departments = ["office"]
staff = 1
[desks.board]
level = "town"
staff = 1
[categories.matter]
departments = ["office"]
work = "30 min"
fields = 4
authority = { village = 0.75, town = 0.25 }
[sources.citizens]
rate = "1 / h"
category = "matter"
"#;

#[test]
fn cases_without_authority_cost_their_intake_and_passing_on() {
    let (model, _) = read(LADDER);
    let hours: Vec<f64> = load_check(&model)
        .iter()
        .map(|load| load.offered_h_per_week / WEEK_H)
        .collect();
    near(hours[0], 10.0 / 60.0 + 0.25 * 3.0 / 60.0, 1e-12);
    near(hours[1], 0.75 * 0.5, 1e-12);
    near(hours[2], 0.25 * 0.5, 1e-12);
}

#[test]
fn under_decide_and_return_the_lower_level_does_the_work() {
    let text =
        LADDER.to_owned() + "[escalation]\nmode = \"decide-and-return\"\ndecide = \"12 min\"\n";
    let (model, _) = read(&text);
    let hours: Vec<f64> = load_check(&model)
        .iter()
        .map(|load| load.offered_h_per_week / WEEK_H)
        .collect();
    near(hours[1], 0.5, 1e-12);
    near(hours[2], 0.25 * 0.2, 1e-12);
    let after = text.replace("before-work", "after-work");
    let (model, _) = read(&after);
    let hours: Vec<f64> = load_check(&model)
        .iter()
        .map(|load| load.offered_h_per_week / WEEK_H)
        .collect();
    near(hours[1], 0.5, 1e-12);
    near(hours[2], 0.25 * 0.2, 1e-12);
}

#[test]
fn serial_work_stops_at_a_rejection_and_parallel_work_does_not() {
    let text = ONE_DESK.replace(
        "departments = [\"office\"]\nwork = { exponential = { mean = \"1 h\" } }",
        "[categories.permit.needs.first]\ndepartment = \"office\"\nwork = \"6 min\"\nreject = 0.5\n[categories.permit.needs.second]\ndepartment = \"office\"\nwork = \"6 min\"",
    );
    let offered = |text: &str| load_check(&read(text).0)[0].offered_h_per_week / WEEK_H;
    near(offered(&text), 2.0 * 0.15, 1e-12);
    near(
        offered(&(text.clone() + "[dispatch]\nmode = \"parallel\"\n")),
        2.0 * 0.2,
        1e-12,
    );
}

#[test]
fn reopened_and_wrongly_dispatched_cases_bring_work_again() {
    let text = ONE_DESK.to_owned() + "[closing]\nreopen = 0.2\nreopen_after = \"1 day\"\n";
    near(
        tasks_per_hour(&load_check(&read(&text).0)[0]),
        2.0 / 0.8,
        1e-9,
    );
}
