//! Plans as text: the answer first, then today beside it, what one step less brings, and the frontier.

use super::wording::{amount, answer, heading, limit, notes, one_estimate, scale, spaced};
use super::{Plans, estimate, label};
use crate::experiment::plan::{Planned, Shape, Shown};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};
use crate::scenario::optimise::GoalSide;
use crate::stats::Estimate;

/// The plans as text, ending in a line break.
pub fn render(plans: &Plans, look: &Look) -> String {
    let mut lines = vec![look.bold(&plans.title)];
    lines.extend(wrap(&plans.question, look.width, "", ""));
    for planned in &plans.plans {
        lines.push(String::new());
        lines.extend(of_design(plans, planned, look));
    }
    lines.push(String::new());
    for note in notes(plans) {
        lines.extend(wrap(&note, look.width, "  ", "  "));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn of_design(plans: &Plans, planned: &Planned, look: &Look) -> Vec<String> {
    let mut lines = vec![look.bold(&heading(plans, planned))];
    let mut say = |text: &str| lines.extend(wrap(text, look.width, "  ", "  "));
    for text in answer(plans, planned) {
        say(&text);
    }
    lines.push(String::new());
    lines.extend(beside(plans, planned, look));
    if !planned.cheaper.is_empty() {
        lines.push(String::new());
        lines.push(look.bold("One step cheaper, on the same fresh streams"));
        lines.extend(cheaper(plans, planned, look));
    }
    if planned.frontier.len() > 1 {
        lines.push(String::new());
        let title = "What more or less would bring: none of these is beaten in cost, targets and burden at once";
        lines.push(look.bold(title));
        lines.extend(frontier(plans, planned, look));
    }
    lines
}

/// Today, the first guess and the plan side by side.
fn beside(plans: &Plans, planned: &Planned, look: &Look) -> Vec<String> {
    let answer = planned
        .plan
        .as_ref()
        .or(planned.most.as_ref().map(|(most, _)| most));
    let mut shapes = vec![&planned.today, &planned.guess];
    shapes.extend(answer);
    let last = match planned.plan {
        Some(_) => "plan",
        None => "the most",
    };
    let mut rows = Vec::new();
    for (at, variable) in plans.variables.iter().enumerate() {
        let mut cells = vec![variable.label.clone(), range(plans, at)];
        cells.extend(shapes.iter().map(|shape| number(shape, at, look)));
        cells.push(String::new());
        rows.push(GridLine::Cells(cells));
    }
    let mut cells = vec![format!("cost ({})", plans.cost_unit), String::new()];
    cells.extend(
        shapes
            .iter()
            .map(|shape| shape.cost.map_or(look.none().to_owned(), amount)),
    );
    cells.push(String::new());
    rows.push(GridLine::Cells(cells));
    for metric in 0..planned.meanings.len() {
        rows.push(GridLine::Cells(metric_row(
            plans, planned, metric, &shapes, look,
        )));
    }
    let header = ["", "may be", "today", "first guess", last, "shown of it"];
    let grid = Grid {
        header: header.map(str::to_owned).to_vec(),
        left: 2,
        last_left: true,
        lines: rows,
    };
    grid.render(look.rule())
}

fn range(plans: &Plans, at: usize) -> String {
    let variable = &plans.variables[at];
    format!(
        "{} to {}{}",
        amount(variable.from),
        amount(variable.to),
        spaced(&variable.unit)
    )
}

fn number(shape: &Shape, at: usize, look: &Look) -> String {
    shape.numbers[at].map_or(look.none().to_owned(), amount)
}

/// One metric of some shapes, with what is shown of the last of them.
fn metric_row(
    plans: &Plans,
    planned: &Planned,
    metric: usize,
    shapes: &[&Shape],
    look: &Look,
) -> Vec<String> {
    let scale = scale(planned, metric, shapes);
    let found: Vec<Option<Estimate>> = shapes
        .iter()
        .map(|shape| shape.metrics[metric].as_ref().map(estimate))
        .collect();
    let decimals = scale.decimals(found.iter().flatten());
    let label = format!(
        "{}{}",
        label(&planned.meanings[metric]),
        match scale.unit {
            "" => String::new(),
            unit => format!(" ({unit})"),
        }
    );
    let may_be = match plans.targets.get(metric) {
        Some(_) => limit(plans, metric, scale),
        None => String::new(),
    };
    let mut cells = vec![label, may_be];
    cells.extend(found.iter().map(|one| {
        one.as_ref().map_or(look.none().to_owned(), |one| {
            one_estimate(one, scale, decimals, look.plus_minus())
        })
    }));
    let told = shapes
        .last()
        .and_then(|shape| shape.targets.get(metric).zip(Some(shape.share)));
    cells.push(told.map_or(String::new(), |(told, share)| {
        let target = &plans.targets[metric];
        let word = match told.shown {
            Shown::Kept => "kept",
            Shown::Open => "open",
            Shown::Broken => "broken",
        };
        let side = match target.side {
            GoalSide::AtMost => "at most",
            GoalSide::AtLeast => "at least",
        };
        let sure = amount(100.0 * (1.0 - (1.0 - target.confidence) * share));
        match told.bound {
            Some(bound) => format!(
                "{word}: {side} {}{}, {sure} % sure",
                scale.fixed(bound, decimals),
                spaced(scale.unit)
            ),
            None => word.to_owned(),
        }
    }));
    cells
}

/// What one step less of each variable brings.
fn cheaper(plans: &Plans, planned: &Planned, look: &Look) -> Vec<String> {
    let shapes: Vec<&Shape> = planned.cheaper.iter().map(|(_, shape)| shape).collect();
    let rows = planned.cheaper.iter().map(|(at, shape)| {
        let variable = &plans.variables[*at];
        let mut cells = vec![format!(
            "{} {}{}",
            variable.label,
            number(shape, *at, look),
            spaced(&variable.unit)
        )];
        cells.push(shape.cost.map_or(look.none().to_owned(), amount));
        for metric in 0..plans.targets.len() {
            cells.push(cell(planned, metric, &shapes, shape, look));
        }
        cells.push(told_of(plans, planned, shape));
        GridLine::Cells(cells)
    });
    let mut header = vec!["with".to_owned(), "cost".to_owned()];
    header.extend((0..plans.targets.len()).map(|metric| column(plans, planned, metric, &shapes)));
    header.push(String::new());
    let grid = Grid {
        header,
        left: 1,
        last_left: true,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}

fn told_of(plans: &Plans, planned: &Planned, shape: &Shape) -> String {
    let of = |wanted: Shown| {
        let each = shape.targets.iter().zip(&plans.targets);
        let names = each.filter(|(told, _)| told.shown == wanted);
        let names: Vec<String> = names
            .map(|(_, target)| format!("`{}`", target.name))
            .collect();
        names.join(", ")
    };
    let (broken, open) = (of(Shown::Broken), of(Shown::Open));
    match (broken.as_str(), open.as_str()) {
        ("", "")
            if planned
                .failed
                .iter()
                .any(|failed| failed.setting == shape.setting) =>
        {
            "kept here, but not in a check of its own".to_owned()
        }
        ("", "") => "kept here".to_owned(),
        ("", open) => format!("{open} not shown to be kept"),
        (broken, _) => format!("breaks {broken}"),
    }
}

/// The name of a metric over its column, with its unit.
fn column(plans: &Plans, planned: &Planned, metric: usize, shapes: &[&Shape]) -> String {
    let unit = scale(planned, metric, shapes).unit;
    match unit {
        "" => plans.metric_name(metric).to_owned(),
        unit => format!("{}\n{unit}", plans.metric_name(metric)),
    }
}

fn cell(planned: &Planned, metric: usize, shapes: &[&Shape], shape: &Shape, look: &Look) -> String {
    let scale = scale(planned, metric, shapes);
    let all: Vec<Estimate> = shapes
        .iter()
        .filter_map(|shape| shape.metrics[metric].as_ref().map(estimate))
        .collect();
    let decimals = scale.decimals(all.iter());
    shape.metrics[metric]
        .as_ref()
        .map_or(look.none().to_owned(), |spread| {
            one_estimate(&estimate(spread), scale, decimals, look.plus_minus())
        })
}

fn frontier(plans: &Plans, planned: &Planned, look: &Look) -> Vec<String> {
    let shapes: Vec<&Shape> = planned.frontier.iter().collect();
    let rows = planned.frontier.iter().map(|shape| {
        let mut cells = vec![shape.cost.map_or(look.none().to_owned(), amount)];
        cells.extend((0..plans.variables.len()).map(|at| number(shape, at, look)));
        cells.extend(
            (0..planned.meanings.len()).map(|metric| cell(planned, metric, &shapes, shape, look)),
        );
        let is_plan = planned
            .plan
            .as_ref()
            .is_some_and(|plan| plan.setting == shape.setting);
        let is_guess = planned.guess.setting == shape.setting;
        cells.push(match (is_plan, is_guess) {
            (true, _) => "the plan".to_owned(),
            (_, true) => "theory's guess".to_owned(),
            _ => String::new(),
        });
        GridLine::Cells(cells)
    });
    let mut header = vec!["cost".to_owned()];
    header.extend(plans.variables.iter().map(|variable| variable.name.clone()));
    header
        .extend((0..planned.meanings.len()).map(|metric| column(plans, planned, metric, &shapes)));
    header.push(String::new());
    let grid = Grid {
        header,
        left: 0,
        last_left: true,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}
