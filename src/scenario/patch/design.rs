//! One design applied to a tree: what it removes and what it patches.

use super::super::decode::{PATCHABLE, items, offer};
use super::super::document::{self, Node, Value};
use super::path::Path;
use super::set;
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place};

/// Keys of a design that are not patches.
const OWN_KEYS: [&str; 4] = ["label", "extends", "changes_staff", "remove"];

/// What decides which matters arise or how they are watched, and is the same for every design.
const FIXED: [&str; 5] = ["plan", "measures", "sources", "territory", "calendars"];

/// Removes and patches what one design says.
pub(super) fn apply_design(
    root: &mut Node,
    name: &At<String>,
    node: &Node,
    found: &mut Diagnostics,
) {
    let Some(entries) = node.table() else {
        let message = format!(
            "the design `{}` is {} and must be a table",
            name.value,
            node.found()
        );
        found.push(Diagnostic::error(Code::WrongType, node.place, message));
        return;
    };
    check_own_keys(node, found);
    let removed = node.get("remove").and_then(items);
    for item in removed.unwrap_or_default() {
        if let Err(wrong) = remove(root, name, item) {
            found.push(wrong);
        }
    }
    for (key, patch) in entries {
        let section = key.value.as_str();
        if OWN_KEYS.contains(&section) {
            continue;
        }
        if FIXED.contains(&section) {
            found.push(changes_stream(name, section, key.place));
        } else if PATCHABLE.contains(&section) {
            check_known(root, name, key, patch, found);
            set(root, key, patch);
        } else {
            let known: Vec<&str> = OWN_KEYS.into_iter().chain(PATCHABLE).collect();
            let section = document::shortened(section);
            let message = format!("the design `{}` has no key `{section}`", name.value);
            found.push(
                Diagnostic::error(Code::UnknownKey, key.place, message)
                    .help(offer(&key.value, "keys", &known)),
            );
        }
    }
}

/// Names in a patch that stand for nothing yet and do not say what a new item must say: most likely slips.
fn check_known(
    root: &Node,
    design: &At<String>,
    section: &At<String>,
    patch: &Node,
    found: &mut Diagnostics,
) {
    let (one, defined_by): (_, &[&str]) = match section.value.as_str() {
        "desks" => ("desk", &["level"]),
        "levels" => ("level", &["parent", "units"]),
        "categories" => ("category", &["work", "needs", "departments"]),
        _ => return,
    };
    let existing = root
        .get(&section.value)
        .and_then(Node::table)
        .unwrap_or_default();
    let names: Vec<&str> = existing
        .iter()
        .map(|(name, _)| name.value.as_str())
        .collect();
    for (name, item) in patch.table().unwrap_or_default() {
        let is_new = !names.contains(&name.value.as_str());
        if is_new && !defined_by.iter().any(|key| item.get(key).is_some()) {
            let slip = document::shortened(&name.value);
            let message = format!(
                "the design `{}` patches the {one} `{slip}`, which there is not",
                design.value
            );
            found.push(
                Diagnostic::error(Code::UnknownName, name.place, message).help(offer(
                    &name.value,
                    &section.value,
                    &names,
                )),
            );
        }
    }
}

fn changes_stream(design: &At<String>, section: &str, place: Place) -> Diagnostic {
    let message = format!(
        "the design `{}` may not change `{section}`: every design must see the same matters",
        design.value
    );
    Diagnostic::error(Code::DesignChangesStream, place, message)
        .help("move it out of the design, or compare two scenarios")
}

/// The keys that say something about the design have the right types.
fn check_own_keys(node: &Node, found: &mut Diagnostics) {
    let is_text = |node: &Node| node.text().is_some();
    let is_list = |node: &Node| items(node).is_some_and(|all| all.iter().all(is_text));
    for (key, want) in [
        ("label", "text"),
        ("extends", "the name of a design, or a list of names"),
        ("changes_staff", "`true` or `false`"),
        ("remove", "a list of paths"),
    ] {
        let Some(node) = node.get(key) else {
            continue;
        };
        let right = match key {
            "changes_staff" => matches!(node.value, Value::Bool(_)),
            "remove" => is_list(node),
            "extends" => is_text(node) || is_list(node),
            _ => is_text(node),
        };
        if !right {
            let message = format!("`{key}` is {} and must be {want}", node.found());
            found.push(Diagnostic::error(Code::WrongType, node.place, message));
        }
    }
}

/// Takes one path out of a tree.
fn remove(root: &mut Node, design: &At<String>, item: &Node) -> Result<(), Diagnostic> {
    let text = item.text().unwrap_or_default();
    if text.is_empty() {
        return Ok(());
    }
    let path = Path::parse(text, |_| item.place)?;
    if let Some(section) = path.first().filter(|section| FIXED.contains(section)) {
        return Err(changes_stream(design, section, item.place));
    }
    path.remove_from(root)
}
