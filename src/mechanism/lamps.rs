#![doc = include_str!("lamps.md")]

use std::collections::VecDeque;

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::case::Case;
use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::Lamps;
use crate::model::{Activity, Mechanism, UnitId};
use crate::time::Time;

/// Looks at a lamp, and those that found it red, yellow and green.
const LOOKS: usize = 0;
const RED: usize = 1;
const YELLOW: usize = 2;
const GREEN: usize = 3;
/// Calls.
const CALLS: usize = 4;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "red_share",
        label: "share of lamp time red",
        unit: Unit::Share,
        better: Better::Lower,
        at: RED,
        per: Per::Tally(LOOKS),
    },
    Figure {
        name: "yellow_share",
        label: "share of lamp time yellow",
        unit: Unit::Share,
        better: Better::Lower,
        at: YELLOW,
        per: Per::Tally(LOOKS),
    },
    Figure {
        name: "green_share",
        label: "share of lamp time green",
        unit: Unit::Share,
        better: Better::Higher,
        at: GREEN,
        per: Per::Tally(LOOKS),
    },
    Figure {
        name: "lamp_calls_tasks",
        label: "calls for a red lamp",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: CALLS,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// One for each unit of the level, in order.
    lamps: Vec<Lamp>,
}

/// The lamp of a unit.
#[derive(Debug, Clone, Default)]
struct Lamp {
    /// When the cases of the period were created, earliest first, closed or not.
    recent: VecDeque<Time>,
    /// The cases, of the period or older, that were not closed when they were last looked at, earliest first: a case that
    /// has been closed once is looked at no more, so a look costs what is open and not what came.
    unclosed: Vec<Entry>,
    /// Calls that are not answered.
    calls: u32,
}

/// A case that a lamp looks at.
#[derive(Debug, Clone, Copy)]
struct Entry {
    created: Time,
    case: u32,
    low: u32,
}

/// Draws of this mechanism.
const WORK: u64 = 0;

impl<O: Observer> Simulation<'_, O> {
    /// All lamps are green; the first look is one interval from now.
    pub(super) fn begin_lamps(&mut self) {
        let Some(lamps) = &self.model.mechanisms.lamps else {
            return;
        };
        let units = self.units_of(lamps.desk).len();
        self.states.lamps.lamps = vec![Lamp::default(); units];
        self.set_mechanism_timer(Mechanism::Lamps, lamps.refresh, 0, 0);
    }

    /// A case is created: the lamp of its unit looks at it.
    pub(super) fn show_case(&mut self, case: u32) {
        let Some(lamps) = &self.model.mechanisms.lamps else {
            return;
        };
        let level = self.model.desk_kinds[lamps.desk].level;
        let at = &self.cases[case];
        let Some(unit) = self.model.ancestor(at.place, level) else {
            return;
        };
        let entry = Entry {
            created: self.now,
            case,
            low: at.number as u32,
        };
        let ordinal = self.model.units[unit].ordinal as usize;
        let lamp = &mut self.states.lamps.lamps[ordinal];
        lamp.recent.push_back(entry.created);
        lamp.unclosed.push(entry);
    }

    /// The case of an entry while it has not been closed.
    fn unclosed(&self, entry: &Entry) -> Option<&Case> {
        let case = self.cases.numbered(entry.case, entry.low);
        case.filter(|case| case.closings == 0)
    }

    /// A look at all lamps.
    pub(super) fn lamps_timer(&mut self, _: u32, _: u32) {
        let Some(lamps) = &self.model.mechanisms.lamps else {
            return;
        };
        let mut all = std::mem::take(&mut self.states.lamps.lamps);
        for (lamp, unit) in all.iter_mut().zip(self.units_of(lamps.desk)) {
            self.look_at(lamp, unit, lamps);
        }
        self.states.lamps.lamps = all;
        self.set_mechanism_timer(Mechanism::Lamps, lamps.refresh, 0, 0);
    }

    fn look_at(&mut self, lamp: &mut Lamp, unit: UnitId, lamps: &Lamps) {
        let since = self.now - lamps.period;
        while lamp.recent.front().is_some_and(|&created| created < since) {
            lamp.recent.pop_front();
        }
        lamp.unclosed.retain(|entry| self.unclosed(entry).is_some());
        let older = lamp.unclosed.partition_point(|entry| entry.created < since);
        let unclosed = (lamp.unclosed.len() - older) as f64;
        let all = lamp.recent.len() as f64;
        self.tally(Mechanism::Lamps, LOOKS, 1);
        if all == 0.0 || unclosed <= lamps.green * all {
            self.tally(Mechanism::Lamps, GREEN, 1);
        } else if unclosed < lamps.red * all {
            self.tally(Mechanism::Lamps, YELLOW, 1);
        } else {
            self.tally(Mechanism::Lamps, RED, 1);
            self.show_red(lamp, unit, lamps);
        }
    }

    /// A red lamp brings calls and puts what is overdue first.
    fn show_red(&mut self, lamp: &mut Lamp, unit: UnitId, lamps: &Lamps) {
        let key = self.moment_key(Mechanism::Lamps, WORK, unit);
        for call in lamp.calls..lamps.calls {
            let duty = Duty {
                mechanism: Mechanism::Lamps,
                what: 0,
                hours: lamps.work.sample(key.child(call.into())),
                activity: Activity::Chase,
                urgency: Urgency::Class(0),
                due: self.now,
                link: (self.model.units[unit].ordinal, 0),
            };
            lamp.calls += 1;
            self.tally(Mechanism::Lamps, CALLS, 1);
            self.assign(self.model.desk_in(lamps.desk, unit), duty);
        }
        if !lamps.first {
            return;
        }
        for entry in &lamp.unclosed {
            let case = self.unclosed(entry);
            if case.is_some_and(|case| case.due < self.now && case.class > 0) {
                self.reprioritise(entry.case, 0);
            }
        }
    }

    /// A call is answered: the next look may bring another.
    pub(super) fn lamps_done(&mut self, task: &Task) {
        let (ordinal, _) = task.link();
        self.states.lamps.lamps[ordinal as usize].calls -= 1;
    }
}
