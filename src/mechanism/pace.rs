//! The pace at which a person works: what learning and motivation make of it together.

use crate::engine::task::TaskKind;
use crate::engine::{Observer, Simulation};

impl<O: Observer> Simulation<'_, O> {
    /// Writes the work of a task of a case down for the pace of the person who begins it. What is begun keeps its pace.
    pub(super) fn fit_to_pace(&mut self, desk: usize, person: u32, task: u32) {
        let at = &self.tasks[task];
        if at.worked > 0 || at.redo > 0 || matches!(at.kind, TaskKind::Duty(..)) {
            return;
        }
        let pace = self.learned_pace(desk, person) * self.motivated_pace(desk);
        let task = &mut self.tasks[task];
        if task.pace != pace {
            task.stretch(task.pace / pace);
            task.pace = pace;
        }
    }
}
