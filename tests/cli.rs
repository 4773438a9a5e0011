//! The command line as a user meets it: texts, exit codes, files.

use std::io::Read;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn caseload(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
    command
        .current_dir(folder)
        .env("COLUMNS", "120")
        .env_remove("NO_COLOR");
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
        command.env_remove(name);
    }
    command
}

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = caseload(folder)
        .args(arguments)
        .output()
        .expect("it starts");
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is text"),
        stderr: String::from_utf8(output.stderr).expect("stderr is text"),
    }
}

/// A folder with the starter scenario as `town.toml`.
fn town() -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    let new = run(folder.path(), &["new", "town.toml"]);
    assert_eq!(new.code, Some(0), "{}", new.stderr);
    folder
}

const QUICK: [&str; 3] = ["--replications", "3", "--quiet"];

fn quick<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, &QUICK, more].concat()
}

#[test]
fn every_command_has_a_help_with_an_example() {
    let folder = TempDir::new().expect("a folder can be made");
    let all = run(folder.path(), &["--help"]);
    assert_eq!(all.code, Some(0));
    for command in [
        "new",
        "check",
        "run",
        "compare",
        "explain",
        "face",
        "towns",
        "schema",
        "completions",
    ] {
        assert!(
            all.stdout.contains(&format!("\n  {command} ")),
            "{}",
            all.stdout
        );
        let help = run(folder.path(), &[command, "--help"]);
        assert_eq!(help.code, Some(0), "{command}");
        assert!(
            help.stdout.contains(&format!("  caseload {command}"))
                || help.stdout.contains(&format!("caseload {command} ")),
            "{command}: {}",
            help.stdout
        );
        assert!(
            help.stdout.contains("Example"),
            "{command}: {}",
            help.stdout
        );
        let first = help.stdout.lines().next().unwrap_or_default();
        assert!(first.split(' ').count() > 4, "{command}: {first}");
    }
}

#[test]
fn a_new_scenario_is_in_order_runs_and_is_never_overwritten() {
    let folder = town();
    let again = run(folder.path(), &["new", "town.toml"]);
    assert_eq!(again.code, Some(2));
    assert!(
        again.stderr.contains("error[E0611]: `town.toml` exists"),
        "{}",
        again.stderr
    );
    let check = run(folder.path(), &["check", "town.toml", "--sources"]);
    assert_eq!((check.code, check.stderr.as_str()), (Some(0), ""));
    assert!(
        check
            .stdout
            .starts_with("town.toml is in order: 2 designs, "),
        "{}",
        check.stdout
    );
    assert!(
        check.stdout.contains("replace this by your own register"),
        "{}",
        check.stdout
    );
    let one = run(folder.path(), &quick(&["run", "town.toml"], &[]));
    assert_eq!((one.code, one.stderr.as_str()), (Some(0), ""));
    assert!(!one.stdout.contains("difference"), "{}", one.stdout);
    let both = run(folder.path(), &quick(&["compare", "town.toml"], &[]));
    assert_eq!((both.code, both.stderr.as_str()), (Some(0), ""));
    assert!(
        both.stdout.starts_with("Permits at the town hall"),
        "{}",
        both.stdout
    );
    for words in [
        "\nBacklog\n",
        "\nDeadlines\n",
        "\nFlow\n",
        "\nBurden\n",
        "[95\u{a0}% interval]",
        "variance saved",
    ] {
        assert!(both.stdout.contains(words), "{words}: {}", both.stdout);
    }
}

#[test]
fn a_typo_is_pointed_at() {
    let folder = town();
    let path = folder.path().join("town.toml");
    let text = std::fs::read_to_string(&path)
        .expect("it was written")
        .replace("warm_up =", "warmup =");
    std::fs::write(&path, text).expect("it can be written");
    let check = run(folder.path(), &["check", "town.toml"]);
    assert_eq!((check.code, check.stdout.as_str()), (Some(2), ""));
    for words in [
        "town.toml:",
        "warmup = ",
        "^^^^^^",
        "`warm_up`",
        "1 error in town.toml",
    ] {
        assert!(check.stderr.contains(words), "{words}: {}", check.stderr);
    }
}

