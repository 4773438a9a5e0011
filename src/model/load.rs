//! The load of every desk before any run: the work that long-run flows bring, against the hours its people have.
//!
//! It is a first look, exact only for a network of plain queues. What it leaves out:
//! - Cases that leave by age (`after`, `deadline_share`), by queue (`queue`, `when_full`) or for want of patience are taken to
//!   stay. A desk that they relieve looks busier than it is, the desk above it less.
//! - Branches that a rejection or a satisfied join would cancel are taken to be worked, except under serial dispatch.
//! - Needs are drawn anew at each handling, where a matter keeps its own.
//! - All units of a level are alike. With residents that differ, some desks have more than the mean.
//! - Work that is repeated after preemption (`restart`), added at hand-overs, or done in overtime is left out.
//! - Mechanisms (`[mechanisms]`) are left out: their own work, and what they change in the work of cases.
//! - The starting backlog is left out; dated matters are spread over the whole run.
//! - The first guess of the wait takes arrivals at a desk to be independent of each other ([`Guess`]).

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::model::{DeskKind, DeskKindId, Model, Preemption, Staff};
use crate::scenario::Scenario;
use crate::theory::{allen_cunneen, erlang_c, square_root_staffing};
use crate::time::Time;

mod traffic;
mod work;

use traffic::{Offered, OfferedAll, offered};

/// Hours in a week.
const WEEK_H: f64 = 168.0;
/// The share of cases that wait at most, for which the square-root rule is asked how many people it takes.
const SUGGESTED_WAIT_PROBABILITY: f64 = 0.2;

/// The load of the desks of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskLoad {
    /// The kind.
    pub desk: DeskKindId,
    /// Number of desks of the kind.
    pub desks: u32,
    /// People of one desk; none when unlimited.
    pub people: Option<u64>,
    /// Tasks a week that all desks of the kind together are expected to get.
    pub tasks_per_week: f64,
    /// Hands-on hours of work a week that all desks of the kind together are expected to get.
    pub offered_h_per_week: f64,
    /// Hands-on hours a week that their people have for cases, as the mean over the run; none when unlimited.
    ///
    /// Opening hours of the plan's own weeks times people, available share, speed, presence and working order.
    pub capacity_h_per_week: Option<f64>,
    /// Offered over capacity; none when unlimited, and when there are no hours at all.
    pub utilisation: Option<f64>,
    /// A first guess of the wait, or why there is none.
    pub first_guess: Result<Guess, NoGuess>,
}

/// Whether arrivals at a desk meet its people at any time, or are taken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arriving {
    /// The desk is always open and the sources have a steady rate.
    Steadily,
    /// Opening hours and varying rates are smoothed away: the week's arrivals are spread evenly over the opening hours,
    /// and the wait is in opening hours. Too low where arrivals come in peaks or while the desk is closed.
    Smoothed,
}

/// A first guess of the wait at a desk in the long run.
///
/// The probability is Erlang's C (1917); the mean is that of Allen & Cunneen (1978), which corrects it for the variation of
/// service and of arrivals: exact for M/M/c and M/G/1. Batches, dispersion and renewal sources enter as the variation of
/// arrivals, thinned by the share of a source's matters that a desk gets. The order of service is taken to leave the mean
/// as it is, which holds when it does not look at the length of the work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Mean wait in hours.
    pub wait_mean_h: f64,
    /// Share of tasks that wait at all.
    pub wait_probability: f64,
    /// What was assumed of the arrivals.
    pub arriving: Arriving,
}

/// Why there is no first guess of the wait at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoGuess {
    /// It has as much work as time or more, or nobody.
    Overloaded,
    /// Its people have different hours.
    SeveralShifts,
    /// People are away, or it breaks down.
    Absences,
    /// Tasks are let in at certain instants only.
    Gate,
    /// Cases leave its queue.
    Leaving,
    /// Tasks are preempted.
    Preemption,
    /// Its work has no finite variance.
    WildWork,
}

