//! The lag of adoption, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// The lag of adoption, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// Hours from the start until half of the work is done the new way.
    pub half_after: f64,
    /// Steepness of the logistic curve, per hour.
    pub steepness: f64,
    /// Hands-on hours of entering a part a second time until then.
    pub double_entry: Dist,
    /// Share of the work of a part that is saved from then on.
    pub saving: f64,
}

impl Adoption {
    /// The share of the work that is done the new way `hours` after the start.
    pub fn share_at(&self, hours: f64) -> f64 {
        1.0 / (1.0 + (-self.steepness * (hours - self.half_after)).exp())
    }
}

impl Build<'_> {
    pub(super) fn prove_adoption(
        &mut self,
        _: &Around<'_>,
        given: &typed::Adoption,
    ) -> Option<Adoption> {
        let (half, ninety) = (given.half_after, given.ninety_after);
        if ninety.value <= half.value {
            let message = "`ninety_after` must be later than `half_after`";
            self.found.push(
                Diagnostic::error(Code::OutOfRange, ninety.place, message)
                    .label(half.place, "half of the work is done the new way by then"),
            );
            return None;
        }
        Some(Adoption {
            half_after: half.value.to_hours(),
            // The logistic curve is at 0.9 where its exponent is the logarithm of 9.
            steepness: 9_f64.ln() / (ninety.value.to_hours() - half.value.to_hours()),
            double_entry: given.double_entry.value.clone(),
            saving: given.saving,
        })
    }
}
