//! Inspections: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const REPORT: (&str, &str, &str) = ("activity", "report", "spent_staff_h");
const REWORK: (&str, &str, &str) = ("activity", "rework", "spent_staff_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_mean_cases");

fn figure(name: &str) -> (&str, &str, &str) {
    ("mechanism", "inspections", name)
}

fn visits(keys: &str) -> String {
    format!(
        "mechanisms.inspections.visits = {{ desk = \"village\", calendar = \"office\", {keys} }}\n"
    )
}

fn audits(keys: &str) -> String {
    format!(
        "mechanisms.inspections.audits = {{ desk = \"village\", every = \"5 days\", {keys} }}\n"
    )
}

#[test]
fn without_visits_and_audits_and_with_a_cap_of_0_nothing_changes() {
    changes_nothing("inspections", "");
    changes_nothing(
        "inspections",
        "visits = { desk = \"village\", every = \"1 days\", lasts = \"3 h\", preparation = \"5 h\", at_most = 0 }",
    );
}

#[test]
fn visits_take_hours_and_a_cap_takes_them_back() {
    let often = "rate = \"6 / week\", party = 2, lasts = \"3 h\", preparation = \"3 h\", notice = \"1 days\"";
    let text = format!(
        "{TOWN}\n[designs.plain]\n[designs.visited]\n{}[designs.capped]\n{}[designs.alone]\n{}",
        visits(often),
        visits(&format!("{often}, at_most = 1")),
        visits("rate = \"6 / week\", party = 0, lasts = \"3 h\", notice = \"1 days\""),
    );
    let results = run(&text);
    assert!(difference(&results, "plain", "visited", REPORT).0 > 0.0);
    assert!(difference(&results, "plain", "visited", BACKLOG).0 > 0.0);
    assert!(difference(&results, "visited", "capped", REPORT).1 < 0.0);
    assert!(difference(&results, "visited", "capped", BACKLOG).1 < 0.0);
    // One a week in each of two villages in five weeks.
    let most = mean(&results, "capped", figure("inspections_visits_tasks"));
    assert!(most <= 12.0 && most > 8.0, "{most}");
    assert!(mean(&results, "capped", figure("inspections_refused_tasks")) > 20.0);
    // A visit that nobody prepares for or accompanies costs nothing.
    assert_eq!(exact(&results, "alone"), exact(&results, "plain"));
}

#[test]
fn audits_cost_hours_and_pay_where_they_spare_enough_rework() {
    let text = format!(
        "{}\n[designs.plain]\n[designs.strict]\n{}[designs.found]\n{}[designs.careful]\n{}",
        TOWN.replace(
            "exceptions = { rework = 0.05 }",
            "exceptions = { rework = 0.2 }"
        ),
        audits("work = \"3 h\""),
        audits("work = \"3 h\", finding = 0.5, remedy = \"4 h\""),
        audits("work = \"30 min\", care = 1, care_lasts = \"2 weeks\""),
    );
    let results = run(&text);
    assert!(difference(&results, "plain", "strict", WORKED).0 > 0.0);
    assert!(difference(&results, "strict", "found", REWORK).0 > 0.0);
    let found = mean(&results, "found", figure("inspections_findings_share"));
    assert!((found - 0.5).abs() < 0.1, "{found}");
    // Reversal: what is spared exceeds the audits.
    assert!(difference(&results, "plain", "careful", REWORK).1 < 0.0);
    assert!(difference(&results, "plain", "careful", WORKED).1 < 0.0);
}
