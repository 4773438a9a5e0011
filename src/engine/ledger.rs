//! What one run counts as it goes: integer sums over the measured window, nothing kept per finished case.

use crate::engine::case::Split;
use crate::engine::flow::Flow;
use crate::engine::task::TaskKind;
use crate::engine::weighted::Weighted;
use crate::model::{CategoryId, LevelId, Mechanism, Model};
use crate::stats::{Sketch, Survival, WholeTally};
use crate::time::{Span, Time};

mod parts;

pub(crate) use parts::Change;

/// Classes of age of open cases: name and first age in days.
pub const AGE_CLASSES: [(&str, f64); 5] = [
    ("under 1 day", 0.0),
    ("1 to 5 days", 1.0),
    ("5 to 30 days", 5.0),
    ("30 to 90 days", 30.0),
    ("over 90 days", 90.0),
];

/// What is counted per category over the measured window.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CategoryLedger {
    /// Cases created in the window.
    pub created: u64,
    /// First closings in the window.
    pub closed: u64,
    /// Cases abandoned in the window.
    pub abandoned: u64,
    /// Cases whose due instant lies after the warm-up and before the end, and that were not abandoned before it.
    pub due: u64,
    /// Those of them that were not closed by then.
    pub breached: u64,
    /// Sum of ticks between due instant and closing, of those closed late in the window.
    pub late_ticks: i128,
    /// First closings in the window that came after their due instant.
    pub closed_late: u64,
    /// Lead times of first closings, in ticks.
    pub lead: WholeTally,
    /// Waits (in all queues) of first closings, in ticks.
    pub wait: WholeTally,
}

/// Everything counted about cases in one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Start of measuring so far: 0 until the warm-up is over, then its end.
    pub start: Time,
    /// The window of due instants: from the end of the warm-up to the end of the run.
    pub due_window: (Time, Time),
    /// Balance since the start of the run.
    pub flow: Flow,
    /// Open cases.
    pub open: Weighted,
    /// Open cases by level; of the only level, at the end of the run.
    pub open_at: Vec<Weighted>,
    /// Per category.
    pub categories: Vec<CategoryLedger>,
    /// Lead times in ticks of cases created in the window, open ones right-censored at the end.
    pub lead: Survival,
    /// Waits in ticks of first closings in the window.
    pub wait: Sketch,
    /// Sum of the splits of first closings in the window.
    pub split: [i128; 5],
    /// Sum of the lead times of first closings in the window, in ticks: the splits must add up to it.
    pub lead_ticks: i128,
    /// First closings in the window with no wait at all.
    pub undelayed: u64,
    /// First closings in the window by the level that decided.
    pub decided_at: Vec<u64>,
    /// First closings with one handling, no hop and no return.
    pub first_touch: u64,
    /// Rejections among first closings in the window.
    pub rejected: u64,
    /// Hops, hand-offs, returns of first closings in the window.
    pub hops: u64,
    /// See `hops`.
    pub hand_offs: u64,
    /// See `hops`.
    pub returns: u64,
    /// Reopenings in the window.
    pub reopened: u64,
    /// First closings in the window whose lead time exceeds each stated length.
    pub lead_over: Vec<u64>,
    /// First closings in the window whose wait exceeds each stated length.
    pub wait_over: Vec<u64>,
    /// Open cases at each sampling instant of the whole run.
    pub trajectory: Vec<u32>,
    /// By phase of the cycle: samples, sum of open cases, samples with none open.
    pub cycle: Vec<(u64, u64, u64)>,
    /// Open cases at the end by age, in the classes of [`AGE_CLASSES`].
    pub ages: [u64; AGE_CLASSES.len()],
    /// Open cases at the end that are past their due instant.
    pub overdue: u64,
    /// Sum over cases of their time in the window by closings: the other side of Little's law.
    pub time_in_window: i128,
    /// What mechanisms count in the window, by mechanism; empty when none is at work.
    pub mechanisms: Vec<Tallies>,
    lead_limits: Vec<Span>,
    wait_limits: Vec<Span>,
    /// How the number of open cases changed, where this is about a part of the territory.
    changes: Option<Vec<Change>>,
}

/// What is counted of a case that leaves, or is open at the end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaving {
    pub(crate) created: Time,
    /// Start of the current stay: creation or the latest reopening.
    pub(crate) opened: Time,
    pub(crate) due: Time,
    pub(crate) split: Split,
    pub(crate) category: CategoryId,
    /// How often it was closed before.
    pub(crate) closings: u16,
    pub(crate) handlings: u16,
    pub(crate) hops: u16,
    pub(crate) hand_offs: u16,
    pub(crate) returns: u16,
    pub(crate) verdict: Verdict,
}

/// What a case that is closed was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was handled.
    Handled,
    /// A need rejected it.
    Rejected,
}

