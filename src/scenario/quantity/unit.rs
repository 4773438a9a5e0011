//! Units of time, and numbers read with them.

use super::super::decode::{Context, offer};
use super::super::document::{Node, Value, shortened};
use super::Reading;
use crate::diagnostic::{At, Code, Diagnostic, Place};

/// Hours in a year of 365 days.
pub(crate) const HOURS_A_YEAR: f64 = 8_760.0;

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// A plain number.
    Number,
    /// A whole number.
    Count,
    /// A length of time.
    Time,
    /// Events per time.
    Rate,
    /// A length of time, perhaps in working days or hours.
    WorkTime,
}

impl Measure {
    /// Its name in the schema.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Count => "count",
            Self::Time => "time",
            Self::Rate => "rate",
            Self::WorkTime => "working time",
        }
    }

    /// How one is written.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Number => "0.5",
            Self::Count => "3",
            Self::Time => "3 h",
            Self::Rate => "12 / day",
            Self::WorkTime => "5 working days",
        }
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Things.
    Plain,
    /// Hours, or events per hour.
    Elapsed,
    /// Open hours of a calendar.
    WorkingHours,
    /// Working days of a calendar.
    WorkingDays,
}

/// A number as written and as read.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) reading: Reading,
    /// The number as written.
    pub(super) number: String,
    /// The unit as written; empty for none.
    pub(super) unit: String,
}

impl Parsed {
    /// Number and unit as text.
    pub(super) fn text(&self) -> String {
        let unit = if self.unit.is_empty() { "" } else { " " };
        shortened(&format!("{}{unit}{}", self.number, self.unit))
    }
}

/// A unit as hours in many units: `units` of it make `hours`. Two whole numbers keep 75.6 / day exact.
#[derive(Debug, Clone, Copy)]
struct Scale {
    hours: f64,
    units: f64,
}

impl Scale {
    const ONE: Self = Self::hours(1.0);

    const fn hours(hours: f64) -> Self {
        Self { hours, units: 1.0 }
    }

    const fn part(units: f64) -> Self {
        Self { hours: 1.0, units }
    }

    /// Turned upside down, for rates.
    const fn per(self) -> Self {
        Self {
            hours: self.units,
            units: self.hours,
        }
    }

    fn apply(self, value: f64) -> f64 {
        value * self.hours / self.units
    }
}

/// Units of time.
const UNITS: [(&str, Scale); 12] = [
    ("ms", Scale::part(3_600_000.0)),
    ("s", Scale::part(3_600.0)),
    ("min", Scale::part(60.0)),
    ("h", Scale::ONE),
    ("days", Scale::hours(24.0)),
    ("day", Scale::hours(24.0)),
    ("d", Scale::hours(24.0)),
    ("weeks", Scale::hours(168.0)),
    ("week", Scale::hours(168.0)),
    ("w", Scale::hours(168.0)),
    ("years", Scale::hours(HOURS_A_YEAR)),
    ("year", Scale::hours(HOURS_A_YEAR)),
];

