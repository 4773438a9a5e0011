//! Messages, proven.

use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::random::Geometric;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;

/// Messages, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    /// What becomes of hand-offs that are lost; none when none is.
    pub loss: Option<Loss>,
    /// What notifications cost; none when nobody minds them.
    pub noise: Option<Noise>,
}

/// Hand-offs that are lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// Chance that one is lost, below 1.
    pub chance: f64,
    /// Hours until somebody asks again.
    pub ask_again: Dist,
    /// Hands-on hours of asking.
    pub clarify: Dist,
}

/// Notifications that interrupt.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    /// Groups in which every hand-off is notified.
    pub groups: u32,
    /// Notifications in one group that interrupt nobody before one does.
    pub quiet: Geometric,
    /// Hands-on hours that one interruption costs.
    pub work: Dist,
}

impl Build<'_> {
    pub(super) fn prove_messages(
        &mut self,
        _: &Around<'_>,
        given: &typed::Messages,
    ) -> Option<Messages> {
        let loss = dist(given.ask_again.as_ref()).zip(dist(given.clarify.as_ref()));
        let noise = dist(given.interruption.as_ref());
        Some(Messages {
            loss: loss
                .filter(|_| given.lost > 0.0)
                .map(|(ask_again, clarify)| Loss {
                    chance: given.lost,
                    ask_again,
                    clarify,
                }),
            noise: noise.map(|work| Noise {
                groups: given.groups,
                quiet: Geometric::failures(given.noise),
                work,
            }),
        })
    }
}
