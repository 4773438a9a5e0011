//! All measures there can be: those of every design, and those of mechanisms.

use std::path::Path;
use std::sync::OnceLock;

use crate::diagnostic::Sources;
use crate::mechanism::figures;
use crate::model::{FileCache, Mechanism, Model};
use crate::outcome::{Better, Scope, Unit, definition, measures};
use crate::report::unit_name;
use crate::scenario::Document;

/// A measure of one kind of scope, or of one mechanism.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Kind of scope, as in CSV.
    pub scope: &'static str,
    /// The mechanism it belongs to, if it does.
    pub mechanism: Option<Mechanism>,
    /// Its unit, as in CSV.
    pub unit: &'static str,
    /// Which way is better.
    pub better: Better,
    /// What it means.
    pub text: String,
}

/// All of them, in the order of reports.
pub fn all() -> &'static [Kind] {
    static ALL: OnceLock<Vec<Kind>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut kinds: Vec<Kind> = Vec::new();
        for measure in measures(&example()) {
            let scope = measure.scope.kind();
            let mut known = kinds.iter_mut();
            if let Some(kind) = known.find(|kind| kind.name == measure.name && kind.scope == scope)
            {
                // Of the hours by activity, only those of first-time handling are no burden.
                if kind.better == Better::Neither {
                    kind.better = measure.better;
                }
                continue;
            }
            kinds.push(Kind {
                name: measure.name,
                scope,
                mechanism: None,
                unit: unit_name(measure.unit),
                better: measure.better,
                text: definition(scope, measure.name)
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
        let scope = Scope::Mechanism(String::new()).kind();
        let own = "own_work_staff_h";
        kinds.push(Kind {
            name: own,
            scope,
            mechanism: None,
            unit: unit_name(Unit::StaffHours),
            better: Better::Lower,
            text: definition(scope, own).unwrap_or_default().to_owned(),
        });
        for mechanism in Mechanism::ALL {
            kinds.extend(figures(mechanism).iter().map(|figure| Kind {
                name: figure.name,
                scope,
                mechanism: Some(mechanism),
                unit: unit_name(figure.unit),
                better: figure.better,
                text: figure.definition(),
            }));
        }
        kinds
    })
}

/// Those with a name, in small letters.
pub fn named(name: &str) -> Vec<&'static Kind> {
    all().iter().filter(|kind| kind.name == name).collect()
}

/// All names, each once.
pub fn names() -> Vec<&'static str> {
    let mut seen = std::collections::BTreeSet::new();
    let names = all().iter().map(|kind| kind.name);
    names.filter(|name| seen.insert(*name)).collect()
}

fn example() -> Model {
    let mut sources = Sources::new();
    let text = include_str!("example.toml");
    let document = Document::read(&mut sources, "example", text, &[]).expect("the example is TOML");
    let (scenarios, _) = document.check_all();
    let (design, scenario) = &scenarios[0];
    let mut files = FileCache::new();
    let (model, _) = Model::new(scenario, design, Path::new(""), &mut sources, &mut files);
    model.expect("the example is in order")
}
