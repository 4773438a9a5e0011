//! `[mechanisms.matrix]` as typed: whose priority wins, the line's or the block's.

use crate::diagnostic::At;
use crate::scenario::decode::Fields;
use crate::scenario::quantity::share;

/// Line and block, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Chance that a conflict of priority is settled for the block.
    pub strength: At<f64>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Matrix> {
    let about =
        "chance that an order of a line stands behind all cases of its desk, and not before them";
    let strength = fields.required("strength", about, share());
    Some(Matrix {
        strength: strength?,
    })
}
