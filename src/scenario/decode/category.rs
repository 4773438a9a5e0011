//! Categories of matters and what they need.

use serde_json::{Value as Json, json};

use super::super::document::{Node, Value};
use super::super::quantity::{count, share, work_time};
use super::super::{Category, Named, Need, TimeDist};
use super::desk::Placed;
use super::distribution::Distribution;
use super::territory::UniqueNames;
use super::{Context, Describing, Fields, List, Names, Record, Shape, Text};
use crate::diagnostic::{At, Code, Diagnostic, Place};

/// How far from one a sum of shares may lie.
const TOLERANCE: f64 = 1e-6;

/// Shares by name that sum to one, each with the place of its name.
pub(super) type ShareList = Vec<(At<String>, f64)>;

/// A table from names to shares that sum to one, or the one name that has all.
pub(super) struct Shares {
    /// What one of the names is, for messages.
    pub(super) what: &'static str,
}

impl Shape for Shares {
    type Value = ShareList;

    fn read(&self, node: &Node, context: &mut Context) -> Option<ShareList> {
        if node.table().is_none() {
            let want = format!("a table from each {} to its share", self.what);
            context.wrong_type(node, &want, "write `{ first = 0.7, second = 0.3 }`");
            return None;
        }
        let named = Names::of(self.what, share()).read(node, context)?;
        let total = named.iter().map(|share| share.item).sum();
        check_sum(total, node.place, context)?;
        Some(
            named
                .into_iter()
                .map(|share| (share.name, share.item))
                .collect(),
        )
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        Names::of(self.what, share()).describe(describing)
    }
}

fn check_sum(total: f64, place: Place, context: &mut Context) -> Option<()> {
    if (total - 1.0).abs() <= TOLERANCE {
        return Some(());
    }
    // Nine digits show every error above the tolerance and hide the rounding of the sum.
    let total = (total * 1e9).round() / 1e9;
    let message = format!(
        "the shares of `{}` sum to `{total}` and must sum to 1",
        context.key()
    );
    context.error(Code::SharesSum, place, message);
    None
}

/// The level that may decide, or shares by the lowest level that may.
struct Authority;

impl Shape for Authority {
    type Value = ShareList;

    fn read(&self, node: &Node, context: &mut Context) -> Option<ShareList> {
        match &node.value {
            Value::Text(level) => Some(vec![(At::new(level.clone(), node.place), 1.0)]),
            _ => Shares { what: "level" }.read(node, context),
        }
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let shares = Shares { what: "level" }.describe(describing);
        json!({ "anyOf": [{ "type": "string" }, shares] })
    }
}

/// Probabilities of severity 1, 2, … that sum to one.
struct Severities;

impl Shape for Severities {
    type Value = Vec<f64>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Vec<f64>> {
        let shares = List(share()).read(node, context)?;
        let shares: Vec<f64> = shares.into_iter().map(|share| share.value).collect();
        check_sum(shares.iter().sum(), node.place, context)?;
        Some(shares)
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        List(share()).describe(describing)
    }
}

/// Work by level.
fn work_by_level() -> Names<Placed<Distribution>> {
    Names::of("level", Placed(Distribution))
}

/// What each need of a category inherits.
struct Inherited {
    work: Option<TimeDist>,
    work_at: Vec<Named<TimeDist>>,
    /// Whether work is written at all, right or wrong.
    is_written: bool,
}

/// A need, and whether it has work of its own, right or wrong.
struct Stated {
    need: Need,
    is_written: bool,
}

fn writes_work(fields: &Fields<'_>) -> bool {
    !fields.present(&["work", "work_at"]).is_empty()
}

