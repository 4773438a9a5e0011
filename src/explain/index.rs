//! Everything there is to explain, on one screen.

use crate::explain::coverage;
use crate::explain::page::Page;
use crate::explain::{Part, metrics};
use crate::report::text::Look;

/// Items, mechanisms and metrics in columns.
pub(super) fn index(look: &Look) -> String {
    let mut page = Page::new(look);
    page.heading("Items of the paper: caseload explain P29");
    let items: Vec<String> = coverage::items()
        .iter()
        .map(|item| format!("{} {}", item.id, item.title))
        .collect();
    page.columns(&items);
    page.heading("Mechanisms: caseload explain chase");
    let parts: Vec<String> = Part::all()
        .map(|part| format!("{:<12} {}", part.key(), part.title()))
        .collect();
    page.columns(&parts);
    page.heading("Metrics: caseload explain breach_share");
    let names: Vec<String> = metrics::names().into_iter().map(str::to_owned).collect();
    page.columns(&names);
    page.heading("Keys of a scenario: caseload explain dispatch.mode");
    page.paragraph("Every key that `caseload schema` has, such as `levels.town.hand_off`, `desks.*.staff` or `mechanisms.chase.gain`.");
    page.finish()
}
