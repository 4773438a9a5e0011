//! The text of a scenario as a tree of values, each with its place, in file order.

use std::io::Read;
use std::path::Path;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, value::Datetime};

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, near};

/// Largest scenario file, in bytes.
pub const LARGEST_FILE: u64 = 16 << 20;

/// Deepest nesting of tables and arrays.
pub const DEEPEST: usize = 32;

/// A value and the place it was written at; for a table with a header, the place of the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it was written.
    pub place: Place,
    /// What was written.
    pub value: Value,
}

/// What can be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Keys and values in file order.
    Table(Vec<(At<String>, Node)>),
    /// Values in file order.
    Array(Vec<Node>),
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number with a point or an exponent, perhaps not finite.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A date, a time, or both.
    Datetime(Datetime),
}

impl Node {
    /// An empty table.
    pub fn empty(place: Place) -> Self {
        Self {
            place,
            value: Value::Table(Vec::new()),
        }
    }

    /// The entries of a table.
    pub fn table(&self) -> Option<&[(At<String>, Self)]> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key of a table.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, node)| node)
    }

    /// A key of a table with its value.
    pub fn entry(&self, key: &str) -> Option<&(At<String>, Self)> {
        self.table()?.iter().find(|(name, _)| name.value == key)
    }

    /// The finite number and the unit of a number or of a text that starts with one; the unit of a number is empty.
    pub fn number(&self) -> Option<(f64, &str)> {
        let (value, unit) = match &self.value {
            Value::Integer(number) => (*number as f64, ""),
            Value::Float(number) => (*number, ""),
            Value::Text(text) => leading_number(text)?,
            _ => return None,
        };
        value.is_finite().then_some((value, unit))
    }

    /// What messages call the value, such as "the text `3`" or "a table".
    pub fn found(&self) -> String {
        match &self.value {
            Value::Table(_) => "a table".to_owned(),
            Value::Array(_) => "a list".to_owned(),
            Value::Text(text) => format!("the text `{}`", shortened(text)),
            Value::Integer(number) => format!("the number `{number}`"),
            Value::Float(number) => format!("the number `{number}`"),
            Value::Bool(flag) => format!("`{flag}`"),
            Value::Datetime(datetime) => format!("the date `{datetime}`"),
        }
    }

    /// The first byte of the value or of anything inside it.
    fn first_byte(&self) -> u32 {
        let inside = match &self.value {
            Value::Table(entries) => entries
                .first()
                .map(|(key, node)| key.place.start.min(node.first_byte())),
            Value::Array(items) => items.first().map(Self::first_byte),
            _ => None,
        };
        inside.map_or(self.place.start, |start| start.min(self.place.start))
    }
}

/// Text short enough for a message.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}

/// The tree of a text whose index in the sources is `source`; else its syntax errors, one a line at most.
pub fn parse(source: u16, text: &str) -> Result<Node, Diagnostics> {
    if text.len() as u64 > LARGEST_FILE {
        return Err(too_large(text.len() as u64, "the text").into());
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_errors(source, text, &errors));
    }
    let place = Place::new(source, 0..0);
    let mut builder = Builder::new(source, 0);
    let value = builder.table(root.into_inner(), 0);
    builder.finish(Node { place, value })
}

/// The tree of one value that starts at byte `offset` of a source.
pub fn parse_value(source: u16, offset: usize, text: &str) -> Result<Node, Diagnostics> {
    let (value, errors) = DeValue::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .take(1)
            .map(|error| syntax_error(source, offset, text, error))
            .fold(Diagnostics::new(), |mut all, one| {
                all.push(one);
                all
            }));
    }
    let mut builder = Builder::new(source, offset);
    let node = builder.node(value, 0);
    builder.finish(node)
}

/// A broken line often breaks the parser several times; the first break on a line is the cause.
fn syntax_errors(source: u16, text: &str, errors: &[toml::de::Error]) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut lines = Vec::new();
    for error in errors {
        let start = error
            .span()
            .map_or(text.len(), |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        if lines.contains(&line) {
            continue;
        }
        lines.push(line);
        found.push(syntax_error(source, 0, text, error));
        if lines.len() == 20 {
            break;
        }
    }
    found
}

fn syntax_error(source: u16, offset: usize, text: &str, error: &toml::de::Error) -> Diagnostic {
    let end = text.len();
    let span = error.span().unwrap_or(end..end);
    let place = Place::new(
        source,
        offset + span.start.min(end)..offset + span.end.min(end),
    );
    let said = error.message().trim_end_matches('.');
    let mut letters = said.chars();
    let message: String = match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "not valid TOML".to_owned(),
    };
    if message.contains("recur") {
        return too_deep(place);
    }
    Diagnostic::error(Code::Syntax, place, message)
}

fn too_deep(place: Place) -> Diagnostic {
    let message = format!("tables and lists are nested more than {DEEPEST} deep");
    Diagnostic::error(Code::TooDeep, place, message)
}

