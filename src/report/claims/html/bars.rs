//! What each factor brings, as a table with bars.

use serde::Serialize;

use super::printed;
use crate::experiment::claim::{Factors, Ruling};
use crate::report::claims::wording::{CHANGE, FACTORS_NOTE, factor_rows, scale, with_interval};
use crate::report::number::{Scale, signed};
use crate::report::svg::{Anchor, Area, Drawing, Ruler, spot, ticks};
use crate::report::text::Look;
use crate::stats::Estimate;

/// Width of a bar's drawing.
const WIDTH: f64 = 220.0;
/// Height of it.
const HEIGHT: f64 = 20.0;
/// Height of the axis above.
const AXIS_HEIGHT: f64 = 22.0;
/// Room at both ends, for half a label.
const ROOM: f64 = 18.0;
/// Marks of the axis, about.
const TICKS: usize = 5;

/// The factors with bars on one axis.
#[derive(Debug, Serialize)]
pub(super) struct FactorTable {
    axis: String,
    unit: &'static str,
    rows: Vec<Factor>,
    note: &'static str,
}

/// A factor, an interaction, or all.
#[derive(Debug, Serialize)]
struct Factor {
    name: String,
    bar: String,
    effect: String,
    part: String,
    share: String,
    class: &'static str,
}

/// The factors of a claim.
pub(super) fn table(ruling: &Ruling, factors: &Factors) -> FactorTable {
    let scale = scale(ruling);
    let found = factor_rows(factors);
    let all = found.iter().map(|row| row.effect).chain([factors.whole]);
    let ruler = ruler(all.flatten());
    let shown = |estimate: &Option<Estimate>, scale: &Scale| match estimate {
        Some(one) => printed(&with_interval(one, scale)),
        None => Look::PLAIN.none().to_owned(),
    };
    let rows = found.into_iter().map(|row| {
        let (part, share) = match &row.shapley {
            Some((part, share)) => (shown(part, &scale), shown(share, &CHANGE)),
            None => (String::new(), String::new()),
        };
        Factor {
            class: match row.shapley {
                Some(_) => "factor",
                None => "interaction",
            },
            bar: bar(&row.name, row.effect, &ruler),
            effect: shown(&row.effect, &scale),
            name: row.name.replace(" x ", " × "),
            part,
            share,
        }
    });
    let whole = Factor {
        name: "all against none".to_owned(),
        bar: bar("all against none", factors.whole, &ruler),
        effect: shown(&factors.whole, &scale),
        part: shown(&factors.whole, &scale),
        share: "100 %".to_owned(),
        class: "whole",
    };
    FactorTable {
        axis: axis(&ruler, &scale),
        unit: scale.difference_unit,
        rows: rows.chain([whole]).collect(),
        note: FACTORS_NOTE,
    }
}

/// From the lowest end of an interval to the highest, nothing among it.
fn ruler(all: impl Iterator<Item = Estimate>) -> Ruler {
    let values = all.fold((0.0f64, 0.0f64), |(low, high), one| {
        let half = one.half_width.unwrap_or(0.0);
        (low.min(one.mean - half), high.max(one.mean + half))
    });
    Ruler {
        values,
        places: (ROOM, WIDTH - ROOM),
    }
}

fn axis(ruler: &Ruler, scale: &Scale) -> String {
    let said = format!("The axis of the effects, {}", scale.difference_unit);
    let mut drawing = Drawing::new(WIDTH, AXIS_HEIGHT, &said);
    let base = AXIS_HEIGHT - 1.0;
    drawing.line("axis", spot(ROOM, base), spot(WIDTH - ROOM, base));
    let (low, high) = ruler.values;
    let found = ticks((low * scale.factor, high * scale.factor), TICKS);
    for value in found.values {
        let x = ruler.at(value / scale.factor);
        drawing.line("axis", spot(x, base - 4.0), spot(x, base));
        let label = printed(&signed(value, found.decimals));
        drawing.text("small", spot(x, base - 8.0), Anchor::Middle, &label);
    }
    drawing.finish()
}

/// A bar from nothing to the mean, with the interval over it.
fn bar(name: &str, effect: Option<Estimate>, ruler: &Ruler) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &format!("Effect of {name}"));
    let zero = ruler.at(0.0);
    let middle = HEIGHT / 2.0;
    if let Some(effect) = effect {
        let mean = ruler.at(effect.mean);
        let bar = Area {
            left: zero.min(mean),
            top: 4.0,
            right: zero.max(mean),
            bottom: HEIGHT - 4.0,
        };
        drawing.area("bar", bar, "");
        if let (Some(low), Some(high)) = (effect.lower(), effect.upper()) {
            let (low, high) = (ruler.at(low), ruler.at(high));
            drawing.line("whisker claimed", spot(low, middle), spot(high, middle));
            for end in [low, high] {
                drawing.line(
                    "whisker claimed",
                    spot(end, middle - 4.0),
                    spot(end, middle + 4.0),
                );
            }
        }
    }
    drawing.line("zero", spot(zero, 0.0), spot(zero, HEIGHT));
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_their_intervals_lie_on_the_axis() {
        let effect = |mean: f64| Estimate {
            n: 3,
            mean,
            half_width: Some(1.0),
            sd: Some(1.0),
        };
        let ruler = ruler([effect(-3.0), effect(5.0)].into_iter());
        assert_eq!(ruler.values, (-4.0, 6.0));
        let found = bar("a", Some(effect(-3.0)), &ruler);
        // Nothing is at 18 + 0.4 * 184, the mean at 18 + 0.1 * 184.
        assert!(
            found.contains("x=\"36.4\" y=\"4\" width=\"55.2\""),
            "{found}"
        );
        assert!(
            found.contains("x1=\"18\" y1=\"10\" x2=\"54.8\" y2=\"10\""),
            "{found}"
        );
    }
}
