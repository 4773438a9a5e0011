//! What happens when two rules meet on one task: every cell of the table in the documentation of `caseload::engine`.
//!
//! One routine case of four hours' work is brought into a state, then an event comes. The log of the case is compared
//! letter by letter; every time is an hour.

use std::path::Path;

use caseload::engine::{Record, Simulation, Step, TaskKind};
use caseload::model::Model;
use caseload::random::{Key, Purpose, Replication, Seed};
use caseload::stream::Matter;
use caseload::time::Time;

#[path = "support/model.rs"]
mod support;

/// How the organisation differs from cell to cell.
#[derive(Clone, Copy)]
struct Setting {
    /// Opening hours of the first day; the desk opens again at hour 24.
    closes_at: u32,
    shift_end: &'static str,
    preemption: &'static str,
    patience: Option<u32>,
    hand_off: Option<u32>,
    escalate_after: Option<u32>,
    /// A second branch rejects the case after this many hours.
    rejected_after: Option<u32>,
    /// A third branch takes this many hours at the first desk.
    also: Option<u32>,
    discipline: &'static str,
}

const PLAIN: Setting = Setting {
    closes_at: 24,
    shift_end: "finish",
    preemption: "resume",
    patience: None,
    hand_off: None,
    escalate_after: None,
    rejected_after: None,
    also: None,
    discipline: "priority",
};

/// A matter of the cell: when, and of which category.
#[derive(Clone, Copy)]
enum Arrival {
    /// The case that is watched.
    Routine(u32),
    /// Three hours of work, of a more urgent class.
    Urgent(u32),
    /// Two hours of work, of the class of the routine case.
    Filler(u32),
}

fn model(setting: Setting) -> Model {
    let option = |key: &str, hours: Option<u32>| {
        hours.map_or(String::new(), |h| format!("{key} = \"{h} h\"\n"))
    };
    let second = setting.rejected_after.map_or(String::new(), |hours| {
        format!("[categories.routine.needs.other]\nwork = \"{hours} h\"\nreject = 1.0\n")
    });
    let hours = if setting.closes_at == 24 {
        "mon-sun = \"00:00-24:00\"".to_owned()
    } else {
        format!("mon-sun = \"00:00-{:02}:00\"", setting.closes_at)
    };
    let text = format!(
        r#"
caseload = 1
title = "Two rules meet"
question = "Which one wins?"
plan = {{ horizon = "10 days" }}
departments = ["main", "other"]
dispatch = {{ mode = "parallel" }}
[calendars.hours]
week = {{ {hours} }}
[levels.office]
parent = "upper"
{escalate}
[levels.upper]
[desks.main]
level = "office"
departments = ["main"]
staff = 1
calendar = "hours"
discipline = "{discipline}"
preemption = "{preemption}"
shift_end = "{shift_end}"
{patience}{hand_off}
[desks.other]
level = "office"
departments = ["other"]
staff = "unlimited"
[desks.upper]
level = "upper"
staff = "unlimited"
[categories.routine]
priority = 2
deadline = "9 days"
[categories.routine.needs.main]
work = "4 h"
{second}
{also}
[categories.urgent]
priority = 1
deadline = "1 days"
[categories.urgent.needs.main]
work = "3 h"
[categories.filler]
priority = 2
deadline = "5 days"
[categories.filler.needs.main]
work = "2 h"
[sources.all]
rate = "1 / year"
mix = {{ routine = 0.4, urgent = 0.3, filler = 0.3 }}
"#,
        escalate = setting.escalate_after.map_or(String::new(), |h| format!(
            "escalate = {{ after = \"{h} h\" }}"
        )),
        patience = option("patience", setting.patience),
        hand_off = option("hand_off", setting.hand_off),
        also = setting.also.map_or(String::new(), |hours| {
            format!("[categories.routine.needs.again]\ndepartment = \"main\"\nwork = \"{hours} h\"")
        }),
        discipline = setting.discipline,
        preemption = setting.preemption,
        shift_end = setting.shift_end,
    );
    support::models("cell", &text, Path::new("."), &[]).remove(0)
}

