//! `caseload audit`: are the statistics right as often as they say?

use caseload::experiment::audit::audit_verdicts;
use caseload::experiment::runs::Trouble;
use caseload::report::audit;

use crate::cli::execute;
use crate::cli::options::TableFormat;
use crate::cli::output;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Measure how often verdicts are right, on claims whose truth is known.
///
/// Truths are planted in simulated organisations: no effect, the smallest effect of interest, twice that, and harm. The
/// procedure of `caseload claims` judges each a thousand times on seeds of its own, and what it says is held against what is
/// stated of it. Exit code 1 when what was seen contradicts it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload audit\n  caseload audit --trials 200 --seed 7 --format csv"
)]
pub struct Args {
    /// Trials of each planted truth
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    trials: u32,

    /// Seed of the audit
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// No progress
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the audit.
pub fn run(args: &Args) -> Result<(), Stop> {
    let what = format!("{} trials of each truth", args.trials);
    let run = (args.trials, args.seed, execute::ERROR);
    let (found, _) = execute::with_progress(args.threads, args.quiet, (1, what), |bar, stop| {
        audit_verdicts(run, bar, stop)
    })?;
    let found = found.map_err(|trouble| match trouble {
        Trouble::Input(found, sources) => Stop::input(found, sources),
        Trouble::Fault(laws) => Stop::Fault(laws),
        Trouble::Stopped | Trouble::TooManyOpen { .. } => {
            terminal::tell("stopped: nothing is reported\n");
            Stop::Interrupted
        }
    })?;
    output::print(&output::table(
        args.format,
        || audit::render(&found, &terminal::look()),
        |to| audit::json(&found, to),
        |to| audit::csv(&found, to),
    ))?;
    match found.holds() {
        true => Ok(()),
        false => Err(Stop::Missed),
    }
}
