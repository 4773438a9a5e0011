#![doc = include_str!("switching.md")]

use crate::engine::queue::NONE;
use crate::engine::task::{Task, TaskKind, TaskState};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::orders::superior_of;
use crate::model::figure::{Better, Unit};
use crate::model::{CategoryId, DepartmentId, Mechanism};
use crate::time::{Span, Time};

/// Turns to another kind of task.
const SWITCHES: usize = 0;
/// Tasks taken up again.
const RESUMPTIONS: usize = 1;
/// Sum over days of work of people of the distinct kinds of task.
const KINDS: usize = 2;
/// Days of work of people.
const DAYS: usize = 3;

/// Distinct kinds that are told apart on one day of one person, at most.
const KINDS_MOST: usize = 64;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "switches_tasks",
        label: "turns to another kind of work",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: SWITCHES,
        per: Per::Window,
    },
    Figure {
        name: "switches_per_staff_day_tasks",
        label: "turns to another kind of work in a day of one person",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: SWITCHES,
        per: Per::Tally(DAYS),
    },
    Figure {
        name: "kinds_per_staff_day_tasks",
        label: "distinct kinds of work in a day of one person",
        unit: Unit::Tasks,
        better: Better::Neither,
        at: KINDS,
        per: Per::Tally(DAYS),
    },
    Figure {
        name: "resumptions_tasks",
        label: "tasks taken up again after they were put back",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: RESUMPTIONS,
        per: Per::Window,
    },
];

/// What makes work one kind, for the mind of the person who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A department's part in cases of a category.
    Need(CategoryId, DepartmentId),
    /// Any other step of cases of a category.
    Step(CategoryId),
    /// What one superior orders, by position: each has goals of their own.
    Order(u8),
    /// Work of a mechanism; the number is its own.
    Duty(Mechanism, u8),
    /// A branch that its case went on without.
    Rest,
}

/// What a person has had in hand.
#[derive(Debug, Clone, Default)]
struct Hand {
    last: Option<Kind>,
    /// Start of the day that `kinds` are of.
    day: Option<Time>,
    kinds: Vec<Kind>,
    /// Turns so far, for draws.
    turns: u64,
}

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// By desk and person.
    hands: Vec<Vec<Hand>>,
}

impl<O: Observer> Simulation<'_, O> {
    /// Everybody's first task is none to turn away from.
    pub(super) fn begin_switching(&mut self) {
        self.states.switching.hands = vec![Vec::new(); self.desks.len()];
    }

    /// It acts when it is asked.
    pub(super) fn switching_timer(&mut self, _a: u32, _b: u32) {}

    /// A person is about to begin a task or to go on with one: what turning to it takes comes first.
    pub(super) fn turn_to(&mut self, desk: usize, person: u32, task: u32) {
        let desk_kind = self.desks[desk].kind;
        let switching = self.model.mechanisms.switching.as_ref();
        let Some(switching) = switching.filter(|it| it.desks[desk_kind.index()]) else {
            return;
        };
        // What calls people away is nothing they turn to, and when it is over they are where they were, unless it is an order;
        // work that a person kept over night is still in their mind.
        let ordered_by = superior_of(&self.tasks[task]);
        if self.tasks[task].is_call && ordered_by.is_none()
            || self.tasks[task].state == TaskState::Suspended
        {
            return;
        }
        let kind = self.kind_of(&self.tasks[task]);
        let today = self.model.plan.origin.start_of_day(self.now);
        let hands = &mut self.states.switching.hands[desk];
        if hands.len() <= person as usize {
            hands.resize_with(person as usize + 1, Hand::default);
        }
        let hand = &mut hands[person as usize];
        let switches = hand.last.replace(kind).is_some_and(|last| last != kind);
        let is_new_day = hand.day.replace(today) != Some(today);
        if is_new_day {
            hand.kinds.clear();
        }
        let is_new_kind = !hand.kinds.contains(&kind) && hand.kinds.len() < KINDS_MOST;
        if is_new_kind {
            hand.kinds.push(kind);
        }
        let turn = hand.turns;
        hand.turns += 1;
        let resumes = self.tasks[task].started;
        for (at, counts) in [
            (SWITCHES, switches),
            (RESUMPTIONS, resumes),
            (KINDS, is_new_kind),
            (DAYS, is_new_day),
        ] {
            self.tally(Mechanism::Switching, at, counts.into());
        }
        let what = (desk as u64) << 32 | u64::from(person);
        let key = self.own_key(Mechanism::Switching, what).child(turn);
        let mut hours = 0.0;
        if switches {
            hours += switching.cost.sample(key.child(0));
        }
        if let Some(resume) = switching.resume.as_ref().filter(|_| resumes) {
            hours += resume.sample(key.child(1));
        }
        // Turning that was broken off is begun anew.
        let rate = self.model.desk_kinds[desk_kind].rate;
        self.tasks[task].turn = Span::from_hours(hours / rate).ticks();
    }

    fn kind_of(&self, task: &Task) -> Kind {
        if let Some(superior) = superior_of(task) {
            return Kind::Order(superior);
        }
        if let TaskKind::Duty(mechanism, what) = task.kind {
            return Kind::Duty(mechanism, what);
        }
        if task.case == NONE {
            return Kind::Rest;
        }
        let category = self.cases[task.case].category;
        let needs = &self.model.categories[category].needs;
        match task.kind {
            TaskKind::Need(need) => Kind::Need(category, needs[usize::from(need)].department),
            _ => Kind::Step(category),
        }
    }
}
