//! Copies and their cases in a run by parts of the territory, where one of the two may be in another part.
//!
//! A case of which there are copies is known to be open by its key where it arose and where it went, until it has left.

use crate::engine::case::Nature;
use crate::engine::queue::NONE;
use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation};
use crate::mechanism::duplicates::{LEFT, Original};
use crate::model::Mechanism;
use crate::random::Key;
use crate::time::Time;

impl<O: Observer> Simulation<'_, O> {
    /// Whether further citizens report the matter with that key.
    pub(in crate::mechanism) fn has_further_reports(&self, key: Key) -> bool {
        self.hooks.has(Mechanism::Duplicates) && self.further_reports(key) > 0
    }

    /// Of a copy that sets out for another part of the territory: the key of its case, and whether that has not.
    pub(in crate::mechanism) fn original_of(&self, case: u32) -> Option<(Key, bool)> {
        if self.cases[case].nature != Nature::Copy || !self.hooks.has(Mechanism::Duplicates) {
            return None;
        }
        let original = self.states.duplicates.originals[case as usize]?;
        let here = self.cases.numbered(original.record, original.low);
        let is_here = here.is_some_and(|at| at.key == original.key);
        Some((original.key, is_here))
    }

    /// A case sets out for another part of the territory, where copies of it will have to look for it.
    pub(in crate::mechanism) fn set_out(&mut self, case: u32) {
        let at = &self.cases[case];
        let (key, nature) = (at.key, at.nature);
        if nature != Nature::Copy && self.has_further_reports(key) {
            self.states.duplicates.open_elsewhere.insert(key.bits());
        }
    }

    /// A case has set out from another part of the territory to come here; of a copy, its original may not have.
    pub(in crate::mechanism) fn welcome(&mut self, case: u32, original: Option<(Key, bool)>) {
        if !self.hooks.has(Mechanism::Duplicates) {
            return;
        }
        let key = self.cases[case].key;
        let is_expected = match original {
            None => self.has_further_reports(key).then_some(key),
            Some((key, has_not_set_out)) => has_not_set_out.then_some(key),
        };
        if let Some(key) = is_expected {
            self.states.duplicates.open_elsewhere.insert(key.bits());
        }
        let elsewhere = |(key, _)| Original {
            record: NONE,
            low: 0,
            key,
        };
        self.set_original(case, original.map(elsewhere));
    }

    /// A case that arose here will have left for good in another part of the territory.
    pub(in crate::mechanism) fn await_leaving(&mut self, at: Time, key: Key) {
        let timer = Timer::Mechanism {
            mechanism: Mechanism::Duplicates,
            a: self.states.duplicates.leaving.keep(key),
            b: LEFT,
        };
        self.timers.set(at, timer);
    }
}
