#![doc = include_str!("closing.md")]

use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation, Step};
use crate::model::UnitId;
use crate::random::Purpose;
use crate::time::Span;

/// The documentation of this module, for `caseload explain`.
pub const EXPLANATION: &str = include_str!("closing.md");

/// Handlings of one case after which it is no longer worked again or sent to and fro, so that every run ends.
const HANDLINGS_MAX: u16 = 1000;

impl<O: Observer> Simulation<'_, O> {
    /// All that this level wanted done is done, or the case was rejected.
    pub(crate) fn handled(&mut self, case: u32) {
        let model = self.model;
        let at = &self.cases[case];
        if at.status.rejected {
            // Of what the needs wanted nothing is left, but further departments may be at work on it.
            self.withdraw_all(case);
            self.close(case);
            return;
        }
        if self.hooks.handled && self.on_handled(case) {
            return;
        }
        let level = &model.levels[self.level_of(case)];
        let rework = if self.hooks.rework {
            self.rework_chance(case, level.rework)
        } else {
            level.rework
        };
        let at = &self.cases[case];
        let chances = [rework, level.return_down, level.escalate.probability];
        if at.wanted != 0
            && at.handlings < HANDLINGS_MAX
            && chances.iter().any(|&chance| chance > 0.0)
        {
            let uniform = self.visit_key(case, Purpose::Exception).uniform();
            if uniform < chances[0] {
                if self.hooks.rework && self.on_rework(case) {
                    return;
                }
                self.start_over(case);
                self.handle(case);
                return;
            }
            if uniform < chances[0] + chances[1] {
                self.send_down(case);
                return;
            }
            if uniform < chances[0] + chances[1] + chances[2] && !at.status.authorised {
                self.pass_on(case);
                return;
            }
        }
        if self.lacks_authority(case) {
            self.pass_on(case);
        } else {
            self.close(case);
        }
    }

    /// Everything has to be done again.
    pub(crate) fn start_over(&mut self, case: u32) {
        let at = &mut self.cases[case];
        at.done = 0;
        at.rounds = at.rounds.saturating_add(1);
        at.status.rework = true;
        at.quick_fixes = 0;
        at.ignored = 0;
        at.marks.lost = false;
    }

    /// Sends a case back down: to the unit it came from, or to one drawn among those below.
    fn send_down(&mut self, case: u32) {
        let model = self.model;
        let at = &self.cases[case];
        let (first, last) = model.units[at.unit].children;
        let is_below = |unit: UnitId| (first..last).contains(&(unit.index() as u32));
        let came_from = model.path(at.place).find(|&unit| is_below(unit));
        let unit = came_from.unwrap_or_else(|| {
            let uniform = self.visit_key(case, Purpose::Place).uniform();
            UnitId::new(first as usize + (uniform * f64::from(last - first)) as usize)
        });
        self.note(Step::Returned, case);
        self.start_over(case);
        let at = &mut self.cases[case];
        at.place = unit;
        at.returns = at.returns.saturating_add(1);
        self.travel(case, unit);
    }

    /// Closes a case; it may come back.
    pub(crate) fn close(&mut self, case: u32) {
        self.touch(case);
        if self.hooks.close {
            self.on_close(case);
        }
        let model = self.model;
        let level = self.cases[case]
            .decided_at
            .unwrap_or_else(|| self.level_of(case));
        self.note(Step::Closed, case);
        self.ledger
            .closed(self.now, &self.cases[case].leaving(), level);
        let stands_at = self.level_of(case);
        self.ledger.left(self.now, stands_at);
        let closing = &model.closing;
        let mut back = (closing.reopen, closing.reopen_after.as_ref());
        if self.hooks.close {
            back = self.reopening(case, back.0, back.1);
        }
        let (reopen, reopen_after) = back;
        let at = &mut self.cases[case];
        let nth = u64::from(at.closings);
        at.closings = at.closings.saturating_add(1);
        let comes_back = reopen > 0.0
            && !at.status.rejected
            && at.closings < u16::MAX
            && at.key.purpose(Purpose::Reopen).child(nth).uniform() < reopen;
        let Some(delay) = reopen_after.filter(|_| comes_back) else {
            self.forget(case);
            return;
        };
        let generation = self.cases.generation();
        let at = &mut self.cases[case];
        at.status.dormant = true;
        at.generation = generation;
        let key = at.key.purpose(Purpose::ReopenDelay).child(nth);
        self.timers.set(
            self.now + Span::from_hours(delay.sample(key)),
            Timer::Reopen { case, generation },
        );
    }

    /// A closed case comes back to the unit that closed it and is worked again.
    pub(crate) fn reopen(&mut self, case: u32) {
        let was_rework = self.cases[case].status.rework;
        self.start_over(case);
        if self.hooks.close {
            self.on_reopened(case, was_rework);
        }
        let now = self.now;
        let at = &mut self.cases[case];
        at.status.dormant = false;
        at.marks.handled_below = false;
        at.status.authorised = false;
        at.decided_at = None;
        at.opened = now;
        at.since = now;
        self.ledger.reopened(now);
        let level = self.level_of(case);
        self.ledger.entered(now, level);
        self.note(Step::Reopened, case);
        self.enter_level(case);
    }

    /// A case leaves without being handled.
    pub(crate) fn abandon(&mut self, case: u32) {
        self.withdraw_all(case);
        self.touch(case);
        self.note(Step::Abandoned, case);
        self.ledger.abandoned(self.now, &self.cases[case].leaving());
        let level = self.level_of(case);
        self.ledger.left(self.now, level);
        self.forget(case);
    }

    /// An open case joins another one about the same matter, or was never a matter of its own: it counts as merged.
    pub(crate) fn merge_away(&mut self, case: u32) {
        self.withdraw_all(case);
        self.touch(case);
        self.note(Step::Merged, case);
        self.ledger.merged(self.now, &self.cases[case].leaving());
        let level = self.level_of(case);
        self.ledger.left(self.now, level);
        self.forget(case);
    }

    /// A case has left for good.
    fn forget(&mut self, case: u32) {
        if self.hooks.left {
            self.on_left(case);
        }
        if self.domain.is_some() {
            self.tell_of_leaving(case);
        }
        self.cases.remove(case);
    }
}
