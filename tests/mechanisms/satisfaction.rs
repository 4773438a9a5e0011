//! Satisfaction: exact limits, the effect of openness, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run, values};

const SATISFACTION: (&str, &str, &str) = ("mechanism", "satisfaction", "satisfaction_share");
const INDUCED: (&str, &str, &str) = ("mechanism", "satisfaction", "induced_share");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_mean_cases");

#[test]
fn without_openness_satisfaction_is_only_measured() {
    changes_nothing(
        "satisfaction",
        "expected = \"5 days\"\nopenness = 0\ninduced = 0.9\nafter = \"1 h\"",
    );
}

#[test]
fn its_parts_are_what_they_say() {
    let text = TOWN.replace("reopen = 0.03", "reopen = 0")
        + "\n[designs.plain.mechanisms.satisfaction]\nexpected = \"5 days\"\n\
           [designs.outcome]\nextends = \"plain\"\nmechanisms.satisfaction.weights = { time = 0, submissions = 0 }\n\
           [designs.time]\nextends = \"plain\"\nmechanisms.satisfaction.weights = { outcome = 0, submissions = 0 }\n\
           [designs.patient]\nextends = \"time\"\nmechanisms.satisfaction.expected = \"1 year\"\n\
           [designs.forms]\nextends = \"plain\"\nmechanisms.satisfaction.weights = { time = 0, outcome = 0 }\n\
           mechanisms.submissions = { per_service = 4 }\n";
    let results = run(&text);
    for (design, exactly) in [("outcome", 1.0), ("patient", 1.0), ("forms", 0.25)] {
        for value in values(&results, design, SATISFACTION) {
            assert_eq!(value, exactly, "{design}");
        }
    }
    let (time, plain) = (
        mean(&results, "time", SATISFACTION),
        mean(&results, "plain", SATISFACTION),
    );
    assert!(
        time < 1.0 && (0.51 * time + 0.49 - plain).abs() < 1e-5,
        "{time} {plain}"
    );
}

/// The town with so many people at every desk, without and with openness, and short patience.
fn open(staff: &str) -> String {
    let people = TOWN.replace("staff = 3\n", staff);
    assert_ne!(people, TOWN.replace("staff = 3\n", ""));
    people
        + "\n[mechanisms.satisfaction]\nexpected = \"24 h\"\n\
           [designs.plain]\n\
           [designs.open.mechanisms.satisfaction]\n\
           openness = 1\ninduced = 0.6\nafter = { exponential = { mean = \"2 days\" } }\n"
}

#[test]
fn openness_brings_demand_that_takes_back_satisfaction_where_there_is_no_slack() {
    let loaded = run(&open("staff = 2\n"));
    let share = mean(&loaded, "open", INDUCED);
    assert!(share > 0.1, "{share}");
    assert_eq!(mean(&loaded, "plain", INDUCED), 0.0);
    assert!(difference(&loaded, "plain", "open", BACKLOG).0 > 0.0);
    assert!(difference(&loaded, "plain", "open", SATISFACTION).1 < 0.0);
    // With people to spare the demand is served as well as before.
    let slack = run(&open("staff = 30\n").replace("staff = 5\n", "staff = 40\n"));
    let (lower, upper) = difference(&slack, "plain", "open", SATISFACTION);
    assert!(lower > -0.02 && upper < 0.02, "{lower} {upper}");
}
