use std::path::{Path, PathBuf};

use super::*;
use crate::diagnostic::Severity;
use crate::diagnostic::render;
use crate::model::demand::{ArrivalModel, PlaceModel};
use crate::model::{
    Activity, Allowance, CalendarId, DeskKindId, LevelId, Staff, TraceReport, UnitId,
};
use crate::scenario::{Arrivals, Document};
use crate::time::TICKS_PER_DAY;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Two levels, two departments, one source; every test changes a piece of it.
const GOOD: &str = r#"
caseload = 1
title = "two levels"
question = "is it built?"
departments = ["roads", "water"]

[plan]
horizon = "10 days"
warm_up = "1 day"
replications = 3
seed = 7

[calendars.office]
week = { mon-fri = "09:00-17:00" }

[levels.town]
residents = 900
escalate = { pass_on = "5 min" }

[levels.village]
parent = "town"
units_per_parent = 3
escalate = { probability = 0.25, authority = "before-work" }
exceptions = { rework = 0.1 }
intake = { desk = "hall", work = "6 min", collect = "1 min" }

[desks.hall]
level = "village"
staff = 2
calendar = "office"

[desks.crew]
level = "village"
departments = ["roads", "water"]
staff = [{ count = 1, calendar = "office" }, { count = 2 }]
available = 0.5
speed = 2.0
time = { report = 0.1 }
discipline = "priority"
preemption = "resume"

[desks.board]
level = "town"
staff = "unlimited"

[categories.leak]
deadline = "5 working days"
deadline_calendar = "office"
authority = { village = 0.8, town = 0.2 }
severity = [0.7, 0.2, 0.1]
fields = 4

[categories.leak.needs.roads]
work = "1 h"
[categories.leak.needs.water]
probability = 0.5
work = "2 h"
work_at = { town = "3 h" }
after = ["roads"]

[sources.citizens]
rate_per_resident = "0.01 / day"
category = "leak"
profile = { weekday = [2, 2, 2, 2, 2, 0, 0] }

[dispatch]
mode = "precedence"
"#;

fn built_at(text: &str, base: &Path) -> (Option<Model>, Diagnostics, Sources) {
    let mut sources = Sources::new();
    let (scenario, wrong) = match Document::read(&mut sources, "s.toml", text, &[]) {
        Ok(document) => document.scenario("baseline"),
        Err(wrong) => (None, wrong),
    };
    let Some(scenario) = scenario else {
        panic!("the text does not decode: {}", said(&wrong))
    };
    let (model, found) = Model::new(
        &scenario,
        "baseline",
        base,
        &mut sources,
        &mut FileCache::new(),
    );
    (model, found, sources)
}

fn said(found: &Diagnostics) -> String {
    let lines = found.iter().map(|one| {
        let help = one
            .help
            .as_deref()
            .map_or(String::new(), |help| format!(" | {help}"));
        format!("{} {}{help}\n", one.code.as_str(), one.message)
    });
    lines.collect()
}

fn built(text: &str) -> (Option<Model>, Diagnostics) {
    let (model, found, _) = built_at(text, Path::new("."));
    (model, found)
}

fn model(text: &str) -> Model {
    let (model, found) = built(text);
    model.unwrap_or_else(|| panic!("no model: {}", said(&found)))
}

/// The good scenario with pieces replaced; each must be there.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in the scenario");
        text.replacen(from, to, 1)
    })
}

/// The errors of the good scenario with pieces replaced.
fn errors(changes: &[(&str, &str)]) -> String {
    let (model, found) = built(&changed(changes));
    let errors: Diagnostics = found
        .into_iter()
        .filter(|one| one.severity == Severity::Error)
        .fold(Diagnostics::new(), |mut all, one| {
            all.push(one);
            all
        });
    assert_eq!(model.is_some(), errors.is_empty());
    said(&errors)
}

/// The errors of the good scenario after a change to its decoded values, which the decoder would have refused.
fn errors_after(change: impl FnOnce(&mut Scenario)) -> String {
    let mut sources = Sources::new();
    let document = Document::read(&mut sources, "s.toml", GOOD, &[]).unwrap();
    let mut scenario = document.scenario("baseline").0.unwrap();
    change(&mut scenario);
    let (model, found) = Model::new(
        &scenario,
        "baseline",
        Path::new("."),
        &mut sources,
        &mut FileCache::new(),
    );
    assert!(model.is_none());
    said(&found)
}

