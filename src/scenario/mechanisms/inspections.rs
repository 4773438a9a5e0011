//! `[mechanisms.inspections]` as typed: inspections from above and audits from outside.

use crate::scenario::decode::Fields;

/// Inspections, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspections {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Inspections> {
    Some(Inspections {})
}
