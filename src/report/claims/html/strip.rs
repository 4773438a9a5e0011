//! The effect of a claim with its interval, on an axis that all claims share.
//!
//! The unit is the smallest effect of interest and the claimed way is to the right: 0 is no effect, beyond 1 a claim is supported,
//! below -1 it is reversed. Where the smallest effect is a share, it is the relative change over that share; across members, 0 is
//! a half of them and 1 the share that is claimed.

use super::printed;
use crate::experiment::claim::Ruling;
use crate::report::claims::Entry;
use crate::report::svg::{Anchor, Area, Drawing, Outline, Ruler, spot};
use crate::scenario::claim::{ClaimedDirection, Margin};
use crate::stats::Estimate;

/// Width of a strip.
pub(super) const WIDTH: f64 = 208.0;
/// Height of a strip.
const HEIGHT: f64 = 28.0;
/// Height of the axis above.
const AXIS_HEIGHT: f64 = 44.0;
/// Room at both ends, for arrows.
const ROOM: f64 = 8.0;
/// From the top to the effect as claimed, and to that where it should fail.
const LINES: (f64, f64) = (8.0, 20.0);
/// The axis goes at least so far to both sides, in smallest effects, and at most.
const REACH: (f64, f64) = (1.6, 4.0);

/// How far the shared axis goes, in smallest effects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reach {
    low: f64,
    high: f64,
}

/// An effect in smallest effects, in the claimed direction.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    low: f64,
    mean: f64,
    high: f64,
}

impl Reach {
    /// An axis that holds the effects of these claims, unless they are far out.
    pub(super) fn new(claims: &[Entry]) -> Self {
        let found = claims.iter().flat_map(|entry| {
            let failure = entry.finding.failure.as_ref();
            let rulings = std::iter::once(&entry.finding.main).chain(failure);
            rulings.filter_map(|ruling| span(entry, ruling))
        });
        let (least, most) = REACH;
        let mut reach = Self {
            low: -least,
            high: least,
        };
        for span in found {
            reach.low = reach.low.min(span.low * 1.1).max(-most);
            reach.high = reach.high.max(span.high * 1.1).min(most);
        }
        reach
    }

    fn ruler(&self) -> Ruler {
        Ruler {
            values: (self.low, self.high),
            places: (ROOM, WIDTH - ROOM),
        }
    }
}

/// The effect in smallest effects; without a smallest effect, as a share of what it may be at most. None without an effect.
fn span(entry: &Entry, ruling: &Ruling) -> Option<Span> {
    let sign = match entry.direction {
        ClaimedDirection::Down => -1.0,
        ClaimedDirection::Up | ClaimedDirection::Either => 1.0,
    };
    if let (Some(found), Some(claimed)) = (ruling.share, entry.share) {
        let of = |share: f64| (share - 0.5) / (claimed - 0.5);
        return Some(Span {
            low: of(found.lower),
            mean: of(found.share),
            high: of(found.upper),
        });
    }
    let (estimate, one) = match (entry.smallest, ruling.change) {
        (Margin::Relative(share), Some(change)) => (change, share),
        (Margin::Relative(share), None) => {
            let base = ruling.arms.iter().find(|arm| arm.weight < 0.0)?;
            (ruling.effect?, share * base.estimate?.mean.abs())
        }
        (Margin::Absolute { value, .. }, _) => (ruling.effect?, value),
    };
    Some(in_units(&estimate, sign, one))
}

fn in_units(estimate: &Estimate, sign: f64, one: f64) -> Span {
    let half = estimate.half_width.unwrap_or(0.0);
    let farthest = estimate.mean.abs() + half;
    let one = match (one > 0.0, farthest > 0.0) {
        (true, _) => one,
        (false, true) => farthest,
        (false, false) => 1.0,
    };
    let (mean, half) = (sign * estimate.mean / one, half / one);
    Span {
        low: mean - half,
        mean,
        high: mean + half,
    }
}

/// The axis, to stand above the strips.
pub(super) fn axis(reach: &Reach) -> String {
    let ruler = reach.ruler();
    let said = "The axis of the effects: 0 is no effect, 1 the smallest effect of interest in the claimed direction";
    let mut drawing = Drawing::new(WIDTH, AXIS_HEIGHT, said);
    let base = AXIS_HEIGHT - 4.0;
    drawing.text("small", spot(ROOM, 11.0), Anchor::Start, "← other way");
    drawing.text(
        "small",
        spot(WIDTH - ROOM, 11.0),
        Anchor::End,
        "as claimed →",
    );
    drawing.line("axis", spot(ROOM, base), spot(WIDTH - ROOM, base));
    for nth in (reach.low.ceil() as i64)..=(reach.high.floor() as i64) {
        let x = ruler.at(nth as f64);
        drawing.line("axis", spot(x, base - 3.0), spot(x, base));
        let label = printed(&nth.to_string());
        drawing.text("small", spot(x, base - 6.0), Anchor::Middle, &label);
    }
    drawing.finish()
}

