#![doc = include_str!("foresight.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::later::Kept;
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::Foresight;
use crate::model::{Activity, Mechanism, UnitId};
use crate::random::{Key, Purpose};
use crate::stream::Matter;
use crate::time::Time;

/// Alarms, true and false.
const ALARMS: usize = 0;
/// True ones.
const TRUE: usize = 1;
/// Matters prevented.
const PREVENTED: usize = 2;
/// Matters that broke out before anybody had looked into their alarm.
const TOO_LATE: usize = 3;
/// False alarms.
const FALSE: usize = 4;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "foreseen_cases",
        label: "matters foreseen",
        unit: Unit::Cases,
        better: Better::Higher,
        at: TRUE,
        per: Per::Window,
    },
    Figure {
        name: "prevented_cases",
        label: "matters prevented",
        unit: Unit::Cases,
        better: Better::Higher,
        at: PREVENTED,
        per: Per::Window,
    },
    Figure {
        name: "false_alarms_tasks",
        label: "false alarms",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: FALSE,
        per: Per::Window,
    },
    Figure {
        name: "true_alarms_share",
        label: "share of alarms that are true",
        unit: Unit::Share,
        better: Better::Higher,
        at: TRUE,
        per: Per::Tally(ALARMS),
    },
    Figure {
        name: "looked_into_too_late_share",
        label: "share of foreseen matters that broke out first",
        unit: Unit::Share,
        better: Better::Lower,
        at: TOO_LATE,
        per: Per::Tally(TRUE),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Matters foreseen whose alarm nobody has looked into yet, by number of their alarm.
    pub(crate) foreseen: Kept<Matter>,
    /// The case that is being created is of a foreseen matter that was looked into in time.
    is_early: bool,
}

/// Draws of this mechanism about a matter, and its own.
const SEEN: u64 = 0;
const AVERTED: u64 = 1;
const LOOK: u64 = 2;
const GAP: u64 = 3;
const WORK: u64 = 4;

/// What is being looked into.
const TRUE_ALARM: u8 = 0;
const FALSE_ALARM: u8 = 1;

/// The second number of the timer of a false alarm of a unit; else a matter breaks out, and it is that of [`alarm_of`].
const FALSELY: u32 = NONE;

