#![doc = include_str!("messages.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::random::{Key, Purpose};
use crate::time::Span;

/// Hand-offs that were lost and asked for again.
const CLARIFICATIONS: usize = 0;
/// Notifications.
const NOTIFICATIONS: usize = 1;
/// Those of them that interrupted somebody.
const INTERRUPTIONS: usize = 2;

/// Losses of one hand-off in a row, at most.
const LOSSES_MAX: u64 = 20;

/// Interruptions that wait at one desk, at most: whoever is away does not find every notification on coming back.
const WAITING_MAX: usize = 1000;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "clarifications_per_case",
        label: "questions back for what was lost",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: CLARIFICATIONS,
        per: Per::Closed,
    },
    Figure {
        name: "notifications_per_case",
        label: "notifications",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: NOTIFICATIONS,
        per: Per::Closed,
    },
    Figure {
        name: "interruptions_tasks",
        label: "interruptions by notifications",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: INTERRUPTIONS,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Hand-offs notified so far.
    notified: u64,
    /// Questions back so far.
    asked: u64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Nothing is lost before it is sent.
    pub(super) fn begin_messages(&mut self) {}

    /// The delay of a hand-off with what its losses add; each is asked for again when it has been missed so long.
    pub(super) fn deliver(&mut self, case: u32, delay: Span, key: Key) -> Span {
        let messages = self.model.mechanisms.messages.as_ref();
        let Some(loss) = messages.and_then(|messages| messages.loss.as_ref()) else {
            return delay;
        };
        let key = key
            .purpose(Purpose::Mechanism)
            .child(Mechanism::Messages as u64);
        let low = self.cases[case].number as u32;
        let mut delay = delay;
        for nth in 0..LOSSES_MAX {
            let key = key.child(nth);
            if key.uniform() >= loss.chance {
                break;
            }
            delay += Span::from_hours(loss.ask_again.sample(key.child(0)));
            self.set_mechanism_timer(Mechanism::Messages, delay, case, low);
        }
        delay
    }

    /// Somebody misses a case and asks for it, at the desk that acts for the unit where it is expected.
    pub(super) fn messages_timer(&mut self, case: u32, low: u32) {
        let messages = self.model.mechanisms.messages.as_ref();
        let Some(loss) = messages.and_then(|messages| messages.loss.as_ref()) else {
            return;
        };
        if self.cases.numbered(case, low).is_none() {
            return;
        }
        let Some(desk) = self.front_desk(case) else {
            return;
        };
        let nth = self.states.messages.asked;
        self.states.messages.asked += 1;
        let key = self.case_key(case, Mechanism::Messages, nth);
        self.tally(Mechanism::Messages, CLARIFICATIONS, 1);
        let duty = Duty {
            mechanism: Mechanism::Messages,
            what: 0,
            hours: loss.clarify.sample(key),
            activity: Activity::Coordinate,
            urgency: Urgency::Class(self.cases[case].class),
            due: self.cases[case].work_due,
            link: (0, 0),
        };
        self.assign(desk, duty);
    }

    /// A case has been handed to a desk: all groups are notified, and some who work there are interrupted.
    pub(super) fn notify(&mut self, desk: usize) {
        let messages = self.model.mechanisms.messages.as_ref();
        let Some(noise) = messages.and_then(|messages| messages.noise.as_ref()) else {
            return;
        };
        let nth = self.states.messages.notified;
        self.states.messages.notified += 1;
        self.tally(Mechanism::Messages, NOTIFICATIONS, noise.groups.into());
        let key = self.own_key(Mechanism::Messages, nth);
        let mut next = 0;
        while let Some(group) = key.first_happening(next, noise.groups, noise.chance) {
            next = group + 1;
            if self.desks[desk].calls.len() >= WAITING_MAX {
                break;
            }
            self.tally(Mechanism::Messages, INTERRUPTIONS, 1);
            let duty = Duty {
                mechanism: Mechanism::Messages,
                what: 1,
                hours: noise.work.sample(key.child(group.into()).child(0)),
                activity: Activity::Switch,
                urgency: Urgency::Call,
                due: self.now,
                link: (0, 0),
            };
            self.assign(desk, duty);
        }
    }

    /// A case arrives at a level: whoever acts for its unit is notified.
    pub(super) fn notify_level(&mut self, case: u32) {
        if self.cases[case].hops > 0
            && let Some(desk) = self.front_desk(case)
        {
            self.notify(desk);
        }
    }
}
