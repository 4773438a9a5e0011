//! Mechanisms together: form without reform, and organisations with more work than time.

use std::path::Path;

use caseload::experiment::Results;
use caseload::scenario::Override;

use crate::mechanism::{difference, run_models};

/// Runs some designs of a shipped scenario, with `--set` arguments applied.
fn shipped(file: &str, sets: &[(&str, &str)], designs: &[&str]) -> Results {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let text = std::fs::read_to_string(folder.join(file)).expect("the scenario is there");
    let sets: Vec<Override> = sets
        .iter()
        .map(|(path, value)| Override {
            path: (*path).to_owned(),
            value: (*value).to_owned(),
        })
        .collect();
    let mut models = crate::model::models(file, &text, &folder, &sets);
    models.retain(|model| designs.contains(&model.design.as_str()));
    run_models(&models)
}

#[test]
fn form_without_reform_does_not_reduce_the_burden() {
    let short = [("plan.horizon", "\"34 weeks\""), ("plan.replications", "6")];
    let results = shipped("factorial.toml", &short, &["traditional", "placebo", "all"]);
    let burden = ("all", "", "burden_per_case_staff_h");
    let (lower, _) = difference(&results, "traditional", "placebo", burden);
    assert!(lower > 0.0, "the placebo costs something: {lower}");
    // Where there is a reform, the same measure shows it.
    let (_, upper) = difference(&results, "traditional", "all", burden);
    assert!(upper < 0.0, "{upper}");
}

#[test]
fn no_reform_solves_more_work_than_time_and_the_report_says_so() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/factorial.toml");
    let output = assert_cmd::Command::cargo_bin("caseload")
        .expect("the binary is built")
        .args(["compare", file, "--quiet", "--replications", "3"])
        .args(["--design", "all", "--design", "placebo"])
        .args(["--set", "plan.horizon=\"30 weeks\""])
        .args(["--set", "sources.grid.rate=\"420 / day\""])
        .args(["--set", "sources.hotline.rate=\"180 / day\""])
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("reports are UTF-8");
    for design in ["traditional", "all", "placebo"] {
        let said = format!("Backlog grows in `{design}`: averages describe the span");
        assert!(text.contains(&said), "{text}");
    }
}
