#![doc = include_str!("global_view.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::desk::Desk;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit as MeasureUnit};
use crate::model::{Activity, DeskKindId, Mechanism, Unit, UnitId};

/// Needs looked at.
const LOOKED_AT: usize = 0;
/// Those of them that were sent to another unit.
const REROUTED: usize = 1;
/// Sum over them of the tasks at the chosen desk that the view did not show.
const UNSEEN: usize = 2;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "rerouted_tasks",
        label: "needs sent to another unit",
        unit: MeasureUnit::Tasks,
        better: Better::Neither,
        at: REROUTED,
        per: Per::Window,
    },
    Figure {
        name: "rerouted_share",
        label: "share of needs sent to another unit",
        unit: MeasureUnit::Share,
        better: Better::Neither,
        at: REROUTED,
        per: Per::Tally(LOOKED_AT),
    },
    Figure {
        name: "unseen_mean_tasks",
        label: "tasks at the chosen desk that the view did not show",
        unit: MeasureUnit::Tasks,
        better: Better::Lower,
        at: UNSEEN,
        per: Per::Tally(REROUTED),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Load of every desk at the latest look; empty when the view is live.
    view: Vec<u32>,
}

/// What a desk has in hand and waiting.
fn load(desk: &Desk) -> u32 {
    desk.queue.waiting + desk.busy + desk.calls.len() as u32
}

impl<O: Observer> Simulation<'_, O> {
    /// The first look is at the start.
    pub(super) fn begin_global_view(&mut self) {
        self.global_view_timer(0, 0);
    }

    /// A look at all desks, and the time of the next.
    pub(super) fn global_view_timer(&mut self, _a: u32, _b: u32) {
        let view = self.model.mechanisms.global_view.as_ref();
        if let Some(refresh) = view.and_then(|view| view.refresh) {
            self.states.global_view.view.clear();
            let loads = self.desks.iter().map(load);
            self.states.global_view.view.extend(loads);
            self.set_mechanism_timer(Mechanism::GlobalView, refresh, 0, 0);
        }
    }

    /// The load of a desk as far as the view shows it.
    fn seen_load(&self, desk: usize) -> u32 {
        let seen = self.states.global_view.view.get(desk);
        seen.copied().unwrap_or_else(|| load(&self.desks[desk]))
    }

    /// The desk that a need goes to: that of its own unit, or the least loaded of its kind in a unit beside it.
    pub(super) fn least_loaded(&mut self, case: u32, need: u8, own: usize) -> usize {
        let level = self.level_of(case);
        let view = self.model.mechanisms.global_view.as_ref();
        let Some(view) = view.filter(|view| view.levels[level.index()]) else {
            return own;
        };
        self.tally(Mechanism::GlobalView, LOOKED_AT, 1);
        let beside = self.beside(self.desks[own].kind, self.cases[case].unit);
        let seen = |desk: usize| self.seen_load(desk);
        let Some(least) = beside.clone().map(seen).min() else {
            return own;
        };
        if seen(own) < least.saturating_add(view.margin) {
            return own;
        }
        let what = self.visit(case) << 8 | u64::from(need);
        let key = self
            .case_key(case, Mechanism::GlobalView, what)
            .child(self.cases[case].returns.into());
        let equals = beside.clone().filter(|&desk| seen(desk) == least);
        let pick = (key.uniform() * equals.clone().count() as f64) as usize;
        let Some(chosen) = equals.clone().nth(pick) else {
            return own;
        };
        let unseen = i64::from(load(&self.desks[chosen])) - i64::from(least);
        self.tally(Mechanism::GlobalView, REROUTED, 1);
        self.tally(Mechanism::GlobalView, UNSEEN, unseen);
        if let Some(transfer) = &view.transfer {
            let duty = Duty {
                mechanism: Mechanism::GlobalView,
                what: 0,
                hours: transfer.sample(key.child(0)),
                activity: Activity::Transfer,
                urgency: Urgency::Class(self.cases[case].class),
                due: self.cases[case].work_due,
                link: (0, 0),
            };
            self.assign(chosen, duty);
        }
        chosen
    }

    /// The desks of a kind in a unit and in those beside it: of the same level, below the same unit.
    fn beside(&self, kind: DeskKindId, unit: UnitId) -> std::ops::Range<usize> {
        let model = self.model;
        let Unit { level, parent, .. } = model.units[unit];
        let first_of_level = model.levels[level].first_unit.index();
        let end_of_level = first_of_level + model.levels[level].units as usize;
        let is_beside = |at: &usize| model.units[UnitId::new(*at)].parent == parent;
        let before = (first_of_level..unit.index()).rev().take_while(is_beside);
        let after = (unit.index()..end_of_level).take_while(is_beside);
        let own = model.desk_in(kind, unit);
        own - before.count()..own + after.count()
    }
}
