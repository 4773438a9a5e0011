//! What a report says its averages are averages of: terminating, cyclic or steady; warm-up, growth, controls and families.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;

/// One desk with Poisson arrivals of .8 an hour, with lines of its own in the plan.
fn desk(plan: &str, rate: &str, more: &str) -> String {
    format!(
        "caseload = 1\ntitle = \"One desk\"\nquestion = \"How long?\"\n\
         [plan]\n{plan}\n[levels.office]\n[desks.office]\nlevel = \"office\"\nstaff = 1\n\
         [categories.case]\ndepartments = [\"office\"]\nwork = {{ exponential = {{ mean = \"1 h\" }} }}\n\
         [sources.citizens]\nrate = \"{rate}\"\ncategory = \"case\"\n{more}\n\
         [designs.today]\n[designs.faster]\ncategories.case.work = {{ exponential = {{ mean = \"54 min\" }} }}\n"
    )
}

fn caseload(arguments: &[&str], text: &str) -> String {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("desk.toml");
    fs::write(&file, text).expect("the folder can be written");
    let run = Command::cargo_bin("caseload")
        .expect("the binary is built")
        .current_dir(folder.path())
        .env("COLUMNS", "200")
        .args([arguments, &["desk.toml", "--quiet"]].concat())
        .output()
        .expect("the binary runs");
    let error = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{error}");
    String::from_utf8(run.stdout).expect("reports are UTF-8")
}

fn json(arguments: &[&str], text: &str) -> Value {
    let printed = caseload(&[arguments, &["--format", "json"]].concat(), text);
    serde_json::from_str(&printed).expect("it is JSON")
}

fn notices(report: &Value) -> Vec<&str> {
    let all = report["notices"].as_array().expect("notices are a list");
    all.iter().filter_map(|one| one["kind"].as_str()).collect()
}

const BACKLOG: &str = "starting_backlog = { cases = 200, age = \"1 h\", source = \"citizens\" }\nhorizon = \"200 days\"\nreplications = 20";

#[test]
fn a_warm_up_that_is_too_short_for_one_design_is_named_for_all_and_the_one_that_is_named_is_long_enough()
 {
    let short = desk(&format!("{BACKLOG}\nwarm_up = \"10 days\""), "0.8 / h", "");
    let report = json(&["compare"], &short);
    assert_eq!(notices(&report), ["warm-up-short"]);
    let needed = report["analysis"]["needed_warm_up_days"]
        .as_f64()
        .expect("it is known");
    let late: Vec<f64> = (0..2)
        .filter_map(|at| report["analysis"]["settling"][at]["mser_days"].as_f64())
        .collect();
    assert_eq!(needed, late.iter().copied().fold(0.0, f64::max));
    // 196 cases at .2 an hour are 41 days.
    assert!((36.0..=100.0).contains(&needed), "{needed}");
    assert_eq!(report["analysis"]["describes"], "steady-state");
    let text = caseload(&["compare"], &short);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!("write `plan.warm_up = \"{needed} days\"`, the same for all designs");
    assert!(text.contains(&told), "{text}");

    let long = desk(
        &format!("{BACKLOG}\nwarm_up = \"{needed} days\""),
        "0.8 / h",
        "",
    );
    let text = caseload(&["compare"], &long);
    assert!(
        text.contains("steady state; the warm-up is long enough by MSER-5"),
        "{text}"
    );
    assert!(!text.contains("too short"), "{text}");
}

#[test]
fn a_backlog_that_grows_has_no_steady_state_and_the_run_is_not_called_too_short() {
    let plan = "horizon = \"120 days\"\nwarm_up = \"10 days\"\nreplications = 10";
    let report = json(&["run"], &desk(plan, "1.2 / h", ""));
    assert_eq!(notices(&report), ["backlog-grows"]);
    let analysis = &report["analysis"];
    assert_eq!(
        (&analysis["describes"], &analysis["moving"][0]),
        (&"span".into(), &"today".into())
    );
    assert_eq!(report["growth"][0]["verdict"], "grows");
    let text = caseload(&["run"], &desk(plan, "1.2 / h", ""));
    assert!(
        text.contains("averages describe the span that is measured and no steady state"),
        "{text}"
    );
    assert!(
        text.contains("at the 1 % level for all designs together"),
        "{text}"
    );
}

