//! Tasks of open cases, and of mechanisms: compact records, reused, nothing kept of what is finished.

use std::ops::{Index, IndexMut};

use crate::engine::queue::NONE;
use crate::engine::slab::Slab;
use crate::model::{Activity, Mechanism};
use crate::time::Time;

/// What a task is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskKind {
    /// Taking in and collecting fields.
    Intake,
    /// Triage of a need that a wrong desk sent back.
    Redispatch(u8),
    /// A need of the case.
    Need(u8),
    /// A need at a desk that was the wrong one.
    Wrong(u8),
    /// Joining branches.
    Merge,
    /// Passing the case on to another level.
    PassOn,
    /// Deciding for a lower level.
    Decide,
    /// A further step of the case that a mechanism asks for; the number is the mechanism's own.
    Step(Mechanism, u8),
    /// Work of a mechanism that belongs to no case; the number is the mechanism's own.
    Duty(Mechanism, u8),
}

impl TaskKind {
    /// A number of its own, for keys of draws.
    pub(crate) fn code(self) -> u64 {
        match self {
            Self::Intake => 0,
            Self::Redispatch(need) => 1 << 8 | u64::from(need),
            Self::Need(need) => 2 << 8 | u64::from(need),
            Self::Wrong(need) => 3 << 8 | u64::from(need),
            Self::Merge => 4 << 8,
            Self::PassOn => 5 << 8,
            Self::Decide => 6 << 8,
            Self::Step(mechanism, what) => 7 << 8 | u64::from(what) | (mechanism as u64) << 16,
            Self::Duty(mechanism, what) => 8 << 8 | u64::from(what) | (mechanism as u64) << 16,
        }
    }
}

/// Whether the person of a task is there for others, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Company {
    /// No.
    Alone,
    /// Waits for others to come.
    Awaiting,
    /// Meets others.
    Meeting,
}

/// Where a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskState {
    /// Nowhere: the record is free.
    Free,
    /// On its way to the desk.
    Moving,
    /// In somebody's hands; nobody works on it while the hours of that person's crew are off.
    InService,
    /// Before a desk whose gate is closed.
    AtGate,
    /// In the queue.
    Waiting,
    /// Kept by a person who is away for another reason.
    Suspended,
}

/// One piece of work of one case at one desk. Work is in ticks of duty of that desk.
///
/// What every step looks at comes first, so that it lies in one line of a cache.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Task {
    /// The case, or none when it went on without this branch.
    pub(crate) case: u32,
    pub(crate) desk: u32,
    /// Neighbours in the queue.
    pub(crate) next: u32,
    pub(crate) previous: u32,
    /// Next task of the case; of a duty, the first half of its link.
    pub(crate) sibling: u32,
    /// The person it is with.
    pub(crate) person: u32,
    /// When it joined the queue.
    pub(crate) queued: Time,
    /// Work in all, without `extra`.
    pub(crate) total: i64,
    /// Work done.
    pub(crate) worked: i64,
    pub(crate) kind: TaskKind,
    pub(crate) state: TaskState,
    pub(crate) first: Activity,
    pub(crate) second: Activity,
    /// What `extra` is booked as.
    pub(crate) extra_as: Activity,
    pub(crate) class: u8,
    /// Whether it has been started before.
    pub(crate) started: bool,
    /// Whether its desk may not decide the case.
    pub(crate) without_authority: bool,
    /// Whether it comes before everything that waits.
    pub(crate) is_call: bool,
    /// Whether its person is there for others, too.
    pub(crate) company: Company,
    /// Of a duty, the second half of its link.
    pub(crate) tag: u32,
    /// Order of creation; never reused.
    pub(crate) order: u64,
    pub(crate) due: Time,
    /// Work below this mark is of the first activity, above of the second.
    pub(crate) split: i64,
    /// Work below this mark has been done before (a restart).
    pub(crate) redo: i64,
    /// The last part of the work: checking and collecting again what was there already.
    pub(crate) again: i64,
    /// Work to do first: of taking over.
    pub(crate) extra: i64,
    /// Work to do before that: of turning to this task from another.
    pub(crate) turn: i64,
    /// The pace that its work is written down for: 1, or what mechanisms make of it for the person who began it.
    pub(crate) pace: f64,
}

