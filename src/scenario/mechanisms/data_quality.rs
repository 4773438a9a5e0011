//! `[mechanisms.data_quality]` as typed: a stock of data quality that decays and is kept up.

use crate::diagnostic::At;
use crate::scenario::decode::{Fields, Record};
use crate::scenario::mechanisms::routine::{self, Routine};
use crate::scenario::quantity::{Limits, number, positive_hours, share};

/// Data quality, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct DataQuality {
    /// Quality at the start, from 0 to 1.
    pub start: f64,
    /// Hours in which quality falls to 1 / e of what it was.
    pub lasts: f64,
    /// Chance of a wrong dispatch that is added where there is no quality at all.
    pub wrong: Option<At<f64>>,
    /// Chance of rework that is added where there is no quality at all.
    pub rework: f64,
    /// Keeping the data up.
    pub upkeep: Option<Upkeep>,
}

/// Keeping data up, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Upkeep {
    /// Who does it, how long it takes, how often.
    pub routine: Routine,
    /// Share of what is missing that one upkeep makes good.
    pub restores: f64,
}

/// The largest chance that missing quality may add.
const ADDED_MOST: f64 = 0.9;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<DataQuality> {
    let about = "quality at the start; 1 unless given";
    let start = fields.optional("start", about, share());
    let about = "clock time in which quality falls to 1 / e (37 %) of what it was";
    let lasts = fields.required("lasts", about, positive_hours());
    let added = || number(Limits::Between(0.0, ADDED_MOST));
    let about = "chance of a wrong dispatch added where quality is 0; 0 unless given";
    let wrong = fields.optional("wrong", about, added());
    let about = "chance of rework added where quality is 0; 0 unless given";
    let rework = fields.optional("rework", about, added());
    let about = "keeping the data up; each desk for the cases of its unit and those below";
    let upkeep = fields.optional("upkeep", about, Record::new("upkeep of data", upkeep));
    Some(DataQuality {
        start: start.map_or(1.0, |start| start.value),
        lasts: lasts?.value,
        wrong,
        rework: rework.map_or(0.0, |rework| rework.value),
        upkeep: upkeep.map(|upkeep| upkeep.value),
    })
}

fn upkeep(fields: &mut Fields<'_>) -> Option<Upkeep> {
    let routine = routine::fields(fields);
    let about = "share of what is missing that one upkeep makes good; 1 unless given";
    let restores = fields.optional("restores", about, share());
    Some(Upkeep {
        routine: routine?,
        restores: restores.map_or(1.0, |share| share.value),
    })
}