#[test]
fn the_analysis_is_terminating_without_a_warm_up_or_with_dates_and_cyclic_by_week_or_day() {
    let kind = |plan: &str, more: &str| {
        let report = json(
            &["run", "--replications", "2"],
            &desk(plan, "0.5 / h", more),
        );
        let analysis = &report["analysis"];
        let of = |key: &str| analysis[key].as_str().unwrap_or_default().to_owned();
        let cycle = &analysis["cycle"];
        let rhythm = cycle["rhythm"].as_str().unwrap_or_default().to_owned();
        (
            of("kind"),
            of("describes"),
            rhythm,
            cycle["dates"].to_string(),
        )
    };
    let expect = |kind: &str, describes: &str, rhythm: &str, dates: &str| {
        (
            kind.to_owned(),
            describes.to_owned(),
            rhythm.to_owned(),
            dates.to_owned(),
        )
    };
    let warm = "horizon = \"60 days\"\nwarm_up = \"10 days\"";
    let found = kind("horizon = \"60 days\"", "");
    assert_eq!(found, expect("terminating", "span", "constant", "[]"));
    let found = kind(warm, "");
    assert_eq!(
        found,
        expect("steady-state", "steady-state", "constant", "[]")
    );
    let week = "profile.weekday = [1.2, 1, 1, 1, 1, 1, 0.8]";
    assert_eq!(kind(warm, week), expect("cyclic", "cycle", "week", "[]"));
    let month = "profile.month = [1.2, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
    let found = kind(warm, month);
    assert_eq!(
        found,
        expect("terminating", "span", "constant", "[\"seasons\"]")
    );
}

#[test]
fn one_replication_is_not_tested_and_has_no_interval() {
    let plan = "horizon = \"120 days\"\nwarm_up = \"10 days\"\nreplications = 1";
    let report = json(&["run"], &desk(plan, "1.2 / h", ""));
    assert_eq!(notices(&report), ["one-replication"]);
    assert_eq!(report["growth"][0]["verdict"], "untested");
    assert_eq!(report["analysis"]["settling"][0]["verdict"], "untested");
    let p90 = report["measures"].as_array().and_then(|all| {
        all.iter()
            .find(|one| one["measure"] == "lead_time_p90_h" && one["scope"] == "all")
    });
    let design = &p90.expect("there is a p90")["designs"][0];
    assert!(
        design["mean"].as_f64() > Some(1.0) && design["half_width"].is_null(),
        "{design}"
    );
}

#[test]
fn the_number_of_matters_is_the_control_variate_from_twenty_replications_on() {
    let of = |replications: &str| {
        let plan = "horizon = \"40 days\"\nwarm_up = \"5 days\"";
        json(
            &["compare", "--replications", replications],
            &desk(plan, "0.6 / h", ""),
        )
    };
    let open = |report: &Value| report["measures"][0]["designs"].clone();
    let few = open(&of("19"));
    assert!(few[0]["controlled"].is_null() && few[1]["difference"]["controlled"].is_null());
    let many = open(&of("20"));
    let ratio = many[0]["controlled"]["width_ratio"].as_f64();
    assert!(ratio < Some(0.95), "{ratio:?}");
    assert!(many[1]["difference"]["controlled"]["estimate"]["mean"].is_number());
    let family = &many[1]["difference"]["in_family"];
    assert_eq!(family["stands"], true);
    let plain = many[1]["difference"]["half_width"].as_f64();
    // One design against the baseline: Dunnett's value is Student's.
    let together = family["dunnett_half_width"].as_f64();
    let same = plain.zip(together).map(|(a, b)| (a / b - 1.0).abs() < 1e-6);
    assert_eq!(same, Some(true));
    assert!(many[0]["difference"].is_null());
}
