//! Cases that mechanisms create later: further reports, matters that come again, matters that service brings.

use crate::engine::task::Nature;
use crate::random::Key;
use crate::stream::Matter;

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
    /// The case that it follows: its record and the low half of its number.
    pub(super) of: (u32, u32),
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
    pub(super) fn take(&mut self, at: u32) -> Coming {
        self.free.push(at);
        self.items[at as usize]
    }
}
