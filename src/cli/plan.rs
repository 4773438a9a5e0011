//! `caseload plan`: the cheapest plan that keeps its targets.

use std::path::PathBuf;

use caseload::experiment::plan::{Planner, plan};
use caseload::random::Seed;
use caseload::report::plan::{self as report, Plans};
use caseload::report::text::Look;
use serde_json::json;

use crate::cli::cache::{self, Cache};
use crate::cli::execute;
use crate::cli::input::{Designs, Input, folder};
use crate::cli::options::{Scenario, TableFormat};
use crate::cli::output::{self, Started, Target};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Find the cheapest staffing and thresholds that keep every target, and say how sure that is.
///
/// The scenario says in `[optimise]` what may be changed, what it costs, and what must be kept. The search starts from theory's
/// guess; what it proposes is checked on fresh streams, beside what is there today and what is one step cheaper. Exit code 1 when
/// no plan is shown to keep every target.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload plan scenarios/plan.toml\n  caseload plan scenarios/plan.toml --set optimise.check=200 --out results/plan\n  \
    caseload plan scenarios/plan.toml --set 'optimise.targets.breach.at_most=\"2 %\"'"
)]
pub struct Args {
    #[command(flatten)]
    scenario: Scenario,

    /// Seed of all streams of matters [default: plan.seed of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Write the page, tables and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    cache: cache::Options,

    /// No progress, no warnings
    #[arg(long, short)]
    quiet: bool,
}

/// Looks for the plan.
pub fn run(args: &Args) -> Result<(), Stop> {
    let (planner, seed) = planner(args)?;
    let target = args.out.as_deref().map(Target::new).transpose()?;
    let cache = Cache::open(&args.cache, "plan")?;
    let started = Started::now();
    let what = "the search for a plan".to_owned();
    let (found, threads) =
        execute::with_progress(args.threads, args.quiet, (1, what), |bar, stop| {
            plan(&planner, seed, cache.store(), bar, stop)
        })?;
    let found = found.map_err(|trouble| cache::stopped(trouble, &cache))?;
    let plans = Plans::new(&planner, seed.0, found);
    let about = json!({ "command": output::command_line(), "fingerprint": plans.fingerprint.to_hex(), "seed": plans.seed, "replications": plans.plans.iter().map(|one| one.replications).sum::<u64>() });
    started.write(target, (about, threads), args.quiet, |folder| {
        write(folder, &plans)
    })?;
    output::print(&output::table(
        args.format,
        || report::render(&plans, &terminal::look()),
        |to| report::json(&plans, to),
        |to| report::csv(&plans, to),
    ))?;
    match plans.is_met() {
        true => Ok(()),
        false => Err(Stop::Missed),
    }
}

fn write(folder: &Target, plans: &Plans) -> std::io::Result<()> {
    folder.file("plan.txt", |to| {
        to.write_all(report::render(plans, &Look::PLAIN).as_bytes())
    })?;
    folder.file("plan.html", |to| {
        to.write_all(report::html(plans).as_bytes())
    })?;
    folder.file("plan.csv", |to| Ok(report::csv(plans, to)?))?;
    folder.file("plan.json", |to| report::json(plans, to))
}

/// What the scenario asks for, and the seed.
fn planner(args: &Args) -> Result<(Planner, Seed), Stop> {
    let seed = args.seed.iter().map(|seed| format!("plan.seed={seed}"));
    let seed: Vec<String> = seed.collect();
    let input = Input::read(&args.scenario, &seed, Designs::One(None))?;
    if !args.quiet {
        input.warn();
    }
    if input.scenario.optimise.is_none() {
        return Err(execute::without_optimise(&args.scenario.file));
    }
    let sources = input.sources.clone();
    let planner = Planner::new(
        input.document,
        &input.scenario,
        folder(&args.scenario.file).to_owned(),
        sources.clone(),
    );
    let planner = planner.map_err(|wrong| Stop::input(wrong, sources))?;
    let seed = Seed(planner.seed);
    Ok((planner, seed))
}
