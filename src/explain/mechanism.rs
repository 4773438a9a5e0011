//! The texts about a mechanism and about a key of the scenario.

use crate::explain::keys::Key;
use crate::explain::metric::{better, sentence};
use crate::explain::page::Page;
use crate::explain::{Block, Document, Part, coverage, metrics};
use crate::report::text::Look;

/// The heading of the table of parameters.
pub(super) const PARAMETERS: &str = "Parameters";

/// Width of the names of entries.
const NAMES: usize = 10;

/// What a part of the model is about: its documentation, its metrics, its items and tests.
pub(super) fn text(part: Part, look: &Look) -> String {
    let mut page = Page::new(look);
    documentation(part, &mut page);
    around(part, &mut page);
    page.finish()
}

/// What a key is, and the documentation of the part it belongs to.
pub(super) fn key_text(key: &Key, look: &Look) -> String {
    let mut page = Page::new(look);
    page.heading(&key.path);
    page.paragraph(&format!("{}.", sentence(&key.about)));
    page.heading("In a scenario");
    page.entry("value", NAMES, &key.value);
    let default = match &key.default {
        Some(default) => default.as_str(),
        None if key.is_required => "none: it must be given",
        None => "may be left out",
    };
    page.entry("default", NAMES, default);
    let owner = Part::all().find(|&part| owns(part, &key.path));
    if let Some(rows) = owner.map(|part| rows(part, &[key.path.as_str()]))
        && rows.len() > 1
    {
        page.heading(PARAMETERS);
        page.table(&rows);
    }
    let path = &key.path;
    let items: Vec<&coverage::Item> = coverage::items()
        .iter()
        .filter(|item| item.keys.iter().any(|other| covers(other, path)))
        .collect();
    if !items.is_empty() {
        page.heading("What it stands for in the paper");
        for item in items {
            page.entry(&item.id, 3, &item.title);
        }
    }
    if let Some(part) = owner {
        documentation(part, &mut page);
    }
    page.finish()
}

fn documentation(part: Part, page: &mut Page<'_>) {
    let document = Document::read(part.explanation());
    page.heading(&format!("{} ({})", document.title, part.key()));
    for section in &document.sections {
        page.heading(&section.title);
        page.blocks(&section.blocks);
    }
}

/// Metrics, items and tests of a part.
fn around(part: Part, page: &mut Page<'_>) {
    let own: Vec<_> = metrics::all()
        .iter()
        .filter(|kind| kind.mechanism.map(Part::Mechanism) == Some(part))
        .collect();
    if !own.is_empty() {
        page.heading("Its metrics");
        let width = own.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
        for kind in own {
            let about = format!("{} ({}; {})", kind.text, kind.unit, better(kind.better));
            page.entry(kind.name, width, &about);
        }
    }
    let items: Vec<_> = coverage::items()
        .iter()
        .filter(|item| item.parts().contains(&part))
        .collect();
    if items.is_empty() {
        return;
    }
    page.heading("Items of the paper");
    for item in &items {
        page.entry(&item.id, 3, &item.title);
    }
    page.heading("Where to look");
    let mut places: Vec<(&str, &String)> = Vec::new();
    for item in &items {
        places.extend(item.seen.iter().map(|seen| ("design", seen)));
    }
    for item in &items {
        let about = |test: &&String| {
            !matches!(part, Part::Mechanism(_)) || test.contains(&format!("/{}.rs", part.key()))
        };
        let tests = item.tests.iter().filter(about);
        places.extend(tests.map(|test| ("test", test)));
    }
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(*place));
    for (sort, place) in places {
        page.entry(sort, NAMES, place);
    }
}

/// Whether the documentation of a part speaks of a key, or the key lies in its table.
fn owns(part: Part, path: &str) -> bool {
    let own = match part {
        Part::Mechanism(_) => format!("mechanisms.{}", part.key()),
        Part::Dispatch | Part::Escalation | Part::Closing => part.key().to_owned(),
        Part::Intake => "levels.*.intake".to_owned(),
    };
    covers(&own, path) || rows(part, &[path]).len() > 1
}

/// Whether a path is another one or lies below it.
pub(super) fn covers(above: &str, path: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The header and those rows of a part's table of parameters that are about some keys or lie below them, with full paths.
pub(super) fn rows(part: Part, keys: &[&str]) -> Vec<Vec<String>> {
    let document = Document::read(part.explanation());
    let tables = document.section(PARAMETERS).iter();
    let mut found: Vec<Vec<String>> = Vec::new();
    for table in tables.filter_map(|block| match block {
        Block::Table(rows) => Some(rows),
        _ => None,
    }) {
        let Some((header, body)) = table.split_first() else {
            continue;
        };
        if found.is_empty() {
            found.push(header.clone());
        }
        for row in body {
            let named: Vec<String> = row
                .first()
                .into_iter()
                .flat_map(|cell| names(cell))
                .map(|name| part.path(name))
                .collect();
            let is_about = |key: &&str| named.iter().any(|path| covers(key, path));
            if keys.iter().any(is_about) {
                let mut row = row.clone();
                row[0] = named.join("\n");
                found.push(row);
            }
        }
    }
    found
}

/// The names between backticks in a cell.
pub(super) fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}
