//! `caseload face`: simulated figures beside published ones.

use std::path::PathBuf;

use caseload::diagnostic::Code;
use caseload::outcome::published::designs;
use caseload::report::face::{self, Face};
use caseload::report::{Report, broken_laws};

use crate::cli::execute;
use crate::cli::input::{Designs, Input};
use crate::cli::options;
use crate::cli::output;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Hold a scenario against published figures: what is simulated beside what was printed, in one table.
///
/// The figures are the tables `[published.<name>]` of the scenario, each with its source. Nothing is fitted to them, and
/// what does not match is shown as it is.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload face\n  caseload face scenarios/yangxunqiao.toml --replications 10\n  \
    caseload face scenarios/shanghai.toml --set 'plan.horizon=\"8 weeks\"' --format csv"
)]
pub struct Args {
    /// The scenario file
    #[arg(value_name = "FILE", default_value = "scenarios/yangxunqiao.toml")]
    file: PathBuf,

    #[command(flatten)]
    run: options::Table,
}

/// Runs the designs that the figures are about, and shows both.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = Input::read(
        &args.run.scenario(&args.file),
        &args.run.overrides(),
        Designs::WithBaseline(&[]),
    )?;
    if input.published.is_empty() {
        let message = format!("`{}` has no published figures", args.file.display());
        let help =
            "add a table such as `[published.on-time]`; scenarios/FORMAT.md says what it holds";
        return Err(Stop::plain(Code::MissingKey, message, help));
    }
    if !args.run.quiet {
        input.warn();
    }
    let (published, baseline) = (&input.published, &input.baseline);
    let is_needed = |name: &str| {
        let figures = published.iter();
        let mut all = figures.flat_map(|figure| designs(&figure.item, baseline));
        name == baseline || all.any(|design| design == name)
    };
    let all = input.models.iter();
    let models: Vec<_> = all
        .filter(|model| is_needed(&model.design))
        .cloned()
        .collect();
    let (results, _) = execute::simulate(&models, args.run.threads, args.run.quiet)?;
    if results.complete == 0 {
        terminal::tell("stopped: no replication is complete, so there is nothing to report\n");
        return Err(Stop::Interrupted);
    }
    let broken = broken_laws(&results);
    if !broken.is_empty() {
        return Err(Stop::Fault(broken));
    }
    let report = Report::new(&input.about, &models, &results, baseline);
    let face = Face::new(&report, &results, published);
    output::print(&formatted(&face, args.run.format))?;
    execute::stopped(&results)
}

fn formatted(found: &Face, format: options::TableFormat) -> String {
    output::table(
        format,
        || face::render(found, &terminal::look()),
        |to| face::json(found, to),
        |to| face::csv(found, to),
    )
}