/// The effect as claimed and, hollow below it, where it should fail.
pub(super) fn strip(entry: &Entry, reach: &Reach) -> String {
    let ruler = reach.ruler();
    let main = span(entry, &entry.finding.main);
    let failure = entry.finding.failure.as_ref();
    let failure = failure.and_then(|failure| span(entry, failure));
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &said(main, failure));
    let band = |from: f64, to: f64| Area {
        left: from,
        top: 0.0,
        right: to,
        bottom: HEIGHT,
    };
    let has_smallest = !matches!(
        entry.smallest,
        Margin::Relative(0.0) | Margin::Absolute { value: 0.0, .. }
    ) || entry.share.is_some();
    if has_smallest {
        let other = match entry.direction {
            ClaimedDirection::Either => "zone-supported",
            _ => "zone-reversed",
        };
        drawing.area(other, band(ROOM, ruler.at(-1.0)), "");
        drawing.area("zone-supported", band(ruler.at(1.0), WIDTH - ROOM), "");
        let x = ruler.at(1.0);
        drawing.line("smallest", spot(x, 0.0), spot(x, HEIGHT));
    }
    let x = ruler.at(0.0);
    drawing.line("zero", spot(x, 0.0), spot(x, HEIGHT));
    if let Some(failure) = failure {
        interval(&mut drawing, &ruler, failure, (LINES.1, "failure"));
    }
    if let Some(main) = main {
        interval(&mut drawing, &ruler, main, (LINES.0, "claimed"));
    }
    drawing.finish()
}

fn interval(drawing: &mut Drawing, ruler: &Ruler, span: Span, (y, class): (f64, &str)) {
    let (low, high) = (ruler.at(span.low), ruler.at(span.high));
    let whisker = format!("whisker {class}");
    drawing.line(&whisker, spot(low, y), spot(high, y));
    let (start, end) = ruler.values;
    let beyond = [(span.low < start, low, -6.0), (span.high > end, high, 6.0)];
    for (_, x, out) in beyond.into_iter().filter(|(is_beyond, _, _)| *is_beyond) {
        // An arrow says that it goes on.
        let tip = [spot(x + out, y), spot(x, y - 4.0), spot(x, y + 4.0)];
        drawing.path(&format!("arrow {class}"), &tip, Outline::Closed);
    }
    if ruler.holds(span.mean) {
        drawing.dot(&format!("mean {class}"), spot(ruler.at(span.mean), y), 4.0);
    }
}

fn said(main: Option<Span>, failure: Option<Span>) -> String {
    let told = |span: Span| format!("{:.1} [{:.1}, {:.1}]", span.mean, span.low, span.high);
    let main = main.map_or("no effect found".to_owned(), told);
    let failure = failure.map_or(String::new(), |span| {
        format!("; where it should fail {}", told(span))
    });
    format!("Effect in smallest effects of interest, as claimed: {main}{failure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_without_a_smallest_one_is_shown_as_large_as_it_may_be() {
        let estimate = Estimate {
            n: 4,
            mean: -3.0,
            half_width: Some(1.0),
            sd: Some(1.0),
        };
        let found = in_units(&estimate, -1.0, 0.0);
        assert_eq!((found.low, found.mean, found.high), (0.5, 0.75, 1.0));
        let found = in_units(&estimate, -1.0, 2.0);
        assert_eq!((found.low, found.mean, found.high), (1.0, 1.5, 2.0));
    }

    #[test]
    fn what_goes_beyond_the_axis_has_an_arrow_inside_the_drawing() {
        let reach = Reach {
            low: -2.0,
            high: 2.0,
        };
        let mut drawing = Drawing::new(WIDTH, HEIGHT, "");
        let span = Span {
            low: 1.0,
            mean: 8.0,
            high: 9.0,
        };
        interval(&mut drawing, &reach.ruler(), span, (11.0, "claimed"));
        let found = drawing.finish();
        assert!(found.contains("points=\"206,11 200,7 200,15\""), "{found}");
        assert!(!found.contains("<circle"));
    }
}