#[test]
fn options_are_checked_like_the_scenario() {
    let folder = town();
    let none = run(folder.path(), &["run", "town.toml", "--replications", "0"]);
    assert_eq!(none.code, Some(2));
    assert!(
        none.stderr.contains("plan.replications=0"),
        "{}",
        none.stderr
    );
    let path = run(
        folder.path(),
        &["run", "town.toml", "--set", "plan.horizn=\"4 weeks\""],
    );
    assert_eq!(path.code, Some(2));
    assert!(
        path.stderr.contains("`horizon`") && path.stderr.contains('^'),
        "{}",
        path.stderr
    );
    let design = run(
        folder.path(),
        &["compare", "town.toml", "--design", "side-by-sid"],
    );
    assert_eq!(design.code, Some(2));
    assert!(
        design.stderr.contains("did you mean `side-by-side`?"),
        "{}",
        design.stderr
    );
    let file = run(folder.path(), &["check", "twon.toml"]);
    assert_eq!(file.code, Some(2));
    assert!(file.stderr.contains("`town.toml`"), "{}", file.stderr);
    let alone = run(
        folder.path(),
        &["compare", "town.toml", "--design", "in-turn"],
    );
    assert_eq!(alone.code, Some(2));
    assert!(
        alone.stderr.contains("nothing to compare it with"),
        "{}",
        alone.stderr
    );
    let unknown = run(folder.path(), &["compare", "town.toml", "--fast"]);
    assert_eq!(unknown.code, Some(2));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = town();
    let out = |threads: &str, format: &str| {
        let more = ["--threads", threads, "--format", format];
        let found = run(folder.path(), &quick(&["compare", "town.toml"], &more));
        assert_eq!(found.code, Some(0), "{}", found.stderr);
        found.stdout
    };
    for format in ["text", "json", "csv"] {
        assert_eq!(out("1", format), out("2", format), "{format}");
    }
}

#[test]
fn json_and_csv_go_to_stdout() {
    let folder = town();
    let json = run(
        folder.path(),
        &quick(&["compare", "town.toml"], &["--format", "json"]),
    );
    let json: Value = serde_json::from_str(&json.stdout).expect("stdout is JSON");
    assert_eq!(json["baseline"], "in-turn");
    assert_eq!(json["plan"]["replications_complete"], 3);
    let csv = run(
        folder.path(),
        &quick(&["compare", "town.toml"], &["--format", "csv"]),
    );
    assert_eq!(
        csv.stdout.lines().next(),
        Some(
            "scope,item,measure,unit,better,design,n,mean,half_width,sd,difference_mean,difference_half_width,difference_n,correlation,variance_ratio,p_value,controlled_mean,controlled_half_width,controlled_difference_mean,controlled_difference_half_width,holm_p_value,dunnett_half_width"
        )
    );
}

