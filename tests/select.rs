//! The best of several designs: the choice follows the evidence, on any number of threads, and says so when there is none.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use serde_json::Value;

/// Offices in which nobody waits, so that the mean lead time is the mean of the work: 60, 54, 66 and 90 minutes.
const OFFICES: &str = r#"
caseload = 1
title = "Offices without queues"
question = "Which office works fastest?"

[plan]
horizon = "130 h"
warm_up = "30 h"
baseline = "today"
seed = 5

[levels.office]

[desks.office]
level = "office"
staff = "unlimited"

[categories.case]
departments = ["office"]
deadline = "3 h"
work = { exponential = { mean = "60 min" } }

[sources.citizens]
rate = "1 / h"
category = "case"

[designs.today]

[designs.fast]
categories.case.work = { lognormal = { mean = "54 min", cv = 0.8 } }

[designs.slow]
categories.case.work = { gamma = { mean = "66 min", cv = 1.0 } }

[designs.slowest]
categories.case.work = { gamma = { mean = "90 min", cv = 1.0 } }

[select]
measure = "lead_time_mean_h"
indifference = "3 min"
first_stage = 10
check = 100
"#;

struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::cargo_bin("caseload")
        .expect("the binary is built")
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("COLUMNS", "120")
        .env("LC_ALL", "C.UTF-8")
        .arg("select")
        .args(arguments)
        .output()
        .expect("the binary runs");
    Run {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("diagnostics are UTF-8"),
    }
}

fn folder_with(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    fs::write(folder.path().join("offices.toml"), text).expect("the folder can be written");
    folder
}

fn chosen(folder: &Path, more: &[&str]) -> (i32, Value) {
    let mut arguments = vec!["offices.toml", "--format", "json", "--no-cache"];
    arguments.extend(more);
    let found = run(folder, &arguments);
    let json = serde_json::from_str(&found.stdout);
    (
        found.code,
        json.unwrap_or_else(|_| panic!("{}", found.stderr)),
    )
}

#[test]
fn each_procedure_chooses_the_best_and_checks_it_on_fresh_streams() {
    let folder = folder_with(OFFICES);
    for procedure in ["kn", "kn++", "ocba"] {
        let more = [
            "--procedure",
            procedure,
            "--set",
            "select.indifference=\"30 s\"",
        ];
        let (code, found) = chosen(folder.path(), &more);
        assert_eq!(
            (code, found["chosen"].as_str()),
            (0, Some("fast")),
            "{procedure}"
        );
        assert_eq!(found["procedure"], procedure);
        let check = &found["check"];
        assert_eq!(check["n"], 100);
        // 54 minutes, with four standard errors; the half-width is of 95 %.
        let (mean, half) = (
            &check["estimates"]["metric"]["mean"],
            &check["estimates"]["metric"]["half_width"],
        );
        let (mean, half) = (
            mean.as_f64().expect("a mean"),
            half.as_f64().expect("an interval"),
        );
        assert!((mean - 0.9).abs() < 2.1 * half, "{procedure} {mean} {half}");
        assert!(
            check["paired"]["difference"]["mean"]
                .as_f64()
                .expect("a mean")
                < 0.0
        );
        let counts = found["designs"].as_array().expect("designs").iter();
        let counts: Vec<u64> = counts
            .map(|one| one["n"].as_u64().expect("a count"))
            .collect();
        assert_eq!(found["replications"], counts.iter().sum::<u64>());
        // Bounds of OCBA tell designs apart in the first stage that lie far apart.
        let is_sequential = procedure != "ocba";
        assert!(counts[3] < counts[1] || !is_sequential, "{counts:?}");
        assert_eq!(found["designs"][3]["fate"], "beaten");
    }
}

