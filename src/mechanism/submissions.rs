#![doc = include_str!("submissions.md")]

use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation};
use crate::mechanism::draws::{around, chosen};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::hooks::IntakeWork;
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};
use crate::time::Span;

/// Times something was handed in, of first closings.
const SUBMITTED: usize = 0;
/// Those of them after the first of a case.
const REPEATED: usize = 1;
/// Errors put right.
const ERRORS: usize = 2;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "submissions_per_case",
        label: "submissions",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: SUBMITTED,
        per: Per::Closed,
    },
    Figure {
        name: "repeat_submissions_per_case",
        label: "submissions after the first",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: REPEATED,
        per: Per::Closed,
    },
    Figure {
        name: "form_errors_per_case",
        label: "errors in what is handed in",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: ERRORS,
        per: Per::Created,
    },
];

/// What is handed in for one case at its first intake.
#[derive(Debug, Clone, Copy)]
struct HandedIn {
    /// Submissions after the first.
    further: u32,
    /// Errors, each of which takes one submission more.
    errors: u32,
}

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// What was handed in for the case that was looked at last, and the number of that case: its intake, which comes
    /// next as a rule, asks for the same.
    latest: Option<(u64, HandedIn)>,
}

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before something is handed in.
    pub(super) fn begin_submissions(&mut self) {}

    /// No timer of its own: a delay is that of the intake.
    pub(super) fn submissions_timer(&mut self, _: u32, _: u32) {}

    /// What is handed in for a case at its first intake; nothing at later ones.
    fn handed_in(&self, case: u32) -> Option<HandedIn> {
        let submissions = self.model.mechanisms.submissions.as_ref()?;
        let at = &self.cases[case];
        if at.hops > 0 || at.rounds > 0 {
            return None;
        }
        if let Some((number, handed_in)) = self.states.submissions.latest
            && number == at.number
        {
            return Some(handed_in);
        }
        let key = |what| self.case_key(case, Mechanism::Submissions, 0).child(what);
        let all = around(|| key(0), submissions.per_service);
        let further = chosen(|| key(1), (1, all), 1.0 - submissions.exempt);
        let forms = chosen(|| key(2), (0, 1 + further), submissions.error);
        let upstream = submissions.exempt * submissions.wrong;
        let errors = forms + u32::from(upstream > 0.0 && key(3).uniform() < upstream);
        Some(HandedIn { further, errors })
    }

    /// A case stands before its first intake: what else is handed in is counted, and errors cost time. Says whether the
    /// intake has to wait for it.
    pub(super) fn await_submissions(&mut self, case: u32) -> bool {
        let model = self.model;
        let at = &self.cases[case];
        let number = at.number;
        if at.submissions != 0 {
            return false;
        }
        let Some(handed_in) = self.handed_in(case) else {
            return false;
        };
        self.states.submissions.latest = Some((number, handed_in));
        let HandedIn { further, errors } = handed_in;
        self.cases[case].submissions = (further + errors) as u16;
        self.tally(Mechanism::Submissions, ERRORS, i64::from(errors));
        let delay = model.mechanisms.submissions.as_ref();
        let Some(delay) = delay.and_then(|submissions| submissions.delay.as_ref()) else {
            return false;
        };
        let key = self.case_key(case, Mechanism::Submissions, 1);
        let hours: f64 = (0..errors)
            .map(|error| delay.sample(key.child(error.into())))
            .sum();
        let wait = Span::from_hours(hours);
        if wait == Span::ZERO {
            return false;
        }
        let generation = self.cases[case].generation;
        self.timers
            .set(self.now + wait, Timer::Intake { case, generation });
        true
    }

    /// Exempted documents are not collected; further submissions are received, and errors put right.
    pub(super) fn receive_submissions(&self, case: u32, mut work: IntakeWork) -> IntakeWork {
        let Some(submissions) = &self.model.mechanisms.submissions else {
            return work;
        };
        work.collect *= 1.0 - submissions.exempt;
        let Some(HandedIn { further, errors }) = self.handed_in(case) else {
            return work;
        };
        work.check += submissions.receive * f64::from(further);
        if let Some(correct) = &submissions.correct {
            let key = self.case_key(case, Mechanism::Submissions, 2);
            work.check += (0..errors)
                .map(|error| correct.sample(key.child(error.into())))
                .sum::<f64>();
        }
        work
    }

    /// A case is closed: what was handed in for it is counted.
    pub(super) fn close_submissions(&mut self, case: u32) {
        if self.model.mechanisms.submissions.is_none() {
            return;
        }
        self.count_submissions(case, Mechanism::Submissions, SUBMITTED);
        let at = &self.cases[case];
        if at.closings == 0 {
            let repeated = i64::from(at.submissions.saturating_sub(1));
            self.tally(Mechanism::Submissions, REPEATED, repeated);
        }
    }
}
