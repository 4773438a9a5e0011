//! `[mechanisms.adoption]` as typed: the lag of adoption, with double entry until then.

use crate::scenario::decode::Fields;

/// Adoption, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Adoption> {
    Some(Adoption {})
}
