//! Learning, training and turnover: exact limits, the effects, and the reversals.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const SPEED: (&str, &str, &str) = ("mechanism", "learning", "learned_speed_mean_share");
const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn without_a_curve_and_without_training_nothing_changes() {
    changes_nothing("learning", "exponent = 0");
    changes_nothing("learning", "exponent = 0\nstart = \"500 h\"\nturnover = 5");
    changes_nothing("learning", "exponent = 0.3\nceiling = 1");
}

#[test]
fn experience_makes_faster_up_to_the_ceiling() {
    let text = TOWN.to_owned()
        + "[designs.plain]\n\
           [designs.slow.mechanisms.learning]\nexponent = 0.1\nscale = \"20 h\"\n\
           [designs.fast.mechanisms.learning]\nexponent = 0.3\nscale = \"20 h\"\n\
           [designs.low.mechanisms.learning]\nexponent = 0.3\nscale = \"20 h\"\nceiling = 1.05\n\
           [designs.masters.mechanisms.learning]\nexponent = 0.5\nstart = \"1000 h\"\nceiling = 1.25\n";
    let results = run(&text);
    assert!(difference(&results, "plain", "slow", LEAD).1 < 0.0);
    assert!(difference(&results, "slow", "fast", LEAD).1 < 0.0);
    assert!(difference(&results, "low", "fast", SPEED).0 > 0.0);
    assert!(mean(&results, "low", SPEED) <= 1.05);
    assert!((mean(&results, "masters", SPEED) - 1.25).abs() < 1e-9);
    // Those at the ceiling take 1 / 1.25 of the hours; cases that end of the window cuts are the same in kind.
    let hours = mean(&results, "masters", WORKED) / mean(&results, "plain", WORKED);
    assert!((hours / 0.8 - 1.0).abs() < 0.02, "{hours}");
}

#[test]
fn turnover_that_outruns_learning_takes_its_gain_away() {
    let curve = "exponent = 0.3\nscale = \"20 h\"\nstart = \"200 h\"";
    let text = TOWN.to_owned()
        + "[designs.plain]\n"
        + &format!("[designs.stable.mechanisms.learning]\n{curve}\n")
        + &format!("[designs.some.mechanisms.learning]\n{curve}\nturnover = 2\n")
        + &format!("[designs.swift.mechanisms.learning]\n{curve}\nturnover = 100\n");
    let results = run(&text);
    assert!(difference(&results, "stable", "some", SPEED).1 < 0.0);
    assert!(difference(&results, "some", "swift", SPEED).1 < 0.0);
    assert!(difference(&results, "stable", "swift", LEAD).0 > 0.0);
    // Two replacements a week and person leave little more than the speed of novices.
    let (stable, swift) = (
        mean(&results, "stable", SPEED),
        mean(&results, "swift", SPEED),
    );
    assert!(swift - 1.0 < 0.25 * (stable - 1.0), "{stable} {swift}");
    let replaced = mean(
        &results,
        "some",
        ("mechanism", "learning", "replaced_tasks"),
    );
    // 2 a year, 20 people, 5 weeks.
    let expected = 2.0 * 20.0 * 35.0 / 365.0;
    assert!(
        (replaced / expected - 1.0).abs() < 0.5,
        "{replaced} and not {expected}"
    );
}

const TRAINING: &str = "exponent = 0.3\nscale = \"100 h\"\ntraining = { hours = \"3 h\", every = \"1 weeks\", gain = \"200 h\" }";

#[test]
fn training_pays_over_a_long_horizon_and_not_over_a_short_one() {
    let designs = format!(
        "[designs.plain.mechanisms.learning]\nexponent = 0.3\nscale = \"100 h\"\n\
         [designs.trained.mechanisms.learning]\n{TRAINING}\n"
    );
    let long = run(
        &(TOWN.replace("every = \"1 weeks\"", "every = \"30 weeks\"")
            + &designs.replace("every = \"1 weeks\"", "every = \"3 weeks\"")),
    );
    assert!(difference(&long, "plain", "trained", WORKED).1 < 0.0);
    assert!(difference(&long, "plain", "trained", SPEED).0 > 0.0);
    let short = TOWN
        .replace("horizon = \"6 weeks\"", "horizon = \"8 days\"")
        .replace("warm_up = \"1 weeks\"", "warm_up = \"0 h\"");
    let short = run(&(short + &designs));
    assert!(difference(&short, "plain", "trained", WORKED).0 > 0.0);
}

#[test]
fn training_is_booked_and_cuts_errors() {
    let error_prone = TOWN.replace("rework = 0.05", "rework = 0.3");
    let text = error_prone
        + "[designs.plain]\n\
           [designs.blank.mechanisms.learning]\ntraining = { hours = \"2 h\", every = \"1 weeks\" }\n\
           [designs.careful.mechanisms.learning]\ntraining = { hours = \"2 h\", every = \"1 weeks\", error_cut = 0.6 }\n";
    let results = run(&text);
    let spent = |activity| ("activity", activity, "spent_staff_h");
    let sessions = mean(
        &results,
        "blank",
        ("mechanism", "learning", "training_sessions_tasks"),
    );
    let hours = mean(&results, "blank", spent("train"));
    assert!(
        (hours / (2.0 * sessions) - 1.0).abs() < 0.03,
        "{hours} {sessions}"
    );
    // 20 people, one session a week each, five weeks.
    assert!((sessions - 100.0).abs() < 3.0, "{sessions}");
    assert!(
        difference(&results, "plain", "blank", WORKED).0 > 0.0,
        "it only costs"
    );
    assert!(difference(&results, "blank", "careful", spent("rework")).1 < 0.0);
}
