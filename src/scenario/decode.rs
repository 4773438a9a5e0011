//! From a tree of values to a [`Scenario`]: one description of each table serves decoding, the check for unknown keys,
//! and the JSON Schema.
//!
//! A [`Shape`] says what may be written at one place. A table is a [`Record`]: a function that asks [`Fields`] for each
//! key and builds the item. Run over a table, the function decodes; run without one, it describes. It must therefore ask
//! for all its keys before it gives up with `?`. Nothing stops at the first error: what cannot be read is `None` and a
//! diagnostic, and reading goes on.

use serde_json::{Map, Value as Json, json};

use super::Scenario;
use super::document::{Node, Value};
use super::quantity::Provenance;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, near};

mod basic;
mod category;
mod desk;
mod distribution;
mod fields;
mod flow;
mod plan;
mod source;
mod territory;
mod trace;
mod week;
mod whole;

pub use fields::{Fields, Record, Switched};

pub(crate) use basic::{Choice, Flag, List, Names, Text};
pub(crate) use desk::Placed;
pub(crate) use distribution::{Distribution, Lasting};
pub(crate) use plan::Instant;
pub(crate) use whole::{PATCHABLE, scenario};

/// What may be written at one place of a scenario.
pub trait Shape {
    /// What it is decoded into.
    type Value;

    /// The value of a node; `None` after a diagnostic.
    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value>;

    /// Its JSON Schema.
    fn describe(&self, describing: &mut Describing) -> Json;
}

/// What is gathered while a tree is read.
#[derive(Debug, Default)]
pub struct Context {
    /// What is wrong.
    pub found: Diagnostics,
    /// Numbers that say where they came from, in file order.
    pub provenance: Vec<Provenance>,
    path: Vec<String>,
}

impl Context {
    /// The dotted path of the node being read, with quotes where a part needs them.
    pub fn path(&self) -> String {
        dotted(self.path.iter().map(String::as_str))
    }

    /// The last part of the path, for messages.
    pub fn key(&self) -> &str {
        self.path.last().map_or("the scenario", String::as_str)
    }

    /// Reads one part of the node being read.
    pub fn inside<T>(&mut self, part: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(part.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Adds an error.
    pub fn error(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.found.push(Diagnostic::error(code, place, message));
    }

    /// Adds that a node has the wrong type; `want` ends "and must be …", `help` says what to type.
    pub fn wrong_type(&mut self, node: &Node, want: &str, help: &str) {
        let message = format!("`{}` is {} and must be {want}", self.key(), node.found());
        let diagnostic = Diagnostic::error(Code::WrongType, node.place, message);
        self.found.push(match help {
            "" => diagnostic,
            help => diagnostic.help(help),
        });
    }

    /// What messages call the table being read.
    fn table_name(&self) -> String {
        match self.path.is_empty() {
            true => "the scenario".to_owned(),
            false => format!("`{}`", self.path()),
        }
    }
}

/// A dotted path, with quotes around parts that are not bare keys.
pub fn dotted<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = parts.map(key_text).collect();
    quoted.join(".")
}

/// A key as TOML writes it: bare if it can be, else in quotes.
pub fn key_text(key: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !key.is_empty() && key.bytes().all(bare) {
        return key.to_owned();
    }
    toml::Value::from(key).to_string()
}

/// The help that offers a near name and lists all.
pub fn offer(name: &str, what: &str, known: &[&str]) -> String {
    let listed: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    let listed = listed.join(", ");
    match near(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? the {what} are {listed}"),
        None => format!("the {what} are {listed}"),
    }
}

/// What is gathered while shapes are described.
#[derive(Debug)]
pub struct Describing {
    defs: Map<String, Json>,
    required: Required,
}

/// Whether keys that a whole scenario needs are needed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// In a scenario.
    Yes,
    /// In a design, which may patch any part.
    No,
}

impl Describing {
    /// Nothing described yet.
    pub fn new() -> Self {
        Self {
            defs: Map::new(),
            required: Required::Yes,
        }
    }

    /// Describes with another need of required keys.
    pub fn with<T>(&mut self, required: Required, describe: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.required, required);
        let value = describe(self);
        self.required = before;
        value
    }

    /// A reference to a definition, which is made at the first use of its name.
    pub fn shared(&mut self, name: &str, describe: impl FnOnce(&mut Self) -> Json) -> Json {
        let name = match self.required {
            Required::Yes => name.to_owned(),
            Required::No => format!("{name} in a design"),
        };
        let reference = json!({ "$ref": format!("#/$defs/{}", name.replace(' ', "%20")) });
        if !self.defs.contains_key(&name) {
            self.defs.insert(name.clone(), Json::Null);
            let described = describe(self);
            self.defs.insert(name, described);
        }
        reference
    }

    /// The definitions.
    pub fn into_defs(self) -> Map<String, Json> {
        self.defs
    }
}

impl Default for Describing {
    fn default() -> Self {
        Self::new()
    }
}

/// The whole scenario from the root of its tree, whose `designs` are left aside; `None` when there are errors.
pub fn decode(root: &Node) -> (Option<Scenario>, Diagnostics) {
    let mut context = Context::default();
    let scenario = scenario().read(root, &mut context).map(|mut scenario| {
        scenario.provenance = std::mem::take(&mut context.provenance);
        scenario
    });
    let found = context.found.sorted();
    (scenario.filter(|_| !found.has_errors()), found)
}

/// Whether a node is a quantity written as a table.
pub(crate) fn is_quantity(node: &Node) -> bool {
    super::quantity::is_quantity(node)
}

/// Whether a node is a value that a patch replaces whole: a quantity or a distribution written as a table.
pub(crate) fn is_whole(node: &Node) -> bool {
    is_quantity(node) || distribution::is_distribution(node)
}

/// The entries of an array.
pub(crate) fn items(node: &Node) -> Option<&[Node]> {
    match &node.value {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod tests;
