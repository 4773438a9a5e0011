//! Plans and capacities: what is found is what theory says, is said plainly when there is none, and does not depend on threads.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use assert_cmd::Command;
use caseload::diagnostic::Sources;
use caseload::experiment::plan::{Method, Planned, Planner, Setting, Shown, plan};
use caseload::experiment::store::Store;
use caseload::random::Seed;
use caseload::scenario::Document;
use serde_json::Value;

/// One desk with work for six people, of whose cases a quarter may wait: nine people, by Erlang C.
const DESK: &str = r#"
caseload = 1
title = "A desk"
question = "How many people?"

[plan]
horizon = "330 h"
warm_up = "30 h"
replications = 10
seed = 5

[levels.office]

[desks.office]
level = "office"
staff = 12

[categories.matter]
departments = ["office"]
work = { exponential = { mean = "1 h" } }

[sources.citizens]
category = "matter"
rate = "6 / h"

[optimise]
check = 40
search = [5, 10, 20]
frontier = 1

[optimise.variables.people]
path = "desks.office.staff"
from = 7
to = 14
cost = 1

[optimise.targets.waits]
measure = "delayed_share"
at_most = "25 %"
"#;

fn planner(text: &str) -> Planner {
    let mut sources = Sources::new();
    let document = Document::read(&mut sources, "test", text, &[]);
    let document = document.unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let design = document.design_names()[0].value.clone();
    let (scenario, wrong) = document.scenario(&design);
    let scenario = scenario.unwrap_or_else(|| panic!("{wrong:?}"));
    Planner::new(document, &scenario, PathBuf::new(), sources)
        .unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

fn planned(text: &str, seed: u64) -> Planned {
    let planner = planner(text);
    let stop = AtomicBool::new(false);
    let found = plan(&planner, Seed(seed), &Store::in_memory(), &(), &stop);
    let mut found = found.unwrap_or_else(|trouble| panic!("{trouble:?}"));
    found.remove(0)
}

fn caseload(arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("caseload")
        .expect("the binary is built")
        .env("COLUMNS", "120")
        .args(arguments)
        .args(["--quiet", "--no-cache"])
        .output()
        .expect("the binary runs")
}

fn written(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("the folder can be written");
    let path = path.to_string_lossy().into_owned();
    (folder, path)
}

#[test]
fn the_plan_of_one_desk_is_that_of_erlang_c_and_one_person_less_breaks_the_target() {
    let fewest = caseload::theory::servers_for_wait_probability(6.0, 0.25);
    let found = planned(DESK, 5);
    let accepted = found.plan.as_ref().expect("there is a plan");
    assert_eq!(accepted.numbers, [fewest.map(f64::from)]);
    assert!(accepted.is_kept());
    let (_, cheaper) = &found.cheaper[0];
    assert_eq!(
        cheaper.numbers,
        [Some(accepted.numbers[0].expect("a number") - 1.0)]
    );
    assert_eq!(cheaper.targets[0].shown, Shown::Broken);
    assert_eq!(found.method, Method::Enumerated);
    assert_eq!(found.today.cost, Some(12.0));
    // The square-root rule: 6 + 0.936 x 2.449 = 8.3.
    assert_eq!(found.guess.numbers, [Some(9.0)]);
}

#[test]
fn the_same_seed_gives_the_same_plan_on_any_number_of_threads_and_from_a_store() {
    let (_folder, file) = written("desk.toml", DESK);
    let run = |threads: &str| caseload(&["plan", &file, "--format", "json", "--threads", threads]);
    let (one, two) = (run("1"), run("2"));
    assert!(one.status.success());
    assert_eq!(one.stdout, two.stdout);
    let kept = tempfile::tempdir().expect("there is room for a folder");
    let again = || {
        Command::cargo_bin("caseload")
            .expect("the binary is built")
            .args(["plan", &file, "--format", "json", "--quiet", "--cache"])
            .arg(kept.path())
            .output()
            .expect("the binary runs")
    };
    assert_eq!(again().stdout, one.stdout);
    assert_eq!(again().stdout, one.stdout);
}

#[test]
fn a_target_that_nothing_within_bounds_keeps_is_said_so_with_exit_code_1() {
    let text = DESK.replace("to = 14", "to = 8");
    let (_folder, file) = written("desk.toml", &text);
    let found = caseload(&["plan", &file]);
    assert_eq!(found.status.code(), Some(1));
    let text = String::from_utf8(found.stdout).expect("reports are UTF-8");
    assert!(
        text.contains("No plan for `baseline` within its bounds keeps every target"),
        "{text}"
    );
    assert!(
        text.contains("`waits` binds: it is broken even with the most"),
        "{text}"
    );
    assert!(
        text.contains("the fullest desk is then `office`, with 75 %"),
        "{text}"
    );
}

#[test]
fn a_threshold_that_costs_nothing_is_moved_where_that_saves_people() {
    // With four people in the village a fifth of the cases wait an hour and are passed on to the town, which takes four times as long
    // and costs three times as much; hardly any waits four hours. The search starts at the hour.
    let text = r#"
caseload = 1
title = "Two levels"
question = "Who does it?"

[plan]
horizon = "430 h"
warm_up = "30 h"
replications = 10
seed = 2

[levels.village]
parent = "town"
escalate = { after = "1 h" }

[levels.town]

[desks.village]
level = "village"
staff = 4

[desks.town]
level = "town"
staff = 8

[categories.matter]
departments = ["office"]
work = { exponential = { mean = "1 h" } }
work_at = { town = { exponential = { mean = "4 h" } } }
deadline = "8 h"

[sources.citizens]
category = "matter"
rate = "3 / h"
level = "village"

[optimise]
check = 30
search = [5, 10, 20]
frontier = 0

[optimise.variables.village]
path = "desks.village.staff"
from = 4
to = 8
cost = 1

[optimise.variables.town]
path = "desks.town.staff"
from = 1
to = 9
cost = 3

[optimise.variables.after]
path = "levels.village.escalate.after"
from = "1 h"
to = "25 h"
step = 3

[optimise.targets.breach]
measure = "breach_share"
at_most = "5 %"
"#;
    let found = planned(text, 2);
    let accepted = found.plan.as_ref().expect("there is a plan");
    assert!(accepted.cost < found.today.cost, "{accepted:?}");
    assert_eq!(found.method, Method::Searched);
    assert_eq!(
        accepted.numbers[..2],
        [Some(4.0), Some(1.0)],
        "{accepted:?}"
    );
    assert!(accepted.numbers[2] > Some(1.0), "{accepted:?}");
    // Every step cheaper was run on the same streams, and none was shown to keep the target in a check of its own.
    assert!(found.cheaper.iter().all(|(_, shape)| {
        !shape.is_kept()
            || found
                .failed
                .iter()
                .any(|failed| failed.setting == shape.setting)
    }));
}

#[test]
fn a_search_that_is_cut_off_says_so_and_is_no_dearer_than_what_fits_today() {
    let text = fs::read_to_string("scenarios/plan.toml").expect("it is shipped");
    let text = text.replace("[optimise]\n", "[optimise]\nbudget = 5\n");
    let found = planned(&text, 64);
    assert_eq!(found.method, Method::CutOff);
    let plan = found.plan.expect("today keeps the target");
    assert!(plan.cost <= found.today.cost, "{plan:?}");
}

#[test]
fn shifts_are_variables_and_each_gets_its_part_of_the_first_guess() {
    let text = DESK.replace(
        "staff = 12",
        "staff = [{ count = 8, calendar = \"always\" }, { count = 4, calendar = \"always\" }]",
    );
    let text = text.replace(
        "path = \"desks.office.staff\"",
        "path = \"desks.office.staff.0.count\"",
    );
    let text = text.replace("from = 7\nto = 14", "from = 2\nto = 10");
    let text = text
        + "\n[optimise.variables.second]\npath = \"desks.office.staff.1.count\"\nfrom = 1\nto = 5\ncost = 1\n";
    let found = planned(&text, 5);
    // Two thirds and one third of nine people.
    assert_eq!(found.guess.numbers, [Some(6.0), Some(3.0)]);
    let accepted = found.plan.expect("there is a plan");
    assert_eq!(accepted.cost, Some(9.0));
    assert!(matches!(accepted.setting, Setting::At(_)));
}

#[test]
fn the_first_guess_staffs_for_the_peak_of_the_day_and_allows_for_cases_that_give_up() {
    // Half a day at 9 / h, half at 3 / h: with work of an hour the load peaks at 9, and 9 + 0.936 x 3 = 11.8.
    let hours = ["1"; 12].join(", ") + ", " + &["3"; 12].join(", ");
    let text = format!("{DESK}\n[sources.citizens.profile]\nhour = [{hours}]\n");
    assert_eq!(planned(&text, 5).guess.numbers, [Some(12.0)]);
    let text = DESK.replace(
        "staff = 12",
        "staff = 12\npatience = { exponential = { mean = \"12 min\" } }",
    );
    let waits = |people: &u32| {
        let queue = caseload::theory::erlang_a(6.0, 1.0, 5.0, *people);
        queue.is_some_and(|queue| queue.wait_probability <= 0.25)
    };
    let fewest = (1..20).find(waits).map(f64::from);
    let found = planned(&text.replace("from = 7", "from = 4"), 5);
    assert_eq!(found.guess.numbers, [fewest]);
    assert!(fewest < Some(9.0));
}

#[test]
fn a_folder_of_results_has_the_page_the_tables_and_the_manifest() {
    let (folder, file) = written("desk.toml", DESK);
    let out = folder.path().join("out");
    let found = caseload(&[
        "plan",
        &file,
        "--out",
        &out.to_string_lossy(),
        "--format",
        "csv",
    ]);
    assert!(
        found.status.success(),
        "{}",
        String::from_utf8_lossy(&found.stderr)
    );
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("the file is there");
    assert_eq!(read("plan.csv").as_bytes(), found.stdout);
    assert!(read("plan.csv").starts_with("design,plan,nth,people,cost,metric,measure"));
    assert!(read("plan.txt").contains("Plan for `baseline`: 9 people (today 12)"));
    let json: Value = serde_json::from_str(&read("plan.json")).expect("it is JSON");
    assert_eq!(json["designs"][0]["plan"]["variables"]["people"], 9.0);
    assert_eq!(json["designs"][0]["plan"]["metrics"][0]["shown"], "kept");
    assert!(read("plan.html").contains("<svg"));
    let manifest: Value = serde_json::from_str(&read("manifest.json")).expect("it is JSON");
    assert_eq!(manifest["seed"], 5);
}

#[test]
fn the_capacity_of_a_queue_is_that_of_theory_and_its_target_breaks_where_theory_says() {
    // Six people can do 6 / h; a quarter of arrivals waits at a load well below that, by Erlang C.
    let text = DESK.replace("staff = 12", "staff = 6");
    let text = text.replace("from = 7", "from = 6");
    let (_folder, file) = written("desk.toml", &text);
    let found = caseload(&["capacity", &file, "--replications", "6", "--format", "json"]);
    assert!(
        found.status.success(),
        "{}",
        String::from_utf8_lossy(&found.stderr)
    );
    let json: Value = serde_json::from_slice(&found.stdout).expect("it is JSON");
    let design = &json["designs"][0];
    let close = |value: &Value, truth: f64, share: f64| {
        let value = value.as_f64().expect("a number");
        assert!(
            (value / truth - 1.0).abs() < share,
            "{value} and not {truth}"
        );
    };
    close(&design["sustainable"]["factor"], 1.0, 0.015);
    let truth = load_at(6, 0.25) / 6.0;
    let target = &design["targets"][0];
    close(&target["factor"], truth, 0.03);
    let end = |key: &str| target[key].as_f64().expect("a number");
    assert!(end("low") < end("factor") && end("factor") < end("high"));
}

/// The load at which a share of arrivals waits, by bisection of Erlang's C.
fn load_at(servers: u32, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, f64::from(servers));
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        let waits = caseload::theory::erlang_c(servers, middle).unwrap_or(1.0);
        (low, high) = if waits > share {
            (low, middle)
        } else {
            (middle, high)
        };
    }
    low
}

#[test]
fn a_scenario_without_what_is_asked_for_is_refused() {
    let found = caseload(&["plan", "scenarios/textbook/mm1.toml"]);
    assert_eq!(found.status.code(), Some(2));
    let text = String::from_utf8(found.stderr).expect("diagnostics are UTF-8");
    assert!(text.contains("has no `[optimise]`"), "{text}");
    let found = caseload(&[
        "capacity",
        "scenarios/textbook/mm1.toml",
        "--design",
        "other",
    ]);
    assert_eq!(found.status.code(), Some(2));
}

#[test]
fn shipped_plans_are_in_order() {
    for name in ["plan", "yangxunqiao-plan"] {
        let path = format!("scenarios/{name}.toml");
        assert!(Path::new(&path).is_file());
        let found = Command::cargo_bin("caseload")
            .expect("the binary is built")
            .args(["check", &path])
            .output()
            .expect("the binary runs");
        let text = String::from_utf8(found.stdout).expect("reports are UTF-8");
        assert!(text.contains("its plan is in order"), "{text}");
    }
}
