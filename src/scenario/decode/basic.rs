//! Shapes of plain values: text, choices, lists, names.

use serde_json::{Value as Json, json};

use super::{Context, Describing, Shape, items, offer};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::Named;
use crate::scenario::document::{Node, Value, shortened};

/// Text that is not empty.
pub(crate) struct Text;

impl Shape for Text {
    type Value = String;

    fn read(&self, node: &Node, context: &mut Context) -> Option<String> {
        match &node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Text(_) => {
                let message = format!("`{}` is empty", context.key());
                context.error(Code::WrongType, node.place, message);
                None
            }
            Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Datetime(_) => {
                context.wrong_type(node, "text", "put it in quotes");
                None
            }
            Value::Table(_) | Value::Array(_) => {
                context.wrong_type(node, "text", "");
                None
            }
        }
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "string", "minLength": 1 })
    }
}

/// `true` or `false`.
pub(crate) struct Flag;

impl Shape for Flag {
    type Value = bool;

    fn read(&self, node: &Node, context: &mut Context) -> Option<bool> {
        match node.value {
            Value::Bool(flag) => Some(flag),
            _ => {
                context.wrong_type(node, "`true` or `false`", "write it without quotes");
                None
            }
        }
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "boolean" })
    }
}

/// One of some texts, each with its meaning.
pub(crate) struct Choice<T: 'static>(pub(crate) &'static [(&'static str, T)]);

impl<T: Copy> Shape for Choice<T> {
    type Value = T;

    fn read(&self, node: &Node, context: &mut Context) -> Option<T> {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        let Value::Text(text) = &node.value else {
            context.wrong_type(node, "text", &offer("", "choices", &names));
            return None;
        };
        let chosen = self.0.iter().find(|(name, _)| name == text);
        if chosen.is_none() {
            let message = format!(
                "`{}` is `{}`, which is none of its choices",
                context.key(),
                shortened(text)
            );
            context.found.push(
                Diagnostic::error(Code::UnknownChoice, node.place, message)
                    .help(offer(text, "choices", &names)),
            );
        }
        chosen.map(|(_, meaning)| *meaning)
    }

    fn describe(&self, _: &mut Describing) -> Json {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        json!({ "type": "string", "enum": names })
    }
}

/// A list of values of one shape, at least one.
pub(crate) struct List<S>(pub(crate) S);

impl<S: Shape> Shape for List<S> {
    type Value = Vec<crate::diagnostic::At<S::Value>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let Some(items) = items(node) else {
            context.wrong_type(node, "a list", "put it in brackets: `[…]`");
            return None;
        };
        if items.is_empty() {
            let message = format!("`{}` is an empty list", context.key());
            let diagnostic = Diagnostic::error(Code::ListLength, node.place, message);
            context
                .found
                .push(diagnostic.help("leave the key out, or write at least one entry"));
            return None;
        }
        let read: Vec<Option<_>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                context.inside(&index.to_string(), |context| {
                    let value = self.0.read(item, context)?;
                    Some(crate::diagnostic::At::new(value, item.place))
                })
            })
            .collect();
        read.into_iter().collect()
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        json!({ "type": "array", "minItems": 1, "items": self.0.describe(describing) })
    }
}

/// A table of free names, each with an item of one shape, in file order.
pub(crate) struct Names<S> {
    /// What one of them is, for messages.
    pub(crate) what: &'static str,
    /// The only names allowed; none means any.
    pub(crate) among: &'static [&'static str],
    /// The shape of each item.
    pub(crate) shape: S,
}

impl<S> Names<S> {
    /// Any names.
    pub(crate) const fn of(what: &'static str, shape: S) -> Self {
        Self {
            what,
            among: &[],
            shape,
        }
    }
}

impl<S: Shape> Shape for Names<S> {
    type Value = Vec<Named<S::Value>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let Some(entries) = node.table() else {
            let want = format!("a table with one entry for each {}", self.what);
            context.wrong_type(node, &want, "");
            return None;
        };
        let mut read = Vec::new();
        for (name, node) in entries {
            if name.value.trim().is_empty() {
                let message = format!("a {} needs a name", self.what);
                context.error(Code::WrongType, name.place, message);
            }
            if !self.among.is_empty() && !self.among.contains(&name.value.as_str()) {
                let message = format!("`{}` has no key `{}`", context.path(), name.value);
                context.found.push(
                    Diagnostic::error(Code::UnknownKey, name.place, message).help(offer(
                        &name.value,
                        "keys",
                        self.among,
                    )),
                );
            }
            let item = context.inside(&name.value, |context| self.shape.read(node, context));
            read.push(item.map(|item| Named {
                name: name.clone(),
                item,
            }));
        }
        read.into_iter().collect()
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let item = self.shape.describe(describing);
        if self.among.is_empty() {
            return json!({ "type": "object", "additionalProperties": item });
        }
        let properties: serde_json::Map<String, Json> = self
            .among
            .iter()
            .map(|name| ((*name).to_owned(), item.clone()))
            .collect();
        json!({ "type": "object", "additionalProperties": false, "properties": properties })
    }
}
