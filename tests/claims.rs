//! Claims: those that are shipped are in order, verdicts follow the evidence, and what is interrupted goes on where it stopped.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use caseload::diagnostic::Sources;
use caseload::experiment::claim::{
    Conduct, Crossing, Extent, Finding, Kept, Study, Thoroughness, try_claims,
};
use caseload::experiment::store::Store;
use caseload::scenario::Document;
use caseload::scenario::claim::ClaimKind;
use caseload::stats::Verdict;
use caseload::theory::serial_parallel_break_even;
use serde_json::Value;

const FOLDER: &str = "scenarios/claims";

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(FOLDER).expect("the claims are there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    paths
}

fn study(text: &str, name: &str, folder: &Path) -> Study {
    let mut sources = Sources::new();
    let document = Document::read_in(&mut sources, name, text, folder, &[]);
    let document = document.unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
    let design = document.design_names()[0].value.clone();
    let (scenario, wrong) = document.scenario(&design);
    let scenario = scenario.unwrap_or_else(|| panic!("{name}: {wrong:?}"));
    Study::new(
        name.to_owned(),
        document,
        scenario,
        folder.to_owned(),
        sources,
    )
    .unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"))
}

fn shipped(file: &str) -> Study {
    let path = Path::new(FOLDER).join(file);
    let text = fs::read_to_string(&path).expect("the claim is there");
    study(&text, file, Path::new(FOLDER))
}

fn conduct(extent: Extent) -> Conduct {
    Conduct {
        thoroughness: Thoroughness::Quick,
        extent,
        error: 0.05,
    }
}