/// Long names people type, and what to type instead.
const MEANT: [(&str, &str); 13] = [
    ("hour", "h"),
    ("hours", "h"),
    ("hr", "h"),
    ("hrs", "h"),
    ("minute", "min"),
    ("minutes", "min"),
    ("mins", "min"),
    ("m", "min"),
    ("sec", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("month", "days"),
    ("months", "days"),
];

/// Length of a unit.
fn length(unit: &str) -> Option<Scale> {
    UNITS
        .iter()
        .find(|(name, _)| *name == unit)
        .map(|(_, scale)| *scale)
}

/// What messages call the value being read.
pub(super) fn spoken(context: &Context) -> String {
    format!("`{}`", context.key())
}

/// Reads a node as a number of a measure, with its unit beside it or in its text.
pub(super) fn parse(
    node: &Node,
    unit: Option<&At<String>>,
    measure: Measure,
    context: &mut Context,
) -> Option<Parsed> {
    let (number, value) = match &node.value {
        Value::Integer(number) => (number.to_string(), *number as f64),
        Value::Float(number) => (number.to_string(), *number),
        Value::Text(text) => return parse_text(node, text, measure, context),
        _ => {
            let help = format!("write `{}`", shown(measure));
            context.wrong_type(node, &format!("a {}", measure.name()), &help);
            return None;
        }
    };
    if !value.is_finite() {
        let message = format!(
            "{} is `{number}`, which is not a finite number",
            spoken(context)
        );
        context.error(Code::NotANumber, node.place, message);
        return None;
    }
    let is_whole = matches!(node.value, Value::Integer(_));
    let (scale, clock) = match (measure, unit) {
        (Measure::Number | Measure::Count, unit) => {
            check_plain_unit(unit, context)?;
            (Scale::ONE, Clock::Plain)
        }
        (_, Some(unit)) => unit_of(&unit.value, unit.place, measure, context)?,
        (_, None) => {
            report_missing_unit(node.place, &number, measure, context);
            return None;
        }
    };
    // The field is an integer, not a whole float, so that `3.5` and `3.0` are told apart from a slip of the pen.
    if measure == Measure::Count && !is_whole {
        let message = format!(
            "{} is `{number}` and must be a whole number",
            spoken(context)
        );
        context.error(Code::OutOfRange, node.place, message);
        return None;
    }
    Some(Parsed {
        reading: Reading {
            value: scale.apply(value),
            clock,
        },
        number,
        unit: unit.map_or(String::new(), |unit| unit.value.clone()),
    })
}

/// How one is typed.
fn shown(measure: Measure) -> String {
    match measure {
        Measure::Number | Measure::Count => measure.example().to_owned(),
        _ => format!("\"{}\"", measure.example()),
    }
}

fn check_plain_unit(unit: Option<&At<String>>, context: &mut Context) -> Option<()> {
    let Some(unit) = unit else {
        return Some(());
    };
    if ["1", "share", "people"].contains(&unit.value.as_str()) {
        return Some(());
    }
    let message = format!(
        "the unit `{}` is given for a plain number",
        shortened(&unit.value)
    );
    context.found.push(
        Diagnostic::error(Code::UselessUnit, unit.place, message)
            .help("leave `unit` out, or write `1`, `share` or `people`"),
    );
    None
}

fn report_missing_unit(place: Place, number: &str, measure: Measure, context: &mut Context) {
    let message = format!(
        "a unit is missing: {} is the bare number `{number}`",
        spoken(context)
    );
    let help = match measure {
        Measure::Rate => format!("write `\"{number} / day\"`"),
        Measure::WorkTime => format!("write `\"{number} days\"` or `\"{number} working days\"`"),
        _ => format!("write `\"{number} h\"`"),
    };
    context
        .found
        .push(Diagnostic::error(Code::MissingUnit, place, message).help(help));
}

/// Reads text such as `3 h`, `12 / day` or `5 working days`.
fn parse_text(node: &Node, text: &str, measure: Measure, context: &mut Context) -> Option<Parsed> {
    let (number, rest) = split(text.trim());
    let Some(value) = number.parse::<f64>().ok().filter(|_| !number.is_empty()) else {
        report_not_a_number(node, text, measure, context);
        return None;
    };
    if matches!(measure, Measure::Number | Measure::Count) {
        let message = format!(
            "{} is {} and must be a number",
            spoken(context),
            node.found()
        );
        let help = match rest {
            "%" => format!("write `{}`", value / 100.0),
            _ => format!("write `{number}` without quotes"),
        };
        context
            .found
            .push(Diagnostic::error(Code::WrongType, node.place, message).help(help));
        return None;
    }
    if rest.is_empty() {
        report_missing_unit(node.place, number, measure, context);
        return None;
    }
    let (scale, clock) = unit_of(rest, node.place, measure, context)?;
    Some(Parsed {
        reading: Reading {
            value: scale.apply(value),
            clock,
        },
        number: number.to_owned(),
        unit: rest.to_owned(),
    })
}

/// The number at the start of a text and what follows it.
fn split(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        let next = bytes.get(end + 1).copied().unwrap_or(b' ');
        let exponent = matches!(byte, b'e' | b'E')
            && end > 0
            && (next.is_ascii_digit() || matches!(next, b'+' | b'-'));
        let sign =
            matches!(byte, b'+' | b'-') && (end == 0 || matches!(bytes[end - 1], b'e' | b'E'));
        if !(byte.is_ascii_digit() || *byte == b'.' || exponent || sign) {
            break;
        }
        end += 1;
    }
    (&text[..end], text[end..].trim())
}

fn report_not_a_number(node: &Node, text: &str, measure: Measure, context: &mut Context) {
    let message = format!(
        "{} is `{}`, which does not hold a finite number",
        spoken(context),
        shortened(text)
    );
    context.found.push(
        Diagnostic::error(Code::NotANumber, node.place, message)
            .help(format!("write a number such as `{}`", shown(measure))),
    );
}

/// Scale to hours or per hour, and clock, of a unit.
fn unit_of(
    text: &str,
    place: Place,
    measure: Measure,
    context: &mut Context,
) -> Option<(Scale, Clock)> {
    let text = text.trim();
    if measure == Measure::Rate {
        let per = text.strip_prefix('1').map_or(text, str::trim_start);
        let Some(unit) = per.strip_prefix('/') else {
            return unknown(text, place, measure, context);
        };
        return match length(unit.trim()) {
            Some(scale) => Some((scale.per(), Clock::Elapsed)),
            None => unknown(unit.trim(), place, measure, context),
        };
    }
    if measure == Measure::WorkTime {
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["working", "day" | "days"] => return Some((Scale::ONE, Clock::WorkingDays)),
            ["working", "hour" | "hours"] => return Some((Scale::ONE, Clock::WorkingHours)),
            _ => {}
        }
    }
    match length(text) {
        Some(scale) => Some((scale, Clock::Elapsed)),
        None => unknown(text, place, measure, context),
    }
}

fn unknown<T>(unit: &str, place: Place, measure: Measure, context: &mut Context) -> Option<T> {
    let message = format!(
        "{} has the unknown unit `{}`",
        spoken(context),
        shortened(unit)
    );
    let meant = MEANT.iter().find(|(typed, _)| *typed == unit);
    let names: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
    let mut help = match meant {
        Some((_, meant)) => format!("write `{meant}`"),
        None => offer(unit, "units", &names),
    };
    match measure {
        Measure::Rate if meant.is_none() => help = "a rate is written `12 / day`".to_owned(),
        Measure::WorkTime if meant.is_none() => {
            help.push_str(", and `working days` and `working hours`");
        }
        _ if unit.starts_with("working") => {
            help = "working time is for deadlines and `after`; write `days` or `h`".to_owned();
        }
        _ => {}
    }
    context
        .found
        .push(Diagnostic::error(Code::UnknownUnit, place, message).help(help));
    None
}
