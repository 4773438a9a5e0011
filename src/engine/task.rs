//! Open cases and their tasks: compact records, reused, nothing kept of what is finished.

use std::ops::{Index, IndexMut};

use crate::engine::ledger::{Leaving, Verdict};
use crate::engine::queue::NONE;
use crate::model::{Activity, CategoryId, LevelId, Mechanism, UnitId};
use crate::random::Key;
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
    items: Vec<Task>,
    free: Vec<u32>,
    created: u64,
}

impl Tasks {
    /// A record for a new task and its order of creation; what is left in it of an earlier task is to be written over.
    #[inline]
    pub(crate) fn fresh(&mut self) -> (u32, u64) {
        let order = self.created;
        self.created += 1;
        let index = match self.free.pop() {
            Some(index) => index,
            None => self.add_record(),
        };
        (index, order)
    }

    /// One record more than there were.
    #[cold]
    fn add_record(&mut self) -> u32 {
        self.items.push(Task::BLANK);
        (self.items.len() - 1) as u32
    }

    #[inline]
    pub(crate) fn remove(&mut self, task: u32) {
        self.items[task as usize].state = TaskState::Free;
        self.free.push(task);
    }

    /// Gives a task that goes to another desk a new number, so that nothing left of it at the old one finds it.
    pub(crate) fn renumber(&mut self, task: u32) {
        self.items[task as usize].order = self.created;
        self.created += 1;
    }

    /// Number of tasks in use.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.items.len() - self.free.len()
    }

    /// Whether `task` is the one of that creation order and waits in a queue.
    #[inline]
    pub(crate) fn waits_as(&self, task: u32, order: u64) -> bool {
        let task = &self.items[task as usize];
        task.order == order && task.state == TaskState::Waiting
    }

    /// The task of a timer, if it is still the one the timer was set for.
    #[inline]
    pub(crate) fn alive(&self, task: u32, generation: u32) -> Option<&Task> {
        self.items
            .get(task as usize)
            .filter(|task| task.state != TaskState::Free && task.generation() == generation)
    }
}

impl Index<u32> for Tasks {
    type Output = Task;
    #[inline]
    fn index(&self, task: u32) -> &Task {
        &self.items[task as usize]
    }
}

impl IndexMut<u32> for Tasks {
    #[inline]
    fn index_mut(&mut self, task: u32) -> &mut Task {
        &mut self.items[task as usize]
    }
}

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

/// An open case. Fields stand by how often they are looked at: where its time goes, what is under way, the rest.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Case {
    /// Last instant up to which the split is accounted for.
    pub(crate) since: Time,
    pub(crate) split: Split,
    /// Open time of `wait_desk` at `since`.
    pub(crate) open_at: i64,
    /// Time at `since` on the clock of the person at work.
    pub(crate) work_at: i64,
    pub(crate) key: Key,
    /// First of its tasks.
    pub(crate) tasks: u32,
    /// The desk whose hours tell queue from off-hours.
    pub(crate) wait_desk: u32,
    pub(crate) unit: UnitId,
    /// The level of `unit`.
    pub(crate) level: LevelId,
    pub(crate) category: CategoryId,
    /// Changes whenever timers set for the case lose their meaning.
    pub(crate) generation: u32,
    pub(crate) work: Work,
    /// Tasks in service (kept by people off duty or not), and waiting.
    pub(crate) in_service: u16,
    pub(crate) in_queue: u16,
    pub(crate) status: Status,
    pub(crate) class: u8,
    pub(crate) severity: u8,
    pub(crate) nature: Nature,
    /// Number of handlings started.
    pub(crate) handlings: u16,
    /// Needs of the matter, needs of this handling, those done, those under way: one bit each.
    pub(crate) needs: u64,
    pub(crate) wanted: u64,
    pub(crate) done: u64,
    pub(crate) running: u64,
    pub(crate) created: Time,
    /// Start of the current stay: creation or the latest reopening.
    pub(crate) opened: Time,
    pub(crate) due: Time,
    /// By when its tasks are ordered where the earliest due comes first: `due`, unless a level has a limit of its own.
    pub(crate) work_due: Time,
    /// Position in the order of arrival.
    pub(crate) number: u64,
    /// Where it began (or was last sent down to), where it is, and where a decision goes back to.
    pub(crate) place: UnitId,
    pub(crate) back_to: Option<UnitId>,
    /// The lowest level with the right to decide it.
    pub(crate) competence: Option<LevelId>,
    /// The level that decided for a lower one.
    pub(crate) decided_at: Option<LevelId>,
    pub(crate) hops: u16,
    pub(crate) hand_offs: u16,
    pub(crate) returns: u16,
    pub(crate) closings: u16,
    /// How often it had to start over: reworked, returned, reopened.
    pub(crate) rounds: u16,
    pub(crate) branches: u16,
    /// Times the citizen or firm handed something in.
    pub(crate) submissions: u16,
    /// Looks at it since it was overdue, and chase orders about it that are not answered.
    pub(crate) looks: u16,
    pub(crate) chases: u8,
    /// Exceptions in it that were fixed quickly, and ignored, since it was last begun from the start.
    pub(crate) quick_fixes: u8,
    pub(crate) ignored: u8,
}

