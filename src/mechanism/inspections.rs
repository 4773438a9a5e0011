#![doc = include_str!("inspections.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::gather::{Gathering, TOO_LATE, event, what};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::inspections::Come;
use crate::model::{Activity, DeskKindId, Mechanism};
use crate::random::{Key, poisson_gap};
use crate::time::{Span, TICKS_PER_DAY, Time};

/// Visits announced, and those that the cap refused.
const VISITS: usize = 0;
const REFUSED: usize = 1;
/// People called to accompany a visit, and those who were not free.
const CALLED: usize = 2;
const MISSED: usize = 3;
/// Audits done, and those of them that found something.
const AUDITS: usize = 4;
const FINDINGS: usize = 5;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    count("inspections_visits_tasks", "visits from above", VISITS),
    count(
        "inspections_refused_tasks",
        "visits refused by the cap",
        REFUSED,
    ),
    Figure {
        name: "inspections_missed_share",
        label: "people who were not free for a visit",
        unit: Unit::Share,
        better: Better::Neither,
        at: MISSED,
        per: Per::Tally(CALLED),
    },
    count("inspections_audits_tasks", "audits", AUDITS),
    Figure {
        name: "inspections_findings_share",
        label: "audits that found something",
        unit: Unit::Share,
        better: Better::Lower,
        at: FINDINGS,
        per: Per::Tally(AUDITS),
    },
];

const fn count(name: &'static str, label: &'static str, at: usize) -> Figure {
    Figure {
        name,
        label,
        unit: Unit::Tasks,
        better: Better::Lower,
        at,
        per: Per::Window,
    }
}

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The week of the latest visit and how many came in it, by ordinal of the unit of the visited desk.
    visits: Vec<(i64, u32)>,
    /// Until when an audit spares rework, by ordinal of the unit of the audited desk.
    care: Vec<Time>,
    /// Work that waits or is being done, by desk.
    waiting: Vec<u32>,
}

/// Ticks in a week.
const WEEK: i64 = 7 * TICKS_PER_DAY;
/// Pieces of work of inspections that may wait at a desk; then no further one is asked of it.
const WAITING_MAX: u32 = 1_000;

// Events of timers; their number is the ordinal of the unit.
const ANNOUNCED: u32 = 0;
const COMES: u32 = 1;
const AUDITED: u32 = 2;

// Kinds of duty, beside the call to accompany a visit, which is 0; draws have the same numbers.
const PREPARATION: u8 = 1;
const AUDIT: u8 = 2;
const REMEDY: u8 = 3;
// Draws beside those of work.
const VISIT_GAP: u8 = 4;
const AUDIT_PHASE: u8 = 5;
const FINDING: u8 = 6;

