//! Desks and their people: who is on duty, who works on what, and what the hours went to.

use crate::engine::clock::WALL;
use crate::engine::queue::{Calls, NONE, Queue};
use crate::engine::task::Task;
use crate::model::{Activity, DeskKind, DeskKindId, LevelId};
use crate::time::Time;

/// Why a person is not on duty; reasons add up.
pub(crate) mod absent {
    /// Outside the hours of the group; people of crews go by their clock instead.
    pub(crate) const SHIFT: u8 = 1;
    /// Away for the day.
    pub(crate) const DAY: u8 = 2;
    /// Broken down.
    pub(crate) const DOWN: u8 = 4;
    /// The whole desk is broken down.
    pub(crate) const DESK_DOWN: u8 = 8;
}

/// What is unusual about a desk, so that a usual one is told by one number; each says to look at its kind.
pub(crate) mod unusual {
    use crate::model::{DeskKind, Preemption};

    /// Its people have skills.
    pub(crate) const SKILL: u8 = 1;
    /// Tasks are on their way to it for a while.
    pub(crate) const HAND_OFF: u8 = 2;
    /// It has a gate.
    pub(crate) const GATE: u8 = 4;
    /// It preempts, has a waiting room, or cases that wait at it have patience.
    pub(crate) const WAITING: u8 = 8;
    /// People who find no work go on vacation.
    pub(crate) const VACATION: u8 = 16;

    /// What is unusual about desks of a kind.
    pub(crate) fn about(kind: &DeskKind) -> u8 {
        let is_waiting_unusual = kind.preemption != Preemption::None
            || kind.waiting_room.is_some()
            || kind.patience.is_some();
        let found = [
            (SKILL, !kind.skill.is_empty()),
            (HAND_OFF, kind.hand_off.is_some()),
            (GATE, kind.gate.is_some()),
            (WAITING, is_waiting_unusual),
            (VACATION, kind.vacation.is_some()),
        ];
        found
            .iter()
            .filter(|(_, is_found)| *is_found)
            .fold(0, |all, (what, _)| all | what)
    }
}

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Nothing: idle if on duty, away if not.
    Nothing,
    /// Works on a task.
    Serving,
    /// Keeps a task until back on duty.
    Holding,
    /// Away because there was no work.
    Vacation,
}

/// One person of a desk, in half a line of a cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub(crate) struct Person {
    pub(crate) task: u32,
    /// The crew they belong to, if any.
    pub(crate) crew: u32,
    /// Start of the current service, or of the part of it not yet booked, on their clock.
    pub(crate) since: i64,
    /// The clock of what they do.
    pub(crate) clock: u16,
    /// Since when the service is overtime.
    pub(crate) overtime_since: Time,
    /// Bits of [`absent`].
    pub(crate) absent: u8,
    pub(crate) doing: Doing,
    /// Changes with every service, for timers.
    pub(crate) generation: u32,
}

impl Person {
    pub(crate) fn new(absent: u8) -> Self {
        Self {
            task: NONE,
            crew: NONE,
            since: 0,
            clock: WALL,
            overtime_since: Time::NEVER,
            absent,
            doing: Doing::Nothing,
            generation: 0,
        }
    }
}

/// What a desk did in the measured window; all times in ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct DeskLedger {
    /// Sum of tasks waiting x time.
    pub queue_area: i128,
    /// Sum of people in service x time, overtime included: the activities must add up to it.
    pub busy: i128,
    /// Sum of people on duty x time.
    pub duty: i128,
    /// Sum of the waits of tasks until their first start.
    pub wait: i128,
    /// Tasks that joined the queue.
    pub arrivals: u64,
    /// Tasks started for the first time.
    pub started: u64,
    /// Those of them that had to wait.
    pub delayed: u64,
    /// Service of needs the desk may not decide.
    pub without_authority: i64,
    /// Service by activity, in order of [`Activity::ALL`].
    pub activities: [i64; Activity::COUNT],
    /// Time with somebody on duty; known when the books are closed.
    pub open: i128,
    /// Service outside duty.
    pub overtime: i128,
    /// Tasks that found the waiting room full.
    pub refused: u64,
    /// Waits that patience ended.
    pub reneged: u64,
    /// Services that a more urgent task interrupted.
    pub preempted: u64,
}

