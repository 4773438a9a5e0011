//! `caseload select`: the best of several designs.

use std::path::PathBuf;

use caseload::diagnostic::render::render;
use caseload::diagnostic::{Code, Diagnostic, Diagnostics, Place, Sources};
use caseload::experiment::runs::Runner;
use caseload::experiment::select::{Contest, choose};
use caseload::report::select::{self, Choosing};
use caseload::report::text::Look;
use caseload::scenario::Document;
use caseload::scenario::document::read_source;
use clap::ValueEnum;
use serde_json::json;

use crate::cli::cache::{self, Cache, stopped};
use crate::cli::execute;
use crate::cli::input::{folder, overrides};
use crate::cli::options::TableFormat;
use crate::cli::output::{self, Started, Target};
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Choose the best of several designs, with a stated probability of being right.
///
/// The table `[select]` of the scenario says which designs, by which metric, what differences do not matter, and which constraints
/// the choice must keep. Replications are added where they are needed until the choice is sure enough; it is then checked on
/// fresh streams. Exit code 1 when no design keeps the constraints, or the budget ran out before it was decided.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload select scenarios/select.toml\n  caseload select scenarios/select.toml --procedure ocba --confidence 0.99\n  \
    caseload select scenarios/select.toml --set 'select.indifference=\"1 h\"' --out results/select"
)]
pub struct Args {
    /// The scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How the best is chosen [default: select.procedure of the scenario, else kn]
    #[arg(long, value_enum)]
    procedure: Option<ProcedureName>,

    /// The probability that the choice is right [default: select.confidence of the scenario, else 0.95]
    #[arg(long, value_name = "P", allow_hyphen_values = true)]
    confidence: Option<String>,

    /// Change the scenario before it is used: a path in it and a value, as often as needed
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

    /// Seed of all streams of matters [default: plan.seed of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,

    /// Threads; 0 is one for each core. Results do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,

    /// What stdout gets
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    format: TableFormat,

    /// Write the text, tables and a manifest into this new folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    #[command(flatten)]
    cache: cache::Options,

    /// No progress
    #[arg(long, short)]
    quiet: bool,
}

/// The procedures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProcedureName {
    /// Fully sequential, guaranteed for normal values
    Kn,
    /// Fully sequential with updated variances, faster, guaranteed in the limit
    #[value(name = "kn++")]
    KnUpdating,
    /// Replications where they tell most
    Ocba,
}

impl Args {
    /// The options as what they stand for: changes to the scenario.
    fn changes(&self) -> Vec<String> {
        let procedure = self.procedure.and_then(|name| name.to_possible_value());
        let procedure = procedure.map(|name| format!("select.procedure={}", name.get_name()));
        let confidence = self.confidence.iter();
        let seed = self.seed.iter().map(|seed| format!("plan.seed={seed}"));
        self.set
            .iter()
            .cloned()
            .chain(procedure)
            .chain(confidence.map(|share| format!("select.confidence={share}")))
            .chain(seed)
            .collect()
    }

    /// The command that asks for the same.
    fn command(&self) -> String {
        let file = select::quoted(&self.file.display().to_string());
        let changes = self.changes();
        let changes = changes
            .iter()
            .map(|change| format!(" --set {}", select::quoted(change)));
        format!("caseload select {file}{}", changes.collect::<String>())
    }
}

/// Chooses the best design.
pub fn run(args: &Args) -> Result<(), Stop> {
    let contest = read(args)?;
    let target = args.out.as_deref().map(Target::new).transpose()?;
    let cache = Cache::open(&args.cache, "select")?;
    let started = Started::now();
    let what = format!("{} designs", contest.designs.len());
    let (found, threads) =
        execute::with_progress(args.threads, args.quiet, (1, what), |bar, stop| {
            choose(&contest, &Runner::new(cache.store(), bar, stop))
        })?;
    let found = found.map_err(|trouble| stopped(trouble, &cache))?;
    let report = Choosing::new(&contest, found, args.command());
    let about = json!({ "command": report.command, "fingerprint": report.fingerprint.to_hex() });
    started.write(target, (about, threads), args.quiet, |folder| {
        write(folder, &report)
    })?;
    output::print(&output::table(
        args.format,
        || select::render(&report, &terminal::look()),
        |to| select::json(&report, to),
        |to| select::csv(&report, to),
    ))?;
    match report.is_decided() {
        true => Ok(()),
        false => Err(Stop::Missed),
    }
}

fn write(folder: &Target, report: &Choosing) -> std::io::Result<()> {
    folder.file("select.txt", |to| {
        to.write_all(select::render(report, &Look::PLAIN).as_bytes())
    })?;
    folder.file("select.csv", |to| Ok(select::csv(report, to)?))?;
    folder.file("select.json", |to| select::json(report, to))
}

/// The designs of the file, with all that is wrong said at once.
fn read(args: &Args) -> Result<Contest, Stop> {
    let mut sources = Sources::new();
    let changes = args.changes();
    let (overrides, wrong) = overrides(changes.iter());
    if wrong.has_errors() {
        return Err(Stop::input(wrong, sources));
    }
    let name = args.file.display().to_string();
    let text = read_source(&args.file).map_err(|wrong| Stop::input(wrong, Sources::new()))?;
    let base = folder(&args.file);
    let document = Document::read_in(&mut sources, &name, &text, base, &overrides);
    let document = document.map_err(|wrong| Stop::input(wrong, sources.clone()))?;
    let found = contest(&name, &document, base.to_owned(), sources.clone());
    let (contest, warnings) = found.map_err(|wrong| Stop::input(wrong, sources))?;
    if !args.quiet {
        terminal::tell(&render(
            &warnings,
            contest.sources(),
            terminal::color_of_stderr(),
        ));
    }
    Ok(contest)
}

fn contest(
    name: &str,
    document: &Document,
    base: PathBuf,
    sources: Sources,
) -> Result<(Contest, Diagnostics), Diagnostics> {
    let designs = document.design_names();
    let (scenario, found) = document.scenario(&designs[0].value);
    let Some(scenario) = scenario else {
        return Err(found);
    };
    if scenario.select.is_none() {
        let message = format!("`{name}` has no `[select]`");
        return Err(Diagnostic::error(Code::MissingKey, Place::NOWHERE, message)
            .help("add it; scenarios/FORMAT.md says what it holds")
            .into());
    }
    let contest = Contest::new(name.to_owned(), document, &scenario, base, sources)?;
    Ok((contest, found))
}
