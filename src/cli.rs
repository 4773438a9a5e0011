//! Commands: what the user asks for, and the exit code it ends with.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod audit;
mod cache;
mod capacity;
mod check;
mod claims;
mod compare;
mod completions;
mod execute;
mod explain;
mod face;
mod input;
mod new;
mod options;
mod output;
mod plan;
mod run;
mod schema;
mod select;
mod sensitivity;
mod stop;
mod sweep;
mod terminal;
mod towns;

/// What happens to backlog, deadlines and the burden on staff when casework is organised differently.
///
/// A scenario is a TOML file with an organisation, the matters that arise in it, and designs: ways to organise it. Every
/// design is simulated on the same matters, and the differences are shown with their confidence intervals.
#[derive(Debug, Parser)]
#[command(
    name = "caseload",
    version,
    max_term_width = 100,
    after_help = "Start here:\n  caseload new my-town.toml          write a small scenario to change\n  \
        caseload check my-town.toml        look for mistakes, and at the load of every desk\n  \
        caseload compare my-town.toml      simulate its designs and compare them\n\n\
        Exit codes: 0 in order, 1 what was asked for was not met, 2 bad input, 3 a mistake of ours, 130 stopped by Ctrl-C (what is complete is reported)"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Args),
    Check(check::Args),
    Run(run::Args),
    Compare(compare::Args),
    Face(face::Args),
    Towns(towns::Args),
    Plan(plan::Args),
    Capacity(capacity::Args),
    Claims(claims::Args),
    Sweep(sweep::Args),
    Select(select::Args),
    Sensitivity(sensitivity::Args),
    Audit(audit::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
}

/// Does what the arguments say.
pub fn main() -> ExitCode {
    stop::catch_panics();
    let done = match Cli::parse().command {
        Command::New(args) => new::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Face(args) => face::run(&args),
        Command::Towns(args) => towns::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Capacity(args) => capacity::run(&args),
        Command::Claims(args) => claims::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Select(args) => select::run(&args),
        Command::Sensitivity(args) => sensitivity::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.exit(),
    }
}
