#![doc = include_str!("time_limits.md")]

use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::time_limits::Paper;
use crate::model::{LevelId, Mechanism};
use crate::random::dist::Dist;
use crate::time::Time;

/// Stays at a level whose limit has come, and those that were not over by then: two places for each of the lowest
/// levels; higher levels count with the highest of them.
const STAYS: usize = 0;
const OVER: usize = PLACES;
/// Levels told apart.
const PLACES: usize = 4;
/// Cases closed on paper.
const PAPER: usize = 2 * PLACES;
/// Those of them that came back.
const CAME_BACK: usize = PAPER + 1;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    over(
        "level_1_over_limit_share",
        "stays over the limit, lowest level",
        0,
    ),
    over(
        "level_2_over_limit_share",
        "stays over the limit, second level",
        1,
    ),
    over(
        "level_3_over_limit_share",
        "stays over the limit, third level",
        2,
    ),
    over(
        "level_4_over_limit_share",
        "stays over the limit, fourth level and above",
        3,
    ),
    Figure {
        name: "formal_closings_cases",
        label: "closings on paper only",
        unit: Unit::Cases,
        better: Better::Lower,
        at: PAPER,
        per: Per::Window,
    },
    Figure {
        name: "formal_reopened_cases",
        label: "cases closed on paper that came back",
        unit: Unit::Cases,
        better: Better::Lower,
        at: CAME_BACK,
        per: Per::Window,
    },
];

const fn over(name: &'static str, label: &'static str, place: usize) -> Figure {
    Figure {
        name,
        label,
        unit: Unit::Share,
        better: Better::Lower,
        at: OVER + place,
        per: Per::Tally(STAYS + place),
    }
}

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The present stay of a case at a level, by record of the case.
    stays: Vec<Stay>,
    /// Stays so far, counted round in [`STAYS_KEPT`].
    begun: u32,
}

/// A stay of a case at a level.
#[derive(Debug, Clone, Copy)]
struct Stay {
    number: u32,
    level: LevelId,
}

/// Stays are numbered below this, and numbered anew when it is reached; what a timer is for stands above.
const STAYS_KEPT: u32 = 1 << 29;
/// Timers that close on paper; those of limits have the place of the level.
const CLOSE: u32 = 7;

/// Draws of this mechanism about a case.
const GAMES: u64 = 0;

impl<'m, O: Observer> Simulation<'m, O> {
    /// Nothing happens before a case arrives at a level.
    pub(super) fn begin_time_limits(&mut self) {}

    /// A case arrives at a level: its limit runs from now, and its tasks there are ordered by it.
    pub(super) fn set_limit(&mut self, case: u32) {
        let Some(limits) = &self.model.mechanisms.time_limits else {
            return;
        };
        let level = self.level_of(case);
        let limit =
            limits.limits[level.index()].map(|limit| limit.due(self.now, &self.model.calendars));
        let due = self.cases[case].due;
        let until = limit.map_or(due, |limit| limit.min(due));
        self.cases[case].work_due = until;
        let state = &mut self.states.time_limits;
        state.begun = (state.begun + 1) % STAYS_KEPT;
        let number = state.begun;
        let stay = Stay { number, level };
        if state.stays.len() <= case as usize {
            state.stays.resize(case as usize + 1, stay);
        }
        state.stays[case as usize] = stay;
        if let Some(limit) = limit {
            let place = level.index().min(PLACES - 1) as u32;
            let after = limit - self.now;
            self.set_mechanism_timer(Mechanism::TimeLimits, after, case, place << 29 | number);
        }
        if let Some(paper) = &limits.paper
            && until != Time::NEVER
        {
            self.await_paper(case, number, until, paper);
        }
    }

    /// Draws when a case will be closed on paper if it is not finished by then. The hazard rises in proportion to the
    /// part of the window that has passed, and is 0 before it.
    fn await_paper(&mut self, case: u32, stay: u32, until: Time, paper: &Paper) {
        let key = self.case_key(case, Mechanism::TimeLimits, GAMES);
        let uniform = key.child(self.visit(case)).uniform();
        if uniform >= paper.chance {
            return;
        }
        let passed = paper.window.scale((uniform / paper.chance).sqrt());
        let when = until - paper.window + passed;
        if when > self.now {
            let after = when - self.now;
            self.set_mechanism_timer(Mechanism::TimeLimits, after, case, CLOSE << 29 | stay);
        }
    }

    /// A limit has come, or a case is to be closed on paper.
    pub(super) fn time_limits_timer(&mut self, case: u32, b: u32) {
        let (what, number) = (b >> 29, b % STAYS_KEPT);
        let stay = self.states.time_limits.stays[case as usize];
        // A case on its way to another level has left this one.
        let is_here = stay.number == number && stay.level == self.level_of(case);
        if what == CLOSE {
            let at = &self.cases[case];
            if is_here && !self.is_in_hand(case) && !at.status.linked && !self.is_lost(case) {
                self.close_on_paper(case);
            }
            return;
        }
        self.tally(Mechanism::TimeLimits, STAYS + what as usize, 1);
        self.tally(
            Mechanism::TimeLimits,
            OVER + what as usize,
            i64::from(is_here),
        );
    }

    /// The stay of a case at its level is over.
    pub(super) fn end_stay(&mut self, case: u32) {
        if let Some(stay) = self.states.time_limits.stays.get_mut(case as usize) {
            stay.number = STAYS_KEPT;
        }
    }

    /// Closes a case that nobody is working on without solving it.
    fn close_on_paper(&mut self, case: u32) {
        self.withdraw_all(case);
        self.tally(Mechanism::TimeLimits, PAPER, 1);
        let at = &mut self.cases[case];
        at.status.overage = false;
        at.marks.on_paper = true;
        self.close(case);
    }

    /// The chance that a case closed on paper comes back, and when; none for other cases.
    pub(super) fn paper_return(&self, case: u32) -> Option<(f64, Option<&'m Dist>)> {
        let model = self.model;
        let limits = model.mechanisms.time_limits.as_ref()?;
        if !self.cases[case].marks.on_paper {
            return None;
        }
        let back = limits.paper.as_ref()?.comes_back.as_ref();
        Some(back.map_or((0.0, None), |(chance, after)| (*chance, Some(after))))
    }

    /// A case that was closed on paper is back: all its work is still to be done, for the first time.
    pub(super) fn resume_from_paper(&mut self, case: u32, was_rework: bool) {
        let at = &mut self.cases[case];
        if std::mem::take(&mut at.marks.on_paper) {
            at.status.rework = was_rework;
            self.tally(Mechanism::TimeLimits, CAME_BACK, 1);
        }
    }
}