#[test]
fn levels_are_lowest_first_and_units_stand_side_by_side() {
    let model = model(GOOD);
    let names: Vec<&str> = model
        .levels
        .iter()
        .map(|level| level.name.as_str())
        .collect();
    assert_eq!(names, ["village", "town"]);
    let (village, town) = (
        &model.levels[LevelId::new(0)],
        &model.levels[LevelId::new(1)],
    );
    assert_eq!(
        (village.first_unit, village.units, village.height_to_top),
        (UnitId::new(0), 3, 1)
    );
    assert_eq!(
        (town.first_unit, town.units, town.height_to_top),
        (UnitId::new(3), 1, 0)
    );
    assert_eq!((village.parent, town.parent), (Some(LevelId::new(1)), None));
    let top = &model.units[UnitId::new(3)];
    assert_eq!(
        (top.children, top.parent, top.residents),
        ((0, 3), None, 900.0)
    );
    let second = &model.units[UnitId::new(1)];
    assert_eq!(
        (second.parent, second.ordinal, second.residents),
        (Some(UnitId::new(3)), 1, 300.0)
    );
}

#[test]
fn flow_and_plan_are_as_typed() {
    let model = model(GOOD);
    assert_eq!(model.plan.horizon, Time::from_days(10.0));
    assert_eq!(model.plan.warm_up, Time::from_days(1.0));
    assert_eq!(
        (
            model.plan.replications,
            model.plan.seed,
            model.plan.open_cases_max
        ),
        (3, Seed(7), 5_000_000)
    );
    let village = &model.levels[LevelId::new(0)];
    let intake = village.intake.as_ref().unwrap();
    assert_eq!(
        (intake.desk, intake.collect),
        (DeskKindId::new(0), Span::from_hours(1.0 / 60.0))
    );
    assert_eq!(village.escalate.to, Some(LevelId::new(1)));
    assert_eq!(
        (
            village.escalate.probability,
            village.rework,
            village.return_down
        ),
        (0.25, 0.1, 0.0)
    );
    assert!(village.escalate.authority_before_work);
    assert!(model.levels[LevelId::new(1)].escalate.pass_on.is_some());
}

#[test]
fn desks_are_numbered_densely_and_an_intake_desk_serves_no_department() {
    let model = model(GOOD);
    let numbers: Vec<(u32, u32)> = model
        .desk_kinds
        .iter()
        .map(|kind| (kind.first, kind.count))
        .collect();
    assert_eq!(numbers, [(0, 3), (3, 3), (6, 1)]);
    assert_eq!(model.desk_count, 7);
    let (crew, board) = (Some(DeskKindId::new(1)), Some(DeskKindId::new(2)));
    assert_eq!(model.desk_of, [crew, crew, board, board]);
    let crew = &model.desk_kinds[DeskKindId::new(1)];
    assert_eq!((crew.rate, crew.available), (1.0, 0.5));
    assert_eq!(crew.fixed, [(Activity::Report, 0.1)]);
    let Staff::Groups(groups) = &crew.staff else {
        panic!("the crew is counted")
    };
    let groups: Vec<_> = groups
        .iter()
        .map(|group| (group.count, group.calendar.index()))
        .collect();
    assert_eq!(groups, [(1, 1), (2, 0)]);
}

#[test]
fn categories_have_work_by_level_and_cumulative_shares() {
    let model = model(GOOD);
    let leak = model.categories.iter().next().unwrap();
    assert_eq!(
        leak.deadline,
        Some(Allowance::WorkingDays(5, CalendarId::new(1)))
    );
    assert_eq!(leak.competence, [0.8, 1.0]);
    assert_eq!(leak.severity.len(), 3);
    assert!((leak.severity[1] - 0.9).abs() < 1e-12 && leak.severity[2] == 1.0);
    assert_eq!((leak.class, leak.fields, model.classes), (None, 4, 3));
    let water = &leak.needs[1];
    let hours: Vec<f64> = water
        .work
        .iter()
        .map(|work| work.as_ref().unwrap().mean())
        .collect();
    assert_eq!(hours, [2.0, 3.0]);
    assert_eq!(
        (water.after, water.probability, water.department.index()),
        (1, 0.5, 1)
    );
}

