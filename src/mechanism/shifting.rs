#![doc = include_str!("shifting.md")]

use std::collections::BTreeMap;

use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::dispatch::bits;
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};

/// Times a need was sent away.
const SHIFTS: usize = 0;
/// Needs that were sent away at least once.
const SHIFTED: usize = 1;
/// Needs that arrived at a department that shifts.
const ARRIVED: usize = 2;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "shifts_tasks",
        label: "times a department sent a need away",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: SHIFTS,
        per: Per::Window,
    },
    Figure {
        name: "shifted_share",
        label: "share of dispatches that were sent away",
        unit: Unit::Share,
        better: Better::Lower,
        at: SHIFTS,
        per: Per::Tally(ARRIVED),
    },
    Figure {
        name: "ping_pong_mean_tasks",
        label: "shifts of a need that was sent away",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: SHIFTS,
        per: Per::Tally(SHIFTED),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// How often a need of a case has been sent away since it was last done.
    shifts: BTreeMap<(u32, u8), u32>,
    /// By record of a case: its needs that stand in `shifts`, one bit each, since most stand there never.
    needs: Vec<u64>,
}

impl State {
    /// How often a need has been sent away since it was last done.
    fn shifts_of(&self, case: u32, need: u8) -> u32 {
        let needs = self.needs.get(case as usize).copied().unwrap_or(0);
        if needs >> need & 1 == 0 {
            return 0;
        }
        self.shifts.get(&(case, need)).copied().unwrap_or(0)
    }

    /// Notes how often a need has been sent away.
    fn note(&mut self, case: u32, need: u8, shifts: u32) {
        if self.needs.len() <= case as usize {
            self.needs.resize(case as usize + 1, 0);
        }
        self.needs[case as usize] |= 1 << need;
        self.shifts.insert((case, need), shifts);
    }

    /// Forgets some needs of a case, one bit each.
    fn forget(&mut self, case: u32, needs: u64) {
        let Some(noted) = self.needs.get_mut(case as usize) else {
            return;
        };
        for need in bits(*noted & needs) {
            self.shifts.remove(&(case, need));
        }
        *noted &= !needs;
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Nothing has been sent away.
    pub(super) fn begin_shifting(&mut self) {}

    /// It acts when it is asked.
    pub(super) fn shifting_timer(&mut self, _a: u32, _b: u32) {}

    /// A need is about to be sent to a desk: what the desk does instead of working on it, if it sends it away.
    pub(super) fn shift_need(
        &mut self,
        case: u32,
        need: u8,
        attempt: u64,
        desk: usize,
    ) -> Option<Order> {
        let shifting = self.model.mechanisms.shifting.as_ref()?;
        if !shifting.desks[self.desks[desk].kind.index()] || shifting.at_most == 0 {
            return None;
        }
        self.tally(Mechanism::Shifting, ARRIVED, 1);
        let at = &self.desks[desk];
        let waiting = f64::from(at.queue.waiting) / at.people.len().max(1) as f64;
        let chance = (shifting.base + shifting.slope * waiting).min(shifting.most);
        let before = self.states.shifting.shifts_of(case, need);
        let what = self.visit(case) << 8 | u64::from(need);
        let key = self
            .case_key(case, Mechanism::Shifting, what)
            .child(before.into());
        if before >= shifting.at_most || key.uniform() >= chance {
            return None;
        }
        self.states.shifting.note(case, need, before + 1);
        self.tally(Mechanism::Shifting, SHIFTS, 1);
        self.tally(Mechanism::Shifting, SHIFTED, i64::from(before == 0));
        Some(Order {
            kind: TaskKind::Step(Mechanism::Shifting, need),
            hours: (shifting.work.sample(key.child(0)), 0.0),
            first: Activity::Transfer,
            second: Activity::Transfer,
            again: 0.0,
            attempt,
        })
    }

    /// A desk has sent a need away: it comes back by way of whoever dispatches.
    pub(super) fn shifted(&mut self, task: &Task) {
        let TaskKind::Step(_, need) = task.kind else {
            return;
        };
        let case = task.case;
        let at = &mut self.cases[case];
        at.hand_offs = at.hand_offs.saturating_add(1);
        if at.status.overage {
            self.leave_if_free(case);
        } else {
            self.sent_back(case, need);
        }
    }

    /// A need is done: when it has to be done again, it may be sent away anew.
    pub(super) fn end_shifts_of_need(&mut self, case: u32, need: u8) {
        self.states.shifting.forget(case, 1 << need);
    }

    /// A case has left, and its record is used again.
    pub(super) fn end_shifts(&mut self, case: u32) {
        self.states.shifting.forget(case, u64::MAX);
    }
}
