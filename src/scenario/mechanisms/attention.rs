//! `[mechanisms.attention]` as typed: which waiting task a person takes up next.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::decode::{Fields, List, Text};
use crate::scenario::quantity::{Limits, number};

/// Attention, as typed: the weight of each rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// The most urgent class first.
    pub priority: f64,
    /// What has waited longest first.
    pub fifo: f64,
    /// What came last first.
    pub lifo: f64,
    /// Any.
    pub random: f64,
    /// The least work left first.
    pub shortest: f64,
    /// The nearest deadline that can still be kept first.
    pub deadline: f64,
    /// Desks that choose so; all unless given.
    pub desks: Option<At<Vec<At<String>>>>,
}

/// The greatest weight of a rule.
const WEIGHT_MOST: f64 = 1e6;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Attention> {
    let mut weight = |key: &'static str, about: &'static str| {
        let weight = fields.optional(key, about, number(Limits::Between(0.0, WEIGHT_MOST)));
        weight.map_or(0.0, |weight| weight.value)
    };
    let priority = weight(
        "priority",
        "weight of taking the most urgent class first; 0 unless given",
    );
    let fifo = weight(
        "fifo",
        "weight of taking what has waited longest; 0 unless given",
    );
    let lifo = weight("lifo", "weight of taking what came last; 0 unless given");
    let random = weight("random", "weight of taking any; 0 unless given");
    let shortest = weight(
        "shortest",
        "weight of taking the least work left; 0 unless given",
    );
    let about = "weight of taking the nearest deadline that can still be kept; 0 unless given";
    let deadline = weight("deadline", about);
    let about = "desks that choose so; all unless given";
    let desks = fields.optional("desks", about, List(Text));
    if priority + fifo + lifo + random + shortest + deadline <= 0.0 {
        let message = "no rule of attention has a weight";
        fields.report(
            Diagnostic::error(Code::MissingKey, fields.place(), message).help(
                "give one or more of `priority`, `fifo`, `lifo`, `random`, `shortest`, `deadline`",
            ),
        );
    }
    Some(Attention {
        priority,
        fifo,
        lifo,
        random,
        shortest,
        deadline,
        desks,
    })
}
