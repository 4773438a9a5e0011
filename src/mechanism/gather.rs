//! People called together: each of them comes as soon as free, stays until the end, and misses it when that is too late.
//!
//! A call is the next task of whoever is free first at its desk. One that begins late is as much shorter, so that all who
//! come leave at the same instant; one that has not begun in time is taken back. So nobody is called twice to one
//! gathering: who has been there is free again only when it is over.

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::task::{TaskKind, TaskState};
use crate::engine::{Observer, Simulation};
use crate::model::{Activity, Mechanism};
use crate::time::Span;

/// The number of the kind of duty that is a call to a gathering.
pub(super) const CALL: u8 = 0;

/// Whom to call, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gathering {
    pub(super) mechanism: Mechanism,
    pub(super) desk: usize,
    pub(super) people: u32,
    pub(super) lasts: Span,
    /// How late somebody may come, below `lasts`.
    pub(super) at_most_wait: Span,
    pub(super) activity: Activity,
}

/// What a timer of a mechanism that gathers people is about: one of a few events, and a number below 2^28.
pub(super) fn event(what: u32, at: u32) -> u32 {
    what << 28 | at
}

/// The event of a timer, and its number.
pub(super) fn what(event: u32) -> (u32, u32) {
    (event >> 28, event & 0x0fff_ffff)
}

/// The event that a call is taken back unless it was begun.
pub(super) const TOO_LATE: u32 = 15;

impl<O: Observer> Simulation<'_, O> {
    /// Calls people of a desk together, now.
    pub(super) fn gather(&mut self, gathering: Gathering) {
        let Gathering {
            mechanism,
            desk,
            people,
            lasts,
            at_most_wait,
            activity,
        } = gathering;
        let rate = self.model.desk_kinds[self.desks[desk].kind].rate;
        for _ in 0..people {
            // It lasts as long for everybody, however fast they work.
            let call = self.assign(
                desk,
                Duty {
                    mechanism,
                    what: CALL,
                    hours: lasts.to_hours() * rate,
                    activity,
                    urgency: Urgency::Call,
                    due: self.now + lasts,
                    link: (0, 0),
                },
            );
            if !self.tasks[call].started {
                let generation = self.tasks[call].generation();
                let about = event(TOO_LATE, call);
                self.set_mechanism_timer(mechanism, at_most_wait, about, generation);
            }
        }
    }

    /// Takes a call back that nobody has begun. Says whether it was missed.
    pub(super) fn call_is_missed(&mut self, call: u32, generation: u32) -> bool {
        let waits = self
            .tasks
            .alive(call, generation)
            .is_some_and(|task| task.state == TaskState::Waiting && !task.started);
        if waits {
            self.withdraw(call);
        }
        waits
    }

    /// A task is about to be begun: a call is as much shorter as it begins late.
    pub(super) fn shorten_call(&mut self, task: u32) {
        let now = self.now;
        let at = &mut self.tasks[task];
        if let TaskKind::Duty(Mechanism::Meetings | Mechanism::Inspections, CALL) = at.kind
            && !at.started
        {
            let left = (at.due - now).ticks().max(0);
            (at.total, at.split) = (left, left);
        }
    }
}
