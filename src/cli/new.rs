//! `caseload new`: a scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use caseload::diagnostic::Code;

use crate::cli::output;
use crate::cli::stop::Stop;

/// The scenario to start from.
const STARTER: &str = include_str!("starter.toml");

/// Write a small scenario with comments, to change into your own.
///
/// It runs as it is. A file that exists is never overwritten.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  caseload new my-town.toml\n\nLarger ones to read: scenarios/yangxunqiao.toml, scenarios/staffing.toml"
)]
pub struct Args {
    /// The file to write
    #[arg(value_name = "PATH", default_value = "scenario.toml")]
    path: PathBuf,
}

/// Writes the file.
pub fn run(args: &Args) -> Result<(), Stop> {
    let shown = args.path.display();
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&args.path);
    file.and_then(|mut file| file.write_all(STARTER.as_bytes()))
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Stop::plain(
                Code::OutputExists,
                format!("`{shown}` exists"),
                "name another file; nothing is overwritten",
            ),
            _ => {
                let message = format!("`{shown}` cannot be written: {error}");
                Stop::plain(
                    Code::OutputUnwritable,
                    message,
                    "name a file in a folder that exists and that you may write to",
                )
            }
        })?;
    output::print(&format!(
        "{shown} is written. Next:\n  caseload check {shown}      look for mistakes, and at the load of every desk\n  \
         caseload compare {shown}    simulate its designs and compare them\n"
    ))
}
