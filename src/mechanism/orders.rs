#![doc = include_str!("orders.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::orders::{Rank, Superior};
use crate::model::{Activity, Mechanism};
use crate::random::Key;
use crate::random::dist::Dist;
use crate::time::{Span, Time};

mod clock;

use clock::Clock;

/// Root tasks that arose, issued by anybody or not.
const ROOTS: usize = 0;
/// Orders issued.
const ISSUED: usize = 1;
/// Those that repeat one issued before.
const DUPLICATES: usize = 2;
/// Duplicates that the platform recognised.
const RECOGNISED: usize = 3;
/// Genuine orders that the platform took for duplicates.
const LOST: usize = 4;
/// Genuine orders executed for the first time.
const EXECUTED: usize = 5;
/// Those executed as they were meant.
const AS_ISSUED: usize = 6;
/// Orders begun.
const BEGUN: usize = 7;
/// Ticks until then.
const WAIT: usize = 8;
/// Root tasks that nobody issued because too many orders waited.
const HELD_BACK: usize = 9;
/// Orders completed that had a time allowed, and those of them that took longer.
const DUE: usize = 10;
const LATE: usize = 11;
/// Weeks of a unit in which orders came, and the superiors they came from in each.
const WEEKS: usize = 12;
const SUPERIORS: usize = 13;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    count("orders_roots_tasks", "root tasks of superiors", ROOTS),
    count("orders_issued_tasks", "orders issued", ISSUED),
    count(
        "orders_duplicate_tasks",
        "duplicates among them",
        DUPLICATES,
    ),
    count(
        "orders_recognised_tasks",
        "duplicates recognised",
        RECOGNISED,
    ),
    count("orders_lost_tasks", "orders merged wrongly", LOST),
    count("orders_held_back_tasks", "root tasks held back", HELD_BACK),
    Figure {
        name: "orders_as_issued_share",
        label: "orders executed as issued",
        unit: Unit::Share,
        better: Better::Higher,
        at: AS_ISSUED,
        per: Per::Tally(EXECUTED),
    },
    Figure {
        name: "orders_wait_mean_h",
        label: "wait of an order",
        unit: Unit::Hours,
        better: Better::Lower,
        at: WAIT,
        per: Per::Tally(BEGUN),
    },
    Figure {
        name: "orders_late_share",
        label: "orders answered late",
        unit: Unit::Share,
        better: Better::Lower,
        at: LATE,
        per: Per::Tally(DUE),
    },
    Figure {
        name: "orders_superiors_number",
        label: "superiors a unit and week hears of",
        unit: Unit::Number,
        better: Better::Lower,
        at: SUPERIORS,
        per: Per::Tally(WEEKS),
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
    /// By ordinal of the unit.
    units: Vec<Clock>,
    /// The orders of a root task, by when they are issued, kept so that the list need not be made anew for every one.
    issued: Vec<(Span, bool, u32)>,
}

// Kinds of duty.

/// A genuine order.
const ORDER: u8 = 0;
/// One that repeats another.
const DUPLICATE: u8 = 1;
/// An order that is executed again because it was not executed as meant.
const AGAIN: u8 = 2;
/// The check of an incoming order.
const CHECK: u8 = 3;
/// What a wrong merge costs beside the order itself.
const SEARCH: u8 = 4;

// What draws are for.
const GAP: u64 = 0;
const OWNER: u64 = 1;
const ISSUE: u64 = 2;
const JITTER: u64 = 3;
const WORK: u64 = 4;
const DRIFT: u64 = 5;
const RECALL: u64 = 6;
const MERGE: u64 = 7;
const CHECK_WORK: u64 = 8;
const SEARCH_WORK: u64 = 9;

/// An order, as timers and duties know it: beside its root task, everything in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note {
    event: Event,
    is_first: bool,
    /// Position among the superiors, below 128.
    superior: u32,
    /// Ordinal of the unit, below 2^20.
    unit: u32,
}

/// What a timer brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    /// A root task arises; the second number is the generation of the clock of the unit.
    Root,
    /// Superiors look at the figures of all units.
    Look,
    /// An order comes to its desk; the second number is that of its root task.
    Comes,
    /// An order that was merged wrongly is missed; the second number is that of its root task.
    Missed,
}

/// The superior whose order a task is about, by position; none for what is about no order.
#[inline]
pub(super) fn superior_of(task: &Task) -> Option<u8> {
    let is_order = matches!(task.kind, TaskKind::Duty(Mechanism::Orders, _));
    is_order.then(|| Note::unpack(task.link().0).superior as u8)
}

impl Note {
    fn about(event: Event, unit: u32) -> Self {
        Self {
            event,
            is_first: false,
            superior: 0,
            unit,
        }
    }