/// Places of a mechanism to count in.
pub const TALLIES: usize = 16;

/// The place that holds the hands-on ticks of a mechanism's own tasks; the engine fills it.
pub const TALLY_WORK: usize = TALLIES - 1;

/// What one mechanism counts: numbers of things, or ticks.
pub type Tallies = [i64; TALLIES];

impl Ledger {
    pub(crate) fn new(model: &Model) -> Self {
        let phases = model.measures.cycle.map_or(0, |(period, every)| {
            (period.ticks() / every.ticks()) as usize
        });
        Self {
            start: Time::ZERO,
            due_window: (model.plan.warm_up, model.plan.horizon),
            flow: Flow::default(),
            open: Weighted::default(),
            open_at: vec![Weighted::default(); model.levels.len()],
            categories: vec![CategoryLedger::default(); model.categories.len()],
            lead: Survival::default(),
            wait: Sketch::default(),
            split: [0; 5],
            lead_ticks: 0,
            undelayed: 0,
            decided_at: vec![0; model.levels.len()],
            first_touch: 0,
            rejected: 0,
            hops: 0,
            hand_offs: 0,
            returns: 0,
            reopened: 0,
            lead_over: vec![0; model.measures.lead_time_over.len()],
            wait_over: vec![0; model.measures.wait_over.len()],
            trajectory: Vec::new(),
            cycle: vec![(0, 0, 0); phases],
            ages: [0; AGE_CLASSES.len()],
            overdue: 0,
            time_in_window: 0,
            mechanisms: if model.mechanisms.any() {
                vec![[0; TALLIES]; Mechanism::COUNT]
            } else {
                Vec::new()
            },
            lead_limits: model.measures.lead_time_over.clone(),
            wait_limits: model.measures.wait_over.clone(),
            changes: None,
        }
    }

    /// Forgets what was counted before `now`, but not what is open.
    pub(crate) fn restart(&mut self, now: Time, model: &Model) {
        let mut fresh = Self::new(model);
        fresh.start = now;
        fresh.flow = self.flow;
        fresh.trajectory = std::mem::take(&mut self.trajectory);
        fresh.changes = self.changes.take();
        for (fresh, old) in fresh.categories.iter_mut().zip(&self.categories) {
            (fresh.due, fresh.breached) = (old.due, old.breached);
        }
        std::mem::swap(&mut fresh.open, &mut self.open);
        std::mem::swap(&mut fresh.open_at, &mut self.open_at);
        fresh.open.restart(now);
        fresh
            .open_at
            .iter_mut()
            .for_each(|level| level.restart(now));
        *self = fresh;
    }

    /// Adds to what a mechanism counts.
    #[inline]
    pub(crate) fn tally(&mut self, mechanism: Mechanism, at: usize, amount: i64) {
        debug_assert!(at < TALLY_WORK, "the last place is the engine's");
        if let Some(tallies) = self.mechanisms.get_mut(mechanism as usize) {
            tallies[at] += amount;
        }
    }

    /// Counts service on a mechanism's own task: hands-on, at a desk with that share of duty available.
    pub(crate) fn tally_work(&mut self, kind: TaskKind, ticks: i64, available: f64) {
        if let TaskKind::Step(mechanism, _) | TaskKind::Duty(mechanism, _) = kind
            && let Some(tallies) = self.mechanisms.get_mut(mechanism as usize)
        {
            tallies[TALLY_WORK] += (ticks as f64 * available).round() as i64;
        }
    }

    #[inline]
    pub(crate) fn created(&mut self, now: Time, category: CategoryId) {
        self.flow.created += 1;
        self.flow.open = self.flow.open.wrapping_add(1);
        self.categories[category.index()].created += 1;
        self.change(now, 1);
    }

    #[inline]
    pub(crate) fn entered(&mut self, now: Time, level: LevelId) {
        self.change_at(now, level, 1);
    }

    #[inline]
    pub(crate) fn left(&mut self, now: Time, level: LevelId) {
        self.change_at(now, level, -1);
    }

    pub(crate) fn reopened(&mut self, now: Time) {
        self.flow.reopened += 1;
        self.flow.open = self.flow.open.wrapping_add(1);
        self.reopened += 1;
        self.change(now, 1);
    }

    pub(crate) fn abandoned(&mut self, now: Time, case: &Leaving) {
        self.flow.abandoned += 1;
        self.flow.open = self.flow.open.wrapping_sub(1);
        self.change(now, -1);
        self.in_window(now, case);
        if case.closings > 0 {
            return;
        }
        self.categories[case.category.index()].abandoned += 1;
        if case.due < now {
            self.due(case, true);
        }
    }

