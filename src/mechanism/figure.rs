//! What mechanisms let a run show: counts and times of the measured window, and how they become measures.

use crate::model::figure::{Better, Unit};

/// One measure of a mechanism. Its value is what the mechanism counted in one place, over what [`Per`] says. Counts in
/// units of hours are kept in ticks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Name of the measure, unit last, as in `orders_pushed_tasks`.
    pub name: &'static str,
    /// What the text of a report calls it.
    pub label: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    /// The place that it is counted in, below [`crate::engine::TALLY_WORK`].
    pub at: usize,
    /// What it is divided by.
    pub per: Per,
}

impl Figure {
    /// What it means, in a sentence without a full stop.
    pub fn definition(&self) -> String {
        let per = match self.per {
            Per::Window => "in the measured window",
            Per::Closed => "over first closings in the measured window",
            Per::Created => "over cases created in the measured window",
            Per::Tally(_) | Per::Fixed(..) => "mean or share in the measured window",
        };
        format!("{}, {per}", self.label)
    }
}

/// What a count is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// Nothing: the total of the measured window.
    Window,
    /// First closings in the window.
    Closed,
    /// Cases created in the window.
    Created,
    /// What the same mechanism counted in another place; no value when that is 0.
    Tally(usize),
    /// That many of what is counted, when it is counted in fixed point; 1000 for thousandths, say. Over another place.
    Fixed(i64, usize),
}
