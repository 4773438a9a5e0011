//! The response table: how a metric moves with each factor, the others averaged out.

use super::{Surveyed, scale, with_half_width};
use crate::report::number::Scale;
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::scenario::sweep::Layout;
use crate::stats::points::Fractional;
use crate::stats::{Estimate, t_interval};

/// Parts into which the values of a factor are put when there are more than this many.
const PARTS: usize = 5;
/// Width of a bar.
const BAR: usize = 16;
/// The most effects that one is said to be mixed with.
const MIXED: usize = 4;

/// Some values of a factor.
struct Part {
    text: String,
    /// The positions of the points that have them, and a value of the metric under every design.
    points: Vec<usize>,
}

/// A metric at all points.
struct Response<'a> {
    of: &'a Surveyed<'a>,
    /// By design and point its value in every replication.
    values: Vec<Vec<Option<Vec<f64>>>>,
    /// Replications that every point has.
    n: usize,
    /// The values of each factor, in parts.
    factors: Vec<Vec<Part>>,
    scale: Scale,
    decimals: usize,
}

/// The means of a metric over the points that have a value of a factor, for each factor and its values, and each design.
pub(super) fn table(of: &Surveyed<'_>, metric: usize, look: &Look) -> Vec<String> {
    let response = Response::new(of, metric);
    let survey = of.survey;
    let drawn = response.most_moved();
    let mut lines = Vec::new();
    for (factor, parts) in response.factors.iter().enumerate() {
        for (nth, part) in parts.iter().enumerate() {
            let name = match nth {
                0 => survey.sweep.factors[factor].name.value.clone(),
                _ => String::new(),
            };
            let start = [name, part.text.clone(), part.points.len().to_string()];
            let bar = response.bar(part, drawn, look);
            lines.push(response.line(start, |design| response.averaged(design, part), bar, look));
        }
        if let (Some(mixed), [low, high]) = (&survey.laid.fractional, &parts[..]) {
            let start = [String::new(), "effect".to_owned(), String::new()];
            let effect = |design| response.effect(design, low, high);
            lines.push(response.line(start, effect, with(of, mixed, factor), look));
        }
    }
    let versus = response.pair().map(|(base, other)| {
        let [base, other] = [base, other].map(|design| &survey.designs[design]);
        format!("{other} − {base}")
    });
    let header = ["factor", "value", "points"]
        .map(str::to_owned)
        .into_iter()
        .chain(survey.designs.iter().cloned())
        .chain(versus.map(|text| look.charset.pick(text.clone(), text.replace('−', "-"))))
        .chain([format!("`{}`", survey.designs[drawn])]);
    let grid = Grid {
        header: header.collect(),
        left: 2,
        last_left: true,
        lines,
    };
    let name = &survey.sweep.metrics[metric].name.value;
    let title = format!(
        "Response of `{name}`{}: mean over the points that have the value, and its interval over {} replications",
        unit(&response.scale),
        response.n
    );
    let mut all = wrap(&title, look.width, "", "  ");
    all.extend(grid.render(look.rule()));
    all
}

impl<'a> Response<'a> {
    fn new(of: &'a Surveyed<'a>, metric: usize) -> Self {
        let designs = 0..of.survey.designs.len();
        let found = &of.swept.points;
        let values: Vec<Vec<Option<Vec<f64>>>> = designs
            .map(|design| {
                let each = found.iter().map(|found| found.complete(design, metric));
                each.collect()
            })
            .collect();
        let has_values = |at: usize| values.iter().all(|of_design| of_design[at].is_some());
        let factors = (0..of.survey.sweep.factors.len()).map(|factor| {
            let mut parts = parts(of, factor);
            for part in &mut parts {
                part.points.retain(|at| has_values(*at));
            }
            parts
        });
        let mut response = Self {
            of,
            n: found.iter().map(|found| found.n).min().unwrap_or(0) as usize,
            factors: factors.collect(),
            scale: scale(of, metric),
            decimals: 0,
            values,
        };
        let parts = response.factors.iter().flatten();
        let estimates: Vec<Estimate> = parts
            .flat_map(|part| (0..response.values.len()).map(move |design| (design, part)))
            .filter_map(|(design, part)| response.mean(design, part))
            .collect();
        response.decimals = response.scale.decimals(estimates.iter());
        response
    }

