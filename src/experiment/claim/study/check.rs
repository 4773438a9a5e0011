//! What can be wrong with a claim beyond its keys: its designs, margins, guards, patches and parameters.

use super::{Study, Variant};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::outcome::Better;
use crate::scenario::axis::Axis;
use crate::scenario::claim::{Across, Arms, ClaimedDirection, Margin};
use crate::scenario::document::Node;

impl Study {
    /// Looks for everything that can be wrong.
    pub(super) fn check(&self) -> Result<(), Diagnostics> {
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
                document
                    .as_ref()
                    .unwrap_or(&self.document)
                    .check_parameters(&axis.paths)
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
            match margin.value {
                Margin::Relative(_) if !is_two => {
                    let message = "a share of the baseline needs one treatment and one baseline";
                    found.push(
                        Diagnostic::error(Code::WrongType, margin.place, message)
                            .help("write an amount in the unit of the measure"),
                    );
                }
                _ => meaning
                    .check_margin(margin)
                    .into_iter()
                    .for_each(|wrong| found.push(wrong)),
            }
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
