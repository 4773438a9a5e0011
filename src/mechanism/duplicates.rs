#![doc = include_str!("duplicates.md")]

use std::collections::HashSet;

use crate::engine::case::{Case, Nature};
use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::hooks::IntakeWork;
use crate::mechanism::later::{Coming, Kept};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};
use crate::random::{Key, Purpose};
use crate::stream::Matter;
use crate::time::{Span, Time};

mod elsewhere;

/// Further reports that became cases.
const COPIES: usize = 0;
/// Copies that were merged with their case.
const MERGED: usize = 1;
/// Copies that were answered because their case was closed.
const ANSWERED: usize = 2;
/// Genuine cases that were merged wrongly.
const MISTAKEN: usize = 3;
/// Ticks until matters were noticed.
const NOTICE_TIME: usize = 4;
/// Matters that were noticed.
const NOTICED: usize = 5;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "copies_cases",
        label: "further reports",
        unit: Unit::Cases,
        better: Better::Neither,
        at: COPIES,
        per: Per::Window,
    },
    Figure {
        name: "copies_share",
        label: "further reports among cases",
        unit: Unit::Share,
        better: Better::Neither,
        at: COPIES,
        per: Per::Created,
    },
    Figure {
        name: "copies_merged_cases",
        label: "further reports merged",
        unit: Unit::Cases,
        better: Better::Neither,
        at: MERGED,
        per: Per::Window,
    },
    Figure {
        name: "copies_answered_cases",
        label: "further reports of what was closed",
        unit: Unit::Cases,
        better: Better::Neither,
        at: ANSWERED,
        per: Per::Window,
    },
    Figure {
        name: "false_merges_cases",
        label: "cases merged wrongly",
        unit: Unit::Cases,
        better: Better::Lower,
        at: MISTAKEN,
        per: Per::Window,
    },
    Figure {
        name: "noticing_mean_h",
        label: "time until a matter is noticed",
        unit: Unit::Hours,
        better: Better::Lower,
        at: NOTICE_TIME,
        per: Per::Tally(NOTICED),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Reports that are still to come.
    pub(super) later: Kept<Coming>,
    /// The case that the copy about to be created is a copy of.
    next: Option<Original>,
    /// By record of a case: the case that it is a copy of.
    originals: Vec<Option<Original>>,
    /// Keys of cases with further reports that are open in another part of the territory than where they arose; at the
    /// top, also of those still below, of which a copy has come up.
    pub(super) open_elsewhere: HashSet<u64>,
    /// Keys of such cases that will have left.
    leaving: Kept<Key>,
}

/// The case that a copy is a copy of.
#[derive(Debug, Clone, Copy)]
struct Original {
    /// Its record and the low half of its number, while it is in this part of the territory.
    record: u32,
    low: u32,
    key: Key,
}

/// The second number of the timer of a case that leaves in another part of the territory. Generations of cases do not get
/// that far, and that of a report to come is [`NONE`].
const LEFT: u32 = NONE - 1;

/// What draws of this mechanism decide.
mod draw {
    pub(super) const REPORTS: u64 = 0;
    pub(super) const NOTICE: u64 = 1;
    pub(super) const AFTER: u64 = 2;
    pub(super) const COPY: u64 = 3;
    pub(super) const RECOGNISED: u64 = 4;
    pub(super) const MISTAKEN: u64 = 5;
    pub(super) const FOUND: u64 = 6;
    pub(super) const MERGE: u64 = 7;
}

