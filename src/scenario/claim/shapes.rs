//! What may be written at single places of a claim: patches, margins, looks, verdicts.

use serde_json::{Value as Json, json};

use super::Margin;
use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::decode::{Choice, Context, Describing, List, Shape, items};
use crate::scenario::document::{Node, Value};
use crate::scenario::quantity::{Limits, count_to, hours, number};
use crate::stats::Verdict;

/// The most replications of an arm.
const REPLICATIONS_MOST: u32 = 100_000;
/// The most looks at the replications of a claim.
const LOOKS_MOST: usize = 20;

const VERDICTS: Choice<Verdict> = Choice(&[
    ("supported", Verdict::Supported),
    ("not supported", Verdict::NotSupported),
    ("inconclusive", Verdict::Inconclusive),
    ("reversed", Verdict::Reversed),
]);

/// A table that is a patch; what it patches is checked when it is applied.
pub(super) struct Patch;

impl Shape for Patch {
    type Value = Node;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Node> {
        if node.table().is_none_or(<[_]>::is_empty) {
            context.wrong_type(
                node,
                "a table of what is changed",
                "write `patch.plan.seed = 2`",
            );
            return None;
        }
        Some(node.clone())
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        // What may stand in it is what may stand in a scenario; it is checked when it is applied.
        describing.shared("patch", |describing| {
            let below = Patch.describe(describing);
            json!({ "additionalProperties": below })
        })
    }
}

/// `"10 %"`, `"5 pp"`, a time, or a number.
pub(in crate::scenario) struct MarginShape;

impl Shape for MarginShape {
    type Value = Margin;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Margin> {
        let limits = Limits::Between(0.0, 1e15);
        match node.number() {
            Some((value, "%" | "pp")) if !(0.0..=1000.0).contains(&value) => {
                let message = format!(
                    "`{}` is {} and must be from 0 to 1000 %",
                    context.key(),
                    node.found()
                );
                context.error(Code::OutOfRange, node.place, message);
                None
            }
            Some((value, "%")) => Some(Margin::Relative(value / 100.0)),
            Some((value, "pp")) => Some(Margin::Absolute {
                value: value / 100.0,
                is_time: false,
            }),
            _ if matches!(node.value, Value::Text(_)) => {
                let value = hours().read(node, context)?;
                Some(Margin::Absolute {
                    value,
                    is_time: true,
                })
            }
            _ => {
                let value = number(limits).read(node, context)?;
                Some(Margin::Absolute {
                    value,
                    is_time: false,
                })
            }
        }
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": ["number", "string"], "examples": ["10 %", "5 pp", "0.5 days", 0.1] })
    }
}

/// Numbers of replications in rising order.
pub(in crate::scenario) struct LooksShape;

impl Shape for LooksShape {
    type Value = Vec<u32>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Vec<u32>> {
        let looks = List(count_to(2, REPLICATIONS_MOST)).read(node, context)?;
        let looks: Vec<u32> = looks.into_iter().map(|look| look.value).collect();
        if looks.len() > LOOKS_MOST || looks.windows(2).any(|two| two[0] >= two[1]) {
            let message = format!(
                "`{}` must be at most {LOOKS_MOST} numbers in rising order",
                context.key()
            );
            context.found.push(
                Diagnostic::error(Code::ListLength, node.place, message)
                    .help("write `[10, 20, 40]`"),
            );
            return None;
        }
        Some(looks)
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        List(count_to(2, REPLICATIONS_MOST)).describe(describing)
    }
}

/// One verdict or a list of them.
pub(super) struct OneOrMoreVerdicts;

impl Shape for OneOrMoreVerdicts {
    type Value = Vec<At<Verdict>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        match items(node) {
            Some(_) => List(VERDICTS).read(node, context),
            None => Some(vec![At::new(VERDICTS.read(node, context)?, node.place)]),
        }
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        json!({ "anyOf": [VERDICTS.describe(describing), List(VERDICTS).describe(describing)] })
    }
}