impl Case {
    /// What is counted of it when it leaves.
    #[inline]
    pub(crate) fn leaving(&self) -> Leaving {
        Leaving {
            created: self.created,
            opened: self.opened,
            due: self.due,
            split: self.split,
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

/// Flags of a case.
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
    /// Its fields have been collected.
    pub(crate) collected: bool,
    /// Its time at the level is over; it leaves when nobody's hands are on it.
    pub(crate) overage: bool,
    /// It waits for a decision of the level it is at.
    pub(crate) deciding: bool,
    /// The handling below was complete when it went up; after the decision it is closed.
    pub(crate) handled_below: bool,
    /// The current wait is for a decision.
    pub(crate) awaits_decision: bool,
    /// It was merged wrongly, and nobody knows of it.
    pub(crate) lost: bool,
    /// Its citizen has pressed for it.
    pub(crate) pressed: bool,
    /// It was foreseen, and looked into before it broke out.
    pub(crate) early: bool,
    /// It was closed without being solved.
    pub(crate) on_paper: bool,
    /// Several levels or sectors have it in hand together.
    pub(crate) linked: bool,
    /// A person has checked the algorithm that dispatched it at its latest intake.
    pub(crate) checked: bool,
    /// All that the level wanted is done, and further departments take part still.
    pub(crate) awaits_others: bool,
    /// Several tasks of it are under way, some on clocks of duty: it is accounted for at changes of shifts.
    pub(crate) shared: bool,
}

/// All open cases.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cases {
    items: Vec<Case>,
    free: Vec<u32>,
    next_generation: u32,
}

impl Cases {
    pub(crate) fn insert(&mut self, mut case: Case) -> u32 {
        case.generation = self.generation();
        case.status.alive = true;
        if let Some(index) = self.free.pop() {
            self.items[index as usize] = case;
            return index;
        }
        self.items.push(case);
        (self.items.len() - 1) as u32
    }

    pub(crate) fn remove(&mut self, case: u32) {
        debug_assert_eq!(
            self.items[case as usize].tasks, NONE,
            "a case leaves after its tasks"
        );
        self.items[case as usize].status.alive = false;
        self.free.push(case);
    }

    /// A generation no timer knows yet.
    pub(crate) fn generation(&mut self) -> u32 {
        self.next_generation = self.next_generation.wrapping_add(1);
        self.next_generation
    }

    /// Whether a timer set for `case` still has its meaning.
    pub(crate) fn is_current(&self, case: u32, generation: u32) -> bool {
        let case = &self.items[case as usize];
        case.status.alive && case.generation == generation
    }

    /// The case that was number `low` (the low half of its number) and still has the record `case`.
    pub(crate) fn numbered(&self, case: u32, low: u32) -> Option<&Case> {
        self.items
            .get(case as usize)
            .filter(|case| case.status.alive && case.number as u32 == low)
    }

    /// The records of the cases in use, in order.
    pub(crate) fn open(&self) -> Vec<u32> {
        let records = 0..self.items.len() as u32;
        records.filter(|&case| self[case].status.alive).collect()
    }

    /// The cases in use.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Case> {
        self.items.iter().filter(|case| case.status.alive)
    }

    /// Number of cases in use, dormant ones included.
    pub(crate) fn len(&self) -> usize {
        self.items.len() - self.free.len()
    }
}

impl Index<u32> for Cases {
    type Output = Case;
    #[inline]
    fn index(&self, case: u32) -> &Case {
        &self.items[case as usize]
    }
}

impl IndexMut<u32> for Cases {
    #[inline]
    fn index_mut(&mut self, case: u32) -> &mut Case {
        &mut self.items[case as usize]
    }
}
