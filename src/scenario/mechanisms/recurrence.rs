//! `[mechanisms.recurrence]` as typed: matters that come again, and the analysis of their causes.

use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Record};
use crate::scenario::mechanisms::routine::{self, Routine};
use crate::scenario::quantity::{Limits, count_to, number, share};

/// Recurrence, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// Chance that the matter of a closed case comes again.
    pub chance: f64,
    /// Time until it does.
    pub after: TimeDist,
    /// Times one matter comes again, at most.
    pub at_most: u32,
    /// Share of recurrences that have a cause in common with others.
    pub clustered: f64,
    /// Looking for causes.
    pub analysis: Option<Analysis>,
}

/// Looking for causes, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Who does it, how long it takes, how often.
    pub routine: Routine,
    /// Chance that one analysis finds a cause that is there.
    pub finds: f64,
}

/// The largest chance that a matter comes again.
const CHANCE_MOST: f64 = 0.95;
/// The most times one matter may come again.
const TIMES_MOST: u32 = 100;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Recurrence> {
    let about = "chance that the matter of a closed case comes again";
    let chance = fields.required("chance", about, number(Limits::Between(0.0, CHANCE_MOST)));
    let about = "time until it does";
    let after = fields.required("after", about, Distribution);
    let about = "times one matter comes again, at most; 5 unless given";
    let at_most = fields.optional("at_most", about, count_to(1, TIMES_MOST));
    let about = "share of recurrences with a cause in common with others of their place and category; 0 unless given";
    let clustered = fields.optional("clustered", about, share());
    let about = "looking for causes";
    let analysis = fields.optional("analysis", about, Record::new("analysis", analysis));
    Some(Recurrence {
        chance: chance?.value,
        after: after?,
        at_most: at_most.map_or(5, |most| most.value),
        clustered: clustered.map_or(0.0, |share| share.value),
        analysis: analysis.map(|analysis| analysis.value),
    })
}

fn analysis(fields: &mut Fields<'_>) -> Option<Analysis> {
    let routine = routine::fields(fields);
    let about = "chance that one analysis finds a cause that is there; 1 unless given";
    let finds = fields.optional("finds", about, share());
    Some(Analysis {
        routine: routine?,
        finds: finds.map_or(1.0, |chance| chance.value),
    })
}
