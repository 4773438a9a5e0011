//! What was found about a claim: plain data.

use super::boundary::{Crossing, Height};
use super::evidence::GuardFinding;
use crate::experiment::subject::Meaning;
use crate::outcome::Trend;
use crate::scenario::axis::Axis;
use crate::scenario::claim::Threshold;
use crate::stats::{Estimate, Paired, Proportion, Tests, Verdict};

/// What was found about one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The claim as it stands.
    pub main: Ruling,
    /// The claim in the region where it should fail.
    pub failure: Option<Ruling>,
    /// Where it ceases to hold, in file order.
    pub boundaries: Vec<BoundaryFinding>,
    /// The effect over two parameters.
    pub map: Option<MapFinding>,
    /// Which of the factors does the work.
    pub factors: Option<Factors>,
}

/// The verdict on one claim under one variant, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The verdict; none for what is true by the way it is counted.
    pub verdict: Option<Verdict>,
    /// Holm's adjusted sequential two-sided p-value of the decision for a side of the smallest effect.
    pub adjusted_p: f64,
    /// The sequential one-sided p-values.
    pub tests: Tests,
    /// Replications (or members) of each arm that were run.
    pub n: u32,
    /// Replications that the budget allowed for.
    pub budget: u32,
    /// Looks that were taken.
    pub looks: u32,
    /// Replications in which an arm had no value; they are left out.
    pub without: usize,
    /// What the metric means.
    pub meaning: Meaning,
    /// Arms in order, each with the mean of the metric and whether its backlog grew.
    pub arms: Vec<ArmFinding>,
    /// The effect, treatment less baseline or the weighted sum, with an interval that allows for the looks.
    pub effect: Option<Estimate>,
    /// The effect as a share of the baseline's mean, with an interval that allows for the looks; none for other arms than two.
    pub change: Option<Estimate>,
    /// Treatment and baseline in pairs, with plain intervals; none for other arms than two.
    pub paired: Option<Paired>,
    /// Across members: the share with the claimed effect, with its exact interval.
    pub share: Option<Proportion>,
    /// The guards in file order.
    pub guards: Vec<GuardFinding>,
    /// Combined hash of the matters of all replications.
    pub stream_hash: u64,
    /// Whether all arms saw the same matters.
    pub same_matters: bool,
}

/// What was found about one arm.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmFinding {
    /// Its name.
    pub name: String,
    /// Its weight in the effect.
    pub weight: f64,
    /// The metric.
    pub estimate: Option<Estimate>,
    /// How its backlog went, by replication.
    pub trends: Vec<Trend>,
}

/// Where a claim ceases to hold along one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundaryFinding {
    /// Its name in the file.
    pub name: String,
    /// The parameter.
    pub axis: Axis,
    /// The effect that was looked for.
    pub at: Threshold,
    /// Where it is.
    pub crossing: Crossing,
    /// Replications at every value.
    pub n: u32,
    /// The values that were looked at, as shares of the way, with the effect in the claimed direction less the threshold.
    pub seen: Vec<(f64, Height)>,
    /// The value that theory gives, and who says so.
    pub known: Option<(f64, String)>,
}

impl BoundaryFinding {
    /// Whether the interval holds the value that theory gives; none without such a value or without a crossing.
    pub fn holds_known(&self) -> Option<bool> {
        let (value, _) = self.known.as_ref()?;
        let Crossing::At { low, high, .. } = self.crossing else {
            return None;
        };
        let ends = [low.unwrap_or(0.0), high.unwrap_or(1.0)].map(|end| self.axis.number(end));
        Some(ends[0].min(ends[1]) <= *value && *value <= ends[0].max(ends[1]))
    }
}

/// The effect over two parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct MapFinding {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
    /// Replications at every point.
    pub n: u32,
    /// By row from the bottom, and within it from the left.
    pub cells: Vec<Vec<MapCell>>,
}

/// The effect at one point of a map. Nothing is corrected for the number of points: a map is to look at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapCell {
    /// The effect.
    pub effect: Option<Estimate>,
    /// What the point by itself would say.
    pub verdict: Verdict,
}

/// What each factor of a factorial brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// Names of the factors in order.
    pub names: Vec<String>,
    /// All factors less none.
    pub whole: Option<Estimate>,
    /// What they bring together beyond what each brings alone.
    pub synergy: Option<Estimate>,
    /// Every subset of factors, as a bit mask, with its main effect or interaction.
    pub effects: Vec<(usize, Option<Estimate>)>,
    /// Shapley value of each factor, and its share of the whole effect.
    pub shapley: Vec<(Option<Estimate>, Option<Estimate>)>,
}
