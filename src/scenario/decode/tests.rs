use super::*;
use crate::random::dist::{CountDist, Dist};
use crate::scenario::document::parse;
use crate::scenario::schema::schema;
use crate::scenario::{Arrivals, Kind, OutageScope, Places, ShiftEnd, Staff, WhenFull, WorkTime};
use crate::time::Span;

pub(crate) const EVERY_KEY: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/every_key.toml"
));

fn every_key() -> Scenario {
    let (scenario, found) = decode(&parse(0, EVERY_KEY).unwrap());
    scenario.unwrap_or_else(|| panic!("{found:#?}"))
}

/// What is wrong with a category whose work is a text: code, the text at the place, and the help.
fn wrong_work(work: &str) -> Vec<(Code, String, String)> {
    let text = format!(
        "caseload = 1\ntitle = \"t\"\nquestion = \"q\"\nplan.horizon = \"1 h\"\nlevels.town = {{}}\n\
         desks.d = {{ level = \"town\", staff = 1 }}\nsources.s = {{ rate = \"1 / h\", category = \"a\" }}\n\
         [categories.a]\nwork = {work}\n"
    );
    let (_, found) = decode(&parse(0, &text).unwrap());
    let read = |one: &Diagnostic| {
        let place = one.place();
        let at = text[place.start as usize..place.end as usize].to_owned();
        (one.code, at, one.help.clone().unwrap_or_default())
    };
    found.iter().map(read).collect()
}

#[test]
fn errors_inside_tagged_tables_keep_their_places() {
    let one = |work: &str| {
        let mut found = wrong_work(work);
        assert_eq!(found.len(), 1, "{work}: {found:?}");
        found.remove(0)
    };
    let (code, at, help) = one("{ lognormal = { mean = \"3\", cv = 1 } }");
    assert_eq!((code, at.as_str()), (Code::MissingUnit, "\"3\""));
    assert_eq!(help, "write `\"3 h\"`");
    let (code, at, help) = one("{ lognormall = { mean = \"3 h\", cv = 1 } }");
    assert_eq!(
        (code, at.as_str()),
        (Code::UnknownDistribution, "lognormall")
    );
    assert!(help.starts_with("did you mean `lognormal`?"), "{help}");
    let two = "{ fixed = \"1 h\", lognormal = { mean = \"3 h\", cv = 1 } }";
    let (code, at, _) = one(two);
    assert_eq!(
        (code, at.as_str()),
        (Code::SeveralDistributions, "lognormal")
    );
    let (code, at, _) = one("{ lognormal = { mean = \"3 h\" } }");
    assert_eq!(
        (code, at.as_str()),
        (Code::MissingKey, "{ mean = \"3 h\" }")
    );
    let (code, at, _) = one("{ lognormal = 3 }");
    assert_eq!((code, at.as_str()), (Code::WrongType, "3"));
    let (code, at, _) = one("{}");
    assert_eq!((code, at.as_str()), (Code::UnknownDistribution, "{}"));
}

#[test]
fn every_wrong_parameter_is_told_at_once() {
    let found = wrong_work("{ triangular = { min = 1, mode = \"x\", most = \"3 h\" } }");
    let codes: Vec<Code> = found.iter().map(|(code, _, _)| *code).collect();
    let wanted = [
        Code::MissingKey,
        Code::MissingUnit,
        Code::NotANumber,
        Code::UnknownKey,
    ];
    assert_eq!(codes, wanted);
}

