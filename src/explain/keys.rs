//! Keys of a scenario, found in its schema.

use std::sync::OnceLock;

use serde_json::Value as Json;

use crate::scenario::schema::{forms_of, schema};

/// One key of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its path, a free name as `*`.
    pub path: String,
    /// What it is.
    pub about: String,
    /// What may be written.
    pub value: String,
    /// What holds when it is left out, where its description says so.
    pub default: Option<String>,
    /// Whether its table cannot be without it.
    pub is_required: bool,
}

/// The deepest path that is listed.
const DEEPEST: usize = 8;

/// The key at a path, in which a part may be any name where names are free, or the number of an entry of a list.
pub fn find(path: &str) -> Option<Key> {
    let schema = whole();
    let mut here = schema;
    let mut found = Key {
        path: String::new(),
        about: String::new(),
        value: String::new(),
        default: None,
        is_required: true,
    };
    for part in parts(path)? {
        let forms = forms_of(here, schema);
        let (name, next, is_required) = step(&forms, &part, schema)?;
        found.path = joined(&found.path, &name);
        found.is_required = is_required;
        here = next;
    }
    found.about = here["description"].as_str().unwrap_or_default().to_owned();
    found.default = default(&found.about);
    found.value = value(here, schema);
    Some(found)
}

/// The paths of all keys, free names as `*`; parts of distributions and of values with a source are left out.
pub fn paths() -> Vec<String> {
    let schema = whole();
    let mut found = Vec::new();
    gather(schema, "", schema, &mut found);
    found
}

/// The schema, made once.
fn whole() -> &'static Json {
    static WHOLE: OnceLock<Json> = OnceLock::new();
    WHOLE.get_or_init(schema)
}

fn joined(path: &str, part: &str) -> String {
    match path {
        "" => part.to_owned(),
        _ => format!("{path}.{part}"),
    }
}

/// The parts of a path, split at its dots except inside quotes; none when a part is empty or a quote does not close.
fn parts(path: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for letter in path.trim().chars() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '.') => parts.push(String::new()),
            _ => parts.last_mut()?.push(letter),
        }
    }
    let is_whole = quote.is_none() && parts.iter().all(|part| !part.is_empty());
    is_whole.then_some(parts)
}

/// The schema of a part of one of some forms: what the path calls it, its schema, whether it is needed.
fn step<'a>(forms: &[&'a Json], part: &str, whole: &'a Json) -> Option<(String, &'a Json, bool)> {
    for form in forms {
        if let Some(next) = form["properties"].get(part) {
            let needed = form["required"].as_array();
            let is_required = needed.is_some_and(|keys| keys.iter().any(|key| key == part));
            return Some((part.to_owned(), next, is_required));
        }
    }
    let free = forms
        .iter()
        .map(|form| &form["additionalProperties"])
        .find(|free| free.is_object());
    if let Some(next) = free {
        return Some(("*".to_owned(), next, false));
    }
    // An entry of a list may be named by its number, or left out on the way to its keys.
    let entry = forms.iter().map(|form| &form["items"]);
    let entry = entry.into_iter().find(|entry| entry.is_object())?;
    if part == "*" || part.parse::<usize>().is_ok() {
        return Some(("*".to_owned(), entry, false));
    }
    let (name, next, is_required) = step(&forms_of(entry, whole), part, whole)?;
    Some((format!("*.{name}"), next, is_required))
}

fn gather(here: &Json, path: &str, whole: &Json, found: &mut Vec<String>) {
    let depth = path.split('.').count();
    let is_value = |form: &Json| {
        let properties = form["properties"].as_object();
        properties.is_some_and(|keys| keys.contains_key("value") && keys.contains_key("source"))
    };
    if depth > DEEPEST
        || path == "designs"
        || name(here).is_some_and(|name| name.starts_with("distribution"))
    {
        return;
    }
    for form in forms_of(here, whole) {
        if is_value(form) {
            continue;
        }
        let mut below = |part: &str, next: &Json| {
            let path = joined(path, part);
            if !found.contains(&path) {
                if part != "*" {
                    found.push(path.clone());
                }
                gather(next, &path, whole, found);
            }
        };
        for (part, next) in form["properties"].as_object().into_iter().flatten() {
            below(part, next);
        }
        for next in [&form["additionalProperties"], &form["items"]] {
            if next.is_object() {
                below("*", next);
            }
        }
    }
}

/// The name of the definition that a schema refers to.
fn name(schema: &Json) -> Option<String> {
    let reference = schema["$ref"].as_str()?;
    Some(reference.trim_start_matches("#/$defs/").replace("%20", " "))
}

/// `1` of "how many; 1 unless given".
fn default(about: &str) -> Option<String> {
    let (before, _) = about.split_once(" unless given")?;
    let said = before.rsplit("; ").next()?;
    Some(said.trim_end_matches(',').to_owned())
}

/// What may be written at a place, in words.
fn value(schema: &Json, whole: &Json) -> String {
    let mut said: Vec<String> = Vec::new();
    let alternatives = match schema["anyOf"].as_array() {
        Some(alternatives) if schema["type"].is_null() => alternatives.iter().collect(),
        _ => vec![schema],
    };
    for one in alternatives {
        let text = words(one, whole);
        if !said.contains(&text) && !text.is_empty() {
            said.push(text);
        }
    }
    said.join(", or ")
}

fn words(schema: &Json, whole: &Json) -> String {
    if let Some(name) = name(schema) {
        if name.starts_with("quantity of") {
            return "the same with its source".to_owned();
        }
        if name.starts_with("distribution") {
            return "a fixed value or a distribution such as `{ exponential = { mean = \"3 h\" } }`".to_owned();
        }
        return value(&whole["$defs"][name.as_str()], whole);
    }
    if let Some(choices) = schema["enum"].as_array() {
        let choices = choices.iter().filter_map(Json::as_str);
        let quoted: Vec<String> = choices.map(|choice| format!("`\"{choice}\"`")).collect();
        return quoted.join(" or ");
    }
    let example = schema["examples"].get(0).and_then(Json::as_str);
    let between = || {
        let low = ["minimum", "exclusiveMinimum"].map(|key| schema[key].as_f64());
        let high = ["maximum", "exclusiveMaximum"].map(|key| schema[key].as_f64());
        let low = low.into_iter().flatten().next();
        let high = high.into_iter().flatten().next();
        match (low, high) {
            (Some(low), Some(high)) => format!(" from {low} to {high}"),
            (Some(low), None) => format!(" of at least {low}"),
            (None, Some(high)) => format!(" of at most {high}"),
            (None, None) => String::new(),
        }
    };
    match (schema["type"].as_str(), example) {
        (Some("string"), Some(example)) => format!("text such as `\"{example}\"`"),
        (Some("string"), None) if schema["anyOf"].is_array() => {
            "a date, perhaps with a time".to_owned()
        }
        (Some("string"), None) => "text".to_owned(),
        (Some("boolean"), _) => "`true` or `false`".to_owned(),
        (Some("integer"), _) => format!("a whole number{}", between()),
        (Some("number"), _) => format!("a number{}", between()),
        (Some("array"), _) => format!("a list of {}", value(&schema["items"], whole)),
        (Some("object"), _) if schema["additionalProperties"].is_object() => {
            "a table of names".to_owned()
        }
        (Some("object"), _) => "a table".to_owned(),
        _ if schema["const"].is_string() || schema["const"].is_number() => {
            format!("`{}`", schema["const"])
        }
        _ => String::new(),
    }
}
