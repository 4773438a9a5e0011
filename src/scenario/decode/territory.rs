//! Levels, departments, and the table of units.

use serde_json::{Value as Json, json};

use super::super::document::{Node, Value};
use super::super::quantity::{Limits, count, number, positive_time, share, work_time};
use super::super::{AuthorityCheck, Escalate, Intake, Level, Named};
use super::distribution::Distribution;
use super::{Choice, Context, Describing, Fields, List, Names, Record, Shape, Text};
use crate::diagnostic::{At, Code, Diagnostic};

/// The department of a scenario that names none.
const DEFAULT_DEPARTMENT: &str = "office";

/// Departments: a list of names, or a table from names to labels.
pub(super) struct Departments;

impl Shape for Departments {
    type Value = Vec<Named<Option<String>>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        if matches!(node.value, Value::Table(_)) {
            return Names::of("department", Record::new("department", department))
                .read(node, context);
        }
        let names = UniqueNames.read(node, context)?;
        Some(
            names
                .into_iter()
                .map(|name| Named { name, item: None })
                .collect(),
        )
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let list = UniqueNames.describe(describing);
        let table = Names::of("department", Record::new("department", department));
        json!({ "anyOf": [list, table.describe(describing)] })
    }
}

/// The departments of a scenario that names none.
pub(super) fn default_departments() -> Vec<Named<Option<String>>> {
    vec![Named {
        name: At::nowhere(DEFAULT_DEPARTMENT.to_owned()),
        item: None,
    }]
}

fn department(fields: &mut Fields<'_>) -> Option<Option<String>> {
    let label = fields.optional("label", "long name for reports", Text);
    Some(label.map(|label| label.value))
}

/// A list of names, none of them twice.
pub(super) struct UniqueNames;

impl Shape for UniqueNames {
    type Value = Vec<At<String>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let names = List(Text).read(node, context)?;
        let mut seen = std::collections::BTreeMap::new();
        for name in &names {
            if let Some(first) = seen.insert(name.value.as_str(), name.place) {
                let message = format!("`{}` is listed twice", name.value);
                context.found.push(
                    Diagnostic::error(Code::DuplicateName, name.place, message)
                        .label(first, "the other"),
                );
            }
        }
        Some(names)
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        List(Text).describe(describing)
    }
}

pub(super) fn territory(fields: &mut Fields<'_>) -> Option<At<String>> {
    let about = "table with the columns unit, level, parent, residents; relative to the scenario";
    fields.required("file", about, Text)
}

pub(super) fn level(fields: &mut Fields<'_>) -> Option<Level> {
    let parent = fields.optional("parent", "the level above; absent for the top", Text);
    let about = "units under each unit of the parent";
    let per_parent = fields.optional("units_per_parent", about, count(1));
    let units = fields.optional("units", "units of the top level; 1 unless given", count(1));
    let about = "residents of all its units together";
    let residents = fields.optional("residents", about, number(Limits::NotNegative));
    let about = "delay of a case that arrives from another level";
    let hand_off = fields.optional("hand_off", about, Distribution);
    let about = "what every arriving case passes first";
    let intake = fields.optional("intake", about, Record::new("intake", intake));
    let about = "when a case leaves this level upwards";
    let escalate = fields.optional("escalate", about, Record::new("escalate", escalate));
    let about = "what can happen after a completed handling";
    let exceptions = fields.optional("exceptions", about, Record::new("exceptions", exceptions));
    let calendar = fields.optional("calendar", "clock of `after` in working time", Text);
    fields.at_most_one(&["units", "units_per_parent"]);
    misplaced_units(
        fields,
        parent.is_some(),
        units.as_ref(),
        per_parent.as_ref(),
    );
    let escalate = escalate.map_or(Escalate::default(), |escalate| escalate.value);
    let (rework, return_down) = exceptions.map_or((None, None), |chances| chances.value);
    check_chances(fields, [&rework, &return_down, &escalate.probability]);
    Some(Level {
        parent,
        units: units.or(per_parent),
        residents,
        hand_off,
        intake: intake.map(|intake| intake.value),
        escalate,
        rework,
        return_down,
        calendar,
    })
}

