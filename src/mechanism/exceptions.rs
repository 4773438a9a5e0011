#![doc = include_str!("exceptions.md")]

use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::random::Key;
use crate::random::dist::Dist;

/// Exceptions raised.
const RAISED: usize = 0;
/// Those decided, and the sum of the waits until then.
const DECIDED: usize = 1;
const WAIT: usize = 2;
/// Decisions of workers alone.
const ALONE: usize = 3;
/// Decisions by their kind.
const REWORKED: usize = 4;
const FIXED: usize = 5;
const IGNORED: usize = 6;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "exceptions_tasks",
        label: "exceptions raised",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: RAISED,
        per: Per::Window,
    },
    Figure {
        name: "exception_wait_mean_h",
        label: "wait for a decision",
        unit: Unit::Hours,
        better: Better::Lower,
        at: WAIT,
        per: Per::Tally(DECIDED),
    },
    share(
        "default_decisions_share",
        "share the worker decided alone",
        Better::Lower,
        ALONE,
    ),
    share(
        "exceptions_reworked_share",
        "share done again",
        Better::Neither,
        REWORKED,
    ),
    share(
        "exceptions_fixed_share",
        "share fixed quickly",
        Better::Neither,
        FIXED,
    ),
    share(
        "exceptions_ignored_share",
        "share ignored",
        Better::Lower,
        IGNORED,
    ),
];

const fn share(name: &'static str, label: &'static str, better: Better, at: usize) -> Figure {
    Figure {
        name,
        label,
        unit: Unit::Share,
        better,
        at,
        per: Per::Tally(DECIDED),
    }
}

/// Draws of this mechanism about a part of a case.
const RAISES: u64 = 0;
const DECIDER: u64 = 1;
const DECIDE: u64 = 2;
const CHOICE: u64 = 3;
const AGAIN: u64 = 4;

/// Who decides: positions among the mixes.
const OWN: usize = 0;
const ABOVE: usize = 1;
const BY_WORKER: usize = 2;

/// The steps of a case are numbered by the need they are about (below 64), and one of these: a decision of the level
/// itself, a decision of the level above, doing it again.
const BY_OWN: u8 = 0;
const BY_ABOVE: u8 = 64;
const REDO: u8 = 128;
/// The need of a step.
const NEED: u8 = 63;

/// Whether a task is a decision that the work of a case waits for.
pub(crate) fn is_decision(kind: TaskKind) -> bool {
    matches!(kind, TaskKind::Step(Mechanism::Exceptions, what) if what < REDO)
}

impl<'m, O: Observer> Simulation<'m, O> {
    /// Nothing happens before a part is done.
    pub(super) fn begin_exceptions(&mut self) {}

    fn exception_key(&self, case: u32, need: u8, what: u64) -> Key {
        self.case_key(case, Mechanism::Exceptions, what)
            .child(self.visit(case))
            .child(need.into())
    }

    /// A department has finished its part. Says whether an exception came up, so that the part waits for a decision.
    pub(super) fn raise_exception(&mut self, case: u32, need: u8) -> bool {
        let model = self.model;
        let Some(exceptions) = &model.mechanisms.exceptions else {
            return false;
        };
        let at = &self.cases[case];
        let department = model.categories[at.category].needs[usize::from(need)].department;
        let steps = i32::from(at.severity) - 1;
        let chance = exceptions.probability * exceptions.severity_factor.powi(steps);
        let may_be =
            exceptions.departments.is_empty() || exceptions.departments.contains(&department);
        if !may_be || self.exception_key(case, need, RAISES).uniform() >= chance {
            return false;
        }
        let draw = self.exception_key(case, need, DECIDER).uniform();
        let unit = self.cases[case].unit;
        let upper = model.units[unit]
            .parent
            .filter(|_| draw < exceptions.centralisation)
            .and_then(|unit| self.front_desk_in(case, unit));
        let (by, desk) = match (upper, self.front_desk(case)) {
            (Some(desk), _) => (BY_ABOVE, desk),
            (None, Some(desk)) => (BY_OWN, desk),
            (None, None) => return false,
        };
        self.tally(Mechanism::Exceptions, RAISED, 1);
        let key = self.exception_key(case, need, DECIDE);
        let kind = TaskKind::Step(Mechanism::Exceptions, by | need);
        let hours = exceptions.decide.sample(key);
        self.send_step(case, desk, kind, hours, Activity::Coordinate);
        if let Some(timeout) = exceptions.timeout
            && let Some(task) = self.step_of(case, kind)
        {
            let generation = self.tasks[task].generation();
            self.set_mechanism_timer(Mechanism::Exceptions, timeout, task, generation);
        }
        true
    }

