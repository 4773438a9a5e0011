//! The effect along one parameter, and where it crosses its threshold.

use super::printed;
use crate::experiment::claim::{BoundaryFinding, Crossing, Height};
use crate::report::claims::Entry;
use crate::report::claims::wording::{axis_value, scale};
use crate::report::number::{Scale, fixed, signed};
use crate::report::svg::{Anchor, Area, Drawing, Outline, Ruler, Spot, Ticks, spot, ticks};
use crate::report::text::wrap;
use crate::scenario::axis::{Axis, AxisScale};
use crate::scenario::claim::Threshold;

/// Width of the drawing.
const WIDTH: f64 = 440.0;
/// Height without the name of the parameter.
const HEIGHT: f64 = 232.0;
/// Height of a line of that name.
const LINE: f64 = 15.0;
/// Letters in such a line.
const LETTERS: usize = 62;
/// Where the curve is.
const FIELD: Area = Area {
    left: 58.0,
    top: 46.0,
    right: 426.0,
    bottom: 206.0,
};
/// Intervals are cut off at so many times the range of the means.
const INTERVALS_MOST: f64 = 1.5;
/// Marks of an axis, about.
const TICKS: usize = 6;

/// Shares of the members are read in percentage points.
const POINTS: Scale = Scale {
    unit: "%",
    difference_unit: "pp",
    factor: 100.0,
    decimals: (0, 1),
};

/// Effect less threshold against the parameter, with the band of its intervals; the crossing with its interval, and what theory
/// says.
pub(super) fn curve(entry: &Entry, found: &BoundaryFinding) -> String {
    let scale = match entry.share {
        Some(_) => POINTS,
        None => scale(&entry.finding.main),
    };
    let across = Across::new(&found.axis);
    let up = Ruler {
        values: range(found),
        places: (FIELD.bottom, FIELD.top),
    };
    let name = name(&found.axis);
    let height = HEIGHT + LINE * name.len() as f64;
    let said = format!("{}: the effect less its threshold", found.axis.label);
    let mut drawing = Drawing::new(WIDTH, height, &said);
    heights(&mut drawing, &up, &scale);
    crossing(&mut drawing, &across, found);
    curves(&mut drawing, (&across, &up), found);
    threshold(&mut drawing, &up, found);
    parameter(&mut drawing, &across, &name);
    let axis = match (entry.share, scale.difference_unit) {
        (Some(_), _) => "share less that claimed, pp".to_owned(),
        (None, "") => "effect less threshold".to_owned(),
        (None, unit) => format!("effect less threshold, {unit}"),
    };
    drawing.text("small", spot(2.0, 11.0), Anchor::Start, &axis);
    drawing.finish()
}

/// The parameter from left to right, its numbers rising.
struct Across<'a> {
    axis: &'a Axis,
    is_falling: bool,
}

impl<'a> Across<'a> {
    fn new(axis: &'a Axis) -> Self {
        Self {
            axis,
            is_falling: axis.number(0.0) > axis.number(1.0),
        }
    }

    /// Where a share of the way from the first value is.
    fn at(&self, share: f64) -> f64 {
        let share = match self.is_falling {
            true => 1.0 - share,
            false => share,
        };
        FIELD.left + share.clamp(0.0, 1.0) * (FIELD.right - FIELD.left)
    }

    /// The share at which a number is.
    fn share(&self, number: f64) -> f64 {
        let (from, to) = (self.axis.number(0.0), self.axis.number(1.0));
        match self.axis.scale {
            AxisScale::Linear => (number - from) / (to - from),
            AxisScale::Log => (number / from).ln() / (to / from).ln(),
        }
    }

    /// Round numbers along it.
    fn ticks(&self) -> Ticks {
        let (from, to) = (self.axis.number(0.0), self.axis.number(1.0));
        let (low, high) = (from.min(to), from.max(to));
        let mut found = ticks((low, high), TICKS);
        if self.axis.is_whole() && found.decimals > 0 {
            found.values.retain(|value| value.fract().abs() < 1e-9);
            found.decimals = 0;
        }
        if self.axis.scale == AxisScale::Log && high >= 10.0 * low {
            let powers = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
            let all = powers.clone().map(|power| 10f64.powi(power));
            found.values = all.filter(|value| (low..=high).contains(value)).collect();
            found.decimals = usize::try_from(-powers.start()).unwrap_or(0);
        }
        found
    }
}

