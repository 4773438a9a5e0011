//! A scenario at many points: combinations of values of its parameters, each run with every design on the same matters.
//!
//! All points, designs and replications are one parallel job. The models of a point are made when its first replication is run
//! and dropped after its last, so that memory grows with what is found, and not with what is run. Where half-widths are asked for,
//! a first stage tells how many replications a point needs (see [`crate::stats::precision`]); all designs of a point get
//! the same number, so that they stay paired.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::Progress;
use super::runs::{Runner, Sample, Trouble};
use super::store::Store;
use super::subject::{Meaning, Origin, Subject};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fingerprint::Fingerprint;
use crate::scenario::{Document, Scenario, Sweep};
use crate::stats::Confidence;

mod found;
mod layout;
mod stages;

pub use found::{Found, Swept};
pub use layout::{Laid, Level, Point};

/// The most replications of all points and designs together.
pub const RUNS_MOST: u64 = 2_000_000;

/// The most mistakes that are told.
const WRONG_MOST: usize = 20;

/// A sweep with everything that it needs, checked.
pub struct Survey {
    document: Document,
    origin: Origin,
    /// What was asked for.
    pub sweep: Sweep,
    /// The points, and those left out.
    pub laid: Laid,
    /// The designs, in order.
    pub designs: Vec<String>,
    /// The design that the others are compared with, by position; none when it is not run.
    pub baseline: Option<usize>,
    /// What the metrics mean.
    pub meanings: Vec<Meaning>,
    /// The confidence of every interval.
    pub confidence: Confidence,
    /// Replications of a point, or of its first stage.
    pub first: u32,
    /// Seed of all streams.
    pub seed: u64,
    /// Fingerprint of the scenario with the sweep.
    pub fingerprint: Fingerprint,
}

