//! Designs against a baseline: estimates, and paired differences under common random numbers.

use serde::Serialize;

use crate::experiment::{DesignResults, Results};
use crate::outcome::Measure;
use crate::stats::{Confidence, Estimate, Paired, paired, t_interval};

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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Mean over the replications that have a value, with its interval; none when no replication has one, or when the
    /// measure is censored in any of them (the mean of the others would flatter the design).
    pub estimate: Option<Estimate>,
    /// Difference from the baseline over the replications in which both have a value; none for the baseline.
    pub difference: Option<Paired>,
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
                cells: cells(&designs, measure, confidence),
            });
        }
    }
    Comparison {
        baseline: baseline.to_owned(),
        designs: designs.iter().map(|design| design.name.clone()).collect(),
        confidence,
        rows,
    }
}

fn cells(
    designs: &[&DesignResults],
    measure: &Measure,
    confidence: Confidence,
) -> Vec<Option<Cell>> {
    let values: Vec<Option<Vec<Option<f64>>>> = designs
        .iter()
        .map(|design| design.values(measure))
        .collect();
    let is_hidden =
        |values: &[Option<f64>]| measure.is_censored() && values.iter().any(Option::is_none);
    let base = values[0].clone().filter(|base| !is_hidden(base));
    let each = values.into_iter().enumerate().map(|(nth, values)| {
        let values = values?;
        if is_hidden(&values) {
            return Some(Cell {
                estimate: None,
                difference: None,
            });
        }
        let present: Vec<f64> = values.iter().copied().flatten().collect();
        let difference = base.as_ref().filter(|_| nth > 0).and_then(|base| {
            let (a, b): (Vec<f64>, Vec<f64>) = base
                .iter()
                .zip(&values)
                .filter_map(|(a, b)| a.zip(*b))
                .unzip();
            paired(&a, &b, confidence)
        });
        Some(Cell {
            estimate: t_interval(&present, confidence),
            difference,
        })
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
