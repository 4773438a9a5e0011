//! Numbers, times and rates with their units, limits and origins.
//!
//! An amount may be written plainly (`3`, `"3 h"`) or as a quantity table that says where it comes from
//! (`{ value = 3, unit = "h", source = "…" }`). Quantity tables are collected as [`Provenance`].

use serde_json::{Value as Json, json};

use super::WorkTime;
use super::decode::{Context, Describing, Record, Shape, items};
use super::document::{Node, Value, shortened};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::time::Span;

mod ends;
mod limits;
mod table;
mod unit;

pub(crate) use limits::Limits;
use table::parts;
pub(crate) use table::{KIND, Raw};
pub(crate) use unit::{Clock, Measure};
use unit::{Parsed, spoken};

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Printed in a source as it stands.
    Published,
    /// Computed from published numbers.
    Derived,
    /// Nobody has measured it.
    Assumed,
}

/// A number that says where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Dotted path of the quantity in the scenario.
    pub path: String,
    /// The number as written.
    pub value: String,
    /// Its unit; empty for a plain number without one.
    pub unit: String,
    /// Where it was found.
    pub source: Option<String>,
    /// The least and the greatest plausible value, as written.
    pub range: Option<(String, String)>,
    /// The ends of the range as they may be written in place of the number, both in one unit; none without a range, and for ends on
    /// different clocks, such as days and working days.
    pub ends: Option<(Value, Value)>,
    /// How sure it is.
    pub kind: Option<Kind>,
    /// Anything else.
    pub note: Option<String>,
}

/// The keys of a quantity table.
const KEYS: [&str; 6] = ["value", "unit", "source", "range", "kind", "note"];

/// Whether a node is a quantity table: it has a plain `value` and no key that quantities do not have.
pub(crate) fn is_quantity(node: &Node) -> bool {
    let Some(entries) = node.table() else {
        return false;
    };
    let plain = |node: &Node| !matches!(node.value, Value::Table(_) | Value::Array(_));
    entries
        .iter()
        .all(|(key, _)| KEYS.contains(&key.value.as_str()))
        && node.get("value").is_some_and(plain)
}

/// A number read, in hours or per hour where it has a time in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// The number in base units.
    pub(crate) value: f64,
    /// What it counts.
    pub(crate) clock: Clock,
}

/// A number of some measure within limits, turned into `T`.
pub(crate) struct Amount<T> {
    measure: Measure,
    limits: Limits,
    /// Longest time, in years.
    years: f64,
    code: Code,
    into: fn(Reading) -> T,
}

impl<T> Amount<T> {
    const fn new(measure: Measure, limits: Limits, into: fn(Reading) -> T) -> Self {
        Self {
            measure,
            limits,
            years: 10_000.0,
            code: Code::OutOfRange,
            into,
        }
    }

