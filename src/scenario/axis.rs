//! A parameter of a scenario and the values it goes through.

use super::decode::{Choice, Fields, Text};
use super::document::Node;
use super::metric::OneOrMore;
use super::quantity::{Raw, count_to};
use crate::diagnostic::{At, Code, Diagnostic};

/// The most values that an axis is shown at.
const STEPS_MOST: u32 = 41;

/// A parameter and where it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it is, in a few words.
    pub label: String,
    /// The paths that get its value.
    pub paths: Vec<At<String>>,
    /// Its first value.
    pub from: At<Node>,
    /// Its last value, of the same unit.
    pub to: At<Node>,
    /// How the values between lie.
    pub scale: AxisScale,
    /// How many values a map shows.
    pub steps: u32,
}

/// How values lie between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AxisScale {
    /// Evenly.
    Linear,
    /// Evenly by their ratio; both ends are above 0.
    Log,
}

impl Axis {
    /// Whether its values lie evenly.
    pub fn is_linear(&self) -> bool {
        self.scale == AxisScale::Linear
    }
}

/// The names of scales.
pub(super) const SCALES: Choice<AxisScale> =
    Choice(&[("linear", AxisScale::Linear), ("log", AxisScale::Log)]);

/// The keys of an axis, in whatever table it stands.
pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Axis> {
    let label = fields.optional(
        "label",
        "what the parameter is, in a few words; its path unless given",
        Text,
    );
    let about = "path into the scenario that gets the value, or a list of paths that get the same";
    let paths = fields.required("path", about, OneOrMore);
    let about = "first value: a number, or text of a number and a unit";
    let from = fields.required("from", about, Raw);
    let to = fields.required("to", "last value, of the same unit", Raw);
    let scale = fields.optional("scale", "`linear` unless given, or `log`", SCALES);
    let about = "values of a map, 7 unless given";
    let steps = fields.optional("steps", about, count_to(2, STEPS_MOST));
    let (from, to) = (from?, to?);
    let ends = from.value.number().zip(to.value.number());
    let is_log = scale.is_some_and(|scale| scale.value == AxisScale::Log);
    let message = match ends {
        None => Some("`from` and `to` must be numbers, or texts of a number and a unit"),
        Some(((_, unit), (_, other))) if unit != other => {
            Some("`from` and `to` have different units")
        }
        Some(((low, _), (high, _))) if low == high => Some("`from` and `to` are the same"),
        Some(((low, _), (high, _))) if is_log && (low <= 0.0 || high <= 0.0) => {
            Some("a logarithmic scale goes between values above 0")
        }
        Some(_) => None,
    };
    if let Some(message) = message {
        fields.report(
            Diagnostic::error(Code::ConflictingKeys, to.place, message)
                .label(from.place, "the other end")
                .help("write `from = 0.1` and `to = 0.5`, or `from = \"1 h\"` and `to = \"8 h\"`"),
        );
        return None;
    }
    let paths = paths?.value;
    Some(Axis {
        label: label_of(label, &paths),
        paths,
        from,
        to,
        scale: scale.map_or(AxisScale::Linear, |scale| scale.value),
        steps: steps.map_or(7, |steps| steps.value),
    })
}

/// The label of a parameter: the one given, or else its first path.
pub(super) fn label_of(label: Option<At<String>>, paths: &[At<String>]) -> String {
    let path = || {
        paths
            .first()
            .map_or(String::new(), |path| path.value.clone())
    };
    label.map_or_else(path, |label| label.value)
}