fn tried(studies: &[Study], extent: Extent) -> Vec<Finding> {
    let stop = AtomicBool::new(false);
    let size = |_: &str| studies.len();
    try_claims(
        studies,
        size,
        conduct(extent),
        &Store::in_memory(),
        &(),
        &stop,
    )
    .unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

#[test]
fn every_claim_of_the_paper_is_shipped_once_in_order_with_a_region_where_it_should_fail() {
    let coverage = fs::read_to_string("src/explain/coverage.toml").expect("it is there");
    let mut ids = BTreeSet::new();
    for path in files() {
        let name = path.file_name().expect("it is a file").to_string_lossy();
        let study = shipped(&name);
        let claim = &study.claim;
        assert!(
            ids.insert(claim.id.value.clone()),
            "{name}: another has its id"
        );
        assert!(!claim.items.is_empty(), "{name} names no item of the paper");
        for item in &claim.items {
            let entry = format!("\nid = \"{}\"\n", item.value);
            assert!(
                coverage.contains(&entry),
                "{name}: there is no item {}",
                item.value
            );
        }
        if claim.kind == ClaimKind::Claim {
            let failure = claim.failure.as_ref();
            let failure = failure.unwrap_or_else(|| panic!("{name} fails nowhere"));
            assert!(!failure.expect.is_empty(), "{name}");
            assert!(!claim.boundaries.is_empty(), "{name} has no boundary");
        }
    }
    for number in 1..=20 {
        assert!(
            ids.contains(&format!("C{number}")),
            "C{number} is not there"
        );
    }
    for id in ["C1", "C3", "C5", "C7", "C10"] {
        let own = files().into_iter().find(|path| {
            let name = path.file_name().expect("it is a file").to_string_lossy();
            shipped(&name).claim.id.value == id
        });
        let name = own.expect("it is there");
        let name = name.file_name().expect("it is a file").to_string_lossy();
        assert!(shipped(&name).claim.map.is_some(), "{id} has no map");
    }
}

#[test]
fn the_break_even_of_parallel_dispatch_is_that_of_theory_at_three_loads() {
    let found = tried(&[shipped("theory-break-even.toml")], Extent::Everything).remove(0);
    assert_eq!(found.main.verdict, Some(Verdict::Supported));
    let failure = found.failure.expect("it has a region where it fails");
    assert_ne!(failure.verdict, Some(Verdict::Supported));
    assert_eq!(found.boundaries.len(), 3);
    for (boundary, load) in found.boundaries.iter().zip([0.5, 0.8, 0.9]) {
        let theory = serial_parallel_break_even(load).expect("the load is below 1");
        let (known, _) = boundary.known.as_ref().expect("theory is named");
        assert!((known - theory).abs() < 1e-6, "{load}");
        assert_eq!(
            boundary.holds_known(),
            Some(true),
            "{load}: {:?}",
            boundary.crossing
        );
        let Crossing::At { low, high, .. } = boundary.crossing else {
            panic!("{load}: no crossing");
        };
        // An interval that holds everything would hold theory, too.
        assert!(
            low.is_some() && high.is_some_and(|high| high < 0.75),
            "{load}"
        );
    }
}

#[test]
fn the_approvals_example_is_counted_right_and_its_boundary_is_that_of_arithmetic() {
    let found = tried(&[shipped("theory-approvals.toml")], Extent::Everything).remove(0);
    let pair = found.main.paired.expect("there are two arms");
    assert!(
        (pair.base.mean * 60.0 - 11.9).abs() < 0.15,
        "{:?}",
        pair.base
    );
    assert!(
        (pair.other.mean * 60.0 - 17.0).abs() < 0.02,
        "{:?}",
        pair.other
    );
    let rejected = found.main.guards[0].paired.expect("there are two arms");
    assert!(
        (rejected.base.mean - 0.496).abs() < 0.01,
        "{:?}",
        rejected.base
    );
    assert_eq!(found.main.guards[0].kept, Kept::Kept);
    assert_eq!(found.boundaries[0].holds_known(), Some(true));
    assert_eq!(found.main.verdict, Some(Verdict::Supported));
    let failure = found.failure.expect("it has a region where it fails");
    assert_eq!(failure.verdict, Some(Verdict::NotSupported));
}

#[test]
fn the_verdict_changes_where_a_claim_should_fail() {
    // The cheapest of the paper's claims; `caseload claims --quick` shows it for all.
    let files = ["c02-automatic-dispatch", "c06-flat", "c11-algorithm-triage"];
    let studies = files.map(|file| shipped(&format!("{file}.toml")));
    let expected = studies.each_ref().map(|study| {
        let failure = study.claim.failure.as_ref().expect("it has one");
        failure
            .expect
            .iter()
            .map(|one| one.value)
            .collect::<Vec<_>>()
    });
    let stop = AtomicBool::new(false);
    let store = Store::in_memory();
    let found = try_claims(
        &studies,
        |_| 20,
        conduct(Extent::Verdicts),
        &store,
        &(),
        &stop,
    );
    let found = found.unwrap_or_else(|trouble| panic!("{trouble:?}"));
    for ((finding, expected), file) in found.iter().zip(&expected).zip(files) {
        assert_eq!(finding.main.verdict, Some(Verdict::Supported), "{file}");
        let failure = finding.failure.as_ref().and_then(|failure| failure.verdict);
        assert!(
            failure.is_some_and(|verdict| expected.contains(&verdict)),
            "{file}: {failure:?}"
        );
    }
}

/// Two desks without a queue: the lead time is the work, and each design says how long that takes.
fn planted(claim: &str) -> Study {
    let text = format!(
        r#"
caseload = 1
title = "Planted"
question = "Is the verdict right?"
plan = {{ horizon = "220 h", warm_up = "20 h", baseline = "today" }}
levels.office = {{}}
desks.office = {{ level = "office", staff = "unlimited" }}
categories.case = {{ departments = ["office"], work = {{ exponential = {{ mean = "1 h" }} }} }}
sources.citizens = {{ rate = "1 / h", category = "case" }}
designs.today = {{}}
designs.faster.categories.case.work = {{ exponential = {{ mean = "45 min" }} }}
designs.slower.categories.case.work = {{ exponential = {{ mean = "75 min" }} }}
designs.same.categories.case.work = {{ exponential = {{ mean = "61 min" }} }}
[claim]
id = "planted"
says = "it is faster"
paper = "none"
{claim}
"#
    );
    study(&text, "planted.toml", Path::new(""))
}

const FALLS: &str =
    "metric = { measure = \"lead_time_mean_h\", direction = \"down\", smallest = \"10 %\" }";

fn verdict(claim: &str) -> Verdict {
    let found = tried(&[planted(claim)], Extent::Verdicts).remove(0);
    found.main.verdict.expect("it is a claim")
}

#[test]
fn help_harm_and_nothing_get_their_verdicts() {
    assert_eq!(
        verdict(&format!("treatment = \"faster\"\n{FALLS}")),
        Verdict::Supported
    );
    assert_eq!(
        verdict(&format!("treatment = \"slower\"\n{FALLS}")),
        Verdict::Reversed
    );
    assert_eq!(
        verdict(&format!("treatment = \"same\"\n{FALLS}")),
        Verdict::NotSupported
    );
    let rises = FALLS.replace("down", "up");
    assert_eq!(
        verdict(&format!("treatment = \"slower\"\n{rises}")),
        Verdict::Supported
    );
    let either = FALLS.replace("down", "either");
    assert_eq!(
        verdict(&format!("treatment = \"faster\"\n{either}")),
        Verdict::Supported
    );
    assert_eq!(
        verdict(&format!("treatment = \"slower\"\n{either}")),
        Verdict::Supported
    );
    assert_eq!(
        verdict(&format!("treatment = \"same\"\n{either}")),
        Verdict::NotSupported
    );
}

#[test]
fn what_is_true_by_the_way_it_is_counted_gets_no_verdict() {
    let claim = format!("kind = \"accounting\"\ntreatment = \"faster\"\n{FALLS}");
    let found = tried(&[planted(&claim)], Extent::Verdicts).remove(0);
    assert_eq!(found.main.verdict, None);
    assert!(found.main.effect.is_some());
}

#[test]
fn a_guard_that_gets_worse_is_broken_and_one_that_does_not_is_kept() {
    let claim = format!(
        "treatment = \"faster\"\n{FALLS}\nguards.hours = {{ measure = \"worked_staff_h\", allow = \"5 %\" }}\n\
         guards.idle = {{ measure = \"worked_staff_h\", worse = \"down\", allow = \"5 %\" }}"
    );
    let found = tried(&[planted(&claim)], Extent::Verdicts).remove(0);
    let kept: Vec<Kept> = found.main.guards.iter().map(|guard| guard.kept).collect();
    assert_eq!(kept, [Kept::Kept, Kept::Broken]);
}

#[test]
fn the_sum_of_arms_is_the_weighted_sum_and_arms_may_have_other_matters() {
    let claim = r#"
metric = { measure = "lead_time_mean_h", direction = "up", smallest = 0 }
arms.slower = { design = "slower", weight = 1 }
arms.faster = { design = "faster", weight = -1 }
arms.busier = { design = "today", weight = 0.5, patch = { sources.citizens.rate = "2 / h" } }
arms.base = { design = "today", weight = -0.5 }
"#;
    let found = tried(&[planted(claim)], Extent::Verdicts).remove(0);
    let mean = |at: usize| {
        let arm = found.main.arms[at].estimate;
        arm.expect("it has a value").mean
    };
    let sum = mean(0) - mean(1) + 0.5 * (mean(2) - mean(3));
    let effect = found.main.effect.expect("there is one").mean;
    assert!((effect - sum).abs() < 1e-12, "{effect} {sum}");
    assert!(!found.main.same_matters);
    assert_eq!(found.main.verdict, Some(Verdict::Supported));
}

#[test]
fn factors_that_add_up_have_no_synergy_and_shares_that_sum_to_one() {
    let claim = r#"
factorial = ["slower", "longer"]
metric = { measure = "lead_time_mean_h", direction = "up", smallest = 0 }
"#;
    // The second factor adds a desk of its own, so that the two add up.
    let text = r#"
caseload = 1
title = "Planted"
question = "Do they add up?"
departments = ["first", "second"]
plan = { horizon = "420 h", warm_up = "20 h", baseline = "today" }
levels.office = {}
desks.first = { level = "office", departments = ["first"], staff = "unlimited" }
desks.second = { level = "office", departments = ["second"], staff = "unlimited" }
categories.case.needs.first = { work = "1 h" }
categories.case.needs.second = { work = "1 h" }
sources.citizens = { rate = "1 / h", category = "case" }
designs.today = {}
designs.slower.categories.case.needs.first.work = "2 h"
designs.longer.categories.case.needs.second.work = "4 h"
[claim]
id = "planted"
says = "they help each other"
paper = "none"
"#;
    let study = study(&format!("{text}{claim}"), "planted.toml", Path::new(""));
    let found = tried(&[study], Extent::Verdicts).remove(0);
    let factors = found.factors.expect("it is a factorial");
    assert_eq!(factors.names, ["slower", "longer"]);
    let mean = |estimate: Option<caseload::stats::Estimate>| estimate.expect("it is there").mean;
    assert!((mean(factors.whole) - 4.0).abs() < 1e-9);
    assert!(mean(factors.synergy).abs() < 1e-9);
    let shares: Vec<f64> = factors
        .shapley
        .iter()
        .map(|(_, share)| mean(*share))
        .collect();
    assert!((shares[0] - 0.25).abs() < 1e-9 && (shares[1] - 0.75).abs() < 1e-9);
    // No effect at all is not more than nothing.
    assert_ne!(found.main.verdict, Some(Verdict::Supported));
}

fn claims(folder: &Path, cache: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
    command
        .current_dir(folder)
        .env("COLUMNS", "120")
        .env("LC_ALL", "C.UTF-8")
        .args(["claims", "--quick", "--quiet", "--cache"])
        .arg(cache)
        .args(more);
    command
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn stdout(mut command: Command) -> String {
    let output = command.output().expect("it starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("it is text")
}

#[test]
fn the_number_of_threads_and_an_interruption_change_no_byte() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let cache = |name: &str| folder.path().join(name);
    let file = "scenarios/claims/theory-approvals.toml";
    let arguments = [file, "--format", "json"];
    let one = stdout(claims(
        root(),
        &cache("one"),
        &[&arguments[..], &["--threads", "1"]].concat(),
    ));
    let two = stdout(claims(
        root(),
        &cache("two"),
        &[&arguments[..], &["--threads", "2"]].concat(),
    ));
    assert_eq!(one, two);
    // Killed at several moments, each run goes on from what the last one left.
    let mut done = false;
    for attempt in 1..=6u64 {
        let mut child = Process::new(env!("CARGO_BIN_EXE_caseload"))
            .current_dir(root())
            .args(["claims", "--quick", "--quiet", "--threads", "1", "--cache"])
            .arg(cache("killed"))
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        let until = Instant::now() + Duration::from_millis(40 * attempt);
        while Instant::now() < until && !done {
            done = child.try_wait().expect("it can be asked").is_some();
            std::thread::sleep(Duration::from_millis(2));
        }
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("it ends");
    }
    let resumed = stdout(claims(root(), &cache("killed"), &arguments));
    assert_eq!(one, resumed);
    // Everything is kept: nothing is run again.
    let kept = fs::read_dir(cache("killed")).expect("it is there").next();
    let kept = kept
        .expect("there is a file")
        .expect("it can be read")
        .path();
    let before = fs::metadata(&kept).expect("it is there").len();
    assert_eq!(stdout(claims(root(), &cache("killed"), &arguments)), one);
    assert_eq!(fs::metadata(&kept).expect("it is there").len(), before);
}

#[test]
fn a_report_is_made_again_byte_by_byte_and_a_changed_one_is_told_apart() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let out = folder.path().join("results");
    let shown = out.display().to_string();
    let file = "scenarios/claims/theory-approvals.toml";
    let arguments = [file, "--verdicts-only", "--out", &shown];
    stdout(claims(root(), &folder.path().join("cache"), &arguments));
    for name in [
        "claims.html",
        "claims.txt",
        "claims.csv",
        "claims.json",
        "manifest.json",
    ] {
        assert!(out.join(name).exists(), "{name} is not there");
    }
    let reproduce = |json: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
        command
            .current_dir(root())
            .args(["claims", "--quiet", "--reproduce"])
            .arg(json);
        let output = command.output().expect("it starts");
        (
            output.status.code(),
            String::from_utf8(output.stdout).expect("it is text"),
        )
    };
    let json = out.join("claims.json");
    let (code, text) = reproduce(&json);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.starts_with("the same, byte by byte: 1 claims"),
        "{text}"
    );
    let mut value: Value =
        serde_json::from_slice(&fs::read(&json).expect("it is there")).expect("it is JSON");
    value["claims"][0]["claimed"]["n"] = 11.into();
    fs::write(&json, serde_json::to_vec(&value).expect("it is JSON")).expect("it can be written");
    let (code, text) = reproduce(&json);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("\"approvals\" differs"), "{text}");
    fs::write(&json, "{}").expect("it can be written");
    assert_eq!(reproduce(&json).0, Some(2));
}

#[test]
fn names_that_are_not_there_and_folders_without_claims_are_refused() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let refused = |arguments: &[&str]| {
        let output = claims(root(), &folder.path().join("cache"), arguments)
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).expect("it is text")
    };
    let typo = refused(&["--only", "C21"]);
    assert!(
        typo.contains("there is no claim `C21`") && typo.contains("did you mean `C"),
        "{typo}"
    );
    let none = refused(&["scenarios/textbook"]);
    assert!(none.contains("has no file with a claim"), "{none}");
    let plain = refused(&["scenarios/dispatch.toml"]);
    assert!(plain.contains("has no `[claim]`"), "{plain}");
    let missing = refused(&["scenarios/claims/c99.toml"]);
    assert!(missing.contains("there is no file"), "{missing}");
}
