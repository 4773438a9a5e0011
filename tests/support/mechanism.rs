//! What tests of mechanisms share: a small town, runs of its designs, and paired differences between them.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use caseload::experiment::{Experiment, Results};
use caseload::model::Model;
use caseload::stats::{Confidence, paired};

/// Kind of scope, item (empty for the whole organisation), and name of a measure.
pub type Of<'a> = (&'a str, &'a str, &'a str);

/// A town with two villages and two departments under a district; 20 replications of 30 measured days of 8 hours. Tests
/// add tables to it: `[mechanisms.…]` for the baseline `plain`, or `[designs.<name>]` with patches.
pub const TOWN: &str = include_str!("town.toml");

/// The models of all designs of a scenario text.
///
/// # Panics
/// When the scenario has an error.
pub fn models(text: &str) -> Vec<Model> {
    super::model::models("test", text, Path::new("."), &[])
}

/// All replications of all designs of a scenario text, with the exact laws checked in every one.
///
/// # Panics
/// When the scenario has an error, a run fails, or a law is broken.
pub fn run(text: &str) -> Results {
    run_models(&models(text))
}

/// All replications of models, with the exact laws checked in every one.
///
/// # Panics
/// When a run fails or a law is broken.
pub fn run_models(models: &[Model]) -> Results {
    let results = Experiment::new(models)
        .run(&(), &AtomicBool::new(false))
        .unwrap_or_else(|failure| panic!("{failure:?}"));
    for design in &results.designs {
        for outcome in &design.outcomes {
            let at = format!("{}, {:?}", design.name, outcome.replication);
            assert_eq!(outcome.broken_laws, Vec::<&str>::new(), "{at}");
            assert!(outcome.flow.is_conserved(), "{at}");
        }
    }
    results
}

/// The values of a measure by replication.
///
/// # Panics
/// When there is no such design or measure.
pub fn values(results: &Results, design: &str, of: Of) -> Vec<f64> {
    let mut designs = results.designs.iter();
    let found = designs
        .find(|found| found.name == design)
        .unwrap_or_else(|| panic!("no design `{design}`"));
    let measure = found
        .measures
        .iter()
        .find(|measure| (measure.scope.kind(), measure.scope.item(), measure.name) == of)
        .unwrap_or_else(|| panic!("`{design}` has no measure {of:?}"));
    let values = found.values(measure).expect("the measure is the design's");
    values.into_iter().flatten().collect()
}

/// The mean over replications of a measure of a design.
pub fn mean(results: &Results, design: &str, of: Of) -> f64 {
    let values = values(results, design, of);
    values.iter().sum::<f64>() / values.len() as f64
}

/// The paired difference `design` minus `baseline` of a measure: the ends of its 99.9 % interval. An effect is shown when
/// both lie on one side of 0.
///
/// # Panics
/// When the designs do not have the measure in every replication.
pub fn difference(results: &Results, baseline: &str, design: &str, of: Of) -> (f64, f64) {
    let (a, b) = (values(results, baseline, of), values(results, design, of));
    assert_eq!(a.len(), b.len(), "{of:?} has a value in every replication");
    let confidence = Confidence::new(0.999).expect("it lies between 0 and 1");
    let paired = paired(&a, &b, confidence).expect("there are replications");
    let difference = paired.difference;
    let ends = difference.lower().zip(difference.upper());
    ends.expect("there are at least two replications")
}

/// Asserts that the mean of a measure lies within four standard errors of what theory says, and that the standard error is
/// at most 2 % of that.
///
/// # Panics
/// When it does not.
pub fn expect_mean(results: &Results, design: &str, of: Of, theory: f64) {
    let values = values(results, design, of);
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>();
    let error = (square / (count - 1.0) / count).sqrt();
    assert!(
        (mean - theory).abs() <= 4.0 * error && error <= 0.02 * theory,
        "{design} {of:?}: {mean} and not {theory}, standard error {error}"
    );
}

/// Every value of every replication of a design, exactly: two designs with the same answer did the same.
pub fn exact(results: &Results, design: &str) -> String {
    let mut designs = results.designs.iter();
    let found = designs
        .find(|found| found.name == design)
        .unwrap_or_else(|| panic!("no design `{design}`"));
    let keep = |measure: &caseload::outcome::Measure| measure.scope.kind() != "mechanism";
    let mut text = String::new();
    for outcome in &found.outcomes {
        let values = found.measures.iter().zip(&outcome.values);
        for (measure, value) in values.filter(|(measure, _)| keep(measure)) {
            text += &format!("{:?} {} {value:?}\n", measure.scope, measure.name);
        }
        text += &format!("{:?} {:?}\n", outcome.flow, outcome.trajectory);
    }
    text
}

/// Asserts that a mechanism written so that it does nothing, and one that is switched off, change no value of `TOWN`.
///
/// # Panics
/// When one of them does.
pub fn changes_nothing(name: &str, keys: &str) {
    let text = format!(
        "{TOWN}\n[designs.plain]\n[designs.nothing.mechanisms.{name}]\n{keys}\n[designs.off.mechanisms.{name}]\n{keys}\non = false\n"
    );
    let results = run(&text);
    let plain = exact(&results, "plain");
    assert_eq!(plain, exact(&results, "off"), "`{name}` switched off");
    assert_eq!(
        plain,
        exact(&results, "nothing"),
        "`{name}` that does nothing"
    );
}
