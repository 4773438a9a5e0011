//! Real records as a source of matters: a CSV file read row by row, its names resolved, its instants on the plan's clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::ByteRecord;
use jiff::civil::DateTime;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::UnitId;
use crate::model::build::{Build, grouped};
use crate::model::demand::Record;
use crate::model::files::Rows;
use crate::model::names::Names;
use crate::scenario::{TimeColumn, Trace, Unsorted};
use crate::time::{Origin, Time};

mod columns;
mod refused;

use columns::Columns;

/// The largest number of records of a trace.
pub const RECORDS_MAX: usize = 20_000_000;
/// Longest cell shown in a message.
const CELL_SHOWN: usize = 60;

/// What became of the rows of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TraceReport {
    /// Rows read, without the header.
    pub rows: u64,
    /// Rows that became matters.
    pub kept: u64,
    /// Rows before the start or at and after the horizon.
    pub outside: u64,
    /// Rows left out because they do not parse, or name what `other = "skip"` leaves out.
    pub skipped: u64,
}

/// A trace as read: records, or what is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Replay {
    pub(super) records: Arc<Vec<Record>>,
    pub(super) report: TraceReport,
    pub(super) found: Diagnostics,
}

/// All that the records depend on besides the content of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TraceKey {
    path: std::path::PathBuf,
    trace: Trace,
    origin: Origin,
    end: Time,
    categories: Vec<String>,
    first_unit: usize,
    units: u32,
    level: String,
    territory: Option<String>,
}

/// The window and the names that rows are read with.
pub(super) struct TraceScope<'a> {
    pub(super) origin: Origin,
    pub(super) end: Time,
    pub(super) categories: &'a Names<'a>,
    /// Units a row may name.
    pub(super) units: BTreeMap<String, UnitId>,
    pub(super) level: &'a str,
    pub(super) first_unit: usize,
    pub(super) unit_count: u32,
}

impl Build<'_> {
    /// The records of a trace, from the cache when they were read already.
    pub(super) fn replay(&mut self, trace: &Trace, scope: &TraceScope<'_>) -> Arc<Replay> {
        let key = TraceKey {
            path: self.base.join(&trace.file.value),
            trace: trace.clone(),
            origin: scope.origin,
            end: scope.end,
            categories: self
                .scenario
                .categories
                .iter()
                .map(|c| c.name.value.clone())
                .collect(),
            first_unit: scope.first_unit,
            units: scope.unit_count,
            level: scope.level.to_owned(),
            territory: self
                .scenario
                .territory
                .as_ref()
                .map(|file| file.value.clone()),
        };
        if let Some(replay) = self.files.trace(&key) {
            self.found.extend(replay.found.clone());
            return replay;
        }
        let mut reading = Reading {
            trace,
            scope,
            records: Vec::new(),
            report: TraceReport::default(),
            wrong: Wrong::default(),
            found: Diagnostics::new(),
            latest: None,
            header: Vec::new(),
        };
        if let Err(diagnostic) = reading.read(self) {
            reading.found.push(diagnostic);
        }
        let replay = Arc::new(reading.finish());
        self.found.extend(replay.found.clone());
        self.files.keep_trace(key, Arc::clone(&replay));
        replay
    }
}

/// Rows that are wrong: the first few each, the others as a number.
#[derive(Default)]
struct Wrong {
    named: usize,
    more: u64,
}

/// One trace while it is read.
struct Reading<'a> {
    trace: &'a Trace,
    scope: &'a TraceScope<'a>,
    records: Vec<Record>,
    report: TraceReport,
    wrong: Wrong,
    found: Diagnostics,
    /// Latest instant so far, with its line.
    latest: Option<(Time, u64)>,
    /// Names of the columns.
    header: Vec<String>,
}

/// What is wrong with a cell.
struct WrongCell {
    column: usize,
    code: Code,
    message: String,
    help: Option<String>,
}

/// Why a row is not a matter.
enum Refused {
    Outside,
    Skipped,
    Wrong(WrongCell),
}