fn too_large(bytes: u64, what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::FileTooLarge,
        Place::NOWHERE,
        format!(
            "{what} has {bytes} bytes and the largest scenario has {LARGEST_FILE} ({} MiB)",
            LARGEST_FILE >> 20
        ),
    )
}

/// Turns the parser's tree into ours.
struct Builder {
    source: u16,
    offset: usize,
    found: Diagnostics,
}

impl Builder {
    fn new(source: u16, offset: usize) -> Self {
        Self {
            source,
            offset,
            found: Diagnostics::new(),
        }
    }

    fn finish(self, node: Node) -> Result<Node, Diagnostics> {
        if self.found.is_empty() {
            Ok(node)
        } else {
            Err(self.found)
        }
    }

    fn place(&self, span: std::ops::Range<usize>) -> Place {
        Place::new(
            self.source,
            span.start + self.offset..span.end + self.offset,
        )
    }

    fn node(&mut self, spanned: Spanned<DeValue<'_>>, depth: usize) -> Node {
        let place = self.place(spanned.span());
        if depth > DEEPEST {
            self.found.push(too_deep(place));
            return Node::empty(place);
        }
        let value = match spanned.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(digits) => {
                let parsed = i64::from_str_radix(digits.as_str(), digits.radix());
                Value::Integer(self.number(parsed.ok(), place, digits.as_str()))
            }
            DeValue::Float(digits) => {
                let text = digits.as_str();
                let parsed = text
                    .parse::<f64>()
                    .ok()
                    .filter(|number| !number.is_infinite() || text.contains("inf"));
                Value::Float(self.number(parsed, place, text))
            }
            DeValue::Boolean(flag) => Value::Bool(flag),
            DeValue::Datetime(datetime) => Value::Datetime(datetime),
            DeValue::Array(items) => Value::Array(
                items
                    .into_iter()
                    .map(|item| self.node(item, depth + 1))
                    .collect(),
            ),
            DeValue::Table(table) => self.table(table, depth),
        };
        Node { place, value }
    }

    /// The parser moves a table to the end when its header comes after those of its parts, so entries are put back
    /// in the order of their first bytes.
    fn table(&mut self, table: DeTable<'_>, depth: usize) -> Value {
        let mut entries: Vec<(At<String>, Node)> = table
            .into_iter()
            .map(|(key, value)| {
                let name = At::new(key.get_ref().clone().into_owned(), self.place(key.span()));
                (name, self.node(value, depth + 1))
            })
            .collect();
        entries.sort_by_cached_key(|(key, node)| key.place.start.min(node.first_byte()));
        Value::Table(entries)
    }

    fn number<T: Default>(&mut self, parsed: Option<T>, place: Place, text: &str) -> T {
        parsed.unwrap_or_else(|| {
            self.found.push(Diagnostic::error(
                Code::OutOfRange,
                place,
                format!("the number `{}` is too large to be held", shortened(text)),
            ));
            T::default()
        })
    }
}

/// The number at the start of a text and the unit behind it; none when it does not start with a number.
pub(crate) fn leading_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let is_number = |letter: char| letter.is_ascii_digit() || "+-.".contains(letter);
    let end = text.find(|letter| !is_number(letter)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

/// The text of a scenario file; else why it cannot be used.
pub fn read_source(path: &Path) -> Result<String, Diagnostic> {
    let name = path.display();
    let fail = |code, message: String| Diagnostic::error(code, Place::NOWHERE, message);
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => missing(path),
        _ => fail(
            Code::FileUnreadable,
            format!("`{name}` cannot be read: {error}"),
        ),
    })?;
    if metadata.is_dir() {
        return Err(fail(
            Code::IsDirectory,
            format!("`{name}` is a folder and not a file"),
        ));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(too_large(metadata.len(), &format!("`{name}`")));
    }
    let mut bytes = Vec::new();
    // What is not a plain file has no size of its own, so the limit is kept while reading, too.
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| {
            fail(
                Code::FileUnreadable,
                format!("`{name}` cannot be read: {error}"),
            )
        })?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(too_large(bytes.len() as u64, &format!("`{name}`")));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(fail(Code::FileEmpty, format!("`{name}` is empty")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..offset]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        fail(
            Code::NotUtf8,
            format!(
                "`{name}` is not UTF-8 text: byte {offset}, on line {line}, begins no character"
            ),
        )
        .help("save the file as UTF-8")
    })
}

fn missing(path: &Path) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::FileMissing,
        Place::NOWHERE,
        format!("there is no file `{}`", path.display()),
    );
    let folder = path.parent().filter(|folder| folder.as_os_str() != "");
    let mut names: Vec<String> = std::fs::read_dir(folder.unwrap_or(Path::new(".")))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let wanted = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    match near(wanted, names.iter().map(String::as_str)) {
        Some(name) => diagnostic.help(format!(
            "did you mean `{}`?",
            path.with_file_name(name).display()
        )),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests;
