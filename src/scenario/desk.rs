//! Desks as typed.

use crate::diagnostic::At;
use crate::scenario::{Named, TimeDist};
use crate::time::Span;

/// A kind of desk; one stands in every unit of its level.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// The level whose units have it.
    pub level: At<String>,
    /// The departments it works for; none means all.
    pub departments: Option<Vec<At<String>>>,
    /// Its people.
    pub staff: At<Staff>,
    /// Hours of people who have none of their own.
    pub calendar: Option<At<String>>,
    /// Share of duty time available for cases, in (0, 1].
    pub available: Option<At<f64>>,
    /// Shares of duty time that go to fixed activities.
    pub time: Vec<Named<At<f64>>>,
    /// Work is divided by this.
    pub speed: Option<At<f64>>,
    /// Speed of its people in the work of some departments, 1 for all others.
    pub skill: Vec<Named<At<f64>>>,
    /// Order of service.
    pub discipline: At<Discipline>,
    /// What a more urgent task does to one in service.
    pub preemption: At<Preemption>,
    /// What happens to work in progress when a shift ends.
    pub shift_end: ShiftEnd,
    /// Work added when somebody else takes over.
    pub hand_over_work: Option<TimeDist>,
    /// Delay of a task on its way here.
    pub hand_off: Option<TimeDist>,
    /// How long a case waits before it is abandoned.
    pub patience: Option<TimeDist>,
    /// Places to wait.
    pub waiting_room: Option<At<u32>>,
    /// What happens to a case that finds the waiting room full.
    pub when_full: WhenFull,
    /// Instants at which tasks are let in.
    pub gate: Option<Gate>,
    /// Chance that a person is away on a day.
    pub absence: Option<At<f64>>,
    /// Breakdowns.
    pub outage: Option<Outage>,
    /// Absence of a person who finds no work.
    pub vacation: Option<TimeDist>,
    /// Money per staff hour paid.
    pub cost_per_hour: Option<At<f64>>,
}

/// The people of a desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Staff {
    /// Nobody ever waits.
    Unlimited,
    /// Groups with hours of their own; a plain number is one group.
    Groups(Vec<StaffGroup>),
}

/// People with the same hours.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffGroup {
    /// How many.
    pub count: At<u32>,
    /// Their hours.
    pub calendar: Option<At<String>>,
}

/// Order of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    Fifo,
    /// Last come, first served.
    Lifo,
    /// By priority class, first come first served inside one.
    Priority,
    /// By due date.
    EarliestDueDate,
}

/// What a more urgent task does to one in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preemption {
    /// It waits.
    None,
    /// It takes the person; the other task goes on later where it stopped.
    Resume,
    /// It takes the person; the other task starts again from the beginning.
    Restart,
}

/// What happens to work in progress when a shift ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftEnd {
    /// The person finishes it in overtime.
    Finish,
    /// It stays with the person until the next shift.
    Suspend,
    /// It goes back to the head of the queue for anybody on duty.
    HandOver,
}

/// What happens to a case that finds the waiting room full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// It is abandoned.
    Lost,
    /// It goes up a level.
    Escalate,
}

/// Instants at which tasks are let in.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Time between instants.
    pub every: At<Span>,
    /// The first instant after the start.
    pub offset: Span,
}

/// Breakdowns, on clock time.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// Time from repair to breakdown.
    pub up: TimeDist,
    /// Time from breakdown to repair.
    pub down: TimeDist,
    /// Whether the whole desk or one person breaks down.
    pub scope: OutageScope,
}

/// What breaks down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageScope {
    /// The whole desk at once.
    Desk,
    /// Each person on their own.
    Person,
}
