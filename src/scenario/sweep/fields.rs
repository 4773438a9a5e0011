//! The keys of `[sweep]` and of the tables in it.

use super::{Constraint, Effort, Extreme, Factor, Layout, POINTS_MOST, Response, Sweep};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::scenario::Named;
use crate::scenario::axis::{self, label_of};
use crate::scenario::claim::MarginShape;
use crate::scenario::decode::{Choice, Fields, List, Names, Record, Text, offer};
use crate::scenario::metric::{self, OneOrMore};
use crate::scenario::quantity::{Limits, Raw, count_to, large_count, number};
use crate::stats::points::{
    FRACTIONAL_FACTORS, Resolution, SOBOL_FACTORS, SOBOL_POINTS, grid_size,
};

/// The most factors of a sweep.
const FACTORS_MOST: usize = 64;
/// The most values of a list.
const VALUES_MOST: usize = 1000;
/// The most replications of a point.
const REPLICATIONS_MOST: u32 = 100_000;
/// The most replications of a point unless it is said.
const USUAL_MOST: u32 = 1000;

pub(in crate::scenario) fn fields(fields: &mut Fields<'_>) -> Option<Sweep> {
    let layout = layout(fields);
    let about = "seed of points that are drawn; that of the plan unless given";
    let seed = fields.optional("seed", about, large_count(0));
    let about = "the designs that are run at every point; all unless given";
    let designs = fields.optional("designs", about, List(Text));
    let about = "what is varied, by name";
    let factors = Names::of("factor", Record::new("factor", factor));
    let factors = fields.required("factor", about, factors);
    let about = "which points are left out, by name";
    let constraints = Names::of("constraint", Record::new("constraint", constraint));
    let constraints = fields.optional("constraint", about, constraints);
    let about = "what is read off at every point, by name; the first ranks the points";
    let metrics = Names::of("metric", Record::new("metric", response));
    let metrics = fields.required("metric", about, metrics);
    let effort = effort(fields);
    let (factors, metrics) = (factors?, metrics?);
    let is_empty = [
        ("factor", factors.value.is_empty(), factors.place),
        ("metric", metrics.value.is_empty(), metrics.place),
    ];
    for (what, _, place) in is_empty.iter().filter(|(_, is_empty, _)| *is_empty) {
        let message = format!("the sweep has no {what}");
        let help = format!("add `[sweep.{what}.NAME]`");
        fields.report(Diagnostic::error(Code::ListLength, *place, message).help(help));
    }
    let sweep = Sweep {
        layout: layout?,
        seed: seed.map(|seed| seed.value),
        designs: designs.map_or(Vec::new(), |designs| designs.value),
        factors: factors.value,
        constraints: constraints.map_or(Vec::new(), |constraints| constraints.value),
        metrics: metrics.value,
        effort: effort?,
    };
    check_layout(&sweep, fields);
    check_constraints(&sweep, fields);
    Some(sweep)
}

/// The kinds of layout.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Grid,
    Fractional,
    Latin,
    Sobol,
}

const LAYOUTS: Choice<Kind> = Choice(&[
    ("grid", Kind::Grid),
    ("fractional", Kind::Fractional),
    ("latin", Kind::Latin),
    ("sobol", Kind::Sobol),
]);

fn layout(fields: &mut Fields<'_>) -> Option<At<Layout>> {
    let about = "where the points lie: `grid` (every combination), `fractional` (both ends of every factor, in few runs), `latin` (Latin hypercube) or `sobol`";
    let kind = fields.required("layout", about, LAYOUTS);
    let about = "how many points, with `latin` and `sobol`; a power of two suits `sobol`";
    let points = fields.optional("points", about, count_to(2, POINTS_MOST));
    let about = "with `fractional`: 3 keeps main effects apart from each other, 4 also from interactions of two, 5 those too; 4 unless given";
    let resolution = fields.optional("resolution", about, count_to(3, 5));
    let kind = kind?;
    let is_drawn = matches!(kind.value, Kind::Latin | Kind::Sobol);
    if is_drawn != points.is_some() {
        let place = points.as_ref().map_or(kind.place, |points| points.place);
        let (message, help) = match is_drawn {
            true => ("the layout has no number of points", "add `points = 64`"),
            false => ("the factors say how many points there are", "leave it out"),
        };
        let wrong = Diagnostic::error(Code::ConflictingKeys, place, message);
        fields.report(wrong.help(help));
        return None;
    }
    if let Some(resolution) = resolution
        .as_ref()
        .filter(|_| kind.value != Kind::Fractional)
    {
        let message = "`resolution` is for `layout = \"fractional\"`";
        let wrong = Diagnostic::error(Code::ConflictingKeys, resolution.place, message);
        fields.report(wrong.help("leave it out"));
    }
    let of = resolution.map_or(4, |resolution| resolution.value);
    let layout = match (kind.value, points) {
        (Kind::Fractional, _) => Layout::Fractional(Resolution::new(of as usize)?),
        (Kind::Latin, Some(points)) => Layout::Latin(points.value),
        (Kind::Sobol, Some(points)) => Layout::Sobol(points.value),
        _ => Layout::Grid,
    };
    Some(At::new(layout, kind.place))
}

