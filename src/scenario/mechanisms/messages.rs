//! `[mechanisms.messages]` as typed: lost messages, questions back, and noise.

use crate::scenario::decode::Fields;

/// Messages, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Messages> {
    Some(Messages {})
}
