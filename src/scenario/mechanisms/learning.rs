//! `[mechanisms.learning]` as typed: learning, training and turnover.

use crate::diagnostic::At;
use crate::scenario::decode::{Fields, List, Record, Text};
use crate::scenario::quantity::{Limits, hours, number, positive_hours, positive_time, share};
use crate::time::Span;

/// Learning, training and turnover, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Learning {
    /// The desks whose people learn; none means all with counted staff.
    pub desks: Option<Vec<At<String>>>,
    /// Exponent of the learning curve.
    pub exponent: f64,
    /// Hours of experience that double the base of the curve.
    pub scale: f64,
    /// Hours of experience at the start.
    pub start: f64,
    /// Greatest speed.
    pub ceiling: f64,
    /// People replaced a year, of each person.
    pub turnover: f64,
    /// Sessions of training.
    pub training: Option<Training>,
}

/// Sessions of training, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// Hands-on hours of a session.
    pub hours: At<f64>,
    /// Time between two sessions of a person.
    pub every: At<Span>,
    /// Hours of experience that a session is worth.
    pub gain: f64,
    /// Share of the errors left that a session takes away.
    pub error_cut: f64,
}

/// The greatest speed that experience may bring.
const CEILING_MOST: f64 = 10.0;

/// The greatest number of replacements of a person in a year.
const TURNOVER_MOST: f64 = 100.0;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Learning> {
    let about = "the desks whose people learn; all with counted staff unless given";
    let desks = fields.optional("desks", about, List(Text));
    let about = "exponent of the learning curve; 0, for no learning, unless given";
    let exponent = fields.optional("exponent", about, number(Limits::Between(0.0, 1.0)));
    let about = "experience that doubles the base of the curve; 200 h unless given";
    let scale = fields.optional("scale", about, positive_hours());
    let about = "experience of everybody at the start; 0 unless given";
    let start = fields.optional("start", about, hours());
    let about = "greatest speed, where 1 is a novice's; 2 unless given";
    let ceiling = fields.optional("ceiling", about, number(Limits::Between(1.0, CEILING_MOST)));
    let about = "share of the people replaced by novices in a year; 0 unless given";
    let turnover = fields.optional(
        "turnover",
        about,
        number(Limits::Between(0.0, TURNOVER_MOST)),
    );
    let about = "sessions of training";
    let training = fields.optional("training", about, Record::new("training", training));
    Some(Learning {
        desks: desks.map(|desks| desks.value),
        exponent: exponent.map_or(0.0, |at| at.value),
        scale: scale.map_or(200.0, |at| at.value),
        start: start.map_or(0.0, |at| at.value),
        ceiling: ceiling.map_or(2.0, |at| at.value),
        turnover: turnover.map_or(0.0, |at| at.value),
        training: training.map(|training| training.value),
    })
}

fn training(fields: &mut Fields<'_>) -> Option<Training> {
    let length = fields.required("hours", "hands-on time of a session", positive_hours());
    let about = "clock time between two sessions of a person";
    let every = fields.required("every", about, positive_time());
    let about = "experience that a session is worth; 0 unless given";
    let gain = fields.optional("gain", about, hours());
    let about = "share of the errors left that a session takes away; 0 unless given";
    let error_cut = fields.optional("error_cut", about, share());
    Some(Training {
        hours: length?,
        every: every?,
        gain: gain.map_or(0.0, |at| at.value),
        error_cut: error_cut.map_or(0.0, |at| at.value),
    })
}
