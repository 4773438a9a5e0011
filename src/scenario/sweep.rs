//! `[sweep]` as typed: which values of the scenario are varied, at which points, and what is read off.

use super::Named;
use super::axis::Axis;
use super::claim::Margin;
use super::document::{Node, Value};
use super::metric::Metric;
use crate::diagnostic::At;
use crate::stats::points::Resolution;

mod fields;

pub(super) use fields::fields;

/// The most points of a sweep.
pub const POINTS_MOST: u32 = 100_000;

/// A scenario at many values of some of its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// Where the points lie.
    pub layout: At<Layout>,
    /// Seed of points that are drawn; that of the plan unless given.
    pub seed: Option<u64>,
    /// The designs that are run at every point; all unless given.
    pub designs: Vec<At<String>>,
    /// What is varied, in file order; at least one.
    pub factors: Vec<Named<Factor>>,
    /// Which points are left out.
    pub constraints: Vec<Named<Constraint>>,
    /// What is read off, in file order; at least one.
    pub metrics: Vec<Named<Response>>,
    /// How many replications.
    pub effort: Effort,
}

/// Where the points of a sweep lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Every combination of the values of the factors.
    Grid,
    /// Both ends of every factor, in as few runs as the resolution allows.
    Fractional(Resolution),
    /// A Latin hypercube of so many points, spread out.
    Latin(u32),
    /// So many points of a scrambled Sobol sequence.
    Sobol(u32),
}

/// A parameter that is varied.
#[derive(Debug, Clone, PartialEq)]
pub enum Factor {
    /// It goes along an axis.
    Axis(Axis),
    /// It takes some values of any kind.
    List {
        /// What it is, in a few words.
        label: String,
        /// The paths that get its value.
        paths: Vec<At<String>>,
        /// The values; at least two.
        values: Vec<At<Node>>,
    },
}

/// What points must keep to: a weighted sum of the numbers of some factors lies between two.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The factors and their weights.
    pub sum: Vec<(At<String>, f64)>,
    /// The least sum, with its unit.
    pub at_least: Option<At<Node>>,
    /// The greatest sum, with its unit.
    pub at_most: Option<At<Node>>,
}

/// What is read off at every point.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The metric.
    pub metric: Metric,
    /// Which way is better, where the measure does not say so itself.
    pub better: Option<Extreme>,
    /// How wide the interval of its mean may be, to either side.
    pub half_width: Option<At<Margin>>,
}

/// One end of the values of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The low one.
    Low,
    /// The high one.
    High,
}

/// How many replications a sweep takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Replications of a point, or of its first stage where half-widths are asked for; those of the plan unless given.
    pub replications: Option<At<u32>>,
    /// The most replications of a point.
    pub most: u32,
    /// The most replications of all points and designs together.
    pub budget: Option<At<u64>>,
}

impl Factor {
    /// What it is, in a few words.
    pub fn label(&self) -> &str {
        match self {
            Self::Axis(axis) => &axis.label,
            Self::List { label, .. } => label,
        }
    }

    /// The paths that get its value.
    pub fn paths(&self) -> &[At<String>] {
        match self {
            Self::Axis(axis) => &axis.paths,
            Self::List { paths, .. } => paths,
        }
    }

    /// The unit of its values when all are numbers of one unit (empty for plain numbers); none when they are not.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Axis(axis) => Some(axis.unit()),
            Self::List { values, .. } => {
                let mut units = values
                    .iter()
                    .map(|value| Some(value.value.number().filter(is_finite)?.1));
                let first = units.next()??;
                units.all(|unit| unit == Some(first)).then_some(first)
            }
        }
    }

    /// How many values a grid shows.
    pub fn steps(&self) -> usize {
        match self {
            Self::Axis(axis) => axis.steps as usize,
            Self::List { values, .. } => values.len(),
        }
    }

    /// The value at a share of the way from the first (0) to the last (1), as it is written into the scenario, and where it
    /// was typed. Of a list it is the value nearest to that share.
    pub fn at(&self, share: f64) -> Node {
        match self {
            Self::Axis(axis) => Node {
                place: axis.from.place,
                value: axis.value(share),
            },
            Self::List { values, .. } => {
                let last = values.len() - 1;
                let nearest = (share * last as f64).round() as usize;
                values[nearest.min(last)].value.clone()
            }
        }
    }

    /// The share of the way that a coordinate of a design filling the space stands for. Whole numbers and the values of a
    /// list get equal parts of the coordinate each, so that none of them comes up more often than another.
    pub fn spread(&self, coordinate: f64) -> f64 {
        let count = match self {
            Self::Axis(axis) if axis.is_whole() && axis.is_linear() => {
                let (from, to) = (axis.number(0.0), axis.number(1.0));
                (to - from).abs() + 1.0
            }
            Self::Axis(_) => return coordinate,
            Self::List { values, .. } => values.len() as f64,
        };
        let nth = (coordinate * count).floor().min(count - 1.0);
        nth / (count - 1.0)
    }
}

fn is_finite((number, _): &(f64, &str)) -> bool {
    number.is_finite()
}

/// A value as a person would write it: a text without its quotes.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => super::patch::value_text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::scenario::AxisScale;

    fn node(value: Value) -> At<Node> {
        let node = Node {
            place: Place::NOWHERE,
            value,
        };
        At::nowhere(node)
    }

    fn axis(from: Value, to: Value) -> Factor {
        Factor::Axis(Axis {
            label: "staff".to_owned(),
            paths: Vec::new(),
            from: node(from),
            to: node(to),
            scale: AxisScale::Linear,
            steps: 7,
        })
    }

    #[test]
    fn whole_numbers_get_equal_parts_of_the_coordinate() {
        let factor = axis(Value::Integer(1), Value::Integer(3));
        let mut counts = [0; 3];
        for nth in 0..300 {
            let share = factor.spread((f64::from(nth) + 0.5) / 300.0);
            match factor.at(share).value {
                Value::Integer(number) => counts[number as usize - 1] += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(counts, [100; 3]);
        let even = axis(Value::Float(0.0), Value::Float(1.0));
        assert_eq!(even.spread(0.3), 0.3);
    }

    #[test]
    fn a_list_of_texts_without_one_unit_has_none_and_its_values_come_up_equally() {
        let values = ["serial", "parallel"].map(|text| node(Value::Text(text.to_owned())));
        let list = Factor::List {
            label: String::new(),
            paths: Vec::new(),
            values: values.to_vec(),
        };
        assert_eq!(list.unit(), None);
        let shown = [0.1, 0.49, 0.51, 0.99].map(|at| shown(&list.at(list.spread(at)).value));
        assert_eq!(shown, ["serial", "serial", "parallel", "parallel"]);
        let times = ["1 h", "4 h"].map(|text| node(Value::Text(text.to_owned())));
        let times = Factor::List {
            label: String::new(),
            paths: Vec::new(),
            values: times.to_vec(),
        };
        assert_eq!(times.unit(), Some("h"));
    }
}