impl<O: Observer> Simulation<'_, O> {
    /// The first false alarm of every unit.
    pub(super) fn begin_foresight(&mut self) {
        let Some(foresight) = &self.model.mechanisms.foresight else {
            return;
        };
        if foresight.false_alarms > 0.0 {
            for unit in self.units_of(foresight.desk) {
                self.await_false_alarm(unit, foresight);
            }
        }
    }

    fn await_false_alarm(&mut self, unit: UnitId, foresight: &Foresight) {
        let gap = self.poisson_wait(Mechanism::Foresight, GAP, unit, foresight.false_alarms);
        self.set_mechanism_timer(Mechanism::Foresight, gap, unit.index() as u32, FALSELY);
    }

    /// The first sign of a matter: if it is foreseen, its alarm is looked into, and the matter is kept until then or until
    /// it breaks out.
    pub(super) fn is_foreseen(&mut self, matter: &Matter) -> bool {
        let Some(foresight) = &self.model.mechanisms.foresight else {
            return false;
        };
        let may_be =
            foresight.categories.is_empty() || foresight.categories.contains(&matter.category);
        let key = foresight_key(matter.key);
        let desk = self.desk_above(foresight.desk, matter.place);
        let Some(desk) = desk.filter(|_| {
            may_be && matter.time >= Time::ZERO && key.child(SEEN).uniform() < foresight.sensitivity
        }) else {
            return false;
        };
        self.tally(Mechanism::Foresight, ALARMS, 1);
        self.tally(Mechanism::Foresight, TRUE, 1);
        let low = alarm_of(matter);
        let at = self.states.foresight.foreseen.keep(*matter);
        self.set_mechanism_timer(Mechanism::Foresight, foresight.lead, at, low);
        let hours = foresight.inspection.sample(key.child(LOOK));
        self.look_into(desk, TRUE_ALARM, hours, Activity::Handle, (at, low));
        true
    }

    fn look_into(
        &mut self,
        desk: usize,
        what: u8,
        hours: f64,
        activity: Activity,
        link: (u32, u32),
    ) {
        let duty = Duty {
            mechanism: Mechanism::Foresight,
            what,
            hours,
            activity,
            urgency: Urgency::Routine,
            due: self.now,
            link,
        };
        self.assign(desk, duty);
    }

    /// A unit has a false alarm, or a matter breaks out.
    pub(super) fn foresight_timer(&mut self, a: u32, b: u32) {
        let Some(foresight) = &self.model.mechanisms.foresight else {
            return;
        };
        if b != FALSELY {
            if let Some(matter) = self.take_foreseen(a, b) {
                self.tally(Mechanism::Foresight, TOO_LATE, 1);
                self.break_out(matter, self.now, false);
            }
            return;
        }
        let unit = UnitId::new(a as usize);
        self.tally(Mechanism::Foresight, ALARMS, 1);
        self.tally(Mechanism::Foresight, FALSE, 1);
        let key = self.moment_key(Mechanism::Foresight, WORK, unit);
        let hours = foresight.inspection.sample(key);
        let desk = self.model.desk_in(foresight.desk, unit);
        self.look_into(desk, FALSE_ALARM, hours, Activity::FalseAlarm, (NONE, NONE));
        self.await_false_alarm(unit, foresight);
    }

    /// An alarm has been looked into: its matter is prevented, or begins early and is due later.
    pub(super) fn foresight_done(&mut self, task: &Task) {
        let (at, low) = task.link();
        let Some(foresight) = &self.model.mechanisms.foresight else {
            return;
        };
        let Some(matter) = self.take_foreseen(at, low) else {
            return;
        };
        if foresight_key(matter.key).child(AVERTED).uniform() < foresight.prevented {
            self.tally(Mechanism::Foresight, PREVENTED, 1);
            return;
        }
        self.break_out(matter, matter.time + foresight.lead, true);
    }

    fn take_foreseen(&mut self, at: u32, low: u32) -> Option<Matter> {
        let foreseen = &mut self.states.foresight.foreseen;
        let is_it = foreseen.get(at).is_some_and(|kept| alarm_of(kept) == low);
        if is_it { foreseen.take(at) } else { None }
    }

    /// Creates the case of a foreseen matter now. Its time to be handled runs from when it breaks out.
    fn break_out(&mut self, matter: Matter, from: Time, is_early: bool) {
        let model = self.model;
        let later = from - matter.time;
        let due = match matter.due {
            Some(Time::NEVER) => Time::NEVER,
            Some(due) => due + later,
            None => model.categories[matter.category]
                .deadline
                .map_or(Time::NEVER, |deadline| deadline.due(from, &model.calendars)),
        };
        self.states.foresight.is_early = is_early;
        let arising = Matter {
            time: self.now,
            due: Some(due),
            ..matter
        };
        self.create(&arising);
        self.states.foresight.is_early = false;
    }

    /// A case is created: it may be of a foreseen matter.
    pub(super) fn mark_early(&mut self, case: u32) {
        self.cases[case].marks.early = std::mem::take(&mut self.states.foresight.is_early);
    }

    /// The work of a need of a matter that was looked into in time.
    pub(super) fn early_work(&self, case: u32, mut order: Order) -> Order {
        if let Some(foresight) = &self.model.mechanisms.foresight
            && self.cases[case].marks.early
        {
            order.hours.0 *= foresight.early_work;
            order.hours.1 *= foresight.early_work;
        }
        order
    }
}

fn foresight_key(key: Key) -> Key {
    key.purpose(Purpose::Mechanism)
        .child(Mechanism::Foresight as u64)
}

/// A number that tells the alarms of one place in the store apart; never that of false alarms.
fn alarm_of(matter: &Matter) -> u32 {
    matter.key.bits() as u32 & !(1 << 31)
}
