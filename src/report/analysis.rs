//! What the averages of a report are averages of: the span of a run, a cycle, or a steady state.

use serde::Serialize;

use crate::experiment::Results;
use crate::experiment::steady::{Cycle, Growth, Rhythm, Settled, Settling};
use crate::model::Model;
use crate::report::text::days;

/// What the averages of a report are averages of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// How the run is analysed.
    pub kind: AnalysisKind,
    /// What comes again, and what ties the run to dates.
    pub cycle: Cycle,
    /// What the averages describe.
    pub describes: Describes,
    /// Designs whose backlog grows or falls, so that they have no steady state.
    pub moving: Vec<String>,
    /// What MSER would leave out of the run of each design, in their order; empty for a terminating analysis.
    pub settling: Vec<Settling>,
    /// The warm-up that all designs need, in days: that of the plan, or the largest that MSER asks for in a design that settles later;
    /// none for a terminating analysis, and where it has no answer for some design or one does not settle in the run.
    pub needed_warm_up_days: Option<f64>,
}

/// How a run is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnalysisKind {
    /// From a stated start, or over dates of its own, to the end of the plan.
    Terminating,
    /// After a warm-up, over days or weeks that come again.
    Cyclic,
    /// After a warm-up, over hours that are all alike.
    SteadyState,
}

/// What averages describe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Describes {
    /// The span that was simulated, and no longer one.
    Span,
    /// A day or a week of a steady cycle.
    Cycle,
    /// A steady state.
    SteadyState,
}

impl Analysis {
    /// The analysis of results of models, in the order of the growth of their backlogs.
    pub fn new(models: &[&Model], results: &Results, growth: &[Option<Growth>]) -> Self {
        let cycle = Cycle::of(models[0]);
        let kind = match (models[0].plan.warm_up.ticks() > 0, cycle.rhythm) {
            (false, _) => AnalysisKind::Terminating,
            _ if !cycle.dates.is_empty() => AnalysisKind::Terminating,
            (true, Rhythm::Constant) => AnalysisKind::SteadyState,
            (true, _) => AnalysisKind::Cyclic,
        };
        let mut settling: Vec<Settling> = Vec::new();
        if kind != AnalysisKind::Terminating {
            let each = models
                .iter()
                .map(|model| Settling::of(model, results, cycle.rhythm));
            settling.extend(each);
        }
        let planned = models[0].plan.warm_up.to_days();
        let needed = settling.iter().map(|one| match one.verdict {
            Settled::InTime => Some(planned),
            Settled::Later => one.mser_days,
            Settled::NotInRun | Settled::Untested => None,
        });
        let needed: Option<Vec<f64>> = needed.collect();
        let needed = needed.and_then(|days| days.into_iter().reduce(f64::max));
        let is_moving = |growth: &Option<Growth>| growth.is_some_and(|growth| growth.is_moving());
        // A backlog that moves until it settles late has a steady state: the warm-up is what is wrong.
        let moving = models.iter().enumerate().filter(|(at, model)| {
            let is_late = |one: &&Settling| one.verdict == Settled::Later;
            let late = settling.get(*at).filter(is_late);
            is_moving(&growth[*at]) && late.is_none_or(|late| late.is_moving_after(model, results))
        });
        let moving: Vec<String> = moving.map(|(_, model)| model.design.clone()).collect();
        let describes = match kind {
            _ if !moving.is_empty() => Describes::Span,
            AnalysisKind::Terminating => Describes::Span,
            AnalysisKind::Cyclic => Describes::Cycle,
            AnalysisKind::SteadyState => Describes::SteadyState,
        };
        Self {
            kind,
            cycle,
            describes,
            moving,
            settling,
            needed_warm_up_days: needed,
        }
    }

    /// The designs for which MSER says so.
    pub(crate) fn settled<'a>(
        &'a self,
        names: &'a [String],
        verdict: Settled,
    ) -> impl Iterator<Item = (&'a str, &'a Settling)> {
        let each = names.iter().zip(&self.settling);
        each.filter(move |(name, one)| one.verdict == verdict && !self.moving.contains(name))
            .map(|(name, one)| (name.as_str(), one))
    }

    /// The analysis in a line, for a run that begins with so many open cases and has so many days of warm-up.
    pub(crate) fn text(&self, open: u64, warm_up_days: f64) -> String {
        let is_untested = |one: &Settling| one.verdict == Settled::Untested;
        let warmed = || {
            match (self.needed_warm_up_days, warm_up_days) {
            (Some(needed), planned) if needed <= planned => {
                "; the warm-up is long enough by MSER-5".to_owned()
            }
            (Some(needed), _) => format!("; MSER-5 asks for a warm-up of {}", days(needed)),
            (None, _) if self.settling.iter().any(is_untested) => {
                "; whether the warm-up is long enough is not tested: it takes 50 days and two replications"
                    .to_owned()
            }
            (None, _) => "; the run is too short to settle".to_owned(),
        }
        };
        if !self.moving.is_empty() {
            return "averages describe the span that is measured and no steady state".to_owned();
        }
        match self.kind {
            AnalysisKind::Terminating => {
                let start = match (warm_up_days > 0.0, open) {
                    (true, _) => String::new(),
                    (false, 0) => ", from no open case".to_owned(),
                    (false, open) => format!(", from {open} open cases"),
                };
                let dates = match self.cycle.dates.as_slice() {
                    [] => String::new(),
                    dates => format!(" with its dates ({})", dates.join(", ")),
                };
                format!("terminating: averages describe the span that is measured{dates}{start}")
            }
            AnalysisKind::Cyclic => {
                let cycle = if self.cycle.rhythm == Rhythm::Day {
                    "day"
                } else {
                    "week"
                };
                format!(
                    "cyclic: averages over every hour of a {cycle} that comes again{}",
                    warmed()
                )
            }
            AnalysisKind::SteadyState => format!("steady state{}", warmed()),
        }
    }
}