impl Survey {
    /// The sweep of a scenario, with what can be wrong with it looked for at every point.
    ///
    /// # Errors
    /// What is wrong, as far as it is told.
    ///
    /// # Panics
    /// When the scenario has no sweep: that is asked before.
    pub fn new(
        document: Document,
        scenario: &Scenario,
        baseline: &str,
        origin: Origin,
    ) -> Result<Self, Diagnostics> {
        let sweep = scenario.sweep.clone().expect("a survey is of a sweep");
        let named = sweep.designs.iter().map(|name| name.value.clone());
        let mut designs: Vec<String> = named.collect();
        if designs.is_empty() {
            let all = document.design_names().into_iter();
            designs = all.map(|name| name.value).collect();
        }
        let first = match &sweep.effort.replications {
            Some(replications) => replications.value,
            None => scenario.plan.replications.value,
        };
        let seed = scenario.plan.seed;
        let mut survey = Self {
            laid: layout::lay(&sweep, sweep.seed.unwrap_or(seed)),
            fingerprint: Fingerprint::of(&document.to_toml(None)),
            baseline: designs.iter().position(|design| design == baseline),
            confidence: Confidence::new(scenario.plan.confidence.value)
                .expect("a confidence is read between 0 and 1"),
            meanings: Vec::new(),
            document,
            origin,
            sweep,
            designs,
            first,
            seed,
        };
        let mut found = survey.check_size();
        match survey.check_points() {
            Ok(meanings) => survey.meanings = meanings,
            Err(wrong) => found.merge(wrong),
        }
        survey.check_half_widths(&mut found);
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(survey),
        }
    }

    /// Whether the half-widths of some metrics say how many replications there are.
    pub fn is_staged(&self) -> bool {
        self.sweep
            .metrics
            .iter()
            .any(|one| one.item.half_width.is_some())
    }

    /// Replications of all points and designs together that may be run.
    pub fn budget(&self) -> u64 {
        let asked = self.sweep.effort.budget.map(|budget| budget.value);
        asked.unwrap_or(RUNS_MOST)
    }

    /// Whether there are points, and not too many runs.
    fn check_size(&self) -> Diagnostics {
        let (sweep, mut found) = (&self.sweep, Diagnostics::new());
        let mut wrong = |place, message: String, help: &str| {
            found.push(Diagnostic::error(Code::TooLarge, place, message).help(help));
        };
        let layout = sweep.layout.place;
        if self.laid.points.is_empty() {
            let first = sweep.constraints.first();
            let place = first.map_or(layout, |one| one.name.place);
            let message = "the constraints leave out every point".to_owned();
            wrong(place, message, "widen their bounds");
        }
        if self.is_staged() && self.first < 2 {
            let place = sweep.effort.replications.map_or(layout, |one| one.place);
            let message = "a first stage of one replication shows no spread".to_owned();
            wrong(place, message, "write `replications = 20`");
        }
        let (points, designs) = (self.laid.points.len(), self.designs.len());
        let runs = points as u64 * designs as u64 * u64::from(self.first);
        let (most, place) = sweep
            .effort
            .budget
            .map_or((RUNS_MOST, layout), |budget| (budget.value, budget.place));
        if most > RUNS_MOST {
            let message = format!("a budget is at most {RUNS_MOST} replications");
            wrong(place, message, "split the sweep in several");
        } else if runs > most {
            let message = format!(
                "{points} points x {designs} designs x {} replications are {runs} runs, and at most {most} are allowed",
                self.first
            );
            wrong(place, message, "take fewer points, designs or replications");
        }
        found
    }

    /// Makes the models of every point once, and says what the metrics mean.
    fn check_points(&self) -> Result<Vec<Meaning>, Diagnostics> {
        let points = self.laid.points.par_iter();
        let checked = points.map(|point| {
            let subjects = self.subjects(point)?;
            Ok(subjects.first().map_or(Vec::new(), Subject::meanings))
        });
        let checked: Vec<Result<Vec<Meaning>, Diagnostics>> = checked.collect();
        let mut meanings = Vec::new();
        // The same mistake at many points is told once.
        let mut wrong = BTreeSet::new();
        for result in checked {
            match result {
                Ok(of) if meanings.is_empty() => meanings = of,
                Ok(_) => {}
                Err(found) => wrong.extend(found),
            }
        }
        let mut found = Diagnostics::new();
        found.extend(wrong.into_iter().take(WRONG_MOST));
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(meanings),
        }
    }

    fn check_half_widths(&self, found: &mut Diagnostics) {
        for (response, meaning) in self.sweep.metrics.iter().zip(&self.meanings) {
            let margin = response.item.half_width;
            found.extend(margin.and_then(|margin| meaning.check_margin(margin)));
        }
    }

    /// The designs at a point.
    fn subjects(&self, point: &Point) -> Result<Vec<Subject>, Diagnostics> {
        let mut document = self.document.clone();
        for (factor, level) in self.sweep.factors.iter().zip(&point.levels) {
            document.put(factor.item.paths(), &level.node)?;
        }
        let metrics = || self.sweep.metrics.iter().map(|one| &one.item.metric);
        let mut found = Diagnostics::new();
        let mut subjects: Vec<Subject> = Vec::new();
        for design in &self.designs {
            let name = format!("{design}, point {}", point.number);
            match self.origin.subject((&document, design), name, metrics()) {
                Ok(subject) => subjects.push(subject),
                Err(wrong) => found.merge(wrong),
            }
        }
        if let Some((first, rest)) = subjects.split_first()
            && let Some(odd) = rest.iter().find(|one| !first.model.same_demand(&one.model))
        {
            let message = format!(
                "the designs `{}` and `{}` do not have the same matters at point {}",
                first.model.design, odd.model.design, point.number
            );
            let place = document.design_declares(&odd.model.design).place;
            found.push(Diagnostic::error(Code::DesignChangesStream, place, message));
        }
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(subjects),
        }
    }

    /// Runs everything.
    ///
    /// # Errors
    /// The first trouble; [`Trouble::Stopped`] when `stop` was set, and what is finished is in the store. That more cases
    /// are open than a run may hold is no trouble: it is what was found at the point.
    pub fn run(
        &self,
        store: &Store,
        progress: &(dyn Progress + Sync),
        stop: &AtomicBool,
    ) -> Result<Swept, Trouble> {
        let runner = Runner::new(store, progress, stop);
        let points = self.laid.points.len();
        let mut found: Vec<Found> = (0..points)
            .map(|_| Found::new(self.designs.len()))
            .collect();
        let mut wanted = vec![self.first; points];
        let mut planned = 0;
        loop {
            let more: Vec<(usize, u32)> = (0..points)
                .flat_map(|at| (found[at].n..wanted[at]).map(move |number| (at, number)))
                .collect();
            if more.is_empty() {
                break;
            }
            planned += more.len() as u64;
            runner.plan(planned);
            self.run_more(&more, &runner, &mut found)?;
            wanted = stages::wanted(self, &found);
        }
        Ok(Swept { points: found })
    }

    /// Runs replications of points, in order, and adds them to what was found.
    fn run_more(
        &self,
        more: &[(usize, u32)],
        runner: &Runner<'_>,
        found: &mut [Found],
    ) -> Result<(), Trouble> {
        let alive: Vec<Alive> = (0..found.len()).map(|_| Alive::default()).collect();
        for (at, _) in more {
            alive[*at].left.fetch_add(1, Ordering::Relaxed);
        }
        let one = |(at, number): &(usize, u32)| {
            let subjects = alive[*at].subjects(|| self.subjects(&self.laid.points[*at]));
            let subjects =
                subjects.map_err(|wrong| Trouble::Input(wrong, self.origin.sources().clone()))?;
            let samples =
                subjects
                    .iter()
                    .map(|subject| match runner.replication(subject, *number) {
                        Ok(sample) => Ok(Ok(sample)),
                        Err(Trouble::TooManyOpen { failure, .. }) => Ok(Err(failure)),
                        Err(trouble) => Err(trouble),
                    });
            let samples: Result<Vec<Result<Sample, _>>, Trouble> = samples.collect();
            alive[*at].done();
            samples
        };
        let samples = runner.each(more, |_| 1, one)?;
        for ((at, _), samples) in more.iter().zip(samples) {
            found[*at].add(samples);
        }
        Ok(())
    }
}

/// The models of a point while its replications are run.
#[derive(Default)]
struct Alive {
    models: Mutex<Option<Arc<Vec<Subject>>>>,
    left: AtomicU32,
}

impl Alive {
    fn subjects(
        &self,
        make: impl FnOnce() -> Result<Vec<Subject>, Diagnostics>,
    ) -> Result<Arc<Vec<Subject>>, Diagnostics> {
        let mut models = self.models.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(subjects) = &*models {
            return Ok(Arc::clone(subjects));
        }
        let subjects = Arc::new(make()?);
        *models = Some(Arc::clone(&subjects));
        Ok(subjects)
    }

    /// One replication fewer is left; after the last the models are dropped.
    fn done(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            *self.models.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}