/// The keys of an axis that a list of values has no use for.
const OF_AXIS: [&str; 4] = ["from", "to", "scale", "steps"];

fn factor(fields: &mut Fields<'_>) -> Option<Factor> {
    if fields.present(&["values"]).is_empty() && !fields.is_described() {
        return axis::fields(fields).map(Factor::Axis);
    }
    for key in OF_AXIS {
        fields.at_most_one(&["values", key]);
    }
    let described = fields.is_described().then(|| axis::fields(fields));
    let about = "values of any kind, in place of `from` and `to`";
    let values = fields.optional("values", about, List(Raw));
    if described.is_some() {
        return None;
    }
    // Told to be in conflict with the values, and not unknown.
    for key in OF_AXIS {
        fields.optional(key, "", Raw);
    }
    let label = fields.optional("label", "", Text);
    let paths = fields.required(
        "path",
        "path into the scenario, or a list of paths",
        OneOrMore,
    );
    let values = values?;
    let count = values.value.len();
    if !(2..=VALUES_MOST).contains(&count) {
        let message = format!("a factor has 2 to {VALUES_MOST} values, and here are {count}");
        fields.report(Diagnostic::error(Code::ListLength, values.place, message));
        return None;
    }
    let paths = paths?.value;
    Some(Factor::List {
        label: label_of(label, &paths),
        paths,
        values: values.value,
    })
}

fn constraint(fields: &mut Fields<'_>) -> Option<Constraint> {
    let about = "factors and their weights, such as `{ front = 1, back = 1 }`";
    let weights = Names::of("factor", number(Limits::Between(-1e9, 1e9)));
    let sum = fields.required("sum", about, weights);
    let about = "the least sum, in the unit of the factors";
    let at_least = fields.optional("at_least", about, Raw);
    let about = "the greatest sum, in the unit of the factors";
    let at_most = fields.optional("at_most", about, Raw);
    if at_least.is_none() && at_most.is_none() {
        let message = format!("{} has no bound", fields.table_name());
        fields.report(
            Diagnostic::error(Code::MissingKey, fields.place(), message)
                .help("add `at_most = 10` or `at_least = 2`"),
        );
    }
    let sum = sum?.value.into_iter();
    Some(Constraint {
        sum: sum.map(|one| (one.name, one.item)).collect(),
        at_least,
        at_most,
    })
}

const EXTREMES: Choice<Extreme> = Choice(&[("low", Extreme::Low), ("high", Extreme::High)]);

fn response(fields: &mut Fields<'_>) -> Option<Response> {
    let metric = metric::fields(fields);
    let about = "which way is better, for a measure that does not say so itself: `low` or `high`";
    let better = fields.optional("better", about, EXTREMES);
    let about = "how wide the interval of its mean may be to either side: an amount, or a share of the mean such as `\"5 %\"`";
    let half_width = fields.optional("half_width", about, MarginShape);
    Some(Response {
        metric: metric?,
        better: better.map(|better| better.value),
        half_width,
    })
}

fn effort(fields: &mut Fields<'_>) -> Option<Effort> {
    let about = "replications of every point, or of its first stage where a metric has a `half_width`; those of the plan unless given";
    let replications = fields.optional("replications", about, count_to(1, REPLICATIONS_MOST));
    let about = "the most replications of a point, 1000 unless given";
    let most = fields.optional("most", about, count_to(2, REPLICATIONS_MOST));
    let about = "the most replications of all points and designs together";
    let budget = fields.optional("budget", about, large_count(1));
    Some(Effort {
        replications,
        most: most.map_or(USUAL_MOST, |most| most.value),
        budget,
    })
}

