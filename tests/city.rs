//! The whole city and the hundred towns: their sizes, and that they run.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use assert_cmd::Command;
use caseload::engine::{Engine, LoopKind};
use caseload::experiment::{Experiment, replicate_by};
use caseload::model::{Model, Staff};
use caseload::random::Replication;
use caseload::scenario::Override;

#[path = "support/model.rs"]
mod support;

/// The designs of the city with some changes.
fn city(changes: &[&str]) -> Vec<Model> {
    let text = std::fs::read_to_string("scenarios/shanghai.toml").expect("the scenario is there");
    let overrides: Vec<Override> = changes
        .iter()
        .map(|change| Override::parse(change).expect("it is a path and a value"))
        .collect();
    support::models("shanghai", &text, Path::new("scenarios"), &overrides)
}

fn people(model: &Model, is_meant: impl Fn(&str) -> bool) -> u64 {
    let kinds = model.desk_kinds.entries().map(|(_, kind)| kind);
    let people = kinds
        .filter(|kind| is_meant(&kind.name))
        .map(|kind| match &kind.staff {
            Staff::Groups(groups) => {
                let desk: u64 = groups.iter().map(|group| u64::from(group.count)).sum();
                desk * u64::from(kind.count)
            }
            Staff::Unlimited(_) => panic!("the people of `{}` are counted", kind.name),
        });
    people.sum()
}

#[test]
fn the_city_has_the_units_the_residents_and_the_people_that_were_published_or_assumed() {
    for model in city(&[]) {
        let level = |name: &str| {
            let mut levels = model.levels.entries();
            let (id, level) = levels
                .find(|(_, level)| level.name == name)
                .expect("the level is there");
            (id, level.units)
        };
        assert_eq!(level("city").1, 1);
        assert_eq!(level("district").1, 16);
        assert_eq!(level("street").1, 220);
        assert_eq!(level("committee").1, 6312);
        assert_eq!(model.departments.len(), 46);
        let lowest = level("committee").0;
        let residents = |of| {
            let units = model.units.entries().map(|(_, unit)| unit);
            let all = units.filter(|unit| unit.level == of);
            all.map(|unit| unit.residents).sum::<f64>()
        };
        for at in [lowest, level("street").0, level("city").0] {
            assert!((residents(at) - 24.87e6).abs() < 0.5);
        }
        assert_eq!(people(&model, |name| name == "committee"), 9 * 6312);
        assert_eq!(people(&model, |name| name.starts_with("street")), 100 * 220);
        let of_districts = |name: &str| name.starts_with("district-") && name != "district-centre";
        assert_eq!(people(&model, of_districts), 28 * 25 * 16);
        let of_city = |name: &str| name.starts_with("city-") && name != "city-centre";
        assert_eq!(people(&model, of_city), 150 * 46);
    }
}

#[test]
fn a_few_days_of_the_city_at_the_full_rate_bring_about_19400_matters_a_day() {
    let models = city(&[
        "plan.start=2023-03-06",
        "plan.horizon=\"7 days\"",
        "plan.warm_up=\"1 days\"",
        "sources.hotline.rate=\"10500 / day\"",
        "sources.grid.rate=\"8900 / day\"",
    ]);
    let results = Experiment::new(&models)
        .run(&(), &AtomicBool::new(false))
        .expect("it runs");
    // A week of Poisson counts with variance 3 times the mean: five standard deviations are 0.023 of the mean.
    let a_day = results.matters as f64 / 7.0;
    assert!((a_day / 19_400.0 - 1.0).abs() < 0.023, "{a_day}");
    for design in &results.designs {
        let outcome = &design.outcomes[0];
        assert_eq!(outcome.broken_laws, Vec::<&str>::new(), "{}", design.name);
        assert!(outcome.flow.is_conserved(), "{}", design.name);
        assert_eq!(outcome.matters, results.matters, "{}", design.name);
        // Some are reported again or recur, some nobody has noticed yet.
        let cases = outcome.flow.created as f64 / results.matters as f64;
        assert!((0.9..1.2).contains(&cases), "{}: {cases}", design.name);
        assert!(
            outcome.flow.closed > results.matters / 10,
            "{}",
            design.name
        );
    }
}

#[test]
fn the_districts_of_the_city_side_by_side_give_what_one_run_of_it_gives() {
    for model in city(&["plan.horizon=\"3 days\"", "plan.warm_up=\"1 days\""]) {
        let kind = Engine::new(LoopKind::Districts, &model, Replication(0)).kind();
        assert_eq!(kind, LoopKind::Districts, "{}", model.design);
        let by =
            |kind| replicate_by(kind, &model, Replication(0)).expect("the backlog stays small");
        let outcome = by(LoopKind::Districts);
        assert!(outcome == by(LoopKind::General), "{}", model.design);
        assert!(outcome.flow.closed > 1000, "{}", model.design);
    }
}

#[test]
fn whether_the_city_is_run_by_districts_depends_neither_on_threads_nor_on_the_number_of_runs() {
    for model in city(&[]) {
        for (threads, runs, expected) in [
            (1, 1, LoopKind::Districts),
            (1, 2, LoopKind::DistrictsInTurn),
            (2, 2, LoopKind::Districts),
            (2, u64::MAX, LoopKind::DistrictsInTurn),
            (7, 1, LoopKind::Districts),
        ] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("threads can be started");
            let kind = pool.install(|| LoopKind::of(&model, runs));
            assert_eq!(kind, expected, "{}: {threads}, {runs}", model.design);
        }
    }
}

#[test]
fn towns_are_drawn_from_the_town_and_the_same_ones_every_time() {
    let towns = |threads: &str| {
        let output = Command::cargo_bin("caseload")
            .expect("the binary is built")
            .args([
                "towns",
                "scenarios/towns.toml",
                "--quiet",
                "--format",
                "json",
            ])
            .args([
                "--members",
                "4",
                "--replications",
                "1",
                "--threads",
                threads,
            ])
            .args([
                "--set",
                "plan.horizon=\"6 weeks\"",
                "--set",
                "plan.warm_up=\"2 weeks\"",
            ])
            .output()
            .expect("the binary runs");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{stderr}");
        String::from_utf8(output.stdout).expect("JSON is text")
    };
    let found = towns("1");
    assert_eq!(found, towns("2"));
    let found: serde_json::Value = serde_json::from_str(&found).expect("it is JSON");
    assert_eq!(found["members_complete"], 4);
    let drawn = |nth: usize, name: &str| found["members"][nth]["drawn"][name].to_string();
    assert_ne!(drawn(0, "size"), drawn(1, "size"));
    let matters = |nth: usize| found["members"][nth]["matters"].as_u64();
    assert_ne!(matters(0), matters(1));
}

#[test]
fn the_published_figures_of_the_town_fit_a_page() {
    let output = Command::cargo_bin("caseload")
        .expect("the binary is built")
        .args(["face", "--quiet", "--replications", "2"])
        .args(["--set", "plan.horizon=\"12 weeks\""])
        .env("COLUMNS", "120")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("tables are UTF-8");
    assert!(output.status.success(), "{text}");
    for label in [
        "closed in time, after",
        "decided locally, after",
        "reporting share, before",
        "joint cases, parallel/serial",
    ] {
        assert!(text.contains(label), "{label}: {text}");
    }
    let widest = text.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(120), "{text}");
}
