//! Sensors, proven.

use crate::model::DeskKindId;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Sensors, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensors {
    /// Hours of clock time until a matter that no sensor sees is noticed; none means at once.
    pub notice: Option<Dist>,
    /// Share of the matters that a sensor sees at once.
    pub detects: f64,
    /// What is detected wrongly; none when nothing is.
    pub wrong: Option<FalseDetections>,
}

/// Detections of what is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct FalseDetections {
    /// How many per unit and day, on average; more than 0.
    pub per_day: f64,
    /// Hands-on hours of finding out.
    pub verify: Dist,
    /// The kind of desk that finds out, in every unit of its level.
    pub desk: DeskKindId,
}

impl Build<'_> {
    pub(super) fn prove_sensors(
        &mut self,
        around: &Around<'_>,
        given: &typed::Sensors,
    ) -> Option<Sensors> {
        let desk = self.desk_named(around, given.desk.as_ref());
        let per_day = given.false_detections;
        let wrong = if per_day > 0.0 {
            let why = "sensors detect what is not there";
            let verify = self.needed("verify", given.verify.as_ref(), given.place, why);
            let known = given.desk.is_some() || {
                self.needed("desk", given.desk.as_ref(), given.place, why);
                false
            };
            verify
                .zip(desk.filter(|_| known))
                .map(|(verify, desk)| FalseDetections {
                    per_day,
                    verify: verify.value.clone(),
                    desk,
                })
        } else {
            None
        };
        Some(Sensors {
            notice: given.notice.as_ref().map(|notice| notice.value.clone()),
            detects: given.detects,
            wrong,
        })
    }
}
