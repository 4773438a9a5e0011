//! Work that every desk of a kind does again and again: keeping a register up, looking for causes.
//!
//! It is a [duty](crate::engine) of the last class. A desk that has not finished the last one when the next is due leaves
//! the next one out, so that what is not done does not pile up.

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::{Observer, Simulation};
use crate::model::mechanisms::routine::Routine;
use crate::model::{Activity, DeskKindId, Mechanism, UnitId};

/// Which desks of a kind have the work before them.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    is_open: Vec<bool>,
    /// Number of rounds so far.
    number: u64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Gives the work of one round to every desk that has finished the last one, and says how many have not. `which`
    /// comes back in the first half of the link of the task, the position of the desk within its kind in the second.
    pub(super) fn begin_round(
        &mut self,
        rounds: &mut Rounds,
        routine: &Routine,
        (mechanism, activity): (Mechanism, Activity),
        which: u32,
    ) -> i64 {
        let desks = self.desks_of(routine.desk);
        rounds.is_open.resize(desks.len(), false);
        let mut left_out = 0;
        let key = self
            .own_key(mechanism, u64::from(which))
            .child(rounds.number);
        rounds.number += 1;
        for (at, desk) in desks.enumerate() {
            if !self.is_here(desk) {
                continue;
            }
            if std::mem::replace(&mut rounds.is_open[at], true) {
                left_out += 1;
                continue;
            }
            let duty = Duty {
                mechanism,
                what: 0,
                hours: routine.work.sample(key.child(at as u64)),
                activity,
                urgency: Urgency::Routine,
                due: self.now + routine.every,
                link: (which, at as u32),
            };
            self.assign(desk, duty);
        }
        left_out
    }

    /// The position within its kind of the desk that keeps something for a place: that of the unit on its way to the top,
    /// the first one for places above all of them.
    pub(super) fn desk_for(&self, kind: DeskKindId, place: UnitId) -> u32 {
        let level = self.model.desk_kinds[kind].level;
        let unit = self.model.ancestor(place, level);
        unit.map_or(0, |unit| self.model.units[unit].ordinal)
    }
}

impl Rounds {
    /// A desk has finished its work of the round.
    pub(super) fn finish(&mut self, at: u32) {
        self.is_open[at as usize] = false;
    }
}
