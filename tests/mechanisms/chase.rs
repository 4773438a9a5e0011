//! Chase orders: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const SENT: (&str, &str, &str) = ("mechanism", "chase", "chase_orders_tasks");
const HOURS: (&str, &str, &str) = ("activity", "chase", "spent_staff_h");

#[test]
fn without_gain_nothing_changes() {
    changes_nothing("chase", "work = \"30 min\"\nevery = \"1 days\"\ngain = 0");
}

/// A town in which many cases are late although it keeps up with them.
fn late_town() -> String {
    TOWN.replace(
        "deadline = \"5 working days\"",
        "deadline = \"6 working hours\"",
    )
}

#[test]
fn every_order_is_booked_and_more_pressure_makes_a_larger_backlog() {
    let text = late_town()
        + "\n[designs.plain]\n\
           [designs.weak.mechanisms.chase]\nwork = \"15 min\"\nevery = \"1 days\"\ngain = 0.5\n\
           [designs.strong.mechanisms.chase]\nwork = \"15 min\"\nevery = \"4 h\"\ngain = 2\n";
    let results = run(&text);
    // Orders wait behind nothing, so nearly all that are sent are answered within the window.
    let (sent, hours) = (mean(&results, "weak", SENT), mean(&results, "weak", HOURS));
    assert!(
        sent > 20.0 && (hours / (0.25 * sent) - 1.0).abs() < 0.05,
        "{sent} {hours}"
    );
    let backlog = ("all", "", "backlog_mean_cases");
    assert!(difference(&results, "plain", "weak", backlog).0 > 0.0);
    assert!(difference(&results, "weak", "strong", backlog).0 > 0.0);
}

#[test]
fn with_slack_a_chase_costs_little_and_first_helps_the_late() {
    let text = TOWN.replace(
        "deadline = \"5 working days\"",
        "deadline = \"4 working hours\"",
    ) + "\n[designs.plain]\n\
           [designs.first.mechanisms.chase]\nwork = \"1 min\"\nevery = \"1 h\"\nfirst = true\n";
    let results = run(&text);
    let lateness = ("all", "", "lateness_mean_h");
    let (_, upper) = difference(&results, "plain", "first", lateness);
    assert!(upper < 0.0, "{upper}");
}
