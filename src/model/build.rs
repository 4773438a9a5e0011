//! From a scenario to a proven model: the order of the steps, names, and the plan.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, Sources};
use crate::id::IdVec;
use crate::model::files::FileCache;
use crate::model::mechanisms::Around;
use crate::model::names::{AllNames, Names};
use crate::model::{Closing, Department, Measures, Model, RunPlan};
use crate::random::Seed;
use crate::random::dist::Dist;
use crate::scenario::{Scenario, TimeDist};
use crate::stats::Confidence;
use crate::time::{Origin, Span, Time};

/// Cases that may be open at once before a run is given up.
const OPEN_CASES_MAX: u32 = 5_000_000;
/// The largest number of replications.
const REPLICATIONS_MAX: u32 = 100_000;
/// The longest run, in days: a thousand years.
const HORIZON_MAX_DAYS: f64 = 73_000.0;
/// How far shares may sum from one.
pub(super) const SHARES_TOLERANCE: f64 = 1e-6;

impl Model {
    /// The model of a scenario under the design `design`, with warnings; none when there are errors, all of which are
    /// given in file order.
    ///
    /// Files that the scenario names are relative to `base`, the folder of the scenario file; rows of theirs that are
    /// wrong are added to `sources`. Traces and territories are read once per `files`.
    pub fn new(
        scenario: &Scenario,
        design: &str,
        base: &Path,
        sources: &mut Sources,
        files: &mut FileCache,
    ) -> (Option<Self>, Diagnostics) {
        let mut build = Build {
            scenario,
            base,
            sources,
            files,
            found: Diagnostics::new(),
        };
        let model = build.model(design);
        let found = build.found.sorted();
        (model.filter(|_| !found.has_errors()), found)
    }
}

/// What a model is built from, and what is wrong so far.
pub(super) struct Build<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) base: &'a Path,
    pub(super) sources: &'a mut Sources,
    pub(super) files: &'a mut FileCache,
    pub(super) found: Diagnostics,
}