#[test]
fn a_rate_per_resident_becomes_a_rate_and_weights_get_mean_one() {
    let model = model(GOOD);
    let source = &model.demand.sources[0];
    let ArrivalModel::Poisson(poisson) = &source.arrivals else {
        panic!("the source has a rate")
    };
    assert!((poisson.rate_per_hour - 9.0 / 24.0).abs() < 1e-12);
    assert_eq!(poisson.weekday, [1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0]);
    assert_eq!(
        source.places,
        PlaceModel::Equal {
            first: UnitId::new(0),
            count: 3
        }
    );
    assert_eq!(model.demand.end, model.plan.horizon);
}

#[test]
fn a_desk_that_lists_departments_comes_before_one_that_serves_the_rest() {
    let text = changed(&[(
        "departments = [\"roads\", \"water\"]\nstaff",
        "departments = [\"water\"]\nstaff",
    )]) + "\n[desks.rest]\nlevel = \"village\"\nstaff = 1\n";
    let model = model(&text);
    assert_eq!(
        model.desk_of[..2],
        [Some(DeskKindId::new(3)), Some(DeskKindId::new(1))]
    );
}

#[test]
fn the_only_desk_of_a_level_takes_in_and_serves_every_department() {
    let cut = GOOD.find("[desks.crew]").unwrap()..GOOD.find("[desks.board]").unwrap();
    let mut text = GOOD.to_owned();
    text.replace_range(cut, "");
    assert_eq!(model(&text).desk_of[..2], [Some(DeskKindId::new(0)); 2]);
}

#[test]
fn same_demand_ignores_desks_and_sees_rates() {
    let base = model(GOOD);
    assert!(base.same_demand(&model(&changed(&[("staff = 2\n", "staff = 20\n")]))));
    assert!(!base.same_demand(&model(&changed(&[("0.01 / day", "0.02 / day")]))));
}

#[test]
fn wrong_plans_are_refused() {
    assert_eq!(
        errors(&[("warm_up = \"1 day\"", "warm_up = \"10 days\"")]),
        "E0505 the warm-up of 10 days leaves nothing of the horizon of 10 days | make `horizon` longer or `warm_up` shorter\n"
    );
}

#[test]
fn wrong_levels_are_refused() {
    assert_eq!(
        errors(&[("[levels.town]\n", "[levels.town]\nparent = \"village\"\n")]),
        "E0404 level `town` is its own ancestor: `town` -> `village` -> `town` | leave out `parent` at the top level\n"
    );
    assert_eq!(
        errors(&[("parent = \"town\"\nunits_per_parent = 3", "units = 3")]),
        "E0407 levels `town` and `village` both have no `parent` | exactly one level is the top; give every other one a `parent`\n"
    );
    assert_eq!(
        errors(&[("parent = \"town\"", "parent = \"twon\"")]),
        "E0301 there is no level `twon` | did you mean `town`?\n"
    );
    assert_eq!(
        errors(&[("units_per_parent = 3\n", "units_per_parent = 1000000\n")]),
        "E0507 the levels have 1,000,001 units or more and at most 1,000,000 are possible\n"
    );
}

#[test]
fn a_level_without_a_count_has_one_unit_for_each_of_its_parent() {
    let model = model(&changed(&[("units_per_parent = 3\n", "")]));
    assert_eq!(model.levels[LevelId::new(0)].units, 1);
}

