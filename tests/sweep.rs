//! Sweeps: the points are those that were asked for, their figures are those of `compare`, and what is interrupted or widened
//! goes on from what is there.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use serde_json::Value;

const FILE: &str = "scenarios/sweep.toml";
/// Shorter runs than those that are shipped.
const SHORT: [&str; 4] = [
    "--set",
    "plan.horizon=16 weeks",
    "--set",
    "plan.warm_up=4 weeks",
];

fn caseload(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    command
}

fn stdout(mut command: Command) -> String {
    let output = command.output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("it is text")
}

fn sweep(more: &[&str]) -> String {
    let start = ["sweep", FILE, "--quiet"];
    stdout(caseload(&[&start[..], &SHORT[..], more].concat()))
}

fn json(more: &[&str]) -> Value {
    let text = sweep(&[&["--no-cache", "--format", "json"][..], more].concat());
    serde_json::from_str(&text).expect("it is JSON")
}

fn points(found: &Value) -> &Vec<Value> {
    found["points"].as_array().expect("there are points")
}

#[test]
fn a_point_has_the_figures_that_compare_has_for_the_same_scenario() {
    let found = json(&["--set", "sweep.replications=3"]);
    let point = &points(&found)[5];
    assert_eq!(point["factors"], serde_json::json!(["4", "5 / day"]));
    let people = ["planning", "fire", "health", "environment", "trade"];
    let staff: Vec<String> = people.map(|desk| format!("desks.{desk}.staff=4")).to_vec();
    let mut arguments = vec![
        "compare",
        FILE,
        "--quiet",
        "--format",
        "json",
        "--replications",
        "3",
    ];
    arguments.extend([
        "--design",
        "parallel",
        "--set",
        "sources.firms.rate=5 / day",
    ]);
    arguments.extend(SHORT);
    for staff in &staff {
        arguments.extend(["--set", staff.as_str()]);
    }
    let compared: Value = serde_json::from_str(&stdout(caseload(&arguments))).expect("it is JSON");
    let rows = compared["measures"].as_array().expect("there are measures");
    for (nth, measure) in [
        "breach_share",
        "lead_time_mean_h",
        "worked_per_case_staff_h",
    ]
    .into_iter()
    .enumerate()
    {
        let row = rows
            .iter()
            .find(|row| row["measure"] == measure && row["scope"] == "all")
            .unwrap_or_else(|| panic!("{measure} is not there"));
        for (design, cell) in row["designs"]
            .as_array()
            .expect("designs")
            .iter()
            .enumerate()
        {
            let swept = &point["designs"][design]["metrics"][nth];
            assert_eq!(swept["mean"], cell["mean"], "{measure}, design {design}");
            assert_eq!(swept["half_width"], cell["half_width"]);
        }
        let swept = &point["designs"][1]["differences"][nth];
        let cell = &row["designs"][1]["difference"];
        assert_eq!(swept["mean"], cell["mean"], "{measure}");
        assert_eq!(swept["half_width"], cell["half_width"], "{measure}");
    }
}

