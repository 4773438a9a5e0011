#![doc = include_str!("switching.md")]

use crate::engine::queue::NONE;
use crate::engine::task::{Task, TaskKind, TaskState};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::orders::superior_of;
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};
use crate::time::{Span, TICKS_PER_DAY, Time};

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

/// What makes work one kind, for the mind of the person who does it: what it is about, and in its last place the department
/// of a part of a case or, for what is no such part, one of the numbers below. So kinds are compared as one number.
type Kind = [u32; 2];

/// Any other step of cases of a category.
const STEP: u32 = u32::MAX;
/// What one superior orders, by position: each has goals of their own.
const ORDER: u32 = u32::MAX - 1;
/// Work of a mechanism; the number is its own.
const DUTY: u32 = u32::MAX - 2;
/// A branch that its case went on without.
const REST: u32 = u32::MAX - 3;

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

/// What taking something up is for a person.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// Turns of this person before it.
    number: u64,
    switches: bool,
    is_new_kind: bool,
    is_new_day: bool,
}

impl Hand {
    /// The person takes up work of a kind.
    #[inline]
    fn take_up(&mut self, kind: Kind, today: Time) -> Turn {
        let last = self.last.replace(kind);
        let is_new_day = self.day.replace(today) != Some(today);
        if is_new_day {
            self.kinds.clear();
        }
        // More of the same is no new kind: it was noted when it was taken up first today, unless there was no room for it.
        let is_new_kind = (is_new_day || last != Some(kind))
            && self.kinds.len() < KINDS_MOST
            && !self.kinds.contains(&kind);
        if is_new_kind {
            self.kinds.push(kind);
        }
        let number = self.turns;
        self.turns += 1;
        Turn {
            number,
            switches: last.is_some_and(|last| last != kind),
            is_new_kind,
            is_new_day,
        }
    }
}

/// What this mechanism remembers during a run.
#[derive(Debug)]
pub(crate) struct State {
    /// By desk and person.
    hands: Vec<Vec<Hand>>,
    /// The starts of the day that was worked on last and of the day after it.
    today: Time,
    tomorrow: Time,
}

impl Default for State {
    fn default() -> Self {
        Self {
            hands: Vec::new(),
            today: Time::ZERO,
            // No day has been looked at, and every instant is later than this.
            tomorrow: Time::from_ticks(i64::MIN),
        }
    }
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
        let at = &self.tasks[task];
        let ordered_by = superior_of(at);
        if at.is_call && ordered_by.is_none() || at.state == TaskState::Suspended {
            return;
        }
        let resumes = at.started;
        let kind = self.kind_of(at, ordered_by);
        let today = self.today();
        let hands = &mut self.states.switching.hands[desk];
        if hands.len() <= person as usize {
            hands.resize_with(person as usize + 1, Hand::default);
        }
        let turn = hands[person as usize].take_up(kind, today);
        self.count_turn(turn, resumes);
        let mut hours = 0.0;
        if turn.switches || resumes && switching.resume.is_some() {
            let what = (desk as u64) << 32 | u64::from(person);
            let key = self.own_key(Mechanism::Switching, what).child(turn.number);
            if turn.switches {
                hours += switching.cost.sample(key.child(0));
            }
            if let Some(resume) = switching.resume.as_ref().filter(|_| resumes) {
                hours += resume.sample(key.child(1));
            }
        }
        // Turning that was broken off is begun anew.
        let rate = self.model.desk_kinds[desk_kind].rate;
        self.tasks[task].turn = Span::of_work(hours, rate).ticks();
    }

    /// Counts what a person turns to; most turns are none.
    fn count_turn(&mut self, turn: Turn, resumes: bool) {
        for (at, counts) in [
            (SWITCHES, turn.switches),
            (RESUMPTIONS, resumes),
            (KINDS, turn.is_new_kind),
            (DAYS, turn.is_new_day),
        ] {
            if counts {
                self.tally(Mechanism::Switching, at, 1);
            }
        }
    }

    /// The start of the present day, reckoned anew only when another day has begun.
    fn today(&mut self) -> Time {
        let state = &mut self.states.switching;
        if self.now >= state.tomorrow {
            state.today = self.model.plan.origin.start_of_day(self.now);
            state.tomorrow = state.today + Span::from_ticks(TICKS_PER_DAY);
        }
        state.today
    }

    fn kind_of(&self, task: &Task, ordered_by: Option<u8>) -> Kind {
        if let Some(superior) = ordered_by {
            return [superior.into(), ORDER];
        }
        if let TaskKind::Duty(mechanism, what) = task.kind {
            return [(mechanism as u32) << 8 | u32::from(what), DUTY];
        }
        if task.case == NONE {
            return [0, REST];
        }
        let category = self.cases[task.case].category;
        let about = category.index() as u32;
        match task.kind {
            TaskKind::Need(need) => {
                let needs = &self.model.categories[category].needs;
                let department = needs[usize::from(need)].department;
                [about, department.index() as u32]
            }
            _ => [about, STEP],
        }
    }
}
