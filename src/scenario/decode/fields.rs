//! Tables with known keys: one function asks for each key, and so decodes, checks and describes.

use serde_json::{Map, Value as Json, json};

use super::super::document::{Node, shortened};
use super::{Context, Describing, Flag, Required, Shape, offer};
use crate::diagnostic::{At, Code, Diagnostic, Place};

/// Keys of the root that are not tables, or may be something else.
const TOP_KEYS: [&str; 5] = ["caseload", "title", "question", "notes", "departments"];

/// Unknown keys told for one table; more of them are some other file.
const MOST_UNKNOWN: usize = 20;

/// A table with known keys.
pub struct Record<T> {
    name: &'static str,
    fields: fn(&mut Fields<'_>) -> Option<T>,
}

impl<T> Record<T> {
    /// A table that `fields` reads; `name` is unique among the records.
    pub const fn new(name: &'static str, fields: fn(&mut Fields<'_>) -> Option<T>) -> Self {
        Self { name, fields }
    }
}

impl<T> Shape for Record<T> {
    type Value = T;

    fn read(&self, node: &Node, context: &mut Context) -> Option<T> {
        read_table(node, context, self.fields)
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        describing.shared(self.name, |describing| {
            // Without a table there is nothing to build, so the answer is always `None`.
            describe_table(describing, |fields| {
                let _nothing = (self.fields)(fields);
            })
        })
    }
}

/// A table that may be switched off with `on = false`: its keys are checked all the same, and its value is none.
pub struct Switched<T>(Record<T>);

impl<T> Switched<T> {
    /// A table that `fields` reads; `name` is unique among the records.
    pub const fn new(name: &'static str, fields: fn(&mut Fields<'_>) -> Option<T>) -> Self {
        Self(Record::new(name, fields))
    }

    fn is_on(fields: &mut Fields<'_>) -> bool {
        let about = "whether it is at work; true unless given";
        fields.optional("on", about, Flag).is_none_or(|on| on.value)
    }
}

impl<T> Shape for Switched<T> {
    type Value = Option<T>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Option<T>> {
        read_table(node, context, |fields| {
            let is_on = Self::is_on(fields);
            let value = (self.0.fields)(fields)?;
            Some(is_on.then_some(value))
        })
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        describing.shared(self.0.name, |describing| {
            describe_table(describing, |fields| {
                Self::is_on(fields);
                let _nothing = (self.0.fields)(fields);
            })
        })
    }
}

fn read_table<T>(
    node: &Node,
    context: &mut Context,
    read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
) -> Option<T> {
    let Some(table) = node.table() else {
        context.wrong_type(node, "a table", "write `{ key = value }`");
        return None;
    };
    let mut fields = Fields {
        known: Vec::new(),
        task: Task::Read {
            table,
            place: node.place,
            context,
        },
    };
    let value = read(&mut fields);
    fields.report_unknown();
    value
}

fn describe_table(describing: &mut Describing, describe: impl FnOnce(&mut Fields<'_>)) -> Json {
    let required = describing.required;
    let mut fields = Fields {
        known: Vec::new(),
        task: Task::Describe {
            describing,
            properties: Map::new(),
            needed: Vec::new(),
        },
    };
    describe(&mut fields);
    let Task::Describe {
        properties, needed, ..
    } = fields.task
    else {
        return Json::Null;
    };
    let mut schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if required == Required::Yes && !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    schema
}

/// The keys of one table, read or described.
pub struct Fields<'a> {
    known: Vec<&'static str>,
    task: Task<'a>,
}

enum Task<'a> {
    Read {
        table: &'a [(At<String>, Node)],
        place: Place,
        context: &'a mut Context,
    },
    Describe {
        describing: &'a mut Describing,
        properties: Map<String, Json>,
        needed: Vec<&'static str>,
    },
}

