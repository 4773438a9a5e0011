//! What matters as text: for each metric a table with bars, and which guess should be measured first.

use super::{Due, Found, Matters, Moved, Part, percent};
use crate::report::number::{Scale, fixed, signed};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Charset, Look, wrap};
use crate::stats::sensitivity::Interval;

mod conclusions;

use conclusions::said;

/// The widest and the narrowest bar, in characters.
const BAR: (usize, usize) = (8, 24);

/// The most names in a sentence.
const NAMES_MOST: usize = 6;

/// The report as text, ending in a line break.
pub fn render(matters: &Matters, look: &Look) -> String {
    let mut lines = vec![look.bold(&format!("What matters in: {}", matters.title))];
    lines.extend(wrap(&setting(matters), look.width, "  ", "  "));
    for text in left_out(matters) {
        lines.extend(wrap(&text, look.width, "  ", "    "));
    }
    for grows in &matters.growing {
        let slope = &grows.growth.slope_cases_per_day;
        let text = format!(
            "Backlog grows in `{}` on average over the points, by {} cases a day: there is no steady state, and averages depend on \
             the horizon.",
            grows.design,
            signed(slope.mean, 2)
        );
        lines.push(String::new());
        lines.extend(
            wrap(&text, look.width, "", "  ")
                .iter()
                .map(|line| look.paint("1;33", line)),
        );
    }
    for metric in &matters.metrics {
        lines.push(String::new());
        lines.extend(moved(matters, metric, look));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    match look.charset {
        Charset::Unicode => text,
        Charset::Ascii => text.replace('\u{a0}', " "),
    }
}

fn setting(matters: &Matters) -> String {
    let rows = match matters.method {
        "morris" => "trajectories",
        _ => "rows",
    };
    let of = match &matters.minus {
        Some(minus) => format!("`{}` and `{minus}`", matters.design),
        None => format!("`{}`", matters.design),
    };
    let factors = match matters.factors.len() {
        1 => "1 factor".to_owned(),
        n => format!("{n} factors"),
    };
    format!(
        "{}: {factors}, {} {rows} of {} points, {} replications of each point, {} runs of {of}; seed {}; intervals at {}\u{a0}% \
         confidence; caseload {}, scenario hash {}",
        matters.method,
        matters.rows,
        matters.points_a_row,
        matters.replications,
        fixed(matters.runs as f64, 0),
        matters.seed,
        fixed_short(matters.confidence * 100.0),
        matters.version,
        matters.fingerprint,
    )
}

/// A number without superfluous decimals.
fn fixed_short(value: f64) -> String {
    format!("{}", (value * 1e6).round() / 1e6)
}

/// What was not varied, by why.
fn left_out(matters: &Matters) -> Vec<String> {
    let mut reasons: Vec<&str> = matters.left_out.iter().map(|one| one.why).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let told = reasons.into_iter().map(|why| {
        let names = matters.left_out.iter().filter(|one| one.why == why);
        format!(
            "Not varied, because {why}: {}.",
            listed(names.map(|one| &one.name))
        )
    });
    told.collect()
}

fn moved(matters: &Matters, metric: &Moved, look: &Look) -> Vec<String> {
    let of = match &matters.minus {
        Some(minus) => format!("`{}` less `{minus}`", matters.design),
        None => format!("`{}`", matters.design),
    };
    let mut lines = vec![look.bold(&format!("{}: {} of {of}", metric.name, metric.label))];
    if metric.rows_without_value > 0 {
        let text = format!(
            "{} of {} rows are left out: in one of their runs the measure has no value.",
            metric.rows_without_value,
            metric.rows + metric.rows_without_value
        );
        lines.extend(wrap(&text, look.width, "  ", "  "));
    }
    let Some(found) = &metric.found else {
        let text = "Too few rows have a value in every run, so nothing can be said.";
        lines.extend(wrap(text, look.width, "  ", "  "));
        return lines;
    };
    let scale = scale_of(metric, found);
    lines.extend(wrap(&chance(found, &scale), look.width, "  ", "  "));
    if !found.factors.is_empty() {
        lines.push(String::new());
        lines.extend(table(matters, found, &scale, look));
        lines.push(String::new());
    }
    for text in said(found, &scale) {
        lines.extend(wrap(&text, look.width, "  ", "  "));
    }
    lines
}

/// The unit in which the largest figure is read best: of a screening that of the largest effect, whichever factor has it.
fn scale_of(metric: &Moved, found: &Found) -> Scale {
    let sizes = found.factors.iter().filter_map(|due| match due.part {
        Part::Effects { size, .. } => Some(size.value.abs()),
        Part::Shares { .. } => None,
    });
    let largest = sizes.fold(found.mean.abs(), f64::max);
    metric
        .unit
        .map_or(Scale::PLAIN, |unit| Scale::new(unit, largest))
}

/// How many decimals show three digits of a value.
fn decimals(scale: &Scale, value: f64) -> usize {
    let size = (value * scale.factor).abs();
    if size == 0.0 {
        return 0;
    }
    usize::try_from(2 - size.log10().floor() as i32)
        .unwrap_or(0)
        .min(4)
}

/// A value with three digits and its unit.
fn amount(scale: &Scale, value: f64) -> String {
    let text = scale.fixed(value, decimals(scale, value));
    match scale.unit {
        "" => text,
        unit => format!("{text} {unit}"),
    }
}

fn chance(found: &Found, scale: &Scale) -> String {
    let noise = found.noise_variance.max(0.0).sqrt();
    let mean = amount(scale, found.mean);
    let Some(variance) = &found.variance else {
        return format!(
            "mean over the points {mean}; chance moves one replication by a standard deviation of {}",
            difference(scale, noise)
        );
    };
    let root = |value: f64| value.max(0.0).sqrt();
    let all = variance.value.max(0.0) + found.noise_variance;
    let share = if all > 0.0 {
        found.noise_variance / all
    } else {
        0.0
    };
    let places = decimals(scale, root(variance.value));
    format!(
        "mean over the ranges {mean}; the factors move it by a standard deviation of {} [{}, {}], chance one replication by {}: {}\u{a0}% of \
         the variance of a single run is chance",
        difference(scale, root(variance.value)),
        scale.fixed(root(variance.lower), places),
        scale.fixed(root(variance.upper), places),
        difference(scale, noise),
        percent(share),
    )
}

/// A size of a difference with its unit.
fn difference(scale: &Scale, value: f64) -> String {
    let text = scale.fixed(value, decimals(scale, value));
    match scale.difference_unit {
        "" => text,
        unit => format!("{text} {unit}"),
    }
}

fn table(matters: &Matters, found: &Found, scale: &Scale, look: &Look) -> Vec<String> {
    let mut header = header(found, scale);
    let rows = found.factors.iter();
    let mut rows: Vec<Vec<String>> = rows.map(|due| row(matters, due, found, scale)).collect();
    let wide = |rows: &[Vec<String>], header: &[String], at: usize| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        let head = header[at].lines().map(|line| line.chars().count());
        cells.chain(head).max().unwrap_or(0) + 2
    };
    let taken = |rows: &[Vec<String>], header: &[String]| -> usize {
        (0..header.len())
            .map(|at| wide(rows, header, at))
            .sum::<usize>()
            + 2
    };
    // The ranges are in the file; on a narrow screen the figures come first.
    if taken(&rows, &header) + BAR.0 > look.width {
        header.remove(1);
        rows.iter_mut().for_each(|row| {
            row.remove(1);
        });
    }
    let room = look.width.saturating_sub(taken(&rows, &header));
    let room = room.clamp(BAR.0, BAR.1);
    let largest = found
        .factors
        .first()
        .map_or(0.0, |due| due.part.main().value);
    for (row, due) in rows.iter_mut().zip(&found.factors) {
        row.push(bar(due, largest, room, look));
    }
    let left = header.len() - 2;
    header.push(match largest_part(found) {
        Some(Part::Shares { .. }) => format!("0{:>1$}", "100\u{a0}%", room.saturating_sub(1)),
        _ => String::new(),
    });
    let grid = Grid {
        header,
        left,
        last_left: true,
        lines: rows.into_iter().map(GridLine::Cells).collect(),
    };
    grid.render(look.rule())
}

