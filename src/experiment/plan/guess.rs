//! The first guess of a plan by theory: square-root staffing of every desk by itself, from its load.
//!
//! It is where the search starts, and no more. The load is that of [`load_check`](crate::model::load_check), which leaves mechanisms and
//! escalation by age out; desks are taken to be apart from each other, work to be exponential, and the share that may wait to be a
//! fifth, unless a target says how many may. A desk that never closes and whose demand follows the hours is staffed for the peak of
//! its modified offered load, any other for its mean.

use super::planner::{Planner, Setting};
use super::search::Point;
use crate::diagnostic::Diagnostics;
use crate::model::demand::{ArrivalModel, PoissonModel};
use crate::model::{DeskKind, DeskLoad, Model, Staff, load_check};
use crate::scenario::optimise::GoalSide;
use crate::theory::{erlang_a, modified_offered_load, square_root_staffing};

/// The share of cases that wait at most, unless a target says so.
const WAITS: f64 = 0.2;
/// Measures that are the share of cases that wait at all.
const DELAYED: &str = "delayed_share";
/// Hours of a week.
const WEEK_H: usize = 168;
/// More people than a guess ever asks for.
const PEOPLE_MOST: u32 = 1_000_000;

/// The value of each variable that theory starts from: of people of a desk by the square-root rule, of anything else what the
/// scenario says, or the middle of its values where it says nothing.
pub(super) fn first_guess(planner: &Planner, design: &str) -> Result<Point, Diagnostics> {
    let model = planner.subject(design, &Setting::Today)?.model;
    let loads = load_check(&model);
    let today = planner.today(design);
    let waits = waits(planner);
    let mut point: Point = Vec::new();
    for (nth, variable) in planner.optimise.variables.iter().enumerate() {
        let variable = &variable.item;
        let path = &variable.axis.paths[0].value;
        let needed = desk_of(&model, path).and_then(|kind| needed(&model, kind, &loads, waits));
        point.push(match (needed, today[nth]) {
            (Some(people), now) => {
                // Of several shifts each gets its part, as today.
                let part = people.part_of(planner, design, path, now);
                variable.at_least(part)
            }
            (None, Some(now)) => variable.nearest(now),
            (None, None) => variable.count() / 2,
        });
    }
    Ok(point)
}

/// The people a desk needs, and what its variables are called.
struct Needed {
    people: f64,
    staff: String,
}

impl Needed {
    /// The part of one of several variables for the same desk, in proportion to what they are today.
    fn part_of(&self, planner: &Planner, design: &str, path: &str, now: Option<f64>) -> f64 {
        let all = planner.today(design);
        let variables = planner.optimise.variables.iter().zip(all);
        let same = variables.filter(|(variable, _)| {
            let other = &variable.item.axis.paths[0].value;
            other == path || other.contains(&self.staff) && path.contains(&self.staff)
        });
        let numbers: Vec<f64> = same.map(|(_, now)| now.unwrap_or(0.0)).collect();
        let sum: f64 = numbers.iter().sum();
        match (numbers.len(), now) {
            (2.., Some(now)) if sum > 0.0 => self.people * now / sum,
            (several, _) => self.people / several.max(1) as f64,
        }
    }
}

/// The desk whose people a path sets, as `desks.hall.staff` or `designs.reform.desks.hall.staff.0.count`.
fn desk_of<'m>(model: &'m Model, path: &str) -> Option<&'m DeskKind> {
    let mut kinds = model.desk_kinds.iter();
    kinds.find(|kind| {
        let staff = staff_path(&kind.name);
        let is_start = path.starts_with(&staff) || path.contains(&format!(".{staff}"));
        is_start && !path.contains("mechanisms.")
    })
}

fn staff_path(desk: &str) -> String {
    format!("desks.{}.staff", crate::scenario::decode::key_text(desk))
}

