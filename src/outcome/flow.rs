//! Backlog, deadlines and flow of the whole organisation; the same by level, category and desk.

use super::{Better, Each, Run, Scope, Unit, hours, measure, ratio, utilisation};
use crate::model::Staff;
use crate::time::{Span, TICKS_PER_HOUR};

impl Run<'_> {
    pub(super) fn each_flow(&self, each: &mut Each) {
        self.each_backlog(each);
        self.each_deadline(each);
        self.each_lead(each);
        self.each_way(each);
    }

    fn window_ticks(&self) -> i128 {
        i128::from((self.model.plan.horizon - self.model.plan.warm_up).ticks())
    }

    fn closed(&self) -> u64 {
        self.ledger
            .categories
            .iter()
            .map(|category| category.closed)
            .sum()
    }

    fn each_backlog(&self, each: &mut Each) {
        let open = &self.ledger.open;
        let window = self.window_ticks() as f64;
        let mean = open.area as f64 / window;
        let variance = (open.square as f64 / window - mean * mean).max(0.0);
        let mut put = |name, value| {
            each(
                measure(Scope::All, name, Unit::Cases, Better::Lower),
                Some(value),
            )
        };
        put("backlog_mean_cases", mean);
        put("backlog_sd_cases", variance.sqrt());
        put("backlog_end_cases", open.now as f64);
        put("backlog_peak_cases", open.peak as f64);
        put("overdue_end_cases", self.ledger.overdue as f64);
    }

    fn each_deadline(&self, each: &mut Each) {
        let sum = |part: fn(&crate::engine::CategoryLedger) -> u64| -> u64 {
            self.ledger.categories.iter().map(part).sum()
        };
        let late: i128 = self
            .ledger
            .categories
            .iter()
            .map(|category| category.late_ticks)
            .sum();
        let closed_late = sum(|category| category.closed_late);
        let breach = ratio(
            sum(|category| category.breached),
            sum(|category| category.due),
        );
        each(
            measure(Scope::All, "breach_share", Unit::Share, Better::Lower),
            breach,
        );
        let lateness = (closed_late > 0).then(|| hours(late) / closed_late as f64);
        each(
            measure(Scope::All, "lateness_mean_h", Unit::Hours, Better::Lower),
            lateness,
        );
        let due = Some(sum(|category| category.due) as f64);
        each(
            measure(Scope::All, "due_cases", Unit::Cases, Better::Neither),
            due,
        );
    }

    fn each_lead(&self, each: &mut Each) {
        let ledger = &self.ledger;
        let closed = self.closed();
        let mut lead = crate::stats::WholeTally::new();
        let mut wait = crate::stats::WholeTally::new();
        for category in &ledger.categories {
            lead.merge(&category.lead);
            wait.merge(&category.wait);
        }
        let ticks = |value: Option<u64>| value.map(|ticks| ticks as f64 / TICKS_PER_HOUR as f64);
        let in_hours = |ticks: f64| ticks / TICKS_PER_HOUR as f64;
        let mut put =
            |name, value| each(measure(Scope::All, name, Unit::Hours, Better::Lower), value);
        put("lead_time_mean_h", lead.mean().map(in_hours));
        put("lead_time_sd_h", lead.sd().map(in_hours));
        put("lead_time_p50_h", ticks(ledger.lead.quantile(0.5)));
        put("lead_time_p90_h", ticks(ledger.lead.quantile(0.9)));
        put("lead_time_p95_h", ticks(ledger.lead.quantile(0.95)));
        put("lead_time_p99_h", ticks(ledger.lead.quantile(0.99)));
        let parts = [
            "lead_work_mean_h",
            "lead_queue_mean_h",
            "lead_off_hours_mean_h",
            "lead_decision_wait_mean_h",
            "lead_hand_off_mean_h",
        ];
        for (name, &part) in parts.into_iter().zip(&ledger.split) {
            put(name, (closed > 0).then(|| hours(part) / closed as f64));
        }
        put("wait_mean_h", wait.mean().map(in_hours));
        put("wait_sd_h", wait.sd().map(in_hours));
        put("wait_p90_h", ticks(ledger.wait.quantile(0.9)));
        put("wait_p95_h", ticks(ledger.wait.quantile(0.95)));
        let delayed = ratio(closed - ledger.undelayed, closed);
        each(
            measure(Scope::All, "delayed_share", Unit::Share, Better::Lower),
            delayed,
        );
    }

    fn each_way(&self, each: &mut Each) {
        let ledger = &self.ledger;
        let closed = self.closed();
        let created: u64 = ledger
            .categories
            .iter()
            .map(|category| category.created)
            .sum();
        let abandoned: u64 = ledger
            .categories
            .iter()
            .map(|category| category.abandoned)
            .sum();
        let mut put = |name, unit, better, part| {
            each(measure(Scope::All, name, unit, better), ratio(part, closed))
        };
        put("hops_per_case", Unit::PerCase, Better::Lower, ledger.hops);
        put(
            "hand_offs_per_case",
            Unit::PerCase,
            Better::Lower,
            ledger.hand_offs,
        );
        put(
            "returns_per_case",
            Unit::PerCase,
            Better::Lower,
            ledger.returns,
        );
        put(
            "first_touch_share",
            Unit::Share,
            Better::Higher,
            ledger.first_touch,
        );
        put(
            "rejected_share",
            Unit::Share,
            Better::Neither,
            ledger.rejected,
        );
        put(
            "reopened_share",
            Unit::Share,
            Better::Lower,
            ledger.reopened,
        );
        let left = ratio(abandoned, closed + abandoned);
        each(
            measure(Scope::All, "abandoned_share", Unit::Share, Better::Lower),
            left,
        );
        let count = |name, n: u64| {
            (
                measure(Scope::All, name, Unit::Cases, Better::Neither),
                Some(n as f64),
            )
        };
        for (measure, value) in [
            count("created_cases", created),
            count("closed_cases", closed),
        ] {
            each(measure, value);
        }
    }

    pub(super) fn each_level(&self, each: &mut Each) {
        let window = self.window_ticks() as f64;
        for (id, level) in self.model.levels.entries() {
            let scope = || Scope::Level(level.name.clone());
            let open = self.ledger.open_at[id.index()].area as f64 / window;
            each(
                measure(scope(), "backlog_mean_cases", Unit::Cases, Better::Lower),
                Some(open),
            );
            let decided = ratio(self.ledger.decided_at[id.index()], self.closed());
            each(
                measure(scope(), "decided_share", Unit::Share, Better::Neither),
                decided,
            );
            let (burden, worked) = self.burden(|kind| kind.level == id);
            let share = (worked > 0.0).then(|| burden / worked);
            each(
                measure(scope(), "burden_share", Unit::Share, Better::Lower),
                share,
            );
            each(
                measure(scope(), "worked_staff_h", Unit::StaffHours, Better::Neither),
                Some(worked),
            );
        }
    }

    pub(super) fn each_desk(&self, each: &mut Each) {
        let window = self.window_ticks() as f64;
        for (at, kind) in self.model.desk_kinds.iter().enumerate() {
            let ledger = &self.kinds[at];
            let scope = || Scope::Desk(kind.name.clone());
            let mut put =
                |name, unit, better, value| each(measure(scope(), name, unit, better), value);
            let started = ledger.started;
            put(
                "arrivals_tasks",
                Unit::Tasks,
                Better::Neither,
                Some(ledger.arrivals as f64),
            );
            put(
                "wait_mean_h",
                Unit::Hours,
                Better::Lower,
                (started > 0).then(|| hours(ledger.wait) / started as f64),
            );
            put(
                "delayed_share",
                Unit::Share,
                Better::Lower,
                ratio(ledger.delayed, started),
            );
            put(
                "queue_mean_tasks",
                Unit::Tasks,
                Better::Lower,
                Some(ledger.queue_area as f64 / window),
            );
            put(
                "in_service_mean_tasks",
                Unit::Tasks,
                Better::Neither,
                Some(ledger.busy as f64 / window),
            );
            let is_limited = !matches!(kind.staff, Staff::Unlimited(_));
            put(
                "utilisation_share",
                Unit::Share,
                Better::Neither,
                utilisation(ledger).filter(|_| is_limited),
            );
            put(
                "utilisation_max_share",
                Unit::Share,
                Better::Neither,
                self.extremes[at].map(|(max, _)| max),
            );
            put(
                "utilisation_min_share",
                Unit::Share,
                Better::Neither,
                self.extremes[at].map(|(_, min)| min),
            );
            put(
                "overtime_staff_h",
                Unit::StaffHours,
                Better::Lower,
                Some(hours(ledger.overtime)),
            );
            put(
                "refused_share",
                Unit::Share,
                Better::Lower,
                ratio(ledger.refused, ledger.arrivals),
            );
            put(
                "reneged_share",
                Unit::Share,
                Better::Lower,
                ratio(ledger.reneged, ledger.arrivals),
            );
            put(
                "preempted_tasks",
                Unit::Tasks,
                Better::Neither,
                Some(ledger.preempted as f64),
            );
        }
    }

    pub(super) fn each_category(&self, each: &mut Each) {
        for (id, category) in self.model.categories.entries() {
            let ledger = &self.ledger.categories[id.index()];
            let scope = || Scope::Category(category.name.clone());
            let mut put =
                |name, unit, better, value| each(measure(scope(), name, unit, better), value);
            put(
                "created_cases",
                Unit::Cases,
                Better::Neither,
                Some(ledger.created as f64),
            );
            put(
                "closed_cases",
                Unit::Cases,
                Better::Neither,
                Some(ledger.closed as f64),
            );
            put(
                "lead_time_mean_h",
                Unit::Hours,
                Better::Lower,
                ledger
                    .lead
                    .mean()
                    .map(|ticks| ticks / TICKS_PER_HOUR as f64),
            );
            put(
                "wait_mean_h",
                Unit::Hours,
                Better::Lower,
                ledger
                    .wait
                    .mean()
                    .map(|ticks| ticks / TICKS_PER_HOUR as f64),
            );
            put(
                "breach_share",
                Unit::Share,
                Better::Lower,
                ratio(ledger.breached, ledger.due),
            );
            let late = Span::from_ticks(ledger.late_ticks.clamp(0, i128::from(i64::MAX)) as i64)
                .to_hours();
            let lateness = (ledger.closed_late > 0).then(|| late / ledger.closed_late as f64);
            put("lateness_mean_h", Unit::Hours, Better::Lower, lateness);
            let left = ratio(ledger.abandoned, ledger.closed + ledger.abandoned);
            put("abandoned_share", Unit::Share, Better::Lower, left);
        }
    }
}
