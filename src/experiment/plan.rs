//! The cheapest plan that keeps its targets, and how sure that is.
//!
//! A plan is asked for by `[optimise]`: variables with their values and costs, and targets, each a bound on the true mean of a metric
//! over replications. The search (`search`) starts from theory's guess (`guess`) and proposes; what it proposes is checked on
//! streams of matters that it has not seen. A plan is accepted when those show that every target is kept: the one-sided bound of the
//! mean ([`Spread`]) lies inside. All targets must be shown, so each is tested at its own error and nothing is
//! gained by having several (Berger 1982, intersection-union tests). The k-th proposal that is checked has streams of its own and
//! 1/2^k of the error, so the chance that the accepted plan truly breaks a target is at most the error that the target allows,
//! however many proposals fail before.

use std::sync::atomic::AtomicBool;

use crate::diagnostic::Diagnostics;
use crate::experiment::Progress;
use crate::experiment::runs::{Runner, Trouble, cost};
use crate::experiment::store::Store;
use crate::experiment::subject::Meaning;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::stats::Spread;

mod bank;
mod check;
mod frontier;
mod guess;
mod planner;
mod search;

pub use bank::Shown;
pub use planner::{Planner, Setting};
pub use search::Method;

use bank::{Bank, shown, worst};
use check::Checks;
use guess::first_guess;

/// What was found for one design.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The design.
    pub design: String,
    /// What the metrics mean: those of the targets in order, and last the burden.
    pub meanings: Vec<Meaning>,
    /// What the design is today.
    pub today: Shape,
    /// Theory's first guess.
    pub guess: Shape,
    /// The accepted plan; none when none was shown to keep all targets.
    pub plan: Option<Shape>,
    /// The plans that were checked before, and failed.
    pub failed: Vec<Shape>,
    /// The plans one step cheaper than the accepted one, in one variable each, on the streams of its check: the variable, and what
    /// was found.
    pub cheaper: Vec<(usize, Shape)>,
    /// When no plan was accepted: the most that may be had of everything that costs something, and its fullest desk.
    pub most: Option<(Shape, Option<Fullest>)>,
    /// What cannot be had better in cost, targets and burden at once, cheapest first; on streams of their own.
    pub frontier: Vec<Shape>,
    /// How the search went.
    pub method: Method,
    /// Plans that the search tried.
    pub tried: usize,
    /// Replications in all.
    pub replications: u64,
}

/// What was found of one setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// What the variables are set to.
    pub setting: Setting,
    /// The numbers of the variables; none where the scenario has no number.
    pub numbers: Vec<Option<f64>>,
    /// What they cost; none where a number is not known that costs something.
    pub cost: Option<f64>,
    /// The metrics: those of the targets in order, and last the burden; none where a replication has no value.
    pub metrics: Vec<Option<Spread>>,
    /// What is shown of each target, and the bound of its true mean on the side that matters.
    pub targets: Vec<Told>,
    /// The share of each target's error that was spent on it.
    pub share: f64,
}

/// What is shown of a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Whether it is kept.
    pub shown: Shown,
    /// What the true mean is at most, for a target of at most so much, or at least.
    pub bound: Option<f64>,
}

/// The fullest desk of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Fullest {
    /// Its name.
    pub desk: String,
    /// Hours of work it gets over the hours it has, by the load of the long run.
    pub utilisation: f64,
}

impl Shape {
    /// Whether all targets are shown to be kept.
    pub fn is_kept(&self) -> bool {
        self.targets.iter().all(|told| told.shown == Shown::Kept)
    }
}

/// Plans every design of a scenario. Streams start from `seed`; finished replications are kept in `store`.
///
/// # Errors
/// The first trouble; [`Trouble::Stopped`] when `stop` was set, after what is finished has been kept.
pub fn plan(
    planner: &Planner,
    seed: Seed,
    store: &Store,
    progress: &(dyn Progress + Sync),
    stop: &AtomicBool,
) -> Result<Vec<Planned>, Trouble> {
    let runner = Runner::new(store, progress, stop);
    let mut units = 0;
    for design in planner.designs() {
        let subject = planner.subject(design, &Setting::Today);
        let subject = subject.map_err(|wrong| Trouble::Input(wrong, planner.sources().clone()))?;
        units += cost(&subject) * likely(planner);
    }
    runner.plan(units);
    let each = planner.designs().iter();
    each.map(|design| planned(planner, design, seed, &runner))
        .collect()
}

