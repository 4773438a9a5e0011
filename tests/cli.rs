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
    for command in ["new", "check", "run", "compare", "schema", "completions"] {
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
            "scope,item,measure,unit,better,design,n,mean,half_width,sd,difference_mean,difference_half_width,difference_n,correlation,variance_ratio,p_value"
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
        "design,day,open_mean_cases,open_low,open_high,n"
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
