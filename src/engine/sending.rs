//! Tasks on their way to a desk: how much work they are there, and when they arrive.

use crate::engine::Simulation;
use crate::engine::desk::unusual;
use crate::engine::record::Observer;
use crate::engine::task::{Task, TaskKind};
use crate::engine::timers::Timer;
use crate::model::{Activity, CategoryId, DeskKind};
use crate::random::Purpose;
use crate::time::{Span, Time};

/// A task about to be sent to a desk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) kind: TaskKind,
    /// Hands-on hours of the first activity and of the second.
    pub(crate) hours: (f64, f64),
    pub(crate) first: Activity,
    pub(crate) second: Activity,
    /// Hands-on hours after that of checking and collecting again what was there already.
    pub(crate) again: f64,
    /// How often tasks of this kind have been sent in this handling.
    pub(crate) attempt: u64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Sends a task of `case` to `desk`: after the hand-off of the desk, and when its gate opens, it joins the queue.
    pub(crate) fn send(&mut self, case: u32, desk: usize, order: Order) {
        let to = &self.desks[desk];
        let at = &self.cases[case];
        let mut rate = to.rate;
        if to.unusual & unusual::SKILL != 0 {
            let kind = &self.model.desk_kinds[to.kind];
            rate *= self.skill_of(kind, at.category, order.kind);
        }
        // Most tasks have no second and no third part.
        let ticks = |hours: f64| Span::of_work(hours, rate).ticks();
        let split = ticks(order.hours.0);
        let again = ticks(order.again);
        let without_authority = matches!(order.kind, TaskKind::Need(_))
            && !at.status.authorised
            && !self.may_decide(at, to.level);
        let is_at_once = to.unusual & unusual::HAND_OFF == 0;
        let (due, sibling, class) = (at.work_due, at.tasks, at.class);
        let arrival = if is_at_once {
            self.now
        } else {
            self.arrival_at(desk, case, &order)
        };
        let (task, number) = self.tasks.fresh();
        let record = &mut self.tasks[task];
        *record = Task {
            order: number,
            due,
            queued: self.now,
            total: split + ticks(order.hours.1) + again,
            split,
            again,
            case,
            desk: desk as u32,
            sibling,
            kind: order.kind,
            first: order.first,
            second: order.second,
            class,
            without_authority,
            ..Task::BLANK
        };
        self.cases[case].tasks = task;
        if arrival > self.now {
            self.touch(case);
            let generation = self.tasks[task].generation();
            self.timers.set(arrival, Timer::Arrive { task, generation });
        } else {
            self.join(task);
        }
    }

    /// Speed of the people of a kind of desk in a task of a case of that category, on top of their rate.
    pub(crate) fn skill_of(&self, kind: &DeskKind, category: CategoryId, task: TaskKind) -> f64 {
        let TaskKind::Need(need) = task else {
            return 1.0;
        };
        let needs = &self.model.categories[category].needs;
        let need = needs.get(usize::from(need));
        need.map_or(1.0, |need| kind.skill_in(need.department))
    }

    /// When a task sent now arrives at `desk`.
    #[inline(never)]
    fn arrival_at(&mut self, desk: usize, case: u32, order: &Order) -> Time {
        let kind = &self.model.desk_kinds[self.desks[desk].kind];
        let mut arrival = self.now;
        if let Some(delay) = &kind.hand_off {
            let key = self
                .visit_key(case, Purpose::HandOff)
                .child(order.kind.code())
                .child(order.attempt);
            let mut delay = Span::from_hours(delay.sample(key));
            if self.hooks.hand_off {
                delay = self.on_hand_off(case, delay, key);
            }
            arrival += delay;
            self.cases[case].hand_offs = self.cases[case].hand_offs.saturating_add(1);
        }
        arrival
    }

    /// When the gate of `desk` opens next: now, where it has none or opens now.
    pub(super) fn opening_of_gate(&self, desk: usize) -> Time {
        let Some((every, offset)) = self.model.desk_kinds[self.desks[desk].kind].gate else {
            return self.now;
        };
        let since = (self.now - (Time::ZERO + offset))
            .ticks()
            .rem_euclid(every.ticks());
        if since == 0 {
            self.now
        } else {
            self.now + Span::from_ticks(every.ticks() - since)
        }
    }
}
