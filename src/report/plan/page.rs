//! Plans as one page: the text, and the frontier drawn.

use super::text::render;
use super::wording::{amount, answer, heading, notes};
use super::{Plans, estimate};
use crate::experiment::plan::{Planned, Setting, Shape};
use crate::outcome::Unit;
use crate::report::svg::{Anchor, Area, Drawing, Outline, Ruler, Spot, escaped, spot};
use crate::report::text::Look;
use crate::scenario::optimise::GoalSide;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 320.0;
/// Where the values are drawn.
const FIELD: Area = Area {
    left: 80.0,
    top: 28.0,
    right: 740.0,
    bottom: 270.0,
};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2433}\
pre{overflow-x:auto;font-size:13px;line-height:1.35}svg{max-width:100%}.axis,.bar{stroke:#1d2433;fill:none}\
.limit{stroke:#b3261e;stroke-dasharray:5 4;fill:none}.way{stroke:#8a94a6;fill:none}.dot{fill:#2457a6}.plan{fill:#b3261e}\
.today{fill:#1d2433}text{font:12px system-ui,sans-serif;fill:#1d2433}.note{color:#4b5563;font-size:14px}";

/// The plans as one page without anything from elsewhere.
pub fn html(plans: &Plans) -> String {
    let mut body = format!(
        "<h1>{}</h1><p>{}</p>",
        escaped(&plans.title),
        escaped(&plans.question)
    );
    for planned in &plans.plans {
        body.push_str(&format!("<h2>{}</h2>", escaped(&heading(plans, planned))));
        for text in answer(plans, planned) {
            body.push_str(&format!("<p>{}</p>", escaped(&text)));
        }
        if planned.frontier.len() > 1 {
            body.push_str(&drawing(plans, planned));
        }
    }
    body.push_str(&format!(
        "<h2>Tables</h2><pre>{}</pre>",
        escaped(&render(plans, &Look::PLAIN))
    ));
    for note in notes(plans) {
        body.push_str(&format!("<p class=\"note\">{}</p>", escaped(&note)));
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
        escaped(&plans.title)
    )
}

/// The first target over cost along the frontier, with intervals, the limit and today.
fn drawing(plans: &Plans, planned: &Planned) -> String {
    let target = &plans.targets[0];
    let factor = match planned.meanings[0].unit {
        Some(Unit::Share) => 100.0,
        _ => 1.0,
    };
    let today = planned.today.cost.is_some().then_some(&planned.today);
    let of = |shape: &Shape| mark(planned, shape, factor);
    let way: Vec<Mark> = planned.frontier.iter().filter_map(of).collect();
    let marks: Vec<Mark> = way.iter().copied().chain(today.and_then(of)).collect();
    let costs = || marks.iter().map(|mark| mark.cost);
    let (least, most) = (
        costs().fold(f64::INFINITY, f64::min),
        costs().fold(0.0, f64::max),
    );
    let limit = target.limit * factor;
    let highest = marks.iter().map(|mark| mark.ends.1).fold(limit, f64::max) * 1.05;
    let x = Ruler {
        values: (least, most),
        places: (FIELD.left + 20.0, FIELD.right - 20.0),
    };
    let y = Ruler {
        values: (0.0, highest),
        places: (FIELD.bottom, FIELD.top),
    };
    let said = format!("`{}` over cost along the frontier", target.name);
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &said);
    let corner = spot(FIELD.left, FIELD.bottom);
    drawing.line("axis", corner, spot(FIELD.right, FIELD.bottom));
    drawing.line("axis", corner, spot(FIELD.left, FIELD.top));
    let level = y.at(limit);
    drawing.line("limit", spot(FIELD.left, level), spot(FIELD.right, level));
    drawing.text("", spot(FIELD.right, level - 4.0), Anchor::End, "limit");
    let best = best(&way, target.side).into_iter();
    let spots: Vec<Spot> = best
        .map(|mark| spot(x.at(mark.cost), y.at(mark.mean)))
        .collect();
    drawing.path("way", &spots, Outline::Open);
    for mark in &marks {
        mark.draw(&mut drawing, (&x, &y));
    }
    let unit = match planned.meanings[0].unit {
        Some(Unit::Share) => " (%)",
        Some(Unit::Hours) => " (h)",
        _ => "",
    };
    let names = (
        format!("cost, {}", plans.cost_unit),
        format!("{}{unit}", target.name),
    );
    numbers(&mut drawing, (&x, &y), &names);
    drawing.finish()
}

/// The ends of both axes, and what they are.
fn numbers(drawing: &mut Drawing, (x, y): (&Ruler, &Ruler), names: &(String, String)) {
    let highest = y.values.1;
    for (value, label) in [(0.0, "0".to_owned()), (highest, amount(round(highest)))] {
        let at = spot(FIELD.left - 6.0, y.at(value) + 4.0);
        drawing.text("", at, Anchor::End, &label);
    }
    let (least, most) = x.values;
    for cost in [least, most] {
        let at = spot(x.at(cost), FIELD.bottom + 16.0);
        drawing.text("", at, Anchor::Middle, &amount(cost));
    }
    let middle = (FIELD.left + FIELD.right) / 2.0;
    let below = spot(middle, FIELD.bottom + 36.0);
    drawing.text("", below, Anchor::Middle, &names.0);
    let above = spot(FIELD.left - 50.0, FIELD.top - 12.0);
    drawing.text("", above, Anchor::Start, &names.1);
}

/// The plans of a frontier that none of the same or a lower cost beats in the first target, in order of cost.
fn best(way: &[Mark], side: GoalSide) -> Vec<Mark> {
    let sign = match side {
        GoalSide::AtMost => 1.0,
        GoalSide::AtLeast => -1.0,
    };
    let mut order = way.to_vec();
    let worth = |mark: &Mark| (mark.cost, sign * mark.mean);
    order.sort_by(|a, b| {
        let ((a, x), (b, y)) = (worth(a), worth(b));
        a.total_cmp(&b).then(x.total_cmp(&y))
    });
    let mut so_far = f64::INFINITY;
    order.retain(|mark| {
        let is_better = sign * mark.mean < so_far;
        so_far = so_far.min(sign * mark.mean);
        is_better
    });
    order
}

/// A plan in the drawing: its cost, the mean of the first target, the ends of its interval, and what it is.
#[derive(Clone, Copy)]
struct Mark {
    cost: f64,
    mean: f64,
    ends: (f64, f64),
    class: &'static str,
}

fn mark(planned: &Planned, shape: &Shape, factor: f64) -> Option<Mark> {
    let found = estimate(shape.metrics[0].as_ref()?);
    let half = found.half_width.unwrap_or(0.0);
    let is_plan = planned
        .plan
        .as_ref()
        .is_some_and(|plan| plan.setting == shape.setting);
    let class = match (is_plan, shape.setting == Setting::Today) {
        (true, _) => "plan",
        (_, true) => "today",
        _ => "dot",
    };
    Some(Mark {
        cost: shape.cost?,
        mean: found.mean * factor,
        ends: ((found.mean - half) * factor, (found.mean + half) * factor),
        class,
    })
}

impl Mark {
    fn draw(&self, drawing: &mut Drawing, (x, y): (&Ruler, &Ruler)) {
        let (across, high) = (x.at(self.cost), y.at(self.ends.1));
        drawing.line("bar", spot(across, y.at(self.ends.0)), spot(across, high));
        drawing.dot(self.class, spot(across, y.at(self.mean)), 4.0);
        if self.class != "dot" {
            drawing.text("", spot(across, high - 6.0), Anchor::Middle, self.class);
        }
    }
}

/// Two digits.
fn round(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
