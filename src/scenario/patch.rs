//! Designs and `--set` arguments as patches on the tree of a scenario, and the scenario under each design.
//!
//! The patch rule: tables merge key by key; everything else, including a quantity or a distribution written as a table,
//! replaces what was there. Places stay those of where a value was written, so a message about a patched scenario points
//! to the patch, and a message about the base is the same for every design.

use std::collections::BTreeMap;

use super::Scenario;
use super::decode::{decode, is_whole, items, offer};
use super::document::{self, Node, Value};
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, Sources};

mod assumed;
mod base;
mod design;
mod member;
mod number;
mod path;
mod settings;
mod variant;
mod write;

pub use assumed::{Assumed, WhyNot};
use design::apply_design;
pub use member::Drawn;
use path::Path;
pub(super) use write::text as value_text;

/// The design of a scenario that has no designs.
const BASELINE: &str = "baseline";

/// Tables that no run depends on.
const BESIDE: [&str; 7] = [
    "published",
    "ensemble",
    "claim",
    "sweep",
    "optimise",
    "select",
    "sensitivity",
];

/// A design with its name.
type Entry = (At<String>, Node);

/// The key of the designs.
const DESIGNS: &str = "designs";

/// One `--set path=value` argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Dotted path into the scenario.
    pub path: String,
    /// TOML, or else plain text.
    pub value: String,
}

impl Override {
    /// The argument `path=value`, split at the first `=` that is not in quotes.
    pub fn parse(argument: &str) -> Result<Self, Diagnostic> {
        let mut quote = None;
        for (offset, letter) in argument.char_indices() {
            match (quote, letter) {
                (None, '=') => {
                    return Ok(Self {
                        path: argument[..offset].trim().to_owned(),
                        value: argument[offset + 1..].trim().to_owned(),
                    });
                }
                (None, '"' | '\'') => quote = Some(letter),
                (Some(open), letter) if open == letter => quote = None,
                _ => {}
            }
        }
        let shown = document::shortened(argument);
        let message = format!("`{shown}` is not of the form `path=value`");
        Err(Diagnostic::error(Code::Override, Place::NOWHERE, message)
            .help("write `--set plan.horizon=\"8 weeks\"`"))
    }
}

/// What a design says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declared {
    /// Whether it means to have other people than the baseline.
    pub changes_staff: bool,
    /// Long name for reports.
    pub label: Option<String>,
    /// Place of its name.
    pub place: Place,
}

/// A scenario file with the `--set` arguments applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    root: Node,
    /// Long names of the designs that have one.
    pub labels: BTreeMap<String, String>,
}

impl Document {
    /// Parses a scenario and applies the overrides in order, as [`Self::read_in`] does in the current folder.
    pub fn read(
        sources: &mut Sources,
        name: &str,
        text: &str,
        overrides: &[Override],
    ) -> Result<Self, Diagnostics> {
        Self::read_in(sources, name, text, std::path::Path::new(""), overrides)
    }

    /// Parses a scenario, puts the files it patches under it, and applies the overrides in order. Texts are added to
    /// `sources`, the scenario first; a `base` is a file relative to `folder`.
    ///
    /// Fails on syntax, on a base that cannot be read and on overrides; what is wrong with keys and values is found by
    /// [`Self::scenario`].
    pub fn read_in(
        sources: &mut Sources,
        name: &str,
        text: &str,
        folder: &std::path::Path,
        overrides: &[Override],
    ) -> Result<Self, Diagnostics> {
        let source = sources.add(name, text);
        let root = document::parse(source, text)?;
        let mut root = base::with_bases(root, folder, sources)?;
        let mut found = Diagnostics::new();
        for argument in overrides {
            let text = format!("{}={}", argument.path, argument.value);
            let source = sources.add("--set", text);
            if let Err(wrong) = apply_override(&mut root, source, argument) {
                found.merge(wrong);
            }
        }
        if found.has_errors() {
            return Err(found);
        }
        let mut document = Self {
            root,
            labels: BTreeMap::new(),
        };
        for design in document.design_names() {
            if let Some(label) = document.design_declares(&design.value).label {
                document.labels.insert(design.value, label);
            }
        }
        Ok(document)
    }

