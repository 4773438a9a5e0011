//! Orders from superiors: exact limits, the effect, and its reversal.

use caseload::experiment::Results;

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run, values};

const ROOTS: (&str, &str, &str) = ("mechanism", "orders", "orders_roots_tasks");
const ISSUED: (&str, &str, &str) = ("mechanism", "orders", "orders_issued_tasks");
const DUPLICATES: (&str, &str, &str) = ("mechanism", "orders", "orders_duplicate_tasks");
const AS_ISSUED: (&str, &str, &str) = ("mechanism", "orders", "orders_as_issued_share");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_mean_cases");
const LEAD_TIME: (&str, &str, &str) = ("all", "", "lead_time_mean_h");

fn spent(activity: &str) -> (&str, &str, &str) {
    ("activity", activity, "spent_staff_h")
}

/// The town with orders in its baseline and the designs of `designs`, each a patch on the orders of `plain`.
fn ordered(orders: &str, designs: &[(&str, &str)]) -> String {
    let mut text =
        format!("{TOWN}\n[mechanisms.orders]\nlevel = \"village\"\n{orders}\n[designs.plain]\n");
    for (name, patch) in designs {
        text += &format!("[designs.{name}.mechanisms.orders]\n{patch}\n");
    }
    text
}

/// Asserts that the mean of the ratio of two measures over replications is `expected`, within what chance explains: 4
/// standard errors of the replications.
fn ratio_is(
    results: &Results,
    design: &str,
    parts: (&str, &str, &str),
    whole: (&str, &str, &str),
    expected: f64,
) {
    let parts = values(results, design, parts);
    let ratios: Vec<f64> = parts
        .iter()
        .zip(values(results, design, whole))
        .map(|(part, whole)| part / whole)
        .collect();
    near(&ratios, expected, design);
}

fn near(values: &[f64], expected: f64, design: &str) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!(
        error < 0.05 && (mean - expected).abs() < 4.0 * error,
        "{design}: {mean} ± {error}, not {expected}"
    );
}

#[test]
fn without_superiors_or_root_tasks_nothing_changes() {
    changes_nothing(
        "orders",
        "level = \"village\"\nsuperiors = 0\nrate = \"5 / day\"\nwork = \"1 h\"",
    );
    changes_nothing(
        "orders",
        "level = \"town\"\nsuperiors = 9\nrate = \"0 / day\"\nwork = \"1 h\"\npressure = 9",
    );
}

#[test]
fn duplicates_are_what_the_closed_form_says() {
    // Five superiors who issue with chance 0.3 each: 1.5 orders a root task, 0.83193 distinct, 0.66807 duplicates.
    let text = ordered(
        "superiors = 5\nrate = \"8 / day\"\nat_most = 1000\nunanswered = 10000\nwork = \"1 s\"",
        &[
            ("oracle", "issue = 0.3\nduplicate = 0.3"),
            ("none", "duplicate = 0"),
            ("all", "duplicate = 1"),
        ],
    );
    let results = run(&text);
    ratio_is(&results, "oracle", ISSUED, ROOTS, 1.5);
    ratio_is(&results, "oracle", DUPLICATES, ROOTS, 0.66807);
    for design in ["none", "all"] {
        let issued = values(&results, design, ISSUED);
        let duplicates = values(&results, design, DUPLICATES);
        let per_root = if design == "all" { 5.0 } else { 1.0 };
        for (at, roots) in values(&results, design, ROOTS).into_iter().enumerate() {
            assert!(roots > 400.0);
            assert_eq!(issued[at], per_root * roots);
            assert_eq!(duplicates[at], (per_root - 1.0) * roots);
        }
    }
    assert_eq!(mean(&results, "none", spent("duplicate")), 0.0);
}

#[test]
fn every_further_superior_adds_hours_and_a_platform_takes_the_duplicates_away() {
    let text = ordered(
        "superiors = 2\nrate = \"2 / day\"\nduplicate = 0.4\njitter = { exponential = { mean = \"3 h\" } }\nwork = \"45 min\"",
        &[
            ("more", "superiors = 5"),
            ("single", "duplicate = 0"),
            ("perfect", "recall = 1"),
            (
                "good",
                "superiors = 5\nrecall = 0.8\nfalse_merge = 0.02\nwrong_merge_work = \"1 h\"",
            ),
            (
                "bad",
                "superiors = 5\nrecall = 0.8\nfalse_merge = 0.6\nwrong_merge_work = \"4 h\"",
            ),
            ("dear", "superiors = 5\nrecall = 0.8\ncheck = \"40 min\""),
        ],
    );
    let results = run(&text);
    assert!(difference(&results, "plain", "more", WORKED).0 > 0.0);
    assert!(difference(&results, "plain", "more", BACKLOG).0 > 0.0);
    assert_eq!(
        exact(&results, "single"),
        exact(&results, "perfect"),
        "a duplicate that is recognised costs nothing"
    );
    assert!(difference(&results, "more", "good", spent("duplicate")).1 < 0.0);
    assert!(difference(&results, "more", "good", WORKED).1 < 0.0);
    // Reversal: wrong merges, or the checks, cost more than the duplicates.
    assert!(difference(&results, "more", "bad", WORKED).0 > 0.0);
    assert!(difference(&results, "more", "dear", WORKED).0 > 0.0);
}

