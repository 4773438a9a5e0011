//! Files that scenarios name, opened, unpacked and read once however many designs use them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use flate2::read::MultiGzDecoder;

use crate::diagnostic::{At, Code, Diagnostic, Place, Sources, near};
use crate::model::names::offer;
use crate::model::trace::{Replay, TraceKey};

/// First bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Rows of a table of units that are read before it is refused: twice the units a model may have.
const ROWS_MAX: usize = 2_000_000;

/// Traces and territories that were read already, so that several designs read a file once.
#[derive(Debug, Clone, Default)]
pub struct FileCache {
    tables: BTreeMap<PathBuf, Arc<Table>>,
    traces: Vec<(TraceKey, Arc<Replay>)>,
}

impl FileCache {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn trace(&self, key: &TraceKey) -> Option<Arc<Replay>> {
        let found = self.traces.iter().find(|(known, _)| known == key);
        found.map(|(_, replay)| Arc::clone(replay))
    }

    pub(super) fn keep_trace(&mut self, key: TraceKey, replay: Arc<Replay>) {
        self.traces.push((key, replay));
    }

    /// The rows of a small table with these columns.
    pub(super) fn table(
        &mut self,
        base: &Path,
        file: &At<String>,
        columns: &[&str],
    ) -> Result<Arc<Table>, Diagnostic> {
        let path = base.join(&file.value);
        if let Some(table) = self.tables.get(&path) {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(Table::read(base, file, columns)?);
        self.tables.insert(path, Arc::clone(&table));
        Ok(table)
    }
}

/// A table read whole: the cells of its known columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// What messages call it.
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// Cells of the known columns, in their order, without blanks around them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

impl Table {
    fn read(base: &Path, file: &At<String>, columns: &[&str]) -> Result<Self, Diagnostic> {
        let mut rows = Rows::open(base, file)?;
        let positions = columns
            .iter()
            .map(|column| rows.column(&At::new((*column).to_owned(), file.place)))
            .collect::<Result<Vec<_>, _>>()?;
        let mut table = Self {
            name: file.value.clone(),
            rows: Vec::new(),
        };
        let mut record = ByteRecord::new();
        while let Some(line) = rows.next(&mut record)? {
            if table.rows.len() == ROWS_MAX {
                let message = format!("`{}` has more than {ROWS_MAX} rows", file.value);
                return Err(Diagnostic::error(Code::FileTooLarge, file.place, message));
            }
            let mut cells = Vec::with_capacity(columns.len());
            for &position in &positions {
                let cell = record.get(position).unwrap_or_default();
                let text = std::str::from_utf8(cell).map_err(|_| not_utf8(file, line))?;
                cells.push(text.trim().to_owned());
            }
            table.rows.push(Row { line, cells });
        }
        if table.rows.is_empty() {
            let message = format!("`{}` has a header and no rows", file.value);
            return Err(Diagnostic::error(Code::TraceEmpty, file.place, message));
        }
        Ok(table)
    }

    /// The place of a cell, in an excerpt with the known cells of its row.
    pub(super) fn excerpt(&self, sources: &mut Sources, row: &Row, column: usize) -> Place {
        excerpt(
            sources,
            &self.name,
            row.line,
            row.cells.iter().map(String::as_str),
            column,
        )
    }
}

/// The place of a cell in an excerpt made of the cells of one row.
pub(super) fn excerpt<'c>(
    sources: &mut Sources,
    name: &str,
    line: u64,
    cells: impl Iterator<Item = &'c str>,
    column: usize,
) -> Place {
    let mut text = String::new();
    let mut range = 0..0;
    for (position, cell) in cells.enumerate() {
        if position > 0 {
            text.push(',');
        }
        let start = text.len();
        // A line break inside a cell would make the line numbers of the excerpt wrong.
        text.extend(
            cell.chars()
                .map(|letter| if letter.is_control() { ' ' } else { letter }),
        );
        if position == column {
            range = start..text.len();
        }
    }
    let source = sources.add_excerpt(name, text, usize::try_from(line).unwrap_or(usize::MAX));
    Place::new(source, range)
}

fn not_utf8(file: &At<String>, line: u64) -> Diagnostic {
    let message = format!("row {line} of `{}` is not UTF-8 text", file.value);
    Diagnostic::error(Code::NotUtf8, file.place, message).help("save the file as UTF-8")
}

/// The rows of a CSV file, perhaps compressed, one at a time.
pub(super) struct Rows<'f> {
    file: &'f At<String>,
    reader: csv::Reader<Box<dyn Read>>,
    header: Vec<String>,
}

impl<'f> Rows<'f> {
    /// Opens a file and reads its header.
    pub(super) fn open(base: &Path, file: &'f At<String>) -> Result<Self, Diagnostic> {
        let path = base.join(&file.value);
        let unreadable = |error: std::io::Error| unreadable(file, &error);
        let metadata = std::fs::metadata(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => missing(file, &path),
            _ => unreadable(error),
        })?;
        if metadata.is_dir() {
            let message = format!("`{}` is a folder and not a file", file.value);
            return Err(Diagnostic::error(Code::IsDirectory, file.place, message));
        }
        let mut bytes = BufReader::with_capacity(1 << 16, File::open(&path).map_err(unreadable)?);
        let start = bytes.fill_buf().map_err(unreadable)?;
        if start.is_empty() {
            let message = format!("`{}` is empty", file.value);
            return Err(Diagnostic::error(Code::FileEmpty, file.place, message));
        }
        let unpacked: Box<dyn Read> = if start.starts_with(&GZIP) {
            Box::new(MultiGzDecoder::new(bytes))
        } else {
            Box::new(bytes)
        };
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(unpacked);
        let header = reader
            .byte_headers()
            .map_err(|error| wrong_csv(file, &error))?;
        let header = header
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        Ok(Self {
            file,
            reader,
            header,
        })
    }

    /// The position of a column of the header.
    pub(super) fn column(&self, name: &At<String>) -> Result<usize, Diagnostic> {
        self.header
            .iter()
            .position(|column| *column == name.value)
            .ok_or_else(|| {
                let known: Vec<&str> = self.header.iter().map(String::as_str).collect();
                let message = format!("`{}` has no column `{}`", self.file.value, name.value);
                Diagnostic::error(Code::TraceColumn, name.place, message).help(offer(
                    "column",
                    &name.value,
                    &known,
                ))
            })
    }

    /// Names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// Reads the next row and returns its line; none at the end.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, Diagnostic> {
        match self.reader.read_byte_record(record) {
            Ok(true) => Ok(Some(record.position().map_or(0, csv::Position::line))),
            Ok(false) => Ok(None),
            Err(error) => Err(wrong_csv(self.file, &error)),
        }
    }
}

fn wrong_csv(file: &At<String>, error: &csv::Error) -> Diagnostic {
    let message = format!("`{}` cannot be read: {error}", file.value);
    Diagnostic::error(Code::FileUnreadable, file.place, message)
}

fn unreadable(file: &At<String>, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be read: {error}", file.value);
    Diagnostic::error(Code::FileUnreadable, file.place, message)
}

fn missing(file: &At<String>, path: &Path) -> Diagnostic {
    let message = format!("there is no file `{}`", path.display());
    let diagnostic = Diagnostic::error(Code::FileMissing, file.place, message);
    let mut names: Vec<String> = path
        .parent()
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let wanted = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    match near(wanted, names.iter().map(String::as_str)) {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic.help("paths are relative to the folder of the scenario file"),
    }
}
