//! The cheapest plan that fits, by simulation under common random numbers: all plans when they are few, else bisection and exchange.
//!
//! A plan fits when it is to be expected that fresh streams will show that it keeps every target. The search only proposes: what it
//! proposes is checked on other streams, so that nothing that is said of the answer rests on the search being right. It takes for
//! granted that more of what costs something does not hurt: where that is wrong, it may miss a cheaper plan, and no more.

use super::bank::{Bank, Shown, is_inside, shown, worst};
use super::planner::Setting;
use crate::experiment::runs::Trouble;
use crate::scenario::optimise::Variable;

/// The most plans that are all tried in order of their cost.
const ENUMERATED_MOST: u64 = 250;
/// Plans that are tried at once, so that all threads have work; the answer does not depend on it.
const AT_ONCE: usize = 8;
/// The error on either side at which a plan is decided on before the last look.
const EARLY: f64 = 0.01;
/// How far a variable moves in an exchange.
const REACH: i64 = 2;

/// The values of the variables, counted from 0.
pub(super) type Point = Vec<u32>;

/// How the search went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Every plan that is cheaper than the answer was tried.
    Enumerated,
    /// Bisection of each variable and exchange between them; no single step or exchange leads to a cheaper plan that fits.
    Searched,
    /// The same, cut off when it had tried as many plans as it may.
    CutOff,
}

/// A search for the cheapest plan of a design.
pub(super) struct Search<'a, 'b> {
    bank: &'b mut Bank<'a>,
    variables: Vec<&'a Variable>,
    /// The share of each target's error that the check will have.
    share: f64,
    /// Plans that failed their check.
    failed: Vec<Point>,
}

impl<'a, 'b> Search<'a, 'b> {
    pub(super) fn new(bank: &'b mut Bank<'a>, share: f64, failed: &[Point]) -> Self {
        let variables = bank.planner.optimise.variables.iter();
        Self {
            variables: variables.map(|variable| &variable.item).collect(),
            bank,
            share,
            failed: failed.to_vec(),
        }
    }

    /// The cheapest plan that fits, from a first guess on; none when there is none, as far as was looked.
    pub(super) fn run(&mut self, start: &Point) -> Result<(Option<Point>, Method), Trouble> {
        let mut sizes = self.variables.iter();
        let size = sizes.try_fold(1_u64, |size, one| size.checked_mul(u64::from(one.count())));
        let budget = u64::from(self.bank.planner.optimise.budget);
        if size.is_some_and(|size| size <= ENUMERATED_MOST.min(budget)) {
            return self.enumerated();
        }
        let Some(mut best) = self.reached(start)? else {
            return Ok((None, self.method()));
        };
        loop {
            best = self.descended(best)?;
            match self.exchanged(&best)? {
                Some(better) => best = better,
                None => break,
            }
        }
        let best = self.or_today(best)?;
        Ok((Some(best), self.method()))
    }

    /// What the scenario says today, if that is one of the plans, fits, and is cheaper: a search that was cut off may not have come
    /// so far.
    fn or_today(&mut self, best: Point) -> Result<Point, Trouble> {
        let numbers = self.bank.planner.today(self.bank.design);
        let each = self.variables.iter().zip(numbers);
        let today = each.map(|(variable, number)| {
            let nth = variable.nearest(number?);
            is_same(variable.number(nth), number?).then_some(nth)
        });
        let Some(today) = today.collect::<Option<Point>>() else {
            return Ok(best);
        };
        let planner = self.bank.planner;
        let is_cheaper = planner.cost_at(&today) < planner.cost_at(&best);
        Ok(if is_cheaper && self.fits(&today)? {
            today
        } else {
            best
        })
    }

    fn method(&self) -> Method {
        match self.is_spent() {
            true => Method::CutOff,
            false => Method::Searched,
        }
    }

    /// Whether as many plans have been tried as may be.
    fn is_spent(&self) -> bool {
        self.bank.tried() >= self.bank.planner.optimise.budget as usize
    }

