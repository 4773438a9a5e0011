//! Foresight: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const HOURS: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn without_sensitivity_and_alarms_nothing_changes() {
    changes_nothing(
        "foresight",
        "sensitivity = 0\nfalse_alarms = 0\nlead = \"2 days\"\ninspection = \"15 min\"\ndesk = \"village\"\n\
         prevented = 0.5\nearly_work = 0.5",
    );
}

#[test]
fn what_is_foreseen_is_prevented_or_met_early_and_cheaply() {
    let keys = "lead = \"6 days\"\ninspection = \"6 min\"\ndesk = \"village\"\nprevented = 0.5";
    let town = TOWN.replace(
        "deadline = \"5 working days\"",
        "deadline = \"4 working hours\"",
    );
    let text = format!(
        "{town}[designs.plain]\n\
         [designs.some.mechanisms.foresight]\nsensitivity = 0.3\n{keys}\nearly_work = 0.5\n\
         [designs.all.mechanisms.foresight]\nsensitivity = 1\n{keys}\nearly_work = 0.5\n\
         [designs.late.mechanisms.foresight]\nsensitivity = 1\n{keys}\n"
    );
    let results = run(&text);
    let foreseen = mean(
        &results,
        "all",
        ("mechanism", "foresight", "foreseen_cases"),
    );
    let prevented = mean(
        &results,
        "all",
        ("mechanism", "foresight", "prevented_cases"),
    );
    assert!(
        (prevented / foreseen - 0.5).abs() < 0.02,
        "{prevented} {foreseen}"
    );
    assert!(difference(&results, "plain", "some", HOURS).1 < 0.0);
    assert!(difference(&results, "some", "all", HOURS).1 < 0.0);
    assert!(difference(&results, "late", "all", HOURS).1 < 0.0);
    // What is not prevented is due later by the lead.
    let breach = ("all", "", "breach_share");
    assert!(difference(&results, "plain", "late", breach).1 < 0.0);
}

#[test]
fn where_alarms_are_mostly_false_they_cost_more_than_they_save() {
    let keys = "sensitivity = 0.2\nlead = \"6 days\"\ninspection = \"10 min\"\ndesk = \"village\"\nprevented = 0.5";
    let text = format!(
        "{TOWN}[designs.plain]\n\
         [designs.sharp.mechanisms.foresight]\n{keys}\nfalse_alarms = 1\n\
         [designs.shrill.mechanisms.foresight]\n{keys}\nfalse_alarms = 30\n"
    );
    let results = run(&text);
    assert!(difference(&results, "plain", "sharp", HOURS).1 < 0.0);
    assert!(difference(&results, "plain", "shrill", HOURS).0 > 0.0);
    // Two villages: 24 matters a day on average weekdays, a fifth of them foreseen, against 60 false alarms.
    let share = mean(
        &results,
        "shrill",
        ("mechanism", "foresight", "true_alarms_share"),
    );
    assert!((0.04..0.08).contains(&share), "{share}");
}

#[test]
fn an_alarm_nobody_looks_into_in_time_is_for_nothing() {
    let keys = "sensitivity = 1\ninspection = \"6 min\"\ndesk = \"village\"\nprevented = 1";
    let text = format!(
        "{TOWN}[designs.plain.mechanisms.foresight]\n{keys}\nlead = \"7 days\"\n\
         [designs.short.mechanisms.foresight]\n{keys}\nlead = \"1 min\"\n"
    );
    let results = run(&text);
    let late = ("mechanism", "foresight", "looked_into_too_late_share");
    assert!(mean(&results, "plain", late) < 0.01);
    assert!(mean(&results, "short", late) > 0.99);
    assert!(mean(&results, "plain", ("all", "", "created_cases")) < 10.0);
}
