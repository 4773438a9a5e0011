//! Lamps, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Lamps, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Lamps {}

impl Build<'_> {
    pub(super) fn prove_lamps(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Lamps,
    ) -> Option<Lamps> {
        Some(Lamps {})
    }
}