#[test]
fn wrong_desks_are_refused() {
    let two =
        "[desks.crew2]\nlevel = \"village\"\ndepartments = [\"water\"]\nstaff = 1\n[desks.board]";
    assert_eq!(
        errors(&[("[desks.board]", two)]),
        "E0302 desks `crew` and `crew2` of level `village` both work for department `water` | let one desk of a level work for a department\n"
    );
    let two = "[desks.board2]\nlevel = \"town\"\nstaff = 1\n[desks.board]";
    assert_eq!(
        errors(&[("[desks.board]", two)]),
        "E0302 desks `board2` and `board` of level `town` both work for every department | list the departments of each with `departments = [...]`\n"
    );
    assert_eq!(
        errors_after(|scenario| scenario.desks[1].item.time[0].item.value = 0.6),
        "E0204 desk `crew` spends `1.1` of its time, `0.5` of it on cases | write `available = 0.4` or less\n"
    );
    assert_eq!(
        errors(&[("discipline = \"priority\"", "discipline = \"lifo\"")]),
        "E0109 a task can be preempted only where some are more urgent than others | write `discipline = \"priority\"` or `discipline = \"earliest-due-date\"`\n"
    );
    assert_eq!(
        errors(&[(
            "staff = \"unlimited\"",
            "staff = \"unlimited\"\nvacation = \"1 h\""
        )]),
        "E0109 desk `board` has unlimited staff, which goes with no `vacation` | give `staff` a number or remove `vacation`\n"
    );
    assert_eq!(
        errors(&[("staff = 2\n", "staff = 0\n")]),
        "E0402 cases need desk `hall`, which nobody staffs | write `staff = 1` or more, or let cases leave with `patience` or the level's `escalate.after`\n"
    );
    assert_eq!(
        errors(&[("staff = 2\n", "staff = 2000000\n")]),
        "E0507 the desks have 6,000,000 people or more and at most 4,000,000 are possible\n"
    );
    assert_eq!(
        errors(&[(
            "level = \"town\"\nstaff",
            "level = \"town\"\ndepartments = [\"roads\"]\nstaff"
        )]),
        "E0403 no desk at level `town` serves department `water` | add `water` to the `departments` of `board`, or add a desk\n"
    );
}

#[test]
fn a_desk_without_people_that_cases_can_leave_is_only_warned_of() {
    let (model, found) = built(&changed(&[(
        "staff = 2\n",
        "staff = 0\npatience = \"1 h\"\n",
    )]));
    assert!(model.is_some());
    assert_eq!(
        said(&found),
        "W0902 cases need desk `hall`, which nobody staffs | none is ever served there; they wait until they leave\n"
    );
}

#[test]
fn wrong_categories_are_refused() {
    assert_eq!(
        errors(&[("after = [\"roads\"]", "after = [\"road\"]")]),
        "E0301 there is no need `road` | did you mean `roads`?\n"
    );
    assert_eq!(
        errors(&[("needs.roads]\n", "needs.roads]\nafter = [\"water\"]\n")]),
        "E0406 needs wait for each other: `water` -> `roads` -> `water` | remove one of the names in `after`\n"
    );
    assert_eq!(
        errors(&[("work = \"1 h\"", "work_at = { village = \"1 h\" }")]),
        "E0104 need `roads` of `leak` has no work at level `town` | add `work`, or `work_at.town`, or leave the level out with `levels`\n"
    );
    assert_eq!(
        errors(&[("deadline_calendar = \"office\"\n", "")]),
        "E0503 `deadline` is in working time and no calendar says when that is | add `deadline_calendar` with the name of a calendar\n"
    );
    assert_eq!(
        errors_after(|scenario| {
            let authority = scenario.categories[0].item.authority.as_mut().unwrap();
            authority.value[0].1 = 0.7;
        }),
        "E0206 the shares of the authority over `leak` sum to `0.9` and must sum to 1 | add `0.1`\n"
    );
    assert_eq!(
        errors_after(|scenario| scenario.categories[0].item.join = Some(At::nowhere(3))),
        "E0204 `join` is `3` and must lie from 1 to the number of needs, 2\n"
    );
    assert_eq!(
        errors_after(|scenario| scenario.categories[0].item.priority = Some(At::nowhere(17))),
        "E0204 `priority` is `17` and must lie from 1 to 16\n"
    );
}

