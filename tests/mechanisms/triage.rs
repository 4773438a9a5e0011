//! Triage by algorithm: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");
const RETURNS: (&str, &str, &str) = ("all", "", "returns_per_case");
const HOURS: (&str, &str, &str) = ("activity", "triage", "spent_staff_h");

#[test]
fn an_algorithm_like_the_person_whose_work_it_leaves_alone_changes_nothing() {
    changes_nothing("triage", "accuracy = 0.9\nreplaces_triage = false");
}

/// A town whose own intake takes work, after a lag.
fn town_with_intake(work: &str, lag: &str) -> String {
    let intake = format!(
        "hand_off = \"2 h\"\nintake = {{ desk = \"command\", work = \"{work}\", lag = \"{lag}\" }}"
    );
    let text = TOWN.replacen("hand_off = \"2 h\"", &intake, 1);
    text + "\n[desks.command]\nlevel = \"town\"\nstaff = 1\ncalendar = \"office\"\nshift_end = \"suspend\"\n"
}

#[test]
fn the_lag_of_the_level_given_as_delay_changes_nothing() {
    let text = town_with_intake("5 min", "3 h")
        + "\n[designs.plain]\n[designs.same.mechanisms.triage]\naccuracy = 0.9\nreplaces_triage = false\n\
           delay = \"3 h\"\nlevels = [\"town\"]\n";
    let results = run(&text);
    let exact = crate::mechanism::exact;
    assert_eq!(exact(&results, "plain"), exact(&results, "same"));
}

#[test]
fn a_good_algorithm_saves_time_and_errors_and_a_bad_or_checked_one_costs_them() {
    let triage = |design: &str, keys: &str| {
        format!("[designs.{design}.mechanisms.triage]\nlevels = [\"town\"]\n{keys}\n")
    };
    let text = town_with_intake("12 min", "4 h")
        + "\n[designs.plain]\n"
        + &triage("good", "accuracy = 0.98\ndelay = \"5 min\"")
        + &triage("bad", "accuracy = 0.6\ndelay = \"5 min\"")
        + &triage(
            "checked",
            "accuracy = 0.98\nreview = 1\nreview_work = \"15 min\"",
        );
    let results = run(&text);
    for of in [LEAD, RETURNS, HOURS] {
        let (_, upper) = difference(&results, "plain", "good", of);
        assert!(upper < 0.0, "{of:?} {upper}");
    }
    // Worse than the person: the reversal of C11. What is sent back is triaged by hand all the same.
    assert!(difference(&results, "plain", "bad", RETURNS).0 > 0.0);
    // Checking takes longer than dispatching did, so the hours that the algorithm saves are eaten.
    assert!(difference(&results, "plain", "checked", HOURS).0 > 0.0);
    let checking = mean(
        &results,
        "checked",
        ("mechanism", "triage", "review_staff_h"),
    );
    let saved = mean(
        &results,
        "checked",
        ("mechanism", "triage", "triage_saved_staff_h"),
    );
    assert!(
        (checking / saved - 15.0 / 12.0).abs() < 1e-6,
        "{checking} {saved}"
    );
}

#[test]
fn a_reviewer_who_trusts_the_algorithm_corrects_nothing() {
    let design = |name: &str, keys: &str| {
        format!(
            "[designs.{name}.mechanisms.triage]\naccuracy = 0.5\nreplaces_triage = false\nlevels = [\"town\"]\n{keys}\n"
        )
    };
    let review = "review = 1\nreview_work = \"1 min\"\nbias = ";
    let text = town_with_intake("2 min", "0 h")
        + "\n[designs.plain]\n"
        + &design("alone", "")
        + &design("careful", &format!("{review}0"))
        + &design("trusting", &format!("{review}1"));
    let results = run(&text);
    assert!(difference(&results, "careful", "plain", RETURNS).0 > 0.0);
    assert!(difference(&results, "careful", "trusting", RETURNS).0 > 0.0);
    // The same needs go wrong whether a trusting reviewer looks or nobody does.
    let (lower, upper) = difference(&results, "alone", "trusting", RETURNS);
    assert!(lower <= 0.0 && upper >= 0.0, "{lower} {upper}");
}

#[test]
fn the_gain_is_bounded_by_what_dispatch_took() {
    let text = town_with_intake("1 min", "6 min")
        + "\n[designs.plain]\n\
           [designs.auto.mechanisms.triage]\naccuracy = 0.9\ndelay = \"0 h\"\nlevels = [\"town\"]\n";
    let results = run(&text);
    let (lower, upper) = difference(&results, "plain", "auto", LEAD);
    // Six minutes of lag at a town, a minute of work, and what is sent back the same: less than half a day (C2).
    assert!(upper < 0.0 && lower > -0.5, "{lower} {upper}");
}