impl Task {
    /// A task of no case that nobody has begun; new tasks say how they differ from it.
    pub(crate) const BLANK: Self = Self {
        order: 0,
        due: Time::NEVER,
        queued: Time::ZERO,
        total: 0,
        worked: 0,
        redo: 0,
        split: 0,
        again: 0,
        extra: 0,
        pace: 1.0,
        turn: 0,
        case: NONE,
        desk: 0,
        next: NONE,
        previous: NONE,
        sibling: NONE,
        tag: 0,
        person: NONE,
        kind: TaskKind::Intake,
        state: TaskState::Moving,
        first: Activity::Transfer,
        second: Activity::Transfer,
        extra_as: Activity::Transfer,
        class: 0,
        started: false,
        without_authority: false,
        is_call: false,
        company: Company::Alone,
    };

    /// What the mechanism of a duty knows it by.
    pub(crate) fn link(&self) -> (u32, u32) {
        (self.sibling, self.tag)
    }

    /// Multiplies the work of a task that nobody has begun.
    pub(crate) fn stretch(&mut self, factor: f64) {
        debug_assert_eq!(self.worked, 0, "work that is begun is not changed");
        let scale = |ticks: i64| (ticks as f64 * factor).round() as i64;
        let (first, last) = (scale(self.split), scale(self.again));
        self.total = first + scale(self.total - self.split - self.again) + last;
        (self.split, self.again) = (first, last);
    }

    /// Writes all of its work, done and to do, in ticks of another desk, each of which holds `factor` of this one's.
    pub(crate) fn convert(&mut self, factor: f64) {
        let scale = |ticks: i64| (ticks as f64 * factor).round() as i64;
        self.total = scale(self.total);
        self.worked = scale(self.worked);
        self.redo = scale(self.redo);
        self.split = scale(self.split);
        self.again = scale(self.again);
        self.extra = scale(self.extra);
    }

    /// Work left, in ticks of duty.
    #[inline]
    pub(crate) fn left(&self) -> i64 {
        self.turn + self.extra + self.total - self.worked
    }

    /// The handle that timers keep: the low half of the order.
    #[inline]
    pub(crate) fn generation(&self) -> u32 {
        self.order as u32
    }
}

/// The tasks of all open cases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tasks {
    slab: Slab<Task>,
    created: u64,
}

impl Tasks {
    /// A record for a new task and its order of creation; what is left in it of an earlier task is to be written over.
    #[inline]
    pub(crate) fn fresh(&mut self) -> (u32, u64) {
        let order = self.created;
        self.created += 1;
        (self.slab.reuse(Task::BLANK), order)
    }

    #[inline]
    pub(crate) fn remove(&mut self, task: u32) {
        self.slab[task].state = TaskState::Free;
        self.slab.free(task);
    }

    /// Gives a task that goes to another desk a new number, so that nothing left of it at the old one finds it.
    pub(crate) fn renumber(&mut self, task: u32) {
        self.slab[task].order = self.created;
        self.created += 1;
    }

    /// The largest number of tasks that were in use at once.
    pub(crate) fn most(&self) -> usize {
        self.slab.most()
    }

    /// Number of tasks in use.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.slab.in_use()
    }

    /// Whether `task` is the one of that creation order and waits in a queue.
    #[inline]
    pub(crate) fn waits_as(&self, task: u32, order: u64) -> bool {
        let task = &self.slab[task];
        task.order == order && task.state == TaskState::Waiting
    }

    /// The task of a timer, if it is still the one the timer was set for.
    #[inline]
    pub(crate) fn alive(&self, task: u32, generation: u32) -> Option<&Task> {
        self.slab
            .get(task)
            .filter(|task| task.state != TaskState::Free && task.generation() == generation)
    }
}

impl Index<u32> for Tasks {
    type Output = Task;
    #[inline]
    fn index(&self, task: u32) -> &Task {
        &self.slab[task]
    }
}

impl IndexMut<u32> for Tasks {
    #[inline]
    fn index_mut(&mut self, task: u32) -> &mut Task {
        &mut self.slab[task]
    }
}