#[test]
fn wrong_flows_are_refused() {
    assert_eq!(
        errors_after(|scenario| scenario.levels[1].item.rework = Some(At::nowhere(0.9))),
        "E0206 after a handling at level `village` the chances of rework `0.9`, return `0` and escalation `0.25` sum to more than 1\n"
    );
    assert_eq!(
        errors(&[("rework = 0.1", "return = 0.1")]),
        "E0407 `return` sends cases down from level `village`, below which there is none | remove it\n"
    );
    assert_eq!(
        errors(&[("pass_on = \"5 min\"", "after = \"2 days\"")]),
        "E0407 `escalate.after` sends cases up from level `town`, which is the top | remove it\n"
    );
    assert_eq!(
        errors(&[("pass_on = \"5 min\"", "to = \"village\"")]),
        "E0405 cases escalate in a circle: `town` -> `village` -> `town` | leave out `to` at the top level\n"
    );
    assert_eq!(
        errors(&[("probability = 0.25", "to = \"village\"")]),
        "E0405 cases escalate in a circle: `village` -> `village` | the levels above `village` are `town`\n"
    );
    assert_eq!(
        errors(&[(
            "mode = \"precedence\"",
            "[escalation]\nmode = \"decide-and-return\""
        )]),
        "E0104 upper levels decide and send cases back, and `decide` does not say what work that is | add `decide = \"30 min\"`\n"
    );
    assert_eq!(
        errors(&[("desk = \"hall\"", "desk = \"board\"")]),
        "E0403 desk `board` stands at level `town` and takes in at level `village` | name a desk with `level = \"village\"`\n"
    );
    let ring = [
        (
            "probability = 0.25, authority",
            "probability = 1.0, authority",
        ),
        ("exceptions = { rework = 0.1 }\n", ""),
        (
            "escalate = { pass_on = \"5 min\" }",
            "exceptions = { return = 1.0 }",
        ),
        ("authority = { village = 0.8, town = 0.2 }\n", ""),
    ];
    assert_eq!(
        errors(&ring),
        "E0405 no case that is handled at level `village` is ever closed: every handling sends it on | lower `escalate.probability` or `exceptions.return` somewhere on the way\n"
    );
}

#[test]
fn wrong_sources_are_refused() {
    assert_eq!(
        errors(&[("residents = 900\n", "")]),
        "E0104 source `citizens` has a rate per resident and the residents of level `village` are unknown | add `residents` to `[levels.village]`\n"
    );
    assert_eq!(
        errors_after(|scenario| scenario.sources[0].item.arrivals =
            Arrivals::RatePerResident(At::nowhere(0.0))),
        "W0903 source `citizens` brings no matter\nE0409 no source brings a matter | add `[sources.citizens]` with a `rate` above 0\n"
    );
    assert_eq!(
        errors(&[("0.01 / day", "10000 / day")]),
        "E0507 up to 12,600,000 matters are expected on a day and 90,000,000 in all; the most are 5,000,000 and 1,000,000,000 | lower the rate, or shorten `horizon`\n"
    );
    let renewal = errors(&[(
        "rate_per_resident = \"0.01 / day\"",
        "interarrival = \"1 h\"",
    )]);
    assert!(
        renewal.contains("`profile.weekday` does not go with `interarrival`"),
        "{renewal}"
    );
}

#[test]
fn authority_beside_the_way_up_is_refused() {
    let other = "[levels.hotline]\nparent = \"town\"\nunits_per_parent = 1\n\n[desks.hall]";
    let text = [
        ("[desks.hall]", other),
        ("village = 0.8, town = 0.2", "hotline = 1.0"),
    ];
    assert_eq!(
        errors(&text),
        "E0401 matters of `leak` arise at level `village` and level `hotline`, which may decide them, is not on their way up | give the authority to `village` or to a level above it\n"
    );
}

#[test]
fn everything_wrong_is_said_at_once_in_file_order() {
    let found = errors(&[
        ("warm_up = \"1 day\"", "warm_up = \"11 days\""),
        ("desk = \"hall\"", "desk = \"hal\""),
        ("calendar = \"office\"\n", "calendar = \"ofice\"\n"),
        ("after = [\"roads\"]", "after = [\"rods\"]"),
    ]);
    let codes: Vec<&str> = found.lines().map(|line| &line[..5]).collect();
    assert_eq!(codes, ["E0505", "E0301", "E0301", "E0301"]);
}

