//! Which models fall into parts that nothing but cases on their way up, and word of what became of them, connects.
//!
//! Every part of a model is taken apart by name, so that whoever adds a lever is told here, by the compiler, to say whether
//! it connects districts.

use crate::model::demand::ArrivalModel;
use crate::model::mechanisms::registers::Ageing;
use crate::model::{
    Category, DeskKind, DeskKindId, Escalate, Escalation, EscalationMode, Level, LevelId,
    Mechanism, Model,
};

/// Whether districts, the units of level `cut` with all below them, do nothing to each other and to what is above them but
/// send cases up, and nothing comes down to them but word of these.
pub(super) fn is_separable(model: &Model, cut: LevelId) -> bool {
    // What is not named here is about one unit, or about when, where and what arises.
    let Model {
        design: _,
        plan: _,
        calendars: _,
        levels,
        units: _,
        departments: _,
        desk_kinds,
        desk_count: _,
        desk_of: _,
        categories,
        demand: _,
        // The desks of the departments of a case stand in the unit where it is.
        dispatch: _,
        escalation,
        // A case comes back to the unit that closed it.
        closing: _,
        mechanisms: _,
        measures,
        classes: _,
        traces: _,
    } = model;
    let mut at_work = Mechanism::ALL
        .into_iter()
        .filter(|&mechanism| model.mechanisms.has(mechanism));
    // Phases of a cycle count instants at which nothing is open anywhere.
    measures.cycle.is_none()
        && levels.iter().all(is_level_separable)
        && desk_kinds.iter().all(is_desk_separable)
        && categories.iter().all(is_category_separable)
        && is_escalation_separable(escalation)
        && at_work.all(|mechanism| is_mechanism_separable(mechanism, model, cut))
}

/// Whether cases with the same needs, severity and competence go up alike, and end at the levels that may decide them only,
/// for good.
fn ends_where_it_may(model: &Model) -> bool {
    let is_alike = |level: &Level| {
        let Escalate {
            to: _,
            probability,
            authority_before_work: _,
            after,
            deadline_share,
            queue,
            severity: _,
            pass_on: _,
        } = &level.escalate;
        *probability == 0.0 && after.is_none() && deadline_share.is_none() && queue.is_none()
    };
    let mut needs = model.categories.iter().flat_map(|category| &category.needs);
    model.levels.iter().all(is_alike)
        && needs.all(|need| need.reject == 0.0)
        && model.closing.reopen == 0.0
        && model
            .desk_kinds
            .iter()
            .all(|kind| kind.patience.is_none() && kind.waiting_room.is_none())
}

/// Whether all matters are known to arise in units with a desk of a kind, or below such a unit.
fn all_arises_below(model: &Model, desk: DeskKindId) -> bool {
    let top = model.desk_kinds[desk].level;
    let mut sources = model.demand.sources.iter();
    sources.all(|source| {
        let level = model.level_of_source(source);
        let is_known = !matches!(source.arrivals, ArrivalModel::Trace(_));
        is_known && (level == top || model.is_above(top, level))
    })
}

fn is_level_separable(level: &Level) -> bool {
    let Level {
        name: _,
        parent: _,
        height_to_top: _,
        first_unit: _,
        units: _,
        hand_off: _,
        // Of the unit's own desk.
        intake: _,
        // Upwards only.
        escalate: _,
        rework: _,
        return_down,
    } = level;
    *return_down == 0.0
}

fn is_desk_separable(kind: &DeskKind) -> bool {
    // All of it is about one desk; whom it refuses goes up, as others do.
    let DeskKind {
        name: _,
        level: _,
        first: _,
        count: _,
        staff: _,
        available: _,
        fixed: _,
        rate: _,
        skill: _,
        discipline: _,
        preemption: _,
        shift_end: _,
        hand_over_work: _,
        hand_off: _,
        patience: _,
        waiting_room: _,
        when_full: _,
        gate: _,
        absence: _,
        outage: _,
        vacation: _,
        cost_per_hour: _,
    } = kind;
    true
}

fn is_category_separable(category: &Category) -> bool {
    let Category {
        name: _,
        deadline: _,
        competence: _,
        severity: _,
        class: _,
        fields: _,
        join: _,
        needs: _,
        parts: _,
    } = category;
    true
}

fn is_escalation_separable(escalation: &Escalation) -> bool {
    let Escalation {
        path: _,
        mode,
        decide: _,
    } = escalation;
    *mode == EscalationMode::TakeOver
}

/// Whether a mechanism does nothing beyond the unit where a case is or a matter arises.
fn is_mechanism_separable(mechanism: Mechanism, model: &Model, cut: LevelId) -> bool {
    let mechanisms = &model.mechanisms;
    let is_below = |desk: DeskKindId| !model.is_above(model.desk_kinds[desk].level, cut);
    match mechanism {
        // What is handed in, found by sensors and foreseen is about one matter and the desks of its place.
        Mechanism::Submissions | Mechanism::Sensors => true,
        // Alarms are looked into at a desk of the place or above it.
        Mechanism::Foresight => {
            let foresight = mechanisms.foresight.as_ref();
            foresight.is_none_or(|foresight| is_below(foresight.desk))
        }
        // Nothing passes between parts where age does not depend on who keeps a register.
        Mechanism::Registers => mechanisms.registers.as_ref().is_none_or(|registers| {
            let mut base = registers.base.iter();
            registers.departments.is_none()
                && base.all(|register| matches!(register.ageing, Ageing::Share(_)))
        }),
        // What service brings arises at the place of the case, which is told.
        Mechanism::Satisfaction => true,
        // So does what comes again. Its cause is looked for at a desk of the place or above it; the causes of what arises
        // above all of these desks, at the first of them.
        Mechanism::Recurrence => {
            let recurrence = mechanisms.recurrence.as_ref();
            let analysis = recurrence.and_then(|recurrence| recurrence.analysis.as_ref());
            analysis.is_none_or(|(analysis, _)| {
                is_below(analysis.desk) && all_arises_below(model, analysis.desk)
            })
        }
        // Where a case is at the top, a copy of it is told what becomes of it. Where a copy is at the top, its case must not
        // be able to end below.
        Mechanism::Duplicates => ends_where_it_may(model),
        Mechanism::Orders
        | Mechanism::Matrix
        | Mechanism::Chase
        | Mechanism::Reports
        | Mechanism::Meetings
        | Mechanism::Inspections
        | Mechanism::Attention
        | Mechanism::Switching
        | Mechanism::Messages
        | Mechanism::Motivation
        | Mechanism::Shifting
        | Mechanism::Exceptions
        | Mechanism::DataQuality
        | Mechanism::Triage
        | Mechanism::GlobalView
        | Mechanism::Joint
        | Mechanism::Linkage
        | Mechanism::TimeLimits
        | Mechanism::Monitoring
        | Mechanism::Lamps
        | Mechanism::Learning
        | Mechanism::Adoption
        | Mechanism::Flexibility
        | Mechanism::Emergency
        | Mechanism::Complaints => false,
    }
}
