//! Exceptions, proven.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::DepartmentId;
use crate::model::build::{Build, SHARES_TOLERANCE};
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::scenario::mechanisms::exceptions::Mix;
use crate::time::Span;

/// Exceptions, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Exceptions {
    /// Chance that a department's part raises one, at severity 1.
    pub probability: f64,
    /// What each step of severity multiplies that chance by.
    pub severity_factor: f64,
    /// Whose parts may raise one; empty means all.
    pub departments: Vec<DepartmentId>,
    /// Hands-on hours of deciding one.
    pub decide: Dist,
    /// Share of them that the level above decides, where there is one.
    pub centralisation: f64,
    /// How long the worker waits for a decision, more than 0; none means for ever.
    pub timeout: Option<Span>,
    /// What is decided: by the level itself, the level above, and the worker alone.
    pub mixes: [Mix; 3],
    /// Chance that a case comes back for one quick fix, and for one exception ignored; below 1.
    pub flaws: [f64; 2],
    /// Hours of clock time until it does; none as for other cases.
    pub comes_back_after: Option<Dist>,
}

/// What is decided unless a scenario says so: upper levels choose rework more often, and a worker alone least.
const MIXES: [Mix; 3] = [
    Mix {
        rework: 0.3,
        quick_fix: 0.4,
    },
    Mix {
        rework: 0.6,
        quick_fix: 0.3,
    },
    Mix {
        rework: 0.1,
        quick_fix: 0.3,
    },
];

impl Build<'_> {
    pub(super) fn prove_exceptions(
        &mut self,
        around: &Around<'_>,
        given: &typed::Exceptions,
    ) -> Option<Exceptions> {
        let departments = given
            .departments
            .iter()
            .filter_map(|name| self.resolve(&around.names.departments, name))
            .map(DepartmentId::new)
            .collect();
        let mut mixes = MIXES;
        for (mix, given) in mixes.iter_mut().zip([given.own, given.above, given.alone]) {
            *mix = given.map_or(*mix, |given| self.prove_mix(given));
        }
        let flaws = [given.quick_fix_flaw, given.ignored_flaw];
        if flaws.iter().any(|&flaw| flaw > 0.0) && self.scenario.closing.reopen_after.is_none() {
            let after = given.comes_back_after.as_ref();
            let why = "cases come back for their flaws";
            self.needed("comes_back_after", after, given.place, why);
        }
        Some(Exceptions {
            probability: given.probability,
            severity_factor: given.severity_factor,
            departments,
            decide: given.decide.value.clone(),
            centralisation: given.centralisation,
            timeout: given.timeout.map(|timeout| timeout.value),
            mixes,
            flaws,
            comes_back_after: given
                .comes_back_after
                .as_ref()
                .map(|after| after.value.clone()),
        })
    }

    fn prove_mix(&mut self, given: At<Mix>) -> Mix {
        let Mix { rework, quick_fix } = given.value;
        if rework + quick_fix > 1.0 + SHARES_TOLERANCE {
            let message = format!(
                "the shares of rework `{rework}` and quick fix `{quick_fix}` sum to more than 1"
            );
            self.found.push(
                Diagnostic::error(Code::SharesSum, given.place, message)
                    .help("what is left of 1 is to ignore the exception"),
            );
        }
        given.value
    }
}