impl Build<'_> {
    fn model(&mut self, design: &str) -> Option<Model> {
        let scenario = self.scenario;
        let plan = self.plan();
        let measures = self.measures();
        let calendars = self.calendars();
        let departments = self.departments();
        let tree = self.tree();
        let territory = self.territory(&tree);
        let names = AllNames::new(scenario, &tree);
        let desks = self.desks(&names, &tree, &territory);
        let levels = self.levels(&names, &tree, &territory, &desks);
        let categories = self.categories(&names, &desks);
        let dispatch = self.dispatch(&names, &desks);
        let escalation = self.escalation();
        let closing = self.closing();
        let mechanisms = self.mechanisms(&Around {
            names: &names,
            tree: &tree,
            levels: &levels,
            desks: &desks.kinds,
            desk_of: &desks.of,
            calendars: &calendars,
            categories: &categories,
        });
        let demand = self.demand(&names, &territory, &plan);
        self.unused(&names);
        self.limits();
        if self.found.has_errors() || !tree.sound {
            return None;
        }
        let classes = self.classes(&categories, demand.severity_max);
        let model = Model {
            design: design.to_owned(),
            plan,
            calendars,
            levels,
            units: territory.units,
            departments,
            desk_count: desks.kinds.iter().flatten().map(|k| k.count as usize).sum(),
            desk_kinds: desks.kinds.into_iter().flatten().collect(),
            desk_of: desks.of,
            categories,
            demand: demand.demand,
            dispatch,
            escalation,
            closing,
            mechanisms,
            measures,
            classes,
            traces: demand.traces,
        };
        self.check_reach(&model);
        Some(model)
    }

    fn plan(&mut self) -> RunPlan {
        let plan = &self.scenario.plan;
        if plan.horizon.value <= Span::ZERO {
            self.error(
                Code::OutOfRange,
                plan.horizon.place,
                "`horizon` must be longer than 0",
            );
        } else if plan.horizon.value.to_days() > HORIZON_MAX_DAYS {
            self.error(
                Code::TooLong,
                plan.horizon.place,
                "`horizon` is longer than 200 years",
            );
        }
        if plan.warm_up.value < Span::ZERO {
            self.error(
                Code::OutOfRange,
                plan.warm_up.place,
                "`warm_up` must not be negative",
            );
        }
        if plan.warm_up.value >= plan.horizon.value && plan.horizon.value > Span::ZERO {
            let message = format!(
                "the warm-up of {} leaves nothing of the horizon of {}",
                days(plan.warm_up.value),
                days(plan.horizon.value)
            );
            let diagnostic =
                Diagnostic::error(Code::WarmUpPastHorizon, plan.warm_up.place, message)
                    .label(plan.horizon.place, "the horizon, warm-up included")
                    .help("make `horizon` longer or `warm_up` shorter");
            self.found.push(diagnostic);
        }
        if !(1..=REPLICATIONS_MAX).contains(&plan.replications.value) {
            let message = format!(
                "`replications` is `{}` and must lie from 1 to {}",
                plan.replications.value,
                grouped(u64::from(REPLICATIONS_MAX))
            );
            self.error(Code::Replications, plan.replications.place, message);
        }
        let confidence = Confidence::new(plan.confidence.value);
        if confidence.is_none() {
            let message = format!(
                "`confidence` is `{}` and must lie between 0 and 1",
                plan.confidence.value
            );
            self.error(Code::OutOfRange, plan.confidence.place, message);
        }
        RunPlan {
            origin: Origin::new(plan.start),
            horizon: Time::ZERO + plan.horizon.value,
            warm_up: Time::ZERO + plan.warm_up.value,
            replications: plan.replications.value,
            seed: Seed(plan.seed),
            confidence: confidence.unwrap_or(Confidence::USUAL),
            open_cases_max: OPEN_CASES_MAX,
        }
    }

    fn measures(&mut self) -> Measures {
        let measures = &self.scenario.measures;
        for limit in measures.lead_time_over.iter().chain(&measures.wait_over) {
            if limit.value < Span::ZERO {
                self.error(
                    Code::OutOfRange,
                    limit.place,
                    "a limit of a measure must not be negative",
                );
            }
        }
        let cycle = measures.cycle.as_ref().and_then(|cycle| {
            let (period, every) = (cycle.period.value, cycle.every.value);
            let divides =
                every > Span::ZERO && period > Span::ZERO && period.ticks() % every.ticks() == 0;
            if !divides {
                let message = format!(
                    "the step of {} does not divide the period of {}",
                    days(every),
                    days(period)
                );
                self.found.push(
                    Diagnostic::error(Code::CycleStep, cycle.every.place, message)
                        .label(cycle.period.place, "the period")
                        .help("choose a step of which the period is a whole multiple"),
                );
            }
            divides.then_some((period, every))
        });
        Measures {
            lead_time_over: measures.lead_time_over.iter().map(|at| at.value).collect(),
            wait_over: measures.wait_over.iter().map(|at| at.value).collect(),
            cycle,
        }
    }

    fn departments(&mut self) -> IdVec<Department> {
        let scenario = self.scenario;
        self.unique("department", scenario.departments.iter().map(|d| &d.name));
        scenario
            .departments
            .iter()
            .map(|department| Department {
                name: department.name.value.clone(),
            })
            .collect()
    }

    fn closing(&mut self) -> Closing {
        let closing = &self.scenario.closing;
        let reopen = self.number(
            "reopen",
            closing.reopen,
            0.0,
            |p| (0.0..1.0).contains(&p),
            "from 0 to below 1",
        );
        if reopen > 0.0
            && closing.reopen_after.is_none()
            && let Some(at) = closing.reopen
        {
            self.found.push(
                Diagnostic::error(
                    Code::MissingKey,
                    at.place,
                    "cases are reopened and `reopen_after` is missing",
                )
                .help("add `reopen_after = \"2 weeks\"`"),
            );
        }
        Closing {
            reopen,
            reopen_after: dist(closing.reopen_after.as_ref()),
        }
    }

    // What every step needs.

    pub(super) fn error(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.found.push(Diagnostic::error(code, place, message));
    }

    /// The position of a name, or an error that offers a near one.
    pub(super) fn resolve(&mut self, names: &Names<'_>, name: &At<String>) -> Option<usize> {
        let position = names.position(&name.value);
        if position.is_none() {
            let message = format!("there is no {} `{}`", names.kind, name.value);
            self.found.push(
                Diagnostic::error(Code::UnknownName, name.place, message)
                    .help(names.offer(&name.value)),
            );
        }
        position
    }

    /// Reports names that are used twice.
    pub(super) fn unique<'n>(
        &mut self,
        kind: &str,
        names: impl IntoIterator<Item = &'n At<String>>,
    ) {
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        for name in names {
            match seen.get(name.value.as_str()) {
                Some(first) => self.found.push(
                    Diagnostic::error(
                        Code::DuplicateName,
                        name.place,
                        format!("{kind} `{}` is listed twice", name.value),
                    )
                    .label(*first, "first here"),
                ),
                None => {
                    seen.insert(&name.value, name.place);
                }
            }
        }
    }

    /// A number or its default; an error unless `allowed`.
    pub(super) fn number(
        &mut self,
        key: &str,
        number: Option<At<f64>>,
        default: f64,
        allowed: impl Fn(f64) -> bool,
        range: &str,
    ) -> f64 {
        let Some(at) = number else { return default };
        if at.value.is_finite() && allowed(at.value) {
            return at.value;
        }
        let message = format!("`{key}` is `{}` and must lie {range}", at.value);
        self.error(Code::OutOfRange, at.place, message);
        default
    }

    /// A probability or its default.
    pub(super) fn probability(&mut self, key: &str, number: Option<At<f64>>, default: f64) -> f64 {
        self.number(
            key,
            number,
            default,
            |p| (0.0..=1.0).contains(&p),
            "from 0 to 1",
        )
    }

    /// A distribution that must not always be zero, since it would be drawn for ever at one instant.
    pub(super) fn lasting(&mut self, key: &str, law: &TimeDist) -> Dist {
        if law.value.mean() <= 0.0 {
            let message = format!("`{key}` is always 0 and must have a mean above 0");
            self.error(Code::OutOfRange, law.place, message);
        }
        law.value.clone()
    }

    /// Shares that must sum to one; none when they do not.
    pub(super) fn shares(&mut self, what: &str, place: Place, shares: &[f64]) -> Option<f64> {
        if let Some(wrong) = shares
            .iter()
            .find(|share| !(0.0..=1.0 + SHARES_TOLERANCE).contains(*share))
        {
            let message = format!("{what} holds `{wrong}` and every share must lie from 0 to 1");
            self.error(Code::OutOfRange, place, message);
            return None;
        }
        let sum: f64 = shares.iter().sum();
        if (sum - 1.0).abs() > SHARES_TOLERANCE {
            let rounded = (sum * 1e6).round() / 1e6;
            self.found.push(
                Diagnostic::error(
                    Code::SharesSum,
                    place,
                    format!("{what} sum to `{rounded}` and must sum to 1"),
                )
                .help(format!(
                    "{} `{}`",
                    if sum > 1.0 { "take away" } else { "add" },
                    ((sum - 1.0).abs() * 1e6).round() / 1e6
                )),
            );
            return None;
        }
        Some(sum)
    }
}

/// The distribution without its place.
pub(super) fn dist(law: Option<&TimeDist>) -> Option<Dist> {
    law.map(|at| at.value.clone())
}

/// A length of time for a message, in the largest unit that suits it.
pub(super) fn days(span: Span) -> String {
    let (number, unit) = match span.to_hours().abs() {
        hours if hours >= 48.0 => (span.to_days(), "days"),
        hours if hours >= 1.0 => (span.to_hours(), "h"),
        _ => (span.to_hours() * 60.0, "min"),
    };
    format!("{} {unit}", (number * 1000.0).round() / 1000.0)
}

/// A whole number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