#[test]
fn the_slowest_is_chosen_where_the_largest_is_best_and_a_share_is_one_of_the_baseline() {
    let folder = folder_with(OFFICES);
    let (code, found) = chosen(
        folder.path(),
        &[
            "--set",
            "select.direction=largest",
            "--set",
            "select.indifference=5 %",
        ],
    );
    assert_eq!((code, found["chosen"].as_str()), (0, Some("slowest")));
    let baseline = &found["indifference_is_share_of"]["baseline"];
    let of = baseline["mean"].as_f64().expect("it was measured");
    let indifference = found["indifference"].as_f64().expect("an amount");
    assert!((indifference - 0.05 * of).abs() < 1e-12 && (of - 1.0).abs() < 0.2);
}

#[test]
fn a_design_that_breaks_a_constraint_is_not_chosen_and_none_is_where_all_do() {
    // Late after 3 hours: of exponential work with a mean of 60 minutes 5 %, of that with 90 minutes 13.5 %.
    let constraint = "
[select.constraints.late]
measure = \"breach_share\"
at_most = \"9 %\"
tolerance = \"1 pp\"
";
    let folder = folder_with(&format!("{OFFICES}{constraint}"));
    for procedure in ["kn", "kn++", "ocba"] {
        let more = [
            "--procedure",
            procedure,
            "--set",
            "select.direction=largest",
        ];
        let (code, found) = chosen(folder.path(), &more);
        assert_eq!(
            (code, found["chosen"].as_str()),
            (0, Some("slow")),
            "{procedure}"
        );
        let slowest = &found["designs"][3];
        assert_eq!(
            (slowest["fate"].as_str(), slowest["by"].as_str()),
            (Some("infeasible"), Some("late"))
        );
        assert_eq!(found["designs"][2]["keeps"][0], true);
        let none = [
            "--procedure",
            procedure,
            "--set",
            "select.constraints.late.at_most=0.5 %",
            "--set",
            "select.constraints.late.tolerance=0.3 pp",
        ];
        let (code, found) = chosen(folder.path(), &none);
        assert_eq!(
            (code, found["outcome"].as_str()),
            (1, Some("none feasible")),
            "{procedure}"
        );
        assert!(found["chosen"].is_null() && found["check"].is_null());
    }
}

#[test]
fn a_budget_that_runs_out_is_said_and_the_exit_code_is_one() {
    let folder = folder_with(OFFICES);
    let more = [
        "offices.toml",
        "--set",
        "select.indifference=\"1 s\"",
        "--set",
        "select.budget=100",
        "-q",
    ];
    let found = run(folder.path(), &more);
    assert_eq!(found.code, 1, "{}", found.stderr);
    assert!(
        found
            .stdout
            .starts_with("The best of 4 designs: not decided"),
        "{}",
        found.stdout
    );
    assert!(
        found
            .stdout
            .contains("The budget of 100 replications ran out with")
    );
    assert!(found.stdout.contains("in the running"));
    assert!(!found.stdout.contains("Checked on"));
}

#[test]
fn threads_and_what_was_kept_change_no_byte_and_what_was_kept_is_not_run_again() {
    let folder = folder_with(OFFICES);
    let text = |more: &[&str]| {
        let mut arguments = vec!["offices.toml"];
        arguments.extend(more);
        run(folder.path(), &arguments).stdout
    };
    let alone = text(&["--threads", "1", "--no-cache"]);
    assert!(
        alone.starts_with("The best of 4 designs is `fast`"),
        "{alone}"
    );
    assert_eq!(alone, text(&["--threads", "3", "--no-cache"]));
    assert_eq!(alone, text(&["--cache", "kept"]));
    let lines = |folder: &Path| {
        let files = fs::read_dir(folder.join("kept")).expect("the cache is there");
        let file = files
            .last()
            .expect("it has a file")
            .expect("it can be read");
        fs::read_to_string(file.path())
            .expect("it is text")
            .lines()
            .count()
    };
    let kept = lines(folder.path());
    assert_eq!(alone, text(&["--cache", "kept"]));
    assert_eq!(lines(folder.path()), kept);
    assert_ne!(alone, text(&["--seed", "6", "--no-cache"]));
}

