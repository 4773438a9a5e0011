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

/// One measure of one design.
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
    let base = values[0].clone();
    let each = values.into_iter().enumerate().map(|(nth, values)| {
        let values = values?;
        if measure.is_censored() && values.iter().any(Option::is_none) {
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
