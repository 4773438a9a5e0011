//! `[published.<name>]` as typed: figures from the literature that a run can be held against. No run depends on them.

use serde_json::{Value as Json, json};

use super::Kind;
use super::decode::{Context, Describing, Fields, Shape, Text, items};
use super::document::{Node, Value};
use super::metric::{self, Metric};
use super::quantity::{KIND, Limits, hours, number};
use crate::diagnostic::{At, Code, Diagnostic};

/// A published figure and the measure of a design that is held against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// What the figure is about, in a few words.
    pub label: Option<String>,
    /// The design that is measured; none means the baseline.
    pub design: Option<At<String>>,
    /// The design whose value the design's is divided by.
    pub over: Option<At<String>>,
    /// What is measured.
    pub metric: Metric,
    /// The least and the greatest published value; the same for a single one.
    pub range: At<(Level, Level)>,
    /// Where it was published.
    pub source: String,
    /// How sure it is.
    pub kind: Kind,
    /// Anything else.
    pub note: Option<String>,
}

/// A published value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The number; hours for a time.
    pub value: f64,
    /// Whether it was written as a time.
    pub is_time: bool,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Published> {
    let label = fields.optional("label", "what the figure is about, in a few words", Text);
    let about = "the design that is measured; the baseline unless given";
    let design = fields.optional("design", about, Text);
    let about = "the design whose value the design's is divided by";
    let over = fields.optional("over", about, Text);
    let metric = metric::fields(fields);
    let value = fields.optional("value", "the published value", OneLevel);
    let about = "the least and the greatest published value";
    let range = fields.optional("range", about, TwoLevels);
    let source = fields.required("source", "where it was published", Text);
    let kind = fields.required("kind", "how sure it is", KIND);
    let note = fields.optional("note", "anything else", Text);
    fields.at_most_one(&["value", "range"]);
    if fields.present(&["value", "range"]).is_empty() {
        let message = format!("{} has neither `value` nor `range`", fields.table_name());
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, fields.place(), message)
                .help("add `value = 0.9` or `range = [0.8, 0.95]`"),
        );
    }
    let value = value.map(|value| value.map(|level| (level, level)));
    Some(Published {
        label: label.map(|label| label.value),
        design,
        over,
        metric: metric?,
        range: value.or(range)?,
        source: source?.value,
        kind: kind?.value,
        note: note.map(|note| note.value),
    })
}

/// A number, or a time.
struct OneLevel;

impl Shape for OneLevel {
    type Value = Level;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Level> {
        let is_time = matches!(node.value, Value::Text(_));
        let value = if is_time {
            hours().read(node, context)
        } else {
            number(Limits::Between(-1e15, 1e15)).read(node, context)
        };
        Some(Level {
            value: value?,
            is_time,
        })
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": ["number", "string"], "examples": [0.9, "6.8 days"] })
    }
}

/// Two numbers or two times, the smaller first.
struct TwoLevels;

impl Shape for TwoLevels {
    type Value = (Level, Level);

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let Some([low, high]) = items(node) else {
            let message = "a range is a list of two values, the least and the greatest";
            context.found.push(
                Diagnostic::error(Code::ListLength, node.place, message)
                    .help("write `range = [0.8, 0.95]`"),
            );
            return None;
        };
        let (first, last) = (OneLevel.read(low, context), OneLevel.read(high, context));
        let (first, last) = (first?, last?);
        if first.is_time != last.is_time || first.value > last.value {
            let message = "the first value of a range must not be greater than the second";
            context.error(Code::OutOfRange, node.place, message);
            return None;
        }
        Some((first, last))
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let item = OneLevel.describe(describing);
        json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": item })
    }
}
