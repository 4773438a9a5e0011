//! `caseload audit`: are the statistics right as often as they say?

use caseload::experiment::audit::{Audit, KINDS, Kind, Trials};
use caseload::experiment::runs::Trouble;
use caseload::report::audit;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::execute;
use crate::cli::options::TableFormat;
use crate::cli::output;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Measure how often the statistics are right, on problems whose truth is known.
///
/// Truths are planted in simulated organisations; the ordinary procedures run a thousand times on seeds of their own, and
/// what they say is held against what is stated of them. Exit code 1 when what was seen contradicts it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload audit\n  caseload audit verdicts --trials 200 --seed 7 --format csv"
)]
pub struct Args {
    /// What is audited; everything unless given
    #[arg(value_name = "WHAT", value_parser = kinds())]
    what: Vec<usize>,

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

/// The kinds of audit, as their places among [`KINDS`].
fn kinds() -> impl TypedValueParser<Value = usize> {
    let names = KINDS
        .iter()
        .map(|kind| PossibleValue::new(kind.name).help(kind.about));
    PossibleValuesParser::new(names).map(|name| {
        let is_named = |kind: &Kind| kind.name == name;
        KINDS.iter().position(is_named).unwrap_or_default()
    })
}

/// Runs the audits.
pub fn run(args: &Args) -> Result<(), Stop> {
    let what = format!("{} trials of each truth", args.trials);
    let kinds: Vec<&Kind> = (0..KINDS.len())
        .filter(|at| args.what.is_empty() || args.what.contains(at))
        .map(|at| &KINDS[at])
        .collect();
    let (found, _) = execute::with_progress(args.threads, args.quiet, (1, what), |bar, stop| {
        let trials = Trials::new((args.trials, args.seed), bar, stop);
        let run = |kind: &&Kind| (kind.run)(&trials);
        kinds.iter().map(run).collect::<Result<Vec<Audit>, _>>()
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
    match found.iter().all(Audit::holds) {
        true => Ok(()),
        false => Err(Stop::Missed),
    }
}