#[test]
fn unused_calendars_and_categories_are_warned_of() {
    let text = changed(&[(
        "[levels.town]",
        "[calendars.night]\nweek = { mon = \"00:00-06:00\" }\n[levels.town]",
    )]) + "\n[categories.never]\ndepartments = [\"roads\"]\nwork = \"1 h\"\n";
    let (model, found) = built(&text);
    assert!(model.is_some());
    assert_eq!(
        said(&found),
        "W0903 nothing uses calendar `night`\nW0903 no source brings a matter of category `never`\n"
    );
}

fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

const TERRITORY: [(&str, &str); 3] = [
    (
        "[levels.town]",
        "[territory]\nfile = \"units.csv\"\n[levels.town]",
    ),
    ("units_per_parent = 3\n", ""),
    ("residents = 900\n", ""),
];

#[test]
fn a_territory_lists_units_in_any_order() {
    let rows =
        b"residents,unit,level,parent\n10,east,village,mid\n,mid,town,\n30,west,village,mid\n";
    let (_folder, base) = folder(&[("units.csv", rows)]);
    let (model, found, _) = built_at(&changed(&TERRITORY), &base);
    let model = model.unwrap_or_else(|| panic!("{}", said(&found)));
    let units: Vec<_> = model
        .units
        .iter()
        .map(|unit| (unit.name.as_deref().unwrap(), unit.residents))
        .collect();
    assert_eq!(units, [("east", 10.0), ("west", 30.0), ("mid", 40.0)]);
    let PlaceModel::ByWeight(places) = &model.demand.sources[0].places else {
        panic!("residents differ")
    };
    assert_eq!(places.cumulative, [0.25, 1.0]);
}

#[test]
fn wrong_rows_of_a_territory_name_row_and_column() {
    let rows = b"unit,level,parent,residents\nmid,town,,\neast,vilage,mid,1\nwest,village,mud,x\nwest,village,mid,2\nsouth,village,west,3\n";
    let (_folder, base) = folder(&[("units.csv", rows)]);
    let (model, found, sources) = built_at(&changed(&TERRITORY), &base);
    assert!(model.is_none());
    let mut messages: Vec<String> = found.iter().map(|one| one.message.clone()).collect();
    messages.sort();
    assert_eq!(
        messages,
        [
            "row 3, column `level`: there is no level `vilage`",
            "row 4, column `parent`: there is no unit `mud`",
            "row 4, column `residents`: `x` is not a number at or above 0",
            "row 5, column `unit`: `west` is listed in row 4 already",
            "row 6, column `parent`: `west` is on level `village` and the parent must be on level `town`",
        ]
    );
    let first = found
        .iter()
        .find(|one| one.message.contains("vilage"))
        .unwrap();
    assert_eq!(sources.text(first.place()), "vilage");
    assert_eq!(sources.get(first.place().source).unwrap().first_line, 3);
}

fn traced(rows: &[u8], extra: &str) -> (Option<Model>, Diagnostics, Sources) {
    let (_folder, base) = folder(&[("t.csv", rows)]);
    let trace = format!(
        "trace = {{ file = \"t.csv\", time = {{ column = \"opened\", format = \"%m/%d/%Y %I:%M:%S %p\" }}, \
         category = {{ column = \"type\", map = {{ \"Leaky\" = \"leak\" }} }}{extra} }}"
    );
    let text = changed(&[(
        "rate_per_resident = \"0.01 / day\"\ncategory = \"leak\"\nprofile = { weekday = [2, 2, 2, 2, 2, 0, 0] }",
        &trace,
    )]);
    built_at(&text, &base)
}

const DUE: &str = ", due = { column = \"due\", format = \"%m/%d/%Y %I:%M:%S %p\" }";

