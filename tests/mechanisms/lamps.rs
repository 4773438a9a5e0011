//! Lamps: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const LATENESS: (&str, &str, &str) = ("all", "", "lateness_mean_h");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_mean_cases");

fn lamp(measure: &str) -> (&str, &str, &str) {
    ("mechanism", "lamps", measure)
}

#[test]
fn a_lamp_that_brings_no_calls_changes_nothing() {
    changes_nothing(
        "lamps",
        "desk = \"village\"\nwork = \"10 min\"\ncalls = 0\nfirst = false",
    );
}

/// A town that is late although it keeps up.
fn late_town() -> String {
    TOWN.replace("rate = \"24 / day\"", "rate = \"31 / day\"")
        .replace(
            "deadline = \"5 working days\"",
            "deadline = \"4 working hours\"",
        )
}

#[test]
fn lamps_are_red_where_cases_stay_open_and_put_what_is_overdue_first() {
    let keys = "desk = \"village\"\nwork = \"1 s\"\nred = 0.3\ngreen = 0.1\nperiod = \"2 days\"";
    let text = late_town()
        + &format!(
            "[designs.plain.mechanisms.lamps]\n{keys}\ncalls = 0\nfirst = false\n\
             [designs.lit.mechanisms.lamps]\n{keys}\n"
        );
    let results = run(&text);
    let shares = ["red_share", "yellow_share", "green_share"];
    let all: f64 = shares
        .iter()
        .map(|share| mean(&results, "lit", lamp(share)))
        .sum();
    assert!((all - 1.0).abs() < 1e-9, "{all}");
    assert!(mean(&results, "lit", lamp("red_share")) > 0.2);
    assert!(mean(&results, "lit", lamp("lamp_calls_tasks")) > 20.0);
    assert!(difference(&results, "plain", "lit", LATENESS).1 < 0.0);
}

#[test]
fn calls_take_the_time_that_would_turn_the_lamp_green() {
    let keys = "desk = \"village\"\nred = 0.3\ngreen = 0.1\nperiod = \"2 days\"\nfirst = false\ncalls = 3\n";
    let text = late_town()
        + &format!(
            "[designs.plain.mechanisms.lamps]\n{keys}work = \"1 s\"\n\
             [designs.long.mechanisms.lamps]\n{keys}work = \"40 min\"\n"
        );
    let results = run(&text);
    assert!(difference(&results, "plain", "long", BACKLOG).0 > 0.0);
    assert!(difference(&results, "plain", "long", lamp("red_share")).0 > 0.0);
}
