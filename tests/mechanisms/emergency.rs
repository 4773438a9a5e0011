//! Emergencies: exact limits, recovery after a surge, freezing, false calls, and the reversals.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run};

const EPISODE: &str = "episodes = [{ at = 2024-01-15T08:00:00, lasts = \"4 days\" }]";

fn figure(name: &str) -> (&str, &str, &str) {
    ("mechanism", "emergency", name)
}

#[test]
fn a_plan_without_measures_only_watches() {
    changes_nothing("emergency", EPISODE);
    changes_nothing("emergency", "trigger = { cases = 20, every = \"4 h\" }");
    changes_nothing(
        "emergency",
        "forecast = { false_alarms = 50 }\nmutual_aid = { desks = [\"village\"], share = 0 }",
    );
}

/// The town with four times the repairs of works for four days, and desks that could help each other.
fn storm() -> String {
    TOWN.replace("rate = \"24 / day\"", "rate = \"16 / day\"").replace(
        "[sources.citizens]",
        "[sources.storm]\nlevel = \"town\"\ncategory = \"repair\"\n\
         events = [{ at = 2024-01-15T08:00:00, lasts = \"4 days\", cases = 120 }]\n[sources.citizens]",
    )
}

fn design(name: &str, keys: &str) -> String {
    format!("[designs.{name}.mechanisms.emergency]\n{EPISODE}\n{keys}\n")
}

const HELP: &str = "reallocate = { health = { from = \"health\", to = [\"works\"] } }";

#[test]
fn people_who_are_sent_where_the_surge_is_shorten_it() {
    let text = storm()
        + &design("plain", "")
        + &design("help", HELP)
        + &design(
            "late",
            &format!("{HELP}\nplan = false\nimprovise = \"3 days\""),
        )
        + &design("slow", &HELP.replace("] }", "], coordination = \"8 h\" }"));
    let results = run(&text);
    let peak = ("all", "", "backlog_peak_cases");
    let wait = ("all", "", "wait_mean_h");
    assert!(difference(&results, "plain", "help", peak).1 < 0.0);
    assert!(difference(&results, "plain", "help", wait).1 < 0.0);
    assert!(difference(&results, "plain", "help", figure("recovery_h")).1 < 0.0);
    assert!(
        difference(&results, "help", "late", wait).0 > 0.0,
        "a plan helps"
    );
    assert!(mean(&results, "help", figure("helped_tasks")) > 10.0);
    assert_eq!(mean(&results, "plain", figure("helped_tasks")), 0.0);
    assert_eq!(mean(&results, "help", figure("calls_tasks")), 1.0);
    assert_eq!(mean(&results, "help", figure("called_h")), 96.0);
    assert_eq!(mean(&results, "help", figure("unused_h")), 0.0);
    assert_eq!(mean(&results, "help", figure("recovered_share")), 1.0);
    // Those who help lose more to coordination than they bring: their own desk pays.
    let health = ("desk", "health", "wait_mean_h");
    assert!(difference(&results, "plain", "slow", health).0 > 0.0);
}

#[test]
fn frozen_training_gives_its_hours_to_the_surge() {
    let training = "[mechanisms.learning]\ntraining = { hours = \"4 h\", every = \"4 days\" }\n";
    let text =
        storm() + training + &design("plain", "") + &design("frozen", "freeze = [\"training\"]");
    let results = run(&text);
    let train = ("activity", "train", "spent_staff_h");
    assert!(difference(&results, "plain", "frozen", train).1 < 0.0);
    assert!(difference(&results, "plain", "frozen", ("all", "", "wait_mean_h")).1 < 0.0);
    // Every person misses one session of the four days.
    let frozen = mean(&results, "frozen", figure("frozen_tasks"));
    assert!((frozen - 20.0).abs() < 1.5, "{frozen}");
}

#[test]
fn frozen_orders_are_not_pushed_until_the_emergency_is_over() {
    let orders = "[mechanisms.orders]\nlevel = \"village\"\nsuperiors = 3\nrate = \"2 / day\"\nissue = 1\nduplicate = 0\nwork = \"30 min\"\ncalendar = \"office\"\n";
    let text = storm() + orders + &design("plain", "") + &design("frozen", "freeze = [\"orders\"]");
    let results = run(&text);
    let report = ("activity", "report", "spent_staff_h");
    assert!(difference(&results, "plain", "frozen", report).1 < 0.0);
    let roots = ("mechanism", "orders", "orders_roots_tasks");
    let missing = mean(&results, "plain", roots) - mean(&results, "frozen", roots);
    let frozen = mean(&results, "frozen", figure("frozen_tasks"));
    assert!(
        (frozen - missing).abs() < 1e-9 && frozen > 5.0,
        "{frozen} {missing}"
    );
}

