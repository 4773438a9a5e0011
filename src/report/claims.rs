//! Claims and the verdicts on them: a table that fits a screen, and below it what each verdict rests on.
//!
//! The CSV has one row a claim and `region` (`claimed`, or `failure` for the patch under which it should fail): `claim`,
//! `region`, `family`, `kind`, `verdict` (empty for accounting), `expected`, `measure`, `unit`, `direction`, `smallest`,
//! `smallest_is_relative`, `n`, `budget`, `looks`, `effect_mean`, `effect_low`, `effect_high` (an interval that allows for the
//! looks), `change_mean`, `change_half_width`, `adjusted_p`, `guards_broken`, `guards_open`, `boundary`, `boundary_at`,
//! `boundary_low`, `boundary_high`. The JSON is one object: how it was made (`version`, `error`, `request`,
//! `fingerprint`) and `claims`, one object each with everything that was found. The page has all of it to look at.

use serde::{Deserialize, Serialize};

use crate::experiment::claim::{Finding, Ruling, Study};
use crate::experiment::subject::Meaning;
use crate::fingerprint::Fingerprint;
use crate::outcome::Scope;
use crate::report::section::{known_label, mechanism_label};
use crate::report::{Growth, VERSION};
use crate::scenario::claim::{Across, Arms, ClaimKind, ClaimedDirection, Margin};
use crate::stats::{Confidence, Verdict};

mod files;
mod html;
mod text;
mod wording;

pub use files::{COLUMNS, csv, json};
pub use html::html;
pub use text::render;

/// What was asked for: all that determines what is found, besides the files and the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Files with claims, or folders of them.
    pub paths: Vec<String>,
    /// Claims that are run; all when it is empty.
    pub only: Vec<String>,
    /// Changes to every claim, as `path=value`.
    pub set: Vec<String>,
    /// Seed of all streams in place of those of the claims.
    pub seed: Option<String>,
    /// Whether fewer replications are run.
    pub quick: bool,
    /// Whether boundaries and maps are left out.
    pub verdicts_only: bool,
}

impl Request {
    /// The command that asks for it.
    pub fn command(&self) -> String {
        let mut words = vec!["caseload".to_owned(), "claims".to_owned()];
        words.extend(self.paths.iter().map(|path| quoted(path)));
        let repeated = [("--only", &self.only), ("--set", &self.set)];
        for (flag, values) in repeated {
            let each = values
                .iter()
                .map(|value| format!("{flag} {}", quoted(value)));
            words.extend(each);
        }
        words.extend(
            self.seed
                .iter()
                .map(|seed| format!("--seed {}", quoted(seed))),
        );
        let flags = [
            ("--quick", self.quick),
            ("--verdicts-only", self.verdicts_only),
        ];
        let given = flags.iter().filter(|(_, is_given)| *is_given);
        words.extend(given.map(|(flag, _)| (*flag).to_owned()));
        words.join(" ")
    }
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=".contains(letter);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// Claims that were put on trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// The version of this crate.
    pub version: &'static str,
    /// The error a family is allowed.
    pub error: f64,
    /// What was asked for.
    pub request: Request,
    /// Fingerprint of all claims with their scenarios.
    pub fingerprint: Fingerprint,
    /// The claims in order.
    pub claims: Vec<Entry>,
}

/// One claim and what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its short name.
    pub id: String,
    /// What is claimed.
    pub says: String,
    /// Where the paper says so.
    pub paper: String,
    /// Items of the paper.
    pub items: Vec<String>,
    /// Its family, and how many claims are in it.
    pub family: (String, usize),
    /// Whether a verdict is passed.
    pub kind: ClaimKind,
    /// The file.
    pub file: String,
    /// Fingerprint of the scenario with the claim.
    pub fingerprint: Fingerprint,
    /// Seed of the streams.
    pub seed: u64,
    /// Confidence of plain intervals.
    pub confidence: Confidence,
    /// Which way the metric is said to go.
    pub direction: ClaimedDirection,
    /// The smallest effect of interest.
    pub smallest: Margin,
    /// Across members: the share of them that is claimed.
    pub share: Option<f64>,
    /// Whether the effect is that of a treatment on a baseline, and not a sum of several arms.
    pub is_pair: bool,
    /// Why it should fail where it should, and the verdicts expected there.
    pub failure: Option<(String, Vec<Verdict>)>,
    /// What theory says of the metric in both arms, and who says so.
    pub known: Vec<Known>,
    /// What was found.
    pub finding: Finding,
}

/// A value that theory gives, beside what was simulated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Known {
    /// What it is a value of: a metric and an arm.
    pub what: String,
    /// The value, in the unit of the metric.
    pub value: f64,
    /// What was simulated.
    pub mean: Option<f64>,
    /// Half the width of its interval.
    pub half_width: Option<f64>,
    /// Who says so.
    pub source: String,
}

