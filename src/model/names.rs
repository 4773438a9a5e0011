//! Names while a model is built: their positions, and help for those that are not known.

use std::collections::BTreeMap;

use crate::diagnostic::{At, near};
use crate::model::territory::Tree;
use crate::scenario::Scenario;

/// Names listed in a help text.
const NAMES_LISTED: usize = 12;

/// Names of one kind with their positions.
pub(super) struct Names<'a> {
    /// What one is called in messages.
    pub(super) kind: &'static str,
    positions: BTreeMap<&'a str, usize>,
    /// In order, for help.
    listed: Vec<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn new(kind: &'static str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let listed: Vec<&str> = names.into_iter().collect();
        let mut positions = BTreeMap::new();
        for (position, name) in listed.iter().enumerate() {
            positions.entry(*name).or_insert(position);
        }
        Self {
            kind,
            positions,
            listed,
        }
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    pub(super) fn name(&self, position: usize) -> &'a str {
        self.listed[position]
    }

    /// All names in order.
    pub(super) fn all(&self) -> &[&'a str] {
        &self.listed
    }

    /// Help that offers the nearest name, or lists all.
    pub(super) fn offer(&self, name: &str) -> String {
        offer(self.kind, name, &self.listed)
    }
}

/// Help that offers the nearest of some names, or lists them.
pub(super) fn offer(kind: &str, name: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("there is no {kind} at all");
    }
    if let Some(near) = near(name, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let shown: Vec<String> = known
        .iter()
        .take(NAMES_LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = known.len().saturating_sub(NAMES_LISTED);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("write one of {}{rest}", shown.join(", "))
}

/// The names of everything, by position in the model.
pub(super) struct AllNames<'a> {
    /// `always` is first.
    pub(super) calendars: Names<'a>,
    /// In the order of the model, lowest first.
    pub(super) levels: Names<'a>,
    pub(super) departments: Names<'a>,
    pub(super) desks: Names<'a>,
    pub(super) categories: Names<'a>,
    pub(super) sources: Names<'a>,
}

impl<'a> AllNames<'a> {
    pub(super) fn new(scenario: &'a Scenario, tree: &Tree) -> Self {
        let named = |name: &'a At<String>| name.value.as_str();
        Self {
            calendars: Names::new(
                "calendar",
                std::iter::once("always").chain(scenario.calendars.iter().map(|c| named(&c.name))),
            ),
            levels: Names::new(
                "level",
                tree.order
                    .iter()
                    .map(|&at| named(&scenario.levels[at].name)),
            ),
            departments: Names::new(
                "department",
                scenario.departments.iter().map(|d| named(&d.name)),
            ),
            desks: Names::new("desk", scenario.desks.iter().map(|d| named(&d.name))),
            categories: Names::new(
                "category",
                scenario.categories.iter().map(|c| named(&c.name)),
            ),
            sources: Names::new("source", scenario.sources.iter().map(|s| named(&s.name))),
        }
    }
}
