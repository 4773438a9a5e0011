//! The keys of a quantity table.

use serde_json::{Value as Json, json};

use super::super::decode::{Choice, Context, Describing, Fields, Shape, Text};
use super::super::document::Node;
use super::Kind;
use crate::diagnostic::At;

/// How sure a number is.
pub(crate) const KIND: Choice<Kind> = Choice(&[
    ("published", Kind::Published),
    ("derived", Kind::Derived),
    ("assumed", Kind::Assumed),
]);

/// A node as it stands, read later when its unit is known.
pub(crate) struct Raw;

impl Shape for Raw {
    type Value = Node;

    fn read(&self, node: &Node, _: &mut Context) -> Option<Node> {
        Some(node.clone())
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({})
    }
}

/// The parts of a quantity table as written.
pub(super) struct Parts {
    pub(super) value: At<Node>,
    pub(super) unit: Option<At<String>>,
    pub(super) source: Option<At<String>>,
    pub(super) range: Option<At<Node>>,
    pub(super) kind: Option<At<Kind>>,
    pub(super) note: Option<At<String>>,
}

/// Reads a quantity table.
pub(super) fn parts(fields: &mut Fields<'_>) -> Option<Parts> {
    let value = fields.required("value", "the number, or text with its unit", Raw);
    let unit = fields.optional("unit", "unit of the number", Text);
    let source = fields.optional("source", "where the number was found", Text);
    let range = fields.optional("range", "least and greatest plausible value", Raw);
    let kind = fields.optional("kind", "how sure it is", KIND);
    let note = fields.optional("note", "anything else", Text);
    Some(Parts {
        value: value?,
        unit,
        source,
        range,
        kind,
        note,
    })
}
