//! Slots of the event list of the wall clock: people, then calendars that change, midnight, and samples.

use crate::engine::Simulation;
use crate::engine::record::Observer;

/// What an event in the tree is.
enum Slot {
    Person { desk: u32, person: u32 },
    Shift,
    Midnight,
    Sample,
}

impl<O: Observer> Simulation<'_, O> {
    /// Runs the event of a slot.
    pub(super) fn run_slot(&mut self, slot: usize) {
        match self.slot(slot) {
            Slot::Person { desk, person } => self.person_done(desk, person),
            Slot::Shift => self.change_shifts(),
            Slot::Midnight => self.change_absences(),
            Slot::Sample => self.sample(),
        }
    }

    #[inline]
    fn slot(&self, slot: usize) -> Slot {
        if let Some(&desk) = self.desk_of_slot.get(slot) {
            return Slot::Person {
                desk,
                person: slot as u32 - self.desks[desk as usize].first_slot,
            };
        }
        match slot - self.desk_of_slot.len() {
            at if at < self.model.calendars.len() => Slot::Shift,
            at if at == self.model.calendars.len() => Slot::Midnight,
            _ => Slot::Sample,
        }
    }

    /// The slot of the next midnight.
    pub(super) fn midnight_slot(&self) -> usize {
        self.desk_of_slot.len() + self.model.calendars.len()
    }

    /// The slot of the next sample.
    pub(super) fn sample_slot(&self) -> usize {
        self.midnight_slot() + 1
    }
}
