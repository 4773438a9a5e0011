//! Face validity: simulated figures beside published ones, in one table.
//!
//! The CSV has one row a figure: `figure` (its name), `label`, `design`, `over` (the design it is divided by), `measure`,
//! `scope`, `item` (those added up, with `+`), `per`, `complement`, `unit` (empty for a plain number), `n`, `mean`,
//! `half_width`, `published_low`, `published_high`, `fit`, `off` (distance of the mean from the published range), `kind`,
//! `source`, `note`. The JSON is one object: `title`, `question`, `plan`, `notices` as in the [report](super::json), and
//! `figures`, one object a row with the same names.

use std::io::Write;

use serde::Serialize;

use crate::experiment::{DesignResults, Results};
use crate::outcome::Unit;
use crate::outcome::metric::Columns;
use crate::outcome::published::{columns, designs};
use crate::report::sources::kind_name;
use crate::report::{Notice, Plan, Report, unit_name};
use crate::scenario::{Named, Published};
use crate::stats::{Confidence, Estimate, ratio_jackknife, t_interval};

mod text;

pub use text::render;

/// Differences below this share of a value are rounding.
const ROUNDING: f64 = 1e-9;

/// Simulated figures beside published ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Face {
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// The plan as run.
    pub plan: Plan,
    /// What must be known before the numbers are read.
    pub notices: Vec<Notice>,
    /// One row a figure, in file order.
    pub figures: Vec<FaceRow>,
}

/// One published figure and what was simulated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FaceRow {
    /// Its name in the scenario.
    pub figure: String,
    /// What it is about.
    pub label: String,
    /// The design that was measured.
    pub design: String,
    /// The design whose value it was divided by.
    pub over: Option<String>,
    /// Name of the measure.
    pub measure: String,
    /// Kind of scope.
    pub scope: String,
    /// The items that were added up.
    pub items: Vec<String>,
    /// Name of the measure it was divided by.
    pub per: Option<String>,
    /// Whether it is 1 minus the measure.
    pub complement: bool,
    /// The unit as in columns; empty for a plain number.
    pub unit: &'static str,
    /// What was simulated; none when no replication has a value.
    pub simulated: Option<Estimate>,
    /// The least published value.
    pub published_low: f64,
    /// The greatest published value.
    pub published_high: f64,
    /// How the two lie to each other.
    pub fit: Fit,
    /// How far the mean lies above (or, negative, below) the published range; 0 within it.
    pub off: Option<f64>,
    /// How sure the published figure is.
    pub kind: &'static str,
    /// Where it was published.
    pub source: String,
    /// Anything else about it.
    pub note: Option<String>,
    #[serde(skip)]
    shown_in: Option<Unit>,
}

/// How a simulated interval lies to a published range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fit {
    /// The whole interval lies in the range.
    Inside,
    /// A part of the interval lies in the range.
    PartlyInside,
    /// The whole interval lies below the range.
    Below,
    /// The whole interval lies above the range.
    Above,
    /// Nothing was simulated.
    NoValue,
}

impl Fit {
    fn new(simulated: Option<&Estimate>, low: f64, high: f64) -> Self {
        let Some(estimate) = simulated else {
            return Self::NoValue;
        };
        let half = estimate.half_width.unwrap_or(0.0);
        let slack = ROUNDING * low.abs().max(high.abs());
        let (least, greatest) = (estimate.mean - half, estimate.mean + half);
        match () {
            () if greatest < low - slack => Self::Below,
            () if least > high + slack => Self::Above,
            () if least >= low - slack && greatest <= high + slack => Self::Inside,
            () => Self::PartlyInside,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::PartlyInside => "partly-inside",
            Self::Below => "below",
            Self::Above => "above",
            Self::NoValue => "no-value",
        }
    }
}

impl Face {
    /// Holds the results of a report against published figures.
    ///
    /// # Panics
    /// When a figure names a design that was not run or a measure it does not have: both are checked before.
    pub fn new(report: &Report, results: &Results, published: &[Named<Published>]) -> Self {
        let baseline = &report.comparison.baseline;
        let confidence = report.plan.confidence;
        let rows = published
            .iter()
            .map(|figure| row(figure, baseline, results, confidence));
        Self {
            title: report.title.clone(),
            question: report.question.clone(),
            plan: report.plan.clone(),
            notices: report.notices.clone(),
            figures: rows.collect(),
        }
    }
}

