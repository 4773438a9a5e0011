//! What a run tells an observer, step by step.

use crate::engine::task::TaskKind;
use crate::time::Time;

/// What happened to a case or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A matter became a case.
    Created,
    /// The case arrived at a level.
    Entered,
    /// A task joined a queue.
    Queued,
    /// Work on a task began or went on.
    Started,
    /// A more urgent task took the person.
    Preempted,
    /// The person went off duty and kept the task.
    Suspended,
    /// The person went off duty and put the task back.
    HandedOver,
    /// A task was completed.
    Completed,
    /// A task was stopped because its case no longer needs it.
    Withdrawn,
    /// The case left its level upwards.
    Escalated,
    /// The case left its level downwards.
    Returned,
    /// The case was closed.
    Closed,
    /// The case left without being handled.
    Abandoned,
    /// The case joined another one.
    Merged,
    /// The case came back.
    Reopened,
}

/// One line of the event log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// When.
    pub at: Time,
    /// Position of the case in the order of arrival; none for a branch its case went on without.
    pub case: Option<u64>,
    /// What.
    pub step: Step,
    /// The task, for steps of tasks.
    pub task: Option<TaskKind>,
    /// The desk, for steps of tasks: its position among all desks.
    pub desk: Option<u32>,
}

/// Something that watches a run. The unit type watches nothing and costs nothing.
pub trait Observer {
    /// Whether it looks at anything at all.
    const WATCHES: bool = true;

    /// Takes one step.
    fn record(&mut self, record: Record);
}

impl Observer for () {
    const WATCHES: bool = false;

    #[inline]
    fn record(&mut self, _: Record) {}
}

impl Observer for Vec<Record> {
    fn record(&mut self, record: Record) {
        self.push(record);
    }
}
