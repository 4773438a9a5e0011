//! Dotted paths into a scenario.

use std::ops::Range;

use serde_json::Value as Json;

use super::super::decode::{dotted, offer};
use super::super::document::{Node, Value, shortened};
use super::super::schema::{forms_of, schema};
use super::{DESIGNS, merge};
use crate::diagnostic::{At, Code, Diagnostic, Place, near};

/// A path such as `sources.citizens.events.0.factor`, each part with its place.
pub(super) struct Path {
    parts: Vec<At<String>>,
}

impl Path {
    /// Splits a text at its dots, except inside quotes; `place` turns ranges of bytes into places.
    pub(super) fn parse(
        text: &str,
        place: impl Fn(Range<usize>) -> Place,
    ) -> Result<Self, Diagnostic> {
        let wrong = |range, what: &str| {
            let message = format!("the path `{}` {what}", shortened(text));
            Diagnostic::error(Code::Override, place(range), message)
                .help("write a path such as `plan.horizon`")
        };
        let mut parts = Vec::new();
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let quote = rest
                .chars()
                .next()
                .filter(|first| ['"', '\''].contains(first));
            let (part, end) = match quote {
                Some(quote) => match rest[1..].find(quote) {
                    Some(length) => (&rest[1..=length], at + length + 2),
                    None => return Err(wrong(at..text.len(), "has a quote that does not close")),
                },
                None => {
                    let length = rest.find('.').unwrap_or(rest.len());
                    (&rest[..length], at + length)
                }
            };
            if part.trim().is_empty() {
                return Err(wrong(at..end, "has an empty part"));
            }
            parts.push(At::new(part.trim().to_owned(), place(at..end)));
            match text[end..].chars().next() {
                None => return Ok(Self { parts }),
                Some('.') => at = end + 1,
                Some(_) => return Err(wrong(end..text.len(), "goes on after a quote")),
            }
        }
    }

    /// The first part.
    pub(super) fn first(&self) -> Option<&str> {
        self.parts.first().map(|part| part.value.as_str())
    }

    /// What stands at the path, if anything does.
    pub(super) fn find<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        let mut parts = self.parts.iter();
        parts.try_fold(root, |node, part| child(node, &part.value))
    }

    /// Whether the format has such a path and the scenario has the names on the way.
    pub(super) fn check(&self, root: &Node) -> Result<(), Diagnostic> {
        let schema = schema();
        let mut forms = forms_of(&schema, &schema);
        // Trees in which the names on the way may be: inside a design, those of the base and of every design.
        let mut trees = vec![root];
        for (index, part) in self.parts.iter().enumerate() {
            let is_last = index + 1 == self.parts.len();
            let below: Vec<&Node> = trees
                .iter()
                .filter_map(|tree| child(tree, &part.value))
                .collect();
            let next: Vec<&Json> = forms
                .iter()
                .filter_map(|form| step(form, &part.value, is_last || !below.is_empty()))
                .flat_map(|form| forms_of(form, &schema))
                .collect();
            let is_item = trees
                .iter()
                .any(|tree| matches!(tree.value, Value::Array(_)));
            if next.is_empty() || is_item && below.is_empty() {
                return Err(self.unknown(index, &names(&forms, &trees)));
            }
            forms = next;
            trees = below;
            if index == 1 && self.first() == Some(DESIGNS) {
                let designs = root.get(DESIGNS).and_then(Node::table).unwrap_or_default();
                trees = designs.iter().map(|(_, node)| node).collect();
                trees.push(root);
            }
        }
        Ok(())
    }

    fn unknown(&self, index: usize, names: &[String]) -> Diagnostic {
        let part = &self.parts[index];
        let before = dotted(self.parts[..index].iter().map(|part| part.value.as_str()));
        let name = shortened(&part.value);
        let message = match index {
            0 => format!("the scenario has no `{name}`"),
            _ => format!("`{before}` has no `{name}`"),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let diagnostic = Diagnostic::error(Code::UnknownPath, part.place, message);
        match (names.as_slice(), near(&part.value, names.iter().copied())) {
            ([], _) => diagnostic,
            (_, None) if names.len() > 20 => diagnostic,
            _ => diagnostic.help(offer(&part.value, "names there", &names)),
        }
    }

    /// Writes a value at the path, by the patch rule.
    pub(super) fn write_to(&self, root: &mut Node, value: &Node) {
        write(root, &self.parts, value);
    }

    /// Takes the path out of a tree.
    pub(super) fn remove_from(&self, root: &mut Node) -> Result<(), Diagnostic> {
        let mut node = root;
        for index in 0..self.parts.len() {
            let name = self.parts[index].value.as_str();
            if child(node, name).is_none() {
                return Err(self.unknown(index, &names(&[], &[node])));
            }
            if index + 1 == self.parts.len() {
                match &mut node.value {
                    Value::Table(entries) => entries.retain(|(key, _)| key.value != name),
                    Value::Array(items) => {
                        // An index that has a child is a number.
                        items.remove(name.parse().unwrap_or(0));
                    }
                    _ => {}
                }
                return Ok(());
            }
            match child_mut(node, name) {
                Some(next) => node = next,
                None => return Ok(()),
            }
        }
        Ok(())
    }
}

/// The part of a table or a list with a name or a number.
fn child<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => node.get(name),
    }
}

fn child_mut<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        Value::Table(entries) => entries
            .iter_mut()
            .find(|(key, _)| key.value == name)
            .map(|(_, node)| node),
        _ => None,
    }
}

fn write(node: &mut Node, parts: &[At<String>], value: &Node) {
    let [part, rest @ ..] = parts else {
        merge(node, value);
        return;
    };
    if !matches!(node.value, Value::Table(_) | Value::Array(_)) {
        *node = Node::empty(part.place);
    }
    if child(node, &part.value).is_none()
        && let Value::Table(entries) = &mut node.value
    {
        let fresh = match rest {
            [] => value.clone(),
            _ => Node::empty(part.place),
        };
        entries.push((part.clone(), fresh));
    }
    if let Some(next) = child_mut(node, &part.value) {
        write(next, rest, value);
    }
}

/// The schema of one part of a form. A free name must be in the scenario unless it is the last part.
fn step<'a>(form: &'a Json, part: &str, may_be_new: bool) -> Option<&'a Json> {
    if let Some(property) = form["properties"].get(part) {
        return Some(property);
    }
    if form["items"].is_object() && part.parse::<usize>().is_ok() {
        return Some(&form["items"]);
    }
    let patterns = form["patternProperties"].as_object();
    let free = patterns.and_then(|patterns| patterns.values().next());
    free.or(Some(&form["additionalProperties"]))
        .filter(|free| free.is_object() && may_be_new)
}

/// Names that could stand at a place, for a near match.
fn names(forms: &[&Json], trees: &[&Node]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let properties = forms
        .iter()
        .filter_map(|form| form["properties"].as_object());
    names.extend(properties.flat_map(|properties| properties.keys().cloned()));
    for tree in trees {
        match &tree.value {
            Value::Table(entries) => {
                names.extend(entries.iter().map(|(key, _)| key.value.clone()));
            }
            Value::Array(items) => names.extend((0..items.len()).map(|index| index.to_string())),
            _ => {}
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}
