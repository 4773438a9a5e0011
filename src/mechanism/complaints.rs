#![doc = include_str!("complaints.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::Complaints;
use crate::model::{Activity, Mechanism};
use crate::random::Key;
use crate::time::Span;

/// Complaints.
const COMPLAINTS: usize = 0;
/// Cases with a first complaint.
const PRESSED: usize = 1;
/// First closings of cases whose citizens press when they wait long enough, and the sum of their lead times.
const LOUD: usize = 2;
const LOUD_LEAD: usize = 3;
/// First closings of cases whose citizens never press, and the sum of their lead times.
const QUIET: usize = 4;
const QUIET_LEAD: usize = 5;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "complaints_tasks",
        label: "complaints",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: COMPLAINTS,
        per: Per::Window,
    },
    Figure {
        name: "complained_share",
        label: "share of cases with a complaint",
        unit: Unit::Share,
        better: Better::Lower,
        at: PRESSED,
        per: Per::Created,
    },
    Figure {
        name: "loud_lead_mean_h",
        label: "lead time where the citizen would press",
        unit: Unit::Hours,
        better: Better::Lower,
        at: LOUD_LEAD,
        per: Per::Tally(LOUD),
    },
    Figure {
        name: "quiet_lead_mean_h",
        label: "lead time where the citizen never presses",
        unit: Unit::Hours,
        better: Better::Lower,
        at: QUIET_LEAD,
        per: Per::Tally(QUIET),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Complaints so far.
    made: u64,
}

/// Draws of this mechanism about a case.
const PRESSES: u64 = 0;
const PATIENCE: u64 = 1;
const WORK: u64 = 2;

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before a case has waited.
    pub(super) fn begin_complaints(&mut self) {}

    /// Whether the citizen of a case is one who presses.
    fn is_loud(&self, case: u32, complaints: &Complaints) -> bool {
        let key = self.case_key(case, Mechanism::Complaints, PRESSES);
        key.uniform() < complaints.share
    }

    /// A case is created: its citizen presses when it is open for longer than they are patient.
    pub(super) fn await_complaint(&mut self, case: u32) {
        let Some(complaints) = &self.model.mechanisms.complaints else {
            return;
        };
        if !self.is_loud(case, complaints) {
            return;
        }
        let key = self.case_key(case, Mechanism::Complaints, PATIENCE);
        let after = Span::from_hours(complaints.after.sample(key));
        let at = &self.cases[case];
        let (low, waited) = (at.number as u32, self.now - at.created);
        let after = Span::from_ticks((after.ticks() - waited.ticks()).max(0));
        self.set_mechanism_timer(Mechanism::Complaints, after, case, low);
    }

    /// The citizen of a case has waited long enough.
    pub(super) fn complaints_timer(&mut self, case: u32, low: u32) {
        let Some(complaints) = &self.model.mechanisms.complaints else {
            return;
        };
        let Some(at) = self.cases.numbered(case, low) else {
            return;
        };
        if at.status.dormant || at.closings > 0 {
            return;
        }
        let is_first = !at.marks.pressed;
        self.cases[case].marks.pressed = true;
        self.tally(Mechanism::Complaints, COMPLAINTS, 1);
        self.tally(Mechanism::Complaints, PRESSED, i64::from(is_first));
        let number = self.states.complaints.made;
        self.states.complaints.made += 1;
        let key = self
            .case_key(case, Mechanism::Complaints, WORK)
            .child(number);
        self.answer_complaint(case, complaints, key);
        if complaints.first {
            self.reprioritise(case, 0);
        }
        if let Some(every) = complaints.every {
            self.set_mechanism_timer(Mechanism::Complaints, every, case, low);
        }
    }

    /// The desk that has the case answers, before its routine work.
    fn answer_complaint(&mut self, case: u32, complaints: &Complaints, key: Key) {
        let task = self.cases[case].tasks;
        let holder = (task != NONE).then(|| self.tasks[task].desk as usize);
        let Some(desk) = holder.or_else(|| self.front_desk(case)) else {
            return;
        };
        let duty = Duty {
            mechanism: Mechanism::Complaints,
            what: 0,
            hours: complaints.work.sample(key),
            activity: Activity::Chase,
            urgency: Urgency::Class(0),
            due: self.now,
            link: (NONE, NONE),
        };
        self.assign(desk, duty);
    }

    /// A case is closed for the first time: its lead time counts among those of the loud or of the quiet.
    pub(super) fn count_complainant(&mut self, case: u32) {
        let Some(complaints) = &self.model.mechanisms.complaints else {
            return;
        };
        if self.cases[case].closings > 0 {
            return;
        }
        let lead = (self.now - self.cases[case].created).ticks();
        let (cases, leads) = if self.is_loud(case, complaints) {
            (LOUD, LOUD_LEAD)
        } else {
            (QUIET, QUIET_LEAD)
        };
        self.tally(Mechanism::Complaints, cases, 1);
        self.tally(Mechanism::Complaints, leads, lead);
    }
}
