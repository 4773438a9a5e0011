//! A metric as typed: a measure of a design, summed over items, divided, or turned into its complement.

use serde_json::{Value as Json, json};

use super::decode::{Choice, Context, Describing, Fields, Flag, List, Shape, Text};
use super::document::{Node, Value};
use crate::diagnostic::At;

/// What is read off one replication of one design.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Name of the measure.
    pub measure: At<String>,
    /// Kind of scope of the measure; none means the whole organisation.
    pub scope: Option<At<&'static str>>,
    /// The items of the scope whose values are added up; empty for the whole organisation.
    pub items: Vec<At<String>>,
    /// Name of the measure of the whole organisation that the sum is divided by.
    pub per: Option<At<String>>,
    /// Whether 1 minus the share is meant.
    pub complement: Option<At<bool>>,
}

/// Kinds of scope of measures.
pub(crate) const SCOPES: Choice<&str> = Choice(&[
    ("all", "all"),
    ("category", "category"),
    ("level", "level"),
    ("desk", "desk"),
    ("activity", "activity"),
    ("age", "age"),
    ("phase", "phase"),
    ("over", "over"),
    ("mechanism", "mechanism"),
]);

/// The keys of a metric, in whatever table it stands.
pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Metric> {
    let about = "name of a measure, as in the column `measure` of the CSV";
    let measure = fields.required("measure", about, Text);
    let about = "kind of scope of the measure; `all` unless given";
    let scope = fields.optional("scope", about, SCOPES);
    let about = "item of the scope, or a list of items whose values are added up";
    let item = fields.optional("item", about, OneOrMore);
    let about = "name of a measure of the whole organisation that the value is divided by";
    let per = fields.optional("per", about, Text);
    let about = "whether 1 minus the share is meant";
    let complement = fields.optional("complement", about, Flag);
    Some(Metric {
        measure: measure?,
        scope,
        items: item.map_or(Vec::new(), |items| items.value),
        per,
        complement,
    })
}

/// A text, or a list of texts.
pub(super) struct OneOrMore;

impl Shape for OneOrMore {
    type Value = Vec<At<String>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        match node.value {
            Value::Array(_) => List(Text).read(node, context),
            _ => Some(vec![At::new(Text.read(node, context)?, node.place)]),
        }
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        json!({ "anyOf": [Text.describe(describing), List(Text).describe(describing)] })
    }
}
