//! Monitoring: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const REWORK: (&str, &str, &str) = ("activity", "rework", "spent_staff_h");
const CHECKS: (&str, &str, &str) = ("activity", "coordinate", "spent_staff_h");
const BURDEN: (&str, &str, &str) = ("all", "", "burden_staff_h");

#[test]
fn checks_that_never_come_change_nothing() {
    changes_nothing("monitoring", "every = \"10 years\"\nwork = \"30 min\"");
}

/// A town where work goes on for long and often goes wrong.
fn careless_town() -> String {
    TOWN.replace("rework = 0.05", "rework = 0.4")
        .replace("rate = \"24 / day\"", "rate = \"4 / day\"")
        .replace(
            "work = { exponential = { mean = \"1 h\" } }\ndeadline",
            "work = \"4 h\"\ndeadline",
        )
}

fn every(interval: &str) -> String {
    let name: String = interval.split(' ').collect();
    format!(
        "[designs.every{name}.mechanisms.monitoring]\nevery = \"{interval}\"\nwork = \"4 min\"\n"
    )
}

#[test]
fn the_best_interval_lies_inside() {
    let text =
        careless_town() + "[designs.plain]\n" + &every("1 min") + &every("30 min") + &every("20 h");
    let results = run(&text);
    // More checks mean more hours of them and fewer of doing things again.
    for (rare, often) in [("every20h", "every30min"), ("every30min", "every1min")] {
        assert!(difference(&results, rare, often, CHECKS).0 > 0.0, "{often}");
        assert!(difference(&results, rare, often, REWORK).1 < 0.0, "{often}");
    }
    // All burden but rework and checks is the same, so its difference is that of their sum.
    for other in ["plain", "every1min", "every20h"] {
        let (low, high) = difference(&results, other, "every30min", BURDEN);
        assert!(high < 0.0, "{other}: {low} {high}");
    }
    let caught = ("mechanism", "monitoring", "caught_early_share");
    assert!(mean(&results, "every30min", caught) > 0.5);
    assert!(mean(&results, "every20h", caught) < 0.5);
}

#[test]
fn correction_is_rework_and_may_cost_more_than_it_saves() {
    let text = careless_town() + "[designs.plain]\n" + &every("30 min") + "correction = \"6 h\"\n";
    let results = run(&text);
    let (low, high) = difference(&results, "plain", "every30min", REWORK);
    assert!(low > 0.0, "{low} {high}");
}
