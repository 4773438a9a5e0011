//! A scenario with `[optimise]`: its designs with the variables set to any of their values, as subjects to be run.

use std::path::PathBuf;

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Sources};
use crate::experiment::subject::{Meaning, Origin, Subject};
use crate::fingerprint::Fingerprint;
use crate::outcome::Unit;
use crate::scenario::claim::Margin;
use crate::scenario::{Document, Metric, Optimise, Scenario};

/// The measure of burden that every plan is shown with.
const BURDEN: &str = "burden_share";

/// What the variables are set to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// What the scenario says.
    Today,
    /// One of the values of each variable, counted from 0.
    At(Vec<u32>),
}

/// A scenario with what may be changed in it and what must be kept.
#[derive(Debug)]
pub struct Planner {
    /// What may be changed, what it costs and what must be kept.
    pub optimise: Optimise,
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Seed of its streams.
    pub seed: u64,
    /// Fingerprint of the scenario with its `[optimise]`.
    pub fingerprint: Fingerprint,
    designs: Vec<String>,
    metrics: Vec<Metric>,
    document: Document,
    origin: Origin,
}

impl Planner {
    /// A scenario with everything that can be wrong with its `[optimise]` looked for: bounds of another kind than their measures, the
    /// scenario at the ends of every variable, variables that change nothing. `folder` is what files named in the scenario are
    /// relative to; `sources` holds the texts that places point into.
    ///
    /// # Errors
    /// All that is wrong.
    ///
    /// # Panics
    /// When the scenario has no `[optimise]`: that is asked before.
    pub fn new(
        document: Document,
        scenario: &Scenario,
        folder: PathBuf,
        sources: Sources,
    ) -> Result<Self, Diagnostics> {
        let optimise = scenario.optimise.clone().expect("a plan is asked for");
        let baseline = match &scenario.plan.baseline {
            Some(name) => name.value.clone(),
            None => document.design_names()[0].value.clone(),
        };
        let mut designs: Vec<String> = Vec::new();
        for name in optimise.designs.iter().map(|name| &name.value) {
            if !designs.contains(name) {
                designs.push(name.clone());
            }
        }
        if designs.is_empty() {
            designs.push(baseline);
        }
        let burden = Metric {
            measure: At::nowhere(BURDEN.to_owned()),
            scope: None,
            items: Vec::new(),
            per: None,
            complement: None,
        };
        let targets = optimise.targets.iter().map(|goal| goal.item.metric.clone());
        let planner = Self {
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            seed: scenario.plan.seed,
            fingerprint: Fingerprint::of(&document.to_toml(None)),
            designs,
            metrics: targets.chain([burden]).collect(),
            optimise,
            document,
            origin: Origin::new(folder, sources),
        };
        planner.check()?;
        Ok(planner)
    }

    /// The texts that places point into.
    pub fn sources(&self) -> &Sources {
        self.origin.sources()
    }

    /// The designs planned for, each once.
    pub fn designs(&self) -> &[String] {
        &self.designs
    }

    /// How many metrics a subject has: those of the targets in order, and the burden.
    pub fn metrics(&self) -> usize {
        self.metrics.len()
    }

    /// A design with the variables set.
    ///
    /// # Errors
    /// What is wrong with the scenario so changed.
    pub fn subject(&self, design: &str, setting: &Setting) -> Result<Subject, Diagnostics> {
        let mut document = None;
        let name = match setting {
            Setting::Today => format!("{design}, as it is"),
            Setting::At(values) => {
                let mut parts = Vec::new();
                for (variable, &nth) in self.optimise.variables.iter().zip(values) {
                    let axis = &variable.item.axis;
                    let share = variable.item.share(nth);
                    let changed = document
                        .as_ref()
                        .unwrap_or(&self.document)
                        .at(axis, share)?;
                    document = Some(changed);
                    parts.push(format!("{} {}", variable.name.value, axis.number(share)));
                }
                format!("{design}, {}", parts.join(", "))
            }
        };
        let document = document.as_ref().unwrap_or(&self.document);
        self.origin
            .subject((document, design), name, self.metrics.iter())
    }

    /// What the metrics mean.
    ///
    /// # Errors
    /// What is wrong with the design.
    pub fn meanings(&self, design: &str) -> Result<Vec<Meaning>, Diagnostics> {
        Ok(self.subject(design, &Setting::Today)?.meanings())
    }

