//! Where the points of a sweep lie.

use std::collections::HashSet;

use crate::random::{Key, Purpose, Replication, Seed};
use crate::scenario::Sweep;
use crate::scenario::document::Node;
use crate::scenario::sweep::{Constraint, Layout, shown};
use crate::stats::points::{Fractional, fractional, grid, latin, sobol};

/// One combination of values of the factors.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its number in the layout, from 1; a point that is left out keeps its number to itself.
    pub number: usize,
    /// The values of the factors, in order.
    pub levels: Vec<Level>,
}

/// The value of a factor at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The share of the way from the first value of the factor (0) to its last (1).
    pub share: f64,
    /// The value as it is written into the scenario.
    pub node: Node,
    /// The same as a person reads it.
    pub text: String,
}

/// The points of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// The points that are run, in order.
    pub points: Vec<Point>,
    /// How many the layout has, each once.
    pub distinct: usize,
    /// What is mixed with what, in a fractional factorial.
    pub fractional: Option<Fractional>,
}

/// The points of a sweep; drawn ones with this seed.
pub fn lay(sweep: &Sweep, seed: u64) -> Laid {
    let factors = sweep.factors.len();
    let key = Key::new(Seed(seed), Replication(0)).purpose(Purpose::Points);
    let mut mixed = None;
    let spread = |points: Vec<Vec<f64>>| {
        let each = points.into_iter().map(|point| {
            let shares = sweep.factors.iter().zip(point);
            shares
                .map(|(factor, coordinate)| factor.item.spread(coordinate))
                .collect()
        });
        each.collect()
    };
    let shares: Vec<Vec<f64>> = match sweep.layout.value {
        Layout::Grid => {
            let steps: Vec<usize> = sweep.factors.iter().map(|one| one.item.steps()).collect();
            grid(&steps)
        }
        Layout::Fractional(resolution) => {
            mixed = fractional(factors, resolution);
            mixed.as_ref().map_or(Vec::new(), Fractional::points)
        }
        Layout::Latin(points) => spread(latin(points as usize, factors, key)),
        Layout::Sobol(points) => spread(sobol(points as usize, factors, key)),
    };
    let mut seen = HashSet::new();
    let mut distinct = 0;
    let mut points = Vec::new();
    for shares in shares {
        let levels: Vec<Level> = sweep
            .factors
            .iter()
            .zip(shares)
            .map(|(factor, share)| level(factor.item.at(share), share))
            .collect();
        let texts: Vec<String> = levels.iter().map(|level| level.text.clone()).collect();
        if !seen.insert(texts) {
            continue;
        }
        distinct += 1;
        let is_kept = |constraint: &Constraint| keeps(sweep, constraint, &levels);
        if sweep.constraints.iter().all(|one| is_kept(&one.item)) {
            points.push(Point {
                number: distinct,
                levels,
            });
        }
    }
    Laid {
        points,
        distinct,
        fractional: mixed,
    }
}

fn level(node: Node, share: f64) -> Level {
    Level {
        share,
        text: shown(&node.value),
        node,
    }
}

/// Whether the weighted sum lies within its bounds, but for rounding.
fn keeps(sweep: &Sweep, constraint: &Constraint, levels: &[Level]) -> bool {
    let number = |node: &Node| node.number().map_or(0.0, |(number, _)| number);
    let mut size = 0.0;
    let mut sum = 0.0;
    for (name, weight) in &constraint.sum {
        let at = sweep
            .factors
            .iter()
            .position(|one| one.name.value == name.value);
        let term = at.map_or(0.0, |at| weight * number(&levels[at].node));
        sum += term;
        size += term.abs();
    }
    let rounding = 1e-9 * size;
    let is_above = |bound: &Node| sum >= number(bound) - rounding;
    let is_below = |bound: &Node| sum <= number(bound) + rounding;
    constraint
        .at_least
        .iter()
        .all(|bound| is_above(&bound.value))
        && constraint
            .at_most
            .iter()
            .all(|bound| is_below(&bound.value))
}
