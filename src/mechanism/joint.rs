#![doc = include_str!("joint.md")]

use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::dispatch::bits;
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, DispatchMode, Mechanism};
use crate::time::Span;

/// Hands-on ticks that earlier work saved.
const SAVED: usize = 0;
/// Hands-on ticks that working in a group added.
const DILUTED: usize = 1;
/// Tasks of further departments.
const PARTICIPANTS: usize = 2;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "reuse_saved_staff_h",
        label: "work that earlier work saved",
        unit: Unit::StaffHours,
        better: Better::Higher,
        at: SAVED,
        per: Per::Window,
    },
    Figure {
        name: "dilution_added_staff_h",
        label: "work that acting in groups added",
        unit: Unit::StaffHours,
        better: Better::Lower,
        at: DILUTED,
        per: Per::Window,
    },
    Figure {
        name: "participants_tasks",
        label: "tasks of further departments",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: PARTICIPANTS,
        per: Per::Window,
    },
];

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before a case is handled.
    pub(super) fn begin_joint(&mut self) {}

    /// It acts when it is asked.
    pub(super) fn joint_timer(&mut self, _a: u32, _b: u32) {}

    /// The work of a need, less what earlier work saves, more what a group loses.
    pub(super) fn work_jointly(&mut self, case: u32, need: u8, mut order: Order) -> Order {
        let Some(joint) = &self.model.mechanisms.joint else {
            return order;
        };
        let at = &self.cases[case];
        let earlier = match self.model.dispatch.mode {
            DispatchMode::Serial => at.done,
            DispatchMode::Precedence => {
                at.done & self.model.categories[at.category].needs[usize::from(need)].after
            }
            // Nobody sees the work of the others before it is done.
            DispatchMode::Parallel => 0,
        };
        if earlier != 0 && joint.reuse > 0.0 {
            let saved = order.hours.0 * joint.reuse;
            self.tally(Mechanism::Joint, SAVED, Span::from_hours(saved).ticks());
            order.hours.0 -= saved;
        }
        let group =
            self.cases[case].running.count_ones() as usize + self.joining_departments(case).len();
        if joint.dilution > 0.0 && group > 1 {
            let added = order.hours.0 * ((group as f64).powf(joint.dilution) - 1.0);
            self.tally(Mechanism::Joint, DILUTED, Span::from_hours(added).ticks());
            order.hours.0 += added;
        }
        order
    }

    /// The desks of the further departments that take part in the present handling of a case: departments of its level
    /// that none of its needs goes to, from one drawn for the handling onwards.
    fn joining_departments(&self, case: u32) -> Vec<usize> {
        let model = self.model;
        let level = self.level_of(case);
        let joint = model.mechanisms.joint.as_ref();
        let joint = joint.filter(|joint| joint.levels[level.index()]);
        let Some((most, _)) = joint.and_then(|joint| joint.everyone.as_ref()) else {
            return Vec::new();
        };
        let at = &self.cases[case];
        let needs = &model.categories[at.category].needs;
        let own: Vec<_> = bits(at.wanted)
            .filter_map(|need| model.desk_kind(level, needs[usize::from(need)].department))
            .collect();
        let departments = model.departments.ids();
        let mut others: Vec<_> = departments
            .filter_map(|department| model.desk_kind(level, department))
            .filter(|kind| !own.contains(kind))
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.is_empty() {
            return Vec::new();
        }
        let key = self.case_key(case, Mechanism::Joint, self.visit(case));
        let first = (key.uniform() * others.len() as f64) as usize;
        let count = others.len();
        others.rotate_left(first.min(count - 1));
        others.truncate(*most as usize);
        let in_unit = |kind| model.desk_in(kind, at.unit);
        others.into_iter().map(in_unit).collect()
    }

    /// A handling has begun: the further departments are called in.
    pub(super) fn call_participants(&mut self, case: u32) {
        let model = self.model;
        self.cases[case].marks.awaits_others = false;
        let Some(joint) = &model.mechanisms.joint else {
            return;
        };
        let Some((_, work)) = &joint.everyone else {
            return;
        };
        let desks = self.joining_departments(case);
        let group = self.cases[case].running.count_ones() as usize + desks.len();
        let factor = (group.max(1) as f64).powf(joint.dilution);
        let key = self.case_key(case, Mechanism::Joint, self.visit(case));
        let generation = self.cases[case].generation;
        for (nth, desk) in desks.into_iter().enumerate() {
            let hours = work.sample(key.child(nth as u64));
            let added = Span::from_hours(hours * (factor - 1.0)).ticks();
            self.tally(Mechanism::Joint, DILUTED, added);
            self.tally(Mechanism::Joint, PARTICIPANTS, 1);
            let order = Order {
                kind: TaskKind::Step(Mechanism::Joint, nth as u8),
                hours: (hours * factor, 0.0),
                first: Activity::Coordinate,
                second: Activity::Coordinate,
                again: 0.0,
                attempt: 0,
            };
            self.send(case, desk, order);
            // A full desk may have sent the case elsewhere.
            if !self.cases.is_current(case, generation) {
                return;
            }
        }
    }

    /// Whether a handling that is complete waits for further departments.
    pub(super) fn awaits_participants(&mut self, case: u32) -> bool {
        let awaits = self.has_participants(case);
        self.cases[case].marks.awaits_others = awaits;
        awaits
    }

    /// Whether a further department still has a task of the case.
    fn has_participants(&self, case: u32) -> bool {
        let mut task = self.cases[case].tasks;
        while task != NONE {
            if matches!(self.tasks[task].kind, TaskKind::Step(Mechanism::Joint, _)) {
                return true;
            }
            task = self.tasks[task].sibling;
        }
        false
    }

    /// A further department has done its part: what waited for it goes on.
    pub(super) fn participant_done(&mut self, task: &Task) {
        let case = task.case;
        let at = &self.cases[case];
        if at.marks.awaits_others && !self.has_participants(case) {
            let at = &mut self.cases[case];
            at.marks.awaits_others = false;
            at.status.overage = false;
            self.handled(case);
        } else if at.status.overage {
            self.leave_if_free(case);
        }
    }
}