/// The log of the routine case, one word a step: `what@hour`, tasks of the second need marked `other`.
fn log(setting: Setting, arrivals: &[Arrival]) -> String {
    let model = model(setting);
    let category = |name: &str| {
        model
            .categories
            .entries()
            .find(|(_, category)| category.name == name)
            .expect("the category exists")
            .0
    };
    let place = model.units.ids().next().expect("there is a unit");
    let matters: Vec<Matter> = arrivals
        .iter()
        .enumerate()
        .map(|(nth, arrival)| {
            let (hour, name) = match arrival {
                Arrival::Routine(hour) => (hour, "routine"),
                Arrival::Urgent(hour) => (hour, "urgent"),
                Arrival::Filler(hour) => (hour, "filler"),
            };
            Matter {
                time: Time::from_hours(f64::from(*hour)),
                due: None,
                key: Key::new(Seed(1), Replication(0))
                    .purpose(Purpose::Test)
                    .child(nth as u64),
                place,
                category: category(name),
                severity: None,
            }
        })
        .collect();
    let watched = arrivals
        .iter()
        .position(|arrival| matches!(arrival, Arrival::Routine(_)))
        .map(|at| at as u64);
    let mut simulation = Simulation::new(&model, Replication(0), Vec::<Record>::new());
    simulation.begin_measuring();
    simulation
        .run_until(&matters, Time::from_days(10.0))
        .expect("few cases are open");
    assert!(simulation.flow().is_conserved());
    let (ledger, desks, records) = simulation.finish();
    assert!(
        desks.iter().all(|desk| desk.is_conserved()),
        "hours are conserved"
    );
    assert_eq!(
        ledger.open.area, ledger.time_in_window,
        "Little's law holds exactly"
    );
    let words = records
        .iter()
        .filter(|record| record.case == watched)
        .filter_map(word);
    words.collect::<Vec<_>>().join(" ")
}

fn word(record: &Record) -> Option<String> {
    let what = match record.step {
        Step::Created | Step::Entered => return None,
        Step::Queued => "queued",
        Step::Started => "started",
        Step::Preempted => "preempted",
        Step::Suspended => "suspended",
        Step::HandedOver => "handed-over",
        Step::Completed => "completed",
        Step::Withdrawn => "withdrawn",
        Step::Escalated => "escalated",
        Step::Returned => "returned",
        Step::Closed => "closed",
        Step::Merged => "merged",
        Step::Abandoned => "abandoned",
        Step::Reopened => "reopened",
    };
    let mark = if record.task == Some(TaskKind::Need(1)) {
        "other-"
    } else {
        ""
    };
    Some(format!("{mark}{what}@{}", record.at.to_hours()))
}

use Arrival::{Filler, Routine, Urgent};

// A task that waits: a filler is in service from 0 to 2.

#[test]
fn a_waiting_task_goes_on_waiting_when_a_more_urgent_one_comes() {
    assert_eq!(
        log(PLAIN, &[Filler(0), Routine(1), Urgent(1)]),
        "queued@1 started@5 completed@9 closed@9"
    );
}

#[test]
fn a_waiting_task_goes_on_waiting_when_the_shift_ends() {
    let setting = Setting {
        closes_at: 2,
        shift_end: "finish",
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Filler(0), Filler(0), Routine(1)]),
        "queued@1 started@26 handed-over@26 started@48 completed@52 closed@52"
    );
}

#[test]
fn a_waiting_task_takes_its_case_with_it_when_patience_ends() {
    let setting = Setting {
        patience: Some(1),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Filler(0), Filler(0), Routine(0)]),
        "queued@0 withdrawn@1 abandoned@1"
    );
}