#[test]
fn units_are_read_to_the_hour() {
    for (text, hours) in [
        ("\"3 h\"", 3.0),
        ("\"3h\"", 3.0),
        ("\"20 min\"", 1.0 / 3.0),
        ("\"36 s\"", 0.01),
        ("\"3600 ms\"", 0.001),
        ("\"1.5 days\"", 36.0),
        ("\"1 day\"", 24.0),
        ("\"2 d\"", 48.0),
        ("\"2 weeks\"", 336.0),
        ("\"1 week\"", 168.0),
        ("\"1 w\"", 168.0),
        ("\"1 year\"", 8760.0),
        ("\"2 years\"", 17520.0),
        ("\"1e1 h\"", 10.0),
        ("{ value = 3, unit = \"h\" }", 3.0),
        ("{ value = \"3 h\" }", 3.0),
    ] {
        let node = parse(0, &format!("x = {text}")).unwrap();
        let mut context = Context::default();
        let read = Shape::read(
            &distribution::Distribution,
            node.get("x").unwrap(),
            &mut context,
        );
        let mean = read.unwrap_or_else(|| panic!("{:?}", context.found)).mean();
        assert!((mean - hours).abs() < 1e-12, "{text}: {mean}");
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    for text in [
        "\"\"",
        "\"h\"",
        "\"inf h\"",
        "\"nan h\"",
        "\"-1 h\"",
        "\"1e400 h\"",
        "\"1 parsec\"",
        "\"1,5 h\"",
        "inf",
        "nan",
        "-1",
        "0",
        "true",
        "[]",
        "2017-01-01",
        "\"5 working days\"",
        "\"3 / h\"",
        "{ value = nan, unit = \"h\" }",
        "{ value = 1, unit = \"parsec\" }",
        "{ value = \"1 h\", unit = \"h\" }",
        "{ value = 1 }",
        "{ value = [1] }",
        "{ value = 3, unit = \"h\", range = [1] }",
        "{ value = 3, unit = \"h\", range = [4, 5] }",
        "{ value = 3, unit = \"h\", rang = [1, 5] }",
    ] {
        assert!(!wrong_work(text).is_empty(), "{text}");
    }
}

#[test]
fn the_plan_and_the_calendars_are_read_as_written() {
    let scenario = every_key();
    let plan = &scenario.plan;
    assert_eq!(plan.start, jiff::civil::date(2017, 3, 6).at(8, 0, 0, 0));
    assert_eq!(plan.horizon.value, Span::from_hours(52.0 * 168.0));
    assert_eq!(plan.warm_up.value, Span::from_hours(8.0 * 168.0));
    assert_eq!((plan.replications.value, plan.seed), (40, 7));
    assert_eq!(plan.confidence.value, 0.9);
    let backlog = plan.starting_backlog.as_ref().unwrap();
    assert_eq!(backlog.cases.value, 120);
    assert_eq!(backlog.age.value, Dist::exponential(216.0).unwrap());
    assert_eq!(scenario.measures.lead_time_over.len(), 2);
    let cycle = scenario.measures.cycle.as_ref().unwrap();
    assert_eq!(cycle.period.value, Span::from_hours(24.0));
    let office = &scenario.calendars[0].item;
    let hours = |from, to| (Span::from_hours(from), Span::from_hours(to));
    assert_eq!(office.week.value[0], [hours(8.5, 12.0), hours(13.5, 17.5)]);
    assert_eq!(office.week.value[5], [hours(9.0, 12.0)]);
    assert!(office.week.value[6].is_empty());
    assert_eq!(office.holidays.len(), 4);
    assert_eq!(office.make_up_as, 1);
    assert_eq!(scenario.calendars[1].item.week.value[6], [hours(8.0, 24.0)]);
}

#[test]
fn levels_and_desks_are_read_as_written() {
    let scenario = every_key();
    let names: Vec<&str> = scenario
        .levels
        .iter()
        .map(|level| level.name.value.as_str())
        .collect();
    assert_eq!(names, ["village", "town", "district"]);
    let village = &scenario.levels[0].item;
    assert_eq!(village.units.unwrap().value, 19);
    assert_eq!(village.residents.unwrap().value, 70000.0);
    assert_eq!(village.rework.unwrap().value, 0.1);
    assert_eq!(village.return_down.unwrap().value, 0.05);
    let escalate = &village.escalate;
    assert_eq!(escalate.after.unwrap().value, WorkTime::WorkingDays(3));
    assert_eq!(escalate.to.as_ref().unwrap().value, "district");
    let desk = &scenario.desks[1].item;
    let Staff::Groups(groups) = &desk.staff.value else {
        panic!("groups were written");
    };
    assert_eq!(groups[0].calendar.as_ref().unwrap().value, "day");
    assert_eq!(groups[1].count.value, 2);
    assert_eq!(desk.time.len(), 4);
    assert_eq!(desk.shift_end, ShiftEnd::HandOver);
    assert_eq!(desk.when_full, WhenFull::Escalate);
    assert_eq!(desk.outage.as_ref().unwrap().scope, OutageScope::Person);
    assert_eq!(desk.gate.as_ref().unwrap().offset, Span::from_hours(9.0));
    assert_eq!(scenario.desks[2].item.staff.value, Staff::Unlimited);
}

#[test]
fn needs_inherit_the_work_of_their_category_unless_they_have_their_own() {
    let scenario = every_key();
    let dispute = &scenario.categories[0].item;
    let own = &dispute.needs[0].item;
    assert_eq!(own.work.as_ref().unwrap().value.mean(), 2.0);
    assert_eq!(own.work_at.len(), 1);
    assert_eq!(own.department.value, "governance");
    let heir = &dispute.needs[1].item;
    assert_eq!(heir.work.as_ref().unwrap().value.mean(), 3.0);
    assert_eq!(heir.work_at[0].name.value, "village");
    assert_eq!(heir.department.value, "police");
    assert_eq!(heir.after[0].value, "governance");
    assert_eq!(dispute.deadline.unwrap().value, WorkTime::WorkingDays(5));
    assert_eq!(dispute.authority.as_ref().unwrap().value[1].1, 0.3);
    assert_eq!(dispute.fields, 12);
    let works = &scenario.categories[1].item;
    assert_eq!(works.authority.as_ref().unwrap().value[0].1, 1.0);
    assert_eq!(works.needs[0].name.value, "market");
}

#[test]
fn sources_are_read_as_written() {
    let scenario = every_key();
    let citizens = &scenario.sources[0].item;
    assert_eq!(
        citizens.arrivals,
        Arrivals::Rate(match &citizens.arrivals {
            Arrivals::Rate(rate) => rate.map(|_| 75.6 / 24.0),
            other => panic!("{other:?}"),
        })
    );
    assert_eq!(citizens.places, Places::Equal);
    assert_eq!(citizens.surge.len(), 2);
    assert_eq!(citizens.profile.holiday.as_ref().unwrap().0.value, 0.4);
    assert_eq!(citizens.events[0].cases.unwrap().value, 500);
    let batch = &scenario.sources[1].item.batch.as_ref().unwrap().value;
    assert_eq!(batch, &CountDist::table(&[2.0, 0.0, 1.0]).unwrap());
    let Arrivals::RatePerResident(rate) = scenario.sources[2].item.arrivals else {
        panic!("a rate per resident was written");
    };
    assert!((rate.value - 0.36 / 8760.0).abs() < 1e-18);
    assert_eq!(scenario.sources[4].item.arrivals, Arrivals::EventsOnly);
    let Arrivals::Trace(trace) = &scenario.sources[5].item.arrivals else {
        panic!("a trace was written");
    };
    assert_eq!(trace.category.as_ref().unwrap().map["PW.x"].value, "works");
    assert!(scenario.sources[5].item.mix.value.is_empty());
}

#[test]
fn quantities_say_where_they_come_from_in_file_order() {
    let scenario = every_key();
    let paths: Vec<&str> = scenario
        .provenance
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "levels.village.residents",
            "desks.\"sector desk\".staff.1.count",
            "desks.office.staff",
            "categories.dispute.work.lognormal.mean",
            "sources.citizens.rate",
        ]
    );
    let mean = &scenario.provenance[3];
    assert_eq!((mean.value.as_str(), mean.unit.as_str()), ("3", "h"));
    assert_eq!(mean.range, Some(("2 h".to_owned(), "5 h".to_owned())));
    assert_eq!(mean.kind, Some(Kind::Derived));
    assert_eq!(scenario.provenance[2].note.as_deref(), Some("one on leave"));
}

