//! Designs against a baseline: estimates, and paired differences under common random numbers.
//!
//! Every interval is over replications. Of a quantile of times, the estimate is that of the cases of all replications together,
//! since the mean of the quantiles of short replications is off (see [`pooled`]). Where the mean number of matters is known, it is
//! the control variate of every estimate, and of every difference, beside the plain one. Differences of the measures by which
//! designs are judged first are one family (see [`family`]).

use serde::Serialize;

use crate::experiment::{DesignResults, Results};
use crate::outcome::Measure;
use crate::stats::{Confidence, Controlled, Estimate, Paired, controlled, paired, t_interval};

pub mod family;
pub mod pooled;

pub use family::{HEADLINES, InFamily};

/// The fewest replications with which a control variate is used: with fewer, what the slope costs is more than a fifteenth.
pub const CONTROL_FEWEST: usize = 20;

/// Every measure of every design, and of every design against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Name of the baseline.
    pub baseline: String,
    /// Names of the designs, the baseline first.
    pub designs: Vec<String>,
    /// Confidence of every interval.
    pub confidence: Confidence,
    /// One row a measure: those of the baseline in its order, then those that only other designs have.
    pub rows: Vec<Row>,
    /// Differences of the family that is judged together: those of the measures of [`HEADLINES`].
    pub family_size: usize,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What.
    #[serde(flatten)]
    pub measure: Measure,
    /// One cell a design, in the order of [`Comparison::designs`]; none where a design does not have it.
    pub cells: Vec<Option<Cell>>,
}

/// One measure of one design. A measure that is censored in any replication of a design has no value there, and nothing is
/// compared with it: the replications that are left would flatter it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Cell {
    /// Mean over the replications that have a value, or quantile of the cases of all of them, with its interval; none when no
    /// replication has one, or when the measure is censored in any of them (the mean of the others would flatter the design).
    pub estimate: Option<Estimate>,
    /// The same with the number of matters as control variate; none where that has no known mean or does not vary, with fewer than
    /// [`CONTROL_FEWEST`] replications, and where some replication has no value.
    pub controlled: Option<Controlled>,
    /// Difference from the baseline over the replications in which both have a value; none for the baseline.
    pub difference: Option<Paired>,
    /// The same difference with the control variate.
    pub controlled_difference: Option<Controlled>,
    /// The difference as one of its family; none for other measures.
    pub in_family: Option<InFamily>,
}

/// Compares every design with `baseline`.
///
/// # Panics
/// When no design has that name.
pub fn compare(results: &Results, baseline: &str, confidence: Confidence) -> Comparison {
    let (base, others): (Vec<_>, Vec<_>) = results
        .designs
        .iter()
        .partition(|design| design.name == baseline);
    let base = *base
        .first()
        .expect("the baseline is one of the designs that were run");
    let designs: Vec<&DesignResults> = std::iter::once(base).chain(others).collect();
    let control = Control::new(results, base);
    let mut rows: Vec<Row> = Vec::new();
    for (nth, design) in designs.iter().enumerate() {
        for measure in &design.measures {
            if designs[..nth]
                .iter()
                .any(|earlier| earlier.measures.contains(measure))
            {
                continue;
            }
            rows.push(Row {
                measure: measure.clone(),
                cells: cells(&designs, measure, control.as_ref(), confidence),
            });
        }
    }
    let family_size = family::judge(&mut rows, confidence);
    Comparison {
        baseline: baseline.to_owned(),
        designs: designs.iter().map(|design| design.name.clone()).collect(),
        confidence,
        rows,
        family_size,
    }
}

/// The number of matters of each replication, and its known mean. It is chosen before anything is seen and no design changes it.
struct Control {
    matters: Vec<f64>,
    mean: f64,
}

impl Control {
    /// None where the mean is not known or there are few replications.
    fn new(results: &Results, base: &DesignResults) -> Option<Self> {
        let matters = base.outcomes.iter().map(|outcome| outcome.matters as f64);
        (base.outcomes.len() >= CONTROL_FEWEST).then_some(Self {
            matters: matters.collect(),
            mean: results.matters_mean?,
        })
    }

    /// The estimate of values, one a replication, with this control.
    fn of(&self, values: &[f64], confidence: Confidence) -> Option<Controlled> {
        (values.len() == self.matters.len())
            .then(|| controlled(values, &self.matters, self.mean, confidence))
            .flatten()
    }
}

/// The values of one measure of one design.
struct Values {
    /// One a replication; of a quantile, one a section that stands for it in the estimate.
    each: Vec<Option<f64>>,
    /// Replications behind them, where they are not one for each.
    replications: Option<usize>,
}

impl Values {
    /// None when the design does not have the measure, or it is censored in any replication.
    fn new(design: &DesignResults, measure: &Measure, confidence: Confidence) -> Option<Self> {
        let each = design.values(measure)?;
        if measure.is_censored() && each.iter().any(Option::is_none) {
            return None;
        }
        let quantile = measure.quantile();
        let Some(pooled) =
            quantile.and_then(|quantile| pooled::values(design, quantile, confidence))
        else {
            return Some(Self {
                each,
                replications: None,
            });
        };
        Some(Self {
            each: pooled.into_iter().map(Some).collect(),
            replications: Some(design.outcomes.len()),
        })
    }