    fn pack(self) -> u32 {
        (self.event as u32) << 28 | u32::from(self.is_first) << 27 | self.superior << 20 | self.unit
    }

    fn unpack(packed: u32) -> Self {
        Self {
            event: match packed >> 28 {
                0 => Event::Root,
                1 => Event::Look,
                2 => Event::Comes,
                _ => Event::Missed,
            },
            is_first: packed >> 27 & 1 == 1,
            superior: packed >> 20 & 0x7f,
            unit: packed & 0xf_ffff,
        }
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// A timer of this mechanism goes off.
    pub(super) fn orders_timer(&mut self, packed: u32, number: u32) {
        let note = Note::unpack(packed);
        if let Event::Comes | Event::Missed = note.event {
            self.states.orders.units[note.unit as usize].waiting -= 1;
        }
        match note.event {
            Event::Root => self.root_arises(note.unit, number),
            Event::Look => self.look_at_figures(),
            Event::Comes => self.order_comes(note, number),
            Event::Missed => self.order_missed(note, number),
        }
    }

    /// Issues the orders of a root task: that of the superior whose task it is, and those of the others.
    fn issue_orders(&mut self, unit: u32, root: u32) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let of_root = |what| self.order_key(what, unit, root);
        let count = orders.superiors.len() as u32;
        let owner = (of_root(OWNER).uniform() * f64::from(count)) as u32;
        let (issue, put_off) = (of_root(ISSUE), of_root(JITTER));
        let delay_of = |superior: u32| {
            let is_owner = superior == owner;
            let chance = if is_owner {
                orders.issue
            } else {
                orders.duplicate
            };
            if issue.child(superior.into()).uniform() >= chance {
                return None;
            }
            let jitter = orders.jitter.as_ref().filter(|_| !is_owner);
            let hours = jitter.map(|law| law.sample(put_off.child(superior.into())));
            Some((Span::from_hours(hours.unwrap_or(0.0)), !is_owner, superior))
        };
        // Among equals the superior whose task it is comes first.
        let mut issued = std::mem::take(&mut self.states.orders.issued);
        issued.clear();
        issued.extend((0..count).filter_map(delay_of));
        issued.sort_unstable();
        self.tally(Mechanism::Orders, ISSUED, issued.len() as i64);
        let repeated = issued.len().saturating_sub(1);
        self.tally(Mechanism::Orders, DUPLICATES, repeated as i64);
        for (nth, &(delay, _, superior)) in issued.iter().enumerate() {
            let note = Note {
                event: Event::Comes,
                is_first: nth == 0,
                superior,
                unit,
            };
            if delay > Span::ZERO {
                self.put_off(note, root, delay);
            } else {
                self.order_comes(note, root);
            }
        }
        self.states.orders.issued = issued;
    }

    /// Sets a timer for what happens to an order later; until then it counts as waiting.
    fn put_off(&mut self, note: Note, root: u32, after: Span) {
        self.states.orders.units[note.unit as usize].waiting += 1;
        self.set_mechanism_timer(Mechanism::Orders, after, note.pack(), root);
    }

