//! `caseload explain`: what the paper says, what of it is simulated, and where to see it.

use caseload::diagnostic::Code;
use caseload::explain::{explain, index};

use crate::cli::output;
use crate::cli::stop::Stop;
use crate::cli::terminal;

/// Explain an item of the paper, a mechanism, a key of a scenario, or a metric.
///
/// What the paper says, what is simulated, its parameters with unit, default, range and source, what it cannot show, and
/// which design, metric and test to look at. Without a name, everything there is to explain.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  caseload explain                         everything there is to explain\n  \
    caseload explain P29                     an item of the paper\n  \
    caseload explain chase                   a mechanism\n  \
    caseload explain levels.town.hand_off    a key of a scenario, with its names or with `*`\n  \
    caseload explain breach_share            a metric"
)]
pub struct Args {
    /// The item, mechanism, key or metric [default: list them]
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Prints the explanation.
pub fn run(args: &Args) -> Result<(), Stop> {
    let look = terminal::look();
    let Some(name) = &args.name else {
        return output::print(&index(&look));
    };
    let text = explain(name, &look).map_err(|unknown| {
        let message = format!("there is no item, mechanism, key of a scenario or metric `{name}`");
        let help = match unknown.near.as_slice() {
            [] => "`caseload explain` lists them all".to_owned(),
            near => format!(
                "did you mean `{}`? `caseload explain` lists them all",
                near.join("`, `")
            ),
        };
        Stop::plain(Code::UnknownName, message, &help)
    })?;
    output::print(&text)
}
