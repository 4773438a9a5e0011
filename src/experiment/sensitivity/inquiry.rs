//! What is asked, with everything that can be wrong with it looked for.

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, Sources};
use crate::experiment::subject::{Meaning, Origin, Subject};
use crate::fingerprint::Fingerprint;
use crate::scenario::decode::offer;
use crate::scenario::{
    Axis, Document, Metric, Named, Scenario, Sensitivity, SensitivityMethod as Method, WhyNot,
};
use crate::stats::Confidence;
use crate::stats::sensitivity::SALTELLI_FACTORS;

use super::at_point;

/// The most replications of designs.
const RUNS_MOST: u64 = 1_000_000;

/// What is asked for on the command line, in place of what the file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The method.
    pub method: Option<Method>,
    /// Names of factors, each with its place; no others are varied.
    pub only: Vec<At<String>>,
}

/// A quantity that goes through its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// What it is called.
    pub name: String,
    /// Where it goes.
    pub axis: Axis,
}

/// An assumed quantity that is not varied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// The quantity.
    pub name: String,
    /// Why it is not.
    pub why: &'static str,
}

/// What is asked about the quantities of a scenario.
#[derive(Debug)]
pub struct Inquiry {
    /// What the scenario is about, in a line.
    pub title: String,
    /// How it is answered.
    pub method: Method,
    /// What is varied.
    pub factors: Vec<Factor>,
    /// What could have been and is not.
    pub left_out: Vec<LeftOut>,
    /// Fingerprint of the scenario.
    pub fingerprint: Fingerprint,
    /// The first design as the file has it.
    pub(super) base: Subject,
    asked: Sensitivity,
    designs: Vec<String>,
    confidence: Confidence,
    seed: u64,
    document: Document,
    origin: Origin,
}

