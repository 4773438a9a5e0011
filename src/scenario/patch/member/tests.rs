//! Draws: their ranges, what they reach, and what they leave as it is.

use super::*;
use crate::diagnostic::Sources;

const SCENARIO: &str = r#"
caseload = 1
title = "Draws"
question = "What is written where?"
[plan]
horizon = "10 weeks"
seed = 5
[levels.village]
parent = "town"
units_per_parent = { value = 10, kind = "assumed", range = [9, 11] }
[levels.town]
[desks.village]
level = "village"
staff = 3
[desks.town]
level = "town"
available = 0.5
staff = 2
[categories.leak]
work = "1 h"
deadline = "5 days"
[categories.fire]
work = "1 h"
[sources.citizens]
rate = "6 / day"
mix = { leak = 0.25, fire = 0.75 }
[ensemble]
members = 50
"#;

fn read(draws: &str) -> (Document, Scenario) {
    let mut sources = Sources::new();
    let text = format!("{SCENARIO}{draws}");
    let document = Document::read(&mut sources, "draws", &text, &[]).expect("it is TOML");
    let (scenario, found) = document.scenario("baseline");
    (document, scenario.unwrap_or_else(|| panic!("{found:?}")))
}

/// The text of every member and what was drawn.
fn members(draws: &str) -> Vec<(Scenario, Vec<Drawn>)> {
    let (document, scenario) = read(draws);
    let ensemble = scenario.ensemble.as_ref().expect("there is one");
    let member = |number| {
        let (document, drawn) = document.member(&scenario, ensemble, number).expect("sound");
        let (scenario, found) = document.scenario("baseline");
        (scenario.unwrap_or_else(|| panic!("{found:?}")), drawn)
    };
    (0..ensemble.members.value).map(member).collect()
}

const ALL: &str = r#"
[ensemble.vary.villages]
path = "levels.village.units_per_parent"
times = [0.05, 4]
[ensemble.vary.staff]
path = ["desks.village.staff", "desks.town.staff"]
between = [2, 4]
[ensemble.vary.load]
path = "sources.citizens.rate"
times = [0.5, 2]
[ensemble.vary.available]
path = "desks.town.available"
between = [0.3, 0.6]
[ensemble.vary.deadline]
path = "categories.leak.deadline"
between = ["2 days", "9 days"]
[ensemble.vary.work]
path = "categories.fire.work"
among = ["2 h", { exponential = { mean = "3 h" } }]
[ensemble.vary.mix]
path = "sources.citizens.mix"
reweigh = [0.5, 2]
"#;

#[test]
fn every_draw_stays_in_its_range_reaches_its_ends_and_is_written_where_it_says() {
    let all = members(ALL);
    let mut staff = [0; 3];
    let (mut least, mut greatest) = (f64::INFINITY, 0.0_f64);
    for (scenario, drawn) in &all {
        let units = scenario.levels[0].item.units.expect("it is stated").value;
        let factor: f64 = drawn[0].value.parse().expect("a factor");
        assert!((0.05..=4.0).contains(&factor));
        assert_eq!(f64::from(units), (10.0 * factor).round().max(1.0));
        let desk = |at: usize| scenario.desks[at].item.staff.value.clone();
        assert_eq!(desk(0), desk(1), "several paths get the same draw");
        let number: usize = drawn[1].value.parse().expect("a whole number");
        staff[number - 2] += 1;
        let crate::scenario::Arrivals::Rate(rate) = scenario.sources[0].item.arrivals else {
            panic!("a rate was written");
        };
        let load: f64 = drawn[2].value.parse().expect("a factor");
        assert!((rate.value * 24.0 / (6.0 * load) - 1.0).abs() < 1e-5);
        (least, greatest) = (least.min(load), greatest.max(load));
        let mix = &scenario.sources[0].item.mix.value;
        assert!((mix.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
        let odds = mix[0].1 / mix[1].1;
        assert!((1.0 / 12.0..=4.0 / 3.0).contains(&odds), "{odds}");
    }
    assert!(staff.iter().all(|&count| count > 5), "{staff:?}");
    assert!(least < 0.55 && greatest > 1.8, "{least} {greatest}");
    let seeds: std::collections::BTreeSet<u64> =
        all.iter().map(|(scenario, _)| scenario.plan.seed).collect();
    assert_eq!(seeds.len(), all.len(), "every member has its own matters");
}

#[test]
fn one_more_draw_changes_no_other_and_the_same_member_comes_again() {
    let start = ALL.find("[ensemble.vary.load]").expect("it is there");
    let (few, many) = (members(&ALL[start..]), members(ALL));
    for ((scenario, drawn), (other, more)) in few.iter().zip(&many) {
        assert_eq!(drawn[..], more[2..]);
        assert_eq!(scenario.plan.seed, other.plan.seed);
    }
    assert_eq!(members(ALL), many);
}

#[test]
fn a_factor_of_one_leaves_every_value_as_it_was() {
    let draws = r#"
[ensemble.vary.nothing]
path = ["levels.village.units_per_parent", "desks.village.staff", "sources.citizens.rate", "categories.leak.deadline"]
times = [1, 1]
[ensemble.vary.mix]
path = "sources.citizens.mix"
reweigh = [1, 1]
"#;
    let (_, base) = read(draws);
    for (scenario, _) in members(draws) {
        assert_eq!(scenario.levels[0].item.units.map(|at| at.value), Some(10));
        let staff = |scenario: &Scenario| match &scenario.desks[0].item.staff.value {
            crate::scenario::Staff::Groups(groups) => groups[0].count.value,
            crate::scenario::Staff::Unlimited => 0,
        };
        assert_eq!((staff(&scenario), staff(&base)), (3, 3));
        let deadline =
            |scenario: &Scenario| scenario.categories[0].item.deadline.map(|at| at.value);
        assert_eq!(deadline(&scenario), deadline(&base));
        let mix = |scenario: &Scenario| -> Vec<f64> {
            let mix = &scenario.sources[0].item.mix.value;
            mix.iter().map(|(_, share)| *share).collect()
        };
        assert_eq!(mix(&scenario), mix(&base));
    }
}

#[test]
fn draws_at_the_ends_of_what_can_be_written_do_not_overflow() {
    let node = |value| Node {
        place: Place::NOWHERE,
        value,
    };
    let (low, high) = (
        node(Value::Integer(i64::MAX - 1)),
        node(Value::Integer(i64::MAX)),
    );
    let drawn = between(&low, &high, 1.0 - f64::EPSILON);
    assert_eq!(drawn, Some(Value::Integer(i64::MAX)));
    let (low, high) = (
        node(Value::Integer(i64::MIN)),
        node(Value::Integer(i64::MAX)),
    );
    assert_eq!(between(&low, &high, 0.5), None);
    assert_eq!(
        times(&Value::Integer(i64::MAX), 1000.0),
        Some(Value::Integer(i64::MAX))
    );
    assert_eq!(times(&Value::Integer(0), 3.0), Some(Value::Integer(0)));
    assert_eq!(times(&Value::Integer(1), 0.001), Some(Value::Integer(1)));
    assert_eq!(significant(123_456.789), 123_457.0);
    assert_eq!(significant(0.000_123_456_789), 0.000_123_457);
}
