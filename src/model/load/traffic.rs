//! Long-run flows of cases between levels, and the work they bring to desks.
//!
//! A case moves between states: arriving at a level, being handled there, waiting for a decision above. The mean number of
//! visits of a matter to each state solves linear traffic equations (Jackson 1957), separately for every source, category,
//! competent level and class of severity, since the way of a case depends on these.

use std::collections::BTreeMap;

use crate::model::categories::shares_of;
use crate::model::demand::{ArrivalModel, PoissonModel, SourceModel};
use crate::model::sources::expected_matters;
use crate::model::{Category, CategoryId, EscalationMode, EscalationPath, LevelId, Model};

use super::work::{handling, visit};

/// What is left of a flow when following it further no longer matters.
const NEGLIGIBLE: f64 = 1e-13;
/// Steps of following a flow, at most.
const STEPS_MAX: usize = 100_000;

/// Work an hour that the desks of one kind get.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offered {
    /// Tasks an hour.
    pub(super) tasks: f64,
    /// Hands-on hours an hour.
    pub(super) hours: f64,
    /// Mean square of hands-on hours, times tasks an hour; none when infinite.
    pub(super) squares: Option<f64>,
    /// Variance over mean of the number of arrivals at one desk over a long time, by source and thinned by its share.
    pub(super) arrival_variation: f64,
}

/// The work of all desks.
pub(super) struct OfferedAll {
    pub(super) desks: Vec<Offered>,
    /// Whether no rate changes with time.
    pub(super) is_steady: bool,
}

/// The work that the sources of a model bring to each kind of desk.
pub(super) fn offered(model: &Model) -> OfferedAll {
    let nothing = Offered {
        tasks: 0.0,
        hours: 0.0,
        squares: Some(0.0),
        arrival_variation: 0.0,
    };
    let mut all = OfferedAll {
        desks: vec![nothing.clone(); model.desk_kinds.len()],
        is_steady: true,
    };
    for source in &model.demand.sources {
        let mut from_source = vec![nothing.clone(); model.desk_kinds.len()];
        let start = model.level_of_source(source);
        let mut rate = 0.0;
        for (category, matters) in rates(model, source) {
            rate += matters;
            for way in ways(model, category) {
                let visits = visits(model, &way, start);
                for (state, times) in visits {
                    visit(
                        model,
                        &way,
                        state,
                        matters * way.share * times,
                        &mut from_source,
                    );
                }
            }
        }
        all.is_steady &= is_steady(source);
        add(
            model,
            &mut all.desks,
            &from_source,
            rate,
            index_of_dispersion(source),
        );
    }
    for desk in &mut all.desks {
        // The mean over sources, by tasks.
        desk.arrival_variation = if desk.tasks > 0.0 {
            desk.arrival_variation / desk.tasks
        } else {
            1.0
        };
    }
    all
}

/// Adds the work of one source, with the variation of its arrivals thinned to one desk.
fn add(model: &Model, all: &mut [Offered], source: &[Offered], rate: f64, index: f64) {
    for ((total, part), kind) in all.iter_mut().zip(source).zip(model.desk_kinds.iter()) {
        total.tasks += part.tasks;
        total.hours += part.hours;
        total.squares = total.squares.zip(part.squares).map(|(a, b)| a + b);
        let share = if rate > 0.0 {
            (part.tasks / rate / f64::from(kind.count.max(1))).min(1.0)
        } else {
            0.0
        };
        // Thinning a stream with index of dispersion I by a share p leaves 1 + p (I - 1).
        total.arrival_variation += part.tasks * (1.0 + share * (index - 1.0)).max(0.0);
    }
}

/// Matters an hour of each category, as the mean over the run.
fn rates(model: &Model, source: &SourceModel) -> Vec<(CategoryId, f64)> {
    let hours = model.demand.end.to_hours();
    let mut rates: BTreeMap<CategoryId, f64> = BTreeMap::new();
    let mut drawn = expected_matters(source, model.demand.end);
    if let ArrivalModel::Trace(records) = &source.arrivals {
        for category in records.iter().filter_map(|record| record.category) {
            *rates.entry(category).or_default() += 1.0 / hours;
            drawn -= 1.0;
        }
    }
    for (&category, share) in source
        .mix
        .items
        .iter()
        .zip(shares_of(&source.mix.cumulative))
    {
        *rates.entry(category).or_default() += drawn.max(0.0) / hours * share;
    }
    rates.into_iter().filter(|(_, rate)| *rate > 0.0).collect()
}

