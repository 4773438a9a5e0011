//! Line and block, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Line and block, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {}

impl Build<'_> {
    pub(super) fn prove_matrix(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Matrix,
    ) -> Option<Matrix> {
        Some(Matrix {})
    }
}