impl NoGuess {
    /// The reason in a few words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Overloaded => "no steady state: as much work as time, or more",
            Self::SeveralShifts => "people have different hours",
            Self::Absences => "people are away at times, or the desk breaks down",
            Self::Gate => "tasks are let in at certain instants only",
            Self::Leaving => "cases leave the queue",
            Self::Preemption => "tasks are preempted",
            Self::WildWork => "the work has no finite variance",
        }
    }
}

/// The load of every kind of desk, in order.
pub fn load_check(model: &Model) -> Vec<DeskLoad> {
    let offered = offered(model);
    let loads = model.desk_kinds.entries().zip(&offered.desks);
    loads
        .map(|((id, kind), work)| desk_load(model, id, kind, work, &offered))
        .collect()
}

fn desk_load(
    model: &Model,
    id: DeskKindId,
    kind: &DeskKind,
    work: &Offered,
    all: &OfferedAll,
) -> DeskLoad {
    let capacity = capacity(model, kind).map(|hours| hours * WEEK_H * f64::from(kind.count));
    let offered = work.hours * WEEK_H;
    let mut load = DeskLoad {
        desk: id,
        desks: kind.count,
        people: kind.staff.people(),
        tasks_per_week: work.tasks * WEEK_H,
        offered_h_per_week: offered,
        capacity_h_per_week: capacity,
        utilisation: capacity
            .filter(|&hours| hours > 0.0)
            .map(|hours| offered / hours),
        first_guess: Err(NoGuess::Overloaded),
    };
    load.first_guess = guess(model, kind, work, all, load.utilisation);
    load
}

/// Hands-on hours an hour of one desk, as the mean over the run; none when unlimited.
fn capacity(model: &Model, kind: &DeskKind) -> Option<f64> {
    let Staff::Groups(groups) = &kind.staff else {
        return None;
    };
    let horizon = model.plan.horizon;
    let on_duty: f64 = groups
        .iter()
        .map(|group| {
            let open = model.calendars[group.calendar].working_between(Time::ZERO, horizon);
            f64::from(group.count) * (open.to_hours() / horizon.to_hours())
        })
        .sum();
    Some(on_duty * kind.rate * (1.0 - kind.absence) * working_order(kind))
}

/// The share of time that people or the desk are not broken down.
fn working_order(kind: &DeskKind) -> f64 {
    kind.outage.as_ref().map_or(1.0, |outage| {
        let (up, down) = (outage.up.mean(), outage.down.mean());
        up / (up + down)
    })
}

fn guess(
    model: &Model,
    kind: &DeskKind,
    work: &Offered,
    all: &OfferedAll,
    utilisation: Option<f64>,
) -> Result<Guess, NoGuess> {
    if let Some(reason) = obstacle(model, kind) {
        return Err(reason);
    }
    let open_share = open_share(model, kind);
    let arriving = if all.is_steady && open_share == 1.0 {
        Arriving::Steadily
    } else {
        Arriving::Smoothed
    };
    let no_wait = Guess {
        wait_mean_h: 0.0,
        wait_probability: 0.0,
        arriving,
    };
    let Some(people) = kind.staff.people() else {
        return Ok(no_wait);
    };
    if utilisation.is_none_or(|share| share >= 1.0) {
        return Err(NoGuess::Overloaded);
    }
    if work.hours == 0.0 {
        return Ok(no_wait);
    }
    let service_mean = work.hours / work.tasks / kind.rate;
    let square = work.squares.ok_or(NoGuess::WildWork)? / work.tasks / (kind.rate * kind.rate);
    let service_cv = (square / (service_mean * service_mean) - 1.0)
        .max(0.0)
        .sqrt();
    let rate = work.tasks / f64::from(kind.count) / open_share;
    let servers = u32::try_from(people).unwrap_or(u32::MAX);
    let arrival_cv = work.arrival_variation.sqrt();
    let mean = allen_cunneen(rate, arrival_cv, service_mean, service_cv, servers);
    match (mean, erlang_c(servers, rate * service_mean)) {
        (Some(wait_mean_h), Some(wait_probability)) => Ok(Guess {
            wait_mean_h,
            wait_probability,
            arriving,
        }),
        _ => Err(NoGuess::Overloaded),
    }
}

