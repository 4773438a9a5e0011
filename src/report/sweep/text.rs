//! What a sweep found, to read.

use super::Surveyed;
use crate::experiment::sweep::Level;
use crate::report::number::{Scale, fixed};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::scenario::sweep::{Extreme, Factor, Layout};
use crate::stats::Estimate;

mod response;

/// Points shown in the ranking of a design.
const BEST: usize = 8;
/// The most values of a factor that are listed.
const VALUES: usize = 8;

/// The summary as text, ending in a line break.
pub fn render(of: &Surveyed<'_>, look: &Look) -> String {
    let mut lines = vec![look.bold(&format!("{}: sweep", of.title))];
    lines.extend(wrap(&setting(of), look.width, "  ", "  "));
    lines.push(String::new());
    lines.extend(factors(of, look));
    for design in 0..of.survey.designs.len() {
        lines.push(String::new());
        lines.extend(best(of, design, look));
    }
    for metric in 0..of.survey.sweep.metrics.len() {
        lines.push(String::new());
        lines.extend(response::table(of, metric, look));
    }
    let notes = notes(of);
    if !notes.is_empty() {
        lines.push(String::new());
    }
    for note in notes {
        lines.extend(wrap(&note, look.width, "  ", "  "));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn setting(of: &Surveyed<'_>) -> String {
    let survey = of.survey;
    let layout = match survey.sweep.layout.value {
        Layout::Grid => "a grid".to_owned(),
        Layout::Fractional(resolution) => {
            format!(
                "a fractional factorial of resolution {}",
                resolution as usize
            )
        }
        Layout::Latin(_) => "a Latin hypercube".to_owned(),
        Layout::Sobol(_) => "a scrambled Sobol sequence".to_owned(),
    };
    let (points, distinct) = (survey.laid.points.len(), survey.laid.distinct);
    let left_out = match distinct - points {
        0 => String::new(),
        n => format!(" ({n} more are left out by constraints)"),
    };
    let designs = match survey.designs.len() {
        1 => format!("the design `{}`", survey.designs[0]),
        n => format!("{n} designs on the same matters"),
    };
    let counts = of.swept.points.iter().map(|found| found.n);
    let (least, most) = (counts.clone().min(), counts.max());
    let replications = match (least, most) {
        (Some(least), Some(most)) if least != most => {
            format!("{least} to {most} replications a point")
        }
        _ => format!("{} replications a point", least.unwrap_or(0)),
    };
    format!(
        "{points} points of {layout} over {}{left_out}, {designs}, {replications}; seed {}; intervals of {:.0} %",
        match survey.sweep.factors.len() {
            1 => "1 factor".to_owned(),
            n => format!("{n} factors"),
        },
        survey.seed,
        survey.confidence.level() * 100.0,
    )
}

fn factors(of: &Surveyed<'_>, look: &Look) -> Vec<String> {
    let rows = of.survey.sweep.factors.iter().enumerate().map(|(at, one)| {
        GridLine::Cells(vec![
            one.name.value.clone(),
            values(of, at),
            one.item.label().to_owned(),
        ])
    });
    let grid = Grid {
        header: ["factor", "values", "what it is"]
            .map(str::to_owned)
            .to_vec(),
        left: 3,
        last_left: true,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}

/// The values that a factor took: all of them when they are few, else both ends.
fn values(of: &Surveyed<'_>, factor: usize) -> String {
    let mut levels: Vec<&Level> = Vec::new();
    for point in &of.survey.laid.points {
        let level = &point.levels[factor];
        if !levels.iter().any(|known| known.text == level.text) {
            levels.push(level);
        }
        if levels.len() > VALUES {
            break;
        }
    }
    levels.sort_by(|a, b| a.share.total_cmp(&b.share));
    match (&of.survey.sweep.factors[factor].item, levels.len() > VALUES) {
        (Factor::Axis(_), true) => {
            let item = &of.survey.sweep.factors[factor].item;
            let ends = [0.0, 1.0].map(|share| crate::scenario::sweep::shown(&item.at(share).value));
            format!("{} to {}", ends[0], ends[1])
        }
        (_, is_more) => {
            let texts: Vec<&str> = levels.iter().map(|level| level.text.as_str()).collect();
            format!("{}{}", texts.join(", "), if is_more { ", …" } else { "" })
        }
    }
}

/// The best points of a design by the first metric.
fn best(of: &Surveyed<'_>, design: usize, look: &Look) -> Vec<String> {
    let survey = of.survey;
    let name = &survey.designs[design];
    let first = &survey.sweep.metrics[0].name.value;
    let ranking = of.ranking(design, 0);
    let Some(better) = of.better(0) else {
        return vec![format!(
            "`{name}`: `{first}` does not say which way is better; write `better = \"low\"` or `\"high\"` for a ranking"
        )];
    };
    if ranking.is_empty() {
        return vec![format!(
            "`{name}`: no point has a value of `{first}` in every replication"
        )];
    }
    let which = match better {
        Extreme::Low => "lowest",
        Extreme::High => "highest",
    };
    let together = ranking.iter().filter(|one| !one.is_apart).count() - 1;
    let title = format!(
        "Best points of `{name}`: {which} `{first}`{}",
        match together {
            0 => String::new(),
            1 => "; 1 more is not told apart from the first (=)".to_owned(),
            n => format!("; {n} more are not told apart from the first (=)"),
        }
    );
    let shown = &ranking[..ranking.len().min(BEST)];
    let estimates = |metric: usize| -> Vec<Option<Estimate>> {
        let each = shown
            .iter()
            .map(|one| survey.estimate(&of.swept.points[one.at], design, metric));
        each.collect()
    };
    let columns: Vec<(String, Vec<String>)> = (0..survey.sweep.metrics.len())
        .map(|metric| column(of, metric, &estimates(metric), look))
        .collect();
    let factors = survey
        .sweep
        .factors
        .iter()
        .map(|one| one.name.value.clone());
    let header = ["", "point"]
        .map(str::to_owned)
        .into_iter()
        .chain(factors)
        .chain(columns.iter().map(|(name, _)| name.clone()))
        .chain(["n".to_owned()]);
    let rows = shown.iter().enumerate().map(|(nth, one)| {
        let point = &survey.laid.points[one.at];
        let found = &of.swept.points[one.at];
        let mark = if nth > 0 && !one.is_apart { "=" } else { "" };
        let growing = match of.is_growing(found, design) {
            Some(true) => " ^",
            _ => "",
        };
        let levels = point.levels.iter().map(|level| level.text.clone());
        let cells = [mark.to_owned(), format!("{}{growing}", point.number)]
            .into_iter()
            .chain(levels)
            .chain(columns.iter().map(|(_, cells)| cells[nth].clone()))
            .chain([found.n.to_string()]);
        GridLine::Cells(cells.collect())
    });
    let grid = Grid {
        header: header.collect(),
        left: 1,
        last_left: false,
        lines: rows.collect(),
    };
    let mut lines = wrap(&title, look.width, "", "  ");
    lines.extend(grid.render(look.rule()));
    lines
}

/// The header of a metric with its unit, and its estimates.
fn column(
    of: &Surveyed<'_>,
    metric: usize,
    estimates: &[Option<Estimate>],
    look: &Look,
) -> (String, Vec<String>) {
    let scale = scale(of, metric);
    let decimals = scale.decimals(estimates.iter().flatten());
    let text = |estimate: &Option<Estimate>| match estimate {
        Some(estimate) => with_half_width(estimate, &scale, decimals, look),
        None => "none".to_owned(),
    };
    let name = &of.survey.sweep.metrics[metric].name.value;
    let header = match scale.unit {
        "" => name.clone(),
        unit => format!("{name} [{unit}]"),
    };
    (header, estimates.iter().map(text).collect())
}

fn with_half_width(estimate: &Estimate, scale: &Scale, decimals: usize, look: &Look) -> String {
    let plus_minus = look.charset.pick("±", "+-");
    match estimate.half_width {
        Some(half_width) => format!(
            "{} {plus_minus} {}",
            scale.fixed(estimate.mean, decimals),
            scale.fixed(half_width, decimals)
        ),
        None => scale.fixed(estimate.mean, decimals),
    }
}

/// The scale in which a metric is read, the same for all designs and points.
fn scale(of: &Surveyed<'_>, metric: usize) -> Scale {
    let survey = of.survey;
    let designs = 0..survey.designs.len();
    let points = of.swept.points.iter();
    let largest = points
        .flat_map(|found| designs.clone().map(move |design| (found, design)))
        .filter_map(|(found, design)| survey.estimate(found, design, metric))
        .fold(0.0, |largest: f64, one| largest.max(one.mean.abs()));
    let unit = survey.meanings[metric].unit;
    unit.map_or(Scale::PLAIN, |unit| Scale::new(unit, largest))
}

/// What a reader must know.
fn notes(of: &Surveyed<'_>) -> Vec<String> {
    let survey = of.survey;
    let designs = 0..survey.designs.len();
    let cells = || {
        let points = of.swept.points.iter();
        points.flat_map(|found| designs.clone().map(move |design| (found, design)))
    };
    let mut notes = Vec::new();
    if (0..survey.designs.len())
        .any(|design| of.better(0).is_some() && !of.ranking(design, 0).is_empty())
    {
        notes.push(
            "The first of many points is also the luckiest: its mean flatters it a little. `caseload select` finds the best \
             of some designs with a stated chance of being right."
                .to_owned(),
        );
    }
    let growing = cells().filter(|(found, design)| of.is_growing(found, *design) == Some(true));
    match growing.count() {
        0 => {}
        n => notes.push(format!(
            "The backlog grows at {n} of {} points and designs (^): what is shown there depends on how long one looks.",
            of.swept.points.len() * survey.designs.len()
        )),
    }
    match cells().filter(|(found, design)| found.failures[*design].is_some()).count() {
        0 => {}
        n => notes.push(format!(
            "At {n} points and designs more cases were open than a run may hold; they have no values."
        )),
    }
    if survey.is_staged() {
        notes.push(staged(of));
    }
    notes
}

/// How far the half-widths that were asked for were reached.
fn staged(of: &Surveyed<'_>) -> String {
    let survey = of.survey;
    let mut short = 0;
    let mut asked = 0;
    for found in &of.swept.points {
        for design in 0..survey.designs.len() {
            for metric in 0..survey.sweep.metrics.len() {
                let estimate = survey.estimate(found, design, metric);
                if let Some(is_met) = survey.is_met(metric, estimate.as_ref()) {
                    asked += 1;
                    short += usize::from(!is_met);
                }
            }
        }
    }
    let runs: u64 = of.swept.points.iter().map(|found| u64::from(found.n)).sum();
    let runs = fixed(runs as f64 * survey.designs.len() as f64, 0);
    let first = survey.first;
    match short {
        0 => format!(
            "All {asked} intervals are as narrow as was asked for, after {runs} runs; their spread is that of the first {first} replications."
        ),
        n => format!(
            "{n} of {asked} intervals are wider than was asked for after {runs} runs: raise `sweep.budget` or `sweep.most`. Their spread is that of the first {first} replications."
        ),
    }
}