impl Inquiry {
    /// What a scenario asks, with everything that can be wrong with it looked for: its metrics, and its factors at both ends; with
    /// what a user should know.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn new(
        document: Document,
        scenario: &Scenario,
        origin: Origin,
        with: &Asked,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let Some(mut asked) = scenario.sensitivity.clone() else {
            return Err(nothing_asked().into());
        };
        let baseline = match &scenario.plan.baseline {
            Some(name) => name.value.clone(),
            None => document.design_names()[0].value.clone(),
        };
        let first = asked
            .design
            .as_ref()
            .map_or(baseline, |one| one.value.clone());
        let minus = asked.minus.iter().map(|one| one.value.clone());
        let designs: Vec<String> = std::iter::once(first).chain(minus).collect();
        if !with.only.is_empty() {
            asked.only.clone_from(&with.only);
        }
        let mut found = Diagnostics::new();
        let mut left_out = Vec::new();
        let factors = factors(&document, &asked, &designs, (&mut found, &mut left_out))?;
        let metrics = || asked.metrics.iter().map(|metric| &metric.item);
        let base = origin.subject((&document, &designs[0]), designs[0].clone(), metrics())?;
        let confidence = asked.confidence.unwrap_or(scenario.plan.confidence.value);
        let mut inquiry = Self {
            title: scenario.title.clone(),
            method: with.method.unwrap_or(asked.method),
            factors,
            left_out,
            fingerprint: Fingerprint::of(&document.to_toml(None)),
            base,
            asked,
            designs,
            confidence: Confidence::new(confidence).unwrap_or(Confidence::USUAL),
            seed: scenario.plan.seed,
            document,
            origin,
        };
        inquiry.leave_out_idle(&mut found)?;
        inquiry.check_size()?;
        Ok((inquiry, found.sorted()))
    }

    /// The designs: one, or that whose value the other's is subtracted from first.
    pub fn designs(&self) -> &[String] {
        &self.designs
    }

    /// The metrics with their names.
    pub fn metrics(&self) -> &[Named<Metric>] {
        &self.asked.metrics
    }

    /// What the metrics mean.
    pub fn meanings(&self) -> Vec<Meaning> {
        self.base.meanings()
    }

    /// Rows of points.
    pub fn rows(&self) -> usize {
        match self.method {
            Method::Sobol => self.asked.points as usize,
            Method::Morris => self.asked.trajectories as usize,
        }
    }

    /// Points of a row.
    pub fn points_a_row(&self) -> usize {
        match self.method {
            Method::Sobol => self.factors.len() + 2,
            Method::Morris => self.factors.len() + 1,
        }
    }

    /// Replications of every point.
    pub fn replications(&self) -> u32 {
        self.asked.replications
    }

    /// The confidence of every interval.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The seed of points and streams.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The texts that places point into.
    pub fn sources(&self) -> &Sources {
        self.origin.sources()
    }

    /// Replications of designs at a point.
    pub(super) fn runs_a_point(&self) -> u64 {
        self.designs.len() as u64 * u64::from(self.replications())
    }

    /// The factors, each at the share that a point gives it.
    pub(super) fn axes<'a>(&'a self, point: &'a [f64]) -> impl Iterator<Item = (&'a Axis, f64)> {
        let shares = point.iter().copied();
        self.factors.iter().map(|factor| &factor.axis).zip(shares)
    }

    /// The designs with some factors elsewhere.
    pub(super) fn subjects<'a>(
        &self,
        axes: impl IntoIterator<Item = (&'a Axis, f64)>,
    ) -> Result<Vec<Subject>, Diagnostics> {
        let document = self.document.at_each(axes)?;
        let subject = |design: &String| {
            let metrics = self.asked.metrics.iter().map(|metric| &metric.item);
            self.origin
                .subject((&document, design), design.clone(), metrics)
        };
        self.designs.iter().map(subject).collect()
    }

    /// Looks at every factor at both ends, and leaves out those that change nothing.
    fn leave_out_idle(&mut self, found: &mut Diagnostics) -> Result<(), Diagnostics> {
        let mut wrong = Diagnostics::new();
        let mut idle = Vec::new();
        for factor in &self.factors {
            let ends = [0.0, 1.0].map(|share| {
                let axis = (&factor.axis, factor.axis.settled(share));
                self.subjects([axis])
                    .map_err(|wrong| at_point(wrong, &[axis]))
            });
            match ends {
                [Ok(first), Ok(last)] => {
                    let mut both = first.iter().zip(&last);
                    let is_same = both.all(|(a, b)| a.model == b.model);
                    idle.extend(is_same.then(|| factor.name.clone()));
                }
                ends => ends
                    .into_iter()
                    .filter_map(Result::err)
                    .for_each(|one| wrong.merge(one)),
            }
        }
        if wrong.has_errors() {
            return Err(wrong.sorted());
        }
        let is_named = !self.asked.factors.is_empty();
        for factor in self.factors.iter().filter(|one| idle.contains(&one.name)) {
            let why = "it changes nothing in the designs that are looked at";
            if is_named {
                let place = factor.axis.from.place;
                let message = format!("`{}` is not varied: {why}", factor.name);
                let help = "name the path in the design that states it, such as `designs.reform.…`";
                found.push(Diagnostic::warning(Code::UnknownPath, place, message).help(help));
            }
            self.left_out.push(LeftOut {
                name: factor.name.clone(),
                why,
            });
        }
        self.factors.retain(|factor| !idle.contains(&factor.name));
        match self.factors.is_empty() {
            true => Err(nothing_varied(Place::NOWHERE).into()),
            false => Ok(()),
        }
    }

    fn check_size(&self) -> Result<(), Diagnostics> {
        let too_large = |message: String, help: &str| {
            let wrong = Diagnostic::error(Code::TooLarge, Place::NOWHERE, message);
            Err(wrong.help(help).into())
        };
        let factors = self.factors.len();
        if self.method == Method::Sobol && factors > SALTELLI_FACTORS {
            let message =
                format!("{factors} factors are more than `sobol` can have, {SALTELLI_FACTORS}");
            return too_large(
                message,
                "screen them with `method = \"morris\"` and name those that matter in `only`",
            );
        }
        let points = (self.rows() * self.points_a_row()) as u64;
        let runs = points.saturating_mul(self.runs_a_point());
        if runs > RUNS_MOST {
            let message = format!("{points} points are {runs} runs, more than {RUNS_MOST}");
            return too_large(
                message,
                "ask for fewer `points` or `replications`, or name fewer factors in `only`",
            );
        }
        Ok(())
    }
}