#[test]
fn a_choice_that_was_killed_goes_on_from_what_it_kept() {
    let text = OFFICES.replace("130 h", "2000 h").replace("3 min", "15 s");
    let folder = folder_with(&text);
    let arguments = [
        "select",
        "offices.toml",
        "--threads",
        "1",
        "--set",
        "select.budget=400",
        "-q",
    ];
    let start = |cache: &str| {
        Process::new(assert_cmd::cargo::cargo_bin("caseload"))
            .current_dir(folder.path())
            .args(arguments)
            .args(["--cache", cache])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs")
    };
    let whole = start("whole").wait_with_output().expect("it ends");
    let size = || {
        let files = fs::read_dir(folder.path().join("cut")).ok();
        let mut files = files.into_iter().flatten().flatten();
        files
            .next()
            .and_then(|file| file.metadata().ok())
            .map_or(0, |file| file.len())
    };
    let mut running = start("cut");
    let begun = Instant::now();
    while size() < 4000 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    running.kill().expect("it can be killed");
    running.wait().expect("it ends");
    assert!(size() > 0, "something was kept");
    let again = start("cut").wait_with_output().expect("it ends");
    assert_eq!(again.stdout, whole.stdout);
}

#[test]
fn a_folder_gets_the_text_the_table_and_the_command_that_made_it() {
    let folder = folder_with(OFFICES);
    let found = run(
        folder.path(),
        &[
            "offices.toml",
            "--out",
            "results",
            "--format",
            "csv",
            "--confidence",
            "0.99",
        ],
    );
    assert_eq!(found.code, 0, "{}", found.stderr);
    let read = |name: &str| {
        fs::read_to_string(folder.path().join("results").join(name)).expect("it is there")
    };
    assert_eq!(read("select.csv"), found.stdout);
    assert!(read("select.txt").contains("with probability 99 %"));
    assert_eq!(
        found.stdout.lines().count(),
        6,
        "four designs and a check: {}",
        found.stdout
    );
    let manifest: Value = serde_json::from_str(&read("manifest.json")).expect("it is JSON");
    let command = "caseload select offices.toml --set select.confidence=0.99";
    assert_eq!(manifest["command"], command);
    let words: Vec<&str> = command.split(' ').skip(2).collect();
    assert_eq!(run(folder.path(), &words).stdout, read("select.txt"));
}

#[test]
fn files_and_flags_that_are_wrong_are_answered_with_what_is_wrong() {
    let folder = folder_with(OFFICES);
    let refused = |arguments: &[&str], told: &str| {
        let found = run(folder.path(), arguments);
        assert_eq!(
            (found.code, found.stdout.as_str()),
            (2, ""),
            "{}",
            found.stderr
        );
        assert!(found.stderr.contains(told), "{}", found.stderr);
    };
    refused(&["nowhere.toml"], "nowhere.toml");
    refused(
        &["offices.toml", "--confidence", "1.5"],
        "must be from 0.51 to 0.9999",
    );
    refused(
        &["offices.toml", "--procedure", "best"],
        "possible values: kn, kn++, ocba",
    );
    refused(
        &["offices.toml", "--set", "select.designs=[\"fast\"]"],
        "a choice is from 2 to 100 designs",
    );
    let without = OFFICES
        .split("[select]")
        .next()
        .expect("there is a first part");
    fs::write(folder.path().join("none.toml"), without).expect("the folder can be written");
    refused(&["none.toml"], "has no `[select]`");
    // Nobody is late, so a share of that is nothing; no case is closed in time for a quantile.
    refused(
        &[
            "offices.toml",
            "--set",
            "select.measure=backlog_end_cases",
            "--set",
            "select.indifference=1 s",
        ],
        "this is a time and the measure is none",
    );
    refused(
        &[
            "offices.toml",
            "--set",
            "categories.case.deadline=\"30 weeks\"",
            "--set",
            "select.measure=lateness_mean_h",
        ],
        "has no value in replication 0",
    );
}
