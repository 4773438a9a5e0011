//! `[mechanisms.sensors]` as typed: cameras and sensors that notice matters, rightly or wrongly.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Text};
use crate::scenario::quantity::{Limits, number, share};

/// Sensors, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensors {
    /// Clock time until a matter that no sensor sees is noticed; none means at once.
    pub notice: Option<TimeDist>,
    /// Share of the matters that a sensor sees at once.
    pub detects: f64,
    /// False detections per unit and day.
    pub false_detections: f64,
    /// Work of finding out that a detection is false.
    pub verify: Option<TimeDist>,
    /// The desk that finds out; every unit of its level has sensors.
    pub desk: Option<At<String>>,
    /// The place of the table.
    pub place: crate::diagnostic::Place,
}

/// The most false detections or alarms of a unit in a day.
pub(super) const FALSE_MOST: f64 = 1000.0;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Sensors> {
    let about = "clock time until a matter is noticed when no sensor sees it; at once unless given";
    let notice = fields.optional("notice", about, Distribution);
    let about = "share of the matters that a sensor sees at once; 0 unless given";
    let detects = fields.optional("detects", about, share());
    let about = "false detections per unit and day, on average; 0 unless given";
    let amount = number(Limits::Between(0.0, FALSE_MOST));
    let false_detections = fields.optional("false_detections", about, amount);
    let about = "work of finding out that a detection is false";
    let verify = fields.optional("verify", about, Distribution);
    let about = "the desk that finds out; every unit of its level has sensors";
    let desk = fields.optional("desk", about, Text);
    Some(Sensors {
        notice,
        detects: detects.map_or(0.0, |detects| detects.value),
        false_detections: false_detections.map_or(0.0, |rate| rate.value),
        verify,
        desk,
        place: fields.place(),
    })
}
