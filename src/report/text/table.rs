//! The aligned tables: a design by itself, or a design against the baseline.

use crate::experiment::compare::{Cell, Row};
use crate::report::number::signed;
use crate::report::text::Look;
use crate::report::text::grid::{By, Grid, GridLine, aligned, width};
use crate::report::text::head::percent;
use crate::report::{Direction, Line, Report};
use crate::stats::Estimate;

/// What a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Means, differences and their directions.
    Whole,
    /// Means only.
    Means,
    /// Differences only.
    Differences,
}

/// How much room a table takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    part: Part,
    by: By,
    has_percent: bool,
    has_long_words: bool,
}

const ROOMY: Layout = Layout {
    part: Part::Whole,
    by: By::Point,
    has_percent: true,
    has_long_words: true,
};
const DENSE: Layout = Layout {
    by: By::End,
    ..ROOMY
};
const SHORT: Layout = Layout {
    has_long_words: false,
    ..DENSE
};
const BARE: Layout = Layout {
    has_percent: false,
    ..SHORT
};

/// All tables, each followed by an empty line.
pub(crate) fn tables(report: &Report, look: &Look) -> Vec<String> {
    let mut lines = Vec::new();
    if report.designs.len() == 1 {
        let layout = [ROOMY, DENSE].map(|layout| {
            table(
                report,
                0,
                Layout {
                    part: Part::Means,
                    ..layout
                },
                look,
            )
        });
        lines.extend(first_that_fits(layout, look));
        lines.push(String::new());
    }
    for design in 1..report.designs.len() {
        if report.designs.len() > 2 {
            let (name, base) = (&report.designs[design].name, &report.designs[0].name);
            lines.push(look.bold(&format!("{name} against {base}")));
        }
        let whole = [ROOMY, DENSE, SHORT, BARE].map(|layout| table(report, design, layout, look));
        let fitting = whole.into_iter().find(|lines| width(lines) <= look.width);
        match fitting {
            Some(fitting) => lines.extend(paint(fitting, look)),
            None => lines.extend(split(report, design, look)),
        }
        lines.push(String::new());
    }
    lines
}

/// Means, and below them differences.
fn split(report: &Report, design: usize, look: &Look) -> Vec<String> {
    let part = |part, layout| table(report, design, Layout { part, ..layout }, look);
    let mut lines = paint(part(Part::Means, DENSE), look);
    lines.push(String::new());
    let (name, base) = (&report.designs[design].name, &report.designs[0].name);
    lines.push(look.bold(&format!("Differences: {name} minus {base}")));
    let differences = [SHORT, BARE].map(|layout| part(Part::Differences, layout));
    lines.extend(first_that_fits(differences, look));
    lines
}

fn first_that_fits<const N: usize>(candidates: [Vec<String>; N], look: &Look) -> Vec<String> {
    let at = candidates
        .iter()
        .position(|lines| width(lines) <= look.width)
        .unwrap_or(N - 1);
    paint(candidates[at].clone(), look)
}

/// Colours whole lines: titles by their first column, directions by their last word.
fn paint(lines: Vec<String>, look: &Look) -> Vec<String> {
    let colored = |line: String| {
        if !line.is_empty() && !line.starts_with(' ') {
            return look.bold(&line);
        }
        for (word, style) in [
            (Direction::Better.text(), "32"),
            (Direction::Worse.text(), "31"),
        ] {
            if let Some(start) = line.strip_suffix(word) {
                return format!("{start}{}", look.paint(style, word));
            }
        }
        line
    };
    lines.into_iter().map(colored).collect()
}

fn table(report: &Report, design: usize, layout: Layout, look: &Look) -> Vec<String> {
    let shown: Vec<&Line> = report
        .sections
        .iter()
        .flat_map(|section| &section.lines)
        .collect();
    let row = |line: &Line| &report.comparison.rows[line.row];
    let level = percent(&report.plan);
    let mut header = vec!["measure".to_owned(), "unit".to_owned()];
    let mut columns = vec![
        shown
            .iter()
            .map(|line| line.label.clone())
            .collect::<Vec<String>>(),
        shown.iter().map(|line| unit(line, layout.part)).collect(),
    ];
    if layout.part != Part::Differences {
        let designs = if design == 0 {
            vec![0]
        } else {
            vec![0, design]
        };
        for one in designs {
            header.push(format!(
                "{}
mean{}{level}",
                report.designs[one].name,
                look.plus_minus()
            ));
            let means: Vec<_> = shown
                .iter()
                .map(|line| mean(line, row(line), one))
                .collect();
            columns.push(aligned(
                &means,
                ["", look.plus_minus(), ""],
                layout.by,
                look.none(),
            ));
        }
    }
    if layout.part == Part::Means && design == 0 {
        header.push(format!("{level}\ninterval"));
        let intervals: Vec<_> = shown.iter().map(|line| interval(line, row(line))).collect();
        columns.push(aligned(&intervals, ["[", ", ", "]"], By::End, ""));
    }
    let has_words = layout.part != Part::Means;
    if has_words {
        header.push(format!(
            "difference
[{level} interval]"
        ));
        let cells: Vec<_> = shown
            .iter()
            .map(|line| (*line, row(line).cells[design].as_ref()))
            .collect();
        columns.push(differences(&cells, layout.by, look));
        if layout.has_percent {
            header.push("change".to_owned());
            columns.push(changes(&cells));
        }
        header.push(String::new());
        let word = |line: &&Line| {
            let Some(direction) = report.direction(line.row, design) else {
                return String::new();
            };
            if layout.has_long_words {
                direction.text().to_owned()
            } else {
                direction.short().to_owned()
            }
        };
        columns.push(shown.iter().map(word).collect());
    }
    let grid = Grid {
        header,
        left: 2,
        last_left: has_words,
        lines: lines(report, &columns),
    };
    grid.render(look.rule())
}

