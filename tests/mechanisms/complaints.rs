//! Complaints: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const MADE: (&str, &str, &str) = ("mechanism", "complaints", "complaints_tasks");
const LOUD: (&str, &str, &str) = ("mechanism", "complaints", "loud_lead_mean_h");
const QUIET: (&str, &str, &str) = ("mechanism", "complaints", "quiet_lead_mean_h");

#[test]
fn when_nobody_presses_nothing_changes() {
    changes_nothing(
        "complaints",
        "after = \"1 h\"\nwork = \"30 min\"\nshare = 0",
    );
}

/// A town in which cases wait long.
fn busy_town() -> String {
    TOWN.replace("rate = \"24 / day\"", "rate = \"33 / day\"")
}

fn complaints(name: &str, keys: &str) -> String {
    format!("[designs.{name}.mechanisms.complaints]\nafter = \"6 h\"\n{keys}\n")
}

#[test]
fn the_wheel_that_squeaks_is_greased_and_the_quiet_wait() {
    let text = busy_town()
        + &complaints("plain", "work = \"1 s\"\nshare = 0.3\nfirst = false")
        + &complaints("loud", "work = \"1 s\"\nshare = 0.3");
    let results = run(&text);
    assert!(mean(&results, "loud", MADE) > 20.0);
    assert!(difference(&results, "plain", "loud", LOUD).1 < 0.0);
    assert!(difference(&results, "plain", "loud", QUIET).0 > 0.0);
}

#[test]
fn when_everybody_presses_nobody_gains_and_answers_are_work() {
    let text = TOWN.to_owned()
        + "[designs.plain]\n"
        + &complaints("all", "work = \"10 min\"\nevery = \"3 days\"");
    let results = run(&text);
    let hours = mean(&results, "all", ("activity", "chase", "spent_staff_h"));
    let answered = hours * 6.0;
    let made = mean(&results, "all", MADE);
    assert!((answered / made - 1.0).abs() < 0.1, "{answered} {made}");
    let backlog = ("all", "", "backlog_mean_cases");
    assert!(difference(&results, "plain", "all", backlog).0 > 0.0);
}