/// What is varied: what is named, or what is assumed.
fn factors(
    document: &Document,
    asked: &Sensitivity,
    designs: &[String],
    (found, left_out): (&mut Diagnostics, &mut Vec<LeftOut>),
) -> Result<Vec<Factor>, Diagnostics> {
    let mut wrong = Diagnostics::new();
    let mut factors = match asked.factors.is_empty() {
        true => assumed(document, designs, (&mut wrong, found, left_out))?,
        false => named(document, asked, &mut wrong),
    };
    let names: Vec<String> = factors.iter().map(|factor| factor.name.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for name in asked
        .only
        .iter()
        .filter(|name| !names.contains(&name.value.as_str()))
    {
        let message = format!("there is no factor `{}`", name.value);
        let help = offer(&name.value, "factors", &names);
        wrong.push(Diagnostic::error(Code::UnknownName, name.place, message).help(help));
    }
    let is_asked = |factor: &Factor| {
        asked.only.is_empty() || asked.only.iter().any(|name| name.value == factor.name)
    };
    factors.retain(is_asked);
    if factors.is_empty() && !wrong.has_errors() {
        wrong.push(nothing_varied(Place::NOWHERE));
    }
    match wrong.has_errors() {
        true => Err(wrong.sorted()),
        false => Ok(factors),
    }
}

fn named(document: &Document, asked: &Sensitivity, wrong: &mut Diagnostics) -> Vec<Factor> {
    for factor in &asked.factors {
        if let Err(found) = document.check_parameters(&factor.item.paths) {
            wrong.merge(found);
        }
    }
    let factor = |factor: &Named<Axis>| Factor {
        name: factor.name.value.clone(),
        axis: factor.item.clone(),
    };
    asked.factors.iter().map(factor).collect()
}

/// The assumed quantities of the designs that have a range; the others are told of.
fn assumed(
    document: &Document,
    designs: &[String],
    (wrong, found, left_out): (&mut Diagnostics, &mut Diagnostics, &mut Vec<LeftOut>),
) -> Result<Vec<Factor>, Diagnostics> {
    let mut scenarios = Vec::new();
    for design in designs {
        let (scenario, problems) = document.scenario(design);
        scenarios.push((design.as_str(), scenario.ok_or(problems)?));
    }
    let scenarios = scenarios
        .iter()
        .map(|(design, scenario)| (*design, scenario));
    let mut factors = Vec::new();
    for one in document.assumed(scenarios) {
        let name = one.path.value;
        match (one.axis, one.why_not) {
            (Some(axis), _) => factors.push(Factor { name, axis }),
            (None, Some(WhyNot::Nothing(why, told))) => {
                found.push(told);
                left_out.push(LeftOut { name, why });
            }
            (None, Some(WhyNot::Wrong(told))) => wrong.push(told),
            (None, None) => {}
        }
    }
    Ok(factors)
}

fn nothing_asked() -> Diagnostic {
    let message = "the scenario has no `[sensitivity]`";
    Diagnostic::error(Code::MissingKey, Place::NOWHERE, message)
        .help("add it, with `metric.lead = { measure = \"lead_time_mean_h\" }`; scenarios/FORMAT.md says what else it holds")
}

fn nothing_varied(place: Place) -> Diagnostic {
    let message = "nothing is varied: no assumed quantity of the designs that are looked at has a range and changes anything";
    Diagnostic::error(Code::MissingKey, place, message).help(
        "give quantities `kind = \"assumed\"` and `range = [low, high]`, or name what is varied under `[sensitivity.factor.…]`",
    )
}