impl DeskLedger {
    /// Whether the activities add up to the service time, exactly.
    pub fn is_conserved(&self) -> bool {
        self.activities
            .iter()
            .map(|&ticks| i128::from(ticks))
            .sum::<i128>()
            == self.busy
    }

    /// Adds another desk's window.
    pub fn merge(&mut self, other: &Self) {
        self.queue_area += other.queue_area;
        self.duty += other.duty;
        self.busy += other.busy;
        self.overtime += other.overtime;
        self.open += other.open;
        for (sum, ticks) in self.activities.iter_mut().zip(other.activities) {
            *sum += ticks;
        }
        self.without_authority += other.without_authority;
        self.arrivals += other.arrivals;
        self.started += other.started;
        self.delayed += other.delayed;
        self.wait += other.wait;
        self.refused += other.refused;
        self.reneged += other.reneged;
        self.preempted += other.preempted;
    }

    /// Books `ticks` of service on `task` by what the work is.
    #[inline]
    pub(crate) fn book(&mut self, task: &mut Task, ticks: i64) {
        if task.without_authority {
            self.without_authority += ticks;
        }
        let from = task.worked;
        if task.turn | task.extra == 0 && from >= task.redo && task.split >= task.total {
            self.activities[task.first as usize] += ticks;
            task.worked = from + ticks;
            return;
        }
        // Most parts are nothing, and their sums need not be fetched.
        let mut add = |activity: Activity, ticks: i64| {
            if ticks != 0 {
                self.activities[activity as usize] += ticks;
            }
        };
        let turn = ticks.min(task.turn);
        task.turn -= turn;
        add(Activity::Switch, turn);
        let ticks = ticks - turn;
        let extra = ticks.min(task.extra);
        task.extra -= extra;
        add(task.extra_as, extra);
        let to = from + ticks - extra;
        let redone = task.redo.clamp(from, to);
        let first = task.split.clamp(redone, to);
        add(Activity::Rework, redone - from);
        add(task.first, first - redone);
        let second = (task.total - task.again).clamp(first, to);
        add(task.second, second - first);
        add(Activity::CollectAgain, to - second);
        task.worked = to;
    }
}

/// One desk. What every step looks at comes first, so that it lies in few lines of a cache: who could do something, what
/// there is to do, the books of queue, service and duty, and those of tasks.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub(crate) struct Desk {
    pub(crate) kind: DeskKindId,
    pub(crate) level: LevelId,
    /// First of its slots in the event list; people of unlimited desks have none.
    pub(crate) first_slot: u32,
    on_duty: u32,
    pub(crate) busy: u32,
    /// Bits of [`unusual`].
    pub(crate) unusual: u8,
    pub(crate) is_unlimited: bool,
    /// Reasons an unlimited desk is closed for; bits of [`absent`].
    closed: u8,
    /// Up to when queue and service are accounted for.
    pub(crate) since: Time,
    /// While anybody could work, the time in which nobody could since the start of the run; otherwise that in which somebody
    /// could.
    open_offset: i64,
    /// People who are idle, the next to work last.
    pub(crate) idle: Vec<u32>,
    pub(crate) queue: Queue,
    pub(crate) people: Vec<Person>,
    /// Tasks that come before everything in the queue.
    pub(crate) calls: Calls,
    /// Hands-on hours per hour of duty.
    pub(crate) rate: f64,
    /// Up to when duty is accounted for.
    duty_since: Time,
    pub(crate) ledger: DeskLedger,
    /// Time with somebody on duty before the window of measuring.
    open_before: i64,
}