#[test]
fn frozen_forms_meetings_and_inspections_are_not_begun() {
    let text = TOWN.to_owned()
        + "[mechanisms.reports.streams.list]\ndesk = \"village\"\nfirst = \"9 h\"\nevery = \"1 days\"\nfields = 10\nper_field = \"2 min\"\n\
           [mechanisms.meetings.series.daily]\nlevel = \"village\"\nevery = \"1 days\"\nfirst = \"10 h\"\nlasts = \"30 min\"\n\
           [mechanisms.inspections.audits]\ndesk = \"village\"\nevery = \"1 days\"\nwork = \"30 min\"\n"
        + &design("plain", "")
        + &design("forms", "freeze = [\"reports\"]")
        + &design("meetings", "freeze = [\"meetings\"]")
        + &design("audits", "freeze = [\"inspections\"]");
    let results = run(&text);
    let frozen = |design| mean(&results, design, figure("frozen_tasks"));
    // Two villages on four days.
    for design in ["forms", "meetings", "audits"] {
        assert_eq!(frozen(design), 8.0, "{design}");
    }
    let spent = |activity| ("activity", activity, "spent_staff_h");
    assert!(difference(&results, "plain", "forms", spent("report")).1 < 0.0);
    assert!(difference(&results, "plain", "audits", spent("report")).1 < 0.0);
    assert!(difference(&results, "plain", "meetings", spent("coordinate")).1 < 0.0);
}

#[test]
fn mobilising_costs_and_false_calls_only_cost() {
    let command = "command = \"works\"\nmobilise = \"12 h\"\nstand_down = \"4 h\"";
    let text = TOWN.to_owned()
        + &design("plain", "")
        + &design("paid", command)
        + &design(
            "nervous",
            &format!("{command}\nforecast = {{ false_alarms = 60, false_lasts = \"1 days\" }}"),
        );
    let results = run(&text);
    let booked = |activity| ("activity", activity, "spent_staff_h");
    let coordination = mean(&results, "paid", booked("coordinate"))
        - mean(&results, "plain", booked("coordinate"));
    assert!((coordination - 16.0).abs() < 1e-6, "{coordination}");
    assert!(difference(&results, "paid", "nervous", booked("false-alarm")).0 > 0.0);
    let wait = ("all", "", "wait_mean_h");
    assert!(difference(&results, "plain", "nervous", wait).0 > 0.0);
    let (wrong, unused) = (
        mean(&results, "nervous", figure("false_calls_tasks")),
        mean(&results, "nervous", figure("unused_h")),
    );
    // 60 a year over five weeks.
    let expected = 60.0 * 35.0 / 365.0;
    assert!(
        (wrong / expected - 1.0).abs() < 0.4 && unused > 12.0 * wrong,
        "{wrong} {unused}"
    );
}

#[test]
fn a_forecast_with_error_wastes_prepared_hours() {
    let text = storm()
        + &design("plain", HELP)
        + &design(
            "early",
            &format!("{HELP}\nforecast = {{ lead = \"2 days\" }}"),
        )
        + &design(
            "vague",
            &format!("{HELP}\nforecast = {{ lead = \"2 days\", error = \"2 days\" }}"),
        );
    let results = run(&text);
    assert_eq!(mean(&results, "early", figure("unused_h")), 48.0);
    let unused = mean(&results, "vague", figure("unused_h"));
    // Between 0 and 4 days, evenly.
    assert!(unused > 24.0 && unused < 72.0, "{unused}");
}

#[test]
fn a_long_backlog_calls_for_help_by_itself_and_lets_go_again() {
    let trigger = "trigger = { cases = 60, until = 30, every = \"2 h\" }";
    let text = storm()
        + "[designs.plain]\n"
        + &format!("[designs.help.mechanisms.emergency]\n{trigger}\n{HELP}\n");
    let results = run(&text);
    assert!(mean(&results, "help", figure("calls_tasks")) >= 0.9);
    assert!(mean(&results, "help", figure("called_h")) < 800.0);
    assert!(difference(&results, "plain", "help", ("all", "", "wait_mean_h")).1 < 0.0);
}
