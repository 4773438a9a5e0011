//! Books of parts of a territory: how they are put together.
//!
//! Sums add up. How many cases are open at an instant, in all and by level, is known only when the changes of all parts are
//! put in order: a part writes its changes down.

use crate::engine::flow::Flow;
use crate::engine::ledger::{CategoryLedger, Ledger};
use crate::model::{LevelId, Model};
use crate::time::Time;

/// A case more or less, in all or at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    at: Time,
    /// The position of the level, or [`ALL`].
    level: u32,
    by: i8,
}

/// In place of a level: the whole territory.
const ALL: u32 = u32::MAX;

impl Ledger {
    /// The books of a part, or of a whole territory.
    pub(crate) fn of_part(model: &Model, is_part: bool) -> Self {
        Self {
            changes: is_part.then(Vec::new),
            ..Self::new(model)
        }
    }

    /// So many more cases are open.
    #[inline]
    pub(super) fn change(&mut self, now: Time, by: i8) {
        match &mut self.changes {
            None => self.open.add(now, by.into()),
            Some(_) => self.write_down(now, ALL, by),
        }
    }

    /// So many more cases are open at a level.
    #[inline]
    pub(super) fn change_at(&mut self, now: Time, level: LevelId, by: i8) {
        if self.open_at.len() > 1 {
            match &mut self.changes {
                None => self.open_at[level.index()].add(now, by.into()),
                Some(_) => self.write_down(now, level.index() as u32, by),
            }
        }
    }

    #[inline(never)]
    fn write_down(&mut self, at: Time, level: u32, by: i8) {
        if let Some(changes) = &mut self.changes {
            changes.push(Change { at, level, by });
        }
    }

    /// Moves the changes that were written down to `into`.
    pub(crate) fn give_out(&mut self, into: &mut Vec<Change>) {
        if let Some(changes) = &mut self.changes {
            into.append(changes);
        }
    }

    /// Counts the changes of several parts before `until`, which end up in order, and takes them off the list.
    pub(crate) fn count(&mut self, changes: &mut Vec<Change>, until: Time) {
        // Those of one instant add up in any order.
        changes.sort_by_key(|change| change.at);
        let before = changes.partition_point(|change| change.at < until);
        for change in changes.drain(..before) {
            let count = match change.level {
                ALL => &mut self.open,
                level => &mut self.open_at[level as usize],
            };
            count.add(change.at, change.by.into());
        }
    }

    /// Adds the sums of a part that is finished. Open cases over time are not among them (see [`Ledger::count`]), nor are the
    /// phases of a cycle, since models that have any are not run by parts.
    pub(crate) fn add(&mut self, part: Self) {
        let Self {
            start: _,
            due_window: _,
            flow,
            open: _,
            open_at: _,
            categories,
            lead,
            wait,
            split,
            lead_ticks,
            undelayed,
            decided_at,
            first_touch,
            rejected,
            hops,
            hand_offs,
            returns,
            reopened,
            lead_over,
            wait_over,
            trajectory,
            cycle: _,
            ages,
            overdue,
            time_in_window,
            mechanisms,
            lead_limits: _,
            wait_limits: _,
            changes: _,
        } = part;
        self.flow.add(flow);
        for (sum, category) in self.categories.iter_mut().zip(&categories) {
            sum.add(category);
        }
        self.lead.merge(&lead);
        self.wait.merge(&wait);
        each(&mut self.split, &split, |sum, part| *sum += part);
        self.lead_ticks += lead_ticks;
        self.undelayed += undelayed;
        each(&mut self.decided_at, &decided_at, |sum, part| *sum += part);
        self.first_touch += first_touch;
        self.rejected += rejected;
        self.hops += hops;
        self.hand_offs += hand_offs;
        self.returns += returns;
        self.reopened += reopened;
        each(&mut self.lead_over, &lead_over, |sum, part| *sum += part);
        each(&mut self.wait_over, &wait_over, |sum, part| *sum += part);
        self.trajectory.resize(trajectory.len(), 0);
        each(&mut self.trajectory, &trajectory, |sum, part| {
            *sum = sum.wrapping_add(*part);
        });
        each(&mut self.ages, &ages, |sum, part| *sum += part);
        self.overdue += overdue;
        self.time_in_window += time_in_window;
        for (sums, part) in self.mechanisms.iter_mut().zip(&mechanisms) {
            each(sums, part, |sum, part| *sum += part);
        }
    }
}

fn each<T>(sums: &mut [T], part: &[T], add: impl Fn(&mut T, &T)) {
    debug_assert_eq!(sums.len(), part.len(), "books of one model");
    for (sum, part) in sums.iter_mut().zip(part) {
        add(sum, part);
    }
}

impl CategoryLedger {
    fn add(&mut self, part: &Self) {
        let Self {
            created,
            closed,
            abandoned,
            due,
            breached,
            late_ticks,
            closed_late,
            lead,
            wait,
        } = part;
        self.created += created;
        self.closed += closed;
        self.abandoned += abandoned;
        self.due += due;
        self.breached += breached;
        self.late_ticks += late_ticks;
        self.closed_late += closed_late;
        self.lead.merge(lead);
        self.wait.merge(wait);
    }
}

impl Flow {
    /// Adds the balance of a part. Where a part closes what another created, the open cases of one are a negative number,
    /// modulo 2^64.
    fn add(&mut self, part: Self) {
        let Self {
            created,
            closed,
            reopened,
            abandoned,
            merged,
            open,
        } = part;
        self.created += created;
        self.closed += closed;
        self.reopened += reopened;
        self.abandoned += abandoned;
        self.merged += merged;
        self.open = self.open.wrapping_add(open);
    }
}
