//! Attention, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// A rule by which a person chooses among the tasks that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttentionRule {
    /// The most urgent class first.
    Priority,
    /// What has waited longest first.
    Fifo,
    /// What came last first.
    Lifo,
    /// Any.
    Random,
    /// The least work left first.
    Shortest,
    /// The nearest deadline that can still be kept first; what is late or has none comes after all that can.
    Deadline,
}

/// Attention, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// The rules that have a weight, each with its cumulative share; the last share is 1.
    pub rules: Vec<(AttentionRule, f64)>,
    /// Whether they choose so, by kind of desk.
    pub desks: Vec<bool>,
}

impl Attention {
    /// The rule at a uniform number.
    pub(crate) fn rule(&self, uniform: f64) -> Option<AttentionRule> {
        let at = self.rules.iter().find(|(_, share)| uniform < *share);
        at.or(self.rules.last()).map(|(rule, _)| *rule)
    }
}

impl Build<'_> {
    pub(super) fn prove_attention(
        &mut self,
        around: &Around<'_>,
        given: &typed::Attention,
    ) -> Option<Attention> {
        let weights = [
            (AttentionRule::Priority, given.priority),
            (AttentionRule::Fifo, given.fifo),
            (AttentionRule::Lifo, given.lifo),
            (AttentionRule::Random, given.random),
            (AttentionRule::Shortest, given.shortest),
            (AttentionRule::Deadline, given.deadline),
        ];
        let whole: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0.0;
        let weighted = weights.into_iter().filter(|(_, weight)| *weight > 0.0);
        Some(Attention {
            rules: weighted
                .map(|(rule, weight)| {
                    sum += weight;
                    (rule, sum / whole)
                })
                .collect(),
            desks: self.desks_or_all(around, given.desks.as_ref()),
        })
    }
}
