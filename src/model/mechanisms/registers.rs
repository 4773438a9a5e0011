//! Registers, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Registers, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Registers {}

impl Build<'_> {
    pub(super) fn prove_registers(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Registers,
    ) -> Option<Registers> {
        Some(Registers {})
    }
}
