//! Open cases: compact records, reused, nothing kept of what is finished.

use std::ops::{Index, IndexMut};

use crate::engine::ledger::{Leaving, Verdict};
use crate::engine::queue::NONE;
use crate::engine::slab::Slab;
use crate::model::{CategoryId, LevelId, UnitId};
use crate::random::Key;
use crate::time::Time;

/// Where the lead time of a case went, in ticks; the parts add up to it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// Somebody worked on it.
    pub work: i64,
    /// It waited while its desk had somebody on duty.
    pub queue: i64,
    /// It waited while its desk had nobody on duty.
    pub off_hours: i64,
    /// It waited for a decision of an upper level.
    pub decision_wait: i64,
    /// It was on its way.
    pub hand_off: i64,
}

impl Split {
    /// The sum of the parts.
    pub fn total(&self) -> i64 {
        self.work + self.queue + self.off_hours + self.decision_wait + self.hand_off
    }

    /// Time in queues: queue, off-hours and decision wait.
    pub fn wait(&self) -> i64 {
        self.queue + self.off_hours + self.decision_wait
    }
}

/// Who works on a case, as far as its time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Nobody, until something changes.
    Nobody,
    /// Somebody, all the time until something changes.
    Somebody,
    /// One person, while the clock of their crew runs.
    Clock(u16),
}

/// An open case, in four lines of a cache by how often they are looked at: where its time goes, what is under way, what a
/// handling or a closing asks for, the rest.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Case {
    /// Last instant up to which the split is accounted for.
    pub(crate) since: Time,
    /// The parts of the split that change most.
    pub(crate) worked: i64,
    pub(crate) queued: i64,
    pub(crate) off_hours: i64,
    /// Open time of `wait_desk` at `since`.
    pub(crate) open_at: i64,
    /// Time at `since` on the clock of the person at work.
    pub(crate) work_at: i64,
    /// First of its tasks.
    pub(crate) tasks: u32,
    /// The desk whose hours tell queue from off-hours.
    pub(crate) wait_desk: u32,
    pub(crate) work: Work,
    /// Tasks in service (kept by people off duty or not), and waiting.
    pub(crate) in_service: u16,
    pub(crate) in_queue: u16,

    pub(crate) key: Key,
    /// Needs of this handling, those done, those under way: one bit each.
    pub(crate) wanted: u64,
    pub(crate) done: u64,
    pub(crate) running: u64,
    pub(crate) unit: UnitId,
    /// The level of `unit`.
    pub(crate) level: LevelId,
    pub(crate) category: CategoryId,
    /// Changes whenever timers set for the case lose their meaning.
    pub(crate) generation: u32,
    /// Number of handlings started.
    pub(crate) handlings: u16,
    /// How often it had to start over: reworked, returned, reopened.
    pub(crate) rounds: u16,
    pub(crate) class: u8,
    pub(crate) severity: u8,
    pub(crate) status: Status,

    /// Needs of the matter, one bit each.
    pub(crate) needs: u64,
    /// By when its tasks are ordered where the earliest due comes first: `due`, unless a level has a limit of its own.
    pub(crate) work_due: Time,
    pub(crate) created: Time,
    pub(crate) due: Time,
    /// A part of the split that changes at arrivals.
    pub(crate) hand_off: i64,
    /// The lowest level with the right to decide it.
    pub(crate) competence: Option<LevelId>,
    pub(crate) hops: u16,
    pub(crate) hand_offs: u16,
    pub(crate) returns: u16,
    pub(crate) closings: u16,
    pub(crate) branches: u16,
    /// Times the citizen or firm handed something in.
    pub(crate) submissions: u16,
    pub(crate) nature: Nature,
    /// Exceptions in it that were fixed quickly, and ignored, since it was last begun from the start.
    pub(crate) quick_fixes: u8,
    pub(crate) ignored: u8,

    /// The part of the split that changes least.
    pub(crate) decision_wait: i64,
    /// Start of the current stay: creation or the latest reopening.
    pub(crate) opened: Time,
    /// Position in the order of arrival.
    pub(crate) number: u64,
    /// Where it began (or was last sent down to), and where a decision goes back to.
    pub(crate) place: UnitId,
    pub(crate) back_to: Option<UnitId>,
    /// The level that decided for a lower one.
    pub(crate) decided_at: Option<LevelId>,
    pub(crate) marks: Marks,
    /// Looks at it since it was overdue, and chase orders about it that are not answered.
    pub(crate) looks: u16,
    pub(crate) chases: u8,
}

impl Case {
    /// Where its time went, up to when it is accounted for.
    #[inline]
    pub(crate) fn split(&self) -> Split {
        Split {
            work: self.worked,
            queue: self.queued,
            off_hours: self.off_hours,
            decision_wait: self.decision_wait,
            hand_off: self.hand_off,
        }
    }

