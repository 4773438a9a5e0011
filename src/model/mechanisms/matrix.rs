//! Line and block, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::DeskKindId;
use crate::model::build::Build;
use crate::model::mechanisms::{Around, Orders};
use crate::scenario::mechanisms as typed;

/// Line and block, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Chance that a conflict of priority is settled for the block.
    pub strength: f64,
    /// By kind of desk: whether orders of a line come there.
    pub desks: Vec<bool>,
}

impl Build<'_> {
    /// Line and block meet where orders of a line come to a desk that has cases.
    pub(super) fn prove_matrix(
        &mut self,
        around: &Around<'_>,
        given: &typed::Matrix,
        orders: Option<&Orders>,
    ) -> Option<Matrix> {
        let mut desks = vec![false; around.desks.len()];
        let lines = orders.iter().flat_map(|orders| &orders.superiors);
        for superior in lines.filter(|superior| superior.is_line) {
            desks[superior.desk.index()] = true;
        }
        if orders.is_none() && self.scenario.mechanisms.orders.is_none() {
            self.found.push(
                Diagnostic::warning(
                    Code::ConflictingKeys,
                    given.strength.place,
                    "no superior issues orders, so the matrix settles nothing",
                )
                .help("add `[mechanisms.orders]`"),
            );
        }
        if given.strength.value > 0.0 {
            let reached = desks.iter().enumerate().filter(|(_, is_line)| **is_line);
            let reached = reached.map(|(at, _)| DeskKindId::new(at));
            self.without_urgency(around, given.strength.place, reached.collect::<Vec<_>>());
        }
        Some(Matrix {
            strength: given.strength.value,
            desks,
        })
    }
}
