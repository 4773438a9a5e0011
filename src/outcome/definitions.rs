//! What every measure means, in a line each: the text of `caseload explain`.
//!
//! The measures of mechanisms say what they are where they are counted, see [`Figure`](crate::mechanism::Figure).

/// What a measure of some scopes means.
struct Definition {
    name: &'static str,
    /// Kinds of scope in which it means this; none for all.
    scopes: &'static [&'static str],
    text: &'static str,
}

/// What the measure `name` of a kind of scope means, in a sentence without a full stop; none for what is no measure of
/// that scope, or a mechanism's own.
pub fn definition(scope: &str, name: &str) -> Option<&'static str> {
    let means = |one: &&Definition| {
        one.name == name && (one.scopes.is_empty() || one.scopes.contains(&scope))
    };
    DEFINITIONS.iter().find(means).map(|one| one.text)
}

const fn plain(name: &'static str, text: &'static str) -> Definition {
    within(name, &[], text)
}

const fn within(
    name: &'static str,
    scopes: &'static [&'static str],
    text: &'static str,
) -> Definition {
    Definition { name, scopes, text }
}

const DEFINITIONS: &[Definition] = &[
    // backlog
    within(
        "backlog_mean_cases",
        &["level"],
        "time average, over the measured window, of the open cases that are at the level or on their way to it",
    ),
    plain(
        "backlog_mean_cases",
        "time average of the open cases (created or reopened, and not closed, abandoned or merged) over the measured window",
    ),
    plain(
        "backlog_sd_cases",
        "standard deviation over time of the number of open cases in the measured window",
    ),
    plain("backlog_end_cases", "cases open when the run ends"),
    plain(
        "backlog_peak_cases",
        "the most cases that were open together for any time in the measured window",
    ),
    plain(
        "overdue_end_cases",
        "cases open when the run ends whose due instant has passed",
    ),
    plain(
        "open_end_cases",
        "cases open when the run ends that have been open for so long",
    ),
    // deadlines
    plain(
        "breach_share",
        "share of the cases due in the measured window, and not abandoned before, that were closed late or not at all",
    ),
    plain(
        "lateness_mean_h",
        "calendar time from due instant to closing, mean over the cases that were closed late",
    ),
    plain(
        "due_cases",
        "cases whose due instant lies in the measured window",
    ),
    // flow
    plain(
        "lead_time_mean_h",
        "calendar time from creation to first closing, mean over the cases closed for the first time in the measured window",
    ),
    plain(
        "lead_time_sd_h",
        "standard deviation of the lead time between cases",
    ),
    plain(
        "lead_time_p50_h",
        "lead time that half of the cases created in the measured window keep within; open ones count as censored",
    ),
    plain(
        "lead_time_p90_h",
        "lead time that nine cases in ten keep within, of those created in the measured window; open ones count as censored",
    ),
    plain(
        "lead_time_p95_h",
        "lead time that 19 cases in 20 keep within, of those created in the measured window; open ones count as censored",
    ),
    plain(
        "lead_time_p99_h",
        "lead time that 99 cases in 100 keep within, of those created in the measured window; open ones count as censored",
    ),
    plain(
        "lead_work_mean_h",
        "part of the mean lead time in which somebody works on the case",
    ),
    plain(
        "lead_queue_mean_h",
        "part of the mean lead time in which the case waits while its desk is open",
    ),
    plain(
        "lead_off_hours_mean_h",
        "part of the mean lead time in which the case waits while its desk is closed",
    ),
    plain(
        "lead_decision_wait_mean_h",
        "part of the mean lead time in which the case waits for the decision of an upper level",
    ),
    plain(
        "lead_hand_off_mean_h",
        "part of the mean lead time in which the case is on its way between desks or levels",
    ),
    within(
        "wait_mean_h",
        &["desk"],
        "time from a task's arrival at the desk to its first start, mean over the tasks started",
    ),
    plain(
        "wait_mean_h",
        "time of a case in queues while nobody worked on it, mean over closed cases",
    ),
    plain(
        "wait_sd_h",
        "standard deviation of the wait in queues between cases",
    ),
    plain(
        "wait_p90_h",
        "wait in queues that nine closed cases in ten keep within",
    ),
    plain(
        "wait_p95_h",
        "wait in queues that 19 closed cases in 20 keep within",
    ),
    within(
        "delayed_share",
        &["desk"],
        "share of the tasks started that had to wait first",
    ),
    plain(
        "delayed_share",
        "share of closed cases that had to wait in a queue at all",
    ),
    plain(
        "hops_per_case",
        "changes of level, up or down, per closed case",
    ),
    plain(
        "hand_offs_per_case",
        "hand-offs that took time, between desks or levels, per closed case",
    ),
    plain(
        "returns_per_case",
        "times a case was sent back, by a wrong desk or from above, per closed case",
    ),
    plain(
        "first_touch_share",
        "share of closed cases decided with one handling, without a hop or a return",
    ),
    plain(
        "rejected_share",
        "share of closed cases that a department rejected",
    ),
    plain(
        "reopened_share",
        "cases that came back after they were closed, over closed cases",
    ),
    plain(
        "abandoned_share",
        "share of the cases that left which gave up waiting or were refused, and were not closed",
    ),
    plain("created_cases", "cases created in the measured window"),
    plain(
        "closed_cases",
        "cases closed for the first time in the measured window",
    ),
    plain(
        "decided_share",
        "share of closed cases that the level decided",
    ),
    plain(
        "lead_time_over_share",
        "share of closed cases whose lead time exceeds the time stated in `measures.lead_time_over`",
    ),
    plain(
        "wait_over_share",
        "share of closed cases whose wait exceeds the time stated in `measures.wait_over`",
    ),
    plain(
        "open_mean_cases",
        "open cases at this phase of the cycle stated in `measures.cycle`, mean over the samples",
    ),
    plain(
        "empty_share",
        "share of the samples at this phase of the cycle in which no case is open",
    ),
    // burden
    within(
        "burden_share",
        &["level"],
        "burden hours over worked hours of the desks of the level",
    ),
    plain(
        "burden_share",
        "burden hours over worked hours: the share of staff time that is not first-time handling of a genuine matter",
    ),
    plain(
        "burden_staff_h",
        "staff hours on every activity but first-time handling of a genuine matter",
    ),
    within(
        "worked_staff_h",
        &["level"],
        "hands-on staff hours on all activities at the desks of the level",
    ),
    plain(
        "worked_staff_h",
        "hands-on staff hours on all activities, the fixed shares of duty among them",
    ),
    plain("burden_per_case_staff_h", "burden hours per closed case"),
    plain("worked_per_case_staff_h", "worked hours per closed case"),
    plain(
        "spent_staff_h",
        "hands-on staff hours spent on the activity; all but `handle` are burden, and together they are the worked hours",
    ),
    plain(
        "duty_staff_h",
        "staff hours on duty by calendar and staffing, absences taken off",
    ),
    within(
        "overtime_staff_h",
        &["desk"],
        "staff hours at the desk beyond the end of a shift",
    ),
    plain("overtime_staff_h", "staff hours beyond the end of a shift"),
    plain(
        "without_authority_staff_h",
        "staff hours of handling what the level of the desk may not decide: responsibility without authority",
    ),
    plain(
        "cost_money",
        "staff hours paid (duty and overtime) at the `cost_per_hour` of their desks",
    ),
    plain("cost_per_case_money", "cost per closed case"),
    within(
        "utilisation_share",
        &["desk"],
        "share of the duty at the desks of the kind in which a person had a case in hand, overtime left out",
    ),
    plain(
        "utilisation_share",
        "share of all duty in which a person had a case in hand, overtime left out",
    ),
    // desks
    plain(
        "utilisation_max_share",
        "utilisation of the busiest desk of the kind",
    ),
    plain(
        "utilisation_min_share",
        "utilisation of the least busy desk of the kind",
    ),
    plain("arrivals_tasks", "tasks that arrived at desks of the kind"),
    plain(
        "queue_mean_tasks",
        "time average of the tasks waiting at desks of the kind",
    ),
    plain(
        "in_service_mean_tasks",
        "time average of the tasks in service at desks of the kind",
    ),
    plain(
        "refused_share",
        "share of arriving tasks that found the waiting room full",
    ),
    plain(
        "reneged_share",
        "share of arriving tasks that lost patience before they were started",
    ),
    plain(
        "preempted_tasks",
        "times a task in service was put aside for a more urgent one",
    ),
    // mechanisms
    plain(
        "own_work_staff_h",
        "staff hours of the tasks that the mechanism itself brings about, beyond those of cases",
    ),
];
