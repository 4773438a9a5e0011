//! Attention: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const CLOSED: (&str, &str, &str) = ("all", "", "closed_cases");
const WEIGHTED: (&str, &str, &str) = ("mechanism", "attention", "severity_weighted_wait_mean_h");

#[test]
fn the_rule_of_the_desk_itself_changes_nothing() {
    changes_nothing("attention", "priority = 1");
    for (discipline, rule) in [("fifo", "fifo"), ("lifo", "lifo")] {
        let text =
            TOWN.replace(
                "discipline = \"priority\"",
                &format!("discipline = \"{discipline}\""),
            ) + &format!("\n[designs.plain]\n[designs.same.mechanisms.attention]\n{rule} = 3\n");
        let results = run(&text);
        assert_eq!(exact(&results, "plain"), exact(&results, "same"), "{rule}");
    }
}

/// Rules found by looking through the tasks that wait do what a desk of that order does. Nobody takes work back from
/// hands here, so that no desk puts anything at the head of its order.
#[test]
fn a_rule_found_by_looking_is_the_order_of_a_desk_that_keeps_it() {
    for (discipline, rule) in [("fifo", "fifo"), ("lifo", "lifo"), ("priority", "priority")] {
        let other = if rule == "fifo" { "lifo" } else { "fifo" };
        let text = TOWN
            .replace("discipline = \"priority\"", "discipline = \"fifo\"")
            .replace("shift_end = \"suspend\"", "shift_end = \"finish\"")
            + &format!("\n[designs.plain]\ndesks.works.discipline = \"{discipline}\"\n")
            + &format!("[designs.looking]\ndesks.works.discipline = \"{other}\"\n")
            + &format!("mechanisms.attention = {{ {rule} = 1, desks = [\"works\"] }}\n");
        let results = run(&text);
        assert_eq!(
            exact(&results, "plain"),
            exact(&results, "looking"),
            "{rule}"
        );
    }
}

/// One desk of two people, day and night, and matters that are easy or serious.
fn desk(staff: u32) -> String {
    format!(
        "caseload = 1\ntitle = \"Attention\"\nquestion = \"What is done first?\"\n\
         [plan]\nhorizon = \"70 days\"\nwarm_up = \"10 days\"\nreplications = 20\nseed = 3\nbaseline = \"care\"\n\
         [levels.town]\n[desks.hall]\nlevel = \"town\"\nstaff = {staff}\n\
         [categories.easy]\nwork = \"0.5 h\"\ndeadline = \"12 h\"\nseverity = [1, 0, 0, 0, 0]\n\
         [categories.serious]\nwork = \"1.5 h\"\ndeadline = \"12 h\"\nseverity = [0, 0, 0, 0, 1]\n\
         [sources.people]\nrate = \"2.9 / h\"\nmix = {{ easy = 0.75, serious = 0.25 }}\n\
         [designs.care.mechanisms.attention]\npriority = 1\n\
         [designs.kpi.mechanisms.attention]\nshortest = 1\n\
         [designs.turn.mechanisms.attention]\nfifo = 1\n\
         [designs.clock.mechanisms.attention]\ndeadline = 1\n\
         [designs.chance.mechanisms.attention]\nrandom = 1\n"
    )
}

#[test]
fn targets_take_the_place_of_purposes_under_load() {
    let results = run(&desk(2));
    // More cases are closed, and the serious ones wait for it (P17).
    assert!(difference(&results, "care", "kpi", CLOSED).0 > 0.0);
    assert!(difference(&results, "care", "kpi", WEIGHTED).0 > 0.0);
    // Who serves what still counts keeps more deadlines than who serves in turn, and leaves the late to grow old.
    let breach = ("all", "", "breach_share");
    assert!(difference(&results, "turn", "clock", breach).1 < 0.0);
    let old = ("age", "30 to 90 days", "open_end_cases");
    assert!(difference(&results, "turn", "clock", old).0 > 0.0);
    let passed_over = ("mechanism", "attention", "passed_over_share");
    assert!(mean(&results, "turn", passed_over) < 1e-9);
    assert!(mean(&results, "chance", passed_over) > 0.3);
}

#[test]
fn with_slack_nobody_has_a_choice() {
    let results = run(&desk(30));
    for design in ["kpi", "turn", "clock", "chance"] {
        assert_eq!(exact(&results, "care"), exact(&results, design), "{design}");
    }
}

#[test]
fn a_mixture_lies_between_its_rules() {
    let text = desk(2) + "[designs.mixed.mechanisms.attention]\npriority = 0.5\nshortest = 0.5\n";
    let results = run(&text);
    assert!(difference(&results, "care", "mixed", WEIGHTED).0 > 0.0);
    assert!(difference(&results, "mixed", "kpi", WEIGHTED).0 > 0.0);
}
