//! `[mechanisms.global_view]` as typed: dispatch to the least loaded by a view that may be stale.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, List, Text};
use crate::scenario::quantity::{count, time};
use crate::time::Span;

/// A global view, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct GlobalView {
    /// Levels whose units may take each other's needs.
    pub levels: At<Vec<At<String>>>,
    /// Time between two looks; none when the view is live.
    pub refresh: Option<At<Span>>,
    /// How much shorter the other queue must be.
    pub margin: u32,
    /// Work of taking over a need from another unit.
    pub transfer: Option<TimeDist>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<GlobalView> {
    let about = "levels whose units may take each other's needs";
    let levels = fields.required("levels", about, List(Text));
    let about = "clock time between two looks at all desks, at least 1 min; live unless given";
    let refresh = fields.optional("refresh", about, time());
    let about = "by how many tasks the other desk must be less loaded; 1 unless given";
    let margin = fields.optional("margin", about, count(1));
    let about = "work of taking over a need from another unit; none unless given";
    let transfer = fields.optional("transfer", about, Distribution);
    Some(GlobalView {
        levels: levels?,
        refresh,
        margin: margin.map_or(1, |margin| margin.value),
        transfer,
    })
}