    /// What is counted of it when it leaves.
    #[inline]
    pub(crate) fn leaving(&self) -> Leaving {
        Leaving {
            created: self.created,
            opened: self.opened,
            due: self.due,
            split: self.split(),
            category: self.category,
            closings: self.closings,
            handlings: self.handlings,
            hops: self.hops,
            hand_offs: self.hand_offs,
            returns: self.returns,
            verdict: if self.status.rejected {
                Verdict::Rejected
            } else {
                Verdict::Handled
            },
        }
    }
}

/// Where a case comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// A matter of the stream.
    Matter,
    /// A further report of a matter that is a case already.
    Copy,
    /// A matter that has come again; how many came before it in the same chain.
    Recurring(u8),
    /// A matter that nobody would have reported without the service of earlier ones.
    Induced,
}

/// Flags of a case that steps look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Status {
    /// The record is in use.
    pub(crate) alive: bool,
    /// Closed, and will come back.
    pub(crate) dormant: bool,
    /// A need has rejected it.
    pub(crate) rejected: bool,
    /// An upper level has decided for the level it is at.
    pub(crate) authorised: bool,
    /// What is worked now has been worked before.
    pub(crate) rework: bool,
    /// Its time at the level is over; it leaves when nobody's hands are on it.
    pub(crate) overage: bool,
    /// It waits for a decision of the level it is at.
    pub(crate) deciding: bool,
    /// The current wait is for a decision.
    pub(crate) awaits_decision: bool,
    /// Several levels or sectors have it in hand together.
    pub(crate) linked: bool,
    /// Several tasks of it are under way, some on clocks of duty: it is accounted for at changes of shifts.
    pub(crate) shared: bool,
}

/// Flags of a case that mechanisms look at, and its closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    /// Its fields have been collected.
    pub(crate) collected: bool,
    /// The handling below was complete when it went up; after the decision it is closed.
    pub(crate) handled_below: bool,
    /// It was merged wrongly, and nobody knows of it.
    pub(crate) lost: bool,
    /// Its citizen has pressed for it.
    pub(crate) pressed: bool,
    /// It was foreseen, and looked into before it broke out.
    pub(crate) early: bool,
    /// It was closed without being solved.
    pub(crate) on_paper: bool,
    /// A person has checked the algorithm that dispatched it at its latest intake.
    pub(crate) checked: bool,
    /// All that the level wanted is done, and further departments take part still.
    pub(crate) awaits_others: bool,
}

/// All open cases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cases {
    slab: Slab<Case>,
    next_generation: u32,
}

impl Cases {
    pub(crate) fn insert(&mut self, mut case: Case) -> u32 {
        case.generation = self.generation();
        case.status.alive = true;
        self.slab.insert(case)
    }

    pub(crate) fn remove(&mut self, case: u32) {
        let left = &mut self.slab[case];
        debug_assert_eq!(left.tasks, NONE, "a case leaves after its tasks");
        left.status.alive = false;
        self.slab.free(case);
    }

    /// A generation no timer knows yet.
    pub(crate) fn generation(&mut self) -> u32 {
        self.next_generation = self.next_generation.wrapping_add(1);
        self.next_generation
    }

    /// Whether a timer set for `case` still has its meaning.
    pub(crate) fn is_current(&self, case: u32, generation: u32) -> bool {
        let case = &self.slab[case];
        case.status.alive && case.generation == generation
    }

    /// The case that was number `low` (the low half of its number) and still has the record `case`.
    pub(crate) fn numbered(&self, case: u32, low: u32) -> Option<&Case> {
        let found = self.slab.get(case);
        found.filter(|case| case.status.alive && case.number as u32 == low)
    }

    /// The records of the cases in use, in order.
    pub(crate) fn open(&self) -> Vec<u32> {
        let records = 0..self.slab.records().len() as u32;
        records.filter(|&case| self[case].status.alive).collect()
    }

    /// The cases in use.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Case> {
        self.slab.records().iter().filter(|case| case.status.alive)
    }

    /// The largest number of cases that were in use at once.
    pub(crate) fn most(&self) -> usize {
        self.slab.most()
    }

    /// Number of cases in use, dormant ones included.
    pub(crate) fn len(&self) -> usize {
        self.slab.in_use()
    }
}

impl Index<u32> for Cases {
    type Output = Case;
    #[inline]
    fn index(&self, case: u32) -> &Case {
        &self.slab[case]
    }
}

impl IndexMut<u32> for Cases {
    #[inline]
    fn index_mut(&mut self, case: u32) -> &mut Case {
        &mut self.slab[case]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_takes_four_lines_and_each_holds_what_is_looked_at_together() {
        assert_eq!(size_of::<Case>(), 256);
        assert_eq!(std::mem::offset_of!(Case, key), 64);
        assert_eq!(std::mem::offset_of!(Case, needs), 128);
        assert_eq!(std::mem::offset_of!(Case, decision_wait), 192);
    }
}