fn is_steady(source: &SourceModel) -> bool {
    let flat = |poisson: &PoissonModel| {
        poisson.hour.is_empty()
            && poisson.weekday.is_empty()
            && poisson.month.is_empty()
            && poisson.holiday.is_none()
            && poisson.sine.is_none()
            && poisson.surge.is_empty()
            && poisson.episodes.is_empty()
    };
    let steady = match &source.arrivals {
        ArrivalModel::Poisson(poisson) => flat(poisson),
        ArrivalModel::Renewal(_) | ArrivalModel::DatedOnly => true,
        ArrivalModel::Trace(_) => false,
    };
    steady && source.dated.is_empty()
}

/// Variance over mean of the number of matters over a long time: `E[X^2] / E[X]` for batches of a Poisson stream, with the
/// squared variation of the gaps for a renewal process, and as typed for busy and quiet days.
fn index_of_dispersion(source: &SourceModel) -> f64 {
    let (mean, second) = source
        .batch
        .as_ref()
        .map_or((1.0, 1.0), |batch| (batch.mean(), batch.second_moment()));
    let batch_variance = (second - mean * mean).max(0.0) / mean;
    match &source.arrivals {
        ArrivalModel::Poisson(poisson) => batch_variance + mean * poisson.dispersion,
        ArrivalModel::Renewal(law) => batch_variance + mean * law.cv().map_or(1.0, |cv| cv * cv),
        ArrivalModel::Trace(_) | ArrivalModel::DatedOnly => 1.0,
    }
}

/// Cases that take the same way.
pub(super) struct Way<'m> {
    pub(super) category: &'m Category,
    /// Share of the category's cases.
    share: f64,
    /// The lowest level that may decide them.
    competent: Option<LevelId>,
    severity: u8,
}

fn ways(model: &Model, category: CategoryId) -> Vec<Way<'_>> {
    let category = &model.categories[category];
    let mut competences: Vec<(Option<LevelId>, f64)> = shares_of(&category.competence)
        .into_iter()
        .enumerate()
        .map(|(level, share)| (Some(LevelId::new(level)), share))
        .collect();
    if competences.is_empty() {
        competences.push((None, 1.0));
    }
    let mut severities: Vec<(u8, f64)> = shares_of(&category.severity)
        .into_iter()
        .zip(1..)
        .map(|(share, severity)| (severity, share))
        .collect();
    let matters = model
        .levels
        .iter()
        .any(|level| level.escalate.severity.is_some());
    if severities.is_empty() || !matters {
        severities = vec![(1, 1.0)];
    }
    let mut ways = Vec::new();
    for &(competent, share) in &competences {
        for &(severity, chance) in &severities {
            let share = share * chance;
            if share > 0.0 {
                ways.push(Way {
                    category,
                    share,
                    competent,
                    severity,
                });
            }
        }
    }
    ways
}

