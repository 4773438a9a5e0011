//! Joint work: exact limits, the effect, and its reversal.

use crate::mechanism::{changes_nothing, difference, mean, run};

const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");

#[test]
fn without_reuse_dilution_and_participants_nothing_changes() {
    changes_nothing("joint", "reuse = 0\ndilution = 0\neveryone = 0");
}

/// Four departments of two people each, day and night; cases need three of them, an hour each.
fn departments(rate: &str) -> String {
    let mut text = format!(
        "caseload = 1\ntitle = \"Joint\"\nquestion = \"Side by side or in turn?\"\ndepartments = [\"a\", \"b\", \"c\", \"d\"]\n\
         [plan]\nhorizon = \"60 days\"\nwarm_up = \"10 days\"\nreplications = 20\nseed = 5\nbaseline = \"serial\"\n\
         [levels.town]\n[categories.permit]\ndepartments = [\"a\", \"b\", \"c\"]\nwork = {{ exponential = {{ mean = \"1 h\" }} }}\n\
         [sources.firms]\nrate = \"{rate} / h\"\ncategory = \"permit\"\n"
    );
    for desk in ["a", "b", "c", "d"] {
        text +=
            &format!("[desks.{desk}]\nlevel = \"town\"\ndepartments = [\"{desk}\"]\nstaff = 2\n");
    }
    text + "[designs.serial]\ndispatch.mode = \"serial\"\n[designs.parallel]\ndispatch.mode = \"parallel\"\n"
}

#[test]
fn parallel_beats_serial_until_reuse_or_dilution_turns_it_round() {
    let joint = |name: &str, mode: &str, keys: &str| {
        format!(
            "[designs.{name}]\nextends = \"{mode}\"\n[designs.{name}.mechanisms.joint]\n{keys}\n"
        )
    };
    let text = departments("1.6")
        + &joint("reusing-in-turn", "serial", "reuse = 0.6")
        + &joint("reusing-at-once", "parallel", "reuse = 0.6")
        + &joint("diluted-in-turn", "serial", "dilution = 0.15")
        + &joint("diluted-at-once", "parallel", "dilution = 0.15");
    let results = run(&text);
    assert!(difference(&results, "serial", "parallel", LEAD).1 < 0.0);
    // Who works at the same time as the others finds nothing done, and nobody works in a group in serial handling.
    let exact = crate::mechanism::exact;
    assert_eq!(
        exact(&results, "parallel"),
        exact(&results, "reusing-at-once")
    );
    assert_eq!(
        exact(&results, "serial"),
        exact(&results, "diluted-in-turn")
    );
    // C1 reversed by data that later departments take over.
    assert!(difference(&results, "reusing-in-turn", "reusing-at-once", LEAD).0 > 0.0);
    // C1 reversed by effort lost in the group (P68).
    assert!(difference(&results, "diluted-in-turn", "diluted-at-once", LEAD).0 > 0.0);
    let worked = ("all", "", "worked_per_case_staff_h");
    let in_turn = mean(&results, "reusing-in-turn", worked);
    assert!(
        (in_turn / (1.0 + 0.4 + 0.4) - 1.0).abs() < 0.05,
        "{in_turn}"
    );
    let at_once = mean(&results, "diluted-at-once", worked);
    let expected = 3.0 * 3.0_f64.powf(0.15);
    assert!((at_once / expected - 1.0).abs() < 0.05, "{at_once}");
    let saved = ("mechanism", "joint", "reuse_saved_staff_h");
    assert!(mean(&results, "reusing-in-turn", saved) > 0.0);
    let added = ("mechanism", "joint", "dilution_added_staff_h");
    assert!(mean(&results, "diluted-at-once", added) > 0.0);
}

#[test]
fn with_slack_dilution_does_not_outweigh_acting_at_once() {
    let text = departments("0.2")
        + "[designs.diluted]\nextends = \"parallel\"\nmechanisms.joint = { dilution = 0.15 }\n";
    let results = run(&text);
    assert!(difference(&results, "serial", "diluted", LEAD).1 < 0.0);
}

#[test]
fn when_everybody_takes_part_cases_take_longer_and_every_task_is_booked() {
    let text = departments("1.4")
        + "[designs.everyone]\nextends = \"parallel\"\n\
           mechanisms.joint = { everyone = 3, everyone_work = \"1 h\" }\n";
    let results = run(&text);
    // Of three further departments there is only one that no need goes to.
    let tasks = mean(
        &results,
        "everyone",
        ("mechanism", "joint", "participants_tasks"),
    );
    let created = mean(&results, "everyone", ("all", "", "created_cases"));
    assert!((tasks / created - 1.0).abs() < 1e-9, "{tasks} {created}");
    let hours = mean(
        &results,
        "everyone",
        ("activity", "coordinate", "spent_staff_h"),
    );
    let own = mean(
        &results,
        "everyone",
        ("mechanism", "joint", "own_work_staff_h"),
    );
    assert!((hours / tasks - 1.0).abs() < 0.02 && (own / hours - 1.0).abs() < 1e-9);
    assert!(difference(&results, "parallel", "everyone", LEAD).0 > 0.0);
}
