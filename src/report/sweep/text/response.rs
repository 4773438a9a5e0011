//! The response table: how a metric moves with each factor, the others averaged out.

use super::{Surveyed, scale};
use crate::report::number::Scale;
use crate::report::text::Look;
use crate::report::text::grid::{Grid, GridLine};
use crate::scenario::sweep::Layout;
use crate::stats::points::Fractional;
use crate::stats::{Estimate, Tally};

/// Parts into which the values of a factor are put when there are more than this many.
const PARTS: usize = 5;
/// Width of a bar.
const BAR: usize = 24;
/// The most effects that one is said to be mixed with.
const MIXED: usize = 4;

/// Some values of a factor.
struct Part {
    text: String,
    /// The positions of the points that have them.
    points: Vec<usize>,
}

/// The means of a metric over the points that have a value of a factor, for each factor and its values, and each design.
pub(super) fn table(of: &Surveyed<'_>, metric: usize, look: &Look) -> Vec<String> {
    let survey = of.survey;
    let estimates: Vec<Vec<Option<Estimate>>> = (0..survey.designs.len())
        .map(|design| {
            let found = of.swept.points.iter();
            found
                .map(|found| survey.estimate(found, design, metric))
                .collect()
        })
        .collect();
    let scale = scale(of, metric);
    let decimals = scale.decimals(estimates.iter().flatten().flatten());
    let mean = |design: usize, points: &[usize]| {
        let values = points.iter().filter_map(|at| estimates[design][*at]);
        let tally: Tally = values.map(|one| one.mean).collect();
        tally.mean()
    };
    let factors: Vec<Vec<Part>> = (0..survey.sweep.factors.len())
        .map(|factor| parts(of, factor))
        .collect();
    let sizes = |design: usize| {
        let means = factors
            .iter()
            .flatten()
            .filter_map(|part| mean(design, &part.points));
        let sizes = means.map(f64::abs);
        (
            sizes.clone().fold(f64::INFINITY, f64::min),
            sizes.fold(0.0, f64::max),
        )
    };
    // The design that the factors move most, as a share of its values.
    let moved = |design: &usize| {
        let (least, largest) = sizes(*design);
        (largest - least) / largest.max(f64::MIN_POSITIVE)
    };
    let drawn = (0..survey.designs.len())
        .max_by(|a, b| moved(a).total_cmp(&moved(b)).then(b.cmp(a)))
        .unwrap_or(0);
    let (_, largest) = sizes(drawn);
    let mut lines = Vec::new();
    for (factor, parts) in factors.iter().enumerate() {
        for (nth, part) in parts.iter().enumerate() {
            let name = match nth {
                0 => survey.sweep.factors[factor].name.value.clone(),
                _ => String::new(),
            };
            let means = (0..survey.designs.len()).map(|design| {
                let mean = mean(design, &part.points);
                mean.map_or("none".to_owned(), |mean| scale.fixed(mean, decimals))
            });
            let bar = bar(mean(drawn, &part.points), largest, look);
            let cells = [name, part.text.clone(), part.points.len().to_string()]
                .into_iter()
                .chain(means)
                .chain([bar]);
            lines.push(GridLine::Cells(cells.collect()));
        }
        if let Some(mixed) = &survey.laid.fractional {
            let ends = |design: usize| {
                let low = mean(design, &parts.first()?.points)?;
                Some(mean(design, &parts.last()?.points)? - low)
            };
            let effects = (0..survey.designs.len()).map(|design| {
                let effect = ends(design);
                effect.map_or("none".to_owned(), |effect| scale.signed(effect, decimals))
            });
            let cells = [String::new(), "effect".to_owned(), String::new()]
                .into_iter()
                .chain(effects)
                .chain([with(of, mixed, factor)]);
            lines.push(GridLine::Cells(cells.collect()));
        }
    }
    let header = ["factor", "value", "points"]
        .map(str::to_owned)
        .into_iter()
        .chain(survey.designs.iter().cloned())
        .chain([format!("`{}`", survey.designs[drawn])]);
    let grid = Grid {
        header: header.collect(),
        left: 2,
        last_left: true,
        lines,
    };
    let name = &survey.sweep.metrics[metric].name.value;
    let mut all = vec![format!(
        "Response of `{name}`{}: mean over the points that have the value",
        unit(&scale)
    )];
    all.extend(grid.render(look.rule()));
    all
}

fn unit(scale: &Scale) -> String {
    match scale.unit {
        "" => String::new(),
        unit => format!(" [{unit}]"),
    }
}

/// The values of a factor, in parts of equal width where there are many.
fn parts(of: &Surveyed<'_>, factor: usize) -> Vec<Part> {
    let points = &of.survey.laid.points;
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| {
        let share = |at: &usize| points[*at].levels[factor].share;
        share(a).total_cmp(&share(b))
    });
    let mut parts: Vec<Part> = Vec::new();
    for &at in &order {
        let text = &points[at].levels[factor].text;
        match parts.last_mut() {
            Some(last) if last.text == *text => last.points.push(at),
            _ => parts.push(Part {
                text: text.clone(),
                points: vec![at],
            }),
        }
    }
    let is_grid = matches!(
        of.survey.sweep.layout.value,
        Layout::Grid | Layout::Fractional(_)
    );
    if is_grid || parts.len() <= 2 * PARTS {
        return parts;
    }
    let axis = &of.survey.sweep.factors[factor].item;
    let shown = |share: f64| crate::scenario::sweep::shown(&axis.at(share).value);
    let part = |nth: usize| {
        let ends = [nth, nth + 1].map(|end| end as f64 / PARTS as f64);
        let inside = order.iter().copied().filter(|at| {
            let share = points[*at].levels[factor].share;
            let is_last = nth + 1 == PARTS;
            ends[0] <= share && (share < ends[1] || is_last)
        });
        Part {
            text: format!("{} to {}", shown(ends[0]), shown(ends[1])),
            points: inside.collect(),
        }
    };
    (0..PARTS)
        .map(part)
        .filter(|part| !part.points.is_empty())
        .collect()
}

fn bar(mean: Option<f64>, largest: f64, look: &Look) -> String {
    let share = mean.map_or(0.0, |mean| mean.abs() / largest.max(f64::MIN_POSITIVE));
    let length = (share * BAR as f64).round() as usize;
    look.charset.pick("█", "#").repeat(length)
}

/// The effects of at most two factors that the effect of a factor is mixed with.
fn with(of: &Surveyed<'_>, mixed: &Fractional, factor: usize) -> String {
    let names = &of.survey.sweep.factors;
    let of_set = |set: u32| {
        let inside = (0..names.len()).filter(|at| set >> at & 1 == 1);
        let inside: Vec<&str> = inside.map(|at| names[at].name.value.as_str()).collect();
        inside.join(" x ")
    };
    let sets = mixed.aliases(1 << factor, 2);
    if sets.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = sets.iter().take(MIXED).map(|set| of_set(*set)).collect();
    let more = match sets.len().saturating_sub(MIXED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("mixed with {}{more}", shown.join(", "))
}
