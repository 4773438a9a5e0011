//! The table of all items of the paper is whole, and what it names exists: keys, metrics, tests, designs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use caseload::explain::coverage::{Item, Metric, Status, items};
use caseload::explain::{Block, Document, Part, keys, metrics};
use caseload::mechanism::figures;
use caseload::model::{Mechanism, Model};
use caseload::outcome::{Measure, definition, measures};

#[path = "support/model.rs"]
mod model;

/// The headings every documentation of a mechanism has, in order.
const HEADINGS: [&str; 5] = [
    "What the paper says",
    "What is simulated",
    "Parameters",
    "What it shows",
    "What it cannot show",
];

/// The columns of every table of parameters.
const COLUMNS: [&str; 5] = ["key", "unit", "default", "range", "kind and source"];

/// A real organisation with the mechanisms of the scenario that has every key at work.
fn everything() -> Model {
    let read = |name: &str| {
        let path = format!("tests/fixtures/{name}.toml");
        fs::read_to_string(path).expect("the fixture is there")
    };
    let mut text = read("real_names");
    let mut is_mechanism = false;
    for line in read("every_key").lines() {
        if line.starts_with('[') {
            is_mechanism = line.trim_start_matches('[').starts_with("mechanisms.");
        }
        if is_mechanism {
            text.push_str(line);
            text.push('\n');
        }
    }
    let mut models = model::models("every mechanism", &text, Path::new("tests/fixtures"), &[]);
    models.remove(0)
}

fn told(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Asserts that `check` finds nothing wrong with any item; it gives what is wrong.
fn each_item(check: impl Fn(&Item) -> Vec<String>) {
    let wrong: Vec<String> = items()
        .iter()
        .flat_map(|item| {
            let found = check(item).into_iter();
            found.map(move |what| format!("{}: {what}", item.id))
        })
        .collect();
    told(&wrong);
}

#[test]
fn every_item_is_there_once_and_in_order() {
    let found: Vec<&str> = items().iter().map(|item| item.id.as_str()).collect();
    let wanted: Vec<String> = (1..=78).map(|number| format!("P{number:02}")).collect();
    assert_eq!(found, wanted);
}

#[test]
fn every_item_is_told_in_whole_sentences_with_a_short_title() {
    each_item(|item| {
        let mut wrong = Vec::new();
        if item.title.chars().count() > 36 || item.title.ends_with('.') {
            wrong.push(format!("the title `{}`", item.title));
        }
        for text in [&item.says, &item.simulated, &item.fails, &item.cannot] {
            if !text.is_empty() && !text.ends_with('.') {
                wrong.push(format!("`{text}` ends without a full stop"));
            }
        }
        if item.says.len() < 20 || item.simulated.len() < 20 {
            wrong.push("says too little".to_owned());
        }
        wrong
    });
}

#[test]
fn every_item_has_what_its_status_asks_for() {
    each_item(|item| {
        let lists = [
            ("mechanism", item.mechanisms.is_empty()),
            ("key", item.keys.is_empty()),
            ("metric", item.metrics.is_empty()),
            ("test", item.tests.is_empty()),
            ("design", item.seen.is_empty()),
        ];
        let needed: &[&str] = match item.status {
            Status::Mechanism => &["mechanism", "key", "metric", "test"],
            Status::Scenario => &["metric", "design"],
            Status::Accounting => &["key", "metric", "test"],
            Status::Context => &[],
        };
        let missing = lists
            .iter()
            .filter(|(what, is_empty)| *is_empty && needed.contains(what));
        missing.map(|(what, _)| format!("has no {what}")).collect()
    });
}

#[test]
fn every_mechanism_named_exists_and_every_mechanism_is_named() {
    each_item(|item| {
        let unknown = item
            .mechanisms
            .iter()
            .filter(|key| Part::named(key).is_none());
        unknown.map(|key| format!("no mechanism `{key}`")).collect()
    });
    let named: BTreeSet<&str> = items()
        .iter()
        .flat_map(|item| item.mechanisms.iter().map(String::as_str))
        .collect();
    let missing: Vec<&str> = Part::all()
        .map(Part::key)
        .filter(|key| !named.contains(key))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "no item names them");
}

