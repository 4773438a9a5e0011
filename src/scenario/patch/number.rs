//! Numbers written in place of others: between two values, on a scale, with the same unit and few digits.

use super::super::axis::{Axis, AxisScale};
use super::super::document::{Node, Value, leading_number};

/// Significant digits of a number that was computed.
const DIGITS: i32 = 6;

/// The point between two numbers above 0 that lies at a share of their ratio.
pub(super) fn log_even(low: f64, high: f64, share: f64) -> f64 {
    low * (high / low).powf(share)
}

/// A number with few enough digits to be read.
pub(super) fn significant(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let digits = (DIGITS - 1 - value.abs().log10().floor() as i32).clamp(0, 300);
    format!("{value:.*}", digits as usize)
        .parse()
        .unwrap_or(value)
}

/// A value evenly between two of the same kind.
pub(super) fn between(low: &Node, high: &Node, share: f64) -> Option<Value> {
    match (&low.value, &high.value) {
        (Value::Integer(low), Value::Integer(high)) => {
            let count = high.checked_sub(*low)? as f64 + 1.0;
            let drawn = low.saturating_add((share * count) as i64);
            Some(Value::Integer(drawn.min(*high)))
        }
        (Value::Text(low), Value::Text(high)) => {
            let ((low, unit), (high, _)) = (leading_number(low)?, leading_number(high)?);
            Some(Value::Text(with_unit(low + share * (high - low), unit)))
        }
        (low, high) => {
            let (low, high) = (plain(low)?, plain(high)?);
            Some(Value::Float(significant(low + share * (high - low))))
        }
    }
}

/// A number without a unit.
pub(super) fn plain(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// A number with its unit; working days stay whole.
pub(super) fn with_unit(number: f64, unit: &str) -> String {
    if unit.starts_with("working day") {
        return format!("{} {unit}", number.round().max(1.0));
    }
    format!("{} {unit}", significant(number))
}

impl Axis {
    /// The number at a share of the way from the first value (0) to the last (1), without its unit. Whole numbers when
    /// both ends are.
    pub fn number(&self, share: f64) -> f64 {
        let number = |node: &Node| node.number().map_or(0.0, |(number, _)| number);
        let (from, to) = (number(&self.from.value), number(&self.to.value));
        let value = match self.scale {
            AxisScale::Linear => from + share * (to - from),
            AxisScale::Log => log_even(from, to, share),
        };
        match self.is_whole() {
            true => value.round(),
            false => significant(value),
        }
    }

    /// Whether only whole numbers lie on it.
    pub fn is_whole(&self) -> bool {
        matches!(
            (&self.from.value.value, &self.to.value.value),
            (Value::Integer(_), Value::Integer(_))
        )
    }

    /// The unit of its values; empty for plain numbers.
    pub fn unit(&self) -> &str {
        self.from.value.number().map_or("", |(_, unit)| unit)
    }

    /// What is written at the paths, at a share of the way.
    pub fn value(&self, share: f64) -> Value {
        let number = self.number(share);
        match (self.unit(), self.is_whole()) {
            ("", true) => Value::Integer(number as i64),
            ("", false) => Value::Float(number),
            (unit, _) => Value::Text(with_unit(number, unit)),
        }
    }
}
