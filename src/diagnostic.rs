//! Places in texts and what is wrong there: data only.
//!
//! A [`Diagnostic`] holds facts; [`render`] turns many of them into text. Every kind of wrong input has one [`Code`],
//! so that a message can be looked up and a test can name it.

use std::collections::BTreeSet;

pub mod code;
pub mod render;

pub use code::Code;

/// A range of bytes in one of the [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the text, as given by [`Sources::add`].
    pub source: u16,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Place {
    /// The place of what was never written, such as a default.
    pub const NOWHERE: Self = Self {
        source: u16::MAX,
        start: 0,
        end: 0,
    };

    /// A range of bytes of one text; offsets past 4 GiB stop there.
    pub fn new(source: u16, range: std::ops::Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            source,
            start: clamp(range.start),
            end: clamp(range.end.max(range.start)),
        }
    }

    /// Whether this is the place of what was never written.
    pub fn is_nowhere(self) -> bool {
        self.source == Self::NOWHERE.source
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::NOWHERE
    }
}

/// A value and the place it was written at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it was written; nowhere for a default.
    pub place: Place,
}

impl<T> At<T> {
    /// A value at a place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// A value that nobody wrote.
    pub fn nowhere(value: T) -> Self {
        Self::new(value, Place::NOWHERE)
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At::new(change(self.value), self.place)
    }

    /// The value behind a reference, with its place.
    pub fn as_ref(&self) -> At<&T> {
        At::new(&self.value, self.place)
    }
}

/// One named text that places point into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// What messages call it: a path, or `--set`.
    pub name: String,
    /// The text.
    pub text: String,
    /// Number of its first line; above 1 for an excerpt of a larger file.
    pub first_line: usize,
}

/// The texts that places point into: the scenario, `--set` arguments, rows of tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    texts: Vec<SourceText>,
}

impl Sources {
    /// No texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text and returns its index; past 65,534 texts, the index of nowhere.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u16 {
        self.add_excerpt(name, text, 1)
    }

    /// Adds lines of a larger file, the first of which has number `first_line`.
    pub fn add_excerpt(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        first_line: usize,
    ) -> u16 {
        let index = u16::try_from(self.texts.len()).unwrap_or(Place::NOWHERE.source);
        self.texts.push(SourceText {
            name: name.into(),
            text: text.into(),
            first_line,
        });
        index
    }

    /// The text with an index.
    pub fn get(&self, source: u16) -> Option<&SourceText> {
        if source == Place::NOWHERE.source {
            return None;
        }
        self.texts.get(usize::from(source))
    }

    /// The bytes at a place; empty when the place is nowhere or past the end.
    pub fn text(&self, place: Place) -> &str {
        self.get(place.source)
            .and_then(|source| source.text.get(place.start as usize..place.end as usize))
            .unwrap_or("")
    }

    /// All texts in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &SourceText> {
        self.texts.iter()
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be run.
    Error,
    /// It runs, and perhaps not as meant.
    Warning,
    /// Good to know.
    Note,
}

/// A place and what is to be said there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What; may be empty.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnostic {
    /// Places, the first of which is the cause.
    pub labels: Vec<Label>,
    /// How bad it is.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// The fact found: lower case, no full stop, values in backticks.
    pub message: String,
    /// What to type instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// A warning at a place.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// A note at a place.
    pub fn note(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place, message)
    }

    fn new(severity: Severity, code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            labels: vec![Label {
                place,
                text: String::new(),
            }],
            severity,
            code,
            message: message.into(),
            help: None,
        }
    }

    /// With a text at the primary place.
    #[must_use]
    pub fn here(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// With one more place; a place that is nowhere is left out.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        if !place.is_nowhere() {
            self.labels.push(Label {
                place,
                text: text.into(),
            });
        }
        self
    }

    /// With what to type instead.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// The primary place.
    pub fn place(&self) -> Place {
        self.labels
            .first()
            .map_or(Place::NOWHERE, |label| label.place)
    }
}

/// Everything that was found wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds those of another collection that are not here yet.
    pub fn merge(&mut self, other: Self) {
        let known: BTreeSet<Diagnostic> = self.items.iter().cloned().collect();
        let new = other.items.into_iter().filter(|item| !known.contains(item));
        self.items.extend(new);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.items
            .iter()
            .filter(|item| item.severity == severity)
            .count()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Those in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// Those in file order; at one place, in the order they were found.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.items.sort_by_key(Diagnostic::place);
        self
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            items: vec![diagnostic],
        }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, items: T) {
        self.items.extend(items);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// Names longer than this have no near match; comparing them would take quadratic time.
const LONGEST_NEAR: usize = 64;

/// The candidate that a misspelt name most likely means, the first of the nearest.
///
/// At most a third of the letters may differ (one, for short names, and never all); upper and lower case are the same.
pub fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    if length > LONGEST_NEAR {
        return None;
    }
    let allowed = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * LONGEST_NEAR)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed && *distance < length)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_finds_a_swapped_letter_and_ignores_a_stranger() {
        assert_eq!(near("lognromal", ["fixed", "lognormal"]), Some("lognormal"));
        assert_eq!(near("Town", ["village", "town"]), Some("town"));
        assert_eq!(near("harbour", ["village", "town"]), None);
        assert_eq!(near(&"x".repeat(100_000), ["x"]), None);
        assert_eq!(near("", ["a"]), None);
        assert_eq!(near("c", ["a"]), None);
    }

    #[test]
    fn a_place_past_the_end_has_no_text() {
        let mut sources = Sources::new();
        let file = sources.add("a.toml", "né");
        assert_eq!(sources.text(Place::new(file, 0..3)), "né");
        assert_eq!(sources.text(Place::new(file, 0..2)), "");
        assert_eq!(sources.text(Place::new(file, 2..9)), "");
        assert_eq!(sources.text(Place::default()), "");
    }

    #[test]
    fn sorting_follows_the_file_and_merging_drops_what_is_known() {
        let at = |start| Place::new(0, start..start + 1);
        let mut found = Diagnostics::new();
        found.push(Diagnostic::error(Code::Syntax, at(5), "later"));
        found.push(Diagnostic::warning(Code::UnusedName, at(1), "earlier"));
        let mut other = Diagnostics::from(Diagnostic::error(Code::Syntax, at(5), "later"));
        other.push(Diagnostic::error(Code::Syntax, at(3), "new"));
        found.merge(other);
        let messages: Vec<_> = found
            .sorted()
            .iter()
            .map(|item| item.message.clone())
            .collect();
        assert_eq!(messages, ["earlier", "new", "later"]);
    }
}
