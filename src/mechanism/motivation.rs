#![doc = include_str!("motivation.md")]

use crate::engine::task::TaskKind;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::{DeskKindId, Mechanism};
use crate::time::nearest;

/// Sum of the paces of tasks begun, in millionths.
const PACE: usize = 0;
/// Tasks begun.
const BEGUN: usize = 1;

/// One, in the fixed point of [`PACE`].
const ONE: i64 = 1_000_000;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[Figure {
    name: "motivated_pace_mean_share",
    label: "mean pace, 1 without motivation",
    unit: Unit::Share,
    better: Better::Higher,
    at: PACE,
    per: Per::Fixed(ONE, BEGUN),
}];

/// What this mechanism remembers during a run, by desk.
#[derive(Debug, Default)]
pub(crate) struct State {
    desks: Vec<Seen>,
}

/// What a desk has seen since the last look, and the pace that followed from the look.
#[derive(Debug, Clone, Copy)]
struct Seen {
    pace: f64,
    /// The pace in the fixed point of [`PACE`].
    parts_of_pace: i64,
    tasks: u32,
    /// Wrong dispatches, and orders and chases of superiors.
    ambiguous: u32,
    parts: u32,
    /// Parts of cases that the desk may decide.
    own: u32,
}

impl Seen {
    fn at_pace(pace: f64) -> Self {
        Self {
            pace,
            parts_of_pace: nearest(pace * ONE as f64),
            tasks: 0,
            ambiguous: 0,
            parts: 0,
            own: 0,
        }
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

impl<O: Observer> Simulation<'_, O> {
    /// Everybody begins at pace 1; the first look comes after one interval.
    pub(super) fn begin_motivation(&mut self) {
        let Some(motivation) = &self.model.mechanisms.motivation else {
            return;
        };
        self.states.motivation.desks = vec![Seen::at_pace(1.0); self.desks.len()];
        self.set_mechanism_timer(Mechanism::Motivation, motivation.every, 0, 0);
    }

    /// A look: the pace of every desk until the next one. Where nothing was to be seen, nothing counts.
    pub(super) fn motivation_timer(&mut self, _: u32, _: u32) {
        let model = self.model;
        let Some(motivation) = &model.mechanisms.motivation else {
            return;
        };
        let overdue = self.overdue_by_unit();
        for desk in 0..self.desks.len() {
            let kind = self.desks[desk].kind;
            let seen = self.states.motivation.desks[desk];
            let autonomy = share(seen.own, seen.parts).unwrap_or(0.0);
            let ambiguity = share(seen.ambiguous, seen.tasks).unwrap_or(0.0);
            let pressure = overdue[self.unit_of(kind, desk)];
            let pace = 1.0 + motivation.autonomy * autonomy
                - motivation.ambiguity * ambiguity
                - motivation.overdue * pressure;
            let pace = pace.clamp(motivation.least, motivation.most);
            self.states.motivation.desks[desk] = Seen::at_pace(pace);
        }
        self.set_mechanism_timer(Mechanism::Motivation, motivation.every, 0, 0);
    }

    /// The position of the unit that a desk stands in.
    fn unit_of(&self, kind: DeskKindId, desk: usize) -> usize {
        let kind = &self.model.desk_kinds[kind];
        self.model.levels[kind.level].first_unit.index() + desk - kind.first as usize
    }

    /// The share of the open cases of each unit that are overdue; 0 where none is open.
    fn overdue_by_unit(&self) -> Vec<f64> {
        let mut counts = vec![(0_u32, 0_u32); self.model.units.len()];
        for case in self.cases.iter().filter(|case| !case.status.dormant) {
            let (open, late) = &mut counts[case.unit.index()];
            *open += 1;
            *late += u32::from(case.due < self.now);
        }
        let shares = counts.iter().map(|&(open, late)| share(late, open));
        shares.map(|share| share.unwrap_or(0.0)).collect()
    }

    /// Counts a task that is begun for the first time.
    pub(super) fn count_start(&mut self, desk: usize, task: u32) {
        let Some(seen) = self.states.motivation.desks.get_mut(desk) else {
            return;
        };
        let task = &self.tasks[task];
        seen.tasks += 1;
        match task.kind {
            TaskKind::Wrong(_) | TaskKind::Duty(Mechanism::Orders | Mechanism::Chase, _) => {
                seen.ambiguous += 1;
            }
            TaskKind::Need(_) => {
                seen.parts += 1;
                seen.own += u32::from(!task.without_authority);
            }
            _ => {}
        }
    }

    /// The pace of a desk by motivation.
    pub(super) fn motivated_pace(&mut self, desk: usize) -> f64 {
        let Some(&Seen {
            pace,
            parts_of_pace,
            ..
        }) = self.states.motivation.desks.get(desk)
        else {
            return 1.0;
        };
        self.tally(Mechanism::Motivation, BEGUN, 1);
        self.tally(Mechanism::Motivation, PACE, parts_of_pace);
        pace
    }
}