    /// Names of the designs in file order; `baseline` alone when there are none.
    pub fn design_names(&self) -> Vec<At<String>> {
        match self.designs() {
            [] => vec![At::nowhere(BASELINE.to_owned())],
            designs => designs.iter().map(|(name, _)| name.clone()).collect(),
        }
    }

    /// What a design says of itself; nothing for a design there is not.
    pub fn design_declares(&self, design: &str) -> Declared {
        let Some((name, node)) = self.design(design) else {
            return Declared::default();
        };
        Declared {
            changes_staff: node
                .get("changes_staff")
                .is_some_and(|node| node.value == Value::Bool(true)),
            label: node.get("label").and_then(Node::text).map(str::to_owned),
            place: name.place,
        }
    }

    /// The scenario under one design, if it has no errors, and what is wrong with it in file order.
    pub fn scenario(&self, design: &str) -> (Option<Scenario>, Diagnostics) {
        let mut found = Diagnostics::new();
        self.check_baseline(&mut found);
        self.check_published(&mut found);
        let (scenario, wrong) = self.organised(design);
        found.merge(wrong);
        if let Some(ensemble) = scenario.as_ref().and_then(|one| one.ensemble.as_ref()) {
            self.check_ensemble(ensemble, &mut found);
        }
        if let Some(claim) = scenario.as_ref().and_then(|one| one.claim.as_ref()) {
            self.check_claim(claim, &mut found);
        }
        if let Some(sweep) = scenario.as_ref().and_then(|one| one.sweep.as_ref()) {
            self.check_sweep(sweep, &mut found);
        }
        if let Some(select) = scenario.as_ref().and_then(|one| one.select.as_ref()) {
            self.check_select(select, &mut found);
        }
        if let Some(optimise) = scenario.as_ref().and_then(|one| one.optimise.as_ref()) {
            self.check_optimise(optimise, &mut found);
        }
        let asked = scenario.as_ref().and_then(|one| one.sensitivity.as_ref());
        let designs = asked.map(|asked| asked.design.iter().chain(&asked.minus));
        for name in designs.into_iter().flatten() {
            self.check_design(name, &mut found);
        }
        (scenario.filter(|_| !found.has_errors()), found.sorted())
    }

    /// The same, without looking for mistakes in what no run depends on.
    pub(crate) fn organised(&self, design: &str) -> (Option<Scenario>, Diagnostics) {
        let mut found = Diagnostics::new();
        let patched = self.patched(design, &mut found);
        let (scenario, wrong) = decode(&patched);
        found.merge(wrong);
        (scenario.filter(|_| !found.has_errors()), found.sorted())
    }

    /// The scenario under every design that has no errors, in file order, and everything that is wrong, said once.
    pub fn check_all(&self) -> (Vec<(String, Scenario)>, Diagnostics) {
        let mut found = Diagnostics::new();
        let mut scenarios = Vec::new();
        for design in self.design_names() {
            let (scenario, wrong) = self.scenario(&design.value);
            found.merge(wrong);
            if let Some(scenario) = scenario {
                scenarios.push((design.value, scenario));
            }
        }
        (scenarios, found.sorted())
    }

    /// The scenario as TOML text: with all designs as patches, or as it is under one design.
    pub fn to_toml(&self, design: Option<&str>) -> String {
        match design {
            None => write::toml(&self.root),
            Some(design) => {
                let mut root = self.patched(design, &mut Diagnostics::new());
                forget_baseline(&mut root);
                // They are about designs, which are left out.
                if let Value::Table(entries) = &mut root.value {
                    entries.retain(|(key, _)| !BESIDE.contains(&key.value.as_str()));
                }
                write::toml(&root)
            }
        }
    }

