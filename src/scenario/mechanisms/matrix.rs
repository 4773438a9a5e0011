//! `[mechanisms.matrix]` as typed: whose priority wins, the line's or the block's.

use crate::scenario::decode::Fields;

/// Line and block, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Matrix> {
    Some(Matrix {})
}
