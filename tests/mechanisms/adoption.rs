//! Adoption: exact limits, the pay-back, and its absence over a short horizon.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

fn figure(name: &str) -> (&str, &str, &str) {
    ("mechanism", "adoption", name)
}

#[test]
fn entering_twice_in_no_time_and_saving_nothing_changes_nothing() {
    changes_nothing(
        "adoption",
        "half_after = \"2 weeks\"\nninety_after = \"4 weeks\"\ndouble_entry = \"0 h\"",
    );
}

#[test]
fn what_is_entered_twice_is_booked_and_ends_with_adoption() {
    let text = TOWN.to_owned()
        + "[designs.plain]\n\
           [designs.early.mechanisms.adoption]\nhalf_after = \"10 days\"\nninety_after = \"15 days\"\ndouble_entry = \"15 min\"\n\
           [designs.late.mechanisms.adoption]\nhalf_after = \"30 days\"\nninety_after = \"40 days\"\ndouble_entry = \"15 min\"\n";
    let results = run(&text);
    assert!(difference(&results, "plain", "early", WORKED).0 > 0.0);
    assert!(difference(&results, "early", "late", figure("transition_staff_h")).0 > 0.0);
    assert!(difference(&results, "early", "late", figure("adopted_share")).1 < 0.0);
    let (entries, hours) = (
        mean(&results, "late", figure("double_entries_tasks")),
        mean(&results, "late", figure("transition_staff_h")),
    );
    assert!(
        (hours / (0.25 * entries) - 1.0).abs() < 1e-6,
        "{entries} {hours}"
    );
    let booked = mean(
        &results,
        "late",
        ("activity", "collect-again", "spent_staff_h"),
    ) - mean(
        &results,
        "plain",
        ("activity", "collect-again", "spent_staff_h"),
    );
    assert!((booked / hours - 1.0).abs() < 0.05, "{booked} {hours}");
}

#[test]
fn a_saving_pays_back_over_a_long_horizon_and_not_over_a_short_one() {
    let designs = "[designs.plain]\n\
         [designs.platform.mechanisms.adoption]\nhalf_after = \"10 days\"\nninety_after = \"15 days\"\n\
         double_entry = \"30 min\"\nsaving = 0.25\n";
    let long = run(&(TOWN.replace("horizon = \"6 weeks\"", "horizon = \"12 weeks\"") + designs));
    assert!(difference(&long, "plain", "platform", WORKED).1 < 0.0);
    let short = TOWN
        .replace("horizon = \"6 weeks\"", "horizon = \"2 weeks\"")
        .replace("warm_up = \"1 weeks\"", "warm_up = \"0 h\"");
    let short = run(&(short + designs));
    assert!(difference(&short, "plain", "platform", WORKED).0 > 0.0);
    let saved = mean(&long, "platform", figure("saved_staff_h"));
    assert!(saved > mean(&long, "platform", figure("transition_staff_h")));
}
