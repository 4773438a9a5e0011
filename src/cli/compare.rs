//! `caseload compare`: designs against the baseline, on the same matters.

use caseload::diagnostic::Code;

use crate::cli::execute::execute;
use crate::cli::input::{Designs, Input};
use crate::cli::options;
use crate::cli::stop::Stop;

/// Simulate the designs of a scenario on the same matters and compare them with the baseline.
///
/// Every difference has a confidence interval, paired by replication. Ctrl-C stops the run and reports the replications that
/// are complete (exit code 130); a second one ends it at once.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload compare scenarios/yangxunqiao.toml\n  \
    caseload compare scenarios/staffing.toml --design eight-to-the-hall --replications 10\n  \
    caseload compare scenarios/dispatch.toml --set 'sources.firms.rate=\"7.6 / day\"' --out results/busier"
)]
pub struct Args {
    #[command(flatten)]
    scenario: options::Scenario,

    /// A design to compare with the baseline, as often as needed [default: all]
    #[arg(long, value_name = "NAME")]
    design: Vec<String>,

    #[command(flatten)]
    run: options::Run,
}

/// Runs the designs.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = Input::read(
        &args.scenario,
        &args.run.overrides(),
        Designs::WithBaseline(&args.design),
    )?;
    if input.models.len() < 2 {
        let message = format!(
            "there is only the design `{}`, and nothing to compare it with",
            input.baseline
        );
        let help = format!(
            "name another one with `--design`, add one to the scenario, or use `caseload run {}`",
            args.scenario.file.display()
        );
        return Err(Stop::plain(Code::UnknownName, message, &help));
    }
    execute(&input, &args.run)
}