impl Desk {
    /// A desk of a kind at the start, with everybody on duty and nothing to do.
    pub(crate) fn new(id: DeskKindId, kind: &DeskKind, classes: usize, first_slot: u32) -> Self {
        let people = kind.staff.people();
        let staff = people.unwrap_or(0) as u32;
        Self {
            kind: id,
            level: kind.level,
            first_slot,
            on_duty: staff,
            busy: 0,
            unusual: unusual::about(kind),
            is_unlimited: people.is_none(),
            closed: 0,
            since: Time::ZERO,
            open_offset: 0,
            idle: Vec::with_capacity(staff as usize),
            queue: Queue::new(kind.discipline, classes),
            people: vec![Person::new(0); staff as usize],
            calls: Calls::default(),
            rate: kind.rate,
            duty_since: Time::ZERO,
            ledger: DeskLedger::default(),
            open_before: 0,
        }
    }

    /// Leaves it without people, as a desk of another part of the territory.
    pub(super) fn vacate(&mut self) {
        (self.people, self.idle) = (Vec::new(), Vec::new());
        (self.on_duty, self.is_unlimited) = (0, false);
    }

    /// People on duty.
    #[inline]
    pub(crate) fn on_duty(&self) -> u32 {
        self.on_duty
    }

    /// Whether anybody could work now.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.on_duty > 0 || (self.is_unlimited && self.closed == 0)
    }

    /// Whether nothing waits here.
    #[inline]
    pub(crate) fn has_no_work(&self) -> bool {
        self.queue.waiting == 0 && self.calls.is_empty()
    }

    /// Accounts for queue and service up to `now`.
    #[inline]
    pub(crate) fn advance(&mut self, now: Time) {
        // A desk is often looked at several times at one instant.
        if now == self.since {
            return;
        }
        let ticks = now.ticks() - self.since.ticks();
        self.since = now;
        self.ledger.queue_area += times(self.queue.waiting, ticks);
        self.ledger.busy += times(self.busy, ticks);
    }

    /// Changes how many are on duty from now on, and for which reasons an unlimited desk is closed.
    pub(crate) fn change_duty(&mut self, now: Time, change: impl FnOnce(&mut u32, &mut u8)) {
        let was_open = self.is_open();
        self.account_duty(now);
        change(&mut self.on_duty, &mut self.closed);
        if self.is_open() != was_open {
            self.open_offset = now.ticks() - self.open_offset;
        }
    }

    /// Accounts for duty up to `now`.
    fn account_duty(&mut self, now: Time) {
        let ticks = now.ticks() - self.duty_since.ticks();
        self.duty_since = now;
        self.ledger.duty += times(self.on_duty, ticks);
    }

    /// Time with somebody on duty from the start of the run to `now`.
    #[inline]
    pub(crate) fn open_until(&self, now: Time) -> i64 {
        if self.is_open() {
            now.ticks() - self.open_offset
        } else {
            self.open_offset
        }
    }

    /// Accounts for everything up to `now`.
    pub(crate) fn close_books(&mut self, now: Time) {
        self.advance(now);
        self.account_duty(now);
        self.ledger.open = i128::from(self.open_until(now) - self.open_before);
    }

    /// Starts the window of measuring; the time of services under way is split at `now`.
    pub(crate) fn restart(&mut self, now: Time) {
        self.close_books(now);
        self.ledger = DeskLedger::default();
        self.open_before = self.open_until(now);
    }
}

/// So many for so long; time does not run back, so that one multiplication gives a product of 128 bits.
#[inline]
fn times(count: u32, ticks: i64) -> i128 {
    (u128::from(count) * u128::from(ticks as u64)) as i128
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_step_looks_at_lies_in_few_lines() {
        assert_eq!(std::mem::size_of::<Person>(), 32);
        assert_eq!(std::mem::offset_of!(Desk, queue), 64);
        assert_eq!(std::mem::offset_of!(Desk, rate), 128);
        // Its first three sums fill that line; tasks are counted in the next one.
        assert_eq!(std::mem::offset_of!(Desk, ledger), 144);
        assert_eq!(std::mem::offset_of!(DeskLedger, wait), 48);
    }
}
