//! What is said about a trace once it is read: rows that are wrong, left out, or all there is.

use std::sync::Arc;

use csv::ByteRecord;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::{Build, grouped};
use crate::model::files::excerpt;
use crate::scenario::{OnError, Unsorted};
use crate::time::Time;

use super::columns::Columns;
use super::{Reading, Replay, WrongCell};

/// Wrong rows that are named before the rest is only counted.
const ROWS_NAMED: usize = 10;

impl Reading<'_> {
    /// Says what is wrong with a row, unless such rows are skipped or enough are named.
    pub(super) fn refuse(
        &mut self,
        build: &mut Build<'_>,
        columns: &Columns,
        record: &ByteRecord,
        line: u64,
        wrong: WrongCell,
    ) {
        let WrongCell { column, code, .. } = wrong;
        if self.trace.on_error == OnError::Skip && code != Code::TraceOrder {
            return;
        }
        if self.wrong.named == ROWS_NAMED {
            self.wrong.more += 1;
            return;
        }
        self.wrong.named += 1;
        let cells: Vec<String> = record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        let file = &self.trace.file;
        let place = excerpt(
            build.sources,
            &file.value,
            line,
            cells.iter().map(String::as_str),
            column,
        );
        let name = self.header.get(column).map_or("", String::as_str);
        let width = self.header.len();
        let message = match cells.get(column) {
            Some(_) => wrong.message,
            None => format!("the row has {} columns and the header {width}", cells.len()),
        };
        let offered = match code {
            Code::UnknownName => cells
                .get(column)
                .and_then(|cell| columns.offer(column, cell.trim())),
            _ => None,
        };
        let help = wrong.help.or(offered).unwrap_or_else(|| {
            "mend the row, or write `on_error = \"skip\"` to leave such rows out".to_owned()
        });
        let diagnostic = Diagnostic::error(
            code,
            place,
            format!("row {line}, column `{name}`: {message}"),
        )
        .label(file.place, "the trace is named here")
        .help(help);
        self.found.push(diagnostic);
    }

    /// What was read, in time order, with the rows that were refused counted.
    pub(super) fn finish(mut self) -> Replay {
        let file = &self.trace.file;
        if self.wrong.more > 0 {
            let message = format!(
                "and {} more rows of `{}` are wrong",
                grouped(self.wrong.more),
                file.value
            );
            self.found
                .push(Diagnostic::error(Code::TraceRow, file.place, message));
        }
        if !self.found.has_errors() {
            if let Some(nothing) = self.nothing() {
                self.found.push(nothing);
            } else if self.report.skipped > 0 {
                let message = format!(
                    "{} of {} rows of `{}` are left out",
                    grouped(self.report.skipped),
                    grouped(self.report.rows),
                    file.value
                );
                self.found.push(
                    Diagnostic::warning(Code::TraceRow, file.place, message).help(
                        "write `on_error = \"stop\"`, and no `other = \"skip\"`, to see which",
                    ),
                );
            }
        }
        if self.trace.unsorted == Unsorted::Sort {
            self.records.sort_by_key(|record| record.time);
        }
        self.records.shrink_to_fit();
        self.report.kept = self.records.len() as u64;
        Replay {
            records: Arc::new(self.records),
            report: self.report,
            found: self.found,
        }
    }

    /// The error that no row is left, if so.
    fn nothing(&self) -> Option<Diagnostic> {
        let (file, report) = (&self.trace.file, self.report);
        if !self.records.is_empty() {
            return None;
        }
        if report.rows == 0 {
            let message = format!("`{}` has a header and no rows", file.value);
            return Some(Diagnostic::error(Code::TraceEmpty, file.place, message));
        }
        let message = format!(
            "none of the {} rows of `{}` is used: {} lie outside the plan and {} are skipped",
            grouped(report.rows),
            file.value,
            grouped(report.outside),
            grouped(report.skipped)
        );
        let diagnostic = Diagnostic::error(Code::TraceEmpty, file.place, message);
        let origin = self.scope.origin;
        Some(match self.latest {
            Some((time, _)) if report.outside > 0 => diagnostic.help(format!(
                "the plan runs from {} to {}, and the last row is of {}",
                origin.to_datetime(Time::ZERO),
                origin.to_datetime(self.scope.end),
                origin.to_datetime(time)
            )),
            _ => diagnostic,
        })
    }
}
