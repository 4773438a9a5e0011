//! A tree as TOML text that parses back to the same tree.

use super::super::decode::{dotted, is_whole, key_text};
use super::super::document::{Node, Value};
use crate::diagnostic::At;

/// The text of a root table. Keys of the root come before its tables, whose order is kept.
pub(super) fn toml(root: &Node) -> String {
    let entries = root.table().unwrap_or_default();
    let is_section = |entry: &&(At<String>, Node)| is_section(&entry.1);
    let mut text = String::new();
    for (key, node) in entries.iter().filter(|entry| !is_section(entry)) {
        line(&mut text, key, node);
    }
    for (key, node) in entries.iter().filter(is_section) {
        section(&mut text, &mut vec![&key.value], node);
    }
    text
}

/// One value as text.
pub(in crate::scenario) fn text(of: &Value) -> String {
    let mut text = String::new();
    value(&mut text, of);
    text
}

/// Whether a node is better written under a header than in one line.
fn is_section(node: &Node) -> bool {
    node.table().is_some() && !is_whole(node)
}

fn line(text: &mut String, key: &At<String>, node: &Node) {
    text.push_str(&format!("{} = ", key_text(&key.value)));
    value(text, &node.value);
    text.push('\n');
}

/// A table under a header. What follows the last plain key gets headers of its own, so that the order is kept.
fn section<'a>(text: &mut String, path: &mut Vec<&'a str>, node: &'a Node) {
    let entries = node.table().unwrap_or_default();
    let plain = entries
        .iter()
        .rposition(|(_, node)| !is_section(node))
        .map_or(0, |last| last + 1);
    let (lines, tables) = entries.split_at(plain);
    if !lines.is_empty() || entries.is_empty() {
        text.push_str(&format!("\n[{}]\n", dotted(path.iter().copied())));
    }
    for (key, node) in lines {
        line(text, key, node);
    }
    for (key, node) in tables {
        path.push(&key.value);
        section(text, path, node);
        path.pop();
    }
}

/// A value in one line.
fn value(text: &mut String, of: &Value) {
    match of {
        Value::Table(entries) => {
            text.push('{');
            for (index, (key, node)) in entries.iter().enumerate() {
                text.push_str(if index == 0 { " " } else { ", " });
                text.push_str(&format!("{} = ", key_text(&key.value)));
                value(text, &node.value);
            }
            text.push_str(if entries.is_empty() { "}" } else { " }" });
        }
        Value::Array(items) => {
            text.push('[');
            for (index, node) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                value(text, &node.value);
            }
            text.push(']');
        }
        Value::Text(content) => text.push_str(&toml::Value::from(content.as_str()).to_string()),
        Value::Integer(number) => text.push_str(&number.to_string()),
        Value::Float(number) => text.push_str(&toml::Value::from(*number).to_string()),
        Value::Bool(flag) => text.push_str(&flag.to_string()),
        Value::Datetime(datetime) => text.push_str(&datetime.to_string()),
    }
}
