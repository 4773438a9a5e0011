//! Published figures and the measures they are held against: whether the names are right.

use super::metric::{Columns, columns as metric_columns};
use super::{Measure, Unit, measures};
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place};
use crate::model::Model;
use crate::scenario::{Named, Published};

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
    let columns = metric_columns(&figure.metric, known)?;
    fits(figure, columns.unit)?;
    Ok(columns)
}

/// Whether the published value is of the kind of the simulated one.
fn fits(figure: &Published, unit: Option<Unit>) -> Result<(), Diagnostic> {
    let wrong = |place: Place, code, message: &str, help: &str| {
        Err(Diagnostic::error(code, place, message).help(help))
    };
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