#[test]
fn every_key_is_in_the_schema_as_written() {
    each_item(|item| {
        let wrong = item.keys.iter().filter(|path| {
            let found = keys::find(path);
            found.is_none_or(|key| key.path != **path)
        });
        wrong.map(|path| format!("no key `{path}`")).collect()
    });
}

/// Whether a metric of the table is one of some measures.
fn is_measured(metric: &Metric, measures: &[Measure]) -> bool {
    measures.iter().any(|measure| {
        measure.scope.kind() == metric.scope
            && measure.name == metric.name
            && (metric.item == "*" || measure.scope.item() == metric.item)
    })
}

#[test]
fn every_metric_is_measured_when_all_mechanisms_are_at_work() {
    let model = everything();
    for mechanism in Mechanism::ALL {
        assert!(model.mechanisms.has(mechanism), "{mechanism:?} is off");
    }
    let measures = measures(&model);
    each_item(|item| {
        let missing = item
            .metrics
            .iter()
            .filter(|metric| !is_measured(metric, &measures));
        missing
            .map(|metric| format!("no metric {metric:?}"))
            .collect()
    });
}

#[test]
fn every_measure_has_a_definition_and_is_known_to_explain() {
    let mut wrong = Vec::new();
    for measure in measures(&everything()) {
        let scope = measure.scope.kind();
        let own = Mechanism::ALL
            .into_iter()
            .find(|mechanism| scope == "mechanism" && mechanism.key() == measure.scope.item())
            .and_then(|mechanism| {
                let mut figures = figures(mechanism).iter();
                figures.find(|figure| figure.name == measure.name)
            });
        if definition(scope, measure.name).is_none() && own.is_none() {
            wrong.push(format!("{scope} {} has no definition", measure.name));
        }
        let known = metrics::named(measure.name).iter().any(|kind| {
            kind.scope == scope && kind.better == measure.better && !kind.text.is_empty()
        });
        if !known && measure.scope.kind() != "activity" {
            wrong.push(format!("{scope} {} is not explained", measure.name));
        }
    }
    wrong.dedup();
    told(&wrong);
}

#[test]
fn every_test_named_exists() {
    each_item(|item| {
        let missing = item.tests.iter().filter(|test| {
            let found = test.split_once("::").and_then(|(file, function)| {
                let text = fs::read_to_string(file).ok()?;
                text.split(&format!("fn {function}()"))
                    .next()
                    .map(|before| {
                        before.len() < text.len() && before.trim_end().ends_with("#[test]")
                    })
            });
            !found.unwrap_or(false)
        });
        missing.map(|test| format!("no test `{test}`")).collect()
    });
}

#[test]
fn every_design_named_exists() {
    each_item(|item| {
        let missing = item.seen.iter().filter(|seen| {
            let Some((file, design)) = seen.split_once("::") else {
                return true;
            };
            let Ok(text) = fs::read_to_string(file) else {
                return true;
            };
            let folder = Path::new(file).parent().expect("it lies in a folder");
            let mut sources = caseload::diagnostic::Sources::new();
            let document =
                caseload::scenario::Document::read_in(&mut sources, file, &text, folder, &[])
                    .expect("shipped scenarios are in order");
            !document
                .design_names()
                .iter()
                .any(|name| name.value == design)
        });
        missing.map(|seen| format!("no design `{seen}`")).collect()
    });
}

#[test]
fn a_design_that_is_to_show_a_mechanism_has_it_at_work() {
    let mut files: BTreeMap<&str, Vec<Model>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for item in items() {
        let mechanisms: Vec<Mechanism> = item
            .parts()
            .into_iter()
            .filter_map(|part| match part {
                Part::Mechanism(mechanism) => Some(mechanism),
                _ => None,
            })
            .collect();
        // What is always at work is seen everywhere.
        let is_always = mechanisms.len() < item.parts().len();
        if item.status != Status::Mechanism || is_always || item.seen.is_empty() {
            continue;
        }
        let is_seen = item.seen.iter().any(|seen| {
            let (file, design) = seen.split_once("::").expect("a file and a design");
            let models = files.entry(file).or_insert_with(|| {
                let text = fs::read_to_string(file).expect("the scenario is there");
                let folder = Path::new(file).parent().expect("it lies in a folder");
                model::models(file, &text, folder, &[])
            });
            let model = models.iter().find(|model| model.design == design);
            model.is_some_and(|model| mechanisms.iter().any(|&one| model.mechanisms.has(one)))
        });
        if !is_seen {
            wrong.push(format!(
                "{}: {mechanisms:?} in none of {:?}",
                item.id, item.seen
            ));
        }
    }
    told(&wrong);
}