pub(super) fn category(fields: &mut Fields<'_>) -> Option<Category> {
    let label = fields.optional("label", "long name for reports", Text);
    let about = "departments each needed once; short for a table of needs";
    let departments = fields.optional("departments", about, UniqueNames);
    let about = "what a matter needs, by department or by a name with `department`";
    let stated = Names::of("need", Record::new("need", need));
    let needs = fields.optional("needs", about, stated);
    let work = fields.optional("work", "hands-on work per need", Distribution);
    let work_at = fields.optional("work_at", "hands-on work at a level", work_by_level());
    let deadline = fields.optional("deadline", "time allowed", work_time());
    let about = "clock of a deadline in working time";
    let deadline_calendar = fields.optional("deadline_calendar", about, Text);
    let about = "the lowest level with the right to decide, or shares by it";
    let authority = fields.optional("authority", about, Authority);
    let about = "probabilities of severity 1, 2, 3 and so on";
    let severity = fields.optional("severity", about, Severities);
    let about = "queueing class, 1 first; by severity unless given";
    let priority = fields.optional("priority", about, count(1));
    let about = "data fields to collect at each intake";
    let data_fields = fields.optional("fields", about, count(0));
    let join = fields.optional("join", "how many of the branches suffice", count(1));
    fields.at_most_one(&["departments", "needs"]);
    let inherited = Inherited {
        work,
        work_at: work_at.map_or(Vec::new(), |work| work.value),
        is_written: writes_work(fields),
    };
    let needs: Vec<Named<Stated>> = match (departments, needs) {
        (_, Some(needs)) => needs.value,
        (Some(departments), None) => departments.value.into_iter().map(plain_need).collect(),
        (None, None) => vec![plain_need(At::new(String::new(), fields.place()))],
    };
    let needs = needs
        .into_iter()
        .map(|stated| inherit(stated, &inherited, fields))
        .collect();
    Some(Category {
        label: label.map(|label| label.value),
        deadline,
        deadline_calendar,
        authority,
        severity,
        priority,
        fields: data_fields.map_or(0, |fields| fields.value),
        join,
        needs,
    })
}

/// A need of one department with the work of its category.
fn plain_need(department: At<String>) -> Named<Stated> {
    let need = Need {
        department: department.clone(),
        probability: None,
        work: None,
        work_at: Vec::new(),
        levels: None,
        after: Vec::new(),
        reject: None,
    };
    Named {
        name: department,
        item: Stated {
            need,
            is_written: false,
        },
    }
}

/// A need without work of its own has that of its category; one with work keeps it at every level it names none for.
fn inherit(stated: Named<Stated>, inherited: &Inherited, fields: &mut Fields<'_>) -> Named<Need> {
    let is_written = stated.item.is_written || inherited.is_written;
    let mut need = Named {
        name: stated.name,
        item: stated.item.need,
    };
    let item = &mut need.item;
    if item.work.is_none() {
        let own = |level: &str| item.work_at.iter().any(|work| work.name.value == level);
        let more: Vec<Named<TimeDist>> = inherited
            .work_at
            .iter()
            .filter(|work| !own(&work.name.value))
            .cloned()
            .collect();
        item.work_at.extend(more);
        item.work.clone_from(&inherited.work);
    }
    if !is_written {
        let message = match need.name.value.as_str() {
            "" => format!("{} has no `work`", fields.table_name()),
            name => format!("the need `{name}` has no `work`"),
        };
        fields.report(
            Diagnostic::error(Code::MissingKey, need.name.place, message)
                .help("add `work` here or to the category: hands-on work, such as `\"20 min\"`"),
        );
    }
    need
}

fn need(fields: &mut Fields<'_>) -> Option<Stated> {
    let about = "the department; the name of the need unless given";
    let department = fields.optional("department", about, Text);
    let probability = fields.optional("probability", "chance that a matter needs it", share());
    let work = fields.optional("work", "hands-on work", Distribution);
    let work_at = fields.optional("work_at", "hands-on work at a level", work_by_level());
    let about = "the levels at which it is needed; all unless given";
    let levels = fields.optional("levels", about, UniqueNames);
    let after = fields.optional("after", "needs that come first", UniqueNames);
    let reject = fields.optional("reject", "chance that it rejects the case", share());
    let need = Need {
        department: department.unwrap_or_else(|| At::new(fields.name(), fields.place())),
        probability,
        work,
        work_at: work_at.map_or(Vec::new(), |work| work.value),
        levels: levels.map(|levels| levels.value),
        after: after.map_or(Vec::new(), |after| after.value),
        reject,
    };
    Some(Stated {
        need,
        is_written: writes_work(fields),
    })
}

/// A table of categories.
pub(super) fn categories() -> Names<Record<Category>> {
    Names::of("category", Record::new("category", category))
}

/// Gives categories that name no department the only one there is.
pub(super) fn fill_departments(
    categories: &mut [Named<Category>],
    departments: &[Named<Option<String>>],
    fields: &mut Fields<'_>,
) {
    let categories = categories
        .iter_mut()
        .map(|category| (&category.name, &mut category.item.needs));
    for (name, needs) in categories {
        for need in needs.iter_mut().filter(|need| need.name.value.is_empty()) {
            if let [only] = departments {
                need.name.value.clone_from(&only.name.value);
                need.item.department.value.clone_from(&only.name.value);
                continue;
            }
            let message = format!("the category `{}` needs no department", name.value);
            fields.report(
                Diagnostic::error(Code::MissingKey, name.place, message)
                    .help("add `departments = [\"…\"]` or a table `needs`"),
            );
        }
    }
}
