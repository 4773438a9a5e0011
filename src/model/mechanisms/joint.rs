//! Joint work, proven.

use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Joint work, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Share of the work of a later need that earlier work saves.
    pub reuse: f64,
    /// Exponent of the number of departments at work at once, by which the work of each grows.
    pub dilution: f64,
    /// Further departments that take part in every case, and hands-on hours of one of them; none when none does.
    pub everyone: Option<(u32, Dist)>,
    /// Whether they take part there, by level.
    pub levels: Vec<bool>,
}

impl Build<'_> {
    pub(super) fn prove_joint(
        &mut self,
        around: &Around<'_>,
        given: &typed::Joint,
    ) -> Option<Joint> {
        let work = dist(given.everyone_work.as_ref());
        Some(Joint {
            reuse: given.reuse,
            dilution: given.dilution,
            everyone: work
                .filter(|_| given.everyone > 0)
                .map(|work| (given.everyone, work)),
            levels: self.levels_or_all(around, given.levels.as_ref()),
        })
    }
}
