//! Quantities that nobody has measured, as parameters that go through their ranges.

use super::super::axis::{Axis, AxisScale};
use super::super::decode::key_text;
use super::super::document::{Node, Value};
use super::super::{Kind, Provenance, Scenario};
use super::path::Path;
use super::{BESIDE, DESIGNS, Document};
use crate::diagnostic::{At, Code, Diagnostic, Place};

/// A quantity of kind `assumed`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumed {
    /// The path at which it is written, in a design or outside of them.
    pub path: At<String>,
    /// The parameter that goes through its range; none when it cannot.
    pub axis: Option<Axis>,
    /// Why it cannot.
    pub why_not: Option<WhyNot>,
}

/// Why a quantity cannot go through its range.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// There is nothing to go through, in a few words; and a warning that says so.
    Nothing(&'static str, Diagnostic),
    /// Its range makes no sense as one.
    Wrong(Diagnostic),
}

/// How many values an axis has that no map shows.
const STEPS: u32 = 7;

impl Document {
    /// The assumed quantities of some designs, each once, in the order of the designs and of their scenarios.
    pub fn assumed<'a>(
        &self,
        designs: impl IntoIterator<Item = (&'a str, &'a Scenario)>,
    ) -> Vec<Assumed> {
        let mut all: Vec<Assumed> = Vec::new();
        for (design, scenario) in designs {
            let quantities = scenario.provenance.iter();
            for one in quantities.filter(|one| one.kind == Some(Kind::Assumed)) {
                let Some(path) = self.written_at(design, &one.path) else {
                    continue;
                };
                if all.iter().all(|seen| seen.path.value != path.value) {
                    all.push(assumed(path, one));
                }
            }
        }
        all
    }

    /// Where the quantity at a path is written that holds under a design: in the last design of its chain that has the path, or
    /// outside of designs; none for what no run depends on.
    fn written_at(&self, design: &str, path: &str) -> Option<At<String>> {
        let parsed = Path::parse(path, |_| Place::NOWHERE).ok()?;
        if parsed.first().is_some_and(|first| BESIDE.contains(&first)) {
            return None;
        }
        let chain = self.chain(design, &mut crate::diagnostic::Diagnostics::new());
        let own = chain.iter().rev().find_map(|(name, node)| {
            let path = format!("{DESIGNS}.{}.{path}", key_text(&name.value));
            Some(At::new(path, parsed.find(node)?.place))
        });
        own.or_else(|| Some(At::new(path.to_owned(), parsed.find(&self.root)?.place)))
    }
}

fn assumed(path: At<String>, quantity: &Provenance) -> Assumed {
    let why_not = match (&quantity.range, &quantity.ends) {
        (None, _) => Some(without_range(&path)),
        (Some(ends), None) => Some(WhyNot::Wrong(unlike(&path, ends))),
        (Some((low, _)), Some((first, last))) if first == last => {
            let message = format!(
                "the range of `{}` has `{low}` at both ends, so it is not varied",
                path.value
            );
            let told = Diagnostic::warning(Code::OutOfRange, path.place, message);
            Some(WhyNot::Nothing("its range has no width", told))
        }
        _ => None,
    };
    let ends = quantity.ends.as_ref().filter(|_| why_not.is_none());
    Assumed {
        axis: ends.map(|ends| axis(&path, ends)),
        path,
        why_not,
    }
}

fn without_range(path: &At<String>) -> WhyNot {
    let message = format!(
        "the assumed quantity `{}` has no range and is not varied",
        path.value
    );
    let told = Diagnostic::warning(Code::MissingKey, path.place, message).help(
        "add `range = [low, high]` to it, or name what is varied under `[sensitivity.factor.…]`",
    );
    WhyNot::Nothing("it has no range", told)
}

fn unlike(path: &At<String>, (low, high): &(String, String)) -> Diagnostic {
    let message = format!(
        "the range of `{}` goes from `{low}` to `{high}`, which are on different clocks",
        path.value
    );
    let help = "write both ends in one unit, such as `[\"5 working days\", \"9 working days\"]`";
    Diagnostic::error(Code::ConflictingKeys, path.place, message).help(help)
}

fn axis(path: &At<String>, (first, last): &(Value, Value)) -> Axis {
    let end = |value: &Value| {
        let node = Node {
            place: path.place,
            value: value.clone(),
        };
        At::new(node, path.place)
    };
    Axis {
        label: path.value.clone(),
        paths: vec![path.clone()],
        from: end(first),
        to: end(last),
        scale: AxisScale::Linear,
        steps: STEPS,
    }
}
