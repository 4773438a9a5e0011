//! A choice as text: who was chosen, a table of all designs, and how far it can be trusted.

use super::{Choosing, procedure_name};
use crate::experiment::subject::Meaning;
use crate::report::claims::label;
use crate::report::number::Scale;
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::scenario::select::{BestDirection, ConstraintSide};
use crate::stats::Estimate;
use crate::stats::selection::Choice;

mod words;

use words::{checked, notes, spent, sure};

/// Characters of the longest bar, at most and at least.
const BAR_MOST: usize = 24;
const BAR_LEAST: usize = 8;

/// The choice as text, ending in a line break.
pub fn render(choosing: &Choosing, look: &Look) -> String {
    let mut lines = vec![look.bold(&title(choosing))];
    let mut tell = |text: &str| lines.extend(wrap(text, look.width, "  ", "  "));
    tell(&format!(
        "{}; seed {}, caseload {}, scenario {}",
        choosing.title,
        choosing.seed,
        choosing.version,
        choosing.fingerprint.to_hex()
    ));
    tell(&setting(choosing));
    lines.push(String::new());
    lines.extend(table(choosing, look));
    lines.push(String::new());
    let mut tell = |text: &str| lines.extend(wrap(text, look.width, "  ", "  "));
    if let Some(check) = &choosing.found.check {
        tell(&checked(choosing, check, look));
    }
    tell(&sure(choosing));
    tell(&spent(choosing));
    for note in notes(choosing) {
        tell(&note);
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn title(choosing: &Choosing) -> String {
    let found = &choosing.found;
    let count = found.designs.len();
    match found.choice {
        Choice::Best(at) => format!(
            "The best of {count} designs is `{}`",
            found.designs[at].name
        ),
        Choice::NoneFeasible => format!("None of {count} designs keeps the constraints"),
        Choice::Undecided => format!("The best of {count} designs: not decided"),
    }
}

/// What was asked for, in a sentence.
fn setting(choosing: &Choosing) -> String {
    let found = &choosing.found;
    let scales = scales(choosing);
    let best = match choosing.asked.direction {
        BestDirection::Smallest => "smallest",
        BestDirection::Largest => "largest",
    };
    let of = found.measured.map_or(String::new(), |measured| {
        format!(
            " ({} of the {} of the baseline, measured on {} other replications)",
            percent(found.indifference / measured.mean.abs()),
            amount(measured.mean, &scales[0], scales[0].unit),
            measured.n
        )
    });
    let constraints: Vec<String> = (1..scales.len())
        .map(|at| {
            let tolerance = choosing.asked.constraints[at - 1].item.tolerated();
            let tolerance = difference(tolerance, &scales[at]);
            format!(
                "{} {} (give or take {tolerance})",
                label(&found.meanings[at]),
                bound(choosing, at, &scales[at])
            )
        })
        .collect();
    let constraints = match constraints.as_slice() {
        [] => String::new(),
        some => format!(", with {}", some.join(" and ")),
    };
    format!(
        "best: {best} {}{constraints}; differences below {} do not matter{of}; {} with probability {}",
        label(&found.meanings[0]),
        difference(found.indifference, &scales[0]),
        procedure_name(found.procedure).to_uppercase(),
        percent(found.confidence.level())
    )
}

/// The scales that the metrics are shown in.
fn scales(choosing: &Choosing) -> Vec<Scale> {
    let scale = |(at, meaning): (usize, &Meaning)| {
        let designs = choosing.found.designs.iter();
        let means = designs.filter_map(|one| one.estimates.get(at).copied().flatten());
        let largest = means.map(|one| one.mean.abs()).fold(0.0, f64::max);
        meaning
            .unit
            .map_or(Scale::PLAIN, |unit| Scale::new(unit, largest))
    };
    choosing
        .found
        .meanings
        .iter()
        .enumerate()
        .map(scale)
        .collect()
}

/// A bound with its side: `at most 5 %`.
fn bound(choosing: &Choosing, at: usize, scale: &Scale) -> String {
    let constraint = &choosing.asked.constraints[at - 1].item;
    let side = match constraint.side {
        ConstraintSide::AtMost => "at most",
        ConstraintSide::AtLeast => "at least",
    };
    format!("{side} {}", amount(constraint.at(), scale, scale.unit))
}

/// A difference that matters or not. One of less than two days is read in hours.
fn difference(value: f64, scale: &Scale) -> String {
    match scale.unit {
        "days" if value < 48.0 => amount(value, &HOURS, "h"),
        _ => amount(value, scale, scale.difference_unit),
    }
}

const HOURS: Scale = Scale {
    unit: "h",
    factor: 1.0,
    ..Scale::PLAIN
};

/// A number in a unit, with no more decimals than it needs.
fn amount(value: f64, scale: &Scale, unit: &str) -> String {
    let text = format!("{:.2}", value * scale.factor);
    let number = text.trim_end_matches('0').trim_end_matches('.');
    // What is less than a hundredth of its unit is not nothing.
    let number = match number {
        "0" if value > 0.0 => format!("{:.1e}", value * scale.factor),
        number => number.to_owned(),
    };
    format!("{number} {unit}").trim_end().to_owned()
}

fn percent(share: f64) -> String {
    amount(share, &PERCENT, "%")
}

const PERCENT: Scale = Scale {
    unit: "%",
    difference_unit: "pp",
    factor: 100.0,
    decimals: (0, 2),
};

fn table(choosing: &Choosing, look: &Look) -> Vec<String> {
    let found = &choosing.found;
    let scales = scales(choosing);
    let mut header = vec![
        "design".to_owned(),
        "what became of it".to_owned(),
        "n".to_owned(),
    ];
    for (at, (meaning, scale)) in found.meanings.iter().zip(&scales).enumerate() {
        let unit = match scale.unit {
            "" => String::new(),
            unit => format!(", {unit}"),
        };
        let bound = match at {
            0 => String::new(),
            at => format!("\n{}", bound(choosing, at, scale)),
        };
        header.push(format!("{}{unit}{bound}", label(meaning)));
    }
    let column = |at: usize| {
        let designs = found.designs.iter();
        designs.filter_map(move |one| one.estimates.get(at).copied().flatten())
    };
    let decimals: Vec<usize> = (0..scales.len())
        .map(|at| {
            let all: Vec<Estimate> = column(at).collect();
            scales[at].decimals(all.iter())
        })
        .collect();
    let rows = found.designs.iter().enumerate().map(|(nth, one)| {
        let mut cells = vec![one.name.clone(), fate(choosing, nth), one.n.to_string()];
        for (at, scale) in scales.iter().enumerate() {
            let estimate = one.estimates.get(at).copied().flatten();
            let shown = estimate.map(|found| {
                let half = found.half_width.map_or(String::new(), |half| {
                    format!("{}{}", look.plus_minus(), scale.fixed(half, decimals[at]))
                });
                format!("{}{half}", scale.fixed(found.mean, decimals[at]))
            });
            cells.push(shown.unwrap_or_else(|| look.none().to_owned()));
        }
        GridLine::Cells(cells)
    });
    let grid = Grid {
        header,
        left: 2,
        last_left: false,
        lines: rows.collect(),
    };
    with_bars(choosing, grid.render(look.rule()), look)
}

/// The lines of the table with the metric drawn beside each design, as far as there is room.
fn with_bars(choosing: &Choosing, mut lines: Vec<String>, look: &Look) -> Vec<String> {
    let wide = |line: &String| line.chars().count();
    let end = lines.iter().map(wide).max().unwrap_or(0) + 3;
    let room = look.width.saturating_sub(end).min(BAR_MOST);
    if room < BAR_LEAST {
        return lines;
    }
    let designs = &choosing.found.designs;
    let sizes = designs.iter().map(|one| {
        let first = one.estimates.first().copied().flatten();
        first.map_or(0.0, |one| one.mean.abs())
    });
    let sizes: Vec<f64> = sizes.collect();
    let largest = sizes.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let bar = look.charset.pick("▇", "#");
    let first = lines.len() - designs.len();
    for (line, size) in lines[first..].iter_mut().zip(sizes) {
        let gap = " ".repeat(end - wide(line));
        let length = (size / largest * room as f64).round() as usize;
        line.push_str(&format!("{gap}{}", bar.repeat(length)));
    }
    lines
}

fn fate(choosing: &Choosing, design: usize) -> String {
    match choosing.fate(design) {
        ("beaten", by) => format!("beaten by {by}"),
        ("infeasible", constraint) => format!("breaks {constraint}"),
        ("contending", _) => "in the running".to_owned(),
        (fate, _) => fate.to_owned(),
    }
}
