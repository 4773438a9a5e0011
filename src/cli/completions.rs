//! `caseload completions`: commands and options for shells.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::cli::output;
use crate::cli::stop::Stop;

/// Print a script by which a shell completes commands and options.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  source <(caseload completions bash)\n  caseload compare scenarios/<TAB>"
)]
pub struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script.
pub fn run(args: &Args) -> Result<(), Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "caseload", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}
