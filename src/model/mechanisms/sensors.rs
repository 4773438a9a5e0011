//! Sensors, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Sensors, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensors {}

impl Build<'_> {
    pub(super) fn prove_sensors(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Sensors,
    ) -> Option<Sensors> {
        Some(Sensors {})
    }
}