#[test]
fn a_waiting_task_is_withdrawn_when_its_case_climbs() {
    let setting = Setting {
        escalate_after: Some(1),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Filler(0), Routine(0)]),
        "queued@0 withdrawn@1 escalated@1 queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_waiting_task_is_withdrawn_when_its_branch_is_cancelled() {
    let setting = Setting {
        rejected_after: Some(1),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Filler(0), Routine(0)]),
        "queued@0 other-queued@0 other-started@0 other-completed@1 withdrawn@1 closed@1"
    );
}

// A task in service from 1 on.

#[test]
fn a_task_in_service_is_preempted_and_resumes() {
    assert_eq!(
        log(PLAIN, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 preempted@2 started@5 completed@8 closed@8"
    );
}

#[test]
fn a_task_in_service_is_preempted_and_restarts() {
    let setting = Setting {
        preemption: "restart",
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 preempted@2 started@5 completed@9 closed@9"
    );
}

#[test]
fn a_task_in_service_is_not_preempted_where_preemption_is_off() {
    let setting = Setting {
        preemption: "none",
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_task_in_service_is_finished_in_overtime_when_the_shift_ends() {
    let setting = Setting {
        closes_at: 3,
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_task_in_service_stays_with_the_person_when_the_shift_ends() {
    let setting = Setting {
        closes_at: 3,
        shift_end: "suspend",
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 suspended@3 started@24 completed@26 closed@26"
    );
}

#[test]
fn a_task_in_service_is_handed_over_when_the_shift_ends() {
    let setting = Setting {
        closes_at: 3,
        shift_end: "hand-over",
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 handed-over@3 started@24 completed@26 closed@26"
    );
}

#[test]
fn patience_ends_when_service_starts() {
    let setting = Setting {
        patience: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Filler(0), Routine(0)]),
        "queued@0 started@2 completed@6 closed@6"
    );
}

#[test]
fn a_task_in_service_is_finished_before_its_case_climbs() {
    // The work completes the handling, so there is nothing left to climb for.
    let setting = Setting {
        escalate_after: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_case_that_has_more_to_do_climbs_when_its_task_in_service_is_finished() {
    let setting = Setting {
        escalate_after: Some(2),
        also: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 other-queued@1 other-withdrawn@3 completed@5 escalated@5 other-queued@5 other-started@5 other-completed@7 closed@7"
    );
}

#[test]
fn a_task_in_service_is_stopped_when_its_branch_is_cancelled() {
    let setting = Setting {
        rejected_after: Some(1),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 other-queued@1 other-started@1 other-completed@2 withdrawn@2 closed@2"
    );
}

#[test]
fn a_person_freed_by_a_cancellation_does_not_begin_the_next_branch_of_the_same_case() {
    let setting = Setting {
        rejected_after: Some(1),
        also: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 other-queued@1 other-started@1 queued@1 other-completed@2 withdrawn@2 withdrawn@2 closed@2"
    );
}

// A preempted task: in service from 1 to 2, preempted from 2 to 5.

#[test]
fn a_preempted_task_goes_on_waiting_when_another_urgent_one_comes() {
    assert_eq!(
        log(PLAIN, &[Routine(1), Urgent(2), Urgent(3)]),
        "queued@1 started@1 preempted@2 started@8 completed@11 closed@11"
    );
}

#[test]
fn a_preempted_task_goes_on_waiting_when_the_shift_ends() {
    let setting = Setting {
        closes_at: 4,
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 preempted@2 started@24 completed@27 closed@27"
    );
}

#[test]
fn a_preempted_task_stays_when_patience_would_end() {
    let setting = Setting {
        patience: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 preempted@2 started@5 completed@8 closed@8"
    );
}

#[test]
fn a_preempted_task_is_withdrawn_when_its_case_climbs() {
    let setting = Setting {
        escalate_after: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 preempted@2 withdrawn@3 escalated@3 queued@3 started@3 completed@7 closed@7"
    );
}

#[test]
fn a_preempted_task_is_withdrawn_when_its_branch_is_cancelled() {
    let setting = Setting {
        rejected_after: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(2)]),
        "queued@1 started@1 other-queued@1 other-started@1 preempted@2 other-completed@3 withdrawn@3 closed@3"
    );
}

// A task in overtime: in service from 1, the shift ends at 3.

#[test]
fn a_task_in_overtime_is_not_preempted() {
    let setting = Setting {
        closes_at: 3,
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Urgent(4)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_task_in_overtime_goes_on_when_the_next_shift_begins() {
    // Four hours from 23 on, the shift ends at 24 and begins at 24 again after a closed hour: here hours 2 to 24.
    let setting = Setting {
        closes_at: 2,
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_task_in_overtime_stays_when_patience_would_end() {
    let setting = Setting {
        closes_at: 3,
        patience: Some(3),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_task_in_overtime_is_finished_before_its_case_climbs() {
    let setting = Setting {
        closes_at: 3,
        escalate_after: Some(3),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 completed@5 closed@5"
    );
}

#[test]
fn a_task_in_overtime_is_stopped_when_its_branch_is_cancelled() {
    let setting = Setting {
        closes_at: 3,
        rejected_after: Some(3),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 other-queued@1 other-started@1 other-completed@4 withdrawn@4 closed@4"
    );
}

// A suspended task: in service from 1, with the person off duty from 3 to 24.

const SUSPENDED: Setting = Setting {
    closes_at: 3,
    shift_end: "suspend",
    ..PLAIN
};

#[test]
fn a_suspended_task_is_not_preempted_and_its_person_goes_on_with_it() {
    assert_eq!(
        log(SUSPENDED, &[Routine(1), Urgent(4)]),
        "queued@1 started@1 suspended@3 started@24 completed@26 closed@26"
    );
}

#[test]
fn a_resumed_task_can_be_preempted_again_and_suspended_again() {
    assert_eq!(
        log(SUSPENDED, &[Routine(1), Urgent(25)]),
        "queued@1 started@1 suspended@3 started@24 preempted@25 started@49 completed@50 closed@50"
    );
}

#[test]
fn a_suspended_task_stays_when_patience_would_end() {
    let setting = Setting {
        patience: Some(3),
        ..SUSPENDED
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 suspended@3 started@24 completed@26 closed@26"
    );
}

#[test]
fn a_suspended_task_is_withdrawn_when_its_case_climbs() {
    let setting = Setting {
        escalate_after: Some(4),
        ..SUSPENDED
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 suspended@3 withdrawn@5 escalated@5 queued@5 started@5 completed@9 closed@9"
    );
}

#[test]
fn a_case_whose_time_ended_in_service_climbs_when_its_task_is_suspended() {
    let setting = Setting {
        escalate_after: Some(1),
        ..SUSPENDED
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 suspended@3 withdrawn@3 escalated@3 queued@3 started@3 completed@7 closed@7"
    );
}

#[test]
fn a_suspended_task_is_withdrawn_when_its_branch_is_cancelled_and_its_person_is_free() {
    let setting = Setting {
        rejected_after: Some(4),
        ..SUSPENDED
    };
    assert_eq!(
        log(setting, &[Routine(1), Filler(6)]),
        "queued@1 started@1 other-queued@1 other-started@1 suspended@3 other-completed@5 withdrawn@5 closed@5"
    );
}

// A handed-over task: in service from 1, back in the queue from 3 on, nobody on duty until 24.

const HANDED_OVER: Setting = Setting {
    closes_at: 3,
    shift_end: "hand-over",
    ..PLAIN
};

#[test]
fn a_handed_over_task_waits_behind_a_more_urgent_one() {
    assert_eq!(
        log(HANDED_OVER, &[Routine(1), Urgent(4)]),
        "queued@1 started@1 handed-over@3 started@27 handed-over@27 started@48 completed@50 closed@50"
    );
}

#[test]
fn a_handed_over_task_is_the_first_of_its_class() {
    assert_eq!(
        log(HANDED_OVER, &[Routine(1), Filler(2)]),
        "queued@1 started@1 handed-over@3 started@24 completed@26 closed@26"
    );
}

#[test]
fn a_handed_over_task_stays_when_patience_would_end() {
    let setting = Setting {
        patience: Some(3),
        ..HANDED_OVER
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 handed-over@3 started@24 completed@26 closed@26"
    );
}

#[test]
fn a_handed_over_task_is_withdrawn_when_its_case_climbs() {
    let setting = Setting {
        escalate_after: Some(4),
        ..HANDED_OVER
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 handed-over@3 withdrawn@5 escalated@5 queued@5 started@5 completed@9 closed@9"
    );
}

#[test]
fn a_handed_over_task_is_withdrawn_when_its_branch_is_cancelled() {
    let setting = Setting {
        rejected_after: Some(4),
        ..HANDED_OVER
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@1 started@1 other-queued@1 other-started@1 handed-over@3 other-completed@5 withdrawn@5 closed@5"
    );
}

// A task on its way: two hours of hand-off from 1 to 3.

const MOVING: Setting = Setting {
    hand_off: Some(2),
    ..PLAIN
};

#[test]
fn a_task_on_its_way_goes_on_when_a_more_urgent_one_comes() {
    // The urgent one is on its way as well and arrives an hour later, when it preempts.
    assert_eq!(
        log(MOVING, &[Routine(1), Urgent(2)]),
        "queued@3 started@3 preempted@4 started@7 completed@10 closed@10"
    );
}

#[test]
fn a_task_on_its_way_goes_on_when_the_shift_ends() {
    let setting = Setting {
        closes_at: 2,
        ..MOVING
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@3 started@24 completed@28 closed@28"
    );
}

#[test]
fn patience_does_not_run_on_the_way() {
    let setting = Setting {
        patience: Some(1),
        ..MOVING
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "queued@3 started@3 completed@7 closed@7"
    );
}

#[test]
fn a_task_on_its_way_is_withdrawn_when_its_case_climbs() {
    let setting = Setting {
        escalate_after: Some(1),
        ..MOVING
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "withdrawn@2 escalated@2 queued@2 started@2 completed@6 closed@6"
    );
}

#[test]
fn a_task_on_its_way_is_withdrawn_when_its_branch_is_cancelled() {
    let setting = Setting {
        rejected_after: Some(1),
        ..MOVING
    };
    assert_eq!(
        log(setting, &[Routine(1)]),
        "other-queued@1 other-started@1 other-completed@2 withdrawn@2 closed@2"
    );
}

// Ties at one instant.

#[test]
fn service_that_ends_as_the_shift_ends_is_completed() {
    for shift_end in ["finish", "suspend", "hand-over"] {
        let setting = Setting {
            closes_at: 5,
            shift_end,
            ..PLAIN
        };
        assert_eq!(
            log(setting, &[Routine(1)]),
            "queued@1 started@1 completed@5 closed@5",
            "{shift_end}"
        );
    }
}

#[test]
fn a_person_who_is_free_as_patience_ends_takes_the_case() {
    let setting = Setting {
        patience: Some(2),
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Filler(0), Routine(0)]),
        "queued@0 started@2 completed@6 closed@6"
    );
}

#[test]
fn a_case_that_arrives_at_the_opening_is_served_at_once() {
    let setting = Setting {
        closes_at: 3,
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(24)]),
        "queued@24 started@24 completed@28 closed@28"
    );
}

#[test]
fn an_earlier_due_date_preempts_under_earliest_due_date() {
    let setting = Setting {
        discipline: "earliest-due-date",
        ..PLAIN
    };
    assert_eq!(
        log(setting, &[Routine(1), Filler(2)]),
        "queued@1 started@1 preempted@2 started@4 completed@7 closed@7"
    );
}