/// Where a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It arrives and passes the intake.
    Arrives(LevelId),
    /// It is passed on from a level.
    PassedOn(LevelId),
    /// It is handled, by a level's own right or after a decision above.
    Handled(LevelId, Right),
    /// It waits for a decision: where, for which level, and whether that level has handled it.
    Decided(LevelId, LevelId, Before),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Right {
    Own,
    Given,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Before {
    Unhandled,
    Handled,
}

/// Mean visits of a matter to each state.
fn visits(model: &Model, way: &Way<'_>, start: LevelId) -> BTreeMap<State, f64> {
    let mut visits: BTreeMap<State, f64> = BTreeMap::new();
    let mut flow = BTreeMap::from([(State::Arrives(start), 1.0)]);
    for _ in 0..STEPS_MAX {
        let mut next: BTreeMap<State, f64> = BTreeMap::new();
        for (&state, &amount) in &flow {
            *visits.entry(state).or_default() += amount;
            for (to, chance) in onward(model, way, start, state) {
                *next.entry(to).or_default() += amount * chance;
            }
        }
        if next.values().sum::<f64>() < NEGLIGIBLE {
            break;
        }
        flow = next;
    }
    visits
}

/// Where a case goes from a state; what is missing to one leaves for good.
fn onward(model: &Model, way: &Way<'_>, start: LevelId, state: State) -> Vec<(State, f64)> {
    match state {
        State::Arrives(level) => {
            let escalate = &model.levels[level].escalate;
            let next = match climbs_at_once(model, way, level) {
                true => escalate
                    .to
                    .map(|to| upwards(model, to, level, Before::Unhandled)),
                false if escalate.authority_before_work && lacks_authority(model, way, level) => {
                    Some(State::PassedOn(level))
                }
                false => Some(State::Handled(level, Right::Own)),
            };
            next.into_iter().map(|next| (next, 1.0)).collect()
        }
        State::PassedOn(level) => {
            let before = match model.levels[level].escalate.authority_before_work
                && lacks_authority(model, way, level)
            {
                true => Before::Unhandled,
                false => Before::Handled,
            };
            let to = way_up(model, way, level);
            to.map(|to| (upwards(model, to, level, before), 1.0))
                .into_iter()
                .collect()
        }
        State::Handled(level, right) => after_handling(model, way, start, level, right),
        State::Decided(level, back, before) => match (lacks_authority(model, way, level), before) {
            (true, _) => {
                let to = way_up(model, way, level);
                to.map(|to| (State::Decided(to, back, before), 1.0))
                    .into_iter()
                    .collect()
            }
            (false, Before::Handled) => reopened(model, level, 1.0),
            (false, Before::Unhandled) => vec![(State::Handled(back, Right::Given), 1.0)],
        },
    }
}

fn after_handling(
    model: &Model,
    way: &Way<'_>,
    start: LevelId,
    at: LevelId,
    right: Right,
) -> Vec<(State, f64)> {
    let level = &model.levels[at];
    let plan = handling(model, way.category, at);
    // A rejected case is closed and does not come back.
    let accepted = 1.0 - plan.rejected;
    let worked = (1.0 - plan.nothing).min(accepted);
    let mut next = vec![(State::Handled(at, right), worked * level.rework)];
    if let Some(child) = below(model, start, at) {
        let down = match right {
            Right::Own => State::Arrives(child),
            Right::Given => State::Handled(child, Right::Given),
        };
        next.push((down, worked * level.return_down));
    }
    let climbs = if right == Right::Own && level.escalate.to.is_some() {
        level.escalate.probability
    } else {
        0.0
    };
    next.push((State::PassedOn(at), worked * climbs));
    let rest = accepted - worked * (level.rework + level.return_down + climbs);
    if right == Right::Own && lacks_authority(model, way, at) {
        next.push((State::PassedOn(at), rest.max(0.0)));
    } else {
        next.extend(reopened(model, at, rest.max(0.0)));
    }
    next.retain(|(_, chance)| *chance > 0.0);
    next
}

/// Closed cases that come back to the level that closed them.
fn reopened(model: &Model, level: LevelId, chance: f64) -> Vec<(State, f64)> {
    vec![(State::Arrives(level), chance * model.closing.reopen)]
}

fn upwards(model: &Model, to: LevelId, from: LevelId, before: Before) -> State {
    match model.escalation.mode {
        EscalationMode::TakeOver => State::Arrives(to),
        EscalationMode::DecideAndReturn => State::Decided(to, from, before),
    }
}

pub(super) fn climbs_at_once(model: &Model, way: &Way<'_>, level: LevelId) -> bool {
    let escalate = &model.levels[level].escalate;
    escalate.to.is_some() && escalate.severity.is_some_and(|limit| way.severity >= limit)
}

fn lacks_authority(model: &Model, way: &Way<'_>, level: LevelId) -> bool {
    let above = way.competent.is_some_and(|lowest| {
        model.levels[lowest].height_to_top < model.levels[level].height_to_top
    });
    above && model.levels[level].escalate.to.is_some()
}

fn way_up(model: &Model, way: &Way<'_>, level: LevelId) -> Option<LevelId> {
    let straight = way.competent.filter(|&lowest| {
        model.escalation.path == EscalationPath::Direct && model.is_above(lowest, level)
    });
    straight.or(model.levels[level].escalate.to)
}

/// The level below on the way a case came, or the first one.
fn below(model: &Model, start: LevelId, level: LevelId) -> Option<LevelId> {
    let children = model
        .levels
        .entries()
        .filter(|(_, child)| child.parent == Some(level));
    let children: Vec<LevelId> = children.map(|(id, _)| id).collect();
    let came_from = children
        .iter()
        .find(|&&child| child == start || model.is_above(child, start));
    came_from.or(children.first()).copied()
}
