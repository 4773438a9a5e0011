//! Verdicts as one page that stands by itself: no script, nothing fetched, as good on paper as on a screen.
//!
//! What is said is worded where the text is ([`super::text`]); here it is put into the places of `page.html`, which escapes
//! it, beside drawings that escape their own. Colours are never alone: every verdict has its word and its sign.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::wording::{MEANINGS, heading, reading, setting, sign, title, verdict};
use super::{Claimed, Entry};
use crate::stats::Verdict;

mod bars;
mod curve;
mod heat;
mod row;
mod section;
mod strip;

use row::Row;
use section::Section;
use strip::Reach;

/// The page with its blanks.
const PAGE: &str = include_str!("page.html");
/// Its style sheet.
const STYLE: &str = include_str!("page.css");

/// The claims as a page, ending in a line break.
pub fn html(claimed: &Claimed) -> String {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    environment.set_syntax(syntax.expect("its marks are those of the house"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The ending of its name is what makes it escape.
    let rendered = environment.render_named_str("page.html", PAGE, Serde(Page::new(claimed)));
    rendered.expect("the page has a blank for all that is put into it, and no other")
}

/// What is put into the blanks.
#[derive(Debug, Serialize)]
struct Page<'c> {
    style: &'static str,
    title: String,
    heading: String,
    counts: Vec<Count>,
    version: &'static str,
    setting: &'static str,
    fingerprint: String,
    command: String,
    axis: String,
    rows: Vec<Row<'c>>,
    meanings: Vec<Meaning>,
    reading: String,
    threats: [Threat; 6],
    sections: Vec<Section<'c>>,
}

/// How many claims have a verdict.
#[derive(Debug, Serialize)]
struct Count {
    n: usize,
    chip: Chip,
}

/// A verdict and what it means.
#[derive(Debug, Serialize)]
struct Meaning {
    chip: Chip,
    means: &'static str,
}

/// A verdict with its colour, its sign and its word.
#[derive(Debug, Serialize)]
struct Chip {
    class: &'static str,
    sign: String,
    word: &'static str,
}

/// What could mislead, and what was done about it.
#[derive(Debug, Serialize)]
struct Threat {
    what: &'static str,
    then: &'static str,
}

impl<'c> Page<'c> {
    fn new(claimed: &'c Claimed) -> Self {
        let reach = Reach::new(&claimed.claims);
        Self {
            style: STYLE,
            title: title(claimed),
            heading: heading(claimed),
            counts: Verdict::ALL
                .map(|verdict| Count {
                    n: claimed.count(verdict),
                    chip: Chip::new(verdict),
                })
                .into(),
            version: claimed.version,
            setting: setting(claimed),
            fingerprint: claimed.fingerprint.to_hex(),
            command: claimed.request.command(),
            axis: strip::axis(&reach),
            rows: claimed
                .claims
                .iter()
                .map(|entry| Row::new(entry, &reach))
                .collect(),
            meanings: MEANINGS
                .map(|(verdict, means)| Meaning {
                    chip: Chip::new(verdict),
                    means,
                })
                .into(),
            reading: reading(claimed.error),
            threats: THREATS,
            sections: claimed.claims.iter().map(Section::new).collect(),
        }
    }
}

impl Chip {
    fn new(verdict: Verdict) -> Self {
        Self {
            class: class(verdict),
            sign: sign_of(sign(verdict)),
            word: verdict.name(),
        }
    }

    /// What was found of a claim; nothing passed on what is true by the way it is counted.
    fn of(entry: &Entry, found: Option<Verdict>) -> Self {
        match found {
            Some(found) => Self::new(found),
            None => Self {
                class: "none",
                sign: "=".to_owned(),
                word: verdict(entry, found),
            },
        }
    }
}

/// The sign of a verdict as printed.
fn sign_of(sign: char) -> String {
    match sign {
        '-' => '−',
        sign => sign,
    }
    .to_string()
}

/// The class of a verdict in the style sheet.
fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "supported",
        Verdict::NotSupported => "not-supported",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Reversed => "reversed",
    }
}

/// The name of a claim's section in links: letters, digits and hyphens as they are, all else by its number, so that no two
/// claims share one.
fn anchor(entry: &Entry) -> String {
    let mut name = "claim-".to_owned();
    for letter in entry.id.chars() {
        match letter {
            letter if letter.is_ascii_alphanumeric() || letter == '-' => name.push(letter),
            letter => name.push_str(&format!("_{:x}_", u32::from(letter))),
        }
    }
    name
}

/// Numbers as printed: a minus where the text has a hyphen, and no break between a number and its unit.
fn printed(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        printed.push(match letter {
            '-' if !before.is_alphanumeric() && next.is_ascii_digit() => '−',
            ' ' if before.is_ascii_digit() && (next.is_alphabetic() || next == '%') => '\u{a0}',
            letter => letter,
        });
        before = letter;
    }
    printed
}

/// What a verdict here may be misled by.
const THREATS: [Threat; 6] = [
    Threat {
        what: "Many claims at once",
        then: "The verdicts of a family are corrected together (Holm), claims of it that were not run among them. Guards, \
               boundaries and maps are not corrected.",
    },
    Threat {
        what: "Stopping when it looks good",
        then: "Replications are added look by look until the verdict is clear or the budget is spent. Verdicts and intervals of \
               effects allow for the looks; arms, guards and boundaries have plain intervals.",
    },
    Threat {
        what: "Cases that are still open",
        then: "They are counted: created + reopened = closed + open + abandoned + merged at every instant. Where a backlog grows, \
               averages depend on how long one looks, and the claim says so.",
    },
    Threat {
        what: "Parameters that are assumed",
        then: "Rates, work, staff and the smallest effects are those of the files, many of them assumed. Boundaries and maps show \
               how far a verdict depends on some of them, and on those alone.",
    },
    Threat {
        what: "A model and not a place",
        then: "A verdict is about a mechanism under the numbers stated. It says nothing of any real place, and nothing of what the \
               model leaves out.",
    },
    Threat {
        what: "Chosen measures",
        then: "A claim has one measure and one smallest effect, both written in its file; guards are the measures that must not \
               pay for it.",
    },
];

#[cfg(test)]
mod tests;
