//! Reports and forms: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, exact, mean, run};

const REPORT: (&str, &str, &str) = ("activity", "report", "spent_staff_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");
const BACKLOG: (&str, &str, &str) = ("all", "", "backlog_mean_cases");

fn figure(name: &str) -> (&str, &str, &str) {
    ("mechanism", "reports", name)
}

/// The keys of a mechanism that has one stream, the first form of which comes on Monday at nine.
fn stream(keys: &str) -> String {
    format!("[mechanisms.reports.streams.list]\ndesk = \"village\"\nfirst = \"9 h\"\n{keys}\n")
}

#[test]
fn no_form_and_no_quota_are_nothing() {
    let form = "desk = \"village\", every = \"1 days\", fields = 9, per_field = \"5 min\"";
    changes_nothing(
        "reports",
        &format!("streams = {{ a = {{ forms = 0, {form} }} }}"),
    );
    changes_nothing(
        "reports",
        "once_only = true\nuploads = { desk = \"village\", quota = 0, work = \"9 min\" }",
    );
}

#[test]
fn once_only_spares_exactly_the_fields_that_overlap() {
    let form = "every = \"1 days\"\nper_field = \"3 min\"\n";
    let text = format!(
        "{TOWN}\n{}[designs.plain]\n\
         [designs.once.mechanisms.reports]\nonce_only = true\n\
         [designs.fewer.mechanisms.reports.streams.list]\nfields = 5\noverlap = 0\n\
         [designs.single.mechanisms.reports.streams.list]\noverlap = 0\n\
         [designs.single_once.mechanisms.reports]\nonce_only = true\nstreams.list.overlap = 0\n",
        stream(&format!("{form}fields = 20\noverlap = 0.75"))
    );
    let results = run(&text);
    assert_eq!(exact(&results, "once"), exact(&results, "fewer"));
    assert_eq!(exact(&results, "single"), exact(&results, "single_once"));
    assert_eq!(exact(&results, "single"), exact(&results, "plain"));
    // One form a day in two villages on 35 days, 45 of its 60 minutes spared.
    assert_eq!(mean(&results, "once", figure("reports_asked_tasks")), 70.0);
    assert_eq!(
        mean(&results, "once", figure("reports_saved_staff_h")),
        70.0 * 0.75
    );
    assert!(difference(&results, "plain", "once", REPORT).1 < 0.0);
}

#[test]
fn forms_take_time_from_cases_and_the_platform_may_take_more_than_it_spares() {
    let text = format!(
        "{TOWN}\n[designs.plain]\n\
         [designs.forms]\n{}\
         [designs.once]\nextends = \"forms\"\nmechanisms.reports.once_only = true\n\
         mechanisms.reports.upkeep = {{ desk = \"village\", work = \"1 h\", every = \"1 weeks\" }}\n\
         [designs.dear]\nextends = \"once\"\nmechanisms.reports.upkeep.work = \"9 h\"\n",
        stream("forms = 14\nevery = \"1 weeks\"\nfields = 30\nper_field = \"4 min\"\noverlap = 0.2\ndue = \"4 h\"")
            .replace("[mechanisms", "[designs.forms.mechanisms")
    );
    let results = run(&text);
    assert!(difference(&results, "plain", "forms", BACKLOG).0 > 0.0);
    assert!(difference(&results, "plain", "forms", WORKED).0 > 0.0);
    let late = mean(&results, "forms", figure("reports_late_share"));
    assert!(late > 0.05 && late < 1.0, "{late}");
    assert!(difference(&results, "forms", "once", WORKED).1 < 0.0);
    // Reversal: the upkeep exceeds what is spared.
    assert!(difference(&results, "forms", "dear", WORKED).0 > 0.0);
}

#[test]
fn a_quota_brings_trivia_where_there_are_too_few_matters() {
    let quota = |quota: u32| {
        format!(
            "mechanisms.reports.uploads = {{ desk = \"village\", quota = {quota}, work = \"10 min\" }}\n"
        )
    };
    let text = format!(
        "{TOWN}\n[designs.plain]\n[designs.low]\n{}[designs.high]\n{}",
        quota(1),
        quota(400)
    );
    let results = run(&text);
    let uploads = figure("reports_uploads_tasks");
    // Every village has more than one matter a week.
    assert_eq!(exact(&results, "low"), exact(&results, "plain"));
    assert_eq!(mean(&results, "low", uploads), 0.0);
    let trivial = mean(&results, "high", uploads);
    assert!(trivial > 1000.0, "{trivial}");
    assert!(difference(&results, "plain", "high", BACKLOG).0 > 0.0);
    assert!(difference(&results, "plain", "high", REPORT).0 > 0.0);
}
