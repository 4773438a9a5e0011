//! Cases that mechanisms create later: further reports, matters that come again, matters that service brings.

use crate::engine::case::Nature;
use crate::engine::slab::Slab;
use crate::engine::{Observer, Simulation};
use crate::random::Key;
use crate::stream::Matter;
use crate::time::Time;

/// A case that is still to come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coming {
    /// What it will be about; its time is set when it comes.
    pub(super) matter: Matter,
    /// What the severity, competence and needs of the matter are drawn from.
    pub(super) marks: Key,
    pub(super) nature: Nature,
    /// What the mechanism wants to know it by.
    pub(super) tag: (u32, u32),
}

/// What a mechanism keeps until a case is made of it, by a number that a timer has. How much may be kept is a limit of the
/// run, as for open cases.
#[derive(Debug)]
pub(crate) struct Kept<T>(Slab<Option<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Slab::default())
    }
}

impl<T> Kept<T> {
    /// Keeps something; the number is its own until it is taken out.
    pub(crate) fn keep(&mut self, item: T) -> u32 {
        self.0.insert(Some(item))
    }

    /// Takes something out.
    pub(crate) fn take(&mut self, at: u32) -> Option<T> {
        let item = self.0.get_mut(at)?.take()?;
        self.0.free(at);
        Some(item)
    }

    /// Something that is kept.
    pub(crate) fn get(&self, at: u32) -> Option<&T> {
        self.0.get(at)?.as_ref()
    }

    /// How many are kept.
    pub(crate) fn len(&self) -> usize {
        self.0.in_use()
    }

    /// The same, and the largest number that was kept at once.
    pub(crate) fn numbers(&self) -> (usize, usize) {
        (self.len(), self.0.most())
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// What a case was made of, for one that is to come and is about the same, or the same again.
    pub(super) fn matter_like(&self, case: u32, key: Key) -> Matter {
        let at = &self.cases[case];
        Matter {
            time: self.now,
            // A case without a deadline is followed by cases without one.
            due: (at.due == Time::NEVER).then_some(Time::NEVER),
            key,
            place: at.place,
            category: at.category,
            severity: None,
        }
    }

    /// Creates a case whose time has come.
    pub(super) fn create_now(&mut self, coming: &Coming) {
        let matter = Matter {
            time: self.now,
            ..coming.matter
        };
        self.create_as(&matter, coming.marks, coming.nature);
    }
}
