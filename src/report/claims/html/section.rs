//! All about one claim.

use serde::Serialize;

use super::bars::{self, FactorTable};
use super::row::Keeping;
use super::{Chip, anchor, curve, heat, printed};
use crate::experiment::claim::{BoundaryFinding, Ruling};
use crate::report::claims::wording::{
    arm_values, boundary_found, evidence, growth_note, guard_found, is_expected, sentence,
    short_effect, simulated,
};
use crate::report::claims::{Entry, grows, label};
use crate::report::text::Look;

/// A claim with what its verdict rests on.
#[derive(Debug, Serialize)]
pub(super) struct Section<'c> {
    anchor: String,
    id: &'c str,
    says: &'c str,
    paper: &'c str,
    items: String,
    chip: Chip,
    sentence: String,
    evidence: String,
    metric: String,
    arms: Vec<Arm<'c>>,
    is_weighted: bool,
    guards: Vec<Guarded<'c>>,
    known: Vec<Theory<'c>>,
    failure: Option<Fails<'c>>,
    boundaries: Vec<Figure>,
    map: Option<Figure>,
    factors: Option<FactorTable>,
    file: &'c str,
    seed: u64,
    hash: String,
    matters: String,
    same_matters: bool,
}

/// One arm.
#[derive(Debug, Serialize)]
struct Arm<'c> {
    name: &'c str,
    weight: String,
    value: String,
    grows: bool,
}

/// A guard with what was found.
#[derive(Debug, Serialize)]
struct Guarded<'c> {
    name: &'c str,
    kept: Keeping,
    metric: String,
    found: String,
    allowed: String,
}

/// A value of theory beside the simulated one.
#[derive(Debug, Serialize)]
struct Theory<'c> {
    what: &'c str,
    value: String,
    found: String,
    held: &'static str,
    class: &'static str,
    source: &'c str,
}

/// Where it should fail.
#[derive(Debug, Serialize)]
struct Fails<'c> {
    because: &'c str,
    effect: String,
    n: u32,
    chip: Chip,
    expected: String,
    is_as_expected: bool,
    growth: String,
}

/// A drawing with what it shows.
#[derive(Debug, Serialize)]
pub(super) struct Figure {
    pub(super) title: String,
    pub(super) svg: String,
    pub(super) found: String,
}

impl<'c> Section<'c> {
    /// The section of a claim.
    pub(super) fn new(entry: &'c Entry) -> Self {
        let finding = &entry.finding;
        let ruling = &finding.main;
        let boundaries = finding.boundaries.iter();
        Self {
            anchor: anchor(entry),
            id: &entry.id,
            says: &entry.says,
            paper: &entry.paper,
            items: entry.items.join(", "),
            chip: Chip::of(entry, ruling.verdict),
            sentence: sentence(entry),
            evidence: printed(&evidence(entry, ruling, &Look::PLAIN)).replace('`', "'"),
            metric: label(&ruling.meaning),
            arms: arms(entry, ruling),
            is_weighted: !entry.is_pair,
            guards: guards(ruling),
            known: entry.known.iter().map(Theory::new).collect(),
            failure: fails(entry),
            boundaries: boundaries.map(|found| boundary(entry, found)).collect(),
            map: finding.map.as_ref().map(|map| heat::figure(entry, map)),
            factors: finding
                .factors
                .as_ref()
                .map(|found| bars::table(ruling, found)),
            file: &entry.file,
            seed: entry.seed,
            hash: entry.fingerprint.to_hex(),
            matters: format!("{:016x}", ruling.stream_hash),
            same_matters: ruling.same_matters,
        }
    }
}

fn arms<'c>(entry: &Entry, ruling: &'c Ruling) -> Vec<Arm<'c>> {
    let growing = grows(ruling, entry.confidence);
    let values = arm_values(ruling, &Look::PLAIN);
    let arms = ruling.arms.iter().zip(values).map(|(arm, value)| Arm {
        name: &arm.name,
        weight: printed(&format!("{}", arm.weight)),
        value: printed(&value),
        grows: growing.contains(&arm.name.as_str()),
    });
    arms.collect()
}

fn guards(ruling: &Ruling) -> Vec<Guarded<'_>> {
    let guards = ruling.guards.iter().map(|guard| {
        let (found, allowed) = guard_found(guard, &Look::PLAIN);
        Guarded {
            name: &guard.name,
            kept: Keeping::new(guard.kept),
            metric: label(&guard.meaning),
            found: printed(&found),
            allowed,
        }
    });
    guards.collect()
}

impl<'c> Theory<'c> {
    fn new(known: &'c crate::report::claims::Known) -> Self {
        let (found, held) = simulated(known, &Look::PLAIN);
        Self {
            what: &known.what,
            value: known.value.to_string(),
            found: printed(&found),
            held,
            class: match known.is_held() {
                Some(true) => "kept",
                Some(false) => "broken",
                None => "open",
            },
            source: &known.source,
        }
    }
}

fn fails(entry: &Entry) -> Option<Fails<'_>> {
    let (because, expect) = entry.failure.as_ref()?;
    let failure = entry.finding.failure.as_ref()?;
    let expected: Vec<&str> = expect.iter().map(|one| one.name()).collect();
    Some(Fails {
        because,
        effect: printed(&short_effect(entry, failure, &Look::PLAIN)),
        n: failure.n,
        chip: Chip::of(entry, failure.verdict),
        expected: expected.join(" or "),
        is_as_expected: is_expected(entry) != Some(false),
        growth: growth_note(entry, failure),
    })
}

fn boundary(entry: &Entry, found: &BoundaryFinding) -> Figure {
    Figure {
        title: format!("Boundary: {}", found.name),
        svg: curve::curve(entry, found),
        found: printed(&boundary_found(found)),
    }
}
