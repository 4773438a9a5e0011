#![doc = include_str!("monitoring.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::time::{Time, nearest};

/// Checks made.
const CHECKS: usize = 0;
/// Handlings that went wrong, and those of them that a check caught.
const WRONG: usize = 1;
const CAUGHT: usize = 2;
/// The sum, in thousandths, of the parts of caught handlings that had to be done again.
const AGAIN: usize = 3;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "checks_tasks",
        label: "checks of work under way",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: CHECKS,
        per: Per::Window,
    },
    Figure {
        name: "caught_early_share",
        label: "share of wrong handlings caught by a check",
        unit: Unit::Share,
        better: Better::Higher,
        at: CAUGHT,
        per: Per::Tally(WRONG),
    },
    Figure {
        name: "done_again_share",
        label: "part of a caught handling done again",
        unit: Unit::Share,
        better: Better::Lower,
        at: AGAIN,
        per: Per::Fixed(1000, CAUGHT),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// By record of the case.
    watches: Vec<Watch>,
    /// Watches set up so far: the number of the next one.
    set: u32,
}

/// The handling of a case that is under way, as monitoring sees it.
#[derive(Debug, Clone)]
struct Watch {
    /// Number of the handling among all; timers of earlier ones have lost their meaning.
    number: u32,
    begun: Time,
    /// When checks of it were completed.
    checks: Vec<Time>,
    /// The part of the full work that is being done: less than 1 after a check has caught an error.
    part: f64,
    /// The next handling does only that part.
    caught: bool,
}

/// Draws of this mechanism about a case.
const POINT: u64 = 0;
const WORK: u64 = 1;
const CORRECTION: u64 = 2;

/// Its tasks: a check, and the correction of what it has found.
const CHECK: u8 = 0;
const CORRECT: u8 = 1;

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before a handling begins.
    pub(super) fn begin_monitoring(&mut self) {}

    /// A handling of a case begins: the first check is one interval from now.
    pub(super) fn watch_handling(&mut self, case: u32) {
        let Some(monitoring) = &self.model.mechanisms.monitoring else {
            return;
        };
        let now = self.now;
        let state = &mut self.states.monitoring;
        state.set = state.set.wrapping_add(1);
        let number = state.set;
        let blank = Watch {
            number,
            begun: now,
            checks: Vec::new(),
            part: 1.0,
            caught: false,
        };
        if state.watches.len() <= case as usize {
            state.watches.resize(case as usize + 1, blank);
        }
        let watch = &mut state.watches[case as usize];
        watch.number = number;
        watch.begun = now;
        watch.checks.clear();
        if !std::mem::take(&mut watch.caught) {
            watch.part = 1.0;
        }
        self.set_mechanism_timer(Mechanism::Monitoring, monitoring.every, case, number);
    }

    /// Whether the handling of that number is still under way.
    fn is_watched(&self, case: u32, number: u32) -> bool {
        let watch = self.states.monitoring.watches.get(case as usize);
        watch.is_some_and(|watch| watch.number == number)
    }

    /// The next check of a handling, while it is under way.
    pub(super) fn monitoring_timer(&mut self, case: u32, number: u32) {
        let Some(monitoring) = &self.model.mechanisms.monitoring else {
            return;
        };
        if !self.is_watched(case, number) {
            return;
        }
        let named = monitoring
            .desk
            .and_then(|desk| self.desk_above(desk, self.cases[case].unit));
        let Some(desk) = named.or_else(|| self.front_desk(case)) else {
            return;
        };
        let done = self.states.monitoring.watches[case as usize].checks.len() as u64;
        let key = self.case_key(case, Mechanism::Monitoring, WORK);
        let key = key.child(u64::from(self.cases[case].handlings)).child(done);
        let duty = Duty {
            mechanism: Mechanism::Monitoring,
            what: CHECK,
            hours: monitoring.work.sample(key),
            activity: Activity::Coordinate,
            urgency: Urgency::Class(0),
            due: self.now,
            link: (case, number),
        };
        self.assign(desk, duty);
    }

    /// A check is made, or a correction.
    pub(super) fn monitoring_done(&mut self, task: &Task) {
        if let TaskKind::Step(_, _) = task.kind {
            self.work_again(task.case);
            return;
        }
        self.tally(Mechanism::Monitoring, CHECKS, 1);
        let (case, number) = task.link();
        let Some(monitoring) = &self.model.mechanisms.monitoring else {
            return;
        };
        if self.is_watched(case, number) {
            let now = self.now;
            self.states.monitoring.watches[case as usize]
                .checks
                .push(now);
            self.set_mechanism_timer(Mechanism::Monitoring, monitoring.every, case, number);
        }
    }

    /// The handling of a case is over, or the case has left: no more checks.
    pub(super) fn end_watch(&mut self, case: u32) {
        if let Some(watch) = self.states.monitoring.watches.get_mut(case as usize) {
            watch.number = 0;
        }
    }

    /// A handling went wrong. If a check was made after it did, only what was done between the two is done again, after
    /// the correction. Says whether the case is kept for that.
    pub(super) fn is_caught(&mut self, case: u32) -> bool {
        let Some(monitoring) = &self.model.mechanisms.monitoring else {
            return false;
        };
        self.tally(Mechanism::Monitoring, WRONG, 1);
        let point = self.case_key(case, Mechanism::Monitoring, POINT);
        let point = point.child(u64::from(self.cases[case].handlings)).uniform();
        let now = self.now;
        let watch = &mut self.states.monitoring.watches[case as usize];
        let length = now - watch.begun;
        let error = watch.begun + length.scale(point);
        let Some(&check) = watch.checks.iter().find(|&&check| check > error) else {
            return false;
        };
        let part = (check - error).ticks() as f64 / length.ticks() as f64;
        watch.part *= part;
        self.tally(Mechanism::Monitoring, CAUGHT, 1);
        self.tally(Mechanism::Monitoring, AGAIN, nearest(part * 1000.0));
        let (Some(work), Some(desk)) = (&monitoring.correction, self.front_desk(case)) else {
            self.work_again(case);
            return true;
        };
        let key = self.case_key(case, Mechanism::Monitoring, CORRECTION);
        let key = key.child(u64::from(self.cases[case].handlings));
        let order = Order {
            kind: TaskKind::Step(Mechanism::Monitoring, CORRECT),
            hours: (work.sample(key), 0.0),
            first: Activity::Rework,
            second: Activity::Rework,
            again: 0.0,
            attempt: 0,
        };
        self.send(case, desk, order);
        true
    }

    /// Does the handling again, or the part of it that has to be.
    fn work_again(&mut self, case: u32) {
        self.states.monitoring.watches[case as usize].caught = true;
        self.start_over(case);
        self.handle(case);
        // A queue that is too long sends the case up before a handling begins; there everything is done.
        self.states.monitoring.watches[case as usize].caught = false;
    }

    /// The work of a need when only a part of the handling is done again.
    pub(super) fn part_of_work(&self, case: u32, mut order: Order) -> Order {
        if let Some(watch) = self.states.monitoring.watches.get(case as usize) {
            order.hours.0 *= watch.part;
            order.hours.1 *= watch.part;
        }
        order
    }
}
