#![doc = include_str!("recurrence.md")]

use std::collections::BTreeMap;

use crate::engine::case::Nature;
use crate::engine::queue::NONE;
use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::later::{Coming, Kept};
use crate::mechanism::passing::TOLD;
use crate::mechanism::routine::Rounds;
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, CategoryId, Mechanism, UnitId};
use crate::time::Span;

/// Matters that came again.
const RECURRED: usize = 0;
/// Matters that would have come again if their cause had not been removed.
const REMOVED: usize = 1;
/// Causes found.
const FOUND: usize = 2;
/// Rounds of analysis left out.
const LEFT_OUT: usize = 3;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "recurring_cases",
        label: "matters that came again",
        unit: Unit::Cases,
        better: Better::Lower,
        at: RECURRED,
        per: Per::Window,
    },
    Figure {
        name: "recurring_share",
        label: "of all cases",
        unit: Unit::Share,
        better: Better::Lower,
        at: RECURRED,
        per: Per::Created,
    },
    Figure {
        name: "recurrences_prevented_cases",
        label: "recurrences prevented",
        unit: Unit::Cases,
        better: Better::Higher,
        at: REMOVED,
        per: Per::Window,
    },
    Figure {
        name: "causes_found_tasks",
        label: "causes found",
        unit: Unit::Tasks,
        better: Better::Higher,
        at: FOUND,
        per: Per::Window,
    },
    Figure {
        name: "analyses_left_out_tasks",
        label: "rounds of analysis left out",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: LEFT_OUT,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Matters that will come again.
    pub(super) later: Kept<Coming>,
    rounds: Rounds,
    /// Causes that have shown themselves, and whether they were found and removed.
    causes: BTreeMap<(UnitId, CategoryId), bool>,
}

/// What draws of this mechanism decide.
mod draw {
    pub(super) const RECURS: u64 = 0;
    pub(super) const CLUSTERED: u64 = 1;
    pub(super) const AFTER: u64 = 2;
    pub(super) const MATTER: u64 = 3;
    /// Of no case.
    pub(super) const FINDS: u64 = 4;
}

/// What the tag of a case to come says: whether it has a cause in common with others.
const CLUSTERED: u32 = 1;

/// The second number of the timer of a matter that comes again; of an analysis it is [`NONE`], of a closing elsewhere [`TOLD`].
const COMES: u32 = 0;

impl<O: Observer> Simulation<'_, O> {
    /// The first analysis is due a period after the start.
    pub(super) fn begin_recurrence(&mut self) {
        let recurrence = self.model.mechanisms.recurrence.as_ref();
        if let Some((analysis, _)) = recurrence.and_then(|given| given.analysis.as_ref()) {
            self.set_mechanism_timer(Mechanism::Recurrence, analysis.every, 0, NONE);
        }
    }

    /// A case is closed: its matter may come again.
    pub(super) fn await_recurrence(&mut self, case: u32) {
        let model = self.model;
        let Some(recurrence) = &model.mechanisms.recurrence else {
            return;
        };
        let at = &self.cases[case];
        let before = match at.nature {
            Nature::Matter => 0,
            Nature::Recurring(before) => before,
            Nature::Copy | Nature::Induced => return,
        };
        if at.closings > 0 || at.status.rejected || u32::from(before) >= recurrence.at_most {
            return;
        }
        let key = |what| self.case_key(case, Mechanism::Recurrence, what);
        if key(draw::RECURS).uniform() >= recurrence.chance {
            return;
        }
        let is_clustered = key(draw::CLUSTERED).uniform() < recurrence.clustered;
        let after = Span::from_hours(recurrence.after.sample(key(draw::AFTER)));
        let own = key(draw::MATTER);
        let coming = Coming {
            matter: self.matter_like(case, own),
            marks: own,
            nature: Nature::Recurring(before + 1),
            tag: (u32::from(is_clustered), 0),
        };
        if let Some(coming) = self.tell_of_closing(Mechanism::Recurrence, after, coming) {
            self.may_come_again(after, coming);
        }
    }

    /// A matter may come again, of a case that is closed now.
    fn may_come_again(&mut self, after: Span, coming: Coming) {
        if coming.tag.0 == CLUSTERED && self.is_removed(cause_of(&coming)) {
            self.tally(Mechanism::Recurrence, REMOVED, 1);
            return;
        }
        let at = self.states.recurrence.later.keep(coming);
        self.set_mechanism_timer(Mechanism::Recurrence, after, at, COMES);
    }

    /// A matter comes again, an analysis is due, or a case is closed in another part of the territory.
    pub(super) fn recurrence_timer(&mut self, at: u32, which: u32) {
        match which {
            NONE => {
                self.begin_analysis();
                return;
            }
            TOLD => {
                if let Some((coming, after)) = self.states.told.take(at) {
                    self.may_come_again(after, coming);
                }
                return;
            }
            _ => {}
        }
        let Some(coming) = self.states.recurrence.later.take(at) else {
            return;
        };
        if coming.tag.0 == CLUSTERED {
            let cause = cause_of(&coming);
            if self.is_removed(cause) {
                self.tally(Mechanism::Recurrence, REMOVED, 1);
                return;
            }
            self.states.recurrence.causes.insert(cause, false);
        }
        self.tally(Mechanism::Recurrence, RECURRED, 1);
        self.create_now(&coming);
    }

    fn is_removed(&self, cause: (UnitId, CategoryId)) -> bool {
        self.states.recurrence.causes.get(&cause) == Some(&true)
    }

    fn begin_analysis(&mut self) {
        let model = self.model;
        let recurrence = model.mechanisms.recurrence.as_ref();
        let Some((analysis, _)) = recurrence.and_then(|given| given.analysis.as_ref()) else {
            return;
        };
        let mut rounds = std::mem::take(&mut self.states.recurrence.rounds);
        let what = (Mechanism::Recurrence, Activity::Coordinate);
        let left_out = self.begin_round(&mut rounds, analysis, what, 0);
        self.states.recurrence.rounds = rounds;
        self.tally(Mechanism::Recurrence, LEFT_OUT, left_out);
        self.set_mechanism_timer(Mechanism::Recurrence, analysis.every, 0, NONE);
    }

    /// A desk has looked for the causes of what came again in its part of the territory.
    pub(super) fn recurrence_done(&mut self, task: &Task) {
        let model = self.model;
        let recurrence = model.mechanisms.recurrence.as_ref();
        let Some((analysis, finds)) = recurrence.and_then(|given| given.analysis.as_ref()) else {
            return;
        };
        let (_, desk) = task.link();
        let state = &mut self.states.recurrence;
        state.rounds.finish(desk);
        let mut causes = std::mem::take(&mut state.causes);
        let now = self.now.ticks() as u64;
        let key = self.own_key(Mechanism::Recurrence, draw::FINDS).child(now);
        for ((place, category), is_removed) in causes.iter_mut().filter(|(_, found)| !**found) {
            let of = key
                .child(place.index() as u64)
                .child(category.index() as u64);
            if self.desk_for(analysis.desk, *place) == desk && of.uniform() < *finds {
                *is_removed = true;
                self.tally(Mechanism::Recurrence, FOUND, 1);
            }
        }
        self.states.recurrence.causes = causes;
    }
}

/// The cause that a matter which comes again shows.
fn cause_of(coming: &Coming) -> (UnitId, CategoryId) {
    (coming.matter.place, coming.matter.category)
}