/// The share of cases that may wait.
fn waits(planner: &Planner) -> f64 {
    let bounds = planner.optimise.targets.iter().filter_map(|target| {
        let goal = &target.item;
        let is_of_waits = goal.metric.measure.value == DELAYED && goal.side == GoalSide::AtMost;
        is_of_waits.then(|| goal.value())
    });
    let least = bounds.fold(f64::INFINITY, f64::min);
    if least > 0.0 && least < 1.0 {
        least
    } else {
        WAITS
    }
}

/// How many people one desk of a kind needs.
fn needed(model: &Model, kind: &DeskKind, loads: &[DeskLoad], waits: f64) -> Option<Needed> {
    let load = loads
        .iter()
        .find(|load| model.desk_kinds[load.desk].name == kind.name)?;
    let people = load.people? as f64;
    // Work in people, opening hours and availability taken off.
    let mean = load.utilisation? * people;
    let hours_of_each = load.capacity_h_per_week? / f64::from(load.desks) / people / WEEK_H as f64;
    let peak = if is_always_open(model, kind) {
        peak(model, mean, load).unwrap_or(mean)
    } else {
        mean
    };
    let by_rule = square_root_staffing(peak, waits)?;
    let impatient = kind.patience.as_ref().and_then(|patience| {
        let service_mean = load.offered_h_per_week / load.tasks_per_week / hours_of_each;
        fewest_with_patience(peak, service_mean, patience.mean(), waits)
    });
    let people = impatient.unwrap_or_else(|| by_rule.ceil().max(peak.floor() + 1.0));
    Some(Needed {
        people,
        staff: staff_path(&kind.name),
    })
}

/// The fewest people with whom at most so many wait when cases give up after an exponential time (Erlang A).
fn fewest_with_patience(load: f64, service_mean: f64, patience: f64, waits: f64) -> Option<f64> {
    if !(service_mean > 0.0 && patience > 0.0 && load.is_finite()) {
        return None;
    }
    let first = ((load / 2.0) as u32).clamp(1, PEOPLE_MOST);
    let last = ((2.0 * load) as u32).saturating_add(100).min(PEOPLE_MOST);
    let found = (first..=last).find(|&people| {
        erlang_a(
            load / service_mean,
            1.0 / service_mean,
            1.0 / patience,
            people,
        )
        .is_some_and(|queue| queue.wait_probability <= waits)
    });
    found.map(f64::from)
}

fn is_always_open(model: &Model, kind: &DeskKind) -> bool {
    let horizon = model.plan.horizon;
    let is_open = |calendar| {
        let open = model.calendars[calendar].working_between(crate::time::Time::ZERO, horizon);
        open.to_hours() >= horizon.to_hours() * (1.0 - 1e-9)
    };
    match &kind.staff {
        Staff::Unlimited(_) => false,
        Staff::Groups(groups) => groups.iter().all(|group| is_open(group.calendar)),
    }
}

/// The peak of the modified offered load of a desk whose mean load is known, if its demand follows the hours of the week.
fn peak(model: &Model, mean: f64, load: &DeskLoad) -> Option<f64> {
    let mut hours = [0.0; WEEK_H];
    for source in &model.demand.sources {
        let ArrivalModel::Poisson(poisson) = &source.arrivals else {
            return None;
        };
        for (hour, rate) in hours.iter_mut().enumerate() {
            *rate += poisson.rate_per_hour * factor(poisson, hour);
        }
    }
    let total: f64 = hours.iter().sum();
    if total <= 0.0 || load.tasks_per_week <= 0.0 {
        return None;
    }
    let service_mean = mean * WEEK_H as f64 * f64::from(load.desks) / load.tasks_per_week;
    let rates: Vec<f64> = hours
        .iter()
        .map(|rate| rate / total * load.tasks_per_week / f64::from(load.desks))
        .collect();
    let all = modified_offered_load(&rates, 1.0, |time| (-time / service_mean).exp())?;
    all.into_iter().reduce(f64::max)
}

/// The factor on the rate in an hour of the week, Monday's first.
fn factor(poisson: &PoissonModel, hour: usize) -> f64 {
    let of_day = poisson.hour.get(hour % 24).copied().unwrap_or(1.0);
    let of_week = poisson.weekday.get(hour / 24).copied().unwrap_or(1.0);
    of_day * of_week
}
