#![doc = include_str!("learning.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::random::dist::poisson_gap;
use crate::time::{Span, TICKS_PER_HOUR, nearest};

/// Sum of the speeds of tasks begun, in millionths.
const SPEED: usize = 0;
/// Tasks begun.
const BEGUN: usize = 1;
/// Sessions of training.
const SESSIONS: usize = 2;
/// People replaced.
const REPLACED: usize = 3;

/// One, in the fixed point of [`SPEED`].
const ONE: i64 = 1_000_000;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "learned_speed_mean_share",
        label: "mean speed, a novice's being 1",
        unit: Unit::Share,
        better: Better::Higher,
        at: SPEED,
        per: Per::Fixed(ONE, BEGUN),
    },
    Figure {
        name: "training_sessions_tasks",
        label: "sessions of training",
        unit: Unit::Tasks,
        better: Better::Neither,
        at: SESSIONS,
        per: Per::Window,
    },
    Figure {
        name: "replaced_tasks",
        label: "people replaced by novices",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: REPLACED,
        per: Per::Window,
    },
];

/// The second number of a timer that is for a session of training; others count replacements.
const SESSION: u32 = u32::MAX;

/// What this mechanism remembers during a run, by slot of a person where nothing else is said.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Hours of experience.
    experience: Vec<f64>,
    /// Share of the errors that training has left.
    errors: Vec<f64>,
    /// Sessions that wait, by desk.
    waiting: Vec<u32>,
    /// Share of the errors left to the person who completed the latest task of a case, by record of the case.
    errors_in: Vec<f64>,
}

impl<O: Observer> Simulation<'_, O> {
    /// Gives everybody the experience of the start, and sets the first timers of training and of replacement.
    pub(super) fn begin_learning(&mut self) {
        let Some(learning) = &self.model.mechanisms.learning else {
            return;
        };
        let slots = self.desk_of_slot.len();
        self.states.learning.experience = vec![learning.start; slots];
        self.states.learning.errors = vec![1.0; slots];
        self.states.learning.waiting = vec![0; self.desks.len()];
        for slot in 0..slots {
            let desk = &self.desks[self.desk_of_slot[slot] as usize];
            if !learning.learns[desk.kind.index()] {
                continue;
            }
            if let Some(training) = &learning.training {
                // The sessions of a desk are spread evenly, so that it is never empty because of them.
                let place = slot as u32 - desk.first_slot + 1;
                let share = f64::from(place) / desk.people.len() as f64;
                let first = training.every.scale(share);
                self.set_mechanism_timer(Mechanism::Learning, first, slot as u32, SESSION);
            }
            self.await_replacement(slot as u32, 0);
        }
    }

    fn await_replacement(&mut self, slot: u32, count: u32) {
        let learning = self.model.mechanisms.learning.as_ref();
        let rate = learning.map_or(0.0, |learning| learning.turnover);
        if rate == 0.0 || count == SESSION {
            return;
        }
        let key = self.own_key(Mechanism::Learning, slot.into());
        let gap = poisson_gap(&mut key.child(count.into()).rng());
        let after = Span::from_hours(gap / rate);
        self.set_mechanism_timer(Mechanism::Learning, after, slot, count);
    }

    /// A person is to be trained, or is replaced by a novice.
    pub(super) fn learning_timer(&mut self, slot: u32, what: u32) {
        if what == SESSION {
            self.train(slot);
            return;
        }
        self.tally(Mechanism::Learning, REPLACED, 1);
        self.states.learning.experience[slot as usize] = 0.0;
        self.states.learning.errors[slot as usize] = 1.0;
        self.await_replacement(slot, what + 1);
    }

    /// A session for one person of a desk, whoever is free first; not while an emergency freezes training, nor when so many
    /// wait already that everybody would be in one.
    fn train(&mut self, slot: u32) {
        let learning = self.model.mechanisms.learning.as_ref();
        let Some(training) = learning.and_then(|learning| learning.training) else {
            return;
        };
        self.set_mechanism_timer(Mechanism::Learning, training.every, slot, SESSION);
        let desk = self.desk_of_slot[slot as usize] as usize;
        let most = self.desks[desk].people.len() as u32;
        if self.states.learning.waiting[desk] >= most || self.is_frozen(Mechanism::Learning) {
            return;
        }
        self.states.learning.waiting[desk] += 1;
        let duty = Duty {
            mechanism: Mechanism::Learning,
            what: 0,
            hours: training.hours,
            activity: Activity::Train,
            urgency: Urgency::Call,
            due: self.now,
            link: (0, 0),
        };
        self.assign(desk, duty);
    }

    /// A session is over: it counts for the person who was there.
    pub(super) fn training_done(&mut self, task: &Task) {
        let learning = self.model.mechanisms.learning.as_ref();
        let Some(training) = learning.and_then(|learning| learning.training) else {
            return;
        };
        self.tally(Mechanism::Learning, SESSIONS, 1);
        let desk = task.desk as usize;
        let slot = (self.desks[desk].first_slot + task.person) as usize;
        let state = &mut self.states.learning;
        state.waiting[desk] -= 1;
        state.experience[slot] += training.gain;
        state.errors[slot] *= 1.0 - training.error_cut;
    }

    /// The slot of a person who learns.
    fn learner(&self, desk: usize, person: u32) -> Option<usize> {
        let learning = self.model.mechanisms.learning.as_ref()?;
        let desk = &self.desks[desk];
        (learning.learns[desk.kind.index()] && !desk.is_unlimited)
            .then(|| (desk.first_slot + person) as usize)
    }

    /// The speed that experience gives a person: the power law of practice (Newell & Rosenbloom 1981), up to the ceiling.
    pub(super) fn learned_pace(&mut self, desk: usize, person: u32) -> f64 {
        let (Some(slot), Some(learning)) =
            (self.learner(desk, person), &self.model.mechanisms.learning)
        else {
            return 1.0;
        };
        let experience = self.states.learning.experience[slot];
        let speed = (1.0 + experience / learning.scale).powf(learning.exponent);
        let speed = speed.min(learning.ceiling);
        self.tally(Mechanism::Learning, BEGUN, 1);
        self.tally(Mechanism::Learning, SPEED, nearest(speed * ONE as f64));
        speed
    }

    /// A person has completed a task: its hours are experience, and its errors are those of the person.
    pub(super) fn learn(&mut self, desk: usize, person: u32, task: &Task) {
        if matches!(task.kind, TaskKind::Duty(..)) {
            return;
        }
        let learner = self.learner(desk, person);
        let available = self.model.desk_kinds[self.desks[desk].kind].available;
        let hours = task.total as f64 * available / TICKS_PER_HOUR as f64;
        let state = &mut self.states.learning;
        if let Some(slot) = learner {
            state.experience[slot] += hours;
        }
        if task.case != NONE {
            let case = task.case as usize;
            if state.errors_in.len() <= case {
                state.errors_in.resize(case + 1, 1.0);
            }
            state.errors_in[case] = learner.map_or(1.0, |slot| state.errors[slot]);
        }
    }

    /// The share of the errors of a handling that training has left to the person who completed it.
    pub(super) fn error_left(&self, case: u32) -> f64 {
        let errors = self.states.learning.errors_in.get(case as usize);
        errors.copied().unwrap_or(1.0)
    }
}
