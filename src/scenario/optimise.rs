//! `[optimise]` as typed: what may be changed and what it costs, and what must be kept.

use super::axis::{Axis, AxisScale, label_of};
use super::claim::{LooksShape, Margin, MarginShape};
use super::decode::{Fields, Names, Record, Text};
use super::document::{Node, Value};
use super::metric::{self, OneOrMore};
use super::quantity::{Limits, Raw, count_to, number};
use super::{Metric, Named};
use crate::diagnostic::{At, Code, Diagnostic, Place};

/// The most variables of a plan.
const VARIABLES_MOST: usize = 12;
/// The most targets of a plan.
const TARGETS_MOST: usize = 12;
/// The most values of one variable.
const VALUES_MOST: f64 = 1000.0;
/// The fewest and the most replications on fresh streams.
const CHECK: (u32, u32) = (10, 10_000);
/// The most plans that a search may try.
const BUDGET_MOST: u32 = 100_000;
/// The most steps of the frontier on either side of the plan.
const FRONTIER_MOST: u32 = 50;
/// The largest cost of a unit of a variable.
const COST_MOST: f64 = 1e9;

/// What is looked for: the cheapest values of some variables at which all targets are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimise {
    /// The designs planned for, one after the other; empty for the baseline.
    pub designs: Vec<At<String>>,
    /// What costs are counted in.
    pub cost_unit: String,
    /// What may be changed; at least one costs something.
    pub variables: Vec<Named<Variable>>,
    /// What must be kept; at least one.
    pub targets: Vec<Named<Goal>>,
    /// Numbers of replications at which a plan is looked at in the search, in rising order.
    pub search: Vec<u32>,
    /// Replications on fresh streams that the answer is checked with.
    pub check: u32,
    /// Plans that the search may try.
    pub budget: u32,
    /// Steps of the frontier on either side of the plan.
    pub frontier: u32,
}

/// Something that may be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its paths and its ends; its values lie evenly, as many as `steps`.
    pub axis: Axis,
    /// What one more of its number costs, at least 0.
    pub cost: f64,
}

/// Something that must be kept: the true mean of a metric over replications is on one side of a bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// The metric.
    pub metric: Metric,
    /// On which side it must be.
    pub side: GoalSide,
    /// The bound as written: a share, a time in hours, or a number.
    pub bound: At<Margin>,
    /// How sure one must be, in [0.5, 1).
    pub confidence: f64,
}

/// On which side of its bound a metric must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoalSide {
    /// At most the bound.
    AtMost,
    /// At least the bound.
    AtLeast,
}

impl Variable {
    /// The number of its values, at least 2.
    pub fn count(&self) -> u32 {
        self.axis.steps
    }

    /// The share of the way at which a value lies, counted from 0.
    pub fn share(&self, nth: u32) -> f64 {
        f64::from(nth) / f64::from(self.axis.steps - 1)
    }

    /// A value, counted from 0, in its unit.
    pub fn number(&self, nth: u32) -> f64 {
        self.axis.number(self.share(nth))
    }

    /// The value closest to a number.
    pub fn nearest(&self, number: f64) -> u32 {
        let (low, high) = (self.number(0), self.number(self.count() - 1));
        let share = ((number - low) / (high - low)).clamp(0.0, 1.0);
        (share * f64::from(self.count() - 1)).round() as u32
    }

    /// The smallest value that is not below a number; the largest when all are.
    pub fn at_least(&self, number: f64) -> u32 {
        let last = self.count() - 1;
        let nth = self.nearest(number);
        match self.number(nth) < number - 1e-9 {
            true => (nth + 1).min(last),
            false => nth,
        }
    }
}

impl Goal {
    /// The bound in the unit of the metric: a share of 1, hours, or a number.
    pub fn value(&self) -> f64 {
        match self.bound.value {
            Margin::Relative(share) => share,
            Margin::Absolute { value, .. } => value,
        }
    }

