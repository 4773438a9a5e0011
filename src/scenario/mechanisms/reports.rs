//! `[mechanisms.reports]` as typed: recurring reports and forms.

use crate::scenario::decode::Fields;

/// Reports and forms, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Reports> {
    Some(Reports {})
}