    /// With another code for a number out of range.
    pub(crate) fn code(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// With a longest time, in years.
    pub(crate) fn at_most_years(self, years: f64) -> Self {
        Self { years, ..self }
    }
}

/// A number.
pub(crate) fn number(limits: Limits) -> Amount<f64> {
    Amount::new(Measure::Number, limits, |reading| reading.value)
}

/// A probability or a share of a whole.
pub(crate) fn share() -> Amount<f64> {
    number(Limits::Between(0.0, 1.0))
}

/// A whole number from `least` to 4,294,967,295.
pub(crate) fn count(least: u32) -> Amount<u32> {
    count_to(least, u32::MAX)
}

/// A whole number from `least` to `most`.
pub(crate) fn count_to(least: u32, most: u32) -> Amount<u32> {
    let limits = Limits::Between(f64::from(least), f64::from(most));
    Amount::new(Measure::Count, limits, |reading| reading.value as u32)
}

/// A whole number from `least` to 2^53.
pub(crate) fn large_count(least: u32) -> Amount<u64> {
    let limits = Limits::Between(f64::from(least), (1_u64 << 53) as f64);
    Amount::new(Measure::Count, limits, |reading| reading.value as u64)
}

/// A length of time, at least zero.
pub(crate) fn time() -> Amount<Span> {
    Amount::new(Measure::Time, Limits::NotNegative, |reading| {
        Span::from_hours(reading.value)
    })
}

/// A length of time of at least one tick, so that what repeats at it comes to an end.
pub(crate) fn positive_time() -> Amount<Span> {
    Amount::new(Measure::Time, Limits::Positive, |reading| {
        let span = Span::from_hours(reading.value);
        Span::from_ticks(span.ticks().max(1))
    })
}

/// Hours, at least zero.
pub(crate) fn hours() -> Amount<f64> {
    Amount::new(Measure::Time, Limits::NotNegative, |reading| reading.value)
}

/// Hours, more than zero.
pub(crate) fn positive_hours() -> Amount<f64> {
    Amount::new(Measure::Time, Limits::Positive, |reading| reading.value)
}

/// Events per hour, more than zero.
pub(crate) fn rate() -> Amount<f64> {
    Amount::new(Measure::Rate, Limits::Positive, |reading| reading.value)
}

/// Events per hour, at least zero.
pub(crate) fn any_rate() -> Amount<f64> {
    Amount::new(Measure::Rate, Limits::NotNegative, |reading| reading.value)
}

/// A length of time on a stated clock, more than zero.
pub(crate) fn work_time() -> Amount<WorkTime> {
    Amount::new(Measure::WorkTime, Limits::Positive, |reading| {
        let span = Span::from_hours(reading.value);
        match reading.clock {
            Clock::WorkingDays => WorkTime::WorkingDays(reading.value as u32),
            Clock::WorkingHours => WorkTime::WorkingHours(span),
            Clock::Plain | Clock::Elapsed => WorkTime::Elapsed(span),
        }
    })
}

impl<T> Shape for Amount<T> {
    type Value = T;

    fn read(&self, node: &Node, context: &mut Context) -> Option<T> {
        let reading = match node.table() {
            Some(_) if is_quantity(node) || node.get("value").is_some() => {
                self.quantity(node, context)
            }
            _ => self.parse(node, None, context).map(|parsed| parsed.reading),
        };
        reading.map(self.into)
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let plain = self.plain_schema();
        let name = format!("quantity of {}", self.measure.name());
        let item = plain_of(self.measure);
        let table = describing.shared(&name, |describing| {
            json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["value"],
                "properties": {
                    "value": { "description": "the number, or text with its unit", "type": ["number", "string"] },
                    "unit": { "description": "unit of the number", "type": "string" },
                    "source": { "description": "where the number was found", "type": "string" },
                    "range": {
                        "description": "least and greatest plausible value",
                        "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": item },
                    },
                    "kind": KIND.describe(describing),
                    "note": { "description": "anything else", "type": "string" },
                },
            })
        });
        json!({ "anyOf": [plain, table] })
    }
}

/// JSON types of the entries of a range.
fn plain_of(measure: Measure) -> Json {
    match measure {
        Measure::Count | Measure::Number => json!("number"),
        Measure::Time | Measure::Rate | Measure::WorkTime => json!(["number", "string"]),
    }
}

