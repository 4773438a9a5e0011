//! The columns of a trace: where they are, and what the cells of a column of names mean.

use std::collections::BTreeMap;

use csv::ByteRecord;
use jiff::fmt::strtime;

use crate::diagnostic::{At, Code, Diagnostic, near};
use crate::model::files::Rows;
use crate::model::names::offer;
use crate::model::{CategoryId, UnitId};
use crate::scenario::{MapColumn, TimeColumn};

use super::{Reading, Refused, WrongCell, shown, text};

/// The word that skips rows whose name is not known.
const SKIP: &str = "skip";

/// Positions of the columns and what their cells mean.
pub(super) struct Columns {
    pub(super) time: usize,
    pub(super) due: Option<usize>,
    pub(super) severity: Option<usize>,
    pub(super) category: Option<(usize, Meaning<CategoryId>)>,
    pub(super) unit: Option<(usize, Meaning<UnitId>)>,
}

/// What the cells of a column of names mean: an item, or that the row is skipped.
pub(super) struct Meaning<T> {
    known: BTreeMap<String, Option<T>>,
    other: Option<Option<T>>,
}

impl Reading<'_> {
    /// The columns, or none after saying which are missing or misnamed.
    pub(super) fn columns(&mut self, rows: &Rows<'_>) -> Option<Columns> {
        let (trace, scope) = (self.trace, self.scope);
        let time = self.time_column(rows, &trace.time);
        let due = trace
            .due
            .as_ref()
            .map(|column| self.time_column(rows, column));
        let severity = trace
            .severity
            .as_ref()
            .map(|column| self.column(rows, column));
        let category = trace.category.as_ref().map(|column| {
            let position = self.column(rows, &column.column);
            let names = scope.categories;
            let find = |name: &str| names.position(name).map(CategoryId::new);
            (
                position,
                self.meaning(column, "category", find, names.all()),
            )
        });
        let unit = trace.unit.as_ref().map(|column| {
            let position = self.column(rows, &column.column);
            let find = |name: &str| scope.units.get(name).copied();
            let listed: Vec<&str> = scope.units.keys().map(String::as_str).collect();
            (position, self.meaning(column, "unit", find, &listed))
        });
        if self.found.has_errors() {
            return None;
        }
        Some(Columns {
            time: time?,
            due: due.flatten(),
            severity: severity.flatten(),
            category: category
                .and_then(|(position, meaning)| position.map(|position| (position, meaning))),
            unit: unit.and_then(|(position, meaning)| position.map(|position| (position, meaning))),
        })
    }

    fn column(&mut self, rows: &Rows<'_>, name: &At<String>) -> Option<usize> {
        rows.column(name)
            .map_err(|diagnostic| self.found.push(diagnostic))
            .ok()
    }

    /// The position of a column of instants; its format is tried on an instant first.
    fn time_column(&mut self, rows: &Rows<'_>, column: &TimeColumn) -> Option<usize> {
        let sample = jiff::civil::date(2015, 4, 1).at(13, 45, 30, 0);
        if let Err(error) = strtime::format(&column.format.value, sample) {
            let message = format!("`{}` is no format of dates: {error}", column.format.value);
            self.found.push(
                Diagnostic::error(Code::Date, column.format.place, message)
                    .help("write for example `%Y-%m-%d %H:%M:%S` or `%m/%d/%Y %I:%M:%S %p`"),
            );
        }
        self.column(rows, &column.column)
    }

    fn meaning<T: Copy>(
        &mut self,
        column: &MapColumn,
        kind: &str,
        find: impl Fn(&str) -> Option<T>,
        listed: &[&str],
    ) -> Meaning<T> {
        let mut known: BTreeMap<String, Option<T>> = listed
            .iter()
            .map(|name| ((*name).to_owned(), find(name)))
            .collect();
        let mut target = |name: &At<String>| {
            if name.value == SKIP {
                return Some(None);
            }
            let item = find(&name.value);
            if item.is_none() {
                let message = format!("there is no {kind} `{}`", name.value);
                self.found.push(
                    Diagnostic::error(Code::UnknownName, name.place, message).help(offer(
                        kind,
                        &name.value,
                        listed,
                    )),
                );
            }
            item.map(Some)
        };
        let other = column.other.as_ref().and_then(&mut target);
        for (cell, name) in &column.map {
            if let Some(item) = target(name) {
                known.insert(cell.clone(), item);
            }
        }
        Meaning { known, other }
    }
}

impl<T: Copy> Meaning<T> {
    /// The item that a cell names.
    pub(super) fn of(
        &self,
        record: &ByteRecord,
        position: usize,
        kind: &str,
    ) -> Result<T, Refused> {
        let cell = text(record, position)?;
        match self.known.get(cell).or(self.other.as_ref()) {
            Some(Some(item)) => Ok(*item),
            Some(None) => Err(Refused::Skipped),
            None => Err(Refused::Wrong(WrongCell {
                column: position,
                code: Code::UnknownName,
                message: format!("there is no {kind} `{}`", shown(cell)),
                help: None,
            })),
        }
    }

    /// What to write for a cell that names nothing.
    fn offer(&self, cell: &str) -> String {
        match near(cell, self.known.keys().map(String::as_str)) {
            Some(near) => format!("map it: `map = {{ \"{}\" = \"{near}\" }}`", shown(cell)),
            None => {
                "map it with `map`, or all such cells with `other`: a name, or \"skip\"".to_owned()
            }
        }
    }
}

impl Columns {
    /// What to write for a cell of a column of names that names nothing.
    pub(super) fn offer(&self, position: usize, cell: &str) -> Option<String> {
        let category = self.category.as_ref().filter(|(at, _)| *at == position);
        let unit = self.unit.as_ref().filter(|(at, _)| *at == position);
        let of_category = category.map(|(_, meaning)| meaning.offer(cell));
        of_category.or_else(|| unit.map(|(_, meaning)| meaning.offer(cell)))
    }
}
