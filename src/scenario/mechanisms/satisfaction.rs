//! `[mechanisms.satisfaction]` as typed: satisfaction, openness, and the demand they induce.

use crate::scenario::decode::Fields;

/// Satisfaction, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Satisfaction {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Satisfaction> {
    Some(Satisfaction {})
}
