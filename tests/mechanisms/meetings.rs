//! Meetings: exact hours, the effect, and its limit.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const COORDINATE: (&str, &str, &str) = ("activity", "coordinate", "spent_staff_h");
const HELD: (&str, &str, &str) = ("mechanism", "meetings", "meetings_held_tasks");
const MISSED: (&str, &str, &str) = ("mechanism", "meetings", "meetings_missed_share");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_mean_cases");

fn weekly(keys: &str) -> String {
    format!(
        "mechanisms.meetings.series.weekly = {{ level = \"village\", every = \"1 weeks\", {keys} }}\n"
    )
}

#[test]
fn no_series_and_a_meeting_at_night_are_nothing() {
    changes_nothing("meetings", "");
    changes_nothing(
        "meetings",
        "series = { night = { level = \"village\", every = \"1 days\", first = \"2 h\", lasts = \"1 h\" } }",
    );
}

#[test]
fn everybody_on_duty_is_there_to_the_end() {
    // At the opening of the desk nobody is busy: ten people, five weeks, two hours.
    let quiet = TOWN.replace("rate = \"24 / day\"", "rate = \"0.01 / day\"");
    let text = format!(
        "{quiet}\n[designs.plain]\n[designs.meet]\n{}",
        weekly("first = \"33 h\", lasts = \"2 h\"")
    );
    let results = run(&text);
    assert_eq!(mean(&results, "meet", HELD), 10.0);
    let share = mean(&results, "meet", MISSED);
    assert!(share < 0.01, "{share}");
    let hours = mean(&results, "meet", COORDINATE);
    assert!((hours - 100.0).abs() < 0.5, "{hours}");
}

#[test]
fn meetings_cost_time_and_who_may_not_be_late_misses_them() {
    let text = format!(
        "{TOWN}\n[designs.plain]\n[designs.meet]\n{}[designs.strict]\n{}[designs.much]\n{}",
        weekly("first = \"33 h\", lasts = \"2 h\""),
        weekly("first = \"33 h\", lasts = \"2 h\", at_most_wait = \"0 h\""),
        weekly("first = \"33 h\", lasts = \"6 h\"").replace("1 weeks", "1 days"),
    );
    let results = run(&text);
    assert!(difference(&results, "plain", "meet", COORDINATE).0 > 0.0);
    assert!(difference(&results, "meet", "strict", MISSED).0 > 0.0);
    assert!(difference(&results, "meet", "strict", COORDINATE).1 < 0.0);
    assert!(difference(&results, "plain", "much", BACKLOG).0 > 0.0);
    // Nobody can spend more on five meetings of two hours than ten people have.
    assert!(mean(&results, "meet", COORDINATE) <= 100.0);
    assert_ne!(exact(&results, "plain"), exact(&results, "meet"));
}
