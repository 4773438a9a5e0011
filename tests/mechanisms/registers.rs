//! Registers: exact limits, the effect, and its reversal.

use crate::mechanism::{TOWN, changes_nothing, difference, mean, run, values};

const ASKED: (&str, &str, &str) = ("mechanism", "registers", "fields_asked_per_case");
const FOUND: (&str, &str, &str) = ("mechanism", "registers", "fields_found_share");
const STALE: (&str, &str, &str) = ("mechanism", "registers", "fields_stale_share");
const COLLECTED: (&str, &str, &str) = ("mechanism", "registers", "fields_collected_per_case");
const LEFT_OUT: (&str, &str, &str) = ("mechanism", "registers", "upkeep_left_out_tasks");
const QUERIES: (&str, &str, &str) = ("mechanism", "registers", "queries_per_case");
const FIRST: (&str, &str, &str) = ("activity", "collect-first", "spent_staff_h");
const AGAIN: (&str, &str, &str) = ("activity", "collect-again", "spent_staff_h");
const UPKEEP: (&str, &str, &str) = ("activity", "upkeep", "spent_staff_h");
const WORKED: (&str, &str, &str) = ("all", "", "worked_staff_h");

#[test]
fn a_register_without_hits_and_upkeep_changes_nothing() {
    changes_nothing(
        "registers",
        "base.people = { share = 1, hit = 0, stale = 0.5, verify = \"1 min\" }\n\
         departments = { fields = 0, collect = \"1 min\", connected = [\"works\", \"health\"] }",
    );
}

#[test]
fn what_is_found_is_checked_instead_of_collected() {
    // 5 of 10 fields are always found and always right; checking one takes a fifth of collecting it.
    let text = TOWN.to_owned()
        + "\n[designs.plain]\n\
           [designs.half.mechanisms.registers]\n\
           base.people = { share = 0.3, verify = \"12 s\" }\n\
           base.land = { fields = { repair = 2, inspection = 2 }, verify = \"12 s\" }\n\
           [designs.whole.mechanisms.registers]\nbase.people = { share = 1 }\n";
    let results = run(&text);
    for share in values(&results, "half", FOUND) {
        assert_eq!(share, 0.5);
    }
    let plain = mean(&results, "plain", FIRST);
    let (first, again) = (mean(&results, "half", FIRST), mean(&results, "half", AGAIN));
    assert!((first / plain - 0.5).abs() < 0.01, "{first} {plain}");
    // Checking comes on top of what reopened cases are collected again for, which is little and halved as well.
    let before = mean(&results, "plain", AGAIN) / 2.0;
    assert!(
        ((again - before) / (0.2 * first) - 1.0).abs() < 0.05,
        "{again} {before} {first}"
    );
    assert_eq!(
        mean(&results, "whole", FIRST) + mean(&results, "whole", AGAIN),
        0.0
    );
}

#[test]
fn a_register_saves_work_and_loses_when_it_is_stale_or_dear() {
    let text = TOWN.to_owned()
        + "\n[designs.plain]\n\
           [designs.good.mechanisms.registers.base.people]\n\
           share = 1\nhit = 0.8\nstale = 0.05\nverify = \"5 s\"\n\
           upkeep = { work = \"1 h\", every = \"1 weeks\", desk = \"village\" }\n\
           [designs.stale]\nextends = \"good\"\n\
           mechanisms.registers.base.people.stale = 0.9\nmechanisms.registers.base.people.verify = \"15 s\"\n\
           [designs.dear]\nextends = \"good\"\n\
           mechanisms.registers.base.people.upkeep.work = \"30 h\"\n";
    let results = run(&text);
    let effect = |design| difference(&results, "plain", design, WORKED);
    assert!(effect("good").1 < 0.0, "{:?}", effect("good"));
    // Checking a field in error costs more than the tenth that is right saves: 15 s > 0.1 x 60 s.
    assert!(effect("stale").0 > 0.0, "{:?}", effect("stale"));
    // 5 rounds at 2 desks take 300 h; what is found saves about 100 h.
    assert!(effect("dear").0 > 0.0, "{:?}", effect("dear"));
}

#[test]
fn upkeep_is_booked_to_the_hour_and_keeps_a_register_fresh() {
    let text = TOWN.to_owned()
        + "\n[designs.plain]\n\
           [designs.never.mechanisms.registers.base.people]\nshare = 1\nlasts = \"10 days\"\n\
           [designs.weekly]\nextends = \"never\"\n\
           mechanisms.registers.base.people.upkeep = { work = \"2 h\", every = \"1 weeks\", desk = \"village\" }\n\
           [designs.daily]\nextends = \"weekly\"\n\
           mechanisms.registers.base.people.upkeep.every = \"1 days\"\n\
           [designs.endless]\nextends = \"weekly\"\n\
           mechanisms.registers.base.people.upkeep.work = \"300 h\"\n";
    let results = run(&text);
    // Rounds are due at the end of weeks 1 to 5, at 2 desks of 2 h each.
    for hours in values(&results, "weekly", UPKEEP) {
        assert_eq!(hours, 20.0);
    }
    assert!(difference(&results, "never", "weekly", STALE).1 < 0.0);
    assert!(difference(&results, "weekly", "daily", STALE).1 < 0.0);
    // At 300 h a round one person is at it until the end, so that four of five rounds are left out at both desks.
    for rounds in values(&results, "endless", LEFT_OUT) {
        assert_eq!(rounds, 8.0);
    }
    // Without upkeep the age runs from the start: over days 7 to 42 the mean of 1 - exp(-age / 10 days) is 0.863.
    let stale = mean(&results, "never", STALE);
    assert!((stale - 0.863).abs() < 0.01, "{stale}");
}

