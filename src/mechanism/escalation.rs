#![doc = include_str!("escalation.md")]

use crate::engine::case::Case;
use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::TaskKind;
use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation, Step};
use crate::mechanism::dispatch::bits;
use crate::model::{Activity, EscalationMode, EscalationPath, LevelId, UnitId};
use crate::random::Purpose;
use crate::time::{Span, Time};

/// The documentation of this module, for `caseload explain`.
pub const EXPLANATION: &str = include_str!("escalation.md");

impl<O: Observer> Simulation<'_, O> {
    /// Whether `level` has the right to decide the case.
    #[inline]
    pub(crate) fn may_decide(&self, case: &Case, level: LevelId) -> bool {
        let levels = &self.model.levels;
        case.competence
            .is_none_or(|lowest| levels[level].height_to_top <= levels[lowest].height_to_top)
    }

    /// Whether the level of the case may not decide it and no upper level has decided for it.
    pub(crate) fn lacks_authority(&self, case: u32) -> bool {
        let at = &self.cases[case];
        !at.status.authorised && !self.may_decide(at, at.level) && self.may_climb(case)
    }

    pub(crate) fn lacks_authority_before_work(&self, case: u32) -> bool {
        self.model.levels[self.level_of(case)]
            .escalate
            .authority_before_work
            && self.lacks_authority(case)
    }

    /// Whether there is a level to go up to.
    pub(crate) fn may_climb(&self, case: u32) -> bool {
        self.model.levels[self.level_of(case)].escalate.to.is_some()
    }

    /// Whether severity sends the case up on arrival.
    pub(crate) fn is_too_severe(&self, case: u32) -> bool {
        let at = &self.cases[case];
        let limit = self.model.levels[self.level_of(case)].escalate.severity;
        limit.is_some_and(|limit| at.severity >= limit)
            && !at.status.authorised
            && !at.status.deciding
    }

    /// Whether the queue at any of the desks it would join sends the case up.
    pub(crate) fn is_too_long_a_queue(&self, case: u32, ready: u64) -> bool {
        let at = &self.cases[case];
        let level = self.level_of(case);
        let Some(limit) = self.model.levels[level]
            .escalate
            .queue
            .filter(|_| !at.status.authorised)
        else {
            return false;
        };
        let needs = &self.model.categories[at.category].needs;
        bits(ready)
            .filter_map(|need| needs[usize::from(need)].desks[level.index()])
            .any(|kind| self.desks[self.model.desk_in(kind, at.unit)].queue.waiting >= limit)
    }

    /// Sets the timer of the level's threshold of age: time at the level, or share of the allowance used.
    pub(crate) fn await_age(&mut self, case: u32) {
        let model = self.model;
        let escalate = &model.levels[self.level_of(case)].escalate;
        let at = &self.cases[case];
        if at.status.authorised || at.status.deciding {
            return;
        }
        let by_stay = escalate
            .after
            .map(|after| after.due(self.now, &model.calendars));
        let by_share = escalate
            .deadline_share
            .filter(|_| at.due != Time::NEVER)
            .map(|share| {
                let used = (at.due - at.created).scale(share);
                (at.created + used).max(self.now)
            });
        let Some(when) = [by_stay, by_share].into_iter().flatten().min() else {
            return;
        };
        let generation = at.generation;
        self.timers.set(when, Timer::Age { case, generation });
    }

    /// The time of the case at its level is over: what nobody works on is withdrawn, and it leaves unless somebody does.
    pub(crate) fn grow_old(&mut self, case: u32) {
        if self.cases[case].status.dormant || !self.may_climb(case) {
            return;
        }
        self.cases[case].status.overage = true;
        self.leave_at_closing(case);
        self.leave_if_free(case);
    }

    /// Withdraws what nobody works on; when nothing is left, the case climbs.
    pub(crate) fn leave_if_free(&mut self, case: u32) {
        self.withdraw_idle(case);
        if self.cases[case].in_service == 0 && !(self.hooks.climb && self.on_aged(case)) {
            self.climb_now(case);
        }
    }

    /// After a task was taken out of somebody's hands: a case whose time is over leaves.
    pub(crate) fn leave_if_overage(&mut self, task: u32) {
        let case = self.tasks[task].case;
        if case != NONE && self.cases[case].status.overage {
            self.leave_if_free(case);
        }
    }

    /// Passes a case on because the level lacks authority or knowledge: the work of doing so, then the way up.
    pub(crate) fn pass_on(&mut self, case: u32) {
        if self.hooks.climb && self.on_climb(case) {
            return;
        }
        self.pass_on_alone(case);
    }

    /// Passes a case on without asking anybody else.
    pub(crate) fn pass_on_alone(&mut self, case: u32) {
        let model = self.model;
        let work = model.levels[self.level_of(case)].escalate.pass_on.as_ref();
        let (Some(work), Some(desk)) = (work, self.front_desk(case)) else {
            self.climb_for_authority(case);
            return;
        };
        let order = Order {
            kind: TaskKind::PassOn,
            hours: (work.sample(self.visit_key(case, Purpose::Transfer)), 0.0),
            first: Activity::Transfer,
            second: Activity::Transfer,
            again: 0.0,
            attempt: 0,
        };
        self.send(case, desk, order);
    }

    /// Climbs to the next level, or straight to the competent one.
    pub(crate) fn climb_for_authority(&mut self, case: u32) {
        let model = self.model;
        let at = &self.cases[case];
        let level = self.level_of(case);
        let competent = at
            .competence
            .filter(|&lowest| model.is_above(lowest, level) && !at.status.authorised);
        let straight = competent.filter(|_| model.escalation.path == EscalationPath::Direct);
        match straight.or(model.levels[level].escalate.to) {
            Some(to) => self.climb(case, to),
            None => self.close(case),
        }
    }

    /// Climbs to the next level at once, with whatever was under way withdrawn.
    pub(crate) fn climb_now(&mut self, case: u32) {
        self.withdraw_all(case);
        match self.model.levels[self.level_of(case)].escalate.to {
            Some(to) => self.climb(case, to),
            None => debug_assert!(false, "only levels with a way up send cases up"),
        }
    }

    fn climb(&mut self, case: u32, to: LevelId) {
        let model = self.model;
        self.note(Step::Escalated, case);
        let from = self.cases[case].unit;
        let at = &mut self.cases[case];
        at.status.overage = false;
        at.status.linked = false;
        let is_complete = at.wanted & !at.done == 0 && at.handlings > 0;
        if model.escalation.mode == EscalationMode::DecideAndReturn {
            at.back_to = at.back_to.or(Some(from));
            at.marks.handled_below |= is_complete && !at.status.deciding;
            at.status.deciding = true;
        } else if is_complete {
            at.done = 0;
        }
        if let Some(unit) = model.ancestor(from, to) {
            self.travel(case, unit);
        } else {
            debug_assert!(false, "a level to go up to lies on the way to the top");
        }
    }

    /// Moves a case to a unit of another level, where it arrives after that level's hand-off.
    pub(crate) fn travel(&mut self, case: u32, unit: UnitId) {
        self.touch(case);
        let model = self.model;
        let (from, to) = (self.level_of(case), model.units[unit].level);
        self.ledger.left(self.now, from);
        self.ledger.entered(self.now, to);
        let generation = self.cases.generation();
        let at = &mut self.cases[case];
        at.unit = unit;
        at.level = to;
        at.hops = at.hops.saturating_add(1);
        at.generation = generation;
        match &model.levels[to].hand_off {
            None => self.enter_level(case),
            Some(delay) => {
                let key = self
                    .visit_key(case, Purpose::HandOff)
                    .purpose(Purpose::HandOff);
                let mut delay = Span::from_hours(delay.sample(key));
                if self.hooks.hand_off {
                    delay = self.on_hand_off(case, delay, key);
                }
                let when = self.now + delay;
                self.cases[case].hand_offs = self.cases[case].hand_offs.saturating_add(1);
                match self.elsewhere(unit) {
                    None => self.await_arrival(case, when),
                    Some(part) => self.send_away(case, part, when),
                }
            }
        }
    }

    /// Decides for a lower level: work at the front desk of the level, then the way back.
    pub(crate) fn decide(&mut self, case: u32) {
        let work = self.model.escalation.decide.as_ref();
        let (Some(work), Some(desk)) = (work, self.front_desk(case)) else {
            self.decided(case);
            return;
        };
        let order = Order {
            kind: TaskKind::Decide,
            hours: (work.sample(self.visit_key(case, Purpose::Decide)), 0.0),
            first: Activity::Handle,
            second: Activity::Handle,
            again: 0.0,
            attempt: 0,
        };
        self.send(case, desk, order);
    }

    /// The level has decided if it may, and the case goes back; else it climbs on.
    pub(crate) fn decided(&mut self, case: u32) {
        if self.lacks_authority(case) {
            self.climb_for_authority(case);
            return;
        }
        let level = self.level_of(case);
        let at = &mut self.cases[case];
        at.status.deciding = false;
        at.status.authorised = true;
        at.decided_at = Some(level);
        let Some(unit) = at.back_to.take() else {
            self.close(case);
            return;
        };
        if at.marks.handled_below {
            self.close(case);
            return;
        }
        self.note(Step::Returned, case);
        self.travel(case, unit);
    }
}
