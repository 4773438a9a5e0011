//! Flexibility, proven.

use crate::model::build::Build;
use crate::model::mechanisms::{Around, Help};
use crate::scenario::mechanisms as typed;

/// Flexibility, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Flexibility {
    /// Who may help where, in file order.
    pub help: Vec<Help>,
}

impl Build<'_> {
    pub(super) fn prove_flexibility(
        &mut self,
        around: &Around<'_>,
        given: &typed::Flexibility,
    ) -> Option<Flexibility> {
        let rules = given.help.iter();
        let rules: Vec<_> = rules
            .map(|rule| self.prove_help(around, &rule.item))
            .collect();
        let help = rules.into_iter().collect::<Option<_>>()?;
        Some(Flexibility { help })
    }
}