#[test]
fn an_order_drifts_at_every_hop_and_what_drifted_is_done_again() {
    let text = ordered(
        "from = \"district\"\nsuperiors = 1\nrate = \"6 / day\"\nwork = \"2 min\"",
        &[
            ("certain", "drift = 1"),
            ("step", "drift = 0.2"),
            ("direct", "drift = 0.2\npath = \"direct\""),
            ("wrong", "wrong = 0.6\ndrift = 0.2\npath = \"direct\""),
        ],
    );
    let results = run(&text);
    assert_eq!(mean(&results, "plain", AS_ISSUED), 1.0);
    assert_eq!(mean(&results, "certain", AS_ISSUED), 0.0);
    near(&values(&results, "step", AS_ISSUED), 0.64, "two hops");
    near(&values(&results, "direct", AS_ISSUED), 0.8, "one hop");
    near(
        &values(&results, "wrong", AS_ISSUED),
        0.32,
        "wrong at the source",
    );
    let rework = spent("rework");
    assert!(difference(&results, "plain", "step", rework).0 > 0.0);
    assert!(difference(&results, "step", "direct", rework).1 < 0.0);
    // Reversal: fewer hops do not help an order that is wrong as issued.
    assert!(difference(&results, "step", "wrong", rework).0 > 0.0);
}

#[test]
fn pressure_grows_with_what_is_late_and_is_nothing_where_nothing_is() {
    let late = TOWN.replace(
        "deadline = \"5 working days\"",
        "deadline = \"5 working hours\"",
    );
    let orders = "\n[mechanisms.orders]\nlevel = \"village\"\nsuperiors = 1\nrate = \"3 / day\"\nwork = \"1 h\"\nrank = \"before\"\n";
    let designs = "[designs.plain]\n[designs.pressed.mechanisms.orders]\npressure = 0.5\n\
                   [designs.ranked.mechanisms.orders]\nrank_pressure = 2\n\
                   [designs.capped.mechanisms.orders]\npressure = 100\nat_most = 3\n";
    let results = run(&(late + orders + designs));
    assert!(difference(&results, "plain", "pressed", ISSUED).0 > 0.0);
    assert!(difference(&results, "plain", "pressed", BACKLOG).0 > 0.0);
    assert!(difference(&results, "plain", "ranked", ISSUED).0 > 0.0);
    // 35 measured days, two villages, three a day.
    let most = values(&results, "capped", ISSUED)
        .into_iter()
        .fold(0.0, f64::max);
    assert!(most <= 35.0 * 2.0 * 3.0, "{most}");
    assert!(mean(&results, "capped", ISSUED) > 150.0);
    let never = TOWN.replace("deadline = \"5 working days\"", "deadline = \"300 days\"");
    let never = never.replace("deadline = \"10 working days\"", "deadline = \"300 days\"");
    let results = run(&(never + orders + designs));
    assert_eq!(exact(&results, "plain"), exact(&results, "pressed"));
}

#[test]
fn orders_before_the_cases_come_soon_and_delay_them() {
    let text = ordered(
        "superiors = 3\nrate = \"4 / day\"\nwork = \"1 h\"\ndue = \"1 days\"\ncalendar = \"office\"",
        &[
            ("before", "rank = \"before\""),
            ("behind", "rank = \"behind\""),
        ],
    );
    let results = run(&text);
    let wait = ("mechanism", "orders", "orders_wait_mean_h");
    let late = ("mechanism", "orders", "orders_late_share");
    assert!(difference(&results, "before", "plain", wait).0 > 0.0);
    assert!(difference(&results, "before", "behind", wait).0 > 0.0);
    assert!(difference(&results, "before", "behind", late).0 > 0.0);
    assert!(difference(&results, "before", "behind", LEAD_TIME).1 < 0.0);
}

#[test]
fn no_more_orders_come_than_may_be_unanswered() {
    let text = ordered(
        "superiors = 1\nrate = \"20 / day\"\nwork = \"20 h\"\nunanswered = 7",
        &[],
    );
    let results = run(&text);
    let held_back = ("mechanism", "orders", "orders_held_back_tasks");
    assert!(mean(&results, "plain", held_back) > 1000.0);
    assert!(mean(&results, "plain", ISSUED) < 200.0);
}
