//! `caseload check`: is the scenario in order, and can its desks keep up?

use caseload::diagnostic::render::render;
use caseload::experiment::claim::Study;
use caseload::experiment::plan::Planner;
use caseload::experiment::select::Contest;
use caseload::experiment::sensitivity::{Asked, Inquiry};
use caseload::experiment::subject::Origin;
use caseload::experiment::sweep::Survey;
use caseload::model::{Model, load_check};
use caseload::report;

use crate::cli::input::{Designs, Input, folder};
use crate::cli::options;
use crate::cli::output;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Look for mistakes in a scenario, and at the load of every desk, without running it.
///
/// All mistakes and doubts are shown at once, on stderr. If there is no mistake, a table on stdout shows for every design
/// how much work each desk is to get and how much it can do.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload check scenarios/staffing.toml\n  caseload check scenarios/yangxunqiao.toml --sources\n  \
    caseload check scenarios/staffing.toml --set desks.permits.staff=20"
)]
pub struct Args {
    #[command(flatten)]
    scenario: options::Scenario,

    /// Show this design only, and the baseline; as often as needed [default: all]
    #[arg(long, value_name = "NAME")]
    design: Vec<String>,

    /// Show where each number comes from: value, unit, kind, range, source
    #[arg(long)]
    sources: bool,
}

/// Checks the scenario.
pub fn run(args: &Args) -> Result<(), Stop> {
    let input = Input::read(&args.scenario, &[], Designs::WithBaseline(&args.design))?;
    input.warn();
    let beside = [
        claim(&args.scenario, &input)?,
        sweep(&args.scenario, &input)?,
        plan(&args.scenario, &input)?,
        choice(&args.scenario, &input)?,
        sensitivity(&args.scenario, &input)?,
    ];
    let look = terminal::look();
    let mut text = summary(&args.scenario, &input);
    text.push_str(&beside.concat());
    text.push('\n');
    if args.sources {
        text.push_str(&report::sources::render(&input.provenance, &look));
        text.push('\n');
    }
    let loads: Vec<_> = input
        .models
        .iter()
        .map(|model| (model, load_check(model)))
        .collect();
    text.push_str(&report::load::render(&loads, &look));
    output::print(&text)
}

/// Whether the claim of the scenario is in order, if it has one: its patches and parameters are tried out.
fn claim(options: &options::Scenario, input: &Input) -> Result<String, Stop> {
    if input.scenario.claim.is_none() {
        return Ok(String::new());
    }
    let study = Study::new(
        options.file.display().to_string(),
        input.document.clone(),
        input.scenario.clone(),
        folder(&options.file).to_owned(),
        input.sources.clone(),
    );
    let study = study.map_err(|wrong| Stop::input(wrong, input.sources.clone()))?;
    let claim = &study.claim;
    let count =
        |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    Ok(format!(
        "its claim `{}` is in order: {}, {}, {}\n",
        claim.id.value,
        count(claim.guards.len(), "guard", "guards"),
        count(claim.boundaries.len(), "boundary", "boundaries"),
        match claim.failure {
            Some(_) => "a region where it should fail",
            None => "no region where it should fail",
        }
    ))
}

/// Whether the sweep of the scenario is in order, if it has one: the models of every point are made.
fn sweep(options: &options::Scenario, input: &Input) -> Result<String, Stop> {
    if input.scenario.sweep.is_none() {
        return Ok(String::new());
    }
    let origin = Origin::new(folder(&options.file).to_owned(), input.sources.clone());
    let (document, scenario) = (input.document.clone(), &input.scenario);
    let survey = Survey::new(document, scenario, &input.baseline, origin)
        .map_err(|wrong| Stop::input(wrong, input.sources.clone()))?;
    Ok(format!(
        "its sweep is in order: {} points, {} designs, {} replications of each\n",
        survey.laid.points.len(),
        survey.designs.len(),
        survey.first
    ))
}

/// Whether the choice that the scenario asks for is in order, if it asks for one.
fn choice(options: &options::Scenario, input: &Input) -> Result<String, Stop> {
    if input.scenario.select.is_none() {
        return Ok(String::new());
    }
    let contest = Contest::new(
        options.file.display().to_string(),
        &input.document,
        &input.scenario,
        folder(&options.file).to_owned(),
        input.sources.clone(),
    );
    let contest = contest.map_err(|wrong| Stop::input(wrong, input.sources.clone()))?;
    Ok(format!(
        "its choice is in order: the best of {} designs, with {}, in at most {} replications\n",
        contest.designs.len(),
        match contest.select.constraints.len() {
            0 => "no constraint".to_owned(),
            1 => "1 constraint".to_owned(),
            n => format!("{n} constraints"),
        },
        contest.budget()
    ))
}

/// Whether the plan that the scenario asks for is in order, if it does: its variables are tried out.
fn plan(options: &options::Scenario, input: &Input) -> Result<String, Stop> {
    if input.scenario.optimise.is_none() {
        return Ok(String::new());
    }
    let planner = Planner::new(
        input.document.clone(),
        &input.scenario,
        folder(&options.file).to_owned(),
        input.sources.clone(),
    );
    let planner = planner.map_err(|wrong| Stop::input(wrong, input.sources.clone()))?;
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    Ok(format!(
        "its plan is in order: {}, {}\n",
        count(planner.optimise.variables.len(), "variable"),
        count(planner.optimise.targets.len(), "target"),
    ))
}

/// Whether what the scenario asks about its quantities is in order, if it asks: each is looked at at both ends of its range.
fn sensitivity(options: &options::Scenario, input: &Input) -> Result<String, Stop> {
    if input.scenario.sensitivity.is_none() {
        return Ok(String::new());
    }
    let origin = Origin::new(folder(&options.file).to_owned(), input.sources.clone());
    let (document, scenario) = (input.document.clone(), &input.scenario);
    let (inquiry, warnings) = Inquiry::new(document, scenario, origin, &Asked::default())
        .map_err(|wrong| Stop::input(wrong, input.sources.clone()))?;
    terminal::tell(&render(
        &warnings,
        &input.sources,
        terminal::color_of_stderr(),
    ));
    Ok(format!(
        "what it asks in `[sensitivity]` is in order: {} factors, {} points, {} replications of each\n",
        inquiry.factors.len(),
        inquiry.rows() * inquiry.points_a_row(),
        inquiry.replications()
    ))
}

fn summary(options: &options::Scenario, input: &Input) -> String {
    let model: &Model = &input.models[0];
    let count =
        |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let plan = &model.plan;
    let parts = [
        count(input.models.len(), "design", "designs"),
        count(model.levels.len(), "level", "levels"),
        count(model.units.len(), "unit", "units"),
        format!(
            "{} of {}",
            count(model.desk_count, "desk", "desks"),
            count(model.desk_kinds.len(), "kind", "kinds")
        ),
        count(model.categories.len(), "category", "categories"),
        count(model.demand.sources.len(), "source", "sources"),
        format!("{:.0} days", plan.horizon.to_days()),
        count(plan.replications as usize, "replication", "replications"),
    ];
    format!(
        "{} is in order: {}\n",
        options.file.display(),
        parts.join(", ")
    )
}
