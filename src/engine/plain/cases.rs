//! Open cases of the plain loop.

use std::ops::{Index, IndexMut};

use crate::engine::case::Split;
use crate::engine::ledger::{Leaving, Verdict};
use crate::engine::slab::Slab;
use crate::model::CategoryId;
use crate::random::Key;
use crate::time::Time;

/// An open case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) key: Key,
    pub(super) created: Time,
    pub(super) due: Time,
    /// Up to when its time is accounted for, in ticks.
    pub(super) since: i64,
    /// Ticks in which somebody worked on it, and in which it waited.
    pub(super) work: i64,
    pub(super) queue: i64,
    /// Needs of the matter, and those its level has not done yet: one bit each.
    pub(super) needs: u64,
    pub(super) left: u64,
    pub(super) unit: u32,
    pub(super) category: u32,
    /// Its tasks in service, and waiting.
    pub(super) in_service: u16,
    pub(super) in_queue: u16,
    pub(super) hops: u16,
    /// Handlings begun; none while the record is free.
    pub(super) handlings: u16,
    /// It will climb when its level has done its part.
    pub(super) climbs: bool,
}

impl Case {
    /// Books the time since it was last looked at: work if anybody works on it, else queue if any task waits.
    #[inline]
    pub(super) fn touch(&mut self, now: Time) {
        let ticks = now.ticks() - self.since;
        self.since = now.ticks();
        if self.in_service > 0 {
            self.work += ticks;
        } else {
            self.queue += ticks;
        }
    }

    /// What is counted of it, given where its time went.
    #[inline]
    pub(super) fn leaving(&self, split: Split) -> Leaving {
        Leaving {
            created: self.created,
            opened: self.created,
            due: self.due,
            split,
            category: CategoryId::new(self.category as usize),
            closings: 0,
            handlings: self.handlings,
            hops: self.hops,
            hand_offs: 0,
            returns: 0,
            verdict: Verdict::Handled,
        }
    }
}

/// All open cases.
#[derive(Debug, Default)]
pub(super) struct Cases(Slab<Case>);

impl Cases {
    #[inline]
    pub(super) fn insert(&mut self, case: Case) -> u32 {
        self.0.insert(case)
    }

    #[inline]
    pub(super) fn remove(&mut self, case: u32) {
        self.0[case].handlings = 0;
        self.0.free(case);
    }

    /// The cases in use.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Case> {
        self.0.records().iter().filter(|case| case.handlings > 0)
    }

    /// Number of cases in use.
    #[inline]
    pub(super) fn len(&self) -> u64 {
        self.0.in_use() as u64
    }
}

impl Index<u32> for Cases {
    type Output = Case;
    #[inline]
    fn index(&self, case: u32) -> &Case {
        &self.0[case]
    }
}

impl IndexMut<u32> for Cases {
    #[inline]
    fn index_mut(&mut self, case: u32) -> &mut Case {
        &mut self.0[case]
    }
}
