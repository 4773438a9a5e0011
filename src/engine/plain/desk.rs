//! Desks of the plain loop, and their people.

use std::collections::VecDeque;

use crate::engine::desk::DeskLedger;
use crate::model::Activity;
use crate::time::{Span, Time};

/// No case.
pub(super) const NONE: u32 = u32::MAX;

/// A person at work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) desk: u32,
    pub(super) case: u32,
    /// Start of the service, or of the part of it not yet booked, in ticks.
    pub(super) since: i64,
    pub(super) need: u8,
}

/// A task that waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    /// When it came, in ticks.
    pub(super) queued: i64,
    pub(super) work: Span,
    pub(super) case: u32,
    pub(super) need: u8,
}

/// A desk.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) queue: VecDeque<Waiting>,
    /// Slots of people who do nothing, the next to work last.
    pub(super) idle: Vec<u32>,
    pub(super) staff: u32,
    /// People at work.
    pub(super) at_work: i64,
    /// Up to when the areas are accounted for, in ticks.
    pub(super) since: i64,
    pub(super) queue_area: i128,
    pub(super) busy: i128,
    pub(super) booked: i64,
    pub(super) arrivals: u64,
    pub(super) started: u64,
    pub(super) delayed: u64,
    pub(super) wait: i128,
}

impl Desk {
    #[inline]
    pub(super) fn advance(&mut self, now: Time) {
        // Instants of a run lie far from the ends of their range.
        let ticks = now.ticks() - self.since;
        self.since = now.ticks();
        self.queue_area += i128::from(self.queue.len() as i64) * i128::from(ticks);
        self.busy += i128::from(self.at_work) * i128::from(ticks);
    }

    /// Forgets what was counted.
    pub(super) fn restart(&mut self, now: Time) {
        self.advance(now);
        let (queue, idle) = (
            std::mem::take(&mut self.queue),
            std::mem::take(&mut self.idle),
        );
        *self = Self {
            queue,
            idle,
            at_work: self.at_work,
            ..Self::new(self.staff, now)
        };
    }

    pub(super) fn new(staff: u32, since: Time) -> Self {
        Self {
            queue: VecDeque::new(),
            idle: Vec::new(),
            staff,
            at_work: 0,
            since: since.ticks(),
            queue_area: 0,
            busy: 0,
            booked: 0,
            arrivals: 0,
            started: 0,
            delayed: 0,
            wait: 0,
        }
    }

    /// What it did since `start`, with somebody on duty all the time.
    pub(super) fn ledger(&self, start: Time) -> DeskLedger {
        let open = i128::from(self.since - start.ticks());
        let mut activities = [0; Activity::COUNT];
        activities[Activity::Handle as usize] = self.booked;
        DeskLedger {
            queue_area: self.queue_area,
            duty: i128::from(self.staff) * open,
            busy: self.busy,
            open,
            activities,
            arrivals: self.arrivals,
            started: self.started,
            delayed: self.delayed,
            wait: self.wait,
            ..DeskLedger::default()
        }
    }
}
