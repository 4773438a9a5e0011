//! Simulated beside published figures as text: one table, the source of each figure beside or below it.

use super::{Face, FaceRow, Fit};
use crate::outcome::Unit;
use crate::report::number::{Scale, fixed};
use crate::report::sources::with_texts;
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, percent, wrap};

/// The columns of the text.
const HEADER: [&str; 6] = ["what", "design", "simulated", "n", "published", "fit"];

/// The figures as text, ending in a line break.
pub fn render(face: &Face, look: &Look) -> String {
    let mut lines: Vec<String> = vec![look.bold(&face.title)];
    lines.extend(wrap(&face.question, look.width, "", ""));
    let plan = &face.plan;
    let told = format!(
        "n = {} replications of {:.0} days after {:.0} of warm-up, seed {}; {} intervals; scenario hash {}",
        plan.replications_complete,
        plan.horizon_days - plan.warm_up_days,
        plan.warm_up_days,
        plan.seed,
        percent(plan),
        plan.scenario_hash,
    );
    lines.push(String::new());
    lines.extend(wrap(&told, look.width, "  ", "  "));
    for notice in &face.notices {
        lines.push(String::new());
        let wrapped = wrap(&notice.text, look.width, "", "  ");
        lines.extend(wrapped.iter().map(|line| look.paint("1;33", line)));
    }
    lines.push(String::new());
    lines.push(look.bold("Simulated beside published"));
    let grid = Grid {
        header: HEADER.map(str::to_owned).to_vec(),
        left: 2,
        last_left: true,
        lines: face.figures.iter().map(|row| cells(row, look)).collect(),
    };
    let texts: Vec<String> = face.figures.iter().map(origin).collect();
    lines.extend(with_texts(grid.render(look.rule()), &texts, look));
    lines.push(String::new());
    let note = "inside: the whole interval lies within what was published; partly: a part of it; else how far the mean is from it. \
                Nothing is fitted to these figures, so what does not match is shown as it is.";
    lines.extend(wrap(note, look.width, "  ", "  "));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn cells(row: &FaceRow, look: &Look) -> GridLine {
    let largest = row.published_high.abs().max(row.published_low.abs());
    let scale = match row.shown_in {
        // A number a case needs no unit in a table whose labels say so.
        None | Some(Unit::PerCase) => Scale::PLAIN,
        Some(unit) => Scale::new(unit, largest),
    };
    let unit = if scale.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", scale.unit)
    };
    let simulated = row.simulated.as_ref().map_or_else(
        || look.none().to_owned(),
        |estimate| {
            let decimals = scale.decimals(std::iter::once(estimate)).max(1);
            let mean = scale.fixed(estimate.mean, decimals);
            let half = estimate.half_width.map_or(String::new(), |half| {
                format!("{}{}", look.plus_minus(), scale.fixed(half, decimals))
            });
            format!("{mean}{half}{unit}")
        },
    );
    let shown = |value: f64| {
        let text = format!("{:.4}", value * scale.factor);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let published = if row.published_low == row.published_high {
        format!("{}{unit}", shown(row.published_low))
    } else {
        let (low, high) = (shown(row.published_low), shown(row.published_high));
        format!("{low} to {high}{unit}")
    };
    let design = match &row.over {
        None => row.design.clone(),
        Some(over) => format!("{}/{over}", row.design),
    };
    GridLine::Cells(vec![
        row.label.clone(),
        design,
        simulated,
        row.simulated.map_or(0, |estimate| estimate.n).to_string(),
        published,
        fit(row, &scale),
    ])
}

/// How the two lie to each other, in words.
fn fit(row: &FaceRow, scale: &Scale) -> String {
    let off = || {
        let distance = row.off.unwrap_or(0.0).abs() * scale.factor;
        let decimals = match distance {
            far if far >= 10.0 => 0,
            far if far >= 0.01 => 2,
            _ => 4,
        };
        let unit = scale.difference_unit;
        let text = format!("{} {unit}", fixed(distance, decimals));
        text.trim_end().to_owned()
    };
    match row.fit {
        Fit::Inside => "inside".to_owned(),
        Fit::PartlyInside => "partly".to_owned(),
        Fit::Below => format!("{} below", off()),
        Fit::Above => format!("{} above", off()),
        Fit::NoValue => "no value".to_owned(),
    }
}

/// Kind, source and note of a figure.
fn origin(row: &FaceRow) -> String {
    let note = row
        .note
        .as_ref()
        .map_or(String::new(), |note| format!("; {note}"));
    format!("{}: {}{note}", row.kind, row.source)
}
