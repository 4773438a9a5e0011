//! `caseload run`: one design.

use crate::cli::execute::execute;
use crate::cli::input::{Designs, Input};
use crate::cli::options;
use crate::cli::stop::Stop;

/// Simulate one design of a scenario and report on it.
///
/// Ctrl-C stops the run and reports the replications that are complete (exit code 130); a second one ends it at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  caseload run scenarios/staffing.toml\n  \
    caseload run scenarios/yangxunqiao.toml --design four-platforms --replications 10\n  \
    caseload run scenarios/staffing.toml --set desks.permits.staff=24 --out results/permits-24")]
pub struct Args {
    #[command(flatten)]
    scenario: options::Scenario,

    /// The design [default: plan.baseline of the scenario, else its first design]
    #[arg(long, value_name = "NAME")]
    design: Option<String>,

    #[command(flatten)]
    run: options::Run,
}

/// Runs the design.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = Input::read(
        &args.scenario,
        &args.run.overrides(),
        Designs::One(args.design.as_deref()),
    )?;
    execute(&input, &args.run)
}