impl Known {
    /// Whether the interval holds the value; none without an interval.
    pub fn is_held(&self) -> Option<bool> {
        let (mean, half) = (self.mean?, self.half_width?);
        // An interval without width holds what differs by rounding alone.
        Some((mean - self.value).abs() <= half.max(1e-9 * self.value.abs()))
    }
}

impl Claimed {
    /// A report on the findings of some studies; `family` gives the number of claims of a family.
    ///
    /// # Panics
    /// When there are not as many findings as studies.
    pub fn new(
        studies: &[Study],
        findings: Vec<Finding>,
        family: impl Fn(&str) -> usize,
        error: f64,
        request: Request,
    ) -> Self {
        assert_eq!(studies.len(), findings.len(), "every claim has a finding");
        let fingerprint = studies.iter().fold(Fingerprint::EMPTY, |of, study| {
            of.and_number(study.fingerprint.0)
        });
        let each = studies.iter().zip(findings);
        Self {
            version: VERSION,
            error,
            request,
            fingerprint,
            claims: each
                .map(|(study, finding)| entry(study, finding, &family))
                .collect(),
        }
    }

    /// Claims with a verdict, by verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let verdicts = self.claims.iter().map(|entry| entry.finding.main.verdict);
        verdicts.filter(|found| *found == Some(verdict)).count()
    }
}

fn entry(study: &Study, finding: Finding, family: &impl Fn(&str) -> usize) -> Entry {
    let claim = &study.claim;
    let texts = |list: &[crate::diagnostic::At<String>]| {
        list.iter().map(|one| one.value.clone()).collect::<Vec<_>>()
    };
    Entry {
        id: claim.id.value.clone(),
        says: claim.says.clone(),
        paper: claim.paper.clone(),
        items: texts(&claim.items),
        family: (claim.family.clone(), family(&claim.family)),
        kind: claim.kind,
        file: study.file.clone(),
        fingerprint: study.fingerprint,
        seed: study.seed(),
        confidence: Confidence::new(study.confidence()).unwrap_or(Confidence::USUAL),
        direction: claim.metric.direction,
        smallest: claim.metric.smallest.value,
        share: match claim.across {
            Across::Members { share } => Some(share),
            Across::Replications => None,
        },
        is_pair: matches!(claim.arms, Arms::Two { .. }),
        failure: claim.failure.as_ref().map(|failure| {
            let expect = failure.expect.iter().map(|one| one.value);
            (failure.because.clone(), expect.collect())
        }),
        known: known(study, &finding.main),
        finding,
    }
}

/// What theory says of the claim's metric and of its guards.
fn known(study: &Study, ruling: &Ruling) -> Vec<Known> {
    let mut all = Vec::new();
    let paired = ruling.paired.map(|paired| (paired, ruling.meaning.clone()));
    let own = (study.claim.metric.known.as_ref(), paired);
    let guards = study.claim.guards.iter().zip(&ruling.guards);
    let guards = guards.map(|(guard, found)| {
        let paired = found.paired.map(|paired| (paired, found.meaning.clone()));
        (guard.item.known.as_ref(), paired)
    });
    for (known, found) in std::iter::once(own).chain(guards) {
        let Some(known) = known else { continue };
        let arms = [
            (
                known.baseline,
                found.as_ref().map(|(paired, _)| paired.base),
            ),
            (
                known.treatment,
                found.as_ref().map(|(paired, _)| paired.other),
            ),
        ];
        let names = ruling.arms.iter().map(|arm| arm.name.as_str());
        for ((value, estimate), arm) in arms.into_iter().zip(names) {
            let Some(value) = value else { continue };
            let label = found.as_ref().map(|(_, meaning)| label(meaning));
            all.push(Known {
                what: format!("{}, {arm}", label.unwrap_or_default()),
                value,
                mean: estimate.map(|estimate| estimate.mean),
                half_width: estimate.and_then(|estimate| estimate.half_width),
                source: known.source.clone(),
            });
        }
    }
    all
}

/// What the text calls a metric.
pub(crate) fn label(meaning: &Meaning) -> String {
    let measure = &meaning.measure;
    let items = meaning.items.join(" + ");
    match &measure.scope {
        Scope::All => plain_label(measure.name),
        Scope::Mechanism(key) => mechanism_label(key, measure.name),
        Scope::Activity(_) => format!("staff hours of {items}"),
        _ => format!("{} ({items})", plain_label(measure.name)),
    }
}

/// The label of a measure; its name in words when it has none.
fn plain_label(name: &'static str) -> String {
    match known_label(name) {
        label if label == name => name.replace('_', " "),
        label => label.to_owned(),
    }
}

/// Whether the backlog of an arm grew through the measured window, which makes averages depend on how long one looks.
fn grows(ruling: &Ruling, confidence: Confidence) -> Vec<&str> {
    let arms = ruling.arms.iter();
    let growing = arms.filter(|arm| {
        let growth = Growth::among(ruling.arms.len(), &arm.trends, confidence);
        growth.is_some_and(|growth| growth.is_growing())
    });
    growing.map(|arm| arm.name.as_str()).collect()
}
