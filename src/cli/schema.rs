//! `caseload schema`: the format of scenarios, for editors.

use crate::cli::output;
use crate::cli::stop::Stop;

/// Print the JSON Schema of scenario files, for completion and checks in an editor.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  caseload schema > scenarios/caseload.schema.json\n\n\
    Editors that know taplo or Even Better TOML use it when a scenario starts with\n  #:schema ./caseload.schema.json"
)]
pub struct Args {}

/// Prints the schema.
pub fn run(_: &Args) -> Result<(), Stop> {
    let schema = caseload::scenario::schema::schema();
    let text =
        serde_json::to_string_pretty(&schema).expect("a schema is made of texts and numbers");
    output::print(&format!("{text}\n"))
}