    /// What one replication under a design depends on, as text: the scenario without what only says how it is told, and how
    /// often it is run.
    pub fn to_run(&self, design: &str) -> String {
        let mut root = self.patched(design, &mut Diagnostics::new());
        if let Value::Table(entries) = &mut root.value {
            let told = ["title", "question", "notes"];
            let is_run = |key: &str| !BESIDE.contains(&key) && !told.contains(&key);
            entries.retain(|(key, _)| is_run(&key.value));
            for (_, plan) in entries.iter_mut().filter(|(key, _)| key.value == "plan") {
                if let Value::Table(entries) = &mut plan.value {
                    let not_run = ["replications", "confidence", "baseline"];
                    entries.retain(|(key, _)| !not_run.contains(&key.value.as_str()));
                }
            }
        }
        write::toml(&root)
    }

    /// The scenario as TOML text in two parts: what a run depends on, and the tables that none does.
    pub fn to_toml_parts(&self) -> (String, String) {
        let part = |is_wanted: fn(&str) -> bool| {
            let mut root = self.root.clone();
            if let Value::Table(entries) = &mut root.value {
                entries.retain(|(key, _)| is_wanted(&key.value));
            }
            write::toml(&root)
        };
        (
            part(|name| !BESIDE.contains(&name)),
            part(|name| BESIDE.contains(&name)),
        )
    }

    fn designs(&self) -> &[(At<String>, Node)] {
        self.root
            .get(DESIGNS)
            .and_then(Node::table)
            .unwrap_or_default()
    }

    fn design(&self, name: &str) -> Option<&(At<String>, Node)> {
        self.designs().iter().find(|(key, _)| key.value == name)
    }

    /// The tree under a design, without the designs.
    fn patched(&self, design: &str, found: &mut Diagnostics) -> Node {
        let mut root = self.root.clone();
        if let Value::Table(entries) = &mut root.value {
            entries.retain(|(key, _)| key.value != DESIGNS);
        }
        if let Some(designs) = self.root.get(DESIGNS)
            && designs.table().is_none_or(<[_]>::is_empty)
        {
            let message = format!(
                "`designs` is {} and must be a table of designs",
                designs.found()
            );
            let help = "write `[designs.traditional]`, or leave it out";
            found.push(Diagnostic::error(Code::WrongType, designs.place, message).help(help));
        }
        for (name, node) in self.chain(design, found) {
            apply_design(&mut root, name, node, found);
        }
        root
    }

    /// The designs that a design extends, in the order they are applied, and the design itself last: ancestors before
    /// those that extend them, each once. Empty after a circle was found.
    fn chain(&self, design: &str, found: &mut Diagnostics) -> Vec<&(At<String>, Node)> {
        let mut chain: Vec<&(At<String>, Node)> = Vec::new();
        // Designs being looked at, each with those it extends that are still to come, the next one last.
        let mut path: Vec<(&Entry, Vec<&Node>)> = Vec::new();
        let mut next = self.design(design);
        loop {
            if let Some(entry) = next.take() {
                if let Some(start) = path.iter().position(|(seen, _)| seen.0 == entry.0) {
                    let around: Vec<_> = path[start..].iter().map(|(entry, _)| *entry).collect();
                    found.push(cycle(&around));
                    return Vec::new();
                }
                if !chain.iter().any(|seen| seen.0 == entry.0) {
                    path.push((entry, extended(&entry.1)));
                }
            }
            let Some((entry, parents)) = path.last_mut() else {
                return chain;
            };
            match parents.pop() {
                Some(parent) => next = self.parent(parent, found),
                None => {
                    chain.push(entry);
                    path.pop();
                }
            }
        }
    }

    /// The design that an `extends` names.
    fn parent(&self, node: &Node, found: &mut Diagnostics) -> Option<&(At<String>, Node)> {
        let name = node.text()?;
        let parent = self.design(name);
        if parent.is_none() {
            let names = self.design_names();
            let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
            let message = format!("there is no design `{}`", document::shortened(name));
            found.push(
                Diagnostic::error(Code::UnknownName, node.place, message)
                    .help(offer(name, "designs", &names)),
            );
        }
        parent
    }

