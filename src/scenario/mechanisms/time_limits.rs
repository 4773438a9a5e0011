//! `[mechanisms.time_limits]` as typed: limits of time by level, and closing on paper.

use crate::diagnostic::{At, Place};
use crate::scenario::decode::{Distribution, Fields, Names};
use crate::scenario::quantity::{positive_time, share, work_time};
use crate::scenario::{Named, TimeDist, WorkTime};
use crate::time::Span;

/// Limits of time, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeLimits {
    /// By level: how long a case may stay there.
    pub limits: Vec<Named<WorkTime>>,
    /// Chance that a case that is not finished as its limit nears is closed on paper.
    pub paper: f64,
    /// How long before the limit that begins.
    pub gaming_window: Option<At<Span>>,
    /// Chance that a case closed on paper comes back.
    pub comes_back: f64,
    /// When it does.
    pub comes_back_after: Option<TimeDist>,
    /// The place of the table.
    pub place: Place,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<TimeLimits> {
    let about = "how long a case may stay at each level, on the working days of the level";
    let limits = fields.optional("limits", about, Names::of("level", work_time()));
    let about =
        "chance that a case not finished as its limit nears is closed on paper; 0 unless given";
    let paper = fields.optional("paper", about, share());
    let about = "clock time before the limit in which cases are closed on paper";
    let gaming_window = fields.optional("gaming_window", about, positive_time());
    let about = "chance that a case closed on paper comes back; 0 unless given";
    let comes_back = fields.optional("comes_back", about, share());
    let about = "clock time until it does";
    let comes_back_after = fields.optional("comes_back_after", about, Distribution);
    Some(TimeLimits {
        limits: limits.map_or_else(Vec::new, |limits| limits.value),
        paper: paper.map_or(0.0, |paper| paper.value),
        gaming_window,
        comes_back: comes_back.map_or(0.0, |chance| chance.value),
        comes_back_after,
        place: fields.place(),
    })
}
