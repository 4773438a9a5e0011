#![doc = include_str!("flexibility.md")]

use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::help;
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "helped_tasks",
        label: "tasks taken over from other desks",
        unit: Unit::Tasks,
        better: Better::Neither,
        at: help::HELPED,
        per: Per::Window,
    },
    Figure {
        name: "help_staff_h",
        label: "work of helpers at foreign tasks",
        unit: Unit::StaffHours,
        better: Better::Neither,
        at: help::WORK,
        per: Per::Window,
    },
    Figure {
        name: "help_coordination_staff_h",
        label: "coordination of help",
        unit: Unit::StaffHours,
        better: Better::Lower,
        at: help::COORDINATION,
        per: Per::Window,
    },
];

impl<O: Observer> Simulation<'_, O> {
    /// Takes note of who may help where.
    pub(super) fn begin_flexibility(&mut self) {
        self.begin_help(Mechanism::Flexibility);
    }

    /// It sets no timer.
    pub(super) fn flexibility_timer(&mut self, _a: u32, _b: u32) {}
}