    /// The number each variable has today, where one is written in its unit.
    pub fn today(&self, design: &str) -> Vec<Option<f64>> {
        let each = self.optimise.variables.iter().map(|variable| {
            let axis = &variable.item.axis;
            let (number, unit) = self.document.number_at(design, &axis.paths[0])?;
            (unit == axis.unit()).then_some(number)
        });
        each.collect()
    }

    /// The numbers of a setting.
    pub fn numbers(&self, design: &str, setting: &Setting) -> Vec<Option<f64>> {
        match setting {
            Setting::Today => self.today(design),
            Setting::At(values) => {
                let each = self.optimise.variables.iter().zip(values);
                each.map(|(variable, &nth)| Some(variable.item.number(nth)))
                    .collect()
            }
        }
    }

    /// What numbers cost; none when one of them is not known whose variable costs something.
    pub fn cost(&self, numbers: &[Option<f64>]) -> Option<f64> {
        let each = self.optimise.variables.iter().zip(numbers);
        each.map(|(variable, number)| match variable.item.cost {
            0.0 => Some(0.0),
            cost => Some(cost * (*number)?),
        })
        .sum()
    }

    /// What one of the values of each variable costs.
    pub(super) fn cost_at(&self, values: &[u32]) -> f64 {
        let each = self.optimise.variables.iter().zip(values);
        each.map(|(variable, &nth)| variable.item.cost * variable.item.number(nth))
            .sum()
    }

    /// Looks for everything that can be wrong.
    fn check(&self) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::new();
        for design in &self.designs {
            match self.meanings(design) {
                Ok(meanings) => self.check_bounds(&meanings, &mut found),
                Err(wrong) => found.merge(wrong),
            }
            if !found.has_errors() {
                self.check_variables(design, &mut found);
            }
        }
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(()),
        }
    }

    /// Bounds are of the kind of their measures.
    fn check_bounds(&self, meanings: &[Meaning], found: &mut Diagnostics) {
        for (goal, meaning) in self.optimise.targets.iter().zip(meanings) {
            let bound = goal.item.bound;
            let (is_hours, is_share) = (
                meaning.unit == Some(Unit::Hours),
                meaning.unit == Some(Unit::Share),
            );
            let (message, help) = match bound.value {
                Margin::Relative(_) if !is_share => (
                    "the bound is a share and the measure is none",
                    "write it in the unit of the measure",
                ),
                Margin::Absolute { is_time: true, .. } if !is_hours => (
                    "the bound is a time and the measure is none",
                    "write a plain number, or a share such as `\"5 %\"`",
                ),
                Margin::Absolute {
                    value,
                    is_time: false,
                } if is_hours && value != 0.0 => (
                    "the measure is a time and the bound a bare number",
                    "write a time such as `\"3 days\"`",
                ),
                _ => continue,
            };
            found.push(Diagnostic::error(Code::WrongType, bound.place, message).help(help));
        }
    }

    /// The scenario is in order at both ends of every variable, and each changes something.
    fn check_variables(&self, design: &str, found: &mut Diagnostics) {
        let variables = &self.optimise.variables;
        let top: Vec<u32> = variables.iter().map(|one| one.item.count() - 1).collect();
        let all = match self.subject(design, &Setting::At(top.clone())) {
            Ok(subject) => subject,
            Err(wrong) => return found.merge(wrong),
        };
        for (at, variable) in variables.iter().enumerate() {
            let mut point = top.clone();
            point[at] = 0;
            match self.subject(design, &Setting::At(point)) {
                Err(wrong) => found.merge(wrong),
                Ok(subject) if subject.fingerprint == all.fingerprint => {
                    let path = &variable.item.axis.paths[0];
                    let message =
                        format!("`{}` changes nothing in the design `{design}`", path.value);
                    found.push(Diagnostic::error(Code::UnknownPath, path.place, message).help(
                        format!("name the path in the design that states it, such as `designs.{design}.…`"),
                    ));
                }
                Ok(subject) if !subject.model.same_demand(&all.model) => {
                    let path = &variable.item.axis.paths[0];
                    let message = format!("`{}` changes which matters arise", path.value);
                    found.push(
                        Diagnostic::error(Code::DesignChangesStream, path.place, message)
                            .help("a plan is about the organisation; see `caseload capacity` for its demand"),
                    );
                }
                Ok(_) => {}
            }
        }
    }
}
