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
    /// Interruptions so far.
    interruptions: u64,
    /// Notifications in one group that will interrupt nobody before the next that does.
    quiet: u64,
    /// Questions back so far.
    asked: u64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Draws when somebody is interrupted first.
    pub(super) fn begin_messages(&mut self) {
        let messages = self.model.mechanisms.messages.as_ref();
        if let Some(noise) = messages.and_then(|messages| messages.noise.as_ref()) {
            let key = self.own_key(Mechanism::Messages, 0);
            self.states.messages.quiet = noise.quiet.sample(key);
        }
    }

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
        let mut groups = u64::from(noise.groups);
        self.tally(Mechanism::Messages, NOTIFICATIONS, noise.groups.into());
        // Whether one interrupts does not depend on the others, so their number up to the next that does is drawn at once.
        while self.states.messages.quiet < groups {
            groups -= self.states.messages.quiet + 1;
            self.states.messages.interruptions += 1;
            let key = self.own_key(Mechanism::Messages, self.states.messages.interruptions);
            self.states.messages.quiet = noise.quiet.sample(key);
            if self.desks[desk].calls.len() < WAITING_MAX {
                self.interrupt_by_message(desk, noise.work.sample(key.child(0)));
            }
        }
        self.states.messages.quiet -= groups;
    }

    /// A notification interrupts somebody at a desk for some hours.
    fn interrupt_by_message(&mut self, desk: usize, hours: f64) {
        self.tally(Mechanism::Messages, INTERRUPTIONS, 1);
        let duty = Duty {
            mechanism: Mechanism::Messages,
            what: 1,
            hours,
            activity: Activity::Switch,
            urgency: Urgency::Call,
            due: self.now,
            link: (0, 0),
        };
        self.assign(desk, duty);
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
