//! Duplicates: exact limits and logs, the effect, and its reversal.

use caseload::engine::{Record, Simulation, Step};
use caseload::random::{Key, Purpose, Replication, Seed};
use caseload::stream::Matter;
use caseload::time::Time;

use crate::mechanism::{TOWN, changes_nothing, difference, mean, models, run};

const COPIES: (&str, &str, &str) = ("mechanism", "duplicates", "copies_share");
const NOTICING: (&str, &str, &str) = ("mechanism", "duplicates", "noticing_mean_h");
const DUPLICATE: (&str, &str, &str) = ("activity", "duplicate", "spent_staff_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn without_further_reports_and_wrong_merges_nothing_changes() {
    changes_nothing(
        "duplicates",
        "reports = 0\nafter = \"1 h\"\nrecall = 0.5\nmerge_work = \"1 h\"\nnotice = \"0 h\"",
    );
}

/// One office: an intake of an hour, work of four hours, and everybody reports at most two times more, after 2 h.
const OFFICE: &str = r#"
caseload = 1
title = "Three reports"
question = "What becomes of them?"
plan = { horizon = "4 days" }
[levels.office]
intake = { desk = "desk", work = "1 h" }
[desks.desk]
level = "office"
staff = 1
[categories.matter]
departments = ["office"]
work = "4 h"
[sources.none]
rate = "1 / year"
category = "matter"
"#;

/// The log of one matter that arises at the start and of its two copies: one word a step, `case:what@hour`, and the flow.
fn log(keys: &str) -> String {
    let text = format!("{OFFICE}[mechanisms.duplicates]\nreports = 20\nat_most = 2\n{keys}");
    let model = models(&text).remove(0);
    let place = model.units.ids().next().expect("there is a unit");
    let (category, _) = model.categories.entries().next().expect("there is one");
    let key = Key::new(Seed(2), Replication(0)).purpose(Purpose::Test);
    let matter = Matter {
        time: Time::ZERO,
        due: None,
        key,
        place,
        category,
        severity: None,
    };
    let mut simulation = Simulation::new(&model, Replication(0), Vec::<Record>::new());
    simulation.begin_measuring();
    simulation
        .run_until(&[matter], Time::from_days(4.0))
        .expect("few cases are open");
    assert!(simulation.flow().is_conserved());
    let flow = simulation.flow();
    let (ledger, desks, records) = simulation.finish();
    assert!(desks.iter().all(|desk| desk.is_conserved()));
    assert_eq!(ledger.open.area, ledger.time_in_window);
    let word = |record: &Record| {
        let what = match record.step {
            Step::Created => "created",
            Step::Completed => "completed",
            Step::Merged => "merged",
            Step::Closed => "closed",
            _ => return None,
        };
        let case = record.case?;
        Some(format!("{case}:{what}@{}", record.at.to_hours()))
    };
    let words: Vec<String> = records.iter().filter_map(word).collect();
    format!(
        "{} | {} closed, {} merged",
        words.join(" "),
        flow.closed,
        flow.merged
    )
}

#[test]
fn copies_that_are_recognised_are_merged_after_their_triage() {
    // The copies arrive while the matter is worked; each takes 1 h of triage and 0.5 h of merging. One person does all.
    assert_eq!(
        log("after = \"2 h\"\nrecall = 1\nmerge_work = \"30 min\"\n"),
        "0:created@0 0:completed@1 1:created@2 2:created@2 0:completed@5 0:closed@5 \
         1:completed@6.5 1:merged@6.5 2:completed@8 2:merged@8 | 1 closed, 2 merged"
    );
}

#[test]
fn copies_of_what_is_closed_are_answered_after_their_triage() {
    assert_eq!(
        log("after = \"10 h\"\nrecall = 0\nmerge_work = \"30 min\"\n"),
        "0:created@0 0:completed@1 0:completed@5 0:closed@5 1:created@10 2:created@10 \
         1:completed@11 1:merged@11 2:completed@12 2:merged@12 | 1 closed, 2 merged"
    );
}

