//! Burden: what staff hours were spent on, what they cost, how full people's time was.

use super::{Better, Each, Run, Scope, Unit, activity_hours, hours, measure};
use crate::model::{Activity, DeskKind, Staff};

impl Run<'_> {
    /// Burden hours and all worked hours of the desks that `of` chooses.
    pub(super) fn burden(&self, of: impl Fn(&DeskKind) -> bool) -> (f64, f64) {
        let mut burden = 0.0;
        let mut worked = 0.0;
        for (at, _) in self
            .model
            .desk_kinds
            .iter()
            .enumerate()
            .filter(|(_, kind)| of(kind))
        {
            for (activity, hours) in
                Activity::ALL
                    .iter()
                    .zip(activity_hours(self.model, at, &self.kinds[at]))
            {
                worked += hours;
                burden += if activity.is_burden() { hours } else { 0.0 };
            }
        }
        (burden, worked)
    }

    pub(super) fn each_burden(&self, each: &mut Each) {
        let (burden, worked) = self.burden(|_| true);
        let closed: u64 = self
            .ledger
            .categories
            .iter()
            .map(|category| category.closed)
            .sum();
        let per_case = |hours: f64| (closed > 0).then(|| hours / closed as f64);
        let share = (worked > 0.0).then(|| burden / worked);
        each(
            measure(Scope::All, "burden_share", Unit::Share, Better::Lower),
            share,
        );
        each(
            measure(
                Scope::All,
                "burden_staff_h",
                Unit::StaffHours,
                Better::Lower,
            ),
            Some(burden),
        );
        each(
            measure(
                Scope::All,
                "worked_staff_h",
                Unit::StaffHours,
                Better::Lower,
            ),
            Some(worked),
        );
        let per_case_unit = Unit::StaffHoursPerCase;
        each(
            measure(
                Scope::All,
                "burden_per_case_staff_h",
                per_case_unit,
                Better::Lower,
            ),
            per_case(burden),
        );
        each(
            measure(
                Scope::All,
                "worked_per_case_staff_h",
                per_case_unit,
                Better::Lower,
            ),
            per_case(worked),
        );
        self.each_use(each, closed);
        for activity in Activity::ALL {
            let sum = (0..self.kinds.len())
                .map(|at| activity_hours(self.model, at, &self.kinds[at])[activity as usize])
                .sum();
            let better = if activity.is_burden() {
                Better::Lower
            } else {
                Better::Neither
            };
            let scope = Scope::Activity(activity.name().to_owned());
            each(
                measure(scope, "spent_staff_h", Unit::StaffHours, better),
                Some(sum),
            );
        }
    }

    fn each_use(&self, each: &mut Each, closed: u64) {
        let (mut duty, mut busy, mut overtime, mut cost, mut denied) = (0, 0, 0, 0.0, 0.0);
        for (kind, ledger) in self.model.desk_kinds.iter().zip(&self.kinds) {
            denied += hours(i128::from(ledger.without_authority)) * kind.available;
            // Unlimited staff are paid for the time they work, all others for their duty and overtime.
            let paid = if matches!(kind.staff, Staff::Unlimited(_)) {
                ledger.busy
            } else {
                duty += ledger.duty;
                busy += ledger.busy - ledger.overtime;
                overtime += ledger.overtime;
                ledger.duty + ledger.overtime
            };
            cost += hours(paid) * kind.cost_per_hour;
        }
        let used = (duty > 0).then(|| busy as f64 / duty as f64);
        each(
            measure(
                Scope::All,
                "utilisation_share",
                Unit::Share,
                Better::Neither,
            ),
            used,
        );
        let mut put = |name, better, value| {
            each(
                measure(Scope::All, name, Unit::StaffHours, better),
                Some(value),
            )
        };
        put("duty_staff_h", Better::Neither, hours(duty));
        put("overtime_staff_h", Better::Lower, hours(overtime));
        put("without_authority_staff_h", Better::Lower, denied);
        each(
            measure(Scope::All, "cost_money", Unit::Money, Better::Lower),
            Some(cost),
        );
        let per_case = (closed > 0).then(|| cost / closed as f64);
        each(
            measure(
                Scope::All,
                "cost_per_case_money",
                Unit::Money,
                Better::Lower,
            ),
            per_case,
        );
    }
}