impl Reading<'_> {
    fn read(&mut self, build: &mut Build<'_>) -> Result<(), Diagnostic> {
        let mut rows = Rows::open(build.base, &self.trace.file)?;
        let Some(columns) = self.columns(&rows) else {
            return Ok(());
        };
        self.header = rows.header().to_vec();
        let mut record = ByteRecord::new();
        while let Some(line) = rows.next(&mut record)? {
            self.report.rows += 1;
            match self.row(&columns, &record, line) {
                Ok(matter) if self.records.len() < RECORDS_MAX => self.records.push(matter),
                Ok(_) => return Err(self.too_large()),
                Err(Refused::Outside) => self.report.outside += 1,
                Err(Refused::Skipped) => self.report.skipped += 1,
                Err(Refused::Wrong(wrong)) => {
                    self.report.skipped += 1;
                    self.refuse(build, &columns, &record, line, wrong);
                }
            }
        }
        Ok(())
    }

    fn too_large(&self) -> Diagnostic {
        let message = format!(
            "`{}` has more than {} rows within the plan",
            self.trace.file.value,
            grouped(RECORDS_MAX as u64)
        );
        Diagnostic::error(Code::TooLarge, self.trace.file.place, message).help("shorten `horizon`")
    }

    fn row(
        &mut self,
        columns: &Columns,
        record: &ByteRecord,
        line: u64,
    ) -> Result<Record, Refused> {
        let trace = self.trace;
        let time = self.instant(record, columns.time, &trace.time)?;
        self.order(time, line, columns.time)?;
        if time < Time::ZERO || time >= self.scope.end {
            return Err(Refused::Outside);
        }
        let due = match (&trace.due, columns.due) {
            (Some(column), Some(position)) => Some(self.due(record, position, column, time)?),
            _ => None,
        };
        let category = match &columns.category {
            Some((position, meaning)) => Some(meaning.of(record, *position, "category")?),
            None => None,
        };
        let unit = match &columns.unit {
            Some((position, meaning)) => Some(meaning.of(record, *position, "unit")?),
            None => None,
        };
        let severity = match columns.severity {
            Some(position) => severity(record, position)?,
            None => None,
        };
        Ok(Record {
            time,
            due,
            category,
            unit,
            severity,
        })
    }

    fn instant(
        &self,
        record: &ByteRecord,
        position: usize,
        column: &TimeColumn,
    ) -> Result<Time, Refused> {
        let cell = text(record, position)?;
        let parsed = DateTime::strptime(&column.format.value, cell);
        parsed
            .map(|datetime| self.scope.origin.from_datetime(datetime))
            .map_err(|error| {
                Refused::Wrong(WrongCell {
                    column: position,
                    code: Code::TraceRow,
                    message: format!(
                        "`{}` is not written as `{}`: {error}",
                        shown(cell),
                        column.format.value
                    ),
                    help: None,
                })
            })
    }

    fn due(
        &self,
        record: &ByteRecord,
        position: usize,
        column: &TimeColumn,
        time: Time,
    ) -> Result<Time, Refused> {
        let cell = text(record, position)?;
        if cell.is_empty() {
            return Ok(Time::NEVER);
        }
        let due = self.instant(record, position, column)?;
        if due < time {
            return Err(Refused::Wrong(WrongCell {
                column: position,
                code: Code::DueBeforeStart,
                message: format!("the deadline `{}` lies before the matter arises", shown(cell)),
                help: Some("leave the cell empty when there is no deadline, or write `on_error = \"skip\"`".to_owned()),
            }));
        }
        Ok(due)
    }

    /// Rows must not go back in time, unless they are to be sorted.
    fn order(&mut self, time: Time, line: u64, column: usize) -> Result<(), Refused> {
        match (self.latest, self.trace.unsorted) {
            (Some((latest, before)), Unsorted::Stop) if time < latest => {
                Err(Refused::Wrong(WrongCell {
                    column,
                    code: Code::TraceOrder,
                    message: format!("the row is earlier than row {before}"),
                    help: Some("sort the file by time, or write `unsorted = \"sort\"`".to_owned()),
                }))
            }
            _ => {
                self.latest = Some((time, line));
                Ok(())
            }
        }
    }
}

/// A cell as text, without blanks around it.
fn text(record: &ByteRecord, position: usize) -> Result<&str, Refused> {
    let wrong = |message: &str| {
        Refused::Wrong(WrongCell {
            column: position,
            code: Code::TraceRow,
            message: message.to_owned(),
            help: None,
        })
    };
    let cell = record
        .get(position)
        .ok_or_else(|| wrong("the cell is missing"))?;
    std::str::from_utf8(cell)
        .map(str::trim)
        .map_err(|_| wrong("the cell is not UTF-8 text"))
}

/// A severity from 1 to 250; none in an empty cell.
fn severity(record: &ByteRecord, position: usize) -> Result<Option<u8>, Refused> {
    let cell = text(record, position)?;
    if cell.is_empty() {
        return Ok(None);
    }
    match cell.parse::<u8>() {
        Ok(severity @ 1..=250) => Ok(Some(severity)),
        _ => Err(Refused::Wrong(WrongCell {
            column: position,
            code: Code::TraceRow,
            message: format!("`{}` is not a whole number from 1 to 250", shown(cell)),
            help: None,
        })),
    }
}

/// A cell short enough for a message.
fn shown(cell: &str) -> String {
    if cell.chars().count() <= CELL_SHOWN {
        return cell.to_owned();
    }
    let start: String = cell.chars().take(CELL_SHOWN).collect();
    format!("{start}…")
}
