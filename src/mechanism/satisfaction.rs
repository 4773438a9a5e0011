#![doc = include_str!("satisfaction.md")]

use crate::engine::case::{Case, Nature};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::later::{Coming, Kept};
use crate::mechanism::passing::TOLD;
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::Satisfaction;
use crate::time::{Span, Time, nearest};

/// Sum of the satisfaction with closings, in millionths.
const SATISFIED: usize = 0;
/// Closings.
const JUDGED: usize = 1;
/// Matters that came because of earlier service.
const INDUCED: usize = 2;

/// Satisfaction is counted in this many parts.
const PARTS: i64 = 1_000_000;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "satisfaction_share",
        label: "satisfaction",
        unit: Unit::Share,
        better: Better::Higher,
        at: SATISFIED,
        per: Per::Fixed(PARTS, JUDGED),
    },
    Figure {
        name: "induced_cases",
        label: "induced cases",
        unit: Unit::Cases,
        better: Better::Neither,
        at: INDUCED,
        per: Per::Window,
    },
    Figure {
        name: "induced_share",
        label: "of all cases",
        unit: Unit::Share,
        better: Better::Neither,
        at: INDUCED,
        per: Per::Created,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Matters that service will bring.
    pub(super) later: Kept<Coming>,
}

/// What draws of this mechanism decide.
mod draw {
    pub(super) const BRINGS: u64 = 0;
    pub(super) const AFTER: u64 = 1;
    pub(super) const MATTER: u64 = 2;
}

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before a case is closed.
    pub(super) fn begin_satisfaction(&mut self) {}

    /// A case is closed: those it is about are more or less satisfied, and others may hear of it.
    pub(super) fn judge(&mut self, case: u32) {
        let model = self.model;
        let Some(satisfaction) = &model.mechanisms.satisfaction else {
            return;
        };
        let value = satisfaction_with(&self.cases[case], self.now, satisfaction);
        self.tally(Mechanism::Satisfaction, JUDGED, 1);
        let parts = nearest(value * PARTS as f64);
        self.tally(Mechanism::Satisfaction, SATISFIED, parts);
        let at = &self.cases[case];
        let is_own = matches!(at.nature, Nature::Matter | Nature::Induced) && at.closings == 0;
        let Some(after) = satisfaction.after.as_ref().filter(|_| is_own) else {
            return;
        };
        let key = |what| self.case_key(case, Mechanism::Satisfaction, what);
        if key(draw::BRINGS).uniform() >= satisfaction.brings * value {
            return;
        }
        let after = Span::from_hours(after.sample(key(draw::AFTER)));
        let own = key(draw::MATTER);
        let coming = Coming {
            matter: self.matter_like(case, own),
            marks: own,
            nature: Nature::Induced,
            tag: (0, 0),
        };
        if let Some(coming) = self.tell_of_closing(Mechanism::Satisfaction, after, coming) {
            self.await_induced(after, coming);
        }
    }

    /// A matter will come that the service of a case brings which is closed now.
    fn await_induced(&mut self, after: Span, coming: Coming) {
        let at = self.states.satisfaction.later.keep(coming);
        self.set_mechanism_timer(Mechanism::Satisfaction, after, at, 0);
    }

    /// A matter comes that service has brought, or a case is closed in another part of the territory.
    pub(super) fn satisfaction_timer(&mut self, at: u32, which: u32) {
        if which == TOLD {
            if let Some((coming, after)) = self.states.told.take(at) {
                self.await_induced(after, coming);
            }
            return;
        }
        if let Some(coming) = self.states.satisfaction.later.take(at) {
            self.tally(Mechanism::Satisfaction, INDUCED, 1);
            self.create_now(&coming);
        }
    }
}

/// How far a case that is closed now satisfies: from 0 to 1.
fn satisfaction_with(case: &Case, now: Time, given: &Satisfaction) -> f64 {
    let lead = (now - case.created).to_hours();
    let time = given.expected / lead.max(given.expected);
    // Every earlier closing was none; a rejection is no outcome at all.
    let outcome = if case.status.rejected {
        0.0
    } else {
        1.0 / f64::from(1 + case.closings)
    };
    let submissions = 1.0 / f64::from(case.submissions.max(1));
    let parts = [time, outcome, submissions];
    let weighted = given.weights.iter().zip(parts);
    weighted.map(|(weight, part)| weight * part).sum()
}
