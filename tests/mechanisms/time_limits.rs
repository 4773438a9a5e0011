//! Time limits: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const BREACH: (&str, &str, &str) = ("all", "", "breach_share");

#[test]
fn limits_change_nothing_at_desks_that_work_by_class_and_without_paper() {
    changes_nothing(
        "time_limits",
        "limits = { village = \"1 working days\" }\npaper = 0\ngaming_window = \"1 days\"\ncomes_back = 1\n\
         comes_back_after = \"1 days\"",
    );
}

/// One level whose desk takes what is earliest due first.
fn one_level(discipline: &str, rate: &str) -> String {
    TOWN.replace(
        "authority = { village = 0.6, town = 0.3, district = 0.1 }\n",
        "",
    )
    .replace(
        "authority = { village = 0.3, town = 0.5, district = 0.2 }\n",
        "",
    )
    .replace(
        "discipline = \"priority\"",
        &format!("discipline = \"{discipline}\""),
    )
    .replace("rate = \"24 / day\"", &format!("rate = \"{rate}\""))
    .replace("reopen = 0.03", "reopen = 0")
}

#[test]
fn limits_equal_to_the_deadlines_change_nothing() {
    let text = one_level("earliest-due-date", "30 / day").replace(
        "deadline = \"10 working days\"",
        "deadline = \"5 working days\"",
    ) + "[designs.plain]\n\
           [designs.limits.mechanisms.time_limits]\nlimits = { village = \"5 working days\" }\n\
           [designs.tight.mechanisms.time_limits]\nlimits = { village = \"1 working days\" }\n";
    let results = run(&text);
    assert_eq!(exact(&results, "plain"), exact(&results, "limits"));
    // A limit that every case has in the same way is the order of arrival; it shows what is over it.
    let over = ("mechanism", "time_limits", "level_1_over_limit_share");
    assert!(mean(&results, "tight", over) > mean(&results, "limits", over));
    let breach = mean(&results, "limits", BREACH);
    let share = mean(&results, "limits", over);
    // Both count the same limit; cases that are due after the end are in neither.
    assert!((share - breach).abs() < 0.02, "{share} {breach}");
}

#[test]
fn order_by_due_date_keeps_more_deadlines_until_there_is_too_much() {
    let breach = |rate: &str| {
        let patch = "[designs.limits.desks.village]\ndiscipline = \"earliest-due-date\"\n\
                     [designs.limits.mechanisms.time_limits]\nlimits = { village = \"10 working days\" }\n";
        let text = one_level("fifo", rate).replace(
            "deadline = \"5 working days\"",
            "deadline = \"4 working hours\"",
        ) + "[designs.plain]\n"
            + patch;
        let results = run(&text);
        (
            mean(&results, "plain", BREACH),
            difference(&results, "plain", "limits", BREACH),
        )
    };
    let (busy, gain) = breach("31 / day");
    assert!(busy > 0.02 && gain.1 < 0.0, "{busy} {gain:?}");
    let (swamped, loss) = breach("60 / day");
    assert!(swamped > 0.3 && loss.0 > 0.0, "{swamped} {loss:?}");
}

#[test]
fn closing_on_paper_keeps_deadlines_and_costs_reopenings_and_hours() {
    let keys = "gaming_window = \"2 days\"\ncomes_back = 1\ncomes_back_after = \"1 days\"\n";
    let text = TOWN
        .replace("collect = \"1 min\"", "collect = \"4 min\"")
        .replace(
            "deadline = \"5 working days\"",
            "deadline = \"4 working hours\"",
        )
        + &format!(
            "[designs.plain.mechanisms.time_limits]\n{keys}\n\
             [designs.formal.mechanisms.time_limits]\n{keys}paper = 0.9\n"
        );
    let results = run(&text);
    assert!(difference(&results, "plain", "formal", BREACH).1 < 0.0);
    let reopened = ("all", "", "reopened_share");
    assert!(difference(&results, "plain", "formal", reopened).0 > 0.0);
    let hours = ("all", "", "worked_staff_h");
    let (low, high) = difference(&results, "plain", "formal", hours);
    assert!(
        low > 0.0,
        "{low} {high} {}",
        mean(
            &results,
            "formal",
            ("mechanism", "time_limits", "formal_closings_cases")
        )
    );
    let formal = |measure| mean(&results, "formal", ("mechanism", "time_limits", measure));
    let closed = formal("formal_closings_cases");
    let back = formal("formal_reopened_cases");
    assert!(
        closed > 10.0 && back > 0.8 * closed && back <= closed * 1.1,
        "{closed} {back}"
    );
}
