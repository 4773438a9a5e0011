//! What mechanisms share: keys of their draws, their counts and timers, and where desks stand.

use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation};
use crate::model::{DeskKindId, Mechanism, UnitId};
use crate::random::dist::poisson_gap;
use crate::random::{Key, Purpose};
use crate::time::Span;

impl<'m, O: Observer> Simulation<'m, O> {
    /// The key of a draw of a mechanism about a case; `what` tells its draws apart.
    #[inline]
    pub(crate) fn case_key(&self, case: u32, mechanism: Mechanism, what: u64) -> Key {
        self.cases[case]
            .key
            .purpose(Purpose::Mechanism)
            .child(mechanism as u64)
            .child(what)
    }

    /// The key of a draw of a mechanism that concerns no case.
    #[inline]
    pub(crate) fn own_key(&self, mechanism: Mechanism, what: u64) -> Key {
        self.states.roots[mechanism as usize].child(what)
    }

    /// Adds to what a mechanism counts in one of its places.
    #[inline]
    pub(crate) fn tally(&mut self, mechanism: Mechanism, at: usize, amount: i64) {
        self.ledger.tally(mechanism, at, amount);
    }

    /// Sets a timer of a mechanism, `after` from now; at least one tick, so that what repeats moves on.
    pub(crate) fn set_mechanism_timer(
        &mut self,
        mechanism: Mechanism,
        after: Span,
        a: u32,
        b: u32,
    ) {
        let at = self.now + after.max(Span::from_ticks(1));
        self.timers.set(at, Timer::Mechanism { mechanism, a, b });
    }

    /// The key of a draw of a mechanism about a unit now.
    pub(crate) fn moment_key(&self, mechanism: Mechanism, what: u64, unit: UnitId) -> Key {
        self.own_key(mechanism, what)
            .child(unit.index() as u64)
            .child(self.now.ticks() as u64)
    }

    /// The time until the next event of a Poisson process of a unit, given its mean number a day.
    pub(crate) fn poisson_wait(
        &self,
        mechanism: Mechanism,
        what: u64,
        unit: UnitId,
        per_day: f64,
    ) -> Span {
        let key = self.moment_key(mechanism, what, unit);
        Span::from_days(poisson_gap(&mut key.rng()) / per_day)
    }

    /// The units in which desks of a kind stand, in the part of the territory that is run.
    pub(crate) fn units_of(&self, kind: DeskKindId) -> Vec<UnitId> {
        let level = &self.model.levels[self.model.desk_kinds[kind].level];
        let first = level.first_unit.index();
        let units = (first..first + level.units as usize).map(UnitId::new);
        units
            .filter(|&unit| self.elsewhere(unit).is_none())
            .collect()
    }

    /// The desk of a kind in a unit, or in the unit above it at the level of the kind; none when that is not above.
    pub(crate) fn desk_above(&self, kind: DeskKindId, unit: UnitId) -> Option<usize> {
        let level = self.model.desk_kinds[kind].level;
        let unit = self.model.ancestor(unit, level)?;
        Some(self.model.desk_in(kind, unit))
    }

    /// The positions among all desks of the desks of a kind.
    pub(crate) fn desks_of(&self, kind: DeskKindId) -> std::ops::Range<usize> {
        let kind = &self.model.desk_kinds[kind];
        kind.first as usize..(kind.first + kind.count) as usize
    }

    /// Gives a case another queueing class; those of its tasks that wait go to the back of it.
    pub(crate) fn reprioritise(&mut self, case: u32, class: u8) {
        self.cases[case].class = class;
        let mut task = self.cases[case].tasks;
        while task != crate::engine::queue::NONE {
            let next = self.tasks[task].sibling;
            self.reclass(task, class);
            task = next;
        }
    }
}
