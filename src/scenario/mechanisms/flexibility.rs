//! `[mechanisms.flexibility]` as typed: people who help at other desks.

use crate::scenario::Named;
use crate::scenario::decode::{Fields, Names, Record};
use crate::scenario::mechanisms::help::{Help, help};

/// Flexibility, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Flexibility {
    /// Who may help where.
    pub help: Vec<Named<Help>>,
}

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Flexibility> {
    let about = "who may help where, each rule under a name of its own";
    let rules = Names::of("rule of help", Record::new("help", help));
    let rules = fields.required("help", about, rules);
    Some(Flexibility { help: rules?.value })
}