/// From the lowest to the highest that is shown, the threshold among it.
fn range(found: &BoundaryFinding) -> (f64, f64) {
    let hull = |values: &mut dyn Iterator<Item = f64>| {
        let finite = values.filter(|value| value.is_finite());
        finite.fold((0.0f64, 0.0f64), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let heights = || found.seen.iter().map(|(_, height)| height);
    let means = hull(&mut heights().map(|height| height.mean));
    let ends = hull(&mut heights().flat_map(|height| [height.low, height.high]));
    let beyond = INTERVALS_MOST * (means.1 - means.0);
    let low = ends.0.max(means.0 - beyond).min(means.0);
    let high = ends.1.min(means.1 + beyond).max(means.1);
    let room = match high - low {
        0.0 => 1.0,
        length => 0.06 * length,
    };
    (low - room, high + room)
}

/// The axis of effects.
fn heights(drawing: &mut Drawing, up: &Ruler, scale: &Scale) {
    let (low, high) = up.values;
    let found = ticks((low * scale.factor, high * scale.factor), TICKS);
    for value in found.values {
        let y = up.at(value / scale.factor);
        drawing.line("grid", spot(FIELD.left, y), spot(FIELD.right, y));
        let label = printed(&signed(value, found.decimals));
        drawing.text(
            "small",
            spot(FIELD.left - 6.0, y + 4.0),
            Anchor::End,
            &label,
        );
    }
}

/// The axis of the parameter.
fn parameter(drawing: &mut Drawing, across: &Across<'_>, name: &[String]) {
    let base = FIELD.bottom;
    drawing.line("axis", spot(FIELD.left, base), spot(FIELD.right, base));
    let found = across.ticks();
    for value in found.values {
        let x = across.at(across.share(value));
        drawing.line("axis", spot(x, base), spot(x, base + 4.0));
        let label = printed(&fixed(value, found.decimals));
        drawing.text("small", spot(x, base + 17.0), Anchor::Middle, &label);
    }
    let middle = (FIELD.left + FIELD.right) / 2.0;
    for (nth, line) in name.iter().enumerate() {
        let y = HEIGHT + LINE * nth as f64 + 8.0;
        drawing.text("label", spot(middle, y), Anchor::Middle, line);
    }
}

/// The name of the parameter with its unit, in lines.
fn name(axis: &Axis) -> Vec<String> {
    let name = match axis.unit() {
        "" => axis.label.clone(),
        unit => format!("{} ({unit})", axis.label),
    };
    wrap(&name, LETTERS, "", "")
}

/// The band of intervals, the means, and a dot for every value that was looked at.
fn curves(drawing: &mut Drawing, (across, up): (&Across<'_>, &Ruler), found: &BoundaryFinding) {
    let line = |of: fn(&Height) -> f64| -> Vec<Spot> {
        let seen = found.seen.iter();
        seen.map(|(share, height)| spot(across.at(*share), up.at(of(height))))
            .collect()
    };
    let mut band = line(|height| height.low);
    band.extend(line(|height| height.high).into_iter().rev());
    drawing.path("band", &band, Outline::Closed);
    let means = line(|height| height.mean);
    drawing.path("curve", &means, Outline::Open);
    for at in means {
        drawing.dot("seen", at, 2.2);
    }
}

/// The line of the threshold, its name where the curve is farther away.
fn threshold(drawing: &mut Drawing, up: &Ruler, found: &BoundaryFinding) {
    let y = up.at(0.0);
    drawing.line("threshold", spot(FIELD.left, y), spot(FIELD.right, y));
    let name = match found.at {
        Threshold::Smallest => "smallest effect",
        Threshold::Zero => "no effect",
    };
    let end = |at: Option<&(f64, Height)>| at.map_or(0.0, |(_, height)| height.mean);
    let (first, last) = (end(found.seen.first()), end(found.seen.last()));
    let is_falling = found.axis.number(0.0) > found.axis.number(1.0);
    let (left, right) = match is_falling {
        true => (last, first),
        false => (first, last),
    };
    let (x, anchor, height) = match left.abs() > right.abs() {
        true => (FIELD.left + 5.0, Anchor::Start, left),
        false => (FIELD.right - 5.0, Anchor::End, right),
    };
    // On the side of the line on which the curve is not.
    let y = match height > 0.0 {
        true => y + 14.0,
        false => y - 6.0,
    };
    let y = match y > FIELD.bottom - 2.0 {
        true => y - 20.0,
        false => y,
    };
    drawing.text("small halo", spot(x, y), anchor, name);
}

/// Where the effect crosses, its interval shaded, and what theory says.
fn crossing(drawing: &mut Drawing, across: &Across<'_>, found: &BoundaryFinding) {
    let field = |x: f64, other: f64| Area {
        left: x.min(other),
        top: FIELD.top,
        right: x.max(other),
        bottom: FIELD.bottom,
    };
    if let Crossing::At {
        share, low, high, ..
    } = found.crossing
    {
        let (low, high) = (low.unwrap_or(0.0), high.unwrap_or(1.0));
        drawing.area("crossing-band", field(across.at(low), across.at(high)), "");
        let text = printed(&axis_value(&found.axis, share));
        mark(
            drawing,
            across.at(share),
            (FIELD.top - 4.0, "crossing"),
            &text,
        );
    }
    if let Some((value, _)) = &found.known {
        let share = across.share(*value);
        if (0.0..=1.0).contains(&share) {
            let text = format!("theory {}", printed(&axis_value(&found.axis, share)));
            mark(
                drawing,
                across.at(share),
                (FIELD.top - 18.0, "theory"),
                &text,
            );
        }
    }
}

/// A line through the field with a text above it, which stays inside.
fn mark(drawing: &mut Drawing, x: f64, (y, class): (f64, &str), text: &str) {
    drawing.line(class, spot(x, FIELD.top), spot(x, FIELD.bottom));
    let half = text.chars().count() as f64 * 3.4;
    let middle = x.clamp(FIELD.left + half, FIELD.right - half);
    let class = format!("small {class}-text");
    drawing.text(&class, spot(middle, y), Anchor::Middle, text);
}
