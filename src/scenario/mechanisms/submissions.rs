//! `[mechanisms.submissions]` as typed: what citizens and firms hand in, and log-ins.

use crate::scenario::decode::Fields;

/// Submissions, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Submissions {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Submissions> {
    Some(Submissions {})
}
