//! Data quality: exact limits, the effect, and the best upkeep between too little and too much.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run, values};

const QUALITY: (&str, &str, &str) = ("mechanism", "data_quality", "data_quality_share");
const REWORK: (&str, &str, &str) = ("activity", "rework", "spent_staff_h");
const TRANSFER: (&str, &str, &str) = ("activity", "transfer", "spent_staff_h");
const UPKEEP: (&str, &str, &str) = ("activity", "upkeep", "spent_staff_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn quality_that_nothing_depends_on_changes_nothing() {
    changes_nothing("data_quality", "lasts = \"1 days\"\nstart = 0.1");
}

#[test]
fn quality_decays_as_it_should_and_lack_of_it_makes_errors() {
    let text = TOWN.to_owned()
        + "\n[designs.plain.mechanisms.data_quality]\nlasts = \"1 year\"\nrework = 0.3\nwrong = 0.5\nstart = 1\n\
           [designs.poor]\nextends = \"plain\"\nmechanisms.data_quality.start = 0.2\n\
           [designs.fast]\nextends = \"plain\"\nmechanisms.data_quality.lasts = \"10 days\"\n";
    let results = run(&text);
    for errors in [REWORK, TRANSFER] {
        let (lower, upper) = difference(&results, "plain", "poor", errors);
        assert!(lower > 0.0, "{errors:?} {lower} {upper}");
    }
    // Over days 7 to 42 the mean of exp(-age / 10 days) is 0.137.
    let quality = mean(&results, "fast", QUALITY);
    assert!((quality - 0.137).abs() < 0.02, "{quality}");
}

#[test]
fn the_best_upkeep_lies_between_too_little_and_too_much() {
    let text = TOWN.to_owned()
        + "\n[designs.plain.mechanisms.data_quality]\nlasts = \"10 days\"\nrework = 0.5\n\
           upkeep = { work = \"3 h\", every = \"5 weeks\", desk = \"village\" }\n\
           [designs.some]\nextends = \"plain\"\nmechanisms.data_quality.upkeep.every = \"3 days\"\n\
           [designs.much]\nextends = \"plain\"\nmechanisms.data_quality.upkeep.every = \"6 h\"\n";
    let results = run(&text);
    let little = difference(&results, "some", "plain", WORKED);
    let much = difference(&results, "some", "much", WORKED);
    assert!(little.0 > 0.0, "{little:?}");
    assert!(much.0 > 0.0, "{much:?}");
    assert!(difference(&results, "some", "much", QUALITY).0 > 0.0);
    // Day 35 is the only round in the measured days 7 to 42: 2 desks, 3 h each.
    for hours in values(&results, "plain", UPKEEP) {
        assert_eq!(hours, 6.0);
    }
}
