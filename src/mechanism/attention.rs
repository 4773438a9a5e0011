#![doc = include_str!("attention.md")]

use std::cmp::Reverse;

use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::attention::AttentionRule;
use crate::model::{Discipline, Mechanism};
use crate::time::Time;

/// Sum of lead times (up to the first closing, or so far) times severity, in ticks.
const LEAD: usize = 0;
/// The same of their waits.
const WAIT: usize = 1;
/// Sum of the severities of these cases.
const SEVERITY: usize = 2;
/// Choices among several tasks.
const CHOICES: usize = 3;
/// Those of them that passed over a task that had waited longer.
const PASSED_OVER: usize = 4;

/// Tasks that a person overlooks at once, at most: the first in the order of the desk.
const OVERLOOKED_MOST: usize = 1000;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "severity_weighted_lead_mean_h",
        label: "lead time weighted by severity",
        unit: Unit::Hours,
        better: Better::Lower,
        at: LEAD,
        per: Per::Tally(SEVERITY),
    },
    Figure {
        name: "severity_weighted_wait_mean_h",
        label: "wait weighted by severity",
        unit: Unit::Hours,
        better: Better::Lower,
        at: WAIT,
        per: Per::Tally(SEVERITY),
    },
    Figure {
        name: "passed_over_share",
        label: "share of choices that passed over an older task",
        unit: Unit::Share,
        better: Better::Neither,
        at: PASSED_OVER,
        per: Per::Tally(CHOICES),
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Choices made at each desk.
    choices: Vec<u64>,
    /// The tasks that somebody overlooks, kept so that it need not be made anew for every choice.
    overlooked: Vec<u32>,
}

impl<O: Observer> Simulation<'_, O> {
    /// Nobody has chosen yet.
    pub(super) fn begin_attention(&mut self) {
        self.states.attention.choices = vec![0; self.desks.len()];
    }

    /// It acts when it is asked.
    pub(super) fn attention_timer(&mut self, _a: u32, _b: u32) {}

    /// Takes the task that is next out of the queue of a desk: by the attention of its people, or in its own order.
    pub(super) fn attend(&mut self, desk: usize) -> Option<u32> {
        let at = &self.desks[desk];
        let attention = self.model.mechanisms.attention.as_ref();
        let attention = attention.filter(|attention| attention.desks[at.kind.index()]);
        let Some(attention) = attention.filter(|_| at.queue.waiting > 1) else {
            return self.desks[desk].queue.pop(&mut self.tasks);
        };
        let discipline = self.model.desk_kinds[at.kind].discipline;
        let nth = self.states.attention.choices[desk];
        self.states.attention.choices[desk] += 1;
        let key = self.own_key(Mechanism::Attention, desk as u64).child(nth);
        let rule = attention.rule(key.uniform())?;
        let mut overlooked = std::mem::take(&mut self.states.attention.overlooked);
        overlooked.clear();
        let queue = &self.desks[desk].queue;
        queue.overlook(&self.tasks, OVERLOOKED_MOST, &mut overlooked);
        let oldest = overlooked.iter().map(|&task| self.tasks[task].queued).min();
        let task = if is_order_of_desk(rule, discipline) {
            self.desks[desk].queue.pop(&mut self.tasks)
        } else {
            let chosen = self.choose(rule, &overlooked, key.child(0).uniform());
            if let Some(task) = chosen {
                self.desks[desk].queue.leave(&mut self.tasks, task);
            }
            chosen
        };
        self.states.attention.overlooked = overlooked;
        let is_oldest = task.map(|task| self.tasks[task].queued) == oldest;
        self.tally(Mechanism::Attention, CHOICES, 1);
        self.tally(Mechanism::Attention, PASSED_OVER, i64::from(!is_oldest));
        task
    }

    /// The task among `overlooked` that a rule takes; `uniform` for the rule that takes any.
    fn choose(&self, rule: AttentionRule, overlooked: &[u32], uniform: f64) -> Option<u32> {
        let age = |task: u32| (self.tasks[task].queued, self.tasks[task].order);
        let all = overlooked.iter().copied();
        match rule {
            AttentionRule::Priority => all.min_by_key(|&task| (self.tasks[task].class, age(task))),
            AttentionRule::Fifo => all.min_by_key(|&task| age(task)),
            AttentionRule::Lifo => all.max_by_key(|&task| age(task)),
            AttentionRule::Shortest => all.min_by_key(|&task| (self.tasks[task].left(), age(task))),
            AttentionRule::Deadline => all.min_by_key(|&task| {
                let due = self.tasks[task].due;
                let counts = due > self.now && due != Time::NEVER;
                (Reverse(counts), due, age(task))
            }),
            AttentionRule::Random => {
                let at = (uniform * overlooked.len() as f64) as usize;
                overlooked.get(at).or(overlooked.last()).copied()
            }
        }
    }

    /// A case is closed, or still open at the end: how long it took so far counts by its severity.
    pub(super) fn weigh_severity(&mut self, case: u32) {
        let at = &self.cases[case];
        if at.closings > 0 || at.status.dormant {
            return;
        }
        let severity = i64::from(at.severity);
        let (lead, wait) = ((self.now - at.created).ticks(), at.split().wait());
        self.tally(Mechanism::Attention, LEAD, severity * lead);
        self.tally(Mechanism::Attention, WAIT, severity * wait);
        self.tally(Mechanism::Attention, SEVERITY, severity);
    }

    /// The run ends: who leaves the hard cases lying is not to look better for it.
    pub(super) fn weigh_open_cases(&mut self) {
        for case in self.cases.open() {
            self.touch(case);
            self.weigh_severity(case);
        }
    }
}

/// Whether a desk takes up its tasks by this rule of itself.
fn is_order_of_desk(rule: AttentionRule, discipline: Discipline) -> bool {
    matches!(
        (rule, discipline),
        (AttentionRule::Fifo, Discipline::Fifo)
            | (AttentionRule::Lifo, Discipline::Lifo)
            | (AttentionRule::Priority, Discipline::Priority)
    )
}
