//! Sensors: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const DELAY: (&str, &str, &str) = ("mechanism", "sensors", "notice_delay_mean_h");
const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");

#[test]
fn sensors_that_see_nothing_where_all_is_noticed_change_nothing() {
    changes_nothing("sensors", "detects = 0\nfalse_detections = 0");
    // When everything is noticed at once it does not matter who sees it.
    changes_nothing("sensors", "detects = 1");
    changes_nothing(
        "sensors",
        "notice = \"5 days\"\ndetects = 1\nfalse_detections = 0",
    );
}

#[test]
fn what_a_sensor_sees_is_noticed_sooner() {
    let text = TOWN.to_owned()
        + "[designs.plain.mechanisms.sensors]\nnotice = { exponential = { mean = \"20 h\" } }\n\
           [designs.cameras.mechanisms.sensors]\nnotice = { exponential = { mean = \"20 h\" } }\ndetects = 0.6\n";
    let results = run(&text);
    let alone = mean(&results, "plain", DELAY);
    assert!((alone / 20.0 - 1.0).abs() < 0.05, "{alone}");
    let cameras = mean(&results, "cameras", DELAY);
    assert!((cameras / 8.0 - 1.0).abs() < 0.05, "{cameras}");
    let seen = mean(
        &results,
        "cameras",
        ("mechanism", "sensors", "detected_share"),
    );
    assert!((seen - 0.6).abs() < 0.02, "{seen}");
}

#[test]
fn verification_that_fills_the_desk_makes_the_citizen_wait_longer_in_all() {
    let sensors = "notice = \"4 h\"\ndetects = 0.6\nverify = \"15 min\"\ndesk = \"village\"\n";
    let text = format!(
        "{TOWN}[designs.plain.mechanisms.sensors]\nnotice = \"4 h\"\n\
         [designs.careful.mechanisms.sensors]\n{sensors}false_detections = 1\n\
         [designs.nervous.mechanisms.sensors]\n{sensors}false_detections = 50\n"
    );
    let results = run(&text);
    // From the matter until it is handled: until it is noticed, and from then on.
    let in_all = |design| mean(&results, design, DELAY) + mean(&results, design, LEAD);
    assert!(in_all("careful") < in_all("plain") - 1.0);
    assert!(in_all("nervous") > in_all("plain") + 1.0);
    let hours = ("activity", "false-alarm", "spent_staff_h");
    let (spent, found) = (
        mean(&results, "careful", hours),
        mean(
            &results,
            "careful",
            ("mechanism", "sensors", "false_detections_tasks"),
        ),
    );
    // Two villages, five weeks of seven days.
    assert!((found / 70.0 - 1.0).abs() < 0.1, "{found}");
    assert!((spent * 4.0 / found - 1.0).abs() < 0.1, "{spent} {found}");
    assert!(difference(&results, "careful", "nervous", LEAD).0 > 0.0);
}
