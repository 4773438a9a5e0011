//! Shifting: exact limits, the effect, and what bounds it.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");
const RETURNS: (&str, &str, &str) = ("all", "", "returns_per_case");
const LENGTH: (&str, &str, &str) = ("mechanism", "shifting", "ping_pong_mean_tasks");
const SHARE: (&str, &str, &str) = ("mechanism", "shifting", "shifted_share");

#[test]
fn departments_that_never_or_may_not_shift_change_nothing() {
    changes_nothing("shifting", "work = \"15 min\"");
    changes_nothing("shifting", "work = \"15 min\"\nbase = 0.9\nat_most = 0");
}

#[test]
fn shifting_costs_hours_and_time_and_a_rule_bounds_the_ping_pong() {
    let shifting = |name: &str, at_most: u32| {
        format!(
            "[designs.{name}.mechanisms.shifting]\nbase = 0.4\nwork = \"12 min\"\nat_most = {at_most}\ndesks = [\"works\", \"health\"]\n"
        )
    };
    let text =
        TOWN.to_owned() + "\n[designs.plain]\n" + &shifting("once", 1) + &shifting("free", 50);
    let results = run(&text);
    for of in [LEAD, RETURNS] {
        assert!(difference(&results, "plain", "once", of).0 > 0.0, "{of:?}");
        assert!(difference(&results, "once", "free", of).0 > 0.0, "{of:?}");
    }
    assert!((mean(&results, "once", LENGTH) - 1.0).abs() < 0.01);
    // Each time with the same chance: a geometric number.
    let length = mean(&results, "free", LENGTH);
    assert!((length - 1.0 / 0.6).abs() < 0.05, "{length}");
    let shifts = ("mechanism", "shifting", "shifts_tasks");
    let own = ("mechanism", "shifting", "own_work_staff_h");
    let hours = mean(&results, "free", own) / mean(&results, "free", shifts);
    assert!((hours / 0.2 - 1.0).abs() < 0.03, "{hours}");
}

#[test]
fn a_slope_makes_busy_departments_shift_and_idle_ones_not() {
    let text = TOWN.to_owned()
        + "\n[designs.plain.mechanisms.shifting]\nslope = 0.2\nmost = 0.5\nwork = \"12 min\"\n\
           [designs.slack]\nextends = \"plain\"\nchanges_staff = true\ndesks.works.staff = 30\n\
           desks.health.staff = 30\ndesks.village.staff = 50\ndesks.district.staff = 40\n";
    let results = run(&text);
    let (busy, idle) = (
        mean(&results, "plain", SHARE),
        mean(&results, "slack", SHARE),
    );
    assert!(busy > 0.03 && idle < 0.1 * busy, "{busy} {idle}");
}
