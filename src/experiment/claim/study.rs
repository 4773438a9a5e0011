//! A claim with its scenario, and the arms it asks for as models: as claimed, under a patch, with a parameter elsewhere.

use std::path::PathBuf;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Sources};
use crate::experiment::subject::{Meaning, Origin, Subject};
use crate::fingerprint::Fingerprint;
use crate::outcome::{Better, Unit};
use crate::random::Seed;
use crate::scenario::claim::{Across, Arms, Axis, Claim, ClaimedDirection, Margin};
use crate::scenario::document::Node;
use crate::scenario::{Document, Ensemble, Metric, Scenario};

/// A claim and the scenario it is about.
#[derive(Debug)]
pub struct Study {
    /// The claim.
    pub claim: Claim,
    /// What the scenario is about, in a line.
    pub title: String,
    /// Name of the file, as messages have it.
    pub file: String,
    /// Fingerprint of the scenario with its claim.
    pub fingerprint: Fingerprint,
    /// Arms in order: what is asked of the scenario.
    arms: Vec<Asked>,
    document: Document,
    scenario: Scenario,
    origin: Origin,
}

/// An arm as asked for.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    name: String,
    design: String,
    weight: f64,
    patch: Option<Node>,
}

/// A design that is run for a claim; its metrics are the claim's, and behind it those of the guards in order.
#[derive(Debug, Clone)]
pub struct Arm {
    /// The design.
    pub subject: Subject,
    /// What its value is multiplied by in the effect.
    pub weight: f64,
}

/// The arms of a claim under some change of its scenario.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The arms in order; for an ensemble, those of the scenario it is drawn from.
    pub arms: Vec<Arm>,
    /// For an ensemble, what members are drawn from.
    pub(super) members: Option<Members>,
}

/// What the members of an ensemble are drawn from: a scenario, as a tree and decoded.
#[derive(Debug, Clone)]
pub(super) struct Members {
    document: Document,
    scenario: Scenario,
    ensemble: Ensemble,
}

impl Study {
    /// A claim with everything that can be wrong with it looked for: its designs, its metrics, its patches, and its parameters
    /// at both ends of their ranges. `folder` is what files named in the scenario are relative to; `sources` holds the texts
    /// that places point into.
    ///
    /// # Errors
    /// All that is wrong.
    ///
    /// # Panics
    /// When the scenario has no claim: that is asked before.
    pub fn new(
        file: String,
        document: Document,
        scenario: Scenario,
        folder: PathBuf,
        sources: Sources,
    ) -> Result<Self, Diagnostics> {
        let claim = scenario.claim.clone().expect("a study is of a claim");
        let baseline = match &scenario.plan.baseline {
            Some(name) => name.value.clone(),
            None => document.design_names()[0].value.clone(),
        };
        let (document, arms) = asked(&claim, document, &baseline);
        let study = Self {
            fingerprint: Fingerprint::of(&document.to_toml(None)),
            title: scenario.title.clone(),
            file,
            claim,
            arms,
            document,
            scenario,
            origin: Origin::new(folder, sources),
        };
        study.check()?;
        Ok(study)
    }

    /// The texts that places point into.
    pub fn sources(&self) -> &Sources {
        self.origin.sources()
    }

    /// The confidence of every interval.
    pub fn confidence(&self) -> f64 {
        self.scenario.plan.confidence.value
    }

    /// The seed of all streams.
    pub fn seed(&self) -> u64 {
        self.scenario.plan.seed
    }

    /// The names of the arms and their weights in the effect.
    pub fn weights(&self) -> impl Iterator<Item = (&str, f64)> {
        self.arms.iter().map(|arm| (arm.name.as_str(), arm.weight))
    }

    /// The number of factors of a factorial; none for other claims.
    pub fn factors(&self) -> Option<usize> {
        match &self.claim.arms {
            Arms::Factorial(factors) => Some(factors.len()),
            _ => None,
        }
    }

    /// The arms under a patch, and with parameters at a share of the way from their first value to their last.
    ///
    /// # Errors
    /// What is wrong with the scenario so changed.
    pub fn variant(
        &self,
        patch: Option<&Node>,
        parameters: &[(&Axis, f64)],
    ) -> Result<Variant, Diagnostics> {
        let mut document = match patch {
            Some(patch) => self.document.patched_by(patch)?,
            None => self.document.clone(),
        };
        for (axis, share) in parameters {
            document = document.at(axis, *share)?;
        }
        let arms = self.arms_of(&document)?;
        let members = match self.claim.across {
            Across::Replications => None,
            Across::Members { .. } => Some(self.members_of(document)?),
        };
        Ok(Variant { arms, members })
    }

    fn members_of(&self, document: Document) -> Result<Members, Diagnostics> {
        let (scenario, found) = document.scenario(&self.arms[0].design);
        let scenario = scenario.ok_or(found)?;
        let Some(ensemble) = scenario.ensemble.clone() else {
            let message = "the claim is about members, and the scenario has no `[ensemble]`";
            let place = self.claim.id.place;
            return Err(Diagnostic::error(Code::ConflictingKeys, place, message)
                .help("add it, with what is drawn for each member")
                .into());
        };
        Ok(Members {
            document,
            scenario,
            ensemble,
        })
    }