/// The lines of a grid with section titles between them.
fn lines(report: &Report, columns: &[Vec<String>]) -> Vec<GridLine> {
    let mut lines = Vec::new();
    let mut at = 0;
    for section in &report.sections {
        lines.push(GridLine::Title(section.title.clone()));
        for _ in &section.lines {
            lines.push(GridLine::Cells(
                columns.iter().map(|column| column[at].clone()).collect(),
            ));
            at += 1;
        }
    }
    lines
}

/// The unit of means, of differences, or of both where they are not the same.
fn unit(line: &Line, part: Part) -> String {
    let (mean, difference) = (line.scale.unit, line.scale.difference_unit);
    match part {
        Part::Differences => difference.to_owned(),
        Part::Whole if mean != difference => format!("{mean}, {difference}"),
        _ => mean.to_owned(),
    }
}

/// Mean and half-width of one design.
fn mean(line: &Line, row: &Row, design: usize) -> Option<(String, Option<String>)> {
    let estimate = row.cells[design].as_ref()?.estimate?;
    let decimals = decimals(line, &estimate, row);
    let half_width = estimate
        .half_width
        .map(|half_width| line.scale.fixed(half_width, decimals));
    Some((line.scale.fixed(estimate.mean, decimals), half_width))
}

fn interval(line: &Line, row: &Row) -> Option<(String, Option<String>)> {
    let estimate = row.cells[0].as_ref()?.estimate?;
    let decimals = decimals(line, &estimate, row);
    let high = line.scale.fixed(estimate.upper()?, decimals);
    Some((line.scale.fixed(estimate.lower()?, decimals), Some(high)))
}

/// The decimals that the half-width bears; without one, those of the other designs.
pub(super) fn decimals(line: &Line, estimate: &Estimate, row: &Row) -> usize {
    match estimate.half_width {
        Some(half_width) if half_width > 0.0 => line.scale.decimals(std::iter::once(estimate)),
        _ => line.scale.decimals(estimates(row)),
    }
}

fn estimates(row: &Row) -> impl Iterator<Item = &Estimate> + Clone {
    row.cells
        .iter()
        .flatten()
        .filter_map(|cell| cell.estimate.as_ref())
}

/// Differences with their intervals.
fn differences(cells: &[(&Line, Option<&Cell>)], by: By, look: &Look) -> Vec<String> {
    let found: Vec<Option<(&Line, Estimate)>> = cells
        .iter()
        .map(|(line, cell)| Some((*line, cell.as_ref()?.difference.as_ref()?.difference)))
        .collect();
    let decimals =
        |line: &Line, estimate: &Estimate| line.scale.decimals(std::iter::once(estimate));
    let numbers: Vec<_> = found
        .iter()
        .map(|found| {
            let (line, estimate) = found.as_ref()?;
            Some((
                line.scale.signed(estimate.mean, decimals(line, estimate)),
                None,
            ))
        })
        .collect();
    let intervals: Vec<_> = found
        .iter()
        .map(|found| {
            let (line, estimate) = found.as_ref()?;
            let at = |value| line.scale.signed(value, decimals(line, estimate));
            Some((at(estimate.lower()?), Some(at(estimate.upper()?))))
        })
        .collect();
    let numbers = aligned(&numbers, [""; 3], by, look.none());
    let intervals = aligned(&intervals, ["[", ", ", "]"], By::End, "");
    numbers
        .into_iter()
        .zip(intervals)
        .map(|(number, interval)| format!("{number} {interval}"))
        .collect()
}

/// Differences in per cent of the baseline's mean.
fn changes(cells: &[(&Line, Option<&Cell>)]) -> Vec<String> {
    let change = |(_, cell): &(&Line, Option<&Cell>)| {
        let difference = cell.as_ref()?.difference.as_ref()?;
        let share = difference.difference.mean / difference.base.mean;
        let decimals = if share.abs() < 0.1 { 1 } else { 0 };
        (difference.base.mean != 0.0).then(|| format!("{}\u{a0}%", signed(share * 100.0, decimals)))
    };
    cells
        .iter()
        .map(|cell| change(cell).unwrap_or_default())
        .collect()
}
