//! What mechanisms at work did: the staff hours of their own tasks, and what they count.

use super::{Each, Run, Scope, hours, measure};
use crate::engine::{TALLY_WORK, Tallies};
use crate::mechanism::{Figure, Per, figures};
use crate::model::Mechanism;
use crate::model::figure::{Better, Unit};

impl Run<'_> {
    pub(super) fn each_mechanism(&self, each: &mut Each) {
        for mechanism in Mechanism::ALL {
            if !self.model.mechanisms.has(mechanism) {
                continue;
            }
            let Some(tallies) = self.ledger.mechanisms.get(mechanism as usize) else {
                continue;
            };
            let scope = || Scope::Mechanism(mechanism.key().to_owned());
            let own = measure(scope(), "own_work_staff_h", Unit::StaffHours, Better::Lower);
            each(own, Some(hours(i128::from(tallies[TALLY_WORK]))));
            for figure in figures(mechanism) {
                let what = measure(scope(), figure.name, figure.unit, figure.better);
                each(what, self.value(figure, tallies));
            }
        }
    }

    fn value(&self, figure: &Figure, tallies: &Tallies) -> Option<f64> {
        let count = tallies[figure.at];
        let total = match figure.unit {
            Unit::Hours | Unit::StaffHours | Unit::StaffHoursPerCase => hours(i128::from(count)),
            _ => count as f64,
        };
        let cases = |count: fn(&crate::engine::CategoryLedger) -> u64| -> u64 {
            self.ledger.categories.iter().map(count).sum()
        };
        let (total, whole) = match figure.per {
            Per::Window => return Some(total),
            Per::Closed => (total, cases(|category| category.closed) as f64),
            Per::Created => (total, cases(|category| category.created) as f64),
            Per::Tally(at) => (total, tallies[at] as f64),
            Per::Fixed(one, at) => (total / one as f64, tallies[at] as f64),
        };
        (whole > 0.0).then(|| total / whole)
    }
}
