//! Recurrence: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const RECURRED: (&str, &str, &str) = ("mechanism", "recurrence", "recurring_cases");
const SHARE: (&str, &str, &str) = ("mechanism", "recurrence", "recurring_share");
const PREVENTED: (&str, &str, &str) = ("mechanism", "recurrence", "recurrences_prevented_cases");
const FOUND: (&str, &str, &str) = ("mechanism", "recurrence", "causes_found_tasks");
const COORDINATE: (&str, &str, &str) = ("activity", "coordinate", "spent_staff_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn without_recurrence_nothing_changes() {
    changes_nothing("recurrence", "chance = 0\nafter = \"1 h\"\nclustered = 0.5");
}

#[test]
fn a_chain_of_recurrences_is_bounded() {
    let text = TOWN.replace("rate = \"24 / day\"", "rate = \"4 / day\"")
        + "\n[designs.plain.mechanisms.recurrence]\nchance = 0.95\nafter = \"1 h\"\nat_most = 1\n\
           [designs.long]\nextends = \"plain\"\nmechanisms.recurrence.at_most = 3\n";
    let results = run(&text);
    // 0.95 of the matters come again, and then no more: 0.95 / 1.95 of all cases. With three times it is
    // (0.95 + 0.95^2 + 0.95^3) / (1 + that).
    for (design, share) in [("plain", 0.4872), ("long", 0.7304)] {
        let found = mean(&results, design, SHARE);
        assert!((found - share).abs() < 0.02, "{design} {found}");
    }
}

/// A town in which 30 % of closed cases come again after 3 days, with or without a common cause.
fn recurring(clustered: f64) -> String {
    format!(
        "{TOWN}\n[mechanisms.recurrence]\nchance = 0.3\nafter = {{ exponential = {{ mean = \"3 days\" }} }}\nclustered = {clustered}\n\
         [designs.plain]\n[designs.analysis.mechanisms.recurrence.analysis]\n\
         work = \"4 h\"\nevery = \"1 weeks\"\ndesk = \"district\"\nfinds = 0.7\n"
    )
}

#[test]
fn analysis_removes_common_causes_and_pays() {
    let results = run(&recurring(1.0));
    assert!(difference(&results, "plain", "analysis", RECURRED).1 < 0.0);
    assert!(difference(&results, "plain", "analysis", WORKED).1 < 0.0);
    assert!(mean(&results, "analysis", PREVENTED) > 50.0);
    // There are four causes: two villages with two categories each; some are found before measuring begins.
    assert!(mean(&results, "analysis", FOUND) <= 4.0);
    assert!(mean(&results, "analysis", FOUND) > 2.0);
}

#[test]
fn analysis_of_what_has_nothing_in_common_is_pure_cost() {
    let results = run(&recurring(0.0));
    assert_eq!(mean(&results, "analysis", PREVENTED), 0.0);
    // Rounds at the end of weeks 1 to 5, of 4 h each.
    assert_eq!(mean(&results, "analysis", COORDINATE), 20.0);
    let (lower, upper) = difference(&results, "plain", "analysis", WORKED);
    assert!(lower > 10.0 && upper < 30.0, "{lower} {upper}");
}
