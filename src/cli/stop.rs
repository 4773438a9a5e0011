//! Why a command ends before its end, and the exit code of that.

use std::process::ExitCode;

use caseload::diagnostic::render::render;
use caseload::diagnostic::{Code, Diagnostic, Diagnostics, Place, Sources};

use crate::cli::terminal;

/// What was asked for was not met.
const MISSED: u8 = 1;
/// The input is wrong.
const BAD_INPUT: u8 = 2;
/// We are wrong.
const OUR_FAULT: u8 = 3;
/// 128 and the number of the interrupt signal, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// Why a command ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// The input is wrong, and where.
    Input(Box<(Diagnostics, Sources)>),
    /// Our books do not balance.
    Fault(Vec<String>),
    /// What was asked for was not met; what there was to say has been said.
    Missed,
    /// Stopped by the user; what there was to say has been said.
    Interrupted,
}

impl Stop {
    /// Wrong input with places in `sources`.
    pub fn input(found: impl Into<Diagnostics>, sources: Sources) -> Self {
        Self::Input(Box::new((found.into(), sources)))
    }

    /// Wrong input that is in no text.
    pub fn plain(code: Code, message: String, help: &str) -> Self {
        let diagnostic = Diagnostic::error(code, Place::NOWHERE, message).help(help);
        Self::input(diagnostic, Sources::new())
    }

    /// Says why, on stderr, and gives the exit code.
    pub fn exit(self) -> ExitCode {
        match self {
            Self::Input(both) => {
                let (found, sources) = *both;
                terminal::tell(&render(&found, &sources, terminal::color_of_stderr()));
                ExitCode::from(BAD_INPUT)
            }
            Self::Fault(laws) => {
                terminal::tell(
                    "caseload made a mistake: the books of the simulation do not balance, so no results are shown\n",
                );
                for law in laws.iter().take(10) {
                    terminal::tell(&format!("  {law}\n"));
                }
                terminal::tell("Please report it with the scenario and the command.\n");
                ExitCode::from(OUR_FAULT)
            }
            Self::Missed => ExitCode::from(MISSED),
            Self::Interrupted => ExitCode::from(INTERRUPTED),
        }
    }
}

/// Makes a panic, which is a mistake of ours, end the program with the exit code of that.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|panic| {
        terminal::tell(&format!(
            "caseload made a mistake: {panic}\nPlease report it with the scenario and the command.\n"
        ));
        std::process::exit(i32::from(OUR_FAULT));
    }));
}
