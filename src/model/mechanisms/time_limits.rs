//! Limits of time, proven.

use crate::diagnostic::At;
use crate::model::Allowance;
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::time::Span;

/// Limits of time, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeLimits {
    /// By level id: how long a case may stay there; none without a limit.
    pub limits: Vec<Option<Allowance>>,
    /// Closing on paper; none when nobody does.
    pub paper: Option<Paper>,
}

/// Closing on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Chance that a case that is unfinished all through the window is closed on paper in it; more than 0.
    pub chance: f64,
    /// How long before the limit the window begins; more than 0.
    pub window: Span,
    /// Chance that such a case comes back, and hours of clock time until then; none when it never does.
    pub comes_back: Option<(f64, Dist)>,
}

impl Build<'_> {
    pub(super) fn prove_time_limits(
        &mut self,
        around: &Around<'_>,
        given: &typed::TimeLimits,
    ) -> Option<TimeLimits> {
        let mut limits = vec![None; around.names.levels.all().len()];
        for limit in &given.limits {
            let Some(level) = self.resolve(&around.names.levels, &limit.name) else {
                continue;
            };
            let scenario = self.scenario;
            let typed = scenario
                .levels
                .iter()
                .find(|level| level.name.value == limit.name.value);
            let calendar = typed.and_then(|level| level.item.calendar.as_ref());
            let calendar = calendar.map(|name| self.calendar(around.names, Some(name)));
            let time = At::new(limit.item, limit.name.place);
            let help = format!(
                "give level `{}` a `calendar`, or write the limit in hours or days",
                limit.name.value
            );
            limits[level] = self.allowance("limits", time, calendar, &help);
        }
        Some(TimeLimits {
            limits,
            paper: self.prove_paper(given),
        })
    }

    fn prove_paper(&mut self, given: &typed::TimeLimits) -> Option<Paper> {
        if given.paper == 0.0 {
            return None;
        }
        let why = "cases are closed on paper";
        let window = self.needed(
            "gaming_window",
            given.gaming_window.as_ref(),
            given.place,
            why,
        );
        let comes_back = if given.comes_back > 0.0 {
            let after = given.comes_back_after.as_ref();
            let why = "cases closed on paper come back";
            let after = self.needed("comes_back_after", after, given.place, why)?;
            Some((given.comes_back, after.value.clone()))
        } else {
            None
        };
        Some(Paper {
            chance: given.paper,
            window: window?.value,
            comes_back,
        })
    }
}
