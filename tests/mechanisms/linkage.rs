//! Linkage: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const LEAD: (&str, &str, &str) = ("all", "", "lead_time_mean_h");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_end_cases");

fn linkage(measure: &str) -> (&str, &str, &str) {
    ("mechanism", "linkage", measure)
}

#[test]
fn without_a_share_nothing_changes() {
    changes_nothing(
        "linkage",
        "from = \"village\"\nduration = \"1 h\"\nshare = 0",
    );
    changes_nothing(
        "linkage",
        "kind = \"visit\"\nfrom = \"village\"\nduration = \"1 h\"\nseverity = 3\naged = true",
    );
}

/// A town where every step up takes days.
fn slow_town() -> String {
    TOWN.replace("hand_off = \"2 h\"", "hand_off = \"30 h\"")
        .replace("hand_off = \"4 h\"", "hand_off = \"40 h\"")
}

fn design(name: &str, keys: &str) -> String {
    format!("[designs.{name}.mechanisms.linkage]\nfrom = \"village\"\n{keys}\n")
}

#[test]
fn meeting_beats_climbing_step_by_step() {
    let text = slow_town()
        + "[designs.plain]\n"
        + &design("meeting", "duration = \"20 min\"")
        + &design("visit", "kind = \"visit\"\nduration = \"20 min\"");
    let results = run(&text);
    assert!(difference(&results, "plain", "meeting", LEAD).1 < 0.0);
    assert!(difference(&results, "plain", "visit", LEAD).1 < 0.0);
    let held = mean(&results, "meeting", linkage("meetings_held_tasks"));
    let linked = mean(&results, "meeting", linkage("linked_cases"));
    assert!(held > 200.0 && held > 0.95 * linked, "{held} {linked}");
    // Three people for twenty minutes, and the time that those who came first waited: nothing is lost.
    let spent = mean(
        &results,
        "meeting",
        ("activity", "coordinate", "spent_staff_h"),
    );
    let waited = mean(&results, "meeting", linkage("held_staff_h"));
    let counted = held + waited;
    assert!((spent / counted - 1.0).abs() < 0.02, "{spent} {counted}");
    // Nobody waits for anybody at a visit.
    let visits = mean(
        &results,
        "visit",
        ("activity", "coordinate", "spent_staff_h"),
    );
    assert!((visits / mean(&results, "visit", linkage("linked_cases")) - 1.0).abs() < 0.05);
}

#[test]
fn people_whose_hours_do_not_overlap_never_meet() {
    let text = slow_town()
        .replace(
            "[levels.village]",
            "[calendars.late]\nweek = { mon-fri = \"17:00-22:00\" }\n\n[levels.village]",
        )
        .replace(
            "[desks.district]\nlevel = \"district\"\nstaff = 4\ncalendar = \"office\"",
            "[desks.district]\nlevel = \"district\"\nstaff = 4\ncalendar = \"late\"",
        )
        + "[designs.plain]\n"
        + &design("meeting", "duration = \"20 min\"\ngive_up = \"3 days\"");
    let results = run(&text);
    assert_eq!(
        mean(&results, "meeting", linkage("meetings_held_tasks")),
        0.0
    );
    assert_eq!(
        mean(&results, "meeting", linkage("missed_meetings_share")),
        1.0
    );
    assert!(difference(&results, "plain", "meeting", LEAD).0 > 0.0);
}

#[test]
fn where_hours_are_short_waiting_for_each_other_makes_a_backlog() {
    let text = slow_town().replace("rate = \"24 / day\"", "rate = \"30 / day\"")
        + "[designs.plain]\n"
        + &design("meeting", "duration = \"3 h\"");
    let results = run(&text);
    assert!(difference(&results, "plain", "meeting", BACKLOG).0 > 0.0);
    assert!(difference(&results, "plain", "meeting", LEAD).0 > 0.0);
}

