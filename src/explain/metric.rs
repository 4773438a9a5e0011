//! The text about a metric.

use crate::explain::coverage;
use crate::explain::metrics::Kind;
use crate::explain::page::Page;
use crate::outcome::Better;
use crate::report::text::Look;

/// Width of the names of entries.
const NAMES: usize = 10;

/// What a metric is, in all its scopes.
pub(super) fn text(kinds: &[&Kind], look: &Look) -> String {
    let mut page = Page::new(look);
    let name = kinds[0].name;
    page.heading(name);
    let mut said: Vec<&str> = Vec::new();
    for kind in kinds {
        if said.contains(&kind.text.as_str()) {
            continue;
        }
        said.push(&kind.text);
        let scopes: Vec<&str> = kinds
            .iter()
            .filter(|other| other.text == kind.text)
            .map(|other| other.scope)
            .collect();
        page.paragraph(&format!(
            "{} ({}).",
            sentence(&kind.text),
            scopes.join(", ")
        ));
    }
    page.heading("Where it appears");
    page.entry("unit", NAMES, &unit(kinds[0].unit));
    page.entry("better", NAMES, better(kinds[0].better));
    for kind in kinds {
        page.entry(kind.scope, NAMES, &scope(kind));
    }
    page.entry(
        "in files",
        NAMES,
        &format!("`caseload run FILE --format csv`: rows with measure `{name}`"),
    );
    let items = coverage::items().iter();
    let shown: Vec<&coverage::Item> = items
        .filter(|item| item.metrics.iter().any(|metric| metric.name == name))
        .collect();
    if !shown.is_empty() {
        page.heading("What it shows of the paper");
        for item in shown {
            page.entry(&item.id, 3, &item.title);
        }
    }
    page.finish()
}

/// A text that begins with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Which way is better, in words.
pub(super) fn better(better: Better) -> &'static str {
    match better {
        Better::Lower => "lower is better",
        Better::Higher => "higher is better",
        Better::Neither => "neither way is better by itself",
    }
}

fn unit(unit: &str) -> String {
    let about = match unit {
        "h" => "calendar hours",
        "staff_h" => "hands-on hours of staff",
        "staff_h_per_case" => "hands-on hours of staff per closed case",
        "share" => "a share between 0 and 1; the text shows per cent",
        "per_case" => "a number per closed case",
        "money" => "money, in the currency of the scenario",
        _ => "a number of them",
    };
    format!("`{unit}`: {about}")
}

fn scope(kind: &Kind) -> String {
    match (kind.scope, kind.mechanism) {
        ("all", _) => "once, for the whole organisation".to_owned(),
        ("mechanism", Some(mechanism)) => format!(
            "once, for the mechanism `{0}` (see `caseload explain {0}`)",
            mechanism.key()
        ),
        ("over", _) => "for every time stated under `[measures]`".to_owned(),
        ("phase", _) => "for every phase of the cycle stated under `[measures]`".to_owned(),
        ("age", _) => "for every class of age".to_owned(),
        ("mechanism", None) => "for every mechanism that is at work".to_owned(),
        (scope, _) => format!("for every {scope}"),
    }
}
