#![doc = include_str!("reports.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::random::Key;
use crate::time::{Span, TICKS_PER_DAY, Time};

/// Forms asked for.
const ASKED: usize = 0;
/// Forms filled in, and those of them that came late.
const FILLED: usize = 1;
const LATE: usize = 2;
/// Ticks spared because fields were copied.
const SAVED: usize = 3;
/// Trivial uploads.
const UPLOADS: usize = 4;
/// Forms and uploads that nobody gave out because too many waited.
const DROPPED: usize = 5;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "reports_asked_tasks",
        label: "forms asked for",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: ASKED,
        per: Per::Window,
    },
    Figure {
        name: "reports_late_share",
        label: "forms handed in late",
        unit: Unit::Share,
        better: Better::Lower,
        at: LATE,
        per: Per::Tally(FILLED),
    },
    Figure {
        name: "reports_saved_staff_h",
        label: "hours spared by copied fields",
        unit: Unit::StaffHours,
        better: Better::Higher,
        at: SAVED,
        per: Per::Window,
    },
    Figure {
        name: "reports_uploads_tasks",
        label: "uploads for the quota alone",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: UPLOADS,
        per: Per::Window,
    },
    Figure {
        name: "reports_dropped_tasks",
        label: "forms dropped, too many waiting",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: DROPPED,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// How often each stream has asked.
    asked: Vec<u64>,
    /// Forms and uploads that wait or are being filled in, by desk.
    waiting: Vec<u32>,
    /// Cases that arose this week by ordinal of the unit of the desk that uploads.
    cases: Vec<u32>,
}

/// Forms and uploads that may wait at a desk; more are dropped.
const WAITING_MAX: u32 = 1_000;
/// A week.
const WEEK: Span = Span::from_ticks(7 * TICKS_PER_DAY);

// Kinds of duty.
const FORM: u8 = 0;
const UPLOAD: u8 = 1;
const UPKEEP: u8 = 2;

// What a timer is about: the number of a stream, or one of these.
const UPKEEP_IS_DUE: u32 = u32::MAX;
const WEEK_IS_OVER: u32 = u32::MAX - 1;

