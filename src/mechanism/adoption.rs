#![doc = include_str!("adoption.md")]

use crate::engine::sending::Order;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};
use crate::time::{Span, Time};

/// Parts of cases that were entered twice.
const DOUBLE: usize = 0;
/// Hands-on ticks of entering them again.
const HOURS: usize = 1;
/// Parts of cases in all.
const PARTS: usize = 2;
/// Parts done the new way.
const ADOPTED: usize = 3;
/// Hands-on ticks saved by it.
const SAVED: usize = 4;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "double_entries_tasks",
        label: "parts entered twice",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: DOUBLE,
        per: Per::Window,
    },
    Figure {
        name: "transition_staff_h",
        label: "hours of entering twice",
        unit: Unit::StaffHours,
        better: Better::Lower,
        at: HOURS,
        per: Per::Window,
    },
    Figure {
        name: "adopted_share",
        label: "parts done the new way",
        unit: Unit::Share,
        better: Better::Higher,
        at: ADOPTED,
        per: Per::Tally(PARTS),
    },
    Figure {
        name: "saved_staff_h",
        label: "hours saved by the new way",
        unit: Unit::StaffHours,
        better: Better::Higher,
        at: SAVED,
        per: Per::Window,
    },
];

/// What the draw of the second entry is for, apart from those of the parts.
const ENTRY: u64 = 1 << 16;

impl<O: Observer> Simulation<'_, O> {
    /// Nothing is set up.
    pub(super) fn begin_adoption(&mut self) {}

    /// It sets no timer.
    pub(super) fn adoption_timer(&mut self, _a: u32, _b: u32) {}

    /// A part of a case is about to be sent: before its adoption it is entered twice, from then on it takes less. One number
    /// a part says when that is, so that what is done the new way at one time is done so at every later time.
    pub(super) fn enter_twice(&mut self, case: u32, need: u8, mut order: Order) -> Order {
        let Some(adoption) = &self.model.mechanisms.adoption else {
            return order;
        };
        let key = self.case_key(case, Mechanism::Adoption, need.into());
        let share = adoption.share_at((self.now - Time::ZERO).to_hours());
        let ticks = |hours: f64| Span::from_hours(hours).ticks();
        self.tally(Mechanism::Adoption, PARTS, 1);
        if key.uniform() < share {
            let before = order.hours.0 + order.hours.1;
            let left = 1.0 - adoption.saving;
            order.hours = (order.hours.0 * left, order.hours.1 * left);
            self.tally(Mechanism::Adoption, ADOPTED, 1);
            self.tally(Mechanism::Adoption, SAVED, ticks(before * adoption.saving));
            return order;
        }
        let key = self.case_key(case, Mechanism::Adoption, ENTRY | u64::from(need));
        let entry = adoption.double_entry.sample(key.child(self.visit(case)));
        order.again += entry;
        self.tally(Mechanism::Adoption, DOUBLE, 1);
        self.tally(Mechanism::Adoption, HOURS, ticks(entry));
        order
    }
}
