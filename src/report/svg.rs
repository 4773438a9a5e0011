//! Drawings as SVG inside a page: shapes, and the way from values to where they are drawn.
//!
//! Coordinates have two decimals at most, so that the same values give the same bytes. Colours are classes of the page's style
//! sheet. All text is escaped here.

/// Where something is drawn, from the left and from the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    /// From the left.
    pub(crate) x: f64,
    /// From the top.
    pub(crate) y: f64,
}

/// A spot.
pub(crate) const fn spot(x: f64, y: f64) -> Spot {
    Spot { x, y }
}

/// A rectangle with its sides along the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    /// Its left side.
    pub(crate) left: f64,
    /// Its upper side.
    pub(crate) top: f64,
    /// Its right side.
    pub(crate) right: f64,
    /// Its lower side.
    pub(crate) bottom: f64,
}

/// Which part of a text stands at its spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its first letter.
    Start,
    /// Its middle.
    Middle,
    /// Its last letter.
    End,
}

/// Whether a path goes back to where it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outline {
    /// It does not.
    Open,
    /// It does.
    Closed,
}

/// A drawing in the making.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    width: f64,
    height: f64,
    said: String,
    shapes: String,
}

impl Drawing {
    /// An empty drawing; `said` tells what it shows to those who cannot see it.
    pub(crate) fn new(width: f64, height: f64, said: &str) -> Self {
        Self {
            width,
            height,
            said: escaped(said),
            shapes: String::new(),
        }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, class: &str, from: Spot, to: Spot) {
        let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(number);
        self.shapes.push_str(&format!(
            "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
        ));
    }

    /// A filled rectangle; `said`, unless empty, is shown by a pointer that rests on it.
    pub(crate) fn area(&mut self, class: &str, area: Area, said: &str) {
        let [x, y] = [area.left, area.top].map(number);
        let [width, height] = [area.right - area.left, area.bottom - area.top].map(number);
        let start = format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""
        );
        self.shapes.push_str(&start);
        match said {
            "" => self.shapes.push_str("/>"),
            said => self
                .shapes
                .push_str(&format!("><title>{}</title></rect>", escaped(said))),
        }
    }

    /// A circle.
    pub(crate) fn dot(&mut self, class: &str, at: Spot, radius: f64) {
        let [x, y, r] = [at.x, at.y, radius].map(number);
        self.shapes.push_str(&format!(
            "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>"
        ));
    }

    /// Straight lines from spot to spot; nothing for fewer than two.
    pub(crate) fn path(&mut self, class: &str, spots: &[Spot], outline: Outline) {
        if spots.len() < 2 {
            return;
        }
        let name = match outline {
            Outline::Open => "polyline",
            Outline::Closed => "polygon",
        };
        let points = spots
            .iter()
            .map(|spot| format!("{},{}", number(spot.x), number(spot.y)));
        let points = points.collect::<Vec<_>>().join(" ");
        self.shapes
            .push_str(&format!("<{name} class=\"{class}\" points=\"{points}\"/>"));
    }

    /// A line of text.
    pub(crate) fn text(&mut self, class: &str, at: Spot, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let ([x, y], text) = ([at.x, at.y].map(number), escaped(text));
        self.shapes.push_str(&format!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>"
        ));
    }

    /// The drawing as an element of a page.
    pub(crate) fn finish(self) -> String {
        let [width, height] = [self.width, self.height].map(number);
        let (said, shapes) = (self.said, self.shapes);
        format!(
            "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{said}\">{shapes}</svg>"
        )
    }
}

/// A coordinate with two decimals at most.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// A text with everything replaced that means something to a page.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

/// The way from values to coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ruler {
    /// The first and the last value.
    pub(crate) values: (f64, f64),
    /// Where these two are drawn.
    pub(crate) places: (f64, f64),
}

impl Ruler {
    /// Where a value is drawn; one that lies beyond an end, at that end. Of a ruler without length, the middle.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let ((first, last), (start, end)) = (self.values, self.places);
        let share = match last - first {
            0.0 => 0.5,
            length => ((value - first) / length).clamp(0.0, 1.0),
        };
        start + share * (end - start)
    }

    /// Whether a value lies on it.
    pub(crate) fn holds(&self, value: f64) -> bool {
        let (first, last) = self.values;
        (first.min(last)..=first.max(last)).contains(&value)
    }
}