/// Replications that a plan is likely to take, for the time left: about a dozen plans for each variable at the first look and a third of
/// them up to the last, the check of two proposals with what is a step cheaper, and the frontier.
fn likely(planner: &Planner) -> u64 {
    let optimise = &planner.optimise;
    let variables = optimise.variables.len() as u64;
    let (first, last) = (optimise.search[0], optimise.search.last().copied());
    let (first, last) = (u64::from(first), u64::from(last.unwrap_or(first)));
    let tried = (12 * variables).min(u64::from(optimise.budget));
    let frontier = u64::from(optimise.frontier) * 2 * (variables * first + last);
    tried * first + tried / 3 * last + u64::from(optimise.check) * (3 + 2 * variables) + frontier
}

/// The plan of one design.
pub(crate) fn planned(
    planner: &Planner,
    design: &str,
    seed: Seed,
    runner: &Runner<'_>,
) -> Result<Planned, Trouble> {
    let input = |wrong: Diagnostics| Trouble::Input(wrong, planner.sources().clone());
    let meanings = planner.meanings(design).map_err(input)?;
    let guess = first_guess(planner, design).map_err(input)?;
    let mut bank = Bank::new(planner, design, seed, runner);
    let root = Key::new(seed, Replication(0)).purpose(Purpose::Plan);
    let mut checks = Checks::new(root);
    let method = checks.until_accepted(&mut bank, &guess)?;
    let accepted = checks.accepted.clone();
    let frontier = match &accepted {
        Some((point, _)) => frontier::frontier(&mut bank, point, root)?,
        None => Vec::new(),
    };
    let mut on = checks.streams_of_answer(&bank);
    let all = planner.optimise.check;
    let starts = [Setting::Today, Setting::At(guess.clone())];
    on.run(&starts, all)?;
    let most = match &accepted {
        Some(_) => None,
        None => Some(check::most(&mut on, &guess)?),
    };
    let [today, guess] = starts.map(|setting| shape(&on, setting, 1.0));
    let cheaper = std::mem::take(&mut checks.cheaper);
    Ok(Planned {
        design: design.to_owned(),
        meanings,
        today,
        guess,
        plan: accepted.map(|(_, shape)| shape),
        failed: checks.failed,
        cheaper,
        most,
        frontier,
        method,
        tried: bank.tried(),
        replications: bank.runs() + checks.runs + on.runs(),
    })
}

/// Whether a check on the streams of a seed, with a share of each target's error, would accept a setting.
pub(crate) fn is_accepted(
    (planner, design): (&Planner, &str),
    setting: &Setting,
    share: f64,
    seed: Seed,
    runner: &Runner<'_>,
) -> Result<bool, Trouble> {
    let mut bank = Bank::new(planner, design, seed, runner);
    bank.run(std::slice::from_ref(setting), planner.optimise.check)?;
    Ok(shape(&bank, setting.clone(), share).is_kept())
}

/// What a bank shows of a setting, with a share of each target's error.
fn shape(bank: &Bank<'_>, setting: Setting, share: f64) -> Shape {
    let numbers = bank.planner.numbers(bank.design, &setting);
    let metrics: Vec<Option<Spread>> = (0..bank.planner.metrics())
        .map(|metric| bank.spread(&setting, metric))
        .collect();
    let targets = bank.goals().zip(&metrics).map(|(goal, spread)| {
        let error = goal.error() * share;
        let bound = spread.and_then(|spread| worst(goal, &spread, spread.n, error));
        Told {
            shown: shown(goal, spread.as_ref(), error),
            bound,
        }
    });
    Shape {
        cost: bank.planner.cost(&numbers),
        numbers,
        targets: targets.collect(),
        metrics,
        setting,
        share,
    }
}
