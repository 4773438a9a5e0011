//! `caseload capacity`: how much demand designs can take.

use std::path::PathBuf;

use caseload::experiment::capacity::Stress;
use caseload::report::capacity::{self as report, Capacities};
use caseload::report::text::Look;
use serde_json::json;

use crate::cli::cache::{self, Cache};
use crate::cli::execute;
use crate::cli::input::{Designs, Input, folder};
use crate::cli::options::Table;
use crate::cli::output::{self, Started, Target};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Find the largest demand that each design keeps up with, and the demand at which each first breaks a target.
///
/// All sources are multiplied by one factor, which is raised and lowered until the backlog just does not grow and until each target of
/// `[optimise]` just breaks, with intervals.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload capacity scenarios/textbook/mm3.toml\n  caseload capacity scenarios/plan.toml\n  \
    caseload capacity scenarios/yangxunqiao.toml --design four-platforms --replications 10"
)]
pub struct Args {
    /// The scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Raise the demand of this design only; as often as needed [default: all]
    #[arg(long, value_name = "NAME")]
    design: Vec<String>,

    #[command(flatten)]
    table: Table,

    /// Write tables and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    cache: cache::Options,
}

/// Looks for the limits.
pub fn run(args: &Args) -> Result<(), Stop> {
    let stress = stress(args)?;
    let target = args.out.as_deref().map(Target::new).transpose()?;
    let cache = Cache::open(&args.cache, "capacity")?;
    let started = Started::now();
    let what = "the search for limits".to_owned();
    let (found, threads) = execute::with_progress(
        args.table.threads,
        args.table.quiet,
        (1, what),
        |bar, stop| stress.capacities(cache.store(), bar, stop),
    )?;
    let found = found.map_err(|trouble| cache::stopped(trouble, &cache))?;
    let capacities = Capacities::new(&stress, found);
    let about = json!({ "command": output::command_line(), "seed": capacities.seed });
    started.write(target, (about, threads), args.table.quiet, |folder| {
        write(folder, &capacities)
    })?;
    output::print(&output::table(
        args.table.format,
        || report::render(&capacities, &terminal::look()),
        |to| report::json(&capacities, to),
        |to| report::csv(&capacities, to),
    ))
}

fn write(folder: &Target, capacities: &Capacities) -> std::io::Result<()> {
    folder.file("capacity.txt", |to| {
        to.write_all(report::render(capacities, &Look::PLAIN).as_bytes())
    })?;
    folder.file("capacity.csv", |to| Ok(report::csv(capacities, to)?))?;
    folder.file("capacity.json", |to| report::json(capacities, to))
}

/// The scenario and its designs.
fn stress(args: &Args) -> Result<Stress, Stop> {
    let scenario = args.table.scenario(&args.file);
    let input = Input::read(
        &scenario,
        &args.table.overrides(),
        Designs::WithBaseline(&args.design),
    )?;
    if !args.table.quiet {
        input.warn();
    }
    let sources = input.sources.clone();
    let stress = Stress::new(
        input.document,
        &input.scenario,
        &args.design,
        folder(&args.file).to_owned(),
        sources.clone(),
    );
    stress.map_err(|wrong| Stop::input(wrong, sources))
}
