//! What the terminal can show.

use std::io::{IsTerminal, Write};

use caseload::diagnostic::render::Color;
use caseload::report::text::{Charset, Look};

/// Columns of a table that goes to a file or a pipe.
const WIDTH_OF_FILES: usize = 120;
/// The widest that is asked for.
const WIDEST: usize = 400;

/// How text on stdout is to look: as wide as the terminal (`COLUMNS` says otherwise), 120 columns in a file; colours only
/// on a terminal and without `NO_COLOR`; plain ASCII when the locale is `C`.
pub fn look() -> Look {
    let is_terminal = std::io::stdout().is_terminal();
    let columns = variable("COLUMNS").and_then(|text| text.parse::<usize>().ok());
    let width = match columns {
        Some(columns) if columns > 0 => columns.min(WIDEST),
        _ if is_terminal => {
            terminal_size::terminal_size().map_or(WIDTH_OF_FILES, |(width, _)| usize::from(width.0))
        }
        _ => WIDTH_OF_FILES,
    };
    Look {
        width,
        charset: charset(),
        color: color(is_terminal),
    }
}

/// Whether stderr takes colours.
pub fn color_of_stderr() -> Color {
    color(std::io::stderr().is_terminal())
}

/// Writes to stderr; that nobody reads it is no reason to stop.
pub fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

fn color(is_terminal: bool) -> Color {
    let is_dumb = variable("TERM").is_some_and(|term| term == "dumb");
    if is_terminal && !is_dumb && variable("NO_COLOR").is_none() {
        Color::Always
    } else {
        Color::Never
    }
}

fn charset() -> Charset {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable);
    match locale.as_deref() {
        Some("C" | "POSIX") => Charset::Ascii,
        _ => Charset::Unicode,
    }
}

/// A variable of the environment that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}
