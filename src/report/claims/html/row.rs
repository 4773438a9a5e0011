//! A row of the table of verdicts.

use serde::Serialize;

use super::strip::{self, Reach};
use super::{Chip, anchor, printed};
use crate::experiment::claim::{GuardFinding, Kept};
use crate::report::claims::Entry;
use crate::report::claims::wording::{crossing, is_expected, kept, margin, scale, short_effect};
use crate::report::text::Look;

/// One claim in a line.
#[derive(Debug, Serialize)]
pub(super) struct Row<'c> {
    anchor: String,
    id: &'c str,
    says: &'c str,
    strip: String,
    effect: String,
    smallest: String,
    n: u32,
    chip: Chip,
    guards: Vec<Guards>,
    failure: Option<Failed>,
    boundary: Option<Boundary<'c>>,
}

/// Guards of which the same was found.
#[derive(Debug, Serialize)]
struct Guards {
    kept: Keeping,
    names: String,
}

/// Whether a guard suffers, with the colour and the word for it.
#[derive(Debug, Serialize)]
pub(super) struct Keeping {
    class: &'static str,
    word: &'static str,
}

/// What was found where a claim should fail.
#[derive(Debug, Serialize)]
struct Failed {
    chip: Chip,
    is_as_expected: bool,
}

/// The first boundary of a claim.
#[derive(Debug, Serialize)]
struct Boundary<'c> {
    label: &'c str,
    found: String,
}

impl<'c> Row<'c> {
    /// The row of a claim, its effect drawn on the axis that all rows share.
    pub(super) fn new(entry: &'c Entry, reach: &Reach) -> Self {
        let finding = &entry.finding;
        let boundary = finding.boundaries.first();
        Self {
            anchor: anchor(entry),
            id: &entry.id,
            says: &entry.says,
            strip: strip::strip(entry, reach),
            effect: printed(&short_effect(entry, &finding.main, &Look::PLAIN)),
            smallest: match entry.share {
                Some(share) => format!("{:.0} % claimed", share * 100.0),
                None => format!("smallest {}", margin(entry.smallest, &scale(&finding.main))),
            },
            n: finding.main.n,
            chip: Chip::of(entry, finding.main.verdict),
            guards: guards(&finding.main.guards),
            failure: finding.failure.as_ref().map(|failure| Failed {
                chip: Chip::of(entry, failure.verdict),
                is_as_expected: is_expected(entry) != Some(false),
            }),
            boundary: boundary.map(|boundary| Boundary {
                label: &boundary.axis.label,
                found: printed(&crossing(boundary)),
            }),
        }
    }
}

/// The names of guards, those that suffer first.
fn guards(all: &[GuardFinding]) -> Vec<Guards> {
    let found = [Kept::Broken, Kept::Open, Kept::Kept].map(|kept| {
        let own = all.iter().filter(|guard| guard.kept == kept);
        let names: Vec<&str> = own.map(|guard| guard.name.as_str()).collect();
        Guards {
            kept: Keeping::new(kept),
            names: names.join(", "),
        }
    });
    let found = found.into_iter();
    found.filter(|some| !some.names.is_empty()).collect()
}

impl Keeping {
    /// Whether a guard suffers.
    pub(super) fn new(found: Kept) -> Self {
        Self {
            class: match found {
                Kept::Kept => "kept",
                Kept::Broken => "broken",
                Kept::Open => "open",
            },
            word: kept(found),
        }
    }
}
