//! `[select]` as typed: which designs the best is chosen from, by which metric, and what it must keep.

use super::claim::{Margin, MarginShape};
use super::decode::{Choice, Fields, List, Names, Record, Text};
use super::metric;
use super::quantity::{Limits, count_to, large_count, number};
use super::{Metric, Named};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::stats::selection::Procedure;

/// The most designs that are chosen from.
pub const DESIGNS_MOST: usize = 100;
/// The most constraints.
const CONSTRAINTS_MOST: usize = 12;
/// The fewest and the most replications of a first stage.
const FIRST_STAGE: (u32, u32) = (5, 10_000);
/// The most replications of all designs together.
const BUDGET_MOST: u64 = 1_000_000;
/// The fewest and the most replications on fresh streams.
const CHECK: (u32, u32) = (10, 10_000);

/// The best of several designs that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// The designs in order; empty for all.
    pub designs: Vec<At<String>>,
    /// What they are judged by.
    pub metric: Metric,
    /// Which value of it is best.
    pub direction: BestDirection,
    /// How far apart two designs must be to matter; above 0.
    pub indifference: At<Margin>,
    /// The probability that the choice is right; above a half.
    pub confidence: At<f64>,
    /// How it is chosen.
    pub procedure: Procedure,
    /// Replications of each design before the first decision.
    pub first_stage: At<u32>,
    /// The most replications of all designs together; none for 500 a design.
    pub budget: Option<At<u64>>,
    /// Replications on fresh streams that the choice is checked with.
    pub check: u32,
    /// What the choice must keep.
    pub constraints: Vec<Named<Constraint>>,
}

/// Which value of a metric is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BestDirection {
    /// The smallest.
    Smallest,
    /// The largest.
    Largest,
}

/// A metric whose mean must be on one side of a bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// The metric.
    pub metric: Metric,
    /// On which side it must be.
    pub side: ConstraintSide,
    /// The bound as written: a share, a time in hours, or a number.
    pub bound: At<Margin>,
    /// How close to the bound either answer is right; above 0.
    pub tolerance: At<Margin>,
}

/// On which side of its bound a metric must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintSide {
    /// At most the bound.
    AtMost,
    /// At least the bound.
    AtLeast,
}

impl Constraint {
    /// The bound in the unit of the metric: a share of 1, hours, or a number.
    pub fn at(&self) -> f64 {
        match self.bound.value {
            Margin::Relative(share) => share,
            Margin::Absolute { value, .. } => value,
        }
    }

    /// The tolerance in the unit of the metric; a share is one of the bound.
    pub fn tolerated(&self) -> f64 {
        match self.tolerance.value {
            Margin::Relative(share) => share * self.at().abs(),
            Margin::Absolute { value, .. } => value,
        }
    }
}

/// The names of procedures, the usual one first.
pub const PROCEDURES: [(&str, Procedure); 3] = [
    ("kn", Procedure::Kn),
    ("kn++", Procedure::KnUpdating),
    ("ocba", Procedure::Ocba),
];