#[test]
fn two_meetings_over_the_same_two_desks_do_not_block_each_other() {
    // One person at each desk, hours that end at different times, and nobody gives up: whoever is held is held by the
    // earliest meeting that is not complete, in whatever order the desks are named.
    let one = |text: &str| {
        text.replace("staff = 3", "staff = 1")
            .replace("staff = 4", "staff = 1")
            .replace(
                "[levels.village]",
                "[calendars.early]\nweek = { mon-fri = \"07:00-15:00\" }\n\n[levels.village]",
            )
            .replace(
                "[desks.health]\nlevel = \"town\"\ndepartments = [\"health\"]\nstaff = 1\ncalendar = \"office\"",
                "[desks.health]\nlevel = \"town\"\ndepartments = [\"health\"]\nstaff = 1\ncalendar = \"early\"",
            )
            .replace("rate = \"24 / day\"", "rate = \"12 / day\"")
    };
    let keys = "duration = \"15 min\"\ngive_up = \"20 weeks\"\nlevels = [\"town\"]\n";
    let text = one(TOWN)
        + "[designs.plain]\n"
        + &design("there", &format!("{keys}desks = [\"works\", \"health\"]"))
        + &design("back", &format!("{keys}desks = [\"health\", \"works\"]"));
    assert!(text.contains("calendar = \"early\""));
    let results = run(&text);
    assert_eq!(exact(&results, "there"), exact(&results, "back"));
    let held = mean(&results, "there", linkage("meetings_held_tasks"));
    let linked = mean(&results, "there", linkage("linked_cases"));
    assert!(linked > 100.0 && held > 0.9 * linked, "{held} {linked}");
}

#[test]
fn a_call_that_is_put_back_does_not_block_those_that_came_later() {
    // At both desks one person leaves while another stays who may wait for a later meeting already.
    let staff =
        "staff = [{ count = 1, calendar = \"early\" }, { count = 1, calendar = \"office\" }]";
    let text = TOWN
        .replace(
            "[levels.village]",
            "[calendars.early]\nweek = { mon-fri = \"07:00-12:00\" }\n\n[levels.village]",
        )
        .replace(
            "departments = [\"works\"]\nstaff = 3",
            &format!("departments = [\"works\"]\n{staff}"),
        )
        .replace(
            "departments = [\"health\"]\nstaff = 3",
            &format!("departments = [\"health\"]\n{staff}"),
        );
    assert_eq!(text.matches(staff).count(), 2);
    let keys = "duration = \"2 h\"\ngive_up = \"20 weeks\"\nlevels = [\"town\"]\ndesks = [\"works\", \"health\"]";
    let text = text.replace("rate = \"24 / day\"", "rate = \"10 / day\"")
        + "[designs.plain]\n"
        + &design("meeting", keys);
    let results = run(&text);
    let held = mean(&results, "meeting", linkage("meetings_held_tasks"));
    let linked = mean(&results, "meeting", linkage("linked_cases"));
    assert!(linked > 100.0 && held > 0.9 * linked, "{held} {linked}");
}

#[test]
fn an_agenda_that_is_full_makes_cases_wait_for_the_next() {
    let agenda = |most: &str| {
        format!("duration = \"10 min\"\nagenda = {{ every = \"1 weeks\", offset = \"9 h\"{most} }}")
    };
    let text = slow_town()
        + "[designs.plain]\n"
        + &design("open", &agenda(""))
        + &design("full", &agenda(", at_most = 3"));
    let results = run(&text);
    // Five instants in the five measured weeks, one town.
    let held = mean(&results, "full", linkage("meetings_held_tasks"));
    assert!((14.0..=16.0).contains(&held), "{held}");
    assert!(difference(&results, "open", "full", BACKLOG).0 > 0.0);
}

#[test]
fn a_meeting_held_while_somebody_is_away_for_the_day_is_overtime() {
    let text = slow_town().replace(
        "shift_end = \"suspend\"",
        "shift_end = \"suspend\"\nabsence = { probability = 0.8 }",
    );
    let text = text + "[designs.plain]\n" + &design("meeting", "duration = \"60 h\"");
    // The laws that every run checks: service in duty is at most duty.
    let results = run(&text);
    assert!(mean(&results, "meeting", linkage("meetings_held_tasks")) > 0.5);
}
