//! Exceptions: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const WAIT: (&str, &str, &str) = ("mechanism", "exceptions", "exception_wait_mean_h");
const REOPENED: (&str, &str, &str) = ("all", "", "reopened_share");
const REWORK: (&str, &str, &str) = ("activity", "rework", "spent_staff_h");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_end_cases");

#[test]
fn without_exceptions_nothing_changes() {
    changes_nothing(
        "exceptions",
        "probability = 0\ndecide = \"1 h\"\ncentralisation = 0.5\ntimeout = \"1 h\"\nignored_flaw = 0.5",
    );
}

#[test]
fn upper_levels_buy_quality_with_rework_and_waits() {
    let keys = "probability = 0.3\ndecide = \"6 min\"\nquick_fix_flaw = 0.1\nignored_flaw = 0.5\n";
    let text = format!(
        "{TOWN}[designs.plain]\n\
         [designs.below.mechanisms.exceptions]\n{keys}\n\
         [designs.above.mechanisms.exceptions]\n{keys}centralisation = 1\n"
    );
    let results = run(&text);
    let shown = |design, measure| mean(&results, design, ("mechanism", "exceptions", measure));
    let ways = [
        "exceptions_reworked_share",
        "exceptions_fixed_share",
        "exceptions_ignored_share",
    ];
    for design in ["below", "above"] {
        let all: f64 = ways.iter().map(|way| shown(design, way)).sum();
        assert!((all - 1.0).abs() < 1e-9, "{all}");
    }
    assert!((shown("below", ways[2]) - 0.3).abs() < 0.03);
    assert!(difference(&results, "below", "above", REWORK).0 > 0.0);
    assert!(difference(&results, "plain", "below", REOPENED).0 > 0.0);
    assert!(difference(&results, "below", "above", REOPENED).1 < 0.0);
}

#[test]
fn a_decision_waits_in_the_queue_of_the_desk_that_decides() {
    // Decisions take the time of one desk above. Close to its limit the wait grows, and beyond it so does the backlog.
    let keys = "probability = 0.6\ncentralisation = 1\n";
    let works = "[designs.W.desks.works]\nstaff = 1\n[designs.W]\nchanges_staff = true\n";
    let text = format!(
        "{TOWN}[designs.plain]\n\
         [designs.brief.mechanisms.exceptions]\n{keys}decide = \"1 min\"\n\
         [designs.long.mechanisms.exceptions]\n{keys}decide = \"4 h\"\n\
         [designs.bold.mechanisms.exceptions]\n{keys}decide = \"4 h\"\ntimeout = \"8 h\"\n{}",
        works.replace('W', "few")
    );
    let results = run(&text);
    assert!(difference(&results, "brief", "long", WAIT).0 > 0.0);
    assert!(difference(&results, "brief", "long", BACKLOG).0 > 0.0);
    // Whoever decides alone does not wait, and ignores more.
    assert!(difference(&results, "long", "bold", BACKLOG).1 < 0.0);
    let alone = ("mechanism", "exceptions", "default_decisions_share");
    assert!(mean(&results, "brief", alone) == 0.0 && mean(&results, "bold", alone) > 0.3);
    let ignored = ("mechanism", "exceptions", "exceptions_ignored_share");
    assert!(difference(&results, "brief", "bold", ignored).0 > 0.0);
}