/// Forms a schema allows, with references and alternatives resolved.
fn forms<'a>(form: &'a Json, whole: &'a Json) -> Vec<&'a Json> {
    if let Some(reference) = form["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/").replace("%20", " ");
        let target = &whole["$defs"][name.as_str()];
        assert!(target.is_object(), "{reference} leads nowhere");
        return forms(target, whole);
    }
    match form["anyOf"].as_array() {
        Some(alternatives) => alternatives
            .iter()
            .flat_map(|one| forms(one, whole))
            .collect(),
        None => vec![form],
    }
}

/// Paths of keys in a tree that no form of the schema knows, and paths of properties that are described.
fn walk(node: &Node, allowed: &[&Json], whole: &Json, path: &str, unknown: &mut Vec<String>) {
    for (key, node) in node.table().unwrap_or_default() {
        let path = format!("{path}.{}", key.value);
        let next: Vec<&Json> = allowed
            .iter()
            .filter_map(|form| {
                let free = &form["additionalProperties"];
                let pattern = form["patternProperties"].as_object();
                form["properties"]
                    .get(&key.value)
                    .or(pattern.and_then(|pattern| pattern.values().next()))
                    .or(Some(free).filter(|free| free.is_object()))
            })
            .flat_map(|form| forms(form, whole))
            .collect();
        if next.is_empty() {
            unknown.push(path.clone());
        }
        walk(node, &next, whole, &path, unknown);
    }
    for node in items(node).unwrap_or_default() {
        let next: Vec<&Json> = allowed
            .iter()
            .filter(|form| form["items"].is_object())
            .flat_map(|form| forms(&form["items"], whole))
            .collect();
        walk(node, &next, whole, &format!("{path}[]"), unknown);
    }
}

