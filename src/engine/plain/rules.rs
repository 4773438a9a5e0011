//! Which models the plain loop is for.
//!
//! Every part of a model is taken apart by name, so that whoever adds a lever is told here, by the compiler, to say whether
//! it leaves a model plain.

use crate::model::{
    Category, Closing, DeskKind, Discipline, Dispatch, DispatchMode, Escalate, Escalation,
    EscalationMode, Level, Model, Need, Preemption, Staff,
};

/// Whether the plain loop gives the outcome of a model.
pub(crate) fn is_plain(model: &Model) -> bool {
    // What is not named here is when, where and what, not how cases are handled.
    let Model {
        design: _,
        plan: _,
        calendars,
        levels,
        units: _,
        departments: _,
        desk_kinds,
        desk_count: _,
        desk_of: _,
        categories,
        demand: _,
        dispatch,
        escalation,
        closing,
        mechanisms,
        measures: _,
        classes: _,
        traces: _,
    } = model;
    let is_always_open = |kind: &DeskKind| match &kind.staff {
        Staff::Unlimited(_) => false,
        Staff::Groups(groups) => groups
            .iter()
            .all(|group| calendars[group.calendar].is_always()),
    };
    !mechanisms.any()
        && levels.iter().all(is_plain_level)
        && desk_kinds.iter().all(|kind| {
            is_always_open(kind) && kind.staff.people() > Some(0) && is_plain_desk(kind)
        })
        && categories
            .iter()
            .all(|category| is_plain_category(category, model))
        && is_plain_dispatch(dispatch)
        && is_plain_escalation(escalation)
        && is_plain_closing(closing)
}

fn is_plain_level(level: &Level) -> bool {
    let Level {
        name: _,
        parent: _,
        height_to_top: _,
        first_unit: _,
        units: _,
        hand_off,
        intake,
        escalate,
        rework,
        return_down,
    } = level;
    let Escalate {
        to: _,
        probability: _,
        authority_before_work: _,
        after,
        deadline_share,
        queue,
        severity,
        pass_on,
    } = escalate;
    hand_off.is_none()
        && intake.is_none()
        && after.is_none()
        && deadline_share.is_none()
        && queue.is_none()
        && severity.is_none()
        && pass_on.is_none()
        && *rework == 0.0
        && *return_down == 0.0
}

fn is_plain_desk(kind: &DeskKind) -> bool {
    let DeskKind {
        name: _,
        level: _,
        first: _,
        count: _,
        staff: _,
        available: _,
        fixed: _,
        rate: _,
        skill,
        discipline,
        preemption,
        // Nobody's shift ends.
        shift_end: _,
        hand_over_work: _,
        hand_off,
        patience,
        waiting_room,
        when_full: _,
        gate,
        absence,
        outage,
        vacation,
        cost_per_hour: _,
    } = kind;
    skill.is_empty()
        && *discipline == Discipline::Fifo
        && *preemption == Preemption::None
        && hand_off.is_none()
        && patience.is_none()
        && waiting_room.is_none()
        && gate.is_none()
        && *absence == 0.0
        && outage.is_none()
        && vacation.is_none()
}

fn is_plain_category(category: &Category, model: &Model) -> bool {
    let Category {
        name: _,
        deadline: _,
        competence,
        // Severity and class matter to thresholds and disciplines that are not plain, fields to intakes.
        severity: _,
        class: _,
        fields: _,
        join,
        needs,
        // Follows from the needs.
        parts: _,
    } = category;
    competence.is_empty() && join.is_none() && needs.iter().all(|need| is_plain_need(need, model))
}

fn is_plain_need(need: &Need, model: &Model) -> bool {
    let Need {
        department,
        probability: _,
        work,
        // Only dispatch by precedence, which is not plain, looks at what comes before.
        after: _,
        reject,
        // Follows from the department.
        desks: _,
    } = need;
    let has_desk = |(level, work): (crate::model::LevelId, &Option<_>)| {
        work.is_none() || model.desk_kind(level, *department).is_some()
    };
    *reject == 0.0 && model.levels.ids().zip(work).all(has_desk)
}

fn is_plain_dispatch(dispatch: &Dispatch) -> bool {
    let Dispatch {
        mode,
        merge,
        merge_desk: _,
        // Nothing is rejected or joined early.
        cancel: _,
        wrong,
    } = dispatch;
    matches!(mode, DispatchMode::Serial | DispatchMode::Parallel)
        && merge.is_none()
        && wrong.is_none()
}

fn is_plain_escalation(escalation: &Escalation) -> bool {
    let Escalation {
        // Every level may decide, so nothing climbs past a level.
        path: _,
        mode,
        decide: _,
    } = escalation;
    *mode == EscalationMode::TakeOver
}

fn is_plain_closing(closing: &Closing) -> bool {
    let Closing {
        reopen,
        reopen_after: _,
    } = closing;
    *reopen == 0.0
}
