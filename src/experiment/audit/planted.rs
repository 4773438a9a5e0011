//! Organisations whose truth is known, and how they are run.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::diagnostic::Sources;
use crate::experiment::runs::Trouble;
use crate::experiment::{Experiment, Results};
use crate::model::{FileCache, Model};
use crate::random::Seed;
use crate::scenario::Document;
use crate::stats::Confidence;
use crate::time::Span;

/// Confidence of the intervals that are audited.
pub(super) const CONFIDENCE: Confidence = Confidence::USUAL;

/// The designs of a planted scenario, the baseline first.
pub(super) fn models(text: &str, designs: &[&str]) -> Vec<Model> {
    let mut sources = Sources::new();
    let document = Document::read(&mut sources, "planted.toml", text, &[]);
    let document = document.expect("the planted scenario is in order");
    let mut files = FileCache::new();
    let model = |design: &&str| {
        let (scenario, _) = document.scenario(design);
        let scenario = scenario.expect("the planted scenario is in order");
        let (model, _) = Model::new(&scenario, design, Path::new(""), &mut sources, &mut files);
        model.expect("the planted scenario is in order")
    };
    designs.iter().map(model).collect()
}

/// The same models with other seeds and so many replications.
pub(super) fn reseeded(models: &[Model], seed: Seed, replications: u32) -> Vec<Model> {
    let mut models = models.to_vec();
    for model in &mut models {
        model.plan.seed = seed;
        model.plan.replications = replications;
    }
    models
}

/// The same models with a measured window so many times as long.
pub(super) fn longer(models: &[Model], times: i64) -> Vec<Model> {
    let mut models = models.to_vec();
    for model in &mut models {
        let plan = &mut model.plan;
        let window = (plan.horizon - plan.warm_up).ticks();
        plan.horizon = plan.warm_up + Span::from_ticks(window * times);
        model.demand.end = plan.horizon;
    }
    models
}

/// Runs all replications of models.
///
/// # Errors
/// When it was stopped, or what a run gives is not to be used.
pub(super) fn run(models: &[Model], stop: &AtomicBool) -> Result<Results, Trouble> {
    let results = Experiment::new(models).run(&(), stop);
    let results = results.map_err(|failure| Trouble::TooManyOpen {
        subject: failure.design.clone(),
        failure,
    })?;
    match results.complete < results.requested {
        true => Err(Trouble::Stopped),
        false => Ok(results),
    }
}
