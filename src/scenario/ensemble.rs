//! `[ensemble]` as typed: how members, such as towns, are drawn from the organisation that the scenario describes.

use serde_json::{Value as Json, json};

use super::decode::{Context, Describing, Fields, List, Names, Record, Shape, items};
use super::document::Node;
use super::metric::OneOrMore;
use super::quantity::{Raw, count_to};
use super::{Named, quantity::large_count};
use crate::diagnostic::{At, Code, Diagnostic};

/// The most members of an ensemble.
pub const MEMBERS_MOST: u32 = 10_000;
/// The largest factor, and one over it the smallest.
const FACTOR_MOST: f64 = 1000.0;

/// How members are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    /// How many.
    pub members: At<u32>,
    /// Seed of all draws and of the streams of all members; none means that of the plan.
    pub seed: Option<At<u64>>,
    /// What is drawn, in file order.
    pub vary: Vec<Named<Vary>>,
}

/// One thing that is drawn for each member.
#[derive(Debug, Clone, PartialEq)]
pub struct Vary {
    /// The paths that get it.
    pub paths: Vec<At<String>>,
    /// What is drawn.
    pub draw: At<Draw>,
}

/// A draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Draw {
    /// A value evenly between two, a whole number when both are.
    Between(Node, Node),
    /// A factor on what stands there, evenly on a logarithmic scale between two.
    Times(f64, f64),
    /// One of some values, each as likely.
    Among(Vec<Node>),
    /// A factor on each of the shares that stand there, drawn as for `Times`; then they are made to sum to one again.
    Reweigh(f64, f64),
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Ensemble> {
    let members = fields.required("members", "how many are drawn", count_to(1, MEMBERS_MOST));
    let about = "seed of the draws and of every member's matters; that of the plan unless given";
    let seed = fields.optional("seed", about, large_count(0));
    let about = "what is drawn for each member, by name";
    let vary = Names::of("draw", Record::new("draw", vary));
    let vary = fields.required("vary", about, vary);
    Some(Ensemble {
        members: members?,
        seed,
        vary: vary?.value,
    })
}

/// The kinds of draw, of which a table has exactly one.
const DRAWS: [&str; 4] = ["between", "times", "among", "reweigh"];

fn vary(fields: &mut Fields<'_>) -> Option<Vary> {
    let about = "path into the scenario that gets the draw, or a list of paths that get the same";
    let paths = fields.required("path", about, OneOrMore);
    let about = "two values; one evenly between them is written at the path";
    let between = fields.optional("between", about, Between);
    let about = "two factors; what stands at the path is multiplied by one between them";
    let times = fields.optional("times", about, Factors);
    let about = "values, one of which is written at the path";
    let among = fields.optional("among", about, List(Raw));
    let about = "two factors; each share at the path is multiplied by its own one between them";
    let reweigh = fields.optional("reweigh", about, Factors);
    let present = fields.present(&DRAWS);
    if let [first, second, ..] = present.as_slice() {
        let message = format!(
            "`{}` and `{}` exclude each other",
            first.value, second.value
        );
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, second.place, message)
                .label(first.place, "the other")
                .help("keep one of them"),
        );
        return None;
    }
    if present.is_empty() {
        let message = format!("{} does not say what is drawn", fields.table_name());
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, fields.place(), message).help(
                "add `between = [10, 40]`, `times = [0.5, 2]`, `among = […]` or `reweigh = [0.5, 2]`",
            ),
        );
        return None;
    }
    let draw = between
        .map(|ends| ends.map(|(low, high)| Draw::Between(low, high)))
        .or(times.map(|ends| ends.map(|(low, high)| Draw::Times(low, high))))
        .or(among.map(|list| {
            list.map(|list| Draw::Among(list.into_iter().map(|item| item.value).collect()))
        }))
        .or(reweigh.map(|ends| ends.map(|(low, high)| Draw::Reweigh(low, high))));
    Some(Vary {
        paths: paths?.value,
        draw: draw?,
    })
}

/// Two numbers, or two texts of a number and the same unit.
struct Between;

impl Shape for Between {
    type Value = (Node, Node);

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let ends = match items(node) {
            Some([low, high]) => {
                let ends = low.number().zip(high.number());
                ends.map(|ends| (ends, low, high))
            }
            _ => None,
        };
        match ends {
            Some((((low, unit), (high, same)), first, last)) if low <= high && unit == same => {
                Some((first.clone(), last.clone()))
            }
            _ => {
                let message = "`between` must be two values of one unit, the smaller first";
                context.found.push(
                    Diagnostic::error(Code::ListLength, node.place, message)
                        .help("write `[10, 40]` or `[\"20 / day\", \"60 / day\"]`"),
                );
                None
            }
        }
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": ["number", "string"] } })
    }
}

/// Two factors above 0, the smaller first.
struct Factors;

impl Shape for Factors {
    type Value = (f64, f64);

    fn read(&self, node: &Node, context: &mut Context) -> Option<(f64, f64)> {
        let factors = match items(node) {
            Some([low, high]) => factor(low).zip(factor(high)),
            _ => None,
        };
        let factors = factors.filter(|(low, high)| low <= high);
        if factors.is_none() {
            let message = format!(
                "`{}` must be two factors from {} to {FACTOR_MOST}, the smaller first",
                context.key(),
                1.0 / FACTOR_MOST
            );
            context.found.push(
                Diagnostic::error(Code::ListLength, node.place, message).help("write `[0.5, 2]`"),
            );
        }
        factors
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } })
    }
}

fn factor(node: &Node) -> Option<f64> {
    let (value, unit) = node.number()?;
    let is_allowed = unit.is_empty() && (1.0 / FACTOR_MOST..=FACTOR_MOST).contains(&value);
    is_allowed.then_some(value)
}