/// The share of the run in which a desk is open, by the hours of its first group.
fn open_share(model: &Model, kind: &DeskKind) -> f64 {
    let calendar = match &kind.staff {
        Staff::Unlimited(calendar) => Some(*calendar),
        Staff::Groups(groups) => groups.first().map(|group| group.calendar),
    };
    let horizon = model.plan.horizon;
    calendar.map_or(1.0, |calendar| {
        let open = model.calendars[calendar].working_between(Time::ZERO, horizon);
        open.to_hours() / horizon.to_hours()
    })
}

/// What a plain queue does not have.
fn obstacle(model: &Model, kind: &DeskKind) -> Option<NoGuess> {
    let has_shifts = match &kind.staff {
        Staff::Unlimited(_) => false,
        Staff::Groups(groups) => groups
            .iter()
            .any(|group| group.calendar != groups[0].calendar),
    };
    let escalate = &model.levels[kind.level].escalate;
    let leaves = kind.patience.is_some()
        || kind.waiting_room.is_some()
        || escalate.after.is_some()
        || escalate.deadline_share.is_some()
        || escalate.queue.is_some();
    let absent = kind.absence > 0.0 || kind.outage.is_some() || kind.vacation.is_some();
    let obstacles = [
        (has_shifts, NoGuess::SeveralShifts),
        (kind.gate.is_some(), NoGuess::Gate),
        (absent, NoGuess::Absences),
        (leaves, NoGuess::Leaving),
        (kind.preemption != Preemption::None, NoGuess::Preemption),
    ];
    obstacles
        .into_iter()
        .find(|(holds, _)| *holds)
        .map(|(_, reason)| reason)
}

/// A warning for each kind of desk with as much work as time or more, at the place of its staff in the scenario.
pub fn overloaded_desks(loads: &[DeskLoad], model: &Model, scenario: &Scenario) -> Diagnostics {
    let mut found = Diagnostics::new();
    for load in loads {
        let (Some(capacity), true) = (load.capacity_h_per_week, load.offered_h_per_week > 0.0)
        else {
            continue;
        };
        if load.offered_h_per_week < capacity {
            continue;
        }
        let kind = &model.desk_kinds[load.desk];
        let each = f64::from(load.desks.max(1));
        let of = if load.desks > 1 {
            format!(" (each of {})", load.desks)
        } else {
            String::new()
        };
        let percent = load
            .utilisation
            .map_or(String::new(), |share| format!(": {:.0} %", 100.0 * share));
        let message = format!(
            "desk `{}`{of} is to get {} h of work a week and its people have {} h for cases{percent}",
            kind.name,
            hours(load.offered_h_per_week / each),
            hours(capacity / each),
        );
        let typed = scenario
            .desks
            .iter()
            .find(|desk| desk.name.value == kind.name);
        let place = typed.map_or(Place::NOWHERE, |desk| desk.item.staff.place);
        let diagnostic = Diagnostic::warning(Code::Overloaded, place, message);
        found.push(match enough(load, capacity) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }
    found
}

/// How many people would bring the load under one, and how many few waits take.
fn enough(load: &DeskLoad, capacity: f64) -> Option<String> {
    let people = load.people.filter(|&people| people > 0)? as f64;
    if capacity <= 0.0 {
        return None;
    }
    let needed = load.offered_h_per_week / capacity * people;
    let least = needed.floor() + 1.0;
    let roomy = square_root_staffing(needed, SUGGESTED_WAIT_PROBABILITY)
        .map_or(least, |n| n.ceil().max(least));
    let unit = |n: f64| if n == 1.0 { "person" } else { "people" };
    Some(format!(
        "{least} {} keep up; {roomy}, by the square-root rule, keep four of five cases from waiting",
        unit(least)
    ))
}

fn hours(hours: f64) -> String {
    format!("{}", (hours * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests;
