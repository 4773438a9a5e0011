//! A claim with its scenario, and the arms it asks for as models: as claimed, under a patch, with a parameter elsewhere.

use std::path::PathBuf;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::experiment::subject::{Meaning, Origin, Subject};
use crate::fingerprint::Fingerprint;
use crate::random::Seed;
use crate::scenario::axis::Axis;
use crate::scenario::claim::{Across, Arms, Claim};
use crate::scenario::document::Node;
use crate::scenario::{Document, Ensemble, Metric, Scenario};

mod check;

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