    /// The arm of one member of an ensemble.
    ///
    /// # Errors
    /// What is wrong with what was drawn.
    pub(super) fn member(
        &self,
        from: &Members,
        number: u32,
        arm: usize,
    ) -> Result<Arm, Diagnostics> {
        let drawn = from.document.member(&from.scenario, &from.ensemble, number);
        let (document, _) = drawn?;
        self.arm(&document, &self.arms[arm])
    }

    fn arms_of(&self, document: &Document) -> Result<Vec<Arm>, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut arms = Vec::new();
        for asked in &self.arms {
            match self.arm(document, asked) {
                Ok(arm) => arms.push(arm),
                Err(wrong) => found.merge(wrong),
            }
        }
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(arms),
        }
    }

    fn arm(&self, document: &Document, asked: &Asked) -> Result<Arm, Diagnostics> {
        let patched = asked.patch.as_ref().map(|patch| document.patched_by(patch));
        let patched = patched.transpose()?;
        let document = patched.as_ref().unwrap_or(document);
        let from = (document, asked.design.as_str());
        let subject = self
            .origin
            .subject(from, asked.name.clone(), self.metrics());
        Ok(Arm {
            subject: subject?,
            weight: asked.weight,
        })
    }

    /// The claim's metric, and behind it those of its guards.
    pub(super) fn metrics(&self) -> impl Iterator<Item = &Metric> {
        let guards = self.claim.guards.iter().map(|guard| &guard.item.metric);
        std::iter::once(&self.claim.metric.metric).chain(guards)
    }

    /// What the metrics mean in the arms of a variant.
    pub fn meanings(&self, variant: &Variant) -> Vec<Meaning> {
        variant.arms[0].subject.meanings()
    }

    fn check(&self) -> Result<(), Diagnostics> {
        let claimed = self.variant(None, &[])?;
        let mut found = Diagnostics::new();
        if let Some(odd) = claimed
            .arms
            .iter()
            .zip(&self.arms)
            .filter(|(_, asked)| asked.patch.is_none())
            .find(|(arm, _)| {
                !arm.subject
                    .model
                    .same_demand(&claimed.arms[0].subject.model)
            })
            && self.arms[0].patch.is_none()
        {
            let message = format!(
                "the designs `{}` and `{}` do not have the same matters",
                claimed.arms[0].subject.name, odd.0.subject.name
            );
            found.push(Diagnostic::error(
                Code::DesignChangesStream,
                self.claim.id.place,
                message,
            ));
        }
        self.check_margins(&claimed, &mut found);
        self.check_ensemble(&mut found);
        let mut try_out = |patch: Option<&Node>, axis: Option<(&Axis, f64)>| {
            let sound = axis.map_or(Ok(()), |(axis, _)| {
                let document = patch.map(|patch| self.document.patched_by(patch));
                let document = document.transpose()?;
                document.as_ref().unwrap_or(&self.document).check_axis(axis)
            });
            let variant = sound.and_then(|()| self.variant(patch, axis.as_slice()));
            variant.map_err(|wrong| found.merge(wrong)).ok()
        };
        let claim = &self.claim;
        if let Some(failure) = &claim.failure {
            try_out(Some(&failure.patch), None);
        }
        let mut idle = Vec::new();
        for boundary in &claim.boundaries {
            let (patch, axis) = (boundary.item.patch.as_ref(), &boundary.item.axis);
            let ends = [0.0, 1.0].map(|share| try_out(patch, Some((axis, share))));
            idle.extend(same(&ends).then_some(axis));
        }
        if let Some(map) = &claim.map {
            for axis in [&map.x, &map.y] {
                let ends = [0.0, 1.0].map(|share| try_out(None, Some((axis, share))));
                idle.extend(same(&ends).then_some(axis));
            }
        }
        for axis in idle {
            found.push(changes_nothing(axis));
        }
        match found.has_errors() {
            true => Err(found.sorted()),
            false => Ok(()),
        }
    }

    /// Margins are of the kind of their measure, and a share of the baseline only where there is one baseline.
    fn check_margins(&self, variant: &Variant, found: &mut Diagnostics) {
        let meanings = self.meanings(variant);
        let target = &self.claim.metric;
        let guards = self.claim.guards.iter().map(|guard| guard.item.allow);
        let margins = std::iter::once(target.smallest).chain(guards);
        let is_two = matches!(self.claim.arms, Arms::Two { .. });
        for (margin, meaning) in margins.zip(&meanings) {
            let is_hours = meaning.unit == Some(Unit::Hours);
            let (message, help) = match margin.value {
                Margin::Relative(_) if !is_two => (
                    "a share of the baseline needs one treatment and one baseline",
                    "write an amount in the unit of the measure",
                ),
                Margin::Absolute { is_time: true, .. } if !is_hours => (
                    "the margin is a time and the measure is none",
                    "write a plain number, or a share such as `\"10 %\"`",
                ),
                Margin::Absolute {
                    value,
                    is_time: false,
                } if is_hours && value != 0.0 => (
                    "the measure is a time and the margin a bare number",
                    "write a time such as `\"0.5 days\"`, or a share such as `\"10 %\"`",
                ),
                _ => continue,
            };
            found.push(Diagnostic::error(Code::WrongType, margin.place, message).help(help));
        }
        if !is_two && let Some(guard) = self.claim.guards.first() {
            let message =
                "guards compare a treatment with a baseline, and here there are other arms";
            found.push(
                Diagnostic::error(Code::ConflictingKeys, guard.name.place, message)
                    .help("leave them out"),
            );
        }
        for (guard, meaning) in self.claim.guards.iter().zip(&meanings[1..]) {
            if guard.item.worse.is_none() && meaning.measure.better == Better::Neither {
                let message = format!(
                    "the measure `{}` does not say which way is worse",
                    meaning.measure.name
                );
                found.push(
                    Diagnostic::error(Code::MissingKey, guard.name.place, message)
                        .help("add `worse = \"up\"` or `worse = \"down\"`"),
                );
            }
        }
    }

    fn check_ensemble(&self, found: &mut Diagnostics) {
        let claim = &self.claim;
        let Across::Members { .. } = claim.across else {
            return;
        };
        let mut wrong = |message: &str, help: &str| {
            found
                .push(Diagnostic::error(Code::ConflictingKeys, claim.id.place, message).help(help));
        };
        if claim.metric.direction == ClaimedDirection::Either {
            wrong(
                "a share of members needs a direction that counts",
                "write `direction = \"down\"` or `\"up\"`",
            );
        }
        if !matches!(claim.arms, Arms::Two { .. }) || !claim.guards.is_empty() {
            wrong(
                "a claim about members compares a treatment with a baseline, without guards",
                "leave out `guards`, and name the `treatment`",
            );
        }
    }
}