/// Layouts have limits of their own.
fn check_layout(sweep: &Sweep, fields: &mut Fields<'_>) {
    let (factors, place) = (sweep.factors.len(), sweep.layout.place);
    let most = match sweep.layout.value {
        Layout::Fractional(_) => FRACTIONAL_FACTORS,
        Layout::Sobol(_) => SOBOL_FACTORS.min(FACTORS_MOST),
        Layout::Grid | Layout::Latin(_) => FACTORS_MOST,
    };
    if factors > most {
        let message = format!("the layout takes at most {most} factors, and here are {factors}");
        fields.report(Diagnostic::error(Code::ListLength, place, message));
    }
    if let Layout::Sobol(points) = sweep.layout.value
        && points as usize > SOBOL_POINTS
    {
        let message = format!("`sobol` lays at most {SOBOL_POINTS} points, and here are {points}");
        fields.report(
            Diagnostic::error(Code::TooLarge, place, message).help("write `layout = \"latin\"`"),
        );
    }
    let steps: Vec<usize> = sweep.factors.iter().map(|one| one.item.steps()).collect();
    let size = grid_size(&steps).filter(|size| *size <= POINTS_MOST as usize);
    if sweep.layout.value == Layout::Grid && size.is_none() {
        let product: Vec<String> = steps.iter().map(usize::to_string).collect();
        let message = format!(
            "the grid has {} points, more than {POINTS_MOST}",
            product.join(" x ")
        );
        fields.report(
            Diagnostic::error(Code::TooLarge, place, message).help(
                "give factors fewer `steps`, or write `layout = \"latin\"` and `points = 200`",
            ),
        );
    }
    for Named { name, item } in &sweep.factors {
        if let (Layout::Fractional(_), Factor::List { values, .. }) = (sweep.layout.value, item)
            && values.len() != 2
        {
            let message = format!("`{}` has {} values", name.value, values.len());
            fields.report(
                Diagnostic::error(Code::ListLength, name.place, message)
                    .help("a fractional factorial takes two values of each factor"),
            );
        }
    }
}

/// The factors of constraints are there, are numbers and have the unit of the bounds.
fn check_constraints(sweep: &Sweep, fields: &mut Fields<'_>) {
    let names: Vec<&str> = sweep
        .factors
        .iter()
        .map(|one| one.name.value.as_str())
        .collect();
    for Named { item, .. } in &sweep.constraints {
        let mut units: Vec<(String, Place)> = Vec::new();
        for (name, _) in &item.sum {
            let factor = sweep
                .factors
                .iter()
                .find(|one| one.name.value == name.value);
            let Some(factor) = factor else {
                let message = format!("there is no factor `{}`", name.value);
                fields.report(
                    Diagnostic::error(Code::UnknownName, name.place, message).help(offer(
                        &name.value,
                        "factors",
                        &names,
                    )),
                );
                continue;
            };
            match factor.item.unit() {
                Some(unit) => units.push((unit.to_owned(), name.place)),
                None => {
                    let message = format!("`{}` is no number of one unit", name.value);
                    let wrong = Diagnostic::error(Code::WrongType, name.place, message);
                    fields.report(wrong.help("a constraint adds numbers up"));
                }
            }
        }
        for bound in [&item.at_least, &item.at_most].into_iter().flatten() {
            match bound.value.number() {
                Some((number, unit)) if number.is_finite() => {
                    units.push((unit.to_owned(), bound.place));
                }
                _ => {
                    let message = "a bound must be a number, or text of a number and a unit";
                    fields.report(Diagnostic::error(Code::WrongType, bound.place, message));
                }
            }
        }
        if let Some((first, rest)) = units.split_first()
            && let Some(odd) = rest.iter().find(|(unit, _)| *unit != first.0)
        {
            let unit = |unit: &str| match unit {
                "" => "plain numbers".to_owned(),
                unit => format!("numbers in `{unit}`"),
            };
            let message = format!("{} and {} do not add up", unit(&odd.0), unit(&first.0));
            fields.report(
                Diagnostic::error(Code::ConflictingKeys, odd.1, message)
                    .label(first.1, "the other")
                    .help("write the factors and the bounds of a constraint in one unit"),
            );
        }
    }
}