    /// Counts a case that joined another one; no deadline of its own is left to keep.
    pub(crate) fn merged(&mut self, now: Time, case: &Leaving) {
        self.flow.merged += 1;
        self.flow.open = self.flow.open.wrapping_sub(1);
        self.change(now, -1);
        self.in_window(now, case);
    }

    /// Counts a closing at `now` by `level`.
    #[inline]
    pub(crate) fn closed(&mut self, now: Time, case: &Leaving, level: LevelId) {
        self.flow.closed += 1;
        self.flow.open = self.flow.open.wrapping_sub(1);
        self.change(now, -1);
        self.in_window(now, case);
        if case.closings > 0 {
            return;
        }
        let lead = Span::from_ticks(now.ticks() - case.created.ticks());
        debug_assert_eq!(
            lead.ticks(),
            case.split.total(),
            "the split of a lead time adds up to it"
        );
        self.tally_closing(now, case, lead);
        self.decided_at[level.index()] += 1;
        self.first_touch += u64::from(case.handlings <= 1 && case.hops == 0 && case.returns == 0);
        self.rejected += u64::from(case.verdict == Verdict::Rejected);
        self.hops += u64::from(case.hops);
        self.hand_offs += u64::from(case.hand_offs);
        self.returns += u64::from(case.returns);
        if case.created >= self.start {
            self.lead.add_event(lead.ticks().unsigned_abs());
        }
    }

    #[inline]
    fn tally_closing(&mut self, now: Time, case: &Leaving, lead: Span) {
        let wait = Span::from_ticks(case.split.wait());
        let category = &mut self.categories[case.category.index()];
        category.closed += 1;
        category.lead.add(lead.ticks());
        category.wait.add(wait.ticks());
        if now > case.due {
            category.closed_late += 1;
            category.late_ticks += i128::from((now - case.due).ticks());
        }
        self.due(case, now > case.due);
        self.wait.add(wait.ticks().unsigned_abs());
        self.undelayed += u64::from(wait == Span::ZERO);
        self.lead_ticks += i128::from(lead.ticks());
        let Split {
            work,
            queue,
            off_hours,
            decision_wait,
            hand_off,
        } = case.split;
        self.split[0] += i128::from(work);
        self.split[1] += i128::from(queue);
        if off_hours | decision_wait | hand_off != 0 {
            self.split[2] += i128::from(off_hours);
            self.split[3] += i128::from(decision_wait);
            self.split[4] += i128::from(hand_off);
        }
        if !self.lead_limits.is_empty() || !self.wait_limits.is_empty() {
            self.compare_with_limits(lead, wait);
        }
    }

    #[inline(never)]
    fn compare_with_limits(&mut self, lead: Span, wait: Span) {
        for (count, limit) in self.lead_over.iter_mut().zip(&self.lead_limits) {
            *count += u64::from(lead > *limit);
        }
        for (count, limit) in self.wait_over.iter_mut().zip(&self.wait_limits) {
            *count += u64::from(wait > *limit);
        }
    }

    /// Counts a case whose fate at its due instant is known. The window is one of due instants, so a case that was closed
    /// in time during the warm-up counts when it was due after it.
    #[inline]
    fn due(&mut self, case: &Leaving, is_breached: bool) {
        let (from, to) = self.due_window;
        if case.due >= from && case.due < to {
            let category = &mut self.categories[case.category.index()];
            category.due += 1;
            category.breached += u64::from(is_breached);
        }
    }

    /// Adds the time this stay of a case spent in the window.
    #[inline]
    fn in_window(&mut self, now: Time, case: &Leaving) {
        let from = case.opened.max(self.start);
        self.time_in_window += i128::from(now.ticks() - from.ticks());
    }

    /// Closes the books at the end of the run: open cases are right-censored and, when due, breached.
    pub(crate) fn finish(&mut self, end: Time, open: impl Iterator<Item = Leaving>) {
        self.open.advance(end);
        match &mut self.open_at[..] {
            [only] => *only = self.open.clone(),
            levels => levels.iter_mut().for_each(|level| level.advance(end)),
        }
        for case in open {
            self.in_window(end, &case);
            let age = (end - case.created).to_days();
            let class = AGE_CLASSES
                .iter()
                .rposition(|(_, from)| age >= *from)
                .unwrap_or(0);
            self.ages[class] += 1;
            self.overdue += u64::from(case.due < end);
            if case.closings > 0 {
                continue;
            }
            self.due(&case, true);
            if case.created >= self.start {
                self.lead
                    .add_censored((end - case.created).ticks().unsigned_abs());
            }
        }
    }

    pub(crate) fn sample(&mut self, phase: Option<usize>) {
        let open = self.flow.open;
        if let Some((samples, sum, empty)) = phase.and_then(|phase| self.cycle.get_mut(phase)) {
            *samples += 1;
            *sum += open;
            *empty += u64::from(open == 0);
        }
    }
}
