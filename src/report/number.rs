//! Numbers as text: a readable unit for a whole row, and as many decimals as the half-width bears.

use serde::Serialize;

use crate::outcome::Unit;
use crate::stats::Estimate;

/// The unit a row is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scale {
    /// The unit as shown.
    pub unit: &'static str,
    /// The unit of differences: `pp`, percentage points, where the row is in %.
    pub difference_unit: &'static str,
    /// What values are multiplied by.
    pub factor: f64,
    /// The fewest and the most decimals.
    pub decimals: (usize, usize),
}

/// Significant digits of a half-width.
const HALF_WIDTH_DIGITS: i32 = 2;
/// Significant digits of a value without one.
const VALUE_DIGITS: i32 = 4;
/// The most decimals of anything but a share.
const DECIMALS_MAX: usize = 4;
/// Between groups of three digits; never broken at the end of a line.
const GROUP: char = '\u{a0}';

impl Scale {
    /// Values as they are.
    pub const PLAIN: Self = Self::of("", 1.0);

    const fn of(unit: &'static str, factor: f64) -> Self {
        Self {
            unit,
            difference_unit: unit,
            factor,
            decimals: (0, DECIMALS_MAX),
        }
    }

    /// The unit in which values of a size up to `largest` are read best.
    ///
    /// Hours become minutes below 1.5 hours and days of 24 hours from 48 hours on; shares become per cent.
    pub fn new(unit: Unit, largest: f64) -> Self {
        match unit {
            Unit::Hours if largest >= 48.0 => Self::of("days", 1.0 / 24.0),
            Unit::Hours if largest >= 1.5 => Self::of("h", 1.0),
            Unit::Hours => Self::of("min", 60.0),
            Unit::StaffHours => Self::of("h", 1.0),
            Unit::StaffHoursPerCase => Self::of("h/case", 1.0),
            Unit::Cases => Self::of("cases", 1.0),
            Unit::Tasks => Self::of("tasks", 1.0),
            Unit::PerCase => Self::of("/case", 1.0),
            Unit::Number => Self::of("", 1.0),
            Unit::Money => Self::of("money", 1.0),
            Unit::Share => Self {
                unit: "%",
                difference_unit: "pp",
                factor: 100.0,
                decimals: (1, 2),
            },
        }
    }

    /// How many decimals bear the two significant digits of the narrowest half-width of these.
    pub(crate) fn decimals<'a>(&self, of: impl Iterator<Item = &'a Estimate> + Clone) -> usize {
        let widths = of.clone().filter_map(|estimate| estimate.half_width);
        let narrowest = widths.filter(|&width| width > 0.0).reduce(f64::min);
        let (size, digits) = match narrowest {
            Some(width) => (width, HALF_WIDTH_DIGITS),
            None => {
                let largest = of.map(|estimate| estimate.mean.abs()).fold(0.0, f64::max);
                (largest, VALUE_DIGITS)
            }
        };
        let size = size * self.factor;
        let wanted = if size > 0.0 {
            digits - 1 - size.log10().floor() as i32
        } else {
            0
        };
        // A count that never varies has nothing behind the point.
        let is_whole = narrowest.is_none() && size.fract() == 0.0;
        let wanted = if is_whole { 0 } else { wanted };
        usize::try_from(wanted)
            .unwrap_or(0)
            .clamp(self.decimals.0, self.decimals.1)
    }

    /// A value in this unit.
    pub(crate) fn fixed(&self, value: f64, decimals: usize) -> String {
        fixed(value * self.factor, decimals)
    }

    /// A difference in this unit, with its sign.
    pub(crate) fn signed(&self, value: f64, decimals: usize) -> String {
        signed(value * self.factor, decimals)
    }
}

/// A number with so many decimals, its digits in groups of three from 10 000 on; never minus nothing.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits)
            if digits
                .bytes()
                .any(|byte| byte.is_ascii_digit() && byte != b'0') =>
        {
            ("-", digits)
        }
        Some(digits) => ("", digits),
        None => ("", text.as_str()),
    };
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    if whole.len() < 5 {
        return format!("{sign}{digits}");
    }
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(GROUP);
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// The same, with a plus where it is above nothing.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let is_plus = !text.starts_with('-') && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    if is_plus { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(mean: f64, half_width: Option<f64>) -> Estimate {
        Estimate {
            n: 5,
            mean,
            half_width,
            sd: half_width,
        }
    }

    #[test]
    fn a_half_width_has_two_significant_digits() {
        let cases = Scale::new(Unit::Cases, 300.0);
        let decimals = |half_width| cases.decimals([estimate(312.3456, half_width)].iter());
        assert_eq!(decimals(Some(41.0)), 0);
        assert_eq!(decimals(Some(4.1)), 1);
        assert_eq!(decimals(Some(0.041)), 3);
        assert_eq!(decimals(None), 1);
        assert_eq!(cases.decimals([estimate(312.0, Some(0.0))].iter()), 0);
    }

    #[test]
    fn hours_are_read_in_minutes_hours_or_days() {
        let units = [0.5, 3.0, 47.9, 48.0].map(|largest| Scale::new(Unit::Hours, largest).unit);
        assert_eq!(units, ["min", "h", "h", "days"]);
        let days = Scale::new(Unit::Hours, 60.0);
        assert_eq!(days.fixed(60.0, 2), "2.50");
    }

    #[test]
    fn shares_are_read_in_per_cent_with_one_or_two_decimals() {
        let share = Scale::new(Unit::Share, 0.5);
        let decimals = |half_width| share.decimals([estimate(0.5, Some(half_width))].iter());
        assert_eq!(
            (
                decimals(0.2),
                decimals(0.01),
                decimals(0.0001),
                decimals(1e-9)
            ),
            (1, 1, 2, 2)
        );
        assert_eq!(
            (share.fixed(0.12345, 2), share.difference_unit),
            ("12.35".to_owned(), "pp")
        );
    }

    #[test]
    fn large_numbers_are_grouped_and_nothing_has_no_sign() {
        assert_eq!(fixed(1234.5, 1), "1234.5");
        assert_eq!(fixed(-1_234_567.8, 1), "-1\u{a0}234\u{a0}567.8");
        assert_eq!(
            (fixed(-0.04, 1), signed(0.04, 1)),
            ("0.0".to_owned(), "0.0".to_owned())
        );
        assert_eq!(
            (signed(2.0, 1), signed(-2.0, 0)),
            ("+2.0".to_owned(), "-2".to_owned())
        );
    }
}