/// The key of a draw about a matter that is no case yet; that of its case is the same.
#[inline]
fn matter_key(key: Key, what: u64) -> Key {
    key.purpose(Purpose::Mechanism)
        .child(Mechanism::Duplicates as u64)
        .child(what)
}

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before a matter arises.
    pub(super) fn begin_duplicates(&mut self) {}

    /// The number of further reports of a matter.
    fn further_reports(&self, key: Key) -> u32 {
        self.model
            .mechanisms
            .duplicates
            .as_ref()
            .map_or(0, |given| {
                let reports = given.reports.sample(matter_key(key, draw::REPORTS));
                reports.min(given.at_most.into()) as u32
            })
    }

    /// A matter arises: it becomes a case when the first of those who report it notices it. Says whether that is later.
    pub(super) fn await_notice(&mut self, matter: &Matter) -> bool {
        let model = self.model;
        let duplicates = model.mechanisms.duplicates.as_ref();
        let Some(notice) = duplicates.and_then(|given| given.notice.as_ref()) else {
            return false;
        };
        if matter.time < Time::ZERO {
            return false;
        }
        let key = matter_key(matter.key, draw::NOTICE);
        let first = (0..=self.further_reports(matter.key))
            .map(|report| notice.sample(key.child(report.into())))
            .fold(f64::INFINITY, f64::min);
        let delay = Span::from_hours(first);
        self.tally(Mechanism::Duplicates, NOTICED, 1);
        self.tally(Mechanism::Duplicates, NOTICE_TIME, delay.ticks());
        if delay == Span::ZERO {
            return false;
        }
        let coming = Coming {
            matter: *matter,
            marks: matter.key,
            nature: Nature::Matter,
            tag: (NONE, 0),
        };
        self.come_later(delay, coming);
        true
    }

    /// A case is created: others will report it, too, unless it is such a report itself or was open from the start.
    pub(super) fn await_reports(&mut self, case: u32) {
        let model = self.model;
        let Some(duplicates) = &model.mechanisms.duplicates else {
            return;
        };
        let original = self.states.duplicates.next.take();
        self.set_original(case, original);
        let at = &self.cases[case];
        if at.nature == Nature::Copy || at.created < Time::ZERO {
            return;
        }
        let (key, severity, tag) = (at.key, at.severity, (case, at.number as u32));
        for report in 0..self.further_reports(key) {
            let number = u64::from(report);
            let after = duplicates
                .after
                .sample(matter_key(key, draw::AFTER).child(number));
            let own = matter_key(key, draw::COPY).child(number);
            let matter = Matter {
                severity: Some(severity),
                ..self.matter_like(case, own)
            };
            let coming = Coming {
                matter,
                marks: key,
                nature: Nature::Copy,
                tag,
            };
            self.come_later(Span::from_hours(after), coming);
        }
    }

    fn come_later(&mut self, after: Span, coming: Coming) {
        let at = self.states.duplicates.later.keep(coming);
        self.set_mechanism_timer(Mechanism::Duplicates, after, at, NONE);
    }

    /// A report comes, or a wrong merge is found out.
    pub(super) fn duplicates_timer(&mut self, a: u32, generation: u32) {
        match generation {
            NONE => {}
            LEFT => {
                if let Some(key) = self.states.duplicates.leaving.take(a) {
                    self.states.duplicates.open_elsewhere.remove(&key.bits());
                }
                return;
            }
            _ => {
                self.find_lost(a, generation);
                return;
            }
        }
        let Some(coming) = self.states.duplicates.later.take(a) else {
            return;
        };
        if coming.nature == Nature::Copy {
            self.tally(Mechanism::Duplicates, COPIES, 1);
            let (record, low) = coming.tag;
            let key = coming.marks;
            self.states.duplicates.next = Some(Original { record, low, key });
        }
        self.create_now(&coming);
    }

    /// A case stands before an intake: a copy may be recognised there, and a genuine case taken for one. Says whether it is.
    pub(super) fn recognise(&mut self, case: u32) -> bool {
        let model = self.model;
        let Some(duplicates) = &model.mechanisms.duplicates else {
            return false;
        };
        let visit = self.visit(case);
        let draw = |what| {
            self.case_key(case, Mechanism::Duplicates, what)
                .child(visit)
        };
        let at = &self.cases[case];
        let is_new = at.hops == 0 && at.rounds == 0;
        let is_copy = at.nature == Nature::Copy;
        let original = is_copy
            .then(|| self.states.duplicates.originals[case as usize])
            .flatten();
        let what = match original {
            Some(original) if !self.is_open(original) => ANSWERED,
            Some(_) if draw(draw::RECOGNISED).uniform() < duplicates.recall => MERGED,
            None if is_new
                && duplicates.false_merge > 0.0
                && draw(draw::MISTAKEN).uniform() < duplicates.false_merge =>
            {
                MISTAKEN
            }
            _ => return false,
        };
        let merge = if what == ANSWERED {
            0.0
        } else {
            duplicates.merge_work.sample(draw(draw::MERGE))
        };
        let order = Order {
            kind: TaskKind::Step(Mechanism::Duplicates, what as u8),
            hours: (self.triage_alone(case), merge),
            first: Activity::Triage,
            second: Activity::Coordinate,
            again: 0.0,
            attempt: 0,
        };
        match self.front_desk(case) {
            Some(desk) => self.send(case, desk, order),
            None => self.recognised(case, what),
        }
        true
    }

    /// Hours of triage of a case of which nothing is collected.
    fn triage_alone(&mut self, case: u32) -> f64 {
        let model = self.model;
        let intake = model.levels[self.level_of(case)].intake.as_ref();
        let Some(triage) = intake.and_then(|intake| intake.work.as_ref()) else {
            return 0.0;
        };
        let work = IntakeWork {
            triage: triage.sample(self.visit_key(case, Purpose::Triage)),
            ..IntakeWork::default()
        };
        // Nothing is collected, so that only an algorithm has a say in the hours.
        self.triage_work(case, work).triage
    }

    /// The triage of a copy, or of a case taken for one, is done.
    pub(super) fn duplicates_done(&mut self, task: &Task) {
        if let TaskKind::Step(_, what) = task.kind {
            self.recognised(task.case, usize::from(what));
        }
    }

    fn recognised(&mut self, case: u32, what: usize) {
        self.tally(Mechanism::Duplicates, what, 1);
        if what == MISTAKEN {
            self.lose(case);
        } else {
            self.merge_away(case);
        }
    }

    /// A genuine case was merged wrongly: nobody knows of it until that is found out.
    fn lose(&mut self, case: u32) {
        let model = self.model;
        let duplicates = model.mechanisms.duplicates.as_ref();
        let Some(found_after) = duplicates.and_then(|given| given.found_after.as_ref()) else {
            return;
        };
        self.touch(case);
        // Thresholds of age are for cases that somebody knows of.
        let generation = self.cases.generation();
        let at = &mut self.cases[case];
        at.generation = generation;
        at.status.overage = false;
        at.marks.lost = true;
        let key = self.case_key(case, Mechanism::Duplicates, draw::FOUND);
        let after = Span::from_hours(found_after.sample(key));
        self.set_mechanism_timer(Mechanism::Duplicates, after, case, generation);
    }

    /// Whether a genuine case was merged wrongly and nobody knows of it.
    pub(super) fn is_lost(&self, case: u32) -> bool {
        self.cases[case].marks.lost
    }

    /// It is found out that a case was merged wrongly: it is taken in and worked as rework.
    fn find_lost(&mut self, case: u32, generation: u32) {
        if self.cases.is_current(case, generation) {
            self.start_over(case);
            self.enter_level(case);
        }
    }

    /// Work on a copy is work on what is handled already.
    pub(super) fn book_copy(&self, case: u32, mut order: Order) -> Order {
        if self.cases[case].nature == Nature::Copy && order.first == Activity::Handle {
            order.first = Activity::Duplicate;
        }
        if self.cases[case].nature == Nature::Copy && order.second == Activity::Handle {
            order.second = Activity::Duplicate;
        }
        order
    }

    /// Whether a case is still open: neither gone nor closed to come back perhaps.
    fn is_open(&self, original: Original) -> bool {
        let is_open = |at: &Case| !at.status.dormant;
        let here = self.cases.numbered(original.record, original.low);
        match here.filter(|at| at.key == original.key) {
            Some(case) => is_open(case),
            None => {
                let elsewhere = &self.states.duplicates.open_elsewhere;
                elsewhere.contains(&original.key.bits())
            }
        }
    }

    fn set_original(&mut self, case: u32, original: Option<Original>) {
        let originals = &mut self.states.duplicates.originals;
        if originals.len() <= case as usize {
            originals.resize(case as usize + 1, None);
        }
        originals[case as usize] = original;
    }
}
