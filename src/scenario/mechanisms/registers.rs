//! `[mechanisms.registers]` as typed: shared registers of population, land and enterprises.

use crate::scenario::decode::Fields;

/// Registers, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Registers {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Registers> {
    Some(Registers {})
}
