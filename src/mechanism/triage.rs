#![doc = include_str!("triage.md")]

use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::hooks::IntakeWork;
use crate::model::figure::{Better, Unit};
use crate::model::{Intake, LevelId, Mechanism, Model};
use crate::random::dist::Dist;
use crate::time::Span;

/// Cases taken in with the algorithm.
const TAKEN_IN: usize = 0;
/// Those of them that a person checked.
const CHECKED: usize = 1;
/// Hands-on ticks of checking them.
const CHECKING: usize = 2;
/// Hands-on ticks of triage that fell away.
const SAVED: usize = 3;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "reviewed_share",
        label: "share of cases checked by a person",
        unit: Unit::Share,
        better: Better::Neither,
        at: CHECKED,
        per: Per::Tally(TAKEN_IN),
    },
    Figure {
        name: "review_staff_h",
        label: "work of checking the algorithm",
        unit: Unit::StaffHours,
        better: Better::Lower,
        at: CHECKING,
        per: Per::Window,
    },
    Figure {
        name: "triage_saved_staff_h",
        label: "triage work that fell away",
        unit: Unit::StaffHours,
        better: Better::Higher,
        at: SAVED,
        per: Per::Window,
    },
];

/// The lag before an intake at a level: that of the algorithm where it has one.
pub(crate) fn lag_of_intake<'m>(
    model: &'m Model,
    level: LevelId,
    intake: &'m Intake,
) -> Option<&'m Dist> {
    let algorithm = model.mechanisms.triage.as_ref();
    let here = algorithm.filter(|triage| triage.is_at(level));
    let delay = here.and_then(|triage| triage.delay.as_ref());
    delay.or(intake.lag.as_ref())
}

impl<O: Observer> Simulation<'_, O> {
    /// The algorithm is there from the start.
    pub(super) fn begin_triage(&mut self) {}

    /// It acts when it is asked.
    pub(super) fn triage_timer(&mut self, _a: u32, _b: u32) {}

    /// Whether the triage work of the intake at a level falls away.
    pub(crate) fn is_triage_replaced(&self, level: LevelId) -> bool {
        let algorithm = self.model.mechanisms.triage.as_ref();
        algorithm.is_some_and(|triage| triage.is_at(level) && triage.replaces_triage)
    }

    /// The hours of an intake with the algorithm: without triage where it is replaced, with the check of a reviewer.
    pub(super) fn triage_work(&mut self, case: u32, mut work: IntakeWork) -> IntakeWork {
        let level = self.level_of(case);
        let algorithm = self.model.mechanisms.triage.as_ref();
        let Some(triage) = algorithm.filter(|triage| triage.is_at(level)) else {
            return work;
        };
        self.tally(Mechanism::Triage, TAKEN_IN, 1);
        if triage.replaces_triage {
            let saved = Span::from_hours(work.triage).ticks();
            self.tally(Mechanism::Triage, SAVED, saved);
            work.triage = 0.0;
        }
        let key = self.case_key(case, Mechanism::Triage, self.visit(case));
        let review = triage.review.as_ref();
        let review = review.filter(|(share, _)| key.uniform() < *share);
        self.cases[case].marks.checked = review.is_some();
        if let Some((_, checking)) = review {
            let hours = checking.sample(key.child(0));
            self.tally(Mechanism::Triage, CHECKED, 1);
            self.tally(Mechanism::Triage, CHECKING, Span::from_hours(hours).ticks());
            work.triage += hours;
        }
        work
    }

    /// The chance that a need is sent to a wrong desk. What comes back from there is dispatched by a person.
    pub(super) fn chance_of_triage(&self, case: u32, attempt: u64, chance: f64) -> f64 {
        let level = self.level_of(case);
        let algorithm = self.model.mechanisms.triage.as_ref();
        let Some(triage) = algorithm.filter(|triage| triage.is_at(level) && attempt == 0) else {
            return chance;
        };
        // A check at the intake of a lower level says nothing about the desks of this one.
        let is_checked =
            self.cases[case].marks.checked && self.model.levels[level].intake.is_some();
        triage.error * if is_checked { triage.bias } else { 1.0 }
    }
}
