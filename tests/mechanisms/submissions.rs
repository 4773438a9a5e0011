//! Submissions: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run, values};

const SUBMITTED: (&str, &str, &str) = ("mechanism", "submissions", "submissions_per_case");
const REPEATED: (&str, &str, &str) = ("mechanism", "submissions", "repeat_submissions_per_case");
const ERRORS: (&str, &str, &str) = ("mechanism", "submissions", "form_errors_per_case");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn one_submission_without_errors_changes_nothing() {
    changes_nothing(
        "submissions",
        "per_service = 1\nreceive = \"1 h\"\nwrong = 0.5\ncorrect = \"1 h\"\ndelay = \"1 days\"",
    );
}

#[test]
fn submissions_are_counted_one_by_one() {
    let text = TOWN.to_owned()
        + "\n[designs.plain]\n\
           [designs.three.mechanisms.submissions]\nper_service = 3\n\
           [designs.some.mechanisms.submissions]\nper_service = 2.5\n\
           [designs.exempt.mechanisms.submissions]\nper_service = 3\nexempt = 1\n\
           [designs.wrong.mechanisms.submissions]\nper_service = 3\nerror = 1\ncorrect = \"0 h\"\n";
    let results = run(&text);
    for (design, submitted) in [("three", 3.0), ("exempt", 0.0), ("wrong", 6.0)] {
        for value in values(&results, design, SUBMITTED) {
            assert_eq!(value, submitted, "{design}");
        }
    }
    assert_eq!(mean(&results, "three", REPEATED), 2.0);
    let some = mean(&results, "some", SUBMITTED);
    assert!((some - 2.5).abs() < 0.02, "{some}");
}

#[test]
fn one_log_in_saves_work_and_errors_cost_time() {
    let text = TOWN.to_owned()
        + "\n[designs.plain.mechanisms.submissions]\n\
           per_service = 3\nreceive = \"5 min\"\nerror = 0.1\ncorrect = \"15 min\"\n\
           [designs.single]\nextends = \"plain\"\nmechanisms.submissions.per_service = 1\n\
           [designs.slow]\nextends = \"plain\"\nmechanisms.submissions.delay = \"3 days\"\n";
    let results = run(&text);
    assert!(difference(&results, "plain", "single", WORKED).1 < 0.0);
    assert!(difference(&results, "plain", "single", ERRORS).1 < 0.0);
    let lead = ("all", "", "lead_time_mean_h");
    // About 0.3 errors a case, each of 72 h.
    let (lower, upper) = difference(&results, "plain", "slow", lead);
    assert!(lower > 15.0 && upper < 30.0, "{lower} {upper}");
}

#[test]
fn exempting_documents_loses_when_what_is_used_instead_is_wrong() {
    let text = TOWN.to_owned()
        + "\n[designs.plain]\n\
           [designs.right.mechanisms.submissions]\nper_service = 1\nexempt = 0.8\ncorrect = \"30 min\"\n\
           [designs.wrong.mechanisms.submissions]\nper_service = 1\nexempt = 0.8\ncorrect = \"30 min\"\nwrong = 0.6\n";
    let results = run(&text);
    // 8 of 10 min are saved; 0.48 errors of 30 min cost 14.4 min.
    assert!(difference(&results, "plain", "right", WORKED).1 < 0.0);
    assert!(difference(&results, "plain", "wrong", WORKED).0 > 0.0);
}
