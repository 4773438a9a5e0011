//! The work that a visit of a case to a level brings to its desks.

use crate::model::{Category, DeskKindId, DispatchMode, LevelId, Model};
use crate::random::dist::Dist;

use super::traffic::{Offered, State, Way, climbs_at_once};

/// What one handling of a category at a level takes on average.
pub(super) struct Handling {
    /// Chance of each need to be worked.
    worked: Vec<f64>,
    /// Chance that nothing is needed here.
    pub(super) nothing: f64,
    /// Chance that some need rejects the case.
    pub(super) rejected: f64,
    /// Chance of several branches that none rejects.
    several: f64,
}

pub(super) fn handling(model: &Model, category: &Category, level: LevelId) -> Handling {
    let serial = model.dispatch.mode == DispatchMode::Serial;
    let join = category.join.map_or(usize::MAX, |k| k as usize);
    // Chance that so many needs have been worked and none has rejected.
    let mut done = vec![1.0];
    let mut worked = Vec::with_capacity(category.needs.len());
    for need in &category.needs {
        let applies =
            need.work[level.index()].is_some() && model.desk_kind(level, need.department).is_some();
        let chance = if applies { need.probability } else { 0.0 };
        let open: f64 = if serial {
            done.iter().take(join).sum()
        } else {
            1.0
        };
        worked.push(chance * open);
        let mut next = vec![0.0; done.len() + 1];
        for (count, &probability) in done.iter().enumerate() {
            let chance = if serial && count >= join { 0.0 } else { chance };
            next[count] += probability * (1.0 - chance);
            next[count + 1] += probability * chance * (1.0 - need.reject);
        }
        done = next;
    }
    Handling {
        worked,
        nothing: done[0],
        rejected: (1.0 - done.iter().sum::<f64>()).max(0.0),
        several: done.iter().skip(2).sum(),
    }
}

/// Adds the work that a visit to a state brings, `rate` times an hour.
pub(super) fn visit(model: &Model, way: &Way<'_>, state: State, rate: f64, desks: &mut [Offered]) {
    match state {
        State::Arrives(level) if climbs_at_once(model, way, level) => {}
        State::Arrives(level) => intake(model, way.category, level, rate, desks),
        State::PassedOn(level) => {
            front(
                model,
                way.category,
                level,
                model.levels[level].escalate.pass_on.as_ref(),
                rate,
                desks,
            );
        }
        State::Decided(level, ..) => {
            intake(model, way.category, level, rate, desks);
            front(
                model,
                way.category,
                level,
                model.escalation.decide.as_ref(),
                rate,
                desks,
            );
        }
        State::Handled(level, _) => handled(model, way.category, level, rate, desks),
    }
}

fn intake(model: &Model, category: &Category, level: LevelId, rate: f64, desks: &mut [Offered]) {
    let Some(intake) = &model.levels[level].intake else {
        return;
    };
    let collect = intake.collect.to_hours() * f64::from(category.fields);
    if intake.work.is_none() && collect == 0.0 {
        return;
    }
    let (mean, square) = intake
        .work
        .as_ref()
        .map_or((0.0, Some(0.0)), |law| (law.mean(), law.second_moment()));
    let square = square.map(|square| square + 2.0 * mean * collect + collect * collect);
    book(
        &mut desks[intake.desk.index()],
        rate,
        mean + collect,
        square,
    );
}

fn handled(model: &Model, category: &Category, level: LevelId, rate: f64, desks: &mut [Offered]) {
    let plan = handling(model, category, level);
    for (need, chance) in category.needs.iter().zip(&plan.worked) {
        let (Some(work), Some(desk)) = (
            &need.work[level.index()],
            model.desk_kind(level, need.department),
        ) else {
            continue;
        };
        let rate = rate * chance;
        let skill = model.desk_kinds[desk].skill_in(need.department);
        let square = work.second_moment().map(|square| square / (skill * skill));
        book(&mut desks[desk.index()], rate, work.mean() / skill, square);
        wrong(model, level, desk, rate, desks);
    }
    if let Some(work) = model
        .dispatch
        .merge
        .as_ref()
        .filter(|_| model.dispatch.mode != DispatchMode::Serial)
    {
        match model.dispatch.merge_desk[level.index()] {
            Some(desk) => task(&mut desks[desk.index()], rate * plan.several, work),
            None => front(
                model,
                category,
                level,
                Some(work),
                rate * plan.several,
                desks,
            ),
        }
    }
}

/// Wrong dispatches before the right one: work at the other desks of the level, and triage after each.
fn wrong(model: &Model, level: LevelId, right: DeskKindId, rate: f64, desks: &mut [Offered]) {
    let Some((chance, work)) = &model.dispatch.wrong else {
        return;
    };
    let others: Vec<DeskKindId> = model
        .departments
        .ids()
        .filter_map(|department| model.desk_kind(level, department))
        .filter(|&kind| kind != right)
        .collect();
    if others.is_empty() {
        return;
    }
    let errors = rate * chance / (1.0 - chance);
    for other in &others {
        task(
            &mut desks[other.index()],
            errors / others.len() as f64,
            work,
        );
    }
    if let Some((intake, triage)) = model.levels[level]
        .intake
        .as_ref()
        .and_then(|i| i.work.as_ref().map(|w| (i, w)))
    {
        task(&mut desks[intake.desk.index()], errors, triage);
    }
}

/// Work of the desk that acts for a level: its intake desk, or the desk of the first need that has one there.
fn front(
    model: &Model,
    category: &Category,
    level: LevelId,
    work: Option<&Dist>,
    rate: f64,
    desks: &mut [Offered],
) {
    let intake = model.levels[level]
        .intake
        .as_ref()
        .map(|intake| intake.desk);
    let first = || {
        category
            .needs
            .iter()
            .find_map(|need| model.desk_kind(level, need.department))
    };
    if let (Some(work), Some(desk)) = (work, intake.or_else(first)) {
        task(&mut desks[desk.index()], rate, work);
    }
}

fn task(desk: &mut Offered, rate: f64, work: &Dist) {
    book(desk, rate, work.mean(), work.second_moment());
}

fn book(desk: &mut Offered, rate: f64, mean: f64, square: Option<f64>) {
    if rate <= 0.0 {
        return;
    }
    desk.tasks += rate;
    desk.hours += rate * mean;
    desk.squares = desk
        .squares
        .zip(square)
        .map(|(sum, square)| sum + rate * square);
}
