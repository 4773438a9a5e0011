//! Satisfaction, proven.

use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Satisfaction, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Satisfaction {
    /// Lead time in hours that people expect.
    pub expected: f64,
    /// Weights of lead time, outcome and submissions; they add up to 1.
    pub weights: [f64; 3],
    /// Chance that a closing which satisfies wholly brings another matter, below 1.
    pub brings: f64,
    /// Hours until it comes; there when it may.
    pub after: Option<Dist>,
}

impl Build<'_> {
    pub(super) fn prove_satisfaction(
        &mut self,
        _: &Around<'_>,
        given: &typed::Satisfaction,
    ) -> Option<Satisfaction> {
        let weights = [given.time, given.outcome, given.submissions];
        let all: f64 = weights.iter().sum();
        Some(Satisfaction {
            expected: given.expected,
            weights: weights.map(|weight| weight / all),
            brings: given.openness * given.induced,
            after: dist(given.after.as_ref()),
        })
    }
}