#[test]
fn a_trace_keeps_the_rows_of_the_plan_and_counts_the_rest() {
    let rows = b"opened,type,due,unit\n12/31/2023 11:00:00 PM,leak,,\n01/01/2024 12:30:00 AM,Leaky,01/02/2024 01:00:00 PM,village-2\n01/02/2024 01:00:00 PM,leak,,village-3\n02/01/2024 01:00:00 PM,??,,\n";
    let extra = format!("{DUE}, unit = {{ column = \"unit\", other = \"skip\" }}");
    let (model, found, _) = traced(rows, &extra);
    let model = model.unwrap_or_else(|| panic!("{}", said(&found)));
    let report = TraceReport {
        rows: 4,
        kept: 2,
        outside: 2,
        skipped: 0,
    };
    assert_eq!(model.traces, [("citizens".to_owned(), report)]);
    let ArrivalModel::Trace(records) = &model.demand.sources[0].arrivals else {
        panic!("a trace")
    };
    assert_eq!(records[0].time, Time::from_hours(0.5));
    assert_eq!(
        records[0].due,
        Some(Time::from_ticks(TICKS_PER_DAY) + Span::from_hours(13.0))
    );
    assert_eq!(
        (records[0].unit, records[1].unit),
        (Some(UnitId::new(1)), Some(UnitId::new(2)))
    );
    assert_eq!(records[1].due, Some(Time::NEVER));
    assert_eq!(model.demand.sources[0].mix.items.len(), 1);
}

#[test]
fn wrong_rows_of_a_trace_stop_it_or_are_skipped() {
    let rows = b"opened,type,due\n01/01/2024 12:30:00 AM,leak,12/30/2023 12:00:00 AM\nyesterday,leak,\n01/02/2024 01:00:00 AM,lake,\n01/01/2024 01:00:00 AM,leak,\n01/03/2024 01:00:00 AM,leak,\n";
    let (model, found, _) = traced(rows, DUE);
    assert!(model.is_none());
    let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages.len(), 4, "{}", said(&found));
    assert_eq!(
        messages[0],
        "row 2, column `due`: the deadline `12/30/2023 12:00:00 AM` lies before the matter arises"
    );
    assert!(messages[1].starts_with(
        "row 3, column `opened`: `yesterday` is not written as `%m/%d/%Y %I:%M:%S %p`"
    ));
    assert_eq!(
        messages[2],
        "row 4, column `type`: there is no category `lake`"
    );
    assert_eq!(
        messages[3],
        "row 5, column `opened`: the row is earlier than row 4"
    );

    let (model, found, _) = traced(
        rows,
        &format!("{DUE}, on_error = \"skip\", unsorted = \"sort\""),
    );
    let report = model.unwrap_or_else(|| panic!("{}", said(&found))).traces[0].1;
    assert_eq!(
        report,
        TraceReport {
            rows: 5,
            kept: 2,
            outside: 0,
            skipped: 3
        }
    );
    assert_eq!(
        found
            .iter()
            .map(|one| one.message.as_str())
            .collect::<Vec<_>>(),
        ["3 of 5 rows of `t.csv` are left out"]
    );
}

#[test]
fn more_than_ten_wrong_rows_are_counted() {
    let rows = format!("opened,type\n{}", "never,leak\n".repeat(25));
    let (_, found, _) = traced(rows.as_bytes(), "");
    assert_eq!(found.len(), 11);
    assert!(
        said(&found).contains("and 15 more rows of `t.csv` are wrong"),
        "{}",
        said(&found)
    );
}

#[test]
fn unusable_traces_are_refused() {
    let said = |rows: &[u8]| said(&traced(rows, "").1);
    assert_eq!(said(b""), "E0602 `t.csv` is empty\n");
    assert_eq!(
        said(b"opened,type\n"),
        "E0609 `t.csv` has a header and no rows\n"
    );
    assert_eq!(
        said(b"openend,type\n"),
        "E0610 `t.csv` has no column `opened` | did you mean `openend`?\n"
    );
    assert_eq!(
        said(b"opened,type\n01/01/2020 12:30:00 AM,leak\n"),
        "E0609 none of the 1 rows of `t.csv` is used: 1 lie outside the plan and 0 are skipped | the plan runs from 2024-01-01T00:00:00 to 2024-01-11T00:00:00, and the last row is of 2020-01-01T00:30:00\n"
    );
    assert!(
        said(b"opened,type\n01/01/2024 12:30:00 AM,l\xffeak\n")
            .contains("the cell is not UTF-8 text")
    );
    assert!(
        said(b"opened,type\n01/01/2024 12:30:00 AM\n")
            .contains("the row has 1 columns and the header 2")
    );
    assert!(said(b"\x1f\x8b\x08broken").contains("cannot be read"));
}

