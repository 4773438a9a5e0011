#![doc = include_str!("matrix.md")]

use crate::engine::assignment::Urgency;
use crate::engine::queue::NONE;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};
use crate::random::Key;

/// Conflicts settled, and those settled for the block.
const SETTLED: usize = 0;
const FOR_BLOCK: usize = 1;
/// Orders of lines begun, and ticks until then.
const LINE: usize = 2;
const LINE_WAIT: usize = 3;
/// Tasks of cases begun at the same desks, and ticks until then.
const BLOCK: usize = 4;
const BLOCK_WAIT: usize = 5;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "matrix_for_block_share",
        label: "conflicts settled for the block",
        unit: Unit::Share,
        better: Better::Neither,
        at: FOR_BLOCK,
        per: Per::Tally(SETTLED),
    },
    Figure {
        name: "matrix_line_wait_mean_h",
        label: "wait of an order of a line",
        unit: Unit::Hours,
        better: Better::Lower,
        at: LINE_WAIT,
        per: Per::Tally(LINE),
    },
    Figure {
        name: "matrix_block_wait_mean_h",
        label: "wait of a case at those desks",
        unit: Unit::Hours,
        better: Better::Lower,
        at: BLOCK_WAIT,
        per: Per::Tally(BLOCK),
    },
];

impl<O: Observer> Simulation<'_, O> {
    /// Nothing happens before an order comes.
    pub(super) fn begin_matrix(&mut self) {}

    /// There are no timers.
    pub(super) fn matrix_timer(&mut self, _a: u32, _b: u32) {}

    /// Settles whether an order of a line stands behind the cases of its desk or before them. One order is settled in one
    /// way, however often it is asked for; `counts` says whether this is the time to count it.
    pub(super) fn settle_priority(&mut self, order: Key, counts: bool) -> Urgency {
        let strength = self.model.mechanisms.matrix.as_ref().map(|at| at.strength);
        let is_for_block = strength.is_some_and(|strength| order.uniform() < strength);
        if counts {
            self.tally(Mechanism::Matrix, SETTLED, 1);
            self.tally(Mechanism::Matrix, FOR_BLOCK, i64::from(is_for_block));
        }
        if is_for_block {
            Urgency::Under
        } else {
            Urgency::Over
        }
    }

    /// A task is about to be begun: counts how long an order of a line waited, or a case where such orders come.
    pub(super) fn count_matrix_wait(&mut self, desk: usize, task: u32) {
        let Some(matrix) = &self.model.mechanisms.matrix else {
            return;
        };
        let at = &self.tasks[task];
        if at.started || !matrix.desks[self.desks[desk].kind.index()] {
            return;
        }
        let wait = (self.now - at.queued).ticks();
        let (begun, waited) = match at.case {
            NONE if self.is_line_order(at) => (LINE, LINE_WAIT),
            NONE => return,
            _ => (BLOCK, BLOCK_WAIT),
        };
        self.tally(Mechanism::Matrix, begun, 1);
        self.tally(Mechanism::Matrix, waited, wait);
    }
}