#[test]
fn copies_that_are_not_recognised_are_worked() {
    // Their triages come before the work of the first, which arose later.
    assert_eq!(
        log("after = \"1 h\"\nrecall = 0\nmerge_work = \"30 min\"\n"),
        "0:created@0 0:completed@1 1:created@1 2:created@1 0:completed@5 0:closed@5 \
         1:completed@6 2:completed@7 1:completed@11 1:closed@11 2:completed@15 2:closed@15 \
         | 3 closed, 0 merged"
    );
}

#[test]
fn a_case_merged_wrongly_comes_back_as_rework() {
    let words = log(
        "after = \"60 h\"\nrecall = 0\nmerge_work = \"30 min\"\nfalse_merge = 1\nfound_after = \"10 h\"\n",
    );
    assert!(
        words.starts_with(
            "0:created@0 0:completed@1.5 0:completed@12.5 0:completed@16.5 0:closed@16.5 "
        ),
        "{words}"
    );
}

/// The town with so many further reports of a matter, and what recognising and merging them takes and does wrong.
fn reported(reports: f64, merge_work: &str, false_merge: f64) -> String {
    format!(
        "{TOWN}\n[mechanisms.duplicates]\nreports = {reports}\nafter = {{ exponential = {{ mean = \"4 h\" }} }}\n\
         merge_work = \"{merge_work}\"\nfound_after = \"2 days\"\n[designs.plain]\n\
         [designs.merging.mechanisms.duplicates]\nrecall = 0.9\nfalse_merge = {false_merge}\n"
    )
}

#[test]
fn recognition_loses_by_wrong_merges_where_there_is_little_to_merge() {
    let results = run(&reported(0.03, "20 min", 0.3));
    // Wrong merges cost 0.3 x (20 min and a second triage of 10 min) a case; merging saves 0.027 x about 2 h.
    assert!(difference(&results, "plain", "merging", DUPLICATE).1 < 0.0);
    assert!(difference(&results, "plain", "merging", WORKED).0 > 0.0);
    let lead = ("all", "", "lead_time_mean_h");
    assert!(difference(&results, "plain", "merging", lead).0 > 0.0);
}

#[test]
fn recognition_saves_duplicate_hours_on_the_same_stream() {
    let results = run(&reported(0.3, "5 min", 0.01));
    let share = mean(&results, "plain", COPIES);
    // 0.3 copies a matter are 0.3 / 1.3 of the cases.
    assert!((share - 0.3 / 1.3).abs() < 0.01, "{share}");
    let (lower, upper) = difference(&results, "plain", "merging", DUPLICATE);
    let before = mean(&results, "plain", DUPLICATE);
    assert!(upper < -0.2 * before, "{lower} {upper} {before}");
    assert!(difference(&results, "plain", "merging", WORKED).1 < 0.0);
    let merged = |design: &str| {
        let of = results.designs.iter().find(|found| found.name == design);
        of.map_or(0, |found| found.outcomes[0].flow.merged)
    };
    assert!(merged("merging") > 50, "{}", merged("merging"));
    let hashes = |at: usize| -> Vec<u64> {
        let outcomes = results.designs[at].outcomes.iter();
        outcomes.map(|outcome| outcome.stream_hash).collect()
    };
    assert_eq!(hashes(0), hashes(1), "the stream is the same");
}

#[test]
fn more_reporters_notice_a_matter_earlier_and_flood_the_office() {
    let text = format!(
        "{TOWN}\n[designs.plain.mechanisms.duplicates]\n\
         reports = 0\nafter = \"1 h\"\nmerge_work = \"5 min\"\nnotice = {{ exponential = {{ mean = \"24 h\" }} }}\n\
         [designs.crowd]\nextends = \"plain\"\nmechanisms.duplicates.reports = 1\n"
    );
    let results = run(&text);
    let alone = mean(&results, "plain", NOTICING);
    assert!((alone - 24.0).abs() < 1.0, "{alone}");
    assert!(difference(&results, "plain", "crowd", NOTICING).1 < -5.0);
    assert!(difference(&results, "plain", "crowd", WORKED).0 > 0.0);
    let backlog = ("all", "", "backlog_mean_cases");
    assert!(difference(&results, "plain", "crowd", backlog).0 > 0.0);
}