#[test]
fn the_schema_knows_every_key_of_the_example() {
    let schema = schema();
    let root = forms(&schema, &schema);
    let mut unknown = Vec::new();
    walk(
        &parse(0, EVERY_KEY).unwrap(),
        &root,
        &schema,
        "",
        &mut unknown,
    );
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_example_has_every_key_of_the_schema() {
    let schema = schema();
    let mut absent = Vec::new();
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let Some(properties) = definition["properties"].as_object() else {
            continue;
        };
        for (key, property) in properties {
            let is_described = property["description"]
                .as_str()
                .is_some_and(|text| !text.is_empty());
            assert!(is_described || key == "kind", "{name}: {key}");
            let written =
                EVERY_KEY.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            if !name.ends_with("in a design") && !written.into_iter().any(|word| word == key) {
                absent.push(format!("{name}: {key}"));
            }
        }
    }
    assert!(absent.is_empty(), "{absent:?}");
}

#[test]
fn a_design_in_the_schema_requires_nothing() {
    let schema = schema();
    let designs = &schema["$defs"]["scenario"]["properties"]["designs"];
    let design = forms(&designs["additionalProperties"], &schema)[0];
    assert!(design["required"].is_null());
    assert!(design["properties"]["desks"].is_object());
    assert!(design["properties"]["plan"].is_null());
    assert!(schema["$defs"]["desk"]["required"].is_array());
    assert!(schema["$defs"]["desk in a design"]["required"].is_null());
}

#[test]
fn the_only_department_may_go_unnamed() {
    assert!(wrong_work("\"1 h\"").is_empty());
    let text = EVERY_KEY.replace("departments = [\"market\"]\nwork", "work");
    let (scenario, found) = decode(&parse(0, &text).unwrap());
    assert!(scenario.is_none());
    assert_eq!(found.iter().next().unwrap().code, Code::MissingKey);
}

#[test]
fn departments_may_have_labels() {
    let list = "departments = [\"governance\", \"market\", \"police\"]";
    let text = EVERY_KEY.replace(
        list,
        "departments = { governance = { label = \"G\" }, market = {}, police = {} }",
    );
    let (scenario, found) = decode(&parse(0, &text).unwrap());
    let departments = scenario.unwrap_or_else(|| panic!("{found:?}")).departments;
    assert_eq!(departments[0].item.as_deref(), Some("G"));
    assert_eq!(departments[1].item, None);
}
