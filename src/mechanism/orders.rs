#![doc = include_str!("orders.md")]

use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::Figure;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {}

impl<O: Observer> Simulation<'_, O> {
    /// Sets up the state and the first timers.
    pub(super) fn begin_orders(&mut self) {}

    /// A timer of this mechanism goes off.
    pub(super) fn orders_timer(&mut self, _a: u32, _b: u32) {}
}