    /// Sends a further step of a case to a desk.
    pub(super) fn send_step(
        &mut self,
        case: u32,
        desk: usize,
        kind: TaskKind,
        hours: f64,
        activity: Activity,
    ) {
        let order = Order {
            kind,
            hours: (hours, 0.0),
            first: activity,
            second: activity,
            again: 0.0,
            attempt: 0,
        };
        self.send(case, desk, order);
    }

    /// The task of a case of a kind; none when it was refused and its case has left.
    fn step_of(&self, case: u32, kind: TaskKind) -> Option<u32> {
        let mut task = self.cases[case].tasks;
        while task != NONE && self.tasks[task].kind != kind {
            task = self.tasks[task].sibling;
        }
        (task != NONE).then_some(task)
    }

    /// A worker has waited long enough for a decision that nobody is working on.
    pub(super) fn exceptions_timer(&mut self, task: u32, generation: u32) {
        let Some(at) = self.tasks.alive(task, generation) else {
            return;
        };
        let (case, kind) = (at.case, at.kind);
        let TaskKind::Step(Mechanism::Exceptions, what) = kind else {
            return;
        };
        let timeout = self
            .model
            .mechanisms
            .exceptions
            .as_ref()
            .and_then(|e| e.timeout);
        let Some(timeout) = timeout.filter(|_| !self.is_worked_on(at) && case != NONE) else {
            return;
        };
        self.withdraw(task);
        self.tally(Mechanism::Exceptions, ALONE, 1);
        self.tally(Mechanism::Exceptions, WAIT, timeout.ticks());
        self.decide_exception(case, what & NEED, BY_WORKER);
    }

    /// A decision is made, or a part has been done again.
    pub(super) fn exceptions_done(&mut self, task: &Task) {
        let TaskKind::Step(_, what) = task.kind else {
            return;
        };
        let need = what & NEED;
        if what >= REDO {
            self.need_completed(task.case, need);
            return;
        }
        let wait = (self.now - task.queued).ticks();
        self.tally(Mechanism::Exceptions, WAIT, wait);
        let by = if what >= BY_ABOVE { ABOVE } else { OWN };
        self.decide_exception(task.case, need, by);
    }

    /// What becomes of the part: it is done again, or half of it, or nothing.
    fn decide_exception(&mut self, case: u32, need: u8, by: usize) {
        let model = self.model;
        let Some(exceptions) = &model.mechanisms.exceptions else {
            return;
        };
        self.tally(Mechanism::Exceptions, DECIDED, 1);
        let mix = exceptions.mixes[by];
        let uniform = self.exception_key(case, need, CHOICE).uniform();
        let at = &mut self.cases[case];
        let (what, part) = if uniform < mix.rework {
            (REWORKED, 1.0)
        } else if uniform < mix.rework + mix.quick_fix {
            at.quick_fixes = at.quick_fixes.saturating_add(1);
            (FIXED, 0.5)
        } else {
            at.ignored = at.ignored.saturating_add(1);
            (IGNORED, 0.0)
        };
        self.tally(Mechanism::Exceptions, what, 1);
        let level = self.level_of(case);
        let at = &self.cases[case];
        let part_of = &model.categories[at.category].needs[usize::from(need)];
        let desk = model.desk_kind(level, part_of.department);
        let (Some(kind), Some(work)) = (desk, &part_of.work[level.index()]) else {
            self.need_completed(case, need);
            return;
        };
        if part == 0.0 {
            self.need_completed(case, need);
            return;
        }
        let hours = part * work.sample(self.exception_key(case, need, AGAIN));
        let desk = model.desk_in(kind, at.unit);
        let kind = TaskKind::Step(Mechanism::Exceptions, REDO | need);
        self.send_step(case, desk, kind, hours, Activity::Rework);
    }

    /// The chance that a case that is being closed comes back, and when, with the flaws that its decisions left.
    pub(super) fn flawed_return(
        &self,
        case: u32,
        chance: f64,
        after: Option<&'m Dist>,
    ) -> (f64, Option<&'m Dist>) {
        let model = self.model;
        let Some(exceptions) = &model.mechanisms.exceptions else {
            return (chance, after);
        };
        let at = &self.cases[case];
        if at.quick_fixes == 0 && at.ignored == 0 {
            return (chance, after);
        }
        let [fixed, ignored] = exceptions.flaws;
        let sound =
            (1.0 - fixed).powi(at.quick_fixes.into()) * (1.0 - ignored).powi(at.ignored.into());
        if sound == 1.0 {
            return (chance, after);
        }
        let after = exceptions.comes_back_after.as_ref().or(after);
        (1.0 - (1.0 - chance) * sound, after)
    }
}