fn largest_part(found: &Found) -> Option<Part> {
    found.factors.first().map(|due| due.part)
}

fn header(found: &Found, scale: &Scale) -> Vec<String> {
    let with_unit = |text: &str| match scale.difference_unit {
        "" => text.to_owned(),
        unit => format!("{text}, {unit}"),
    };
    let figures = match largest_part(found) {
        Some(Part::Shares { .. }) => [
            "total, %\n[interval]".to_owned(),
            "alone, %\n[interval]".to_owned(),
        ],
        _ => [
            format!("{}\n[interval]", with_unit("size")),
            with_unit("mean"),
        ],
    };
    ["factor".to_owned(), "range".to_owned()]
        .into_iter()
        .chain(figures)
        .collect()
}

fn row(matters: &Matters, due: &Due, found: &Found, scale: &Scale) -> Vec<String> {
    let largest = found
        .factors
        .first()
        .map_or(0.0, |due| due.part.main().value);
    let places = decimals(scale, largest);
    let figures = match due.part {
        Part::Shares { total, first, .. } => [total, first].map(|one| interval(one, percent)),
        Part::Effects { size, mean, .. } => [
            interval(size, |value| scale.fixed(value, places)),
            scale.signed(mean.value, places),
        ],
    };
    let range = &matters.factors[due.nth];
    [range.name.clone(), range.text()]
        .into_iter()
        .chain(figures)
        .collect()
}

fn interval(one: Interval, show: impl Fn(f64) -> String) -> String {
    format!(
        "{} [{}, {}]",
        show(one.value),
        show(one.lower),
        show(one.upper)
    )
}

/// A bar as long as the part: of a share what the factor has alone, and behind it what it has with others; of an effect its size.
fn bar(due: &Due, largest: f64, room: usize, look: &Look) -> String {
    let length = |share: f64| (share.clamp(0.0, 1.0) * room as f64).round() as usize;
    let (whole, alone) = match due.part {
        Part::Shares { total, first, .. } => (length(total.value), length(first.value)),
        Part::Effects { size, .. } if largest > 0.0 => {
            let length = length(size.value / largest);
            (length, length)
        }
        Part::Effects { .. } => (0, 0),
    };
    let alone = alone.min(whole);
    let (full, light) = (look.charset.pick("█", "#"), look.charset.pick("░", "-"));
    format!("{}{}", full.repeat(alone), light.repeat(whole - alone))
}

/// The first names, and how many more there are.
fn listed<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let all: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match all.split_at_checked(NAMES_MOST) {
        Some((first, more)) if !more.is_empty() => {
            format!("{} and {} more", first.join(", "), more.len())
        }
        _ => all.join(", "),
    }
}