fn row(
    figure: &Named<Published>,
    baseline: &str,
    results: &Results,
    confidence: Confidence,
) -> FaceRow {
    let item = &figure.item;
    let values = |name: &str| {
        let mut all = results.designs.iter();
        let design = all.find(|design| design.name == name);
        let design = design.expect("the designs of a figure are run");
        let columns = columns(item, &design.measures).expect("its measures are checked");
        (by_replication(design, &columns), columns.unit)
    };
    let names: Vec<&str> = designs(item, baseline).collect();
    let (own, unit) = values(names[0]);
    let (simulated, unit) = match names.get(1) {
        None => {
            let present: Vec<f64> = own.into_iter().flatten().collect();
            (t_interval(&present, confidence), unit)
        }
        Some(over) => {
            let (over, _) = values(over);
            let both = own.iter().zip(&over).filter_map(|(a, b)| a.zip(*b));
            let (above, below): (Vec<f64>, Vec<f64>) = both.unzip();
            (ratio_jackknife(&above, &below, confidence), None)
        }
    };
    let (low, high) = (item.range.value.0.value, item.range.value.1.value);
    let off = simulated.map(|estimate| match estimate.mean {
        mean if mean < low => mean - low,
        mean if mean > high => mean - high,
        _ => 0.0,
    });
    FaceRow {
        figure: figure.name.value.clone(),
        label: item
            .label
            .clone()
            .unwrap_or_else(|| figure.name.value.clone()),
        design: names[0].to_owned(),
        over: names.get(1).map(|&name| name.to_owned()),
        measure: item.metric.measure.value.clone(),
        scope: item
            .metric
            .scope
            .map_or("all", |scope| scope.value)
            .to_owned(),
        items: item
            .metric
            .items
            .iter()
            .map(|one| one.value.clone())
            .collect(),
        per: item.metric.per.as_ref().map(|per| per.value.clone()),
        complement: item.metric.complement.is_some_and(|at| at.value),
        unit: unit.map_or("", unit_name),
        fit: Fit::new(simulated.as_ref(), low, high),
        simulated,
        published_low: low,
        published_high: high,
        off,
        kind: kind_name(item.kind),
        source: item.source.clone(),
        note: item.note.clone(),
        shown_in: unit,
    }
}

fn by_replication(design: &DesignResults, columns: &Columns) -> Vec<Option<f64>> {
    let outcomes = design.outcomes.iter();
    outcomes.map(|outcome| columns.value(outcome)).collect()
}

/// The columns of the CSV.
pub const COLUMNS: [&str; 20] = [
    "figure",
    "label",
    "design",
    "over",
    "measure",
    "scope",
    "item",
    "per",
    "complement",
    "unit",
    "n",
    "mean",
    "half_width",
    "published_low",
    "published_high",
    "fit",
    "off",
    "kind",
    "source",
    "note",
];

/// Writes one row a figure.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(face: &Face, to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(COLUMNS)?;
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for row in &face.figures {
        let estimate = row.simulated.as_ref();
        writer.write_record([
            &row.figure,
            &row.label,
            &row.design,
            row.over.as_deref().unwrap_or_default(),
            &row.measure,
            &row.scope,
            &row.items.join("+"),
            row.per.as_deref().unwrap_or_default(),
            &row.complement.to_string(),
            row.unit,
            &estimate.map_or(0, |estimate| estimate.n).to_string(),
            &number(estimate.map(|estimate| estimate.mean)),
            &number(estimate.and_then(|estimate| estimate.half_width)),
            &row.published_low.to_string(),
            &row.published_high.to_string(),
            row.fit.name(),
            &number(row.off),
            row.kind,
            &row.source,
            row.note.as_deref().unwrap_or_default(),
        ])?;
    }
    Ok(writer.flush()?)
}

/// Writes all of it as one JSON object, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(face: &Face, mut to: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, face)?;
    to.write_all(b"\n")
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
    fn an_interval_lies_in_a_range_or_partly_or_beside_it() {
        let fit = |mean, half| Fit::new(Some(&estimate(mean, Some(half))), 0.9, 1.0);
        assert_eq!(fit(0.95, 0.05), Fit::Inside);
        assert_eq!(fit(0.95, 0.06), Fit::PartlyInside);
        assert_eq!(fit(0.89, 0.02), Fit::PartlyInside);
        assert_eq!(fit(0.8, 0.05), Fit::Below);
        assert_eq!(fit(1.2, 0.05), Fit::Above);
        assert_eq!(Fit::new(None, 0.9, 1.0), Fit::NoValue);
        let alone = estimate(0.9, None);
        assert_eq!(Fit::new(Some(&alone), 0.9, 1.0), Fit::Inside);
    }

    #[test]
    fn rounding_does_not_put_a_share_beside_its_own_value() {
        let simulated = estimate(0.1 + 0.2, Some(0.0));
        assert_eq!(Fit::new(Some(&simulated), 0.3, 0.3), Fit::Inside);
    }
}