impl Fields<'_> {
    /// The value of a key that must be there.
    pub fn required<S: Shape>(
        &mut self,
        key: &'static str,
        about: &'static str,
        shape: S,
    ) -> Option<At<S::Value>> {
        if let Task::Describe { needed, .. } = &mut self.task {
            needed.push(key);
        }
        let value = self.optional(key, about, shape);
        if let Task::Read {
            table,
            place,
            context,
        } = &mut self.task
            && !table.iter().any(|(name, _)| name.value == key)
        {
            let message = format!("{} has no `{key}`", context.table_name());
            context.found.push(
                Diagnostic::error(Code::MissingKey, *place, message)
                    .help(format!("add `{key}`: {about}")),
            );
        }
        value
    }

    /// The value of a key that may be left out.
    pub fn optional<S: Shape>(
        &mut self,
        key: &'static str,
        about: &'static str,
        shape: S,
    ) -> Option<At<S::Value>> {
        self.known.push(key);
        match &mut self.task {
            Task::Read { table, context, .. } => {
                let (_, node) = table.iter().find(|(name, _)| name.value == key)?;
                let value = context.inside(key, |context| shape.read(node, context))?;
                Some(At::new(value, node.place))
            }
            Task::Describe {
                describing,
                properties,
                ..
            } => {
                let mut schema = shape.describe(describing);
                if let Some(schema) = schema.as_object_mut() {
                    schema.insert("description".to_owned(), json!(about));
                }
                properties.insert(key.to_owned(), schema);
                None
            }
        }
    }

    /// Whether the keys are described and no table is read.
    pub fn is_described(&self) -> bool {
        matches!(self.task, Task::Describe { .. })
    }

    /// The place of the table.
    pub fn place(&self) -> Place {
        match &self.task {
            Task::Read { place, .. } => *place,
            Task::Describe { .. } => Place::NOWHERE,
        }
    }

    /// The name of the item being read: the last part of its path.
    pub fn name(&self) -> String {
        match &self.task {
            Task::Read { context, .. } => context.key().to_owned(),
            Task::Describe { .. } => String::new(),
        }
    }

    /// What messages call the table.
    pub fn table_name(&self) -> String {
        match &self.task {
            Task::Read { context, .. } => context.table_name(),
            Task::Describe { .. } => String::new(),
        }
    }

    /// The place of a key, if it is there.
    pub fn key_place(&self, key: &str) -> Option<Place> {
        let Task::Read { table, .. } = &self.task else {
            return None;
        };
        let (name, _) = table.iter().find(|(name, _)| name.value == key)?;
        Some(name.place)
    }

    /// Those of some keys that are there, in file order.
    pub fn present(&self, keys: &[&str]) -> Vec<At<String>> {
        let Task::Read { table, .. } = &self.task else {
            return Vec::new();
        };
        let names = table.iter().map(|(name, _)| name.clone());
        names
            .filter(|name| keys.contains(&name.value.as_str()))
            .collect()
    }

    /// Reports that at most one of some keys may be there.
    pub fn at_most_one(&mut self, keys: &[&str]) {
        let present = self.present(keys);
        if let [first, second, ..] = present.as_slice() {
            let message = format!(
                "`{}` and `{}` exclude each other",
                first.value, second.value
            );
            self.report(
                Diagnostic::error(Code::ConflictingKeys, second.place, message)
                    .label(first.place, "the other")
                    .help("keep one of them"),
            );
        }
    }

    /// Reports what is wrong with the table as a whole.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if let Task::Read { context, .. } = &mut self.task {
            context.found.push(diagnostic);
        }
    }

    fn report_unknown(self) {
        let Task::Read { table, context, .. } = self.task else {
            return;
        };
        let unknown = table
            .iter()
            .filter(|(name, _)| !self.known.contains(&name.value.as_str()));
        for (name, _) in unknown.take(MOST_UNKNOWN) {
            let message = format!(
                "{} has no key `{}`",
                context.table_name(),
                shortened(&name.value)
            );
            // TOML puts every key after a `[table]` line into that table, so an array of the root slips into it easily.
            let help = if TOP_KEYS.contains(&name.value.as_str()) {
                format!(
                    "`{0}` belongs to the top of the file: write it above the first `[table]`",
                    name.value
                )
            } else {
                offer(&name.value, "keys", &self.known)
            };
            context
                .found
                .push(Diagnostic::error(Code::UnknownKey, name.place, message).help(help));
        }
    }
}
