//! Motivation: exact limits, the direction of each coefficient, and the bounds.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const PACE: (&str, &str, &str) = ("mechanism", "motivation", "motivated_pace_mean_share");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn without_coefficients_nothing_changes() {
    changes_nothing("motivation", "every = \"1 days\"");
    changes_nothing(
        "motivation",
        "every = \"1 days\"\nautonomy = 0.5\nambiguity = 0.5\noverdue = 0.5\nleast = 1\nmost = 1",
    );
}

#[test]
fn autonomy_quickens_ambiguity_and_pressure_slow_down() {
    let late = TOWN.replace(
        "deadline = \"5 working days\"",
        "deadline = \"3 working hours\"",
    );
    let design = |name: &str, keys: &str| {
        format!("[designs.{name}.mechanisms.motivation]\nevery = \"1 days\"\n{keys}\n")
    };
    let text = late
        + "[designs.plain]\n"
        + &design("free", "autonomy = 0.1")
        + &design("unclear", "ambiguity = 0.5")
        + &design("pressed", "overdue = 0.2")
        + &design("crushed", "overdue = 1\nambiguity = 1")
        + &design("eager", "autonomy = 1");
    let results = run(&text);
    assert!(difference(&results, "plain", "free", WORKED).1 < 0.0);
    assert!(difference(&results, "plain", "unclear", WORKED).0 > 0.0);
    assert!(difference(&results, "plain", "pressed", WORKED).0 > 0.0);
    let pace = |design| mean(&results, design, PACE);
    assert!(
        pace("free") > 1.02 && pace("free") < 1.1,
        "{}",
        pace("free")
    );
    assert!(pace("unclear") < 1.0 && pace("pressed") < 1.0);
    assert!((0.8..1.0).contains(&pace("crushed")), "{}", pace("crushed"));
    assert!((1.0..=1.1).contains(&pace("eager")), "{}", pace("eager"));
}

#[test]
fn withheld_authority_takes_the_gain_of_autonomy_away() {
    let keys = "[designs.free.mechanisms.motivation]\nevery = \"1 days\"\nautonomy = 0.1\n";
    let some = run(&(TOWN.to_owned() + "[designs.plain]\n" + keys));
    let withheld = TOWN
        .replace(
            "village = 0.6, town = 0.3, district = 0.1",
            "village = 0.1, town = 0.1, district = 0.8",
        )
        .replace(
            "village = 0.3, town = 0.5, district = 0.2",
            "village = 0.1, town = 0.1, district = 0.8",
        )
        .replace("rate = \"24 / day\"", "rate = \"12 / day\"");
    let none = run(&(withheld + "[designs.plain]\n" + keys));
    let (some, none) = (mean(&some, "free", PACE), mean(&none, "free", PACE));
    assert!(some - none > 0.01, "{some} {none}");
}