    fn check_baseline(&self, found: &mut Diagnostics) {
        let baseline = self.root.get("plan").and_then(|plan| plan.get("baseline"));
        let Some((node, name)) = baseline.and_then(|node| Some((node, node.text()?))) else {
            return;
        };
        let names = self.design_names();
        let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        if !names.contains(&name) {
            let message = format!("there is no design `{}`", document::shortened(name));
            found.push(
                Diagnostic::error(Code::UnknownName, node.place, message)
                    .help(offer(name, "designs", &names)),
            );
        }
    }
}

/// What a design extends, the first last.
fn extended(design: &Node) -> Vec<&Node> {
    let Some(extends) = design.get("extends") else {
        return Vec::new();
    };
    match items(extends) {
        Some(several) => several.iter().rev().collect(),
        None => vec![extends],
    }
}

/// Takes out the design the others are compared with, which is not there once the designs are left out.
fn forget_baseline(root: &mut Node) {
    let Value::Table(sections) = &mut root.value else {
        return;
    };
    let plan = sections.iter_mut().find(|(key, _)| key.value == "plan");
    if let Some((_, plan)) = plan
        && let Value::Table(entries) = &mut plan.value
    {
        entries.retain(|(key, _)| key.value != "baseline");
    }
}

/// A circle of designs, told from the one that comes first in the file so that it is told once.
fn cycle(designs: &[&(At<String>, Node)]) -> Diagnostic {
    let first = (0..designs.len())
        .min_by_key(|index| designs[*index].0.place)
        .unwrap_or(0);
    let around: Vec<_> = designs
        .iter()
        .cycle()
        .skip(first)
        .take(designs.len())
        .collect();
    let place = |entry: &(At<String>, Node)| {
        let extends = entry.1.get("extends");
        extends.map_or(entry.0.place, |node| node.place)
    };
    let names: Vec<String> = around
        .iter()
        .chain(around.first())
        .map(|entry| format!("`{}`", entry.0.value))
        .collect();
    let message = format!("the design extends itself: {}", names.join(" extends "));
    let start = around.first().map_or(Place::NOWHERE, |entry| place(entry));
    let diagnostic = Diagnostic::error(Code::DesignCycle, start, message)
        .help("leave `extends` out of one of them");
    around.iter().skip(1).fold(diagnostic, |diagnostic, entry| {
        diagnostic.label(place(entry), "and on from here")
    })
}

/// Sets a key of a table by the patch rule.
fn set(table: &mut Node, key: &At<String>, patch: &Node) {
    let Value::Table(entries) = &mut table.value else {
        return;
    };
    match entries.iter_mut().find(|(name, _)| name.value == key.value) {
        Some((_, node)) => merge(node, patch),
        None => entries.push((key.clone(), patch.clone())),
    }
}

/// Patches a node by the patch rule.
fn merge(node: &mut Node, patch: &Node) {
    let both = node.table().is_some() && patch.table().is_some();
    if !both || is_whole(node) || is_whole(patch) {
        *node = patch.clone();
        return;
    }
    for (key, patch) in patch.table().unwrap_or_default() {
        set(node, key, patch);
    }
}

/// Applies one `--set` argument.
fn apply_override(root: &mut Node, source: u16, argument: &Override) -> Result<(), Diagnostics> {
    let path = Path::parse(&argument.path, |range| Place::new(source, range))?;
    path.check(root)?;
    let offset = argument.path.len() + 1;
    let value = override_value(source, offset, &argument.value)?;
    path.write_to(root, &value);
    Ok(())
}

/// The value of an override: TOML if it reads as that, else text.
fn override_value(source: u16, offset: usize, text: &str) -> Result<Node, Diagnostics> {
    let place = Place::new(source, offset..offset + text.len());
    match document::parse_value(source, offset, text) {
        Ok(node) => Ok(node),
        // What opens a bracket or a quote was meant as TOML.
        Err(wrong) if text.starts_with(['{', '[', '"', '\'']) => Err(wrong),
        Err(_) => Ok(Node {
            place,
            value: Value::Text(text.to_owned()),
        }),
    }
}

#[cfg(test)]
mod tests;
