//! The ends of a range as they may be written in place of the number.

use super::super::document::Value;
use super::unit::{Measure, Parsed};

/// Two numbers of one measure as they may be written, with one unit, that of the first; none when they are on different clocks.
pub(super) fn written(measure: Measure, low: &Parsed, high: &Parsed) -> Option<(Value, Value)> {
    let (first, last) = (low.reading, high.reading);
    let both = |of: &dyn Fn(&Parsed) -> Value| Some((of(low), of(high)));
    match measure {
        Measure::Count => return both(&|one| Value::Integer(one.reading.value as i64)),
        Measure::Number => return both(&|one| Value::Float(one.reading.value)),
        Measure::Time | Measure::Rate | Measure::WorkTime => {}
    }
    if first.clock != last.clock {
        return None;
    }
    let number = |one: &Parsed| one.number.parse::<f64>().ok();
    let (from, to) = (number(low)?, number(high)?);
    let text = |number: f64, unit: &str| Value::Text(format!("{} {unit}", plainly(number)));
    // Nothing is the same in any unit; else a number and its reading tell how long the unit is.
    Some(if from == 0.0 || low.unit == high.unit {
        (text(from, &high.unit), text(to, &high.unit))
    } else {
        let in_unit = last.value / (first.value / from);
        (text(from, &low.unit), text(in_unit, &low.unit))
    })
}

/// A number without the dust that conversion leaves.
fn plainly(number: f64) -> f64 {
    format!("{number:.9e}").parse().unwrap_or(number)
}