    fn told(&self, estimate: Estimate) -> Estimate {
        Estimate {
            n: self.replications.unwrap_or(estimate.n),
            ..estimate
        }
    }
}

fn cells(
    designs: &[&DesignResults],
    measure: &Measure,
    control: Option<&Control>,
    confidence: Confidence,
) -> Vec<Option<Cell>> {
    let values: Vec<Option<Values>> = designs
        .iter()
        .map(|design| Values::new(design, measure, confidence))
        .collect();
    let base = values[0].as_ref();
    let has = |nth: usize| designs[nth].measures.contains(measure);
    let each = values.iter().enumerate().map(|(nth, values)| {
        let Some(values) = values else {
            return has(nth).then(Cell::default);
        };
        let present: Vec<f64> = values.each.iter().copied().flatten().collect();
        let mut cell = Cell {
            estimate: t_interval(&present, confidence).map(|estimate| values.told(estimate)),
            controlled: control.and_then(|control| control.of(&present, confidence)),
            ..Cell::default()
        };
        if let Some(base) = base.filter(|_| nth > 0) {
            let both = base.each.iter().zip(&values.each);
            let (a, b): (Vec<f64>, Vec<f64>) = both.filter_map(|(a, b)| a.zip(*b)).unzip();
            let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
            cell.difference = paired(&a, &b, confidence).map(|paired| Paired {
                difference: values.told(paired.difference),
                base: values.told(paired.base),
                other: values.told(paired.other),
                ..paired
            });
            cell.controlled_difference =
                control.and_then(|control| control.of(&differences, confidence));
        }
        Some(cell)
    });
    each.collect()
}

impl DesignResults {
    /// The values of a measure by replication; none when the design does not have it.
    pub fn values(&self, measure: &Measure) -> Option<Vec<Option<f64>>> {
        let at = self.measures.iter().position(|other| other == measure)?;
        Some(
            self.outcomes
                .iter()
                .map(|outcome| outcome.values[at])
                .collect(),
        )
    }
}

impl Comparison {
    /// The row of a measure of the whole organisation.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.measure.name == name && row.measure.scope == crate::outcome::Scope::All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Flow;
    use crate::outcome::{Better, Outcome, Scope, Times, Unit};
    use crate::random::Replication;

    fn design(name: &str, measure: &'static str, values: &[Option<f64>]) -> DesignResults {
        let outcomes = values.iter().enumerate().map(|(nth, value)| Outcome {
            replication: Replication(nth as u32),
            values: vec![*value],
            trajectory: Vec::new(),
            flow: Flow::default(),
            stream_hash: 0,
            matters: 0,
            broken_laws: Vec::new(),
            times: Times::default(),
        });
        DesignResults {
            name: name.to_owned(),
            measures: vec![Measure {
                scope: Scope::All,
                name: measure,
                unit: Unit::Hours,
                better: Better::Lower,
            }],
            outcomes: outcomes.collect(),
            sections: Vec::new(),
        }
    }

    fn compared(measure: &'static str, base: &[Option<f64>], other: &[Option<f64>]) -> Comparison {
        let designs = vec![
            design("base", measure, base),
            design("other", measure, other),
        ];
        let complete = base.len() as u32;
        let results = Results {
            designs,
            requested: complete,
            complete,
            stream_hash: 0,
            matters: 0,
            matters_mean: None,
        };
        compare(&results, "base", Confidence::USUAL)
    }

    #[test]
    fn nothing_is_compared_with_a_quantile_that_a_replication_has_not_reached() {
        let (full, holed) = (
            [Some(1.0), Some(2.0), Some(4.0)],
            [Some(3.0), None, Some(5.0)],
        );
        let base_holed = compared("lead_time_p99_h", &holed, &full);
        let cells = &base_holed.rows[0].cells;
        assert_eq!(cells[0].as_ref().unwrap().estimate, None);
        assert!(cells[1].as_ref().unwrap().estimate.is_some());
        assert_eq!(cells[1].as_ref().unwrap().difference, None);
        let other_holed = compared("lead_time_p99_h", &full, &holed);
        assert_eq!(
            other_holed.rows[0].cells[1].as_ref().unwrap().estimate,
            None
        );
        assert_eq!(
            other_holed.rows[0].cells[1].as_ref().unwrap().difference,
            None
        );
    }

    #[test]
    fn a_difference_is_formed_over_the_replications_in_which_both_have_a_value() {
        let comparison = compared(
            "lateness_mean_h",
            &[Some(1.0), None, Some(4.0), Some(2.0)],
            &[Some(3.0), Some(9.0), None, Some(5.0)],
        );
        let difference = comparison.rows[0].cells[1]
            .as_ref()
            .unwrap()
            .difference
            .unwrap();
        assert_eq!(
            (difference.difference.n, difference.difference.mean),
            (2, 2.5)
        );
    }
}