impl<O: Observer> Simulation<'_, O> {
    /// Sets the first visit and the first audit of every unit.
    pub(super) fn begin_inspections(&mut self) {
        let Some(inspections) = &self.model.mechanisms.inspections else {
            return;
        };
        self.states.inspections.waiting = vec![0; self.desks.len()];
        if let Some(visits) = &inspections.visits {
            let units = self.model.desk_kinds[visits.desk].count;
            self.states.inspections.visits = vec![(0, 0); units as usize];
            for unit in 0..units {
                self.await_visit(unit, 0);
            }
        }
        if let Some(audits) = &inspections.audits {
            let units = self.model.desk_kinds[audits.desk].count;
            self.states.inspections.care = vec![Time::ZERO; units as usize];
            for unit in 0..units {
                let phase = self.inspection_key(AUDIT_PHASE, unit, 0).uniform();
                let about = event(AUDITED, unit);
                let after = audits.every.scale(phase);
                self.set_mechanism_timer(Mechanism::Inspections, after, about, 0);
            }
        }
    }

    /// A visit is announced or comes, an audit comes, or somebody is not free in time.
    pub(super) fn inspections_timer(&mut self, about: u32, number: u32) {
        match what(about) {
            (TOO_LATE, call) => {
                let is_missed = self.call_is_missed(call, number);
                self.tally(Mechanism::Inspections, MISSED, i64::from(is_missed));
            }
            (ANNOUNCED, unit) => self.announce_visit(unit, number),
            (COMES, unit) => self.accompany_visit(unit),
            (_, unit) => self.audit(unit, number),
        }
    }

    /// Sets when the `nth` visit of a unit is announced.
    fn await_visit(&mut self, unit: u32, nth: u32) {
        let inspections = self.model.mechanisms.inspections.as_ref();
        let Some(visits) = inspections.and_then(|at| at.visits.as_ref()) else {
            return;
        };
        let key = self.inspection_key(VISIT_GAP, unit, nth);
        let after = match visits.come {
            Come::Every(every) if nth == 0 => every.scale(key.uniform()),
            Come::Every(every) => every,
            Come::Rate(rate) => {
                let gap = Span::from_hours(poisson_gap(&mut key.rng()) / rate);
                let calendar = &self.model.calendars[visits.calendar];
                calendar.add_working(self.now, gap) - self.now
            }
        };
        let about = event(ANNOUNCED, unit);
        self.set_mechanism_timer(Mechanism::Inspections, after, about, nth);
    }

    /// A visit of a unit is announced: its desk prepares for it, unless the week has had as many as it may have or an
    /// emergency has frozen inspections.
    fn announce_visit(&mut self, unit: u32, nth: u32) {
        let inspections = self.model.mechanisms.inspections.as_ref();
        let Some(visits) = inspections.and_then(|at| at.visits.as_ref()) else {
            return;
        };
        self.await_visit(unit, nth.wrapping_add(1));
        if self.is_frozen(Mechanism::Inspections) {
            return;
        }
        let calendar = &self.model.calendars[visits.calendar];
        let comes = calendar.next_open(self.now + visits.notice);
        let week = comes.ticks() / WEEK;
        let desk = self.inspected(visits.desk, unit);
        let (latest, count) = &mut self.states.inspections.visits[unit as usize];
        if *latest != week {
            (*latest, *count) = (week, 0);
        }
        if *count >= visits.at_most || self.states.inspections.waiting[desk] >= WAITING_MAX {
            self.tally(Mechanism::Inspections, REFUSED, 1);
            return;
        }
        *count += 1;
        self.tally(Mechanism::Inspections, VISITS, 1);
        if let Some(preparation) = &visits.preparation {
            let hours = preparation.sample(self.inspection_key(PREPARATION, unit, nth));
            let duty = self.inspection_duty(PREPARATION, hours, comes, (unit, nth));
            self.inspect(desk, duty);
        }
        let about = event(COMES, unit);
        let after = comes - self.now;
        self.set_mechanism_timer(Mechanism::Inspections, after, about, nth);
    }

    /// A visit comes: some of the people of the desk accompany it.
    fn accompany_visit(&mut self, unit: u32) {
        let inspections = self.model.mechanisms.inspections.as_ref();
        let Some(visits) = inspections.and_then(|at| at.visits.as_ref()) else {
            return;
        };
        let desk = self.inspected(visits.desk, unit);
        let people = visits.party.min(self.desks[desk].people.len() as u32);
        self.tally(Mechanism::Inspections, CALLED, i64::from(people));
        self.gather(Gathering {
            mechanism: Mechanism::Inspections,
            desk,
            people,
            lasts: visits.lasts,
            at_most_wait: visits.lasts - Span::from_ticks(1),
            activity: Activity::Report,
        });
    }

    /// An audit of a unit begins.
    fn audit(&mut self, unit: u32, nth: u32) {
        let inspections = self.model.mechanisms.inspections.as_ref();
        let Some(audits) = inspections.and_then(|at| at.audits.as_ref()) else {
            return;
        };
        let about = event(AUDITED, unit);
        let next = nth.wrapping_add(1);
        self.set_mechanism_timer(Mechanism::Inspections, audits.every, about, next);
        if self.is_frozen(Mechanism::Inspections) {
            return;
        }
        let desk = self.inspected(audits.desk, unit);
        if self.states.inspections.waiting[desk] < WAITING_MAX {
            let hours = audits.work.sample(self.inspection_key(AUDIT, unit, nth));
            let duty = self.inspection_duty(AUDIT, hours, Time::NEVER, (unit, nth));
            self.inspect(desk, duty);
        }
    }

    /// The desk of a kind in a unit.
    fn inspected(&self, kind: DeskKindId, unit: u32) -> usize {
        (self.model.desk_kinds[kind].first + unit) as usize
    }

    fn inspection_duty(&self, what: u8, hours: f64, due: Time, link: (u32, u32)) -> Duty {
        Duty {
            mechanism: Mechanism::Inspections,
            what,
            hours,
            activity: if what == REMEDY {
                Activity::Rework
            } else {
                Activity::Report
            },
            urgency: Urgency::Routine,
            due,
            link,
        }
    }

    fn inspect(&mut self, desk: usize, duty: Duty) {
        self.states.inspections.waiting[desk] += 1;
        self.assign(desk, duty);
    }

    /// Work of an inspection is done. An audit that is done may have found something; the unit takes care for a time.
    pub(super) fn inspection_done(&mut self, task: &Task) {
        let (TaskKind::Duty(_, what @ PREPARATION..=REMEDY), (unit, nth)) =
            (task.kind, task.link())
        else {
            return;
        };
        let Some(inspections) = &self.model.mechanisms.inspections else {
            return;
        };
        let visited = inspections.visits.as_ref().map(|visits| visits.desk);
        let audited = inspections.audits.as_ref().map(|audits| audits.desk);
        let kind = if what == PREPARATION {
            visited
        } else {
            audited
        };
        let Some(desk) = kind.map(|kind| self.inspected(kind, unit)) else {
            return;
        };
        self.states.inspections.waiting[desk] -= 1;
        let Some(audits) = inspections.audits.as_ref().filter(|_| what == AUDIT) else {
            return;
        };
        self.states.inspections.care[unit as usize] = self.now + audits.care_lasts;
        let finds = self.inspection_key(FINDING, unit, nth).uniform() < audits.finding;
        self.tally(Mechanism::Inspections, AUDITS, 1);
        self.tally(Mechanism::Inspections, FINDINGS, i64::from(finds));
        if let Some(remedy) = audits.remedy.as_ref().filter(|_| finds) {
            let hours = remedy.sample(self.inspection_key(REMEDY, unit, nth));
            let duty = self.inspection_duty(REMEDY, hours, Time::NEVER, (unit, nth));
            self.inspect(desk, duty);
        }
    }

    /// The chance that a handling is worked again, less the share that the latest audit of its unit spares.
    pub(super) fn rework_after_audit(&self, case: u32, chance: f64) -> f64 {
        let inspections = self.model.mechanisms.inspections.as_ref();
        let Some(audits) = inspections.and_then(|at| at.audits.as_ref()) else {
            return chance;
        };
        let unit = &self.model.units[self.cases[case].unit];
        let is_audited = self.model.desk_kinds[audits.desk].level == unit.level
            && self.now < self.states.inspections.care[unit.ordinal as usize];
        if is_audited {
            chance * (1.0 - audits.care)
        } else {
            chance
        }
    }

    /// The key of a draw about the `nth` visit or audit of a unit.
    fn inspection_key(&self, what: u8, unit: u32, nth: u32) -> Key {
        let own = self.own_key(Mechanism::Inspections, what.into());
        own.child(unit.into()).child(nth.into())
    }
}
