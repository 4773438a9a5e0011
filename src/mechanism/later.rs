//! Cases that mechanisms create later: further reports, matters that come again, matters that service brings.

use crate::engine::task::Nature;
use crate::engine::{Observer, Simulation};
use crate::random::Key;
use crate::stream::Matter;
use crate::time::Time;

/// Cases of one mechanism that are still to come, at most; what goes beyond never comes.
const LATER_MOST: usize = 5_000_000;

/// A case that is still to come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coming {
    /// What it will be about; its time is set when it comes.
    pub(super) matter: Matter,
    /// What the severity, competence and needs of the matter are drawn from.
    pub(super) marks: Key,
    pub(super) nature: Nature,
    /// What the mechanism wants to know it by.
    pub(super) tag: (u32, u32),
}

/// Cases that are still to come, by a number that a timer keeps.
#[derive(Debug, Default)]
pub(super) struct Later {
    items: Vec<Coming>,
    free: Vec<u32>,
}

impl Later {
    /// Keeps a case that is still to come; none when there are too many.
    pub(super) fn keep(&mut self, coming: Coming) -> Option<u32> {
        if let Some(at) = self.free.pop() {
            self.items[at as usize] = coming;
            return Some(at);
        }
        if self.items.len() >= LATER_MOST {
            return None;
        }
        self.items.push(coming);
        Some((self.items.len() - 1) as u32)
    }

    /// Takes out a case whose time has come.
    pub(super) fn take(&mut self, at: u32) -> Option<Coming> {
        let coming = self.items.get(at as usize).copied()?;
        self.free.push(at);
        Some(coming)
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
