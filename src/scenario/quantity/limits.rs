//! The values a number may take.

/// The values an amount may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Limits {
    /// Zero or more.
    NotNegative,
    /// More than zero.
    Positive,
    /// Between two bounds, both allowed.
    Between(f64, f64),
    /// Between two bounds, the first not allowed.
    Above(f64, f64),
    /// Between two bounds, neither allowed.
    Inside(f64, f64),
}

impl Limits {
    /// Whether a value is within.
    pub(super) fn admit(self, value: f64) -> bool {
        match self {
            Self::NotNegative => value >= 0.0,
            Self::Positive => value > 0.0,
            Self::Between(low, high) => (low..=high).contains(&value),
            Self::Above(low, high) => value > low && value <= high,
            Self::Inside(low, high) => value > low && value < high,
        }
    }

    /// What must hold, for messages.
    pub(super) fn spoken(self) -> String {
        match self {
            Self::NotNegative => "must not be negative".to_owned(),
            Self::Positive => "must be greater than 0".to_owned(),
            Self::Between(low, high) if high >= f64::from(u32::MAX) => {
                format!("must be a whole number, at least {low}")
            }
            Self::Between(low, high) => format!("must be from {low} to {high}"),
            Self::Above(low, high) => format!("must be greater than {low} and at most {high}"),
            Self::Inside(low, high) => format!("must lie between {low} and {high}"),
        }
    }
}
