//! Options that several commands have.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

/// How results are written to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables and a picture for people
    Text,
    /// Everything, as report.json of --out
    Json,
    /// One row per measure and design, as summary.csv of --out
    Csv,
}

/// The scenario and changes to it.
#[derive(Debug, Clone, Args)]
pub struct Scenario {
    /// The scenario file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Change the scenario before it is used: a path in it and a value, as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// How a run is made and where its results go.
#[derive(Debug, Clone, Args)]
pub struct Run {
    /// Seed of all streams of matters [default: plan.seed of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<String>,

    /// Number of replications [default: plan.replications of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub replications: Option<String>,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,

    /// Write tables, the report, the scenario as run and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// No progress, no warnings
    #[arg(long, short)]
    pub quiet: bool,
}

impl Run {
    /// `--seed` and `--replications` as what they stand for: changes to the scenario.
    pub fn overrides(&self) -> Vec<String> {
        overrides(&self.seed, &self.replications)
    }
}

/// How a table for people or for machines is written to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// A table for people
    Text,
    /// One object
    Json,
    /// One row each
    Csv,
}

/// How a run is made whose result is one table.
#[derive(Debug, Clone, Args)]
pub struct Table {
    /// Change the scenario before it is used: a path in it and a value, as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// Seed of all streams of matters [default: plan.seed of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<String>,

    /// Number of replications [default: plan.replications of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub replications: Option<String>,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub format: TableFormat,

    /// No progress, no warnings
    #[arg(long, short)]
    pub quiet: bool,
}

impl Table {
    /// The scenario of a file with the changes.
    pub fn scenario(&self, file: &Path) -> Scenario {
        Scenario {
            file: file.to_owned(),
            set: self.set.clone(),
        }
    }

    /// `--seed` and `--replications` as what they stand for: changes to the scenario.
    pub fn overrides(&self) -> Vec<String> {
        overrides(&self.seed, &self.replications)
    }
}

fn overrides(seed: &Option<String>, replications: &Option<String>) -> Vec<String> {
    let set =
        |path: &str, value: &Option<String>| value.as_ref().map(|value| format!("{path}={value}"));
    [
        set("plan.seed", seed),
        set("plan.replications", replications),
    ]
    .into_iter()
    .flatten()
    .collect()
}