impl<O: Observer> Simulation<'_, O> {
    /// Sets the first form of every stream, the first upkeep and the end of the first week.
    pub(super) fn begin_reports(&mut self) {
        let Some(reports) = &self.model.mechanisms.reports else {
            return;
        };
        self.states.reports.waiting = vec![0; self.desks.len()];
        self.states.reports.asked = vec![0; reports.streams.len()];
        for (stream, at) in reports.streams.iter().enumerate() {
            if at.forms > 0 {
                self.set_mechanism_timer(Mechanism::Reports, at.first, stream as u32, 0);
            }
        }
        if let Some(upkeep) = &reports.upkeep {
            self.set_mechanism_timer(Mechanism::Reports, upkeep.every, UPKEEP_IS_DUE, 0);
        }
        if let Some(uploads) = reports.uploads.as_ref().filter(|at| at.quota > 0) {
            let units = self.model.desk_kinds[uploads.desk].count as usize;
            self.states.reports.cases = vec![0; units];
            self.set_mechanism_timer(Mechanism::Reports, WEEK, WEEK_IS_OVER, 0);
        }
    }

    /// A form, the upkeep, or the end of a week.
    pub(super) fn reports_timer(&mut self, about: u32, _: u32) {
        match about {
            UPKEEP_IS_DUE => self.keep_up_reports(),
            WEEK_IS_OVER => self.fill_quota(),
            stream => self.ask_for_form(stream),
        }
    }

    /// A stream asks every one of its desks for a form.
    fn ask_for_form(&mut self, stream: u32) {
        let reports = self.model.mechanisms.reports.as_ref();
        let Some(&at) = reports.and_then(|at| at.streams.get(stream as usize)) else {
            return;
        };
        let due = at.due.map_or(Time::NEVER, |allowed| self.now + allowed);
        for desk in self.desks_of(at.desk) {
            if self.report(desk, FORM, at.work, due) {
                self.tally(Mechanism::Reports, ASKED, 1);
                let saved = Span::from_hours(at.saved).ticks();
                self.tally(Mechanism::Reports, SAVED, saved);
            }
        }
        let asked = &mut self.states.reports.asked[stream as usize];
        *asked += 1;
        // From the first form on and not from the last, so that rounding does not add up.
        let nth = i128::from(*asked) * i128::from(at.every.ticks()) / i128::from(at.forms);
        let next = Time::ZERO + at.first + Span::from_ticks(nth as i64);
        let after = next - self.now;
        self.set_mechanism_timer(Mechanism::Reports, after, stream, 0);
    }

    /// Gives a desk a form or an upload, unless too many wait there or an emergency has frozen them. Says whether it did.
    fn report(&mut self, desk: usize, what: u8, hours: f64, due: Time) -> bool {
        if what != UPKEEP && self.is_frozen(Mechanism::Reports) {
            return false;
        }
        let waiting = &mut self.states.reports.waiting[desk];
        if *waiting >= WAITING_MAX {
            self.tally(Mechanism::Reports, DROPPED, 1);
            return false;
        }
        *waiting += 1;
        let activity = if what == UPKEEP {
            Activity::Upkeep
        } else {
            Activity::Report
        };
        let duty = Duty {
            mechanism: Mechanism::Reports,
            what,
            hours,
            activity,
            urgency: Urgency::Routine,
            due,
            link: (desk as u32, 0),
        };
        self.assign(desk, duty);
        true
    }

    /// The platform is kept up at every one of its desks.
    fn keep_up_reports(&mut self) {
        let reports = self.model.mechanisms.reports.as_ref();
        let Some(upkeep) = reports.and_then(|at| at.upkeep.as_ref()) else {
            return;
        };
        for desk in self.desks_of(upkeep.desk) {
            let hours = upkeep.work.sample(self.report_key(UPKEEP, desk, 0));
            self.report(desk, UPKEEP, hours, Time::NEVER);
        }
        self.set_mechanism_timer(Mechanism::Reports, upkeep.every, UPKEEP_IS_DUE, 0);
    }

    /// The key of a draw about what a desk gets now.
    fn report_key(&self, what: u8, desk: usize, nth: u32) -> Key {
        let own = self.own_key(Mechanism::Reports, what.into());
        let of_desk = own.child(desk as u64);
        of_desk.child(self.now.ticks() as u64).child(nth.into())
    }

    /// A case arises: it counts for the quota of its unit.
    pub(super) fn count_upload(&mut self, case: u32) {
        let reports = self.model.mechanisms.reports.as_ref();
        let Some(uploads) = reports.and_then(|at| at.uploads.as_ref()) else {
            return;
        };
        let level = self.model.desk_kinds[uploads.desk].level;
        if let Some(unit) = self.model.ancestor(self.cases[case].unit, level) {
            let at = self.model.units[unit].ordinal as usize;
            if let Some(cases) = self.states.reports.cases.get_mut(at) {
                *cases += 1;
            }
        }
    }

    /// A week is over: where fewer cases arose than the quota wants, the desk uploads trivia.
    fn fill_quota(&mut self) {
        let reports = self.model.mechanisms.reports.as_ref();
        let Some(uploads) = reports.and_then(|at| at.uploads.as_ref()) else {
            return;
        };
        for (unit, desk) in self.desks_of(uploads.desk).enumerate() {
            let genuine = std::mem::take(&mut self.states.reports.cases[unit]);
            for nth in genuine..uploads.quota {
                let hours = uploads.work.sample(self.report_key(UPLOAD, desk, nth));
                if self.report(desk, UPLOAD, hours, Time::NEVER) {
                    self.tally(Mechanism::Reports, UPLOADS, 1);
                }
            }
        }
        self.set_mechanism_timer(Mechanism::Reports, WEEK, WEEK_IS_OVER, 0);
    }

    /// A form or an upload is done.
    pub(super) fn report_done(&mut self, task: &Task) {
        // The desk that was asked, whoever helped it.
        let (desk, _) = task.link();
        self.states.reports.waiting[desk as usize] -= 1;
        if let TaskKind::Duty(_, FORM) = task.kind {
            self.tally(Mechanism::Reports, FILLED, 1);
            self.tally(Mechanism::Reports, LATE, i64::from(self.now > task.due));
        }
    }
}