/// Round values along an axis, and how many decimals tell them apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ticks {
    /// The values, rising.
    pub(crate) values: Vec<f64>,
    /// Decimals.
    pub(crate) decimals: usize,
}

/// Multiples of one, two or five times a power of ten from `low` to `high`, at most one more than `most` (at least two). None when the
/// two are not apart.
pub(crate) fn ticks((low, high): (f64, f64), most: usize) -> Ticks {
    let length = high - low;
    if length <= 0.0 || !length.is_finite() {
        return Ticks {
            values: Vec::new(),
            decimals: 0,
        };
    }
    let least = length / most.max(2) as f64;
    let power = least.log10().floor();
    let ten = 10f64.powf(power);
    let times = [1.0, 2.0, 5.0, 10.0].into_iter();
    let times = times
        .clone()
        .find(|times| times * ten >= least)
        .unwrap_or(10.0);
    let step = times * ten;
    // Half a millionth of a step forgives that ends are not quite what was typed.
    let first = (low / step - 5e-7).ceil() as i64;
    let last = (high / step + 5e-7).floor() as i64;
    let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
    Ticks {
        values: (first..=last).map(|nth| nth as f64 * step).collect(),
        decimals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_the_shapes_in_order_inside_its_view_box() {
        let mut drawing = Drawing::new(100.0, 20.5, "a & b");
        drawing.line("axis", spot(0.0, 1.0 / 3.0), spot(100.0, 10.0));
        drawing.dot("mean", spot(-0.001, 5.0), 2.0);
        drawing.path("curve", &[spot(0.0, 0.0), spot(1.0, 2.0)], Outline::Open);
        drawing.path("curve", &[spot(0.0, 0.0)], Outline::Open);
        drawing.text("label", spot(50.0, 5.0), Anchor::Middle, "<b>");
        let area = Area {
            left: 1.0,
            top: 2.0,
            right: 11.0,
            bottom: 4.5,
        };
        drawing.area("cell", area, "");
        assert_eq!(
            drawing.finish(),
            "<svg viewBox=\"0 0 100 20.5\" width=\"100\" height=\"20.5\" role=\"img\" aria-label=\"a &amp; b\">\
             <line class=\"axis\" x1=\"0\" y1=\"0.33\" x2=\"100\" y2=\"10\"/>\
             <circle class=\"mean\" cx=\"0\" cy=\"5\" r=\"2\"/>\
             <polyline class=\"curve\" points=\"0,0 1,2\"/>\
             <text class=\"label\" x=\"50\" y=\"5\" text-anchor=\"middle\">&lt;b&gt;</text>\
             <rect class=\"cell\" x=\"1\" y=\"2\" width=\"10\" height=\"2.5\"/></svg>"
        );
    }

    #[test]
    fn what_an_area_says_is_escaped() {
        let area = Area {
            left: 0.0,
            top: 0.0,
            right: 1.0,
            bottom: 1.0,
        };
        let mut drawing = Drawing::new(1.0, 1.0, "");
        drawing.area("cell", area, "\"<script>'");
        let found = drawing.finish();
        assert!(found.contains("<title>&quot;&lt;script&gt;&#39;</title>"));
    }

    #[test]
    fn a_ruler_never_leaves_its_places() {
        let ruler = Ruler {
            values: (0.0, 10.0),
            places: (100.0, 0.0),
        };
        let values = [0.0, 2.5, 10.0, -5.0, f64::INFINITY];
        let places = values.map(|value| ruler.at(value));
        assert_eq!(places, [100.0, 75.0, 0.0, 100.0, 0.0]);
        assert!(ruler.holds(0.0) && !ruler.holds(10.1));
        let point = Ruler {
            values: (3.0, 3.0),
            places: (0.0, 10.0),
        };
        assert_eq!(point.at(7.0), 5.0);
    }

    #[test]
    fn ticks_are_round_and_few() {
        let found = ticks((0.0, 0.3), 5);
        let shown = |ticks: &Ticks| {
            let texts = ticks.values.iter();
            texts
                .map(|value| format!("{value:.*}", ticks.decimals))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(&found), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(shown(&ticks((-7.0, 23.0), 4)), ["0", "10", "20"]);
        assert_eq!(
            shown(&ticks((0.1, 0.6), 5)),
            ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]
        );
        assert!(ticks((1.0, 1.0), 5).values.is_empty());
    }
}
