//! The text about an item of the paper.

use crate::explain::coverage::{Item, Metric, Status};
use crate::explain::keys;
use crate::explain::mechanism::{PARAMETERS, rows};
use crate::explain::metric::better;
use crate::explain::metrics;
use crate::explain::page::Page;
use crate::explain::{Document, Part};
use crate::report::text::Look;

/// Width of the names of entries.
const NAMES: usize = 10;

/// The heading under which a documentation says what its mechanism cannot show.
const CANNOT: &str = "What it cannot show";

/// What the paper says, what is simulated, with which parameters, what that cannot show, and where to look.
pub(super) fn text(item: &Item, look: &Look) -> String {
    let mut page = Page::new(look);
    page.heading(&format!("{}  {}", item.id, item.title));
    page.paragraph(&sentence_of(item.status));
    page.heading("What the paper says");
    page.paragraph(&item.says);
    page.heading("What is simulated");
    page.paragraph(&item.simulated);
    if !item.fails.is_empty() {
        page.heading("Where it does not hold");
        page.paragraph(&item.fails);
    }
    parameters(item, &mut page);
    cannot(item, &mut page);
    look_at(item, &mut page);
    page.finish()
}

fn sentence_of(status: Status) -> String {
    super::metric::sentence(status.text()) + "."
}

/// The rows of all tables that are about the item's keys; a key that no table has stands with its description.
fn parameters(item: &Item, page: &mut Page<'_>) {
    let keys: Vec<&str> = item.keys.iter().map(String::as_str).collect();
    let mut table: Vec<Vec<String>> = Vec::new();
    for part in Part::all() {
        let found = rows(part, &keys);
        let from = usize::from(!table.is_empty());
        table.extend(found.into_iter().skip(from).filter(|row| row.len() > 1));
    }
    if table.len() > 1 {
        page.heading(PARAMETERS);
        page.table(&table);
    }
    let has_row = |key: &str| {
        let paths = table.iter().skip(1).flat_map(|row| row[0].lines());
        paths
            .into_iter()
            .any(|path| super::mechanism::covers(key, path))
    };
    let others: Vec<&str> = keys.into_iter().filter(|key| !has_row(key)).collect();
    if others.is_empty() {
        return;
    }
    page.heading(if table.len() > 1 {
        "Other keys"
    } else {
        "Keys"
    });
    let width = others
        .iter()
        .map(|key| key.len())
        .max()
        .unwrap_or(0)
        .min(40);
    for key in others {
        let about = keys::find(key).map_or(String::new(), |key| key.about);
        page.entry(key, width, &about);
    }
}

fn cannot(item: &Item, page: &mut Page<'_>) {
    let texts: Vec<_> = item
        .parts()
        .into_iter()
        .map(|part| (part, Document::read(part.explanation())))
        .filter(|(_, document)| !document.section(CANNOT).is_empty())
        .collect();
    if texts.is_empty() && item.cannot.is_empty() {
        return;
    }
    page.heading(CANNOT);
    if !item.cannot.is_empty() {
        page.paragraph(&item.cannot);
    }
    for (part, document) in texts {
        if item.mechanisms.len() > 1 || !item.cannot.is_empty() {
            page.paragraph(&format!("`{}`:", part.key()));
        }
        page.blocks(document.section(CANNOT));
    }
}

fn look_at(item: &Item, page: &mut Page<'_>) {
    let all = [&item.seen, &item.tests, &item.mechanisms];
    if item.metrics.is_empty() && all.iter().all(|list| list.is_empty()) {
        return;
    }
    page.heading("Where to look");
    for seen in &item.seen {
        let (file, design) = seen.split_once("::").unwrap_or((seen, ""));
        // A file without designs has one, the baseline.
        let command = if design == "baseline" {
            "run"
        } else {
            "compare"
        };
        let about = format!("`{design}` of {file}: `caseload {command} {file}`");
        page.entry("design", NAMES, &about);
    }
    for metric in &item.metrics {
        page.entry("metric", NAMES, &metric_line(metric));
    }
    for test in &item.tests {
        page.entry("test", NAMES, test);
    }
    if !item.mechanisms.is_empty() {
        let more: Vec<String> = item
            .mechanisms
            .iter()
            .map(|key| format!("`caseload explain {key}`"))
            .collect();
        page.entry("more", NAMES, &more.join(", "));
    }
}

fn metric_line(metric: &Metric) -> String {
    let about = metrics::named(&metric.name).into_iter().find(|kind| {
        let of = |mechanism: crate::model::Mechanism| mechanism.key() == metric.item;
        kind.scope == metric.scope && kind.mechanism.is_none_or(of)
    });
    let place = match (metric.scope.as_str(), metric.item.as_str()) {
        ("all", _) => String::new(),
        (scope, "*") => format!(", for every {scope}"),
        (scope, item) => format!(", {scope} {item}"),
    };
    let told = about.map_or(String::new(), |kind| {
        format!(": {}; {}", kind.text, better(kind.better))
    });
    format!("`{}`{place}{told}", metric.name)
}
