#![doc = include_str!("chase.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::time::{Span, Time};

/// Chase orders sent.
const SENT: usize = 0;
/// Looks at overdue cases.
const LOOKS: usize = 1;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "chase_orders_tasks",
        label: "chase orders",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: SENT,
        per: Per::Window,
    },
    Figure {
        name: "chase_looks_tasks",
        label: "looks at overdue cases",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: LOOKS,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Orders sent so far.
    sent: u64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before a case is overdue.
    pub(super) fn begin_chase(&mut self) {}

    /// A case is created: the first look is at its due instant.
    pub(super) fn await_chase(&mut self, case: u32) {
        let at = &self.cases[case];
        if at.due == Time::NEVER || self.model.mechanisms.chase.is_none() {
            return;
        }
        let (low, until) = (at.number as u32, at.due - self.now);
        self.set_mechanism_timer(Mechanism::Chase, until.max(Span::ZERO), case, low);
    }

    /// A look at a case that was overdue at its time.
    pub(super) fn chase_timer(&mut self, case: u32, low: u32) {
        let Some(chase) = &self.model.mechanisms.chase else {
            return;
        };
        let is_open = |at: &crate::engine::case::Case| !at.status.dormant && at.closings == 0;
        if !self.cases.numbered(case, low).is_some_and(is_open) {
            return;
        }
        self.tally(Mechanism::Chase, LOOKS, 1);
        let looks = self.cases[case].looks;
        self.cases[case].looks = looks.saturating_add(1);
        let key = self.case_key(case, Mechanism::Chase, u64::from(looks));
        let orders = chase.gain.floor() + f64::from(key.uniform() < chase.gain.fract());
        for _ in 0..orders as u32 {
            self.send_chase(case, low);
        }
        if chase.first && orders > 0.0 {
            self.reprioritise(case, 0);
        }
        self.set_mechanism_timer(Mechanism::Chase, chase.every, case, low);
    }

    /// Sends an order to the desk that has the case, unless enough of them wait there for an answer.
    fn send_chase(&mut self, case: u32, low: u32) {
        let Some(chase) = &self.model.mechanisms.chase else {
            return;
        };
        if u32::from(self.cases[case].chases) >= chase.at_once {
            return;
        }
        let task = self.cases[case].tasks;
        let holder = (task != NONE).then(|| self.tasks[task].desk as usize);
        let Some(desk) = holder.or_else(|| self.front_desk(case)) else {
            return;
        };
        let number = self.states.chase.sent;
        self.states.chase.sent += 1;
        let key = self.own_key(Mechanism::Chase, self.cases[case].number);
        let hours = chase.work.sample(key.child(number));
        self.cases[case].chases += 1;
        self.tally(Mechanism::Chase, SENT, 1);
        let duty = Duty {
            mechanism: Mechanism::Chase,
            what: 0,
            hours,
            activity: Activity::Chase,
            urgency: Urgency::Class(0),
            due: self.now,
            link: (case, low),
        };
        self.assign(desk, duty);
    }

    /// An order is answered: another one about its case may come.
    pub(super) fn chase_done(&mut self, task: &Task) {
        let (case, low) = task.link();
        if self.cases.numbered(case, low).is_some() {
            self.cases[case].chases -= 1;
        }
    }
}