    /// The chance of error that is allowed, above 0.
    pub fn error(&self) -> f64 {
        1.0 - self.confidence
    }
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Optimise> {
    let about = "the design planned for, or several; the baseline unless given";
    let designs = fields.optional("design", about, OneOrMore);
    let about = "what costs are counted in; `people` unless given";
    let cost_unit = fields.optional("cost_unit", about, Text);
    let about = "what may be changed, by name";
    let variables = Names::of("variable", Record::new("variable", variable));
    let variables = fields.required("variables", about, variables);
    let about = "what must be kept, by name";
    let targets = Names::of("target", Record::new("target", goal));
    let targets = fields.required("targets", about, targets);
    let about = "numbers of replications at which a plan is looked at in the search, in rising order; [10, 20, 40] unless given";
    let search = fields.optional("search", about, LooksShape);
    let about = "replications on fresh streams that the answer is checked with; 100 unless given";
    let check = fields.optional("check", about, count_to(CHECK.0, CHECK.1));
    let about = "plans that the search may try; 500 unless given";
    let budget = fields.optional("budget", about, count_to(1, BUDGET_MOST));
    let about = "steps of the frontier on either side of the plan; 4 unless given";
    let frontier = fields.optional("frontier", about, count_to(0, FRONTIER_MOST));
    let (variables, targets) = (variables?, targets?);
    let is_sound = sound(fields, &variables, &targets);
    is_sound.then_some(Optimise {
        designs: designs.map_or(Vec::new(), |designs| designs.value),
        cost_unit: cost_unit.map_or("people".to_owned(), |unit| unit.value),
        variables: variables.value,
        targets: targets.value,
        search: search.map_or(vec![10, 20, 40], |looks| looks.value),
        check: check.map_or(100, |check| check.value),
        budget: budget.map_or(500, |budget| budget.value),
        frontier: frontier.map_or(4, |steps| steps.value),
    })
}

/// Whether there are neither too few nor too many of anything, and something costs something.
fn sound(
    fields: &mut Fields<'_>,
    variables: &At<Vec<Named<Variable>>>,
    targets: &At<Vec<Named<Goal>>>,
) -> bool {
    let counts = [
        (
            "variables",
            variables.value.len(),
            VARIABLES_MOST,
            variables.place,
        ),
        ("targets", targets.value.len(), TARGETS_MOST, targets.place),
    ];
    let mut is_sound = true;
    for (what, count, most, place) in counts {
        if !(1..=most).contains(&count) {
            let message = format!("a plan has 1 to {most} {what}, and here are {count}");
            fields.report(Diagnostic::error(Code::ListLength, place, message));
            is_sound = false;
        }
    }
    let is_free = variables.value.iter().all(|one| one.item.cost == 0.0);
    if is_free && is_sound {
        let message = "no variable costs anything, so no plan is cheaper than another";
        let place = variables.value[0].name.place;
        fields.report(
            Diagnostic::error(Code::MissingKey, place, message)
                .help("add `cost = 1` to the variables that cost something"),
        );
        is_sound = false;
    }
    is_sound
}

fn variable(fields: &mut Fields<'_>) -> Option<Variable> {
    let about = "what it is, in a few words; its path unless given";
    let label = fields.optional("label", about, Text);
    let about = "path into the scenario that gets the value, or a list of paths that get the same";
    let paths = fields.required("path", about, OneOrMore);
    let about = "smallest value: a number, or text of a number and a unit";
    let from = fields.required("from", about, Raw);
    let to = fields.required("to", "largest value, of the same unit", Raw);
    let about = "how far its values lie apart, in their unit; 1 unless given";
    let step = fields.optional("step", about, number(Limits::Positive));
    let about = "what one more costs; nothing unless given";
    let cost = fields.optional("cost", about, number(Limits::Between(0.0, COST_MOST)));
    let (from, to, paths) = (from?, to?, paths?.value);
    let place = step.as_ref().map_or(to.place, |step| step.place);
    let step = step.map_or(1.0, |step| step.value);
    match steps(&from.value, &to.value, step) {
        Ok(steps) => Some(Variable {
            axis: Axis {
                label: label_of(label, &paths),
                paths,
                from,
                to,
                scale: AxisScale::Linear,
                steps,
            },
            cost: cost.map_or(0.0, |cost| cost.value),
        }),
        Err(message) => {
            report_ends(fields, message, (from.place, to.place, place));
            None
        }
    }
}

fn report_ends(fields: &mut Fields<'_>, message: String, (from, to, step): (Place, Place, Place)) {
    let place = if message.contains("step") { step } else { to };
    fields.report(
        Diagnostic::error(Code::ConflictingKeys, place, message)
            .label(from, "the smallest value")
            .help("write `from = 2`, `to = 8` and perhaps `step = 2`, or `from = \"1 days\"` and `to = \"5 days\"`"),
    );
}

/// How many values there are from one to another; else what is wrong with them.
fn steps(from: &Node, to: &Node, step: f64) -> Result<u32, String> {
    let Some(((low, unit), (high, other))) = from.number().zip(to.number()) else {
        return Err("`from` and `to` must be numbers, or texts of a number and a unit".to_owned());
    };
    if unit != other {
        return Err("`from` and `to` have different units".to_owned());
    }
    if low >= high {
        return Err("`to` is not above `from`".to_owned());
    }
    let steps = (high - low) / step;
    if (steps - steps.round()).abs() > 1e-6 * steps.max(1.0) || steps.round() < 1.0 {
        return Err(format!(
            "no whole number of steps of {step} leads from `from` to `to`"
        ));
    }
    let is_count = |node: &Node| matches!(node.value, Value::Integer(_));
    let is_whole = is_count(from) && is_count(to) || unit.starts_with("working day");
    if is_whole && step.fract() != 0.0 {
        return Err(format!("the step `{step}` leaves whole numbers"));
    }
    if steps + 1.0 > VALUES_MOST {
        return Err(format!(
            "steps of {step} make more than {VALUES_MOST} values"
        ));
    }
    Ok(steps.round() as u32 + 1)
}

fn goal(fields: &mut Fields<'_>) -> Option<Goal> {
    let metric = metric::fields(fields);
    let about = "what its mean over replications may be at most: a share such as `\"5 %\"`, a time, or a number";
    let most = fields.optional("at_most", about, MarginShape);
    let about = "what its mean over replications must be at least";
    let least = fields.optional("at_least", about, MarginShape);
    let about = "how sure one must be that it truly is; 0.95 unless given";
    let confidence = fields.optional("confidence", about, number(Limits::Between(0.5, 0.9999)));
    fields.at_most_one(&["at_most", "at_least"]);
    if fields.present(&["at_most", "at_least"]).is_empty() {
        let message = format!("{} has no bound", fields.table_name());
        fields.report(
            Diagnostic::error(Code::MissingKey, fields.place(), message)
                .help("add `at_most = \"5 %\"` or `at_least = …`"),
        );
    }
    let most = most.map(|bound| (GoalSide::AtMost, bound));
    let (side, bound) = most.or(least.map(|bound| (GoalSide::AtLeast, bound)))?;
    Some(Goal {
        metric: metric?,
        side,
        bound,
        confidence: confidence.map_or(0.95, |confidence| confidence.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::At;

    fn node(value: Value) -> Node {
        Node {
            place: Place::NOWHERE,
            value,
        }
    }

    fn variable(from: Value, to: Value, step: f64) -> Variable {
        let (from, to) = (node(from), node(to));
        Variable {
            axis: Axis {
                label: String::new(),
                paths: Vec::new(),
                steps: steps(&from, &to, step).expect("the ends are in order"),
                from: At::nowhere(from),
                to: At::nowhere(to),
                scale: AxisScale::Linear,
            },
            cost: 1.0,
        }
    }

    #[test]
    fn values_lie_a_step_apart_and_both_ends_are_among_them() {
        let staff = variable(Value::Integer(2), Value::Integer(11), 3.0);
        let all: Vec<f64> = (0..staff.count()).map(|nth| staff.number(nth)).collect();
        assert_eq!(all, [2.0, 5.0, 8.0, 11.0]);
        let share = variable(Value::Float(0.1), Value::Float(0.7), 0.2);
        let all: Vec<f64> = (0..share.count()).map(|nth| share.number(nth)).collect();
        assert_eq!(all, [0.1, 0.3, 0.5, 0.7]);
        let after = variable(
            Value::Text("3 working days".to_owned()),
            Value::Text("5 working days".to_owned()),
            1.0,
        );
        assert_eq!(
            after.axis.value(after.share(1)),
            Value::Text("4 working days".to_owned())
        );
    }

    #[test]
    fn a_number_off_the_values_is_moved_to_the_nearest_or_the_next_above() {
        let staff = variable(Value::Integer(2), Value::Integer(11), 3.0);
        assert_eq!(
            (staff.nearest(6.4), staff.nearest(-5.0), staff.nearest(99.0)),
            (1, 0, 3)
        );
        assert_eq!(
            (
                staff.at_least(5.0),
                staff.at_least(5.1),
                staff.at_least(99.0)
            ),
            (1, 2, 3)
        );
    }

    #[test]
    fn ends_and_steps_that_do_not_fit_are_refused() {
        let whole = |from, to, step| {
            let (from, to) = (node(Value::Integer(from)), node(Value::Integer(to)));
            steps(&from, &to, step)
        };
        assert_eq!(whole(1, 9, 2.0), Ok(5));
        assert!(whole(1, 9, 3.0).is_err());
        assert!(whole(1, 9, 0.5).is_err());
        assert!(whole(9, 1, 1.0).is_err());
        assert!(whole(0, 1_000_000, 1.0).is_err());
        assert!(whole(i64::MIN, i64::MAX, 1.0).is_err());
    }
}