    /// All plans in order of their cost until one fits; of those that cost the same, the one with the most slack.
    fn enumerated(&mut self) -> Result<(Option<Point>, Method), Trouble> {
        let mut all: Vec<Point> = vec![Vec::new()];
        for variable in &self.variables {
            let with = |point: &Point| {
                let values = 0..variable.count();
                let longer = values.map(|nth| [point.as_slice(), &[nth]].concat());
                longer.collect::<Vec<Point>>()
            };
            all = all.iter().flat_map(with).collect();
        }
        let cost = |point: &Point| self.bank.planner.cost_at(point);
        all.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then_with(|| a.cmp(b)));
        let mut groups: Vec<Vec<Point>> = Vec::new();
        for point in all {
            match groups.last_mut() {
                Some(group) if is_same(cost(&group[0]), cost(&point)) => group.push(point),
                _ => groups.push(vec![point]),
            }
        }
        let mut from = 0;
        while from < groups.len() {
            let mut to = from;
            let mut batch: Vec<Point> = Vec::new();
            while to < groups.len() && batch.len() < AT_ONCE {
                batch.extend(groups[to].iter().cloned());
                to += 1;
            }
            let fits = self.fit(&batch)?;
            for group in &groups[from..to] {
                let is_fit = |point: &&Point| {
                    let at = batch.iter().position(|one| one == *point);
                    at.is_some_and(|at| fits[at])
                };
                let fitting: Vec<&Point> = group.iter().filter(is_fit).collect();
                if let Some(best) = self.roomiest(&fitting) {
                    return Ok((Some(best), Method::Enumerated));
                }
            }
            from = to;
        }
        Ok((None, Method::Enumerated))
    }

    /// The plan with the most slack; the first of equal ones.
    fn roomiest(&self, plans: &[&Point]) -> Option<Point> {
        let slack = |point: &Point| self.bank.slack(&Setting::At(point.clone()));
        let mut plans = plans.iter();
        let first = (*plans.next()?).clone();
        let best = plans.fold((slack(&first), first), |best, point| match slack(point) {
            slack if slack > best.0 => (slack, (*point).clone()),
            _ => best,
        });
        Some(best.1)
    }

    /// The start if it fits, else the first plan found that does on the way from it to the largest values of everything that costs
    /// something; if not even those do, with some of the values of a variable that costs nothing.
    fn reached(&mut self, start: &Point) -> Result<Option<Point>, Trouble> {
        if self.fits(start)? {
            return Ok(Some(start.clone()));
        }
        let mut top = start.clone();
        for (nth, variable) in top.iter_mut().zip(&self.variables) {
            if variable.cost > 0.0 {
                *nth = variable.count() - 1;
            }
        }
        if !self.fits(&top)? {
            let others = self.freely_changed(&top);
            let fits = self.fit(&others)?;
            let fitting: Vec<&Point> = others
                .iter()
                .zip(&fits)
                .filter(|(_, fits)| **fits)
                .map(|(one, _)| one)
                .collect();
            return Ok(self.roomiest(&fitting));
        }
        // Halving the way from the start, which does not fit, to the top, which does.
        let (mut out, mut inside) = (start.clone(), top);
        loop {
            let middle: Point = out
                .iter()
                .zip(&inside)
                .map(|(a, b)| (a + b).div_ceil(2))
                .collect();
            if middle == inside {
                return Ok(Some(inside));
            }
            match self.fits(&middle)? {
                true => inside = middle,
                false => out = middle,
            }
        }
    }

    /// A plan with one variable that costs nothing at each of its other values, about sixteen of them at most.
    fn freely_changed(&self, point: &Point) -> Vec<Point> {
        let mut all = Vec::new();
        for (at, variable) in self.variables.iter().enumerate() {
            let step = variable.count().div_ceil(16).max(1) as usize;
            let values = (0..variable.count()).step_by(step);
            let values = values.filter(|nth| variable.cost == 0.0 && *nth != point[at]);
            all.extend(values.map(|nth| {
                let mut other = point.clone();
                other[at] = nth;
                other
            }));
        }
        all
    }

    /// The plan with every variable that costs something as low as the others allow, the dearest first, over and over.
    fn descended(&mut self, mut best: Point) -> Result<Point, Trouble> {
        let mut order: Vec<usize> = (0..best.len()).collect();
        let a_step = |at: &usize| {
            let variable = self.variables[*at];
            variable.cost * (variable.number(1) - variable.number(0))
        };
        order.retain(|at| a_step(at) > 0.0);
        order.sort_by(|a, b| a_step(b).total_cmp(&a_step(a)));
        loop {
            let before = best.clone();
            for &at in &order {
                best = self.lowered(best, at)?;
            }
            if best == before || self.is_spent() {
                return Ok(best);
            }
        }
    }

    /// The plan with one variable at the lowest value found by bisection at which it fits.
    fn lowered(&mut self, mut best: Point, at: usize) -> Result<Point, Trouble> {
        // One lower first: most often it is the last one.
        let (mut low, mut next) = (0, best[at].saturating_sub(1));
        while low < best[at] && !self.is_spent() {
            let mut lower = best.clone();
            lower[at] = next;
            match self.fits(&lower)? {
                true => best = lower,
                false => low = next + 1,
            }
            next = (low + best[at]) / 2;
        }
        Ok(best)
    }

    /// A cheaper plan that fits with one or two variables that cost something lower and another one elsewhere; the one that saves
    /// most of those tried at once.
    fn exchanged(&mut self, best: &Point) -> Result<Option<Point>, Trouble> {
        let now = self.bank.planner.cost_at(best);
        let mut all: Vec<(f64, Point)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for down in 0..best.len() {
            if self.variables[down].cost == 0.0 {
                continue;
            }
            for other in (0..best.len()).filter(|other| *other != down) {
                for by in 1..=REACH {
                    for to in -REACH..=REACH {
                        let moved = self.moved(best, &[(down, -by), (other, to)]);
                        let Some(point) = moved.filter(|point| !seen.contains(point)) else {
                            continue;
                        };
                        let saved = now - self.bank.planner.cost_at(&point);
                        // Both lower is dearer than one lower, which does not fit.
                        let is_lower = to < 0 && self.variables[other].cost > 0.0;
                        if saved > 0.0 && !is_same(saved, 0.0) && !is_lower && to != 0 {
                            seen.insert(point.clone());
                            all.push((saved, point));
                        }
                    }
                }
            }
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        for batch in all.chunks(AT_ONCE) {
            if self.is_spent() {
                break;
            }
            let points: Vec<Point> = batch.iter().map(|(_, point)| point.clone()).collect();
            let fits = self.fit(&points)?;
            if let Some(at) = fits.iter().position(|fits| *fits) {
                return Ok(Some(points[at].clone()));
            }
        }
        Ok(None)
    }

    /// The plan with some variables moved; none when one of them would leave its values.
    fn moved(&self, point: &Point, moves: &[(usize, i64)]) -> Option<Point> {
        let mut moved = point.clone();
        for &(at, by) in moves {
            let nth = u32::try_from(i64::from(moved[at]) + by).ok()?;
            moved[at] = (nth < self.variables[at].count()).then_some(nth)?;
        }
        Some(moved)
    }

    /// Whether one plan fits.
    fn fits(&mut self, point: &Point) -> Result<bool, Trouble> {
        Ok(self.fit(std::slice::from_ref(point))?[0])
    }

    /// Which of some plans fit, each with as many replications as it takes to tell, up to the last look.
    fn fit(&mut self, points: &[Point]) -> Result<Vec<bool>, Trouble> {
        let settings: Vec<Setting> = points.iter().cloned().map(Setting::At).collect();
        let mut fits: Vec<Option<bool>> = points
            .iter()
            .map(|point| self.failed.contains(point).then_some(false))
            .collect();
        let looks = &self.bank.planner.optimise.search;
        for (nth, &look) in looks.iter().enumerate() {
            let open: Vec<usize> = (0..points.len()).filter(|at| fits[*at].is_none()).collect();
            let wanted: Vec<Setting> = open.iter().map(|at| settings[*at].clone()).collect();
            self.bank.run(&wanted, look)?;
            let is_last = nth + 1 == looks.len();
            for at in open {
                fits[at] = self.told(&settings[at], is_last);
            }
        }
        Ok(fits.into_iter().map(|fits| fits.unwrap_or(false)).collect())
    }

    /// Whether a plan fits; none when more replications are to tell.
    fn told(&self, setting: &Setting, is_last: bool) -> Option<bool> {
        let check = self.bank.planner.optimise.check as usize;
        let mut all_sure = true;
        let mut all_fit = true;
        for (at, goal) in self.bank.goals().enumerate() {
            let spread = self.bank.spread(setting, at);
            let now = shown(goal, spread.as_ref(), EARLY);
            if now == Shown::Broken {
                return Some(false);
            }
            let error = goal.error() * self.share;
            let expected = spread.and_then(|spread| worst(goal, &spread, check, error));
            all_fit &= expected.is_some_and(|expected| is_inside(goal, expected));
            all_sure &= now == Shown::Kept;
        }
        match (all_sure && all_fit, is_last) {
            (true, _) => Some(true),
            (false, true) => Some(all_fit),
            (false, false) => None,
        }
    }
}

/// Whether two costs are the same but for rounding.
fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}