#[test]
fn a_compressed_trace_is_read_once_for_all_designs() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(b"opened,type\n01/01/2024 12:30:00 AM,leak\n")
        .unwrap();
    let (folder, base) = folder(&[("t.csv", &packed.finish().unwrap())]);
    let trace = "trace = { file = \"t.csv\", time = { column = \"opened\", format = \"%m/%d/%Y %I:%M:%S %p\" } }\ncategory = \"leak\"";
    let text = changed(&[(
        "rate_per_resident = \"0.01 / day\"\ncategory = \"leak\"\nprofile = { weekday = [2, 2, 2, 2, 2, 0, 0] }",
        trace,
    )]) + "[designs.a]\n[designs.b]\ndesks.hall.staff = 5\n";
    let (mut sources, mut files) = (Sources::new(), FileCache::new());
    let document = Document::read(&mut sources, "s.toml", &text, &[]).unwrap();
    let mut build = |design: &str| {
        let scenario = document.scenario(design).0.unwrap();
        let (model, found) = Model::new(&scenario, design, &base, &mut sources, &mut files);
        model.unwrap_or_else(|| panic!("{}", said(&found)))
    };
    let a = build("a");
    drop(folder);
    let b = build("b");
    assert!(a.same_demand(&b));
    assert_eq!(a.traces, b.traces);
}

#[test]
fn shipped_scenarios_build() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    for path in paths {
        let (mut sources, mut files) = (Sources::new(), FileCache::new());
        let text = std::fs::read_to_string(&path).unwrap();
        let document = Document::read_in(&mut sources, "s.toml", &text, &folder, &[]).unwrap();
        let (scenarios, found) = document.check_all();
        assert!(!found.has_errors(), "{}: {}", path.display(), said(&found));
        for (design, scenario) in scenarios {
            let (model, found) = Model::new(&scenario, &design, &folder, &mut sources, &mut files);
            assert!(
                model.is_some(),
                "{} {design}: {}",
                path.display(),
                said(&found)
            );
        }
    }
}

/// Pieces that a mutation may put in the place of a line of the good scenario.
const PIECES: [&str; 24] = [
    "",
    "staff = 0",
    "staff = \"unlimited\"",
    "level = \"town\"",
    "level = \"village\"",
    "parent = \"village\"",
    "parent = \"town\"",
    "units_per_parent = 0",
    "units_per_parent = 4000000000",
    "departments = []",
    "departments = [\"roads\"]",
    "escalate = { to = \"village\", after = \"0 s\", queue = 0, severity = 300 }",
    "escalate = { to = \"town\", deadline_share = 2, severity = 1 }",
    "exceptions = { rework = 1, return = 1 }",
    "authority = \"village\"",
    "severity = [0, 0, 0]",
    "deadline = \"5 days\"",
    "work_at = { village = \"0 s\" }",
    "after = [\"water\", \"roads\"]",
    "levels = [\"town\"]",
    "rate = \"1e9 / s\"",
    "interarrival = \"0 s\"",
    "horizon = \"1 s\"",
    "calendar = \"always\"",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        rng_seed: RngSeed::Fixed(2015),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_scenario_that_decodes_makes_the_builder_panic(
        edits in proptest::collection::vec((0_usize..70, 0_usize..PIECES.len(), any::<bool>()), 0..5),
    ) {
        let mut lines: Vec<&str> = GOOD.lines().collect();
        for (line, piece, replaces) in edits {
            let line = line % lines.len();
            if replaces { lines[line] = PIECES[piece] } else { lines.insert(line, PIECES[piece]) }
        }
        let mut sources = Sources::new();
        if let Ok(document) = Document::read(&mut sources, "s.toml", &lines.join("\n"), &[])
            && let (Some(scenario), _) = document.scenario("baseline")
        {
            let (model, found) = Model::new(&scenario, "baseline", Path::new("."), &mut sources, &mut FileCache::new());
            prop_assert_eq!(model.is_some(), !found.has_errors());
            render::render(&found, &sources, render::Color::Never);
            if let Some(model) = model {
                for load in crate::model::load_check(&model) {
                    prop_assert!(load.offered_h_per_week.is_finite());
                }
            }
        }
    }
}
