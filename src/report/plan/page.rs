//! Plans as one page: the text, and the frontier drawn.

use super::text::render;
use super::wording::{amount, answer, heading, notes};
use super::{Plans, estimate};
use crate::experiment::plan::{Planned, Shape};
use crate::report::svg::{Anchor, Area, Drawing, Outline, escaped, spot};
use crate::report::text::Look;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 320.0;
/// Where the values are drawn.
const FIELD: Area = Area {
    left: 80.0,
    top: 20.0,
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
        Some(crate::outcome::Unit::Share) => 100.0,
        _ => 1.0,
    };
    let today = planned.today.cost.is_some().then_some(&planned.today);
    let shapes: Vec<&Shape> = planned.frontier.iter().chain(today).collect();
    let ends = |shape: &Shape| {
        let found = estimate(shape.metrics[0].as_ref()?);
        let half = found.half_width.unwrap_or(0.0);
        Some([found.mean, found.mean - half, found.mean + half].map(|value| value * factor))
    };
    let costs: Vec<f64> = shapes.iter().filter_map(|shape| shape.cost).collect();
    let (least, most) = (
        costs.iter().copied().fold(f64::INFINITY, f64::min),
        costs.iter().copied().fold(0.0, f64::max),
    );
    let highest = shapes
        .iter()
        .filter_map(|shape| ends(shape))
        .map(|ends| ends[2]);
    let highest = highest.fold(target.limit * factor, f64::max) * 1.05;
    let x = |cost: f64| {
        let share = if most > least {
            (cost - least) / (most - least)
        } else {
            0.5
        };
        FIELD.left + 20.0 + share * (FIELD.right - FIELD.left - 40.0)
    };
    let y =
        |value: f64| FIELD.bottom - (value / highest).clamp(0.0, 1.0) * (FIELD.bottom - FIELD.top);
    let said = format!("`{}` over cost along the frontier", target.name);
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &said);
    let corner = spot(FIELD.left, FIELD.bottom);
    drawing.line("axis", corner, spot(FIELD.right, FIELD.bottom));
    drawing.line("axis", corner, spot(FIELD.left, FIELD.top));
    let limit = y(target.limit * factor);
    drawing.line("limit", spot(FIELD.left, limit), spot(FIELD.right, limit));
    let way: Vec<_> = planned
        .frontier
        .iter()
        .filter_map(|shape| Some(spot(x(shape.cost?), y(ends(shape)?[0]))))
        .collect();
    drawing.path("way", &way, Outline::Open);
    for shape in &shapes {
        let Some((cost, [mean, low, high])) = shape.cost.zip(ends(shape)) else {
            continue;
        };
        drawing.line("bar", spot(x(cost), y(low)), spot(x(cost), y(high)));
        let is_plan = planned
            .plan
            .as_ref()
            .is_some_and(|plan| plan.setting == shape.setting);
        let (class, name) = match (
            is_plan,
            today.is_some_and(|today| std::ptr::eq(today, *shape)),
        ) {
            (true, _) => ("plan", "plan"),
            (_, true) => ("today", "today"),
            _ => ("dot", ""),
        };
        drawing.dot(class, spot(x(cost), y(mean)), 4.0);
        drawing.text("", spot(x(cost), y(high) - 6.0), Anchor::Middle, name);
    }
    for (value, label) in [(0.0, "0".to_owned()), (highest, amount(round(highest)))] {
        drawing.text(
            "",
            spot(FIELD.left - 6.0, y(value) + 4.0),
            Anchor::End,
            &label,
        );
    }
    drawing.text("", spot(FIELD.right, limit - 4.0), Anchor::End, "limit");
    for cost in [least, most] {
        drawing.text(
            "",
            spot(x(cost), FIELD.bottom + 16.0),
            Anchor::Middle,
            &amount(cost),
        );
    }
    let middle = (FIELD.left + FIELD.right) / 2.0;
    let below = format!("cost, {}", plans.cost_unit);
    drawing.text(
        "",
        spot(middle, FIELD.bottom + 36.0),
        Anchor::Middle,
        &below,
    );
    drawing.finish()
}

/// Two digits.
fn round(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