    /// The metric averaged over points, by replication; none without points. Points are on the same streams, so that it varies
    /// over replications, which are independent, and not over points.
    fn averaged(&self, design: usize, part: &Part) -> Option<Vec<f64>> {
        let mut means = vec![0.0; self.n];
        for at in &part.points {
            let values = self.values[design][*at].iter().flatten();
            for (mean, value) in means.iter_mut().zip(values) {
                *mean += value / part.points.len() as f64;
            }
        }
        (!part.points.is_empty()).then_some(means)
    }

    fn estimate(&self, values: &[f64]) -> Option<Estimate> {
        t_interval(values, self.of.survey.confidence)
    }

    fn mean(&self, design: usize, part: &Part) -> Option<Estimate> {
        self.estimate(&self.averaged(design, part)?)
    }

    /// The metric at the high end less that at the low one, by replication.
    fn effect(&self, design: usize, low: &Part, high: &Part) -> Option<Vec<f64>> {
        let (low, high) = (self.averaged(design, low)?, self.averaged(design, high)?);
        Some(less(&high, &low))
    }

    /// The baseline and the other design, when there are just these two.
    fn pair(&self) -> Option<(usize, usize)> {
        let base = self.of.survey.baseline?;
        (self.values.len() == 2).then_some((base, 1 - base))
    }

    /// One line: each design, and the difference of the two when there are two.
    fn line(
        &self,
        start: [String; 3],
        values: impl Fn(usize) -> Option<Vec<f64>>,
        end: String,
        look: &Look,
    ) -> GridLine {
        let text = |values: Option<Vec<f64>>| match values.and_then(|all| self.estimate(&all)) {
            Some(estimate) => with_half_width(&estimate, &self.scale, self.decimals, look),
            None => "none".to_owned(),
        };
        let means = (0..self.values.len()).map(|design| text(values(design)));
        let versus = self.pair().map(|(base, other)| {
            let both = values(base).zip(values(other));
            text(both.map(|(base, other)| less(&other, &base)))
        });
        let cells = start.into_iter().chain(means).chain(versus).chain([end]);
        GridLine::Cells(cells.collect())
    }

    /// The design that the factors move most, as a share of its values.
    fn most_moved(&self) -> usize {
        let moved = |design: &usize| {
            let (least, largest) = self.sizes(*design);
            (largest - least) / largest.max(f64::MIN_POSITIVE)
        };
        let designs = 0..self.values.len();
        let most = designs.max_by(|a, b| moved(a).total_cmp(&moved(b)).then(b.cmp(a)));
        most.unwrap_or(0)
    }

    /// The smallest and the largest mean of a design, without their signs.
    fn sizes(&self, design: usize) -> (f64, f64) {
        let parts = self.factors.iter().flatten();
        let sizes = parts.filter_map(|part| Some(self.mean(design, part)?.mean.abs()));
        sizes.fold((f64::INFINITY, 0.0), |(least, largest), size| {
            (size.min(least), size.max(largest))
        })
    }

    fn bar(&self, part: &Part, design: usize, look: &Look) -> String {
        let (_, largest) = self.sizes(design);
        let size = self.mean(design, part).map_or(0.0, |mean| mean.mean.abs());
        let length = (size / largest.max(f64::MIN_POSITIVE) * BAR as f64).round() as usize;
        look.charset.pick("█", "#").repeat(length)
    }
}

/// The differences of values of the same replications.
fn less(values: &[f64], base: &[f64]) -> Vec<f64> {
    values
        .iter()
        .zip(base)
        .map(|(value, base)| value - base)
        .collect()
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
