//! Proposals checked on fresh streams, one after the other, until one is accepted; and what would be cheaper.

use super::bank::Bank;
use super::planner::Setting;
use super::search::{Method, Point, Search};
use super::{Fullest, Shape, shape};
use crate::experiment::runs::Trouble;
use crate::model::load_check;
use crate::random::Key;

/// The most proposals that are checked.
const PROPOSALS_MOST: u32 = 10;

/// Proposals and what became of them.
pub(super) struct Checks {
    root: Key,
    /// How many have been checked.
    count: u32,
    /// The one that was accepted.
    pub(super) accepted: Option<(Point, Shape)>,
    /// Its number.
    accepted_as: u32,
    /// Those that failed, as points.
    out: Vec<Point>,
    /// Those that failed.
    pub(super) failed: Vec<Shape>,
    /// The plans one step cheaper than the accepted one.
    pub(super) cheaper: Vec<(usize, Shape)>,
    /// Replications of checks.
    pub(super) runs: u64,
}

impl Checks {
    /// Nothing is checked yet; the streams of the k-th check start from the k-th child of a key.
    pub(super) fn new(root: Key) -> Self {
        Self {
            root,
            count: 0,
            accepted: None,
            accepted_as: 1,
            out: Vec::new(),
            failed: Vec::new(),
            cheaper: Vec::new(),
            runs: 0,
        }
    }

    /// The share of the error that the k-th check may spend, counted from 1: a half, a quarter, and so on.
    fn share(number: u32) -> f64 {
        0.5_f64.powi(number as i32)
    }

    fn streams<'a>(&self, bank: &Bank<'a>, number: u32) -> Bank<'a> {
        bank.on(self.root.child(u64::from(number)).seed())
    }

    /// The streams on which the accepted plan was checked, or those of the first check.
    pub(super) fn streams_of_answer<'a>(&self, bank: &Bank<'a>) -> Bank<'a> {
        self.streams(bank, self.accepted_as)
    }

    /// Proposes and checks until a plan is accepted and no plan a step cheaper is shown to keep all targets, or there is nothing
    /// left to propose.
    pub(super) fn until_accepted(
        &mut self,
        bank: &mut Bank<'_>,
        guess: &Point,
    ) -> Result<Method, Trouble> {
        let (mut proposal, mut method) = Search::new(bank, Self::share(1), &self.out).run(guess)?;
        while let Some(point) = proposal.take() {
            let is_cheaper = self.accepted.is_some();
            let is_kept = self.check(bank, &point)?;
            if self.count == PROPOSALS_MOST {
                break;
            }
            proposal = match (is_kept, is_cheaper) {
                (true, _) => self.promising(),
                // What is a step cheaper and looked well did not stand its own check.
                (false, true) => None,
                (false, false) => {
                    let share = Self::share(self.count + 1);
                    let mut search = Search::new(bank, share, &self.out);
                    let (next, how) = search.run(&point)?;
                    method = how;
                    next
                }
            };
        }
        Ok(method)
    }

    /// Checks a plan on streams of its own.
    fn check(&mut self, bank: &Bank<'_>, point: &Point) -> Result<bool, Trouble> {
        self.count += 1;
        let share = Self::share(self.count);
        let n = bank.planner.optimise.check;
        let mut fresh = self.streams(bank, self.count);
        let setting = Setting::At(point.clone());
        fresh.run(std::slice::from_ref(&setting), n)?;
        let found = shape(&fresh, setting, share);
        let is_kept = found.is_kept();
        if is_kept {
            self.cheaper = a_step_cheaper(&mut fresh, point)?;
            self.accepted = Some((point.clone(), found));
            self.accepted_as = self.count;
        } else {
            self.out.push(point.clone());
            self.failed.push(found);
        }
        self.runs += fresh.runs();
        Ok(is_kept)
    }

    /// The cheapest plan a step cheaper than the accepted one of which the streams of that one's check show that it keeps all
    /// targets, too: it gets a check of its own.
    fn promising(&self) -> Option<Point> {
        let (accepted, _) = self.accepted.as_ref()?;
        let kept = self.cheaper.iter().filter(|(_, shape)| shape.is_kept());
        let points = kept.filter_map(|(_, shape)| match &shape.setting {
            Setting::At(point) => Some((shape.cost?, point.clone())),
            Setting::Today => None,
        });
        let points = points.filter(|(_, point)| point != accepted && !self.out.contains(point));
        let cheapest = points.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        cheapest.map(|(_, point)| point)
    }
}

/// The plans one step cheaper than a plan, in one variable each, on the same streams, each target at its whole error.
fn a_step_cheaper(fresh: &mut Bank<'_>, point: &Point) -> Result<Vec<(usize, Shape)>, Trouble> {
    let variables = &fresh.planner.optimise.variables;
    let lower: Vec<(usize, Setting)> = (0..point.len())
        .filter(|at| variables[*at].item.cost > 0.0 && point[*at] > 0)
        .map(|at| {
            let mut lower = point.clone();
            lower[at] -= 1;
            (at, Setting::At(lower))
        })
        .collect();
    let settings: Vec<Setting> = lower.iter().map(|(_, setting)| setting.clone()).collect();
    let n = fresh.planner.optimise.check;
    fresh.run(&settings, n)?;
    let each = lower.into_iter();
    Ok(each
        .map(|(at, setting)| (at, shape(fresh, setting, 1.0)))
        .collect())
}

/// The most that may be had of everything that costs something, beside a first guess of anything else, and the fullest desk there.
pub(super) fn most(
    fresh: &mut Bank<'_>,
    guess: &Point,
) -> Result<(Shape, Option<Fullest>), Trouble> {
    let planner = fresh.planner;
    let variables = planner.optimise.variables.iter();
    let most = variables
        .zip(guess)
        .map(|(variable, &nth)| match variable.item.cost {
            0.0 => nth,
            _ => variable.item.count() - 1,
        });
    let setting = Setting::At(most.collect());
    fresh.run(std::slice::from_ref(&setting), planner.optimise.check)?;
    let subject = planner.subject(fresh.design, &setting);
    let model = subject
        .map_err(|wrong| Trouble::Input(wrong, planner.sources().clone()))?
        .model;
    let fullest = load_check(&model)
        .into_iter()
        .filter_map(|load| Some((load.utilisation?, load.desk)))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(utilisation, desk)| Fullest {
            desk: model.desk_kinds[desk].name.clone(),
            utilisation,
        });
    Ok((shape(fresh, setting, 1.0), fullest))
}