#[test]
fn results_go_to_a_new_folder_and_only_there() {
    let folder = town();
    let arguments = quick(
        &["compare", "town.toml"],
        &["--out", "results/a", "--seed", "7"],
    );
    let first = run(folder.path(), &arguments);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""));
    let results = folder.path().join("results/a");
    let mut names: Vec<String> = std::fs::read_dir(&results)
        .expect("the folder is there")
        .map(|entry| {
            entry
                .expect("it can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let expected = [
        "manifest.json",
        "replications.csv",
        "report.json",
        "scenario.toml",
        "summary.csv",
        "trajectory.csv",
    ];
    assert_eq!(names, expected);
    let read = |name: &str| std::fs::read_to_string(results.join(name)).expect("it is text");
    let header = |name: &str| read(name).lines().next().unwrap_or_default().to_owned();
    assert_eq!(
        header("replications.csv"),
        "design,replication,scope,item,measure,unit,value"
    );
    assert_eq!(
        header("trajectory.csv"),
        "design,day,open_mean_cases,open_low,open_high,n,open_smooth_cases"
    );
    let manifest: Value = serde_json::from_str(&read("manifest.json")).expect("it is JSON");
    assert_eq!(
        (&manifest["seed"], &manifest["replications_complete"]),
        (&Value::from(7), &Value::from(3))
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("results"))
            .expect("it is there")
            .count(),
        1
    );

    let second = run(folder.path(), &arguments);
    assert_eq!((second.code, second.stdout.as_str()), (Some(2), ""));
    assert!(
        second.stderr.contains("`results/a` already holds results"),
        "{}",
        second.stderr
    );
    let file = run(
        folder.path(),
        &quick(&["compare", "town.toml"], &["--out", "town.toml"]),
    );
    assert_eq!(file.code, Some(2));
    assert!(file.stderr.contains("is not a folder"), "{}", file.stderr);

    let again = quick(
        &["compare"],
        &["results/a/scenario.toml", "--format", "json"],
    );
    assert_eq!(
        run(folder.path(), &again).stdout,
        read("report.json"),
        "the scenario as run gives the same results"
    );
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = town();
    let mut process = Process::new(env!("CARGO_BIN_EXE_caseload"))
        .args(quick(&["compare", "town.toml"], &["--format", "json"]))
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdout = process.stdout.take().expect("it is piped");
    stdout.read_exact(&mut [0; 10]).expect("ten bytes come");
    drop(stdout);
    let output = process.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_and_reports_what_is_complete_or_that_nothing_is() {
    let folder = town();
    let process = Process::new(env!("CARGO_BIN_EXE_caseload"))
        .args([
            "run",
            "town.toml",
            "--replications",
            "100000",
            "--set",
            "plan.horizon=200 weeks",
        ])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    std::thread::sleep(std::time::Duration::from_secs(3));
    let killed = Process::new("kill")
        .args(["-INT", &process.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
    let output = process.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(
        stderr.contains("stopping; what is complete will be reported"),
        "{stderr}"
    );
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.contains("stopped early: ") != stderr.contains("no replication is complete"),
        "{stdout}{stderr}"
    );
}

#[test]
fn the_schema_and_the_completions_are_printed() {
    let folder = TempDir::new().expect("a folder can be made");
    let schema = run(folder.path(), &["schema"]);
    let schema: Value = serde_json::from_str(&schema.stdout).expect("it is JSON");
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    for shell in ["bash", "zsh", "fish"] {
        let script = run(folder.path(), &["completions", shell]);
        assert!(script.stdout.contains("replications"), "{shell}");
    }
}

/// Published figures and an ensemble for the starter scenario.
const BESIDE: &str = r#"
[published.on-time]
label = "closed in time"
design = "side-by-side"
measure = "breach_share"
complement = true
range = [0.0, 1.0]
source = "a report of 2017"
kind = "published"

[published.ratio]
label = "lead time, ratio"
design = "side-by-side"
over = "in-turn"
measure = "lead_time_mean_h"
value = 7.5
source = "another report"
kind = "derived"

[published.working]
label = "handling and transfer"
measure = "spent_staff_h"
scope = "activity"
item = ["handle", "transfer"]
per = "worked_staff_h"
range = [0.0, 1.0]
source = "a diary"
kind = "assumed"
note = "one week"

[ensemble]
members = 6

[ensemble.vary.load]
path = "sources.citizens.rate"
times = [0.2, 3]

[ensemble.vary.staff]
path = "desks.building.staff"
between = [1, 5]
"#;

/// A folder with the starter scenario and what no run depends on.
fn town_with_figures() -> TempDir {
    let folder = town();
    let path = folder.path().join("town.toml");
    let text = std::fs::read_to_string(&path).expect("it was written");
    std::fs::write(folder.path().join("plain.toml"), &text).expect("it can be written");
    std::fs::write(&path, text + BESIDE).expect("it can be written");
    folder
}

#[test]
fn published_figures_and_an_ensemble_change_no_byte_of_a_run() {
    let folder = town_with_figures();
    for command in ["run", "compare"] {
        for format in ["text", "csv", "json"] {
            let out = |file: &str| {
                let found = run(
                    folder.path(),
                    &quick(&[command, file], &["--format", format]),
                );
                assert_eq!(found.code, Some(0), "{}", found.stderr);
                found.stdout
            };
            assert_eq!(out("plain.toml"), out("town.toml"), "{command} {format}");
        }
    }
    let check = |file: &str| run(folder.path(), &["check", file, "--sources"]).stdout;
    assert_eq!(
        check("plain.toml").replace("plain.toml", "town.toml"),
        check("town.toml")
    );
    let arguments = quick(&["compare", "town.toml"], &["--out", "results"]);
    assert_eq!(run(folder.path(), &arguments).code, Some(0));
    let kept = std::fs::read_to_string(folder.path().join("results/scenario.toml"));
    let kept = kept.expect("the scenario as run is there");
    assert!(kept.contains("[published.on-time]") && kept.contains("[ensemble.vary.load]"));
}

#[test]
fn face_shows_simulated_beside_published_figures() {
    let folder = town_with_figures();
    let text = run(folder.path(), &quick(&["face", "town.toml"], &[]));
    assert_eq!((text.code, text.stderr.as_str()), (Some(0), ""));
    for words in [
        "Simulated beside published",
        "closed in time",
        "side-by-side/in-turn",
        "0 to 100 %",
        "inside",
        " below",
        "simulated",
        "derived: another report",
        "assumed: a diary; one week",
    ] {
        assert!(text.stdout.contains(words), "{words}: {}", text.stdout);
    }
    let csv = run(
        folder.path(),
        &quick(&["face", "town.toml"], &["--format", "csv"]),
    );
    assert_eq!(csv.stdout.lines().count(), 4, "{}", csv.stdout);
    let json = |threads: &str| {
        let more = ["--format", "json", "--threads", threads];
        run(folder.path(), &quick(&["face", "town.toml"], &more)).stdout
    };
    assert_eq!(json("1"), json("2"));
    let json: Value = serde_json::from_str(&json("1")).expect("stdout is JSON");
    let compared = run(
        folder.path(),
        &quick(&["compare", "town.toml"], &["--format", "json"]),
    );
    let compared: Value = serde_json::from_str(&compared.stdout).expect("stdout is JSON");
    let mean = |scope: &str, item: &str, measure: &str, design: &str| {
        let all = compared["measures"].as_array().expect("a list");
        let found = all
            .iter()
            .find(|one| one["scope"] == scope && one["item"] == item && one["measure"] == measure);
        let designs = found.expect("it is measured")["designs"]
            .as_array()
            .cloned();
        let mut designs = designs.expect("a list").into_iter();
        let cell = designs.find(|cell| cell["design"] == design);
        cell.expect("the design is there")["mean"]
            .as_f64()
            .expect("a number")
    };
    let simulated = |nth: usize| json["figures"][nth]["simulated"]["mean"].as_f64();
    let late = mean("all", "", "breach_share", "side-by-side");
    let on_time = simulated(0).expect("a number");
    assert!((on_time - (1.0 - late)).abs() < 1e-12);
    let lead = |design| mean("all", "", "lead_time_mean_h", design);
    let ratio = simulated(1).expect("a number");
    let plain = lead("side-by-side") / lead("in-turn");
    assert!((ratio / plain - 1.0).abs() < 0.05, "{ratio} {plain}");
    assert_eq!(json["figures"][1]["fit"], "below");
    let off = json["figures"][1]["off"].as_f64().expect("a number");
    assert!((off - (ratio - 7.5)).abs() < 1e-12);
    let spent = |item| mean("activity", item, "spent_staff_h", "in-turn");
    let share =
        (spent("handle") + spent("transfer")) / mean("all", "", "worked_staff_h", "in-turn");
    assert!((simulated(2).expect("a number") - share).abs() < 0.01);
    let none = run(folder.path(), &["face", "plain.toml"]);
    assert_eq!(none.code, Some(2));
    assert!(
        none.stderr
            .contains("`plain.toml` has no published figures"),
        "{}",
        none.stderr
    );
}

#[test]
fn towns_counts_the_members_in_which_a_design_does_better() {
    let folder = town_with_figures();
    let text = run(folder.path(), &quick(&["towns", "town.toml"], &[]));
    assert_eq!((text.code, text.stderr.as_str()), (Some(0), ""));
    for words in [
        "6 members drawn, 3 replications",
        "drawn for each member",
        "side-by-side against in-turn",
        "lead time, mean",
        "Overloaded: ",
    ] {
        assert!(text.stdout.contains(words), "{words}: {}", text.stdout);
    }
    let out = |threads: &str, format: &str, members: &str| {
        let more = [
            "--threads",
            threads,
            "--format",
            format,
            "--members",
            members,
        ];
        let found = run(folder.path(), &quick(&["towns", "town.toml"], &more));
        assert_eq!(found.code, Some(0), "{}", found.stderr);
        found.stdout
    };
    for format in ["text", "csv", "json"] {
        assert_eq!(out("1", format, "6"), out("2", format, "6"), "{format}");
    }
    let csv = |members: &str| {
        let rows = out("0", "csv", members);
        rows.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let (three, six) = (csv("3"), csv("6"));
    assert_eq!(three[..], six[..three.len()], "more members change none");
    assert_eq!((six.len() - 1) % 6, 0, "one row a member and measure");
    let json: Value = serde_json::from_str(&out("0", "json", "6")).expect("stdout is JSON");
    let drawn = |nth: usize, name: &str| {
        let text = json["members"][nth]["drawn"][name].as_str();
        text.expect("it was drawn")
            .parse::<f64>()
            .expect("a number")
    };
    for nth in 0..6 {
        assert!((0.2..=3.0).contains(&drawn(nth, "load")));
        let staff = drawn(nth, "staff");
        assert!(staff.fract() == 0.0 && (1.0..=5.0).contains(&staff));
    }
    assert_ne!(drawn(0, "load"), drawn(1, "load"));
    for row in json["rows"].as_array().expect("a list") {
        let count = |name: &str| row[name].as_u64().expect("a count");
        let share = &row["share"];
        assert_eq!(
            count("better") + count("worse") + count("same"),
            share["n"].as_u64().expect("a count")
        );
    }
    let nobody = run(
        folder.path(),
        &quick(
            &["towns", "town.toml"],
            &["--set", "ensemble.vary.staff.between=[0, 0]"],
        ),
    );
    assert_eq!(
        (nobody.code, nobody.stdout.as_str()),
        (Some(2), ""),
        "{}",
        nobody.stderr
    );
    for words in [
        "this is member 0 of the ensemble, with load = ",
        "staff = 0",
    ] {
        assert!(nobody.stderr.contains(words), "{words}: {}", nobody.stderr);
    }
    let none = run(folder.path(), &["towns", "plain.toml"]);
    assert!(
        none.code == Some(2) && none.stderr.contains("has no `[ensemble]`"),
        "{}",
        none.stderr
    );
    let wrong = run(folder.path(), &["towns", "town.toml", "--members", "0"]);
    assert!(
        wrong.code == Some(2) && wrong.stderr.contains("ensemble.members=0"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn items_mechanisms_keys_and_metrics_are_explained() {
    let folder = TempDir::new().expect("a folder can be made");
    let told = |name: &str| {
        let found = run(folder.path(), &["explain", name]);
        assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""), "{name}");
        found.stdout
    };
    let headings = [
        "\nWhat the paper says\n",
        "\nWhat is simulated\n",
        "\nParameters\n",
        "\nWhat it cannot show\n",
        "\nWhere to look\n",
    ];
    let item = told("p29");
    assert!(item.starts_with("P29  From series to parallel\n"), "{item}");
    for words in headings {
        assert!(item.contains(words), "{words}: {item}");
    }
    for words in [
        "scenarios/dispatch.toml",
        "lead_time_mean_h",
        "tests/theory/",
    ] {
        assert!(item.contains(words), "{words}: {item}");
    }
    let mechanism = told("chase");
    for words in headings.iter().chain(&["\nIts metrics\n", "P09"]) {
        assert!(mechanism.contains(words), "{words}: {mechanism}");
    }
    let key = told("levels.town.hand_off");
    assert!(key.contains("clock time") && key.contains("P27"), "{key}");
    let metric = told("breach_share");
    assert!(metric.contains("lower is better"), "{metric}");
    assert!(!item.contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn explain_lists_everything_and_offers_near_names() {
    let folder = TempDir::new().expect("a folder can be made");
    let all = run(folder.path(), &["explain"]);
    assert_eq!(all.code, Some(0));
    for name in ["P01 ", "P78 ", "chase ", "closing ", "breach_share"] {
        assert!(all.stdout.contains(name), "{name}: {}", all.stdout);
    }
    let unknown = run(folder.path(), &["explain", "breech_share"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (Some(2), ""));
    assert!(
        unknown.stderr.contains("did you mean `breach_share`?"),
        "{}",
        unknown.stderr
    );
    let stranger = run(folder.path(), &["explain", "xyzzyxyzzy"]);
    assert_eq!(stranger.code, Some(2));
    assert!(
        stranger
            .stderr
            .contains("`caseload explain` lists them all"),
        "{}",
        stranger.stderr
    );
}
