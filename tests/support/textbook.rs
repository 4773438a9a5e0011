//! Running the scenarios of `scenarios/textbook` through the library and comparing them with theory.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use caseload::experiment::{DesignResults, Experiment, Results};
use caseload::model::Model;
use caseload::outcome::Outcome;
use caseload::scenario::Override;

/// Standard errors an estimate may be off. With 31 degrees of freedom that happens to a correct engine once in 2,700 times.
const STANDARD_ERRORS: f64 = 4.0;
/// Replications below which a standard error is not to be trusted.
const REPLICATIONS_MIN: usize = 30;

/// A measure: kind of scope, item, name.
pub type Of<'a> = (&'a str, &'a str, &'a str);

/// The folder of the textbook scenarios.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/textbook")
}

/// The text of a textbook scenario.
pub fn text(name: &str) -> String {
    let path = folder().join(name).with_extension("toml");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The models of all designs of a scenario, with `--set` arguments applied.
pub fn models(name: &str, text: &str, overrides: &[(&str, &str)]) -> Vec<Model> {
    let overrides: Vec<Override> = overrides
        .iter()
        .map(|&(path, value)| Override {
            path: path.to_owned(),
            value: value.to_owned(),
        })
        .collect();
    super::model::models(name, text, &folder(), &overrides)
}

/// Runs all replications of all designs.
pub fn run(models: &[Model]) -> Results {
    let results = Experiment::new(models).run(&(), &AtomicBool::new(false));
    results.unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// A textbook scenario that was run.
pub struct Textbook {
    name: String,
    /// The models of its designs.
    pub models: Vec<Model>,
    /// What came out.
    pub results: Results,
}

impl Textbook {
    /// Runs a scenario and checks the exact laws in every replication of every design.
    pub fn run(name: &str) -> Self {
        Self::of(name, models(name, &text(name), &[]))
    }

    /// Runs models and checks the exact laws in every replication of every design.
    pub fn of(name: &str, models: Vec<Model>) -> Self {
        let results = run(&models);
        for design in &results.designs {
            for (outcome, first) in design.outcomes.iter().zip(&results.designs[0].outcomes) {
                let at = format!("{name}, {}, {:?}", design.name, outcome.replication);
                assert_eq!(outcome.broken_laws, Vec::<&str>::new(), "{at}");
                assert!(outcome.flow.is_conserved(), "{at}");
                assert_eq!(outcome.stream_hash, first.stream_hash, "{at}");
            }
        }
        Self {
            name: name.to_owned(),
            models,
            results,
        }
    }

    /// Hours measured in each replication.
    pub fn hours(&self) -> f64 {
        let plan = &self.models[0].plan;
        (plan.horizon - plan.warm_up).to_hours()
    }

    /// What was found about a design; the first for an empty name.
    pub fn design(&self, design: &str) -> &DesignResults {
        let mut designs = self.results.designs.iter();
        designs
            .find(|found| design.is_empty() || found.name == design)
            .unwrap_or_else(|| panic!("{}: no design `{design}`", self.name))
    }

    /// The outcomes of a design.
    pub fn outcomes(&self, design: &str) -> &[Outcome] {
        &self.design(design).outcomes
    }

    /// A measure of a design, one value a replication.
    pub fn series(&self, design: &str, (kind, item, name): Of) -> Vec<f64> {
        let found = self.design(design);
        let at = found.measures.iter().position(|measure| {
            measure.scope.kind() == kind && measure.scope.item() == item && measure.name == name
        });
        let at = at.unwrap_or_else(|| panic!("{}: no measure {kind} {item} {name}", self.name));
        let value = |outcome: &Outcome| {
            outcome.values[at]
                .unwrap_or_else(|| panic!("{}, {design}: no {kind} {item} {name}", self.name))
        };
        found.outcomes.iter().map(value).collect()
    }

    /// Fails unless a measure agrees with theory within 4 standard errors, and these are at most `power` of the value.
    pub fn expect(&self, design: &str, of: Of, theory: f64, power: f64) {
        let what = format!("{design} {} {} {}", of.0, of.1, of.2);
        self.expect_series(&what, &self.series(design, of), theory, power);
    }

    /// The same for values computed from measures.
    pub fn expect_series(&self, what: &str, values: &[f64], theory: f64, power: f64) {
        self.expect_within(what, values, theory, 0.0, power);
    }

    /// The same for a value that theory knows only to within `slack`.
    pub fn expect_within(&self, what: &str, values: &[f64], theory: f64, slack: f64, power: f64) {
        let (mean, error) = mean_and_error(values);
        let scale = theory.abs();
        let line = format!(
            "{:<22} {what:<62} {mean:>12.6} ± {error:<9.6} theory {theory:>12.6}  z {:>5.2}",
            self.name,
            (mean - theory) / error
        );
        println!("{line}");
        assert!(
            values.len() >= REPLICATIONS_MIN,
            "{line}: {} replications",
            values.len()
        );
        assert!(error <= power * scale, "too little power: {line}");
        assert!(
            (mean - theory).abs() <= STANDARD_ERRORS * error + slack,
            "{line}"
        );
    }

    /// Fails unless a measure has this value in every replication, but for rounding in the last places.
    pub fn expect_exactly(&self, design: &str, of: Of, value: f64) {
        for found in self.series(design, of) {
            let off = (found - value).abs();
            assert!(
                off <= 1e-12 * value.abs(),
                "{}, {design}, {of:?}: {found} and not {value}",
                self.name
            );
        }
    }
}

/// The mean of independent values and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// `value`, which must agree with what is printed elsewhere to all digits printed there.
pub fn printed(literal: &str, value: f64) -> f64 {
    let digits = literal
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    let expected: f64 = literal.parse().expect("a number is printed");
    let tolerance = 0.500_001 * 10_f64.powi(-(digits as i32));
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not printed as {literal}"
    );
    value
}
