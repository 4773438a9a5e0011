//! Published figures and the measures they are held against: whether the names are right, and the value of a run.

use super::{Measure, Outcome, Unit, measures};
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, near};
use crate::model::Model;
use crate::scenario::{Named, Published};

/// The columns of a published figure among the values of one design.
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

/// What is wrong with the names of the measures of published figures, for the designs that are there.
pub fn check(figures: &[Named<Published>], baseline: &str, models: &[Model]) -> Diagnostics {
    let mut found = Diagnostics::new();
    if figures.is_empty() {
        return found;
    }
    for model in models {
        let known = measures(model);
        for figure in figures {
            if designs(&figure.item, baseline).any(|design| design == model.design)
                && let Err(wrong) = columns(&figure.item, &known)
            {
                // Said once, however many designs it is wrong for.
                found.merge(wrong.into());
            }
        }
    }
    found
}

/// The designs whose values a figure is held against: its own, and the one it is divided by.
pub fn designs<'a>(figure: &'a Published, baseline: &'a str) -> impl Iterator<Item = &'a str> {
    let named = |name: &'a Option<At<String>>| name.as_ref().map(|name| name.value.as_str());
    let own = named(&figure.design).unwrap_or(baseline);
    std::iter::once(own).chain(named(&figure.over))
}

/// Where the values of a figure stand among the measures of a design.
///
/// # Errors
/// When the design has no such measure, or the figure is not of its kind.
pub fn columns(figure: &Published, known: &[Measure]) -> Result<Columns, Diagnostic> {
    let kind = figure.scope.map_or("all", |scope| scope.value);
    let of_name = named(&figure.measure, known)?;
    let in_scope: Vec<usize> = of_name
        .iter()
        .copied()
        .filter(|&at| known[at].scope.kind() == kind)
        .collect();
    let Some(&first) = in_scope.first() else {
        return Err(other_scope(figure, kind, &of_name, known));
    };
    let sum = items(figure, kind, &in_scope, known)?;
    let per = match &figure.per {
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
        complement: figure.complement.is_some_and(|at| at.value),
        unit,
    };
    fits(figure, columns.unit)?;
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
fn other_scope(figure: &Published, kind: &str, of_name: &[usize], known: &[Measure]) -> Diagnostic {
    let mut kinds: Vec<String> = Vec::new();
    for &at in of_name {
        let kind = format!("`{}`", known[at].scope.kind());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let name = &figure.measure.value;
    let message = format!("`{name}` is no measure of the scope `{kind}`");
    let place = figure
        .scope
        .map_or(figure.measure.place, |scope| scope.place);
    let help = format!("its scope is {}; write it as `scope`", kinds.join(" or "));
    Diagnostic::error(Code::UnknownName, place, message).help(help)
}

/// The positions of the items.
fn items(
    figure: &Published,
    kind: &str,
    in_scope: &[usize],
    known: &[Measure],
) -> Result<Vec<usize>, Diagnostic> {
    let place = |at: Option<&At<String>>| at.map_or(figure.measure.place, |at| at.place);
    if kind == "all" {
        if let Some(item) = figure.items.first() {
            let message = "the whole organisation has no items";
            let help = "leave `item` out, or say of which `scope` it is";
            return Err(
                Diagnostic::error(Code::ConflictingKeys, place(Some(item)), message).help(help),
            );
        }
        return Ok(in_scope[..1].to_vec());
    }
    let names: Vec<&str> = in_scope.iter().map(|&at| known[at].scope.item()).collect();
    if figure.items.is_empty() {
        let message = format!("a figure of the scope `{kind}` has no `item`");
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
    figure.items.iter().map(position).collect()
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

/// Whether the published value is of the kind of the simulated one.
fn fits(figure: &Published, unit: Option<Unit>) -> Result<(), Diagnostic> {
    let wrong = |place: Place, code, message: &str, help: &str| {
        Err(Diagnostic::error(code, place, message).help(help))
    };
    if let Some(complement) = figure.complement.filter(|at| at.value)
        && unit != Some(Unit::Share)
    {
        let message = "`complement` is for shares, and this measure is none";
        return wrong(complement.place, Code::WrongType, message, "leave it out");
    }
    let is_time = figure.range.value.0.is_time;
    let is_hours = unit == Some(Unit::Hours) && figure.over.is_none();
    let place = figure.range.place;
    match (is_time, is_hours) {
        (true, false) => wrong(
            place,
            Code::UselessUnit,
            "the published figure is a time and the simulated one is not",
            "write a plain number",
        ),
        (false, true) => wrong(
            place,
            Code::MissingUnit,
            "the simulated figure is a time and the published one is a bare number",
            "write a time such as `\"6.8 days\"`",
        ),
        _ => Ok(()),
    }
}