impl Variant {
    /// The arms that have a part in the effect.
    pub(super) fn weighed(mut self) -> Self {
        self.arms.retain(|arm| arm.weight != 0.0);
        self
    }

    /// The same arms on other streams.
    pub(crate) fn reseeded(&self, seed: Seed) -> Self {
        let mut variant = self.clone();
        for arm in &mut variant.arms {
            arm.subject = arm.subject.reseeded(seed);
        }
        variant
    }
}

/// The arms that a claim asks for, and the document with the designs that are made for them.
fn asked(claim: &Claim, mut document: Document, baseline: &str) -> (Document, Vec<Asked>) {
    let plain = |design: &str, weight| Asked {
        name: design.to_owned(),
        design: design.to_owned(),
        weight,
        patch: None,
    };
    let arms = match &claim.arms {
        Arms::Two {
            treatment,
            baseline: own,
        } => {
            let base = own.as_ref().map_or(baseline, |name| name.value.as_str());
            vec![plain(base, -1.0), plain(&treatment.value, 1.0)]
        }
        Arms::Contrast(arms) => {
            let each = arms.iter().map(|arm| Asked {
                name: arm.name.value.clone(),
                design: arm.item.design.value.clone(),
                weight: arm.item.weight,
                patch: arm.item.patch.clone(),
            });
            each.collect()
        }
        Arms::Factorial(factors) => {
            let count = factors.len();
            let mut arms = Vec::new();
            for subset in 0..1_usize << count {
                let chosen = (0..count).filter(|factor| subset >> factor & 1 == 1);
                let chosen: Vec<&str> = chosen.map(|at| factors[at].value.as_str()).collect();
                let name = match chosen.as_slice() {
                    [] => baseline.to_owned(),
                    some => some.join(" + "),
                };
                let design = format!("claim combination {subset}");
                let extended: Vec<&str> = std::iter::once(baseline).chain(chosen).collect();
                document = document.with_combination(&design, &extended);
                // What all bring beyond the sum of what each brings alone.
                let weight = match subset.count_ones() as usize {
                    0 => count as f64 - 1.0,
                    ones if ones == count => 1.0,
                    1 => -1.0,
                    _ => 0.0,
                };
                arms.push(Asked {
                    name,
                    design,
                    weight,
                    patch: None,
                });
            }
            arms
        }
    };
    (document, arms)
}

/// Whether every arm is the same at both ends.
fn same(ends: &[Option<Variant>; 2]) -> bool {
    let [Some(first), Some(last)] = ends else {
        return false;
    };
    let mut both = first.arms.iter().zip(&last.arms);
    both.all(|(a, b)| a.subject.fingerprint == b.subject.fingerprint)
}

fn changes_nothing(axis: &Axis) -> Diagnostic {
    let place = axis.paths.first().map_or(Place::NOWHERE, |path| path.place);
    let message = format!(
        "`{}` changes nothing in any arm of the claim",
        axis.paths[0].value
    );
    Diagnostic::error(Code::UnknownPath, place, message)
        .help("name the path in the design that states it, such as `designs.reform.…`")
}
