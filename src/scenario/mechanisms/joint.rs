//! `[mechanisms.joint]` as typed: reuse of earlier work, and effort lost in groups.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, List, Text};
use crate::scenario::quantity::{Limits, count_to, number, share};

/// Joint work, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Share of the work of a later need that earlier work saves.
    pub reuse: f64,
    /// Exponent of the number of departments at work at once, by which the work of each grows.
    pub dilution: f64,
    /// Further departments that take part in every case.
    pub everyone: u32,
    /// Work of one of them in one case.
    pub everyone_work: Option<TimeDist>,
    /// Levels at which they take part; all unless given.
    pub levels: Option<At<Vec<At<String>>>>,
}

/// The most further departments that take part.
const EVERYONE_MOST: u32 = 64;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Joint> {
    let about =
        "share of the work of a need that earlier work on the same handling saves; 0 unless given";
    let reuse = fields.optional("reuse", about, share());
    let about = "with n departments at work at once each needs n to this power times as long; 0 unless given";
    let dilution = fields.optional("dilution", about, number(Limits::Between(0.0, 2.0)));
    let about = "further departments of the level that take part in every case; 0 unless given";
    let everyone = fields.optional("everyone", about, count_to(0, EVERYONE_MOST));
    let about = "work of one further department in one case";
    let everyone_work = fields.optional("everyone_work", about, Distribution);
    let about = "levels at which further departments take part; all unless given";
    let levels = fields.optional("levels", about, List(Text));
    if let (Some(everyone), None) = (everyone.filter(|n| n.value > 0), &everyone_work) {
        let message = "further departments take part and `everyone_work` is missing";
        fields.report(
            Diagnostic::error(Code::MissingKey, everyone.place, message)
                .help("add `everyone_work = \"20 min\"`"),
        );
    }
    Some(Joint {
        reuse: reuse.map_or(0.0, |reuse| reuse.value),
        dilution: dilution.map_or(0.0, |dilution| dilution.value),
        everyone: everyone.map_or(0, |everyone| everyone.value),
        everyone_work,
        levels,
    })
}
