//! Open cases day by day, drawn with characters.

use crate::report::number::fixed;
use crate::report::text::Charset;
use crate::report::{Point, Report};

/// Lines of a chart when there are few designs, and when there are many.
const LINES_TALL: usize = 6;
const LINES_FLAT: usize = 3;
/// The most designs that get tall charts.
const TALL_CHARTS: usize = 3;
/// The widest chart, in characters.
const WIDEST: usize = 96;
/// Dots of a braille character: two across and four down, as bits from the top left one.
const BRAILLE: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The trajectories of all designs on one scale; empty when there is nothing to draw.
pub(crate) fn charts(report: &Report, width: usize, charset: Charset) -> Vec<String> {
    let values = || {
        report
            .trajectories
            .iter()
            .flat_map(|one| &one.points)
            .map(|point| point.open_mean_cases)
    };
    let points = report
        .trajectories
        .first()
        .map_or(0, |one| one.points.len());
    let largest = values().fold(0.0, f64::max);
    if points < 2 || largest <= 0.0 {
        return Vec::new();
    }
    let top = round_up(largest);
    let height = if report.trajectories.len() <= TALL_CHARTS {
        LINES_TALL
    } else {
        LINES_FLAT
    };
    let margin = 2 + fixed(top, 0).chars().count().max(4);
    let columns = width.saturating_sub(margin + 3).clamp(20, WIDEST);
    let days = report.plan.horizon_days;
    let mut lines = vec![format!(
        "Open cases by day, mean of {} replication{}, all on one scale",
        report.plan.replications_complete,
        if report.plan.replications_complete == 1 {
            ""
        } else {
            "s"
        }
    )];
    for one in &report.trajectories {
        lines.push(format!("  {}", one.design));
        let drawn = draw(&one.points, days, top, columns, height, charset);
        for (at, row) in drawn.into_iter().enumerate() {
            let label = match at {
                0 => fixed(top, 0),
                _ if at * 2 == height => fixed(top / 2.0, if top < 2.0 { 1 } else { 0 }),
                _ => String::new(),
            };
            let axis = charset.pick(if label.is_empty() { "│" } else { "┤" }, "|");
            lines.push(
                format!("{label:>margin$} {axis}{row}")
                    .trim_end()
                    .to_owned(),
            );
        }
        lines.push(axis(report, margin, columns, charset));
    }
    lines.push(days_below(report, margin, columns));
    lines
}

/// Where the warm-up ends on the axis; none without one.
fn warm_up_column(report: &Report, columns: usize) -> Option<usize> {
    let plan = &report.plan;
    (plan.warm_up_days > 0.0).then(|| {
        ((plan.warm_up_days / plan.horizon_days * columns as f64) as usize).min(columns - 1)
    })
}

fn axis(report: &Report, margin: usize, columns: usize, charset: Charset) -> String {
    let mark = warm_up_column(report, columns);
    let line: String = (0..columns)
        .map(|at| {
            charset.pick(
                if mark == Some(at) { "┬" } else { "─" },
                if mark == Some(at) { "+" } else { "-" },
            )
        })
        .collect();
    format!("{:>margin$} {}{line}", 0, charset.pick("┼", "+"))
}

fn days_below(report: &Report, margin: usize, columns: usize) -> String {
    let last = format!("day {}", fixed(report.plan.horizon_days, 0));
    let mut line = format!("{:margin$}  day 0", "");
    let start = margin + 2;
    if let Some(mark) = warm_up_column(report, columns) {
        let label = format!("day {}: warm-up ends", fixed(report.plan.warm_up_days, 0));
        let at = (start + mark).max(line.chars().count() + 2);
        if at + label.chars().count() + 2 + last.chars().count() <= start + columns {
            line = format!("{line:<at$}{label}");
        }
    }
    let room = (start + columns).saturating_sub(line.chars().count());
    format!("{line}{last:>room$}")
}

/// The next of 1, 2, 4, 5, 6, 8 or 10 times a power of ten.
fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    let step = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .find(|step| step * power >= value * (1.0 - 1e-9));
    step.unwrap_or(10.0) * power
}

/// The curve as rows of characters, the top one first.
fn draw(
    points: &[Point],
    days: f64,
    top: f64,
    columns: usize,
    height: usize,
    charset: Charset,
) -> Vec<String> {
    let (across, down) = charset.pick((2, 4), (1, 1));
    let (dots_across, dots_down) = (columns * across, height * down);
    let mut cells = vec![0u32; columns * height];
    let mut last: Option<usize> = None;
    for x in 0..dots_across {
        let from = days * x as f64 / dots_across as f64;
        let until = days * (x + 1) as f64 / dots_across as f64;
        let Some(value) = mean_between(points, from, until) else {
            continue;
        };
        let y = ((value / top * dots_down as f64) as usize).min(dots_down - 1);
        // The curve is drawn through from the dot before, so that steep pieces have no gaps.
        let (low, high) = match last {
            Some(last) if last < y => (last + 1, y),
            Some(last) if last > y => (y, last - 1),
            _ => (y, y),
        };
        for dot in low..=high {
            let from_top = dots_down - 1 - dot;
            let bit = charset.pick(BRAILLE[x % 2][from_top % 4], 1);
            cells[from_top / down * columns + x / across] |= bit;
        }
        last = Some(y);
    }
    let glyph = |bits: u32| match (bits, charset) {
        (0, _) => ' ',
        (bits, Charset::Unicode) => {
            char::from_u32(0x2800 + bits).expect("eight bits are a braille character")
        }
        (_, Charset::Ascii) => '*',
    };
    cells
        .chunks(columns)
        .map(|row| row.iter().map(|&bits| glyph(bits)).collect())
        .collect()
}

/// The mean of the points of a stretch of days; between points, a straight line; none past the last point.
fn mean_between(points: &[Point], from: f64, until: f64) -> Option<f64> {
    let start = points.partition_point(|point| point.day < from);
    let end = points.partition_point(|point| point.day < until);
    if start < end {
        let inside = &points[start..end];
        return Some(
            inside
                .iter()
                .map(|point| point.open_mean_cases)
                .sum::<f64>()
                / inside.len() as f64,
        );
    }
    let (before, after) = (points.get(start.checked_sub(1)?)?, points.get(start)?);
    let share = (from - before.day) / (after.day - before.day);
    Some(before.open_mean_cases + share * (after.open_mean_cases - before.open_mean_cases))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        let point = |(day, &open)| Point {
            day: day as f64,
            open_mean_cases: open,
            open_smooth_cases: None,
            open_low: None,
            open_high: None,
            n: 1,
        };
        values.iter().enumerate().map(point).collect()
    }

    #[test]
    fn a_rising_line_rises_from_the_lower_left_to_the_upper_right() {
        let line = points(&[0.0, 1.0, 2.0, 3.0, 4.0]);
        let drawn = draw(&line, 4.0, 4.0, 4, 2, Charset::Unicode);
        assert_eq!(drawn, ["  ⡠⠊", "⡠⠊  "].map(str::to_owned));
        assert_eq!(
            draw(&line, 4.0, 4.0, 4, 4, Charset::Ascii),
            ["   *", "  * ", " *  ", "*   "]
        );
    }

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!(
            [0.7, 1.0, 13.0, 312.0, 99.0].map(round_up),
            [0.8, 1.0, 15.0, 400.0, 100.0]
        );
    }
}
