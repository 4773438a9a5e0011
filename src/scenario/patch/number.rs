//! Numbers written in place of others: between two values, on a scale, with the same unit and few digits.

use super::super::axis::{Axis, AxisScale};
use super::super::document::{Node, Value, leading_number};

/// Significant digits of a number that was computed.
const DIGITS: i32 = 6;

/// How the unit begins that only whole numbers of are written.
const WORKING_DAY: &str = "working day";

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
    if unit.starts_with(WORKING_DAY) {
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

    /// The share nearest to one at which the value is written as it is, without rounding to a whole number.
    ///
    /// Where only whole numbers are written, on a linear scale each of them gets an equal part of the shares, so that the ends are as
    /// likely as the others when shares are drawn evenly.
    pub fn settled(&self, share: f64) -> f64 {
        if !self.is_whole() && !self.unit().starts_with(WORKING_DAY) {
            return share;
        }
        let (first, last) = (self.number(0.0).round(), self.number(1.0).round());
        let steps = (last - first).abs();
        if steps < 1.0 {
            return 0.0;
        }
        match self.scale {
            AxisScale::Linear => (share * (steps + 1.0)).floor().min(steps) / steps,
            AxisScale::Log => (self.number(share).round() / first).ln() / (last / first).ln(),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{At, Place};

    fn axis(from: Value, to: Value, scale: AxisScale) -> Axis {
        let end = |value| {
            At::nowhere(Node {
                place: Place::NOWHERE,
                value,
            })
        };
        Axis {
            label: String::new(),
            paths: Vec::new(),
            from: end(from),
            to: end(to),
            scale,
            steps: 2,
        }
    }

    #[test]
    fn whole_numbers_get_equal_parts_of_the_shares_and_others_are_left_as_they_are() {
        let people = axis(Value::Integer(2), Value::Integer(5), AxisScale::Linear);
        let at = |share: f64| people.number(people.settled(share));
        assert_eq!(
            [0.0, 0.24, 0.26, 0.51, 0.76, 1.0].map(at),
            [2., 2., 3., 4., 5., 5.]
        );
        let down = axis(Value::Integer(5), Value::Integer(2), AxisScale::Linear);
        assert_eq!(down.number(down.settled(0.0)), 5.0);
        assert_eq!(down.number(down.settled(0.3)), 4.0);
        let days = |n: &str| Value::Text(format!("{n} working days"));
        let days = axis(days("1"), days("2"), AxisScale::Linear);
        assert_eq!(
            [0.0, 0.4, 0.6, 1.0].map(|x| days.settled(x)),
            [0., 0., 1., 1.]
        );
        let share = axis(Value::Float(0.0), Value::Float(1.0), AxisScale::Linear);
        assert_eq!(share.settled(0.3), 0.3);
        let ratio = axis(Value::Integer(1), Value::Integer(16), AxisScale::Log);
        assert!((ratio.settled(0.5) - 0.5).abs() < 1e-12);
        assert_eq!(ratio.number(ratio.settled(0.45)), 3.0);
    }
}