/// Four departments that collect 6 fields each; every case needs two of them, every pair equally often.
const PAIRS: &str = r#"
caseload = 1
title = "Pairs"
question = "What does connecting departments save?"
departments = ["a", "b", "c", "d"]
[plan]
horizon = "20 days"
warm_up = "1 days"
baseline = "none"
[levels.town]
[desks.all]
level = "town"
staff = 6
[categories]
ab = { departments = ["a", "b"], work = "30 min" }
ac = { departments = ["a", "c"], work = "30 min" }
ad = { departments = ["a", "d"], work = "30 min" }
bc = { departments = ["b", "c"], work = "30 min" }
bd = { departments = ["b", "d"], work = "30 min" }
cd = { departments = ["c", "d"], work = "30 min" }
[sources.all]
rate = "60 / day"
mix = { ab = 0.16, ac = 0.17, ad = 0.17, bc = 0.17, bd = 0.17, cd = 0.16 }
[mechanisms.registers.departments]
fields = 6
collect = "1 min"
"#;

#[test]
fn queries_that_somebody_answers_take_time_and_may_cost_more_than_they_save() {
    let text = PAIRS.to_owned()
        + "[designs.none]\n\
           [designs.system.mechanisms.registers.departments]\nconnected = [\"a\", \"b\", \"c\", \"d\"]\n\
           [designs.clerk]\nextends = \"system\"\nmechanisms.registers.departments.answer = \"3 min\"\n\
           [designs.letter]\nextends = \"system\"\nmechanisms.registers.departments.answer = \"20 min\"\n";
    let results = run(&text);
    // A query a case saves 6 min of collecting, in all three.
    for design in ["system", "clerk", "letter"] {
        let queries = mean(&results, design, QUERIES);
        assert!((queries - 1.0).abs() < 0.02, "{design} {queries}");
    }
    assert!(difference(&results, "none", "system", WORKED).1 < 0.0);
    assert!(difference(&results, "none", "clerk", WORKED).1 < 0.0);
    assert!(difference(&results, "none", "letter", WORKED).0 > 0.0);
    let lead = ("all", "", "lead_time_mean_h");
    assert!(difference(&results, "none", "system", lead).1 < 0.0);
    assert!(difference(&results, "none", "letter", lead).0 > 0.0);
}

#[test]
fn connecting_half_of_the_departments_saves_a_sixth_and_parallel_branches_nothing() {
    let text = PAIRS.to_owned()
        + "[designs.none]\n\
           [designs.half.mechanisms.registers.departments]\nconnected = [\"a\", \"b\"]\n\
           [designs.all.mechanisms.registers.departments]\nconnected = [\"a\", \"b\", \"c\", \"d\"]\n\
           [designs.edge.mechanisms.registers.departments]\n\
           edges = [{ between = [\"c\", \"d\"], hit = 0.5 }]\n\
           [designs.parallel]\nextends = \"all\"\ndispatch.mode = \"parallel\"\n\
           [designs.register.mechanisms.registers]\n\
           base.people = { share = 0.5, departments = [\"a\", \"b\", \"c\", \"d\"] }\n";
    let results = run(&text);
    let saved = |design| {
        let per_case = |design| mean(&results, design, COLLECTED);
        // The second department of every case has 6 fields to save.
        (per_case("none") - per_case(design)) / 6.0
    };
    let near = |design, share: f64| {
        assert!(
            (saved(design) - share).abs() < 0.02,
            "{design} {}",
            saved(design)
        );
    };
    near("half", 0.16);
    near("edge", 0.08);
    near("all", 1.0);
    near("parallel", 0.0);
    // Half of the fields of both departments.
    near("register", 1.0);
    assert!((mean(&results, "none", ASKED) - 12.0).abs() < 0.1);
    // One query a case, by the second department.
    let queries = mean(&results, "all", QUERIES);
    assert!((queries - 1.0).abs() < 0.02, "{queries}");
    assert_eq!(mean(&results, "none", QUERIES), 0.0);
    // The first department collects first, the second again.
    let (first, again) = (mean(&results, "none", FIRST), mean(&results, "none", AGAIN));
    assert!((first / again - 1.0).abs() < 0.02, "{first} {again}");
    assert!(mean(&results, "all", AGAIN) < 0.01 * again);
}
