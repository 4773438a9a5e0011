//! `[mechanisms.sensors]` as typed: cameras and sensors that notice matters, rightly or wrongly.

use crate::scenario::decode::Fields;

/// Sensors, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensors {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<Sensors> {
    Some(Sensors {})
}