impl<T> Amount<T> {
    /// Reads a quantity table and notes its provenance.
    fn quantity(&self, node: &Node, context: &mut Context) -> Option<Reading> {
        let parts = Record::new("quantity", parts).read(node, context)?;
        let unit = parts.unit.as_ref();
        if let (Some(unit), Value::Text(_)) = (unit, &parts.value.value.value) {
            let message = "the value is text with its unit, and `unit` gives another";
            context.found.push(
                Diagnostic::error(Code::UselessUnit, unit.place, message)
                    .help("write the value as a number, or leave `unit` out"),
            );
            return None;
        }
        let value = context.inside("value", |context| {
            self.parse(&parts.value.value, unit, context)
        });
        let range = parts.range.as_ref().map(|range| {
            context.inside("range", |context| self.range(&range.value, unit, context))
        });
        let value = value?;
        let (range, ends) = match range {
            Some(range) => {
                let (low, high) = range?;
                self.check_range(&value, parts.value.place, (&low, &high), context);
                (
                    Some((low.text(), high.text())),
                    ends::written(self.measure, &low, &high),
                )
            }
            None => (None, None),
        };
        context.provenance.push(Provenance {
            path: context.path(),
            value: value.number.clone(),
            unit: value.unit.clone(),
            source: parts.source.map(|source| source.value),
            range,
            ends,
            kind: parts.kind.map(|kind| kind.value),
            note: parts.note.map(|note| note.value),
        });
        Some(value.reading)
    }

    fn range(
        &self,
        node: &Node,
        unit: Option<&At<String>>,
        context: &mut Context,
    ) -> Option<(Parsed, Parsed)> {
        let Some([low, high]) = items(node) else {
            let message = "a range is a list of two values, the least and the greatest";
            context.found.push(
                Diagnostic::error(Code::ListLength, node.place, message)
                    .help("write `range = [2, 5]`"),
            );
            return None;
        };
        let low = self.parse(low, unit, context);
        let high = self.parse(high, unit, context);
        Some((low?, high?))
    }

    fn check_range(
        &self,
        value: &Parsed,
        place: Place,
        (low, high): (&Parsed, &Parsed),
        context: &mut Context,
    ) {
        let inside =
            low.reading.value <= value.reading.value && value.reading.value <= high.reading.value;
        if !inside {
            let message = format!(
                "`{}` is `{}`, which lies outside its own range from `{}` to `{}`",
                context.key(),
                value.text(),
                low.text(),
                high.text()
            );
            context.error(Code::OutsideOwnRange, place, message);
        }
    }

    /// Reads a plain number, or text with a unit.
    fn parse(
        &self,
        node: &Node,
        unit: Option<&At<String>>,
        context: &mut Context,
    ) -> Option<Parsed> {
        let parsed = unit::parse(node, unit, self.measure, context)?;
        self.check(&parsed, node.place, context).then_some(parsed)
    }

    /// Whether a number is finite, whole where it counts, and within limits; else a diagnostic.
    fn check(&self, parsed: &Parsed, place: Place, context: &mut Context) -> bool {
        let value = parsed.reading.value;
        let key = spoken(context);
        let is_whole = self.measure == Measure::Count || parsed.reading.clock == Clock::WorkingDays;
        let longest = self.years * unit::HOURS_A_YEAR;
        let is_timed = matches!(parsed.reading.clock, Clock::Elapsed | Clock::WorkingHours)
            && self.measure != Measure::Rate;
        let (code, message) = if !self.limits.admit(value) {
            let message = format!("{key} is `{}` and {}", parsed.text(), self.limits.spoken());
            (self.code, message)
        } else if is_whole && value.fract() != 0.0 {
            let message = format!("{key} is `{}` and must be a whole number", parsed.text());
            (Code::OutOfRange, message)
        } else if is_timed && value > longest
            || parsed.reading.clock == Clock::WorkingDays && value > self.years * 365.0
        {
            let message = format!(
                "{key} is `{}` and must not be longer than {} years",
                shortened(&parsed.text()),
                self.years
            );
            (Code::TooLong, message)
        } else if !value.is_finite() {
            let message = format!("{key} is `{}`, which is too large", parsed.text());
            (Code::OutOfRange, message)
        } else {
            return true;
        };
        context.error(code, place, message);
        false
    }

    fn plain_schema(&self) -> Json {
        match self.measure {
            Measure::Number => json!({ "type": "number" }),
            Measure::Count => json!({ "type": "integer" }),
            measure => json!({ "type": "string", "examples": [measure.example()] }),
        }
    }
}
