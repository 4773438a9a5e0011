//! `caseload towns`: the designs on many members of an ensemble.

use std::path::PathBuf;

use caseload::diagnostic::Code;
use caseload::experiment::ensemble::{Member, Towns, Trouble};
use caseload::report::towns::{self, Ensembled};

use crate::cli::execute;
use crate::cli::input::{Designs, Input};
use crate::cli::options;
use crate::cli::output;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Draw many towns from stated ranges and compare the designs on each: does a gain carry over?
///
/// The table `[ensemble]` of the scenario says how many members there are and what is drawn for each. A member has its own
/// matters, the same for all its designs. What is shown is the share of members in which a design does better, with its
/// interval, and how far the difference varies between them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload towns scenarios/towns.toml\n  caseload towns scenarios/towns.toml --members 20 --format csv\n  \
    caseload towns scenarios/towns.toml --set 'ensemble.vary.load.times=[0.5, 1.5]'"
)]
pub struct Args {
    /// The scenario file
    #[arg(value_name = "FILE", default_value = "scenarios/towns.toml")]
    file: PathBuf,

    /// Number of members [default: ensemble.members of the scenario]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    members: Option<String>,

    #[command(flatten)]
    run: options::Table,
}

/// Runs all members and counts.
pub fn run(args: &Args) -> Result<(), Stop> {
    let mut overrides = args.run.overrides();
    overrides.extend(
        args.members
            .iter()
            .map(|members| format!("ensemble.members={members}")),
    );
    let scenario = args.run.scenario(&args.file);
    let input = Input::read(&scenario, &overrides, Designs::WithBaseline(&[]))?;
    let Some(ensemble) = &input.scenario.ensemble else {
        let message = format!("`{}` has no `[ensemble]`", args.file.display());
        let help = "add it, with what is drawn for each member; scenarios/FORMAT.md says how";
        return Err(Stop::plain(Code::MissingKey, message, help));
    };
    if input.models.len() < 2 {
        let message = "there is one design, and nothing to compare it with on each member";
        let help = "add another design to the scenario";
        return Err(Stop::plain(Code::UnknownName, message.to_owned(), help));
    }
    if !args.run.quiet {
        input.warn();
    }
    let towns = Towns {
        document: &input.document,
        scenario: &input.scenario,
        ensemble,
        baseline: &input.baseline,
        base: crate::cli::input::folder(&args.file),
        sources: &input.sources,
    };
    let plan = &input.models[0].plan;
    let units = u64::from(ensemble.members.value) * u64::from(plan.replications) * 1000;
    let what = format!("{} members", ensemble.members.value);
    let members = execute::with_progress(
        args.run.threads,
        args.run.quiet,
        (units, what),
        |bar, stop| towns.run(bar, stop),
    )?
    .0
    .map_err(|trouble| match trouble {
        Trouble::Input(found, sources) => Stop::input(found, sources),
        Trouble::TooManyOpen(failure) => execute::too_many_open(&input.models, &failure),
    })?;
    report(args, &input, members)
}

fn report(args: &Args, input: &Input, members: Vec<Member>) -> Result<(), Stop> {
    let ensemble = input.scenario.ensemble.as_ref();
    let requested = ensemble.map_or(0, |ensemble| ensemble.members.value);
    let broken = members.iter().flat_map(|member| member.broken_laws.clone());
    let broken: Vec<String> = broken.collect();
    if !broken.is_empty() {
        return Err(Stop::Fault(broken));
    }
    let complete = members.len() as u32;
    if complete == 0 {
        terminal::tell("stopped: no member is complete, so there is nothing to report\n");
        return Err(Stop::Interrupted);
    }
    let plan = &input.models[0].plan;
    let found = Ensembled::new(
        (input.about.title.clone(), input.about.question.clone()),
        (
            requested,
            plan.replications,
            (plan.horizon - plan.warm_up).to_days(),
        ),
        plan.confidence,
        members,
    );
    output::print(&output::table(
        args.run.format,
        || towns::render(&found, &terminal::look()),
        |to| towns::json(&found, to),
        |to| towns::csv(&found, to),
    ))?;
    if complete < requested {
        terminal::tell(&format!(
            "stopped early: {complete} of {requested} members are complete and reported\n"
        ));
        return Err(Stop::Interrupted);
    }
    Ok(())
}