    /// An order comes: the platform looks whether it is one that came before; otherwise the desk gets it.
    fn order_comes(&mut self, note: Note, root: u32) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        self.hear_of(note);
        if let Some(check) = &orders.check {
            self.give_order(note, root, CHECK, check);
        }
        let draw = |what| self.draw_key(what, note, root).uniform();
        if !note.is_first && draw(RECALL) < orders.recall {
            self.tally(Mechanism::Orders, RECOGNISED, 1);
            return;
        }
        if note.is_first && draw(MERGE) < orders.false_merge {
            self.tally(Mechanism::Orders, LOST, 1);
            let missed = Note {
                event: Event::Missed,
                ..note
            };
            self.put_off(missed, root, orders.wrong_merge_after);
            return;
        }
        let what = if note.is_first { ORDER } else { DUPLICATE };
        self.give_order(note, root, what, &orders.work);
    }

    /// An order that was merged wrongly is missed: it is executed after all, and the merge costs work of its own.
    fn order_missed(&mut self, note: Note, root: u32) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        if let Some(work) = &orders.wrong_merge_work {
            self.give_order(note, root, SEARCH, work);
        }
        self.give_order(note, root, ORDER, &orders.work);
    }

    /// Gives the desk of a superior something to do about an order.
    fn give_order(&mut self, note: Note, root: u32, what: u8, work: &Dist) {
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let Some(&superior) = orders.superiors.get(note.superior as usize) else {
            return;
        };
        let (draw, activity) = match what {
            ORDER => (WORK, Activity::Report),
            DUPLICATE => (WORK, Activity::Duplicate),
            AGAIN => (WORK, Activity::Rework),
            CHECK => (CHECK_WORK, Activity::Triage),
            _ => (SEARCH_WORK, Activity::Rework),
        };
        let urgency = self.rank_of(note, root, superior, what);
        let due = match (urgency, orders.due) {
            (Urgency::Over, _) => self.now,
            (Urgency::Routine, Some(allowed)) => self.now + allowed,
            _ => Time::NEVER,
        };
        let duty = Duty {
            mechanism: Mechanism::Orders,
            what,
            hours: work.sample(self.draw_key(draw, note, root)),
            activity,
            urgency,
            due,
            link: (note.pack(), root),
        };
        let desk = (self.model.desk_kinds[superior.desk].first + note.unit) as usize;
        self.states.orders.units[note.unit as usize].waiting += 1;
        self.assign(desk, duty);
    }

    /// Where an order stands beside the cases of its desk.
    fn rank_of(&mut self, note: Note, root: u32, superior: Superior, what: u8) -> Urgency {
        let rank = self.model.mechanisms.orders.as_ref().map(|at| at.rank);
        if superior.is_line && self.model.mechanisms.matrix.is_some() {
            let order = self.draw_key_of(Mechanism::Matrix, 0, note, root);
            return self.settle_priority(order, matches!(what, ORDER | DUPLICATE));
        }
        match rank {
            Some(Rank::Before) => Urgency::Over,
            Some(Rank::Behind) => Urgency::Under,
            Some(Rank::Among) | None => Urgency::Routine,
        }
    }

    /// Something about an order is done. What was not executed as it was meant is done again.
    pub(super) fn order_done(&mut self, task: &Task) {
        let (TaskKind::Duty(_, what), (packed, root)) = (task.kind, task.link()) else {
            return;
        };
        let Some(orders) = &self.model.mechanisms.orders else {
            return;
        };
        let note = Note::unpack(packed);
        self.states.orders.units[note.unit as usize].waiting -= 1;
        if let (ORDER | DUPLICATE, Some(allowed)) = (what, orders.due) {
            self.tally(Mechanism::Orders, DUE, 1);
            let is_late = self.now > task.queued + allowed;
            self.tally(Mechanism::Orders, LATE, i64::from(is_late));
        }
        if what != ORDER {
            return;
        }
        let is_as_issued = self.draw_key(DRIFT, note, root).uniform() < orders.as_issued;
        self.tally(Mechanism::Orders, EXECUTED, 1);
        self.tally(Mechanism::Orders, AS_ISSUED, i64::from(is_as_issued));
        if !is_as_issued {
            self.give_order(note, root, AGAIN, &orders.work);
        }
    }

    /// A task is about to be begun: counts how long an order waited.
    pub(super) fn count_order_wait(&mut self, task: u32) {
        let at = &self.tasks[task];
        if let TaskKind::Duty(Mechanism::Orders, ORDER | DUPLICATE) = at.kind
            && !at.started
        {
            let wait = (self.now - at.queued).ticks();
            self.tally(Mechanism::Orders, BEGUN, 1);
            self.tally(Mechanism::Orders, WAIT, wait);
        }
    }

    /// Whether a task is an order of a line, begun for the first time.
    pub(super) fn is_line_order(&self, task: &Task) -> bool {
        let TaskKind::Duty(Mechanism::Orders, ORDER | DUPLICATE) = task.kind else {
            return false;
        };
        let note = Note::unpack(task.link().0);
        let orders = self.model.mechanisms.orders.as_ref();
        let superior = orders.and_then(|orders| orders.superiors.get(note.superior as usize));
        superior.is_some_and(|superior| superior.is_line)
    }

    /// The key of a draw about a root task.
    fn order_key(&self, what: u64, unit: u32, root: u32) -> Key {
        let own = self.own_key(Mechanism::Orders, what);
        own.child(unit.into()).child(root.into())
    }

    /// The key of a draw about an order.
    fn draw_key(&self, what: u64, note: Note, root: u32) -> Key {
        self.draw_key_of(Mechanism::Orders, what, note, root)
    }

    fn draw_key_of(&self, mechanism: Mechanism, what: u64, note: Note, root: u32) -> Key {
        let own = self.own_key(mechanism, what);
        let of_root = own.child(note.unit.into()).child(root.into());
        of_root.child(note.superior.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_what_was_packed() {
        for event in [Event::Root, Event::Look, Event::Comes, Event::Missed] {
            for (is_first, superior, unit) in [(false, 0, 0), (true, 99, 999_999), (true, 1, 2)] {
                let note = Note {
                    event,
                    is_first,
                    superior,
                    unit,
                };
                assert_eq!(Note::unpack(note.pack()), note);
            }
        }
    }
}