#[test]
fn the_number_of_threads_and_ten_interruptions_change_no_byte_and_a_wider_sweep_runs_only_what_is_new()
 {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let cache = |name: &str| folder.path().join(name).display().to_string();
    let (one, two, killed) = (cache("one"), cache("two"), cache("killed"));
    let arguments = ["--format", "json", "--cache"];
    let first = sweep(&[&arguments[..], &[&one, "--threads", "1"]].concat());
    let second = sweep(&[&arguments[..], &[&two, "--threads", "2"]].concat());
    assert_eq!(first, second);
    let mut done = false;
    for attempt in 1..=10u64 {
        let mut child = Process::new(env!("CARGO_BIN_EXE_caseload"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["sweep", FILE, "--quiet", "--threads", "1"])
            .args(SHORT)
            .args([&arguments[..], &[&killed]].concat())
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        // Moments that lie unevenly, whatever the machine is at.
        let until = Instant::now() + Duration::from_millis(10 + attempt * attempt * 37 % 120);
        while Instant::now() < until && !done {
            done = child.try_wait().expect("it can be asked").is_some();
            std::thread::sleep(Duration::from_millis(2));
        }
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("it ends");
    }
    let resumed = sweep(&[&arguments[..], &[&killed]].concat());
    assert_eq!(first, resumed);
    // 12 points, 2 designs, 6 replications, one line each, and what was cut off where it was killed.
    let whole = 12 * 2 * 6;
    assert_eq!(lines(&one), whole);
    let wider = ["--set", "sweep.factor.load.steps=7"];
    sweep(&[&arguments[..], &[&one], &wider[..]].concat());
    // Seven loads from 4 to 7 a day include the four that are there.
    assert_eq!(lines(&one), 21 * 2 * 6);
    sweep(
        &[
            &arguments[..],
            &[&one],
            &["--set", "sweep.replications=8"][..],
        ]
        .concat(),
    );
    assert_eq!(lines(&one), 21 * 2 * 6 + 12 * 2 * 2);
}

/// Lines of the files of a cache.
fn lines(cache: &str) -> usize {
    let files = fs::read_dir(cache).expect("the cache is there");
    let count = |file: fs::DirEntry| {
        let text = fs::read_to_string(file.path()).expect("it can be read");
        text.lines().count()
    };
    files.map(|file| count(file.expect("it can be read"))).sum()
}

#[test]
fn constraints_leave_points_out_and_layouts_lay_as_many_as_they_say() {
    let few = "sweep.constraint={ few = { sum = { staff = 1 }, at_most = 4 } }";
    let few = ["--set", few, "--set", "sweep.replications=2"];
    let found = json(&few);
    assert_eq!(found["points_in_layout"], 12);
    assert_eq!(points(&found).len(), 8);
    assert!(
        points(&found)
            .iter()
            .all(|point| point["factors"][0] != "5")
    );
    let latin = [
        "sweep.layout=latin",
        "sweep.points=30",
        "sweep.replications=2",
    ];
    let latin = latin.map(|set| ["--set", set]).concat();
    let found = json(&latin);
    assert_eq!(points(&found).len(), 30);
    let of = |text: &str| {
        let is_of = |point: &&Value| point["factors"][0] == text;
        points(&found).iter().filter(is_of).count()
    };
    assert_eq!([of("3"), of("4"), of("5")], [10, 10, 10]);
    let again = json(&latin);
    assert_eq!(found, again);
    let other = json(&[&latin[..], &["--set", "sweep.seed=4"]].concat());
    assert_ne!(points(&found)[0]["factors"], points(&other)[0]["factors"]);
}

#[test]
fn a_fractional_factorial_says_what_is_mixed_with_what() {
    let sets = [
        "sweep.layout=fractional",
        "sweep.resolution=3",
        "sweep.replications=2",
        "sweep.factor.staff.values=[3, 5]",
        "sweep.factor={ reject = { path = 'categories.shop.needs.trade.reject', values = [0.02, 0.08] } }",
    ];
    let text = sweep(
        &[
            &["--no-cache"][..],
            &sets.map(|set| ["--set", set]).concat(),
        ]
        .concat(),
    );
    assert!(
        text.contains("4 points of a fractional factorial of resolution 3 over 3 factors"),
        "{text}"
    );
    assert!(text.contains("mixed with load x reject"), "{text}");
}

#[test]
fn replications_are_added_until_the_half_width_is_reached_and_what_falls_short_is_told() {
    let sets = [
        "sweep.replications=8",
        "sweep.factor.load.steps=2",
        "sweep.factor.staff.values=[3, 5]",
        "sweep.metric.lead.half_width=8 %",
        "sweep.most=150",
    ];
    let sets = sets.map(|set| ["--set", set]).concat();
    let found = json(&sets);
    let counts: Vec<u64> = points(&found)
        .iter()
        .map(|point| point["n"].as_u64().unwrap())
        .collect();
    assert!(
        counts.iter().any(|n| *n > 8) && counts.iter().any(|n| *n < 40),
        "{counts:?}"
    );
    for point in points(&found) {
        for design in point["designs"].as_array().unwrap() {
            assert_eq!(design["metrics"][1]["n"], point["n"]);
            let lead = &design["metrics"][1];
            let [mean, half] = ["mean", "half_width"].map(|key| lead[key].as_f64().unwrap());
            let is_spent = point["n"] == 150;
            assert!(half <= 0.08 * mean * 1.000_001 || is_spent, "{point}");
        }
    }
    let short = ["--set", "sweep.budget=80", "--no-cache"];
    let text = sweep(&[&sets[..], &short[..]].concat());
    assert!(
        text.contains("intervals are wider than was asked for after 7"),
        "{text}"
    );
}

#[test]
fn the_folder_has_the_tables_twice_and_the_scenario_that_runs_again() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let out = folder.path().join("results");
    let shown = out.display().to_string();
    let few = ["--set", "sweep.replications=2", "--no-cache"];
    let text = sweep(&[&few[..], &["--out", &shown]].concat());
    assert!(text.contains("Best points of `parallel`"));
    let read = |name: &str| fs::read_to_string(Path::new(&out).join(name)).expect("it is there");
    // A header; 12 points x (2 designs + 1 difference) x 3 metrics; 12 points x 2 designs x 2 replications x 3 metrics.
    assert_eq!(read("points.csv").lines().count(), 1 + 12 * 3 * 3);
    assert_eq!(read("replications.csv").lines().count(), 1 + 12 * 2 * 2 * 3);
    for name in ["points.parquet", "replications.parquet"] {
        let bytes = fs::read(out.join(name)).expect("it is there");
        assert!(
            bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"),
            "{name}"
        );
    }
    let again = out.join("scenario.toml").display().to_string();
    let arguments = ["sweep", &again, "--quiet", "--no-cache", "--format", "csv"];
    assert_eq!(stdout(caseload(&arguments)), read("points.csv"));
}

#[test]
fn a_scenario_without_a_sweep_and_a_full_folder_are_refused_before_anything_runs() {
    let mut command = caseload(&["sweep", "scenarios/dispatch.toml"]);
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("has no `[sweep]`"));
    let mut command = caseload(&["sweep", FILE, "--out", "src"]);
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_long_sweep_and_says_what_is_kept() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let cache = folder.path().display().to_string();
    let child = Process::new(env!("CARGO_BIN_EXE_caseload"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["sweep", FILE, "--cache", &cache])
        .args(["--set", "sweep.replications=50000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let until = Instant::now() + Duration::from_secs(60);
    let is_full = || fs::read_dir(&cache).is_ok_and(|mut files| files.next().is_some());
    while !(is_full() && lines(&cache) > 10) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = Process::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("finished replications are kept"), "{told}");
    assert!(output.stdout.is_empty());
}