const DIRECTIONS: Choice<BestDirection> = Choice(&[
    ("smallest", BestDirection::Smallest),
    ("largest", BestDirection::Largest),
]);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Select> {
    let about = "the designs that the best is chosen from; all unless given";
    let designs = fields.optional("designs", about, List(Text));
    let metric = metric::fields(fields);
    let about = "which value is best: `smallest` unless given, or `largest`";
    let direction = fields.optional("direction", about, DIRECTIONS);
    let about = "how far apart two designs must be to matter: an amount, or a share of the baseline such as `\"10 %\"`";
    let indifference = fields.required("indifference", about, MarginShape);
    let about = "the probability that the choice is right; 0.95 unless given";
    let confidence = fields.optional("confidence", about, number(Limits::Between(0.51, 0.9999)));
    let about = "`kn` unless given, `kn++` or `ocba`";
    let procedure = fields.optional("procedure", about, Choice(&PROCEDURES));
    let about = "replications of each design before the first decision; 20 unless given";
    let first_stage = fields.optional("first_stage", about, count_to(FIRST_STAGE.0, FIRST_STAGE.1));
    let about = "replications of all designs together; 500 a design unless given";
    let budget = fields.optional("budget", about, large_count(2));
    let about = "replications on fresh streams that the choice is checked with; 40 unless given";
    let check = fields.optional("check", about, count_to(CHECK.0, CHECK.1));
    let about = "what the choice must keep, by name";
    let shape = Names::of(
        "constraint",
        Record::new("constraint of a choice", constraint),
    );
    let constraints = fields.optional("constraints", about, shape);
    let mut is_sound = true;
    let mut report = |found: Option<Diagnostic>| {
        is_sound &= found.is_none();
        if let Some(found) = found {
            fields.report(found);
        }
    };
    report(designs.as_ref().and_then(too_few_or_many));
    report(constraints.as_ref().and_then(|all| {
        let message = format!("a choice has at most {CONSTRAINTS_MOST} constraints");
        let is_long = all.value.len() > CONSTRAINTS_MOST;
        is_long.then(|| Diagnostic::error(Code::ListLength, all.place, message))
    }));
    report(budget.as_ref().and_then(|budget| {
        let message = format!("`budget` is more than {BUDGET_MOST}");
        let is_large = budget.value > BUDGET_MOST;
        is_large.then(|| Diagnostic::error(Code::OutOfRange, budget.place, message))
    }));
    report(indifference.as_ref().and_then(nothing));
    let (metric, indifference) = (metric?, indifference?);
    is_sound.then_some(Select {
        designs: designs.map_or(Vec::new(), |designs| designs.value),
        metric,
        direction: direction.map_or(BestDirection::Smallest, |direction| direction.value),
        indifference,
        confidence: confidence.unwrap_or(At::nowhere(0.95)),
        procedure: procedure.map_or(Procedure::Kn, |procedure| procedure.value),
        first_stage: first_stage.unwrap_or(At::nowhere(20)),
        budget,
        check: check.map_or(40, |check| check.value),
        constraints: constraints.map_or(Vec::new(), |constraints| constraints.value),
    })
}

/// What is wrong with a list of designs: its length, or a design that is there twice.
fn too_few_or_many(designs: &At<Vec<At<String>>>) -> Option<Diagnostic> {
    let all = &designs.value;
    if !(2..=DESIGNS_MOST).contains(&all.len()) {
        let message = format!("a choice is from 2 to {DESIGNS_MOST} designs");
        return Some(Diagnostic::error(Code::ListLength, designs.place, message));
    }
    let again = (1..all.len()).find_map(|at| {
        let first = all[..at].iter().find(|one| one.value == all[at].value)?;
        Some((first, &all[at]))
    });
    again.map(|(first, second)| {
        let message = format!("the design `{}` is there twice", second.value);
        Diagnostic::error(Code::DuplicateName, second.place, message)
            .label(first.place, "the first")
            .help("leave one out")
    })
}

/// What is wrong with a margin that is nothing.
fn nothing(margin: &At<Margin>) -> Option<Diagnostic> {
    let (Margin::Relative(size) | Margin::Absolute { value: size, .. }) = margin.value;
    (size <= 0.0).then(|| {
        let message = "a difference of nothing takes for ever to tell";
        Diagnostic::error(Code::OutOfRange, margin.place, message)
            .help("write the smallest difference that matters, such as `\"5 %\"` or `\"2 h\"`")
    })
}

fn constraint(fields: &mut Fields<'_>) -> Option<Constraint> {
    let metric = metric::fields(fields);
    let about = "what its mean may be at most: a share such as `\"5 %\"`, a time, or a number";
    let most = fields.optional("at_most", about, MarginShape);
    let about = "what its mean must be at least";
    let least = fields.optional("at_least", about, MarginShape);
    let about = "how close to the bound either answer is right: an amount, or a share of the bound";
    let tolerance = fields.required("tolerance", about, MarginShape);
    fields.at_most_one(&["at_most", "at_least"]);
    if fields.present(&["at_most", "at_least"]).is_empty() {
        let message = format!("{} has no bound", fields.table_name());
        fields.report(
            Diagnostic::error(Code::MissingKey, fields.place(), message)
                .help("add `at_most = \"5 %\"` or `at_least = …`"),
        );
    }
    let most = most.map(|bound| (ConstraintSide::AtMost, bound));
    let (side, bound) = most.or(least.map(|bound| (ConstraintSide::AtLeast, bound)))?;
    let found = Constraint {
        metric: metric?,
        side,
        bound,
        tolerance: tolerance?,
    };
    let amount = found.tolerance.map(|_| Margin::Absolute {
        value: found.tolerated(),
        is_time: false,
    });
    match nothing(&amount) {
        Some(wrong) => {
            fields.report(wrong);
            None
        }
        None => Some(found),
    }
}
