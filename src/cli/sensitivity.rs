//! `caseload sensitivity`: what matters.

use std::path::PathBuf;

use caseload::diagnostic::render::render;
use caseload::diagnostic::{At, Diagnostics, Place, Sources};
use caseload::experiment::sensitivity::{Asked, Inquiry};
use caseload::experiment::subject::Origin;
use caseload::report::sensitivity::{self, Matters};
use caseload::report::text::Look;
use caseload::scenario::document::read_source;
use caseload::scenario::{Document, SensitivityMethod};
use serde_json::json;

use crate::cli::cache::{self, Cache};
use crate::cli::execute;
use crate::cli::input::{folder, overrides};
use crate::cli::options::{Scenario, TableFormat};
use crate::cli::output::{self, Started, Target};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Say which assumed quantities move a figure, and which guess should be measured first.
///
/// A scenario asks in a table `[sensitivity]`. Every quantity of kind `assumed` goes through its range, all at once; what the figure
/// varies by is shared out among them, with chance taken out. Runs that are finished are kept, so what was interrupted goes on where it
/// stopped.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload sensitivity scenarios/sensitivity.toml\n  \
    caseload sensitivity scenarios/yangxunqiao.toml --method morris\n  \
    caseload sensitivity scenarios/sensitivity.toml --set sensitivity.points=256 --out results/matters"
)]
pub struct Args {
    #[command(flatten)]
    scenario: Scenario,

    /// How it is answered: shares of the variance, or a screening of many factors [default: that of the scenario]
    #[arg(long, value_enum)]
    method: Option<Method>,

    /// Vary this factor only, by its name or path, as often as needed [default: those of the scenario]
    #[arg(long, value_name = "FACTOR")]
    only: Vec<String>,

    /// Seed of the points and of all streams of matters [default: plan.seed of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Write the report, tables and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    cache: cache::Options,

    /// No progress, no warnings
    #[arg(long, short)]
    quiet: bool,
}

/// The methods, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Method {
    /// Elementary effects: which factors move the figure at all
    Morris,
    /// Shares of the variance
    Sobol,
}

/// Looks at all points and reports what matters.
pub fn run(args: &Args) -> Result<(), Stop> {
    let target = args.out.as_deref().map(Target::new).transpose()?;
    let inquiry = read(args)?;
    let cache = Cache::open(&args.cache, "sensitivity")?;
    let started = Started::now();
    let points = inquiry.rows() * inquiry.points_a_row();
    let what = format!("{points} points");
    let (found, threads) =
        execute::with_progress(args.threads, args.quiet, (1, what), |bar, stop| {
            inquiry.answer(cache.store(), bar, stop)
        })?;
    let found = found.map_err(|trouble| cache::stopped(trouble, &cache))?;
    let matters = Matters::new(&inquiry, &found);
    let about = json!({ "command": output::command_line(), "fingerprint": matters.fingerprint });
    started.write(target, (about, threads), args.quiet, |folder| {
        write(folder, &matters)
    })?;
    output::print(&output::table(
        args.format,
        || sensitivity::render(&matters, &terminal::look()),
        |to| sensitivity::json(&matters, to),
        |to| sensitivity::csv(&matters, to),
    ))
}

fn write(folder: &Target, matters: &Matters) -> std::io::Result<()> {
    folder.file("sensitivity.txt", |to| {
        to.write_all(sensitivity::render(matters, &Look::PLAIN).as_bytes())
    })?;
    folder.file("sensitivity.csv", |to| Ok(sensitivity::csv(matters, to)?))?;
    folder.file("sensitivity.json", |to| sensitivity::json(matters, to))
}

/// What the scenario asks, with everything that is wrong said at once.
fn read(args: &Args) -> Result<Inquiry, Stop> {
    let mut sources = Sources::new();
    let seed = args.seed.iter().map(|seed| format!("plan.seed={seed}"));
    let seed: Vec<String> = seed.collect();
    let (overrides, wrong) = overrides(args.scenario.set.iter().chain(&seed));
    if wrong.has_errors() {
        return Err(Stop::input(wrong, sources));
    }
    let file = &args.scenario.file;
    let found = document(file, &overrides, &mut sources);
    let (document, scenario) = found.map_err(|wrong| Stop::input(wrong, sources.clone()))?;
    let only = args.only.iter().map(|name| {
        let source = sources.add("--only", name.as_str());
        At::new(name.clone(), Place::new(source, 0..name.len()))
    });
    let asked = Asked {
        method: args.method.map(|method| match method {
            Method::Morris => SensitivityMethod::Morris,
            Method::Sobol => SensitivityMethod::Sobol,
        }),
        only: only.collect(),
    };
    let origin = Origin::new(folder(file).to_owned(), sources.clone());
    let inquiry = Inquiry::new(document, &scenario, origin, &asked);
    let (inquiry, warnings) = inquiry.map_err(|wrong| Stop::input(wrong, sources.clone()))?;
    if !args.quiet {
        terminal::tell(&render(&warnings, &sources, terminal::color_of_stderr()));
    }
    Ok(inquiry)
}

fn document(
    file: &std::path::Path,
    overrides: &[caseload::scenario::Override],
    sources: &mut Sources,
) -> Result<(Document, caseload::scenario::Scenario), Diagnostics> {
    let text = read_source(file)?;
    let name = file.display().to_string();
    let document = Document::read_in(sources, &name, &text, folder(file), overrides)?;
    let (scenarios, found) = document.check_all();
    let first = scenarios.into_iter().next().filter(|_| !found.has_errors());
    let (_, scenario) = first.ok_or(found)?;
    Ok((document, scenario))
}
