//! What the paper says, what of it is simulated, and where to see it.
//!
//! The table [`coverage`] maps every item of the paper, P01 to P78, to mechanisms, keys of a scenario, metrics, tests and
//! shipped designs. The text of a mechanism is its crate documentation, see [`crate::mechanism`]; that of a key is its
//! description in the schema; that of a metric is its [definition](crate::outcome::definition). [`explain`] finds what a
//! name stands for among all of them.

use crate::diagnostic::near;
use crate::report::text::Look;

pub mod coverage;
mod document;
mod index;
mod item;
pub mod keys;
mod mechanism;
mod metric;
pub mod metrics;
mod page;
mod part;

pub use document::{Block, Document, Section};
pub use part::Part;

/// Most names that are offered for one that is not known.
const OFFERS: usize = 5;

/// A name that stands for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Names that may have been meant, the likeliest first.
    pub near: Vec<String>,
}

/// Everything there is to explain, in columns.
pub fn index(look: &Look) -> String {
    index::index(look)
}

/// The text about an item of the paper (`P29`), a mechanism or a section of the scenario (`chase`, `dispatch`), a key of a
/// scenario (`dispatch.mode`, `levels.town.hand_off`) or a metric (`breach_share`).
///
/// # Errors
/// When the name stands for nothing; with names that may have been meant.
pub fn explain(name: &str, look: &Look) -> Result<String, Unknown> {
    let name = name.trim();
    let wanted = name.to_lowercase();
    if let Some(item) = coverage::items().iter().find(|item| item.is(&wanted)) {
        return Ok(item::text(item, look));
    }
    let part = wanted.strip_prefix("mechanisms.").unwrap_or(&wanted);
    if let Some(part) = Part::named(part) {
        return Ok(mechanism::text(part, look));
    }
    let metrics = metrics::named(&wanted);
    if !metrics.is_empty() {
        return Ok(metric::text(&metrics, look));
    }
    match keys::find(name) {
        Some(key) => Ok(mechanism::key_text(&key, look)),
        None => Err(unknown(&wanted)),
    }
}

/// What may have been meant: the key of which only the end was given, else the nearest name of each sort.
fn unknown(wanted: &str) -> Unknown {
    let keys = keys::paths();
    let end = format!(".{wanted}");
    let mut offers: Vec<String> = keys
        .iter()
        .filter(|path| path.ends_with(&end))
        .cloned()
        .collect();
    let items = coverage::items().iter().map(|item| item.id.as_str());
    let parts = Part::all().map(Part::key);
    let metrics = metrics::names();
    let nearest = [
        near(wanted, items),
        near(wanted, parts),
        near(wanted, metrics.iter().copied()),
        near(wanted, keys.iter().map(String::as_str)),
        nearest_end(wanted, &keys),
    ];
    offers.extend(nearest.into_iter().flatten().map(str::to_owned));
    let mut seen = std::collections::BTreeSet::new();
    offers.retain(|offer| seen.insert(offer.clone()));
    offers.truncate(OFFERS);
    Unknown { near: offers }
}

/// The path whose last part is nearest to a word.
fn nearest_end<'a>(wanted: &str, paths: &'a [String]) -> Option<&'a str> {
    let last = |path: &'a str| path.rsplit('.').next().unwrap_or(path);
    let found = near(wanted, paths.iter().map(|path| last(path)))?;
    paths
        .iter()
        .map(String::as_str)
        .find(|path| last(path) == found)
}

#[cfg(test)]
mod tests;