/// `units` belongs to the top level and `units_per_parent` to all others.
fn misplaced_units(
    fields: &mut Fields<'_>,
    has_parent: bool,
    units: Option<&At<u32>>,
    per_parent: Option<&At<u32>>,
) {
    let (place, message, help) = match (has_parent, units, per_parent) {
        (true, Some(units), None) => (
            units.place,
            "`units` is only for the top level",
            "write `units_per_parent`",
        ),
        (false, None, Some(units)) => (
            units.place,
            "`units_per_parent` is not for the top level",
            "write `units`, or name a `parent`",
        ),
        _ => return,
    };
    fields.report(Diagnostic::error(Code::UnitCount, place, message).help(help));
}

/// The chances of what can happen after a handling sum to one at most.
fn check_chances(fields: &mut Fields<'_>, chances: [&Option<At<f64>>; 3]) {
    let total: f64 = chances
        .iter()
        .filter_map(|chance| chance.as_ref())
        .map(|chance| chance.value)
        .sum();
    if total <= 1.0 + 1e-9 {
        return;
    }
    let mut given = chances.iter().filter_map(|chance| chance.as_ref());
    let place = given.next().map_or(fields.place(), |chance| chance.place);
    let total = (total * 1e6).round() / 1e6;
    let message = format!(
        "the chances of rework, return and escalation sum to `{total}` and must not exceed 1"
    );
    let diagnostic = Diagnostic::error(Code::SharesSum, place, message);
    fields.report(given.fold(diagnostic, |diagnostic, chance| {
        diagnostic.label(chance.place, "with this")
    }));
}

fn intake(fields: &mut Fields<'_>) -> Option<Intake> {
    let desk = fields.required("desk", "the desk that does it", Text);
    let work = fields.optional("work", "triage work per case", Distribution);
    let collect = fields.optional("collect", "time to collect one data field", positive_time());
    let about = "delay before the intake that takes nobody's time";
    let lag = fields.optional("lag", about, Distribution);
    Some(Intake {
        desk: desk?,
        work,
        collect,
        lag,
    })
}

const AUTHORITY: Choice<AuthorityCheck> = Choice(&[
    ("before-work", AuthorityCheck::BeforeWork),
    ("after-work", AuthorityCheck::AfterWork),
]);

fn escalate(fields: &mut Fields<'_>) -> Option<Escalate> {
    let to = fields.optional("to", "the level it goes to; the parent unless given", Text);
    let about = "chance per completed handling that the desk lacks the knowledge";
    let probability = fields.optional("probability", about, share());
    let about = "when it is found that this level may not decide a case";
    let authority = fields.optional("authority", about, AUTHORITY);
    let about = "time since the arrival at this level";
    let after = fields.optional("after", about, work_time());
    let about = "share of the case's allowance used";
    let limits = Limits::Above(0.0, 10.0);
    let deadline_share = fields.optional("deadline_share", about, number(limits));
    let about = "cases waiting at the desk it would join, at least";
    let queue = fields.optional("queue", about, count(1));
    let severity = fields.optional("severity", "severity, at least", count(1));
    let pass_on = fields.optional("pass_on", "work of passing a case on", Distribution);
    Some(Escalate {
        to,
        probability,
        authority: authority.map(|authority| authority.value),
        after,
        deadline_share,
        queue,
        severity,
        pass_on,
    })
}

type Chances = (Option<At<f64>>, Option<At<f64>>);

fn exceptions(fields: &mut Fields<'_>) -> Option<Chances> {
    let rework = fields.optional("rework", "chance that it is worked again here", share());
    let about = "chance that it goes back to the level below";
    let return_down = fields.optional("return", about, share());
    Some((rework, return_down))
}

/// A table of levels.
pub(super) fn levels() -> Names<Record<Level>> {
    Names::of("level", Record::new("level", level))
}