#[test]
fn every_documentation_has_the_same_headings_and_a_table_of_parameters() {
    let mut wrong = Vec::new();
    for part in Part::all() {
        let document = Document::read(part.explanation());
        let headings: Vec<&str> = document
            .sections
            .iter()
            .map(|section| section.title.as_str())
            .collect();
        if headings != HEADINGS {
            wrong.push(format!("{}: the headings are {headings:?}", part.key()));
        }
        for section in &document.sections {
            if section.blocks.is_empty() {
                wrong.push(format!("{}: nothing under {}", part.key(), section.title));
            }
        }
        match table(&document) {
            Some(rows) if rows[0] == COLUMNS => {}
            _ => wrong.push(format!("{}: the table of parameters", part.key())),
        }
    }
    told(&wrong);
}

fn table(document: &Document) -> Option<&Vec<Vec<String>>> {
    document
        .section("Parameters")
        .iter()
        .find_map(|block| match block {
            Block::Table(rows) => Some(rows),
            _ => None,
        })
}

/// The keys that a documentation's table is about, from the root.
fn documented(part: Part) -> Vec<String> {
    let document = Document::read(part.explanation());
    let rows = table(&document).map_or(Vec::new(), |rows| rows[1..].to_vec());
    let cells = rows.iter().flat_map(|row| {
        row[0]
            .split('`')
            .skip(1)
            .step_by(2)
            .map(|key| part.path(key))
            .collect::<Vec<_>>()
    });
    cells.collect()
}

#[test]
fn every_documented_key_exists_and_every_key_of_a_mechanism_is_documented() {
    let mut wrong = Vec::new();
    let paths = keys::paths();
    for part in Part::all() {
        let documented = documented(part);
        for key in &documented {
            if keys::find(key).is_none_or(|found| found.path != *key) {
                wrong.push(format!("{}: no key `{key}`", part.key()));
            }
        }
        let Part::Mechanism(mechanism) = part else {
            continue;
        };
        let start = format!("mechanisms.{}.", mechanism.key());
        for path in paths.iter().filter(|path| path.starts_with(&start)) {
            let is_above = documented
                .iter()
                .any(|key| key.starts_with(&format!("{path}.")));
            // Where something is done is no quantity.
            let is_plain = path.ends_with(".on") || path.ends_with(".desk");
            let is_covered = documented
                .iter()
                .any(|key| path == key || path.starts_with(&format!("{key}.")));
            if !is_plain && !is_above && !is_covered {
                wrong.push(format!("{}: `{path}` is not documented", part.key()));
            }
        }
    }
    told(&wrong);
}

#[test]
fn every_item_that_a_documentation_is_about_names_its_mechanism() {
    let mut wrong = Vec::new();
    for part in Part::all() {
        let text = part.explanation();
        for item in items() {
            let says = text.contains(&item.id);
            let is_named = item.mechanisms.iter().any(|key| key == part.key());
            if says && !is_named {
                wrong.push(format!(
                    "{} does not name `{}`, which names it",
                    item.id,
                    part.key()
                ));
            }
        }
    }
    told(&wrong);
}

#[test]
fn what_a_documentation_shows_is_measured() {
    let model = everything();
    let names: BTreeSet<&str> = measures(&model)
        .iter()
        .map(|measure| measure.name)
        .collect();
    let units = ["_tasks", "_cases", "_share", "_h", "_money", "_per_case"];
    let mut wrong = Vec::new();
    for part in Part::all() {
        let document = Document::read(part.explanation());
        for block in document.section("What it shows") {
            let (Block::Paragraph(text) | Block::Point(text)) = block else {
                continue;
            };
            for name in text.split('`').skip(1).step_by(2) {
                let is_metric = units.iter().any(|unit| name.ends_with(unit));
                if is_metric && !names.contains(name) {
                    wrong.push(format!("{}: `{name}` is not measured", part.key()));
                }
            }
        }
    }
    told(&wrong);
}
