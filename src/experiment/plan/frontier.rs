//! What more or less money would bring: plans of which none is beaten in cost, targets and burden at once.
//!
//! From the plan upwards the step that brings most for its cost is added, over and over, and downwards the step that hurts least for
//! what it saves is taken away (marginal allocation, Fox 1966). Together with what the search has met, those that nothing beats are
//! run again on streams of their own, since the ones that look best on the streams on which they were chosen look better than they are.

use super::bank::Bank;
use super::planner::Setting;
use super::search::Point;
use super::{Shape, shape};
use crate::experiment::runs::Trouble;
use crate::random::Key;
use crate::scenario::optimise::GoalSide;

/// The child of the key of fresh streams that the frontier has.
const STREAMS: u64 = u64::MAX;
/// The most plans of a frontier.
const SHOWN_MOST: usize = 16;

/// The frontier around a plan, cheapest first.
pub(super) fn frontier(
    bank: &mut Bank<'_>,
    plan: &Point,
    root: Key,
) -> Result<Vec<Shape>, Trouble> {
    let optimise = &bank.planner.optimise;
    let (steps, first, last) = (
        optimise.frontier,
        optimise.search[0],
        optimise.search.last().copied(),
    );
    if steps == 0 {
        return Ok(Vec::new());
    }
    let mut path = vec![plan.clone()];
    for way in [1, -1] {
        let mut at = plan.clone();
        for _ in 0..steps {
            let Some(next) = stepped(bank, &at, way, first)? else {
                break;
            };
            path.push(next.clone());
            at = next;
        }
    }
    let mut chosen = unbeaten(bank, bank.points());
    chosen = spaced(bank, chosen, &path);
    let mut fresh = bank.on(root.child(STREAMS).seed());
    let settings: Vec<Setting> = chosen.iter().cloned().map(Setting::At).collect();
    fresh.run(&settings, last.unwrap_or(first))?;
    let kept = unbeaten(&fresh, fresh.points());
    let mut shapes: Vec<Shape> = kept
        .into_iter()
        .map(|point| shape(&fresh, Setting::At(point), 1.0))
        .collect();
    shapes.sort_by(|a, b| {
        let cost = |shape: &Shape| shape.cost.unwrap_or(f64::INFINITY);
        cost(a).total_cmp(&cost(b))
    });
    Ok(shapes)
}

/// The plan one step up or down that changes most, or least, in the targets for its cost; none at the end.
fn stepped(bank: &mut Bank<'_>, at: &Point, way: i64, n: u32) -> Result<Option<Point>, Trouble> {
    let planner = bank.planner;
    let variables = planner.optimise.variables.iter().enumerate();
    let mut steps: Vec<Point> = Vec::new();
    for (nth, variable) in variables.filter(|(_, variable)| variable.item.cost > 0.0) {
        let moved = u32::try_from(i64::from(at[nth]) + way);
        if let Ok(value) = moved
            && value < variable.item.count()
        {
            let mut point = at.clone();
            point[nth] = value;
            steps.push(point);
        }
    }
    let mut settings: Vec<Setting> = steps.iter().cloned().map(Setting::At).collect();
    settings.push(Setting::At(at.clone()));
    bank.run(&settings, n)?;
    let (before, cost) = (score(bank, at), planner.cost_at(at));
    let worth = |point: &Point| {
        let gain = score(bank, point) - before;
        let price = (planner.cost_at(point) - cost).abs();
        // Nothing is left to be said between two that both are out of all bounds.
        if gain.is_nan() {
            f64::NEG_INFINITY
        } else {
            gain / price
        }
    };
    let mut best: Option<(f64, Point)> = None;
    for point in steps {
        let worth = worth(&point);
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, point));
        }
    }
    Ok(best.map(|(_, point)| point))
}

/// How well a plan does in all targets together: the sum of the shares of their bounds that are left.
fn score(bank: &Bank<'_>, point: &Point) -> f64 {
    let setting = Setting::At(point.clone());
    let each = bank.goals().enumerate().map(|(at, goal)| {
        let Some(spread) = bank.spread(&setting, at) else {
            return f64::NEG_INFINITY;
        };
        let size = if goal.value() == 0.0 {
            1.0
        } else {
            goal.value().abs()
        };
        match goal.side {
            GoalSide::AtMost => -spread.mean / size,
            GoalSide::AtLeast => spread.mean / size,
        }
    });
    each.sum()
}

/// The plans that no other is at least as good as in cost, every target and burden, and better in one.
fn unbeaten(bank: &Bank<'_>, points: Vec<Point>) -> Vec<Point> {
    let measured: Vec<(Point, Vec<f64>)> = points
        .into_iter()
        .filter_map(|point| {
            let values = values(bank, &point)?;
            Some((point, values))
        })
        .collect();
    let beats = |a: &[f64], b: &[f64]| {
        let mut both = a.iter().zip(b);
        both.all(|(a, b)| a <= b) && a != b
    };
    let is_unbeaten = |own: &[f64]| !measured.iter().any(|(_, other)| beats(other, own));
    measured
        .iter()
        .filter(|(_, own)| is_unbeaten(own))
        .map(|(point, _)| point.clone())
        .collect()
}

/// Cost, targets and burden of a plan, less being better in each; none where something has no value.
fn values(bank: &Bank<'_>, point: &Point) -> Option<Vec<f64>> {
    let setting = Setting::At(point.clone());
    let goals = bank.goals().enumerate().map(|(at, goal)| {
        let mean = bank.spread(&setting, at)?.mean;
        Some(match goal.side {
            GoalSide::AtMost => mean,
            GoalSide::AtLeast => -mean,
        })
    });
    let burden = bank.spread(&setting, bank.planner.metrics() - 1)?.mean;
    let all = std::iter::once(Some(bank.planner.cost_at(point))).chain(goals);
    all.chain([Some(burden)]).collect()
}

/// At most so many of some plans: those of a path, and others evenly by cost.
fn spaced(bank: &Bank<'_>, mut points: Vec<Point>, path: &[Point]) -> Vec<Point> {
    let planner = bank.planner;
    let costs = || path.iter().map(|point| planner.cost_at(point));
    let range = costs().fold(f64::INFINITY, f64::min)..=costs().fold(0.0, f64::max);
    points.retain(|point| !path.contains(point) && range.contains(&planner.cost_at(point)));
    points.sort_by(|a, b| {
        let costs = planner.cost_at(a).total_cmp(&planner.cost_at(b));
        costs.then_with(|| a.cmp(b))
    });
    let room = SHOWN_MOST.saturating_sub(path.len());
    let count = points.len();
    let mut chosen = path.to_vec();
    let taken = room.min(count);
    chosen.extend((0..taken).map(|nth| points[nth * count / taken].clone()));
    chosen
}
