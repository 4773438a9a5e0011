//! Metrics among the values of a design: whether their names are right, and the value of a run.

use super::{Measure, Outcome, Unit};
use crate::diagnostic::{At, Code, Diagnostic, near};
use crate::scenario::Metric;

/// The columns of a metric among the values of one design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The measures whose values are added up, by position.
    pub sum: Vec<usize>,
    /// The measure the sum is divided by.
    pub per: Option<usize>,
    /// Whether 1 minus the value is meant.
    pub complement: bool,
    /// Unit of the value; none for a plain number.
    pub unit: Option<Unit>,
}

impl Columns {
    /// The value of one replication; none when a part of it has none, or there is nothing to divide by.
    pub fn value(&self, outcome: &Outcome) -> Option<f64> {
        let sum: Option<f64> = self.sum.iter().map(|&at| outcome.values[at]).sum();
        let value = match self.per {
            None => sum?,
            Some(per) => sum? / outcome.values[per].filter(|&per| per != 0.0)?,
        };
        Some(if self.complement { 1.0 - value } else { value })
    }
}

/// Where the values of a metric stand among the measures of a design.
///
/// # Errors
/// When the design has no such measure, or the metric is not of its kind.
pub fn columns(metric: &Metric, known: &[Measure]) -> Result<Columns, Diagnostic> {
    let kind = metric.scope.map_or("all", |scope| scope.value);
    let of_name = named(&metric.measure, known)?;
    let in_scope: Vec<usize> = of_name
        .iter()
        .copied()
        .filter(|&at| known[at].scope.kind() == kind)
        .collect();
    let Some(&first) = in_scope.first() else {
        return Err(other_scope(metric, kind, &of_name, known));
    };
    let sum = items(metric, kind, &in_scope, known)?;
    let per = match &metric.per {
        None => None,
        Some(per) => {
            let whole = named(per, known)?
                .into_iter()
                .find(|&at| known[at].scope.kind() == "all");
            let wrong = || {
                let message = format!("`{}` is no measure of the whole organisation", per.value);
                Diagnostic::error(Code::UnknownName, per.place, message)
                    .help("write one that is, such as `worked_staff_h` or `closed_cases`")
            };
            Some(whole.ok_or_else(wrong)?)
        }
    };
    let own = known[first].unit;
    let unit = match per {
        None => Some(own),
        Some(per) if known[per].unit == own => Some(Unit::Share),
        Some(_) => None,
    };
    let columns = Columns {
        sum,
        per,
        complement: metric.complement.is_some_and(|at| at.value),
        unit,
    };
    if let Some(complement) = metric.complement.filter(|at| at.value)
        && columns.unit != Some(Unit::Share)
    {
        let message = "`complement` is for shares, and this measure is none";
        return Err(
            Diagnostic::error(Code::WrongType, complement.place, message).help("leave it out"),
        );
    }
    Ok(columns)
}

/// The measures with a name, by position.
fn named(name: &At<String>, known: &[Measure]) -> Result<Vec<usize>, Diagnostic> {
    let positions = known.iter().enumerate();
    let found: Vec<usize> = positions
        .filter(|(_, measure)| measure.name == name.value)
        .map(|(at, _)| at)
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let message = format!("there is no measure `{}`", name.value);
    let help = match near(&name.value, known.iter().map(|measure| measure.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`caseload run --format csv` lists them in the column `measure`".to_owned(),
    };
    Err(Diagnostic::error(Code::UnknownName, name.place, message).help(help))
}

/// The measure is there, but not of the scope.
fn other_scope(metric: &Metric, kind: &str, of_name: &[usize], known: &[Measure]) -> Diagnostic {
    let mut kinds: Vec<String> = Vec::new();
    for &at in of_name {
        let kind = format!("`{}`", known[at].scope.kind());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let name = &metric.measure.value;
    let message = format!("`{name}` is no measure of the scope `{kind}`");
    let place = metric
        .scope
        .map_or(metric.measure.place, |scope| scope.place);
    let help = format!("its scope is {}; write it as `scope`", kinds.join(" or "));
    Diagnostic::error(Code::UnknownName, place, message).help(help)
}

/// The positions of the items.
fn items(
    metric: &Metric,
    kind: &str,
    in_scope: &[usize],
    known: &[Measure],
) -> Result<Vec<usize>, Diagnostic> {
    let place = |at: Option<&At<String>>| at.map_or(metric.measure.place, |at| at.place);
    if kind == "all" {
        if let Some(item) = metric.items.first() {
            let message = "the whole organisation has no items";
            let help = "leave `item` out, or say of which `scope` it is";
            return Err(
                Diagnostic::error(Code::ConflictingKeys, place(Some(item)), message).help(help),
            );
        }
        return Ok(in_scope[..1].to_vec());
    }
    let names: Vec<&str> = in_scope.iter().map(|&at| known[at].scope.item()).collect();
    if metric.items.is_empty() {
        let message = format!("a metric of the scope `{kind}` has no `item`");
        return Err(
            Diagnostic::error(Code::MissingKey, place(None), message).help(listed(kind, &names))
        );
    }
    let position = |item: &At<String>| {
        let found = names.iter().position(|name| *name == item.value);
        found.map(|nth| in_scope[nth]).ok_or_else(|| {
            let message = format!("the scope `{kind}` has no item `{}`", item.value);
            let help = match near(&item.value, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => listed(kind, &names),
            };
            Diagnostic::error(Code::UnknownName, place(Some(item)), message).help(help)
        })
    };
    metric.items.iter().map(position).collect()
}

/// The first names of a scope.
fn listed(kind: &str, names: &[&str]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = match names.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("the items of `{kind}` are {}{more}", shown.join(", "))
}
