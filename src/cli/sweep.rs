//! `caseload sweep`: a scenario at many values of its parameters.

use std::path::PathBuf;

use caseload::diagnostic::Code;
use caseload::experiment::subject::Origin;
use caseload::experiment::sweep::{Survey, Swept};
use caseload::report::columns::{csv, parquet};
use caseload::report::sweep::{self, Surveyed};
use caseload::report::text::Look;
use serde_json::json;

use crate::cli::cache::{self, Cache};
use crate::cli::execute;
use crate::cli::input::{Designs, Input, folder};
use crate::cli::options;
use crate::cli::output::{self, Started, Target};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Run a scenario at many values of its parameters: a grid, a fractional factorial, a Latin hypercube or Sobol points.
///
/// The table `[sweep]` of the scenario says which values are varied, at which points, and what is read off; a sweep in a file of
/// its own names the scenario as its `base`. All designs of a point see the same matters. Every finished replication is kept, so
/// a sweep that was interrupted goes on where it stopped, and a wider one runs only what is new.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload sweep scenarios/sweep.toml\n  caseload sweep scenarios/sweep.toml --out results/sweep\n  \
    caseload sweep scenarios/sweep.toml --set sweep.layout=sobol --set sweep.points=64 --format csv"
)]
pub struct Args {
    /// The scenario file
    #[arg(value_name = "FILE", default_value = "scenarios/sweep.toml")]
    file: PathBuf,

    #[command(flatten)]
    run: options::Table,

    /// Write the summary, tables as CSV and Parquet, and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    cache: cache::Options,
}

/// Runs the points and reports.
pub fn run(args: &Args) -> Result<(), Stop> {
    let target = args.out.as_deref().map(Target::new).transpose()?;
    let scenario = args.run.scenario(&args.file);
    let mut overrides = args.run.overrides();
    let replications = args.run.replications.iter();
    overrides.extend(replications.map(|n| format!("sweep.replications={n}")));
    let input = Input::read(&scenario, &overrides, Designs::WithBaseline(&[]))?;
    if input.scenario.sweep.is_none() {
        let message = format!("`{}` has no `[sweep]`", args.file.display());
        let help = "add it, with what is varied and what is read off; scenarios/FORMAT.md says how";
        return Err(Stop::plain(Code::MissingKey, message, help));
    }
    let cache = Cache::open(&args.cache, "sweep")?;
    let started = Started::now();
    let origin = Origin::new(folder(&args.file).to_owned(), input.sources.clone());
    let what = "checking the points".to_owned();
    let (survey, _) = execute::with_progress(args.run.threads, true, (1, what), |_, _| {
        Survey::new(
            input.document.clone(),
            &input.scenario,
            &input.baseline,
            origin,
        )
    })?;
    let survey = survey.map_err(|wrong| Stop::input(wrong, input.sources.clone()))?;
    let what = format!("{} points", survey.laid.points.len());
    let quiet = args.run.quiet;
    let (swept, threads) =
        execute::with_progress(args.run.threads, quiet, (1, what), |bar, stop| {
            survey.run(cache.store(), bar, stop)
        })?;
    let swept = swept.map_err(|trouble| cache::stopped(trouble, &cache))?;
    let surveyed = Surveyed {
        title: &input.about.title,
        survey: &survey,
        swept: &swept,
    };
    let about = json!({ "command": output::command_line(), "fingerprint": survey.fingerprint.to_hex(), "seed": survey.seed, "runs": runs(&survey, &swept) });
    started.write(target, (about, threads), quiet, |folder| {
        write(folder, &surveyed, &input)
    })?;
    output::print(&output::table(
        args.run.format,
        || sweep::render(&surveyed, &terminal::look()),
        |to| sweep::json(&surveyed, to),
        |to| csv(sweep::points(&surveyed), to),
    ))
}

fn runs(survey: &Survey, swept: &Swept) -> u64 {
    let points: u64 = swept.points.iter().map(|found| u64::from(found.n)).sum();
    points * survey.designs.len() as u64
}

fn write(folder: &Target, surveyed: &Surveyed<'_>, input: &Input) -> std::io::Result<()> {
    folder.file("sweep.txt", |to| {
        to.write_all(sweep::render(surveyed, &Look::PLAIN).as_bytes())
    })?;
    folder.file("sweep.json", |to| sweep::json(surveyed, to))?;
    folder.file("points.csv", |to| Ok(csv(sweep::points(surveyed), to)?))?;
    folder.file("points.parquet", |to| parquet(sweep::points(surveyed), to))?;
    folder.file("replications.csv", |to| {
        Ok(csv(sweep::replications(surveyed), to)?)
    })?;
    folder.file("replications.parquet", |to| {
        parquet(sweep::replications(surveyed), to)
    })?;
    folder.file("scenario.toml", |to| {
        to.write_all(input.about.scenario.as_bytes())?;
        to.write_all(input.about.beside.as_bytes())
    })
}
