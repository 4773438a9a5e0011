//! Plans for emergencies, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::{Build, dist};
use crate::model::mechanisms::{Around, Help};
use crate::model::{DeskKindId, Mechanism};
use crate::random::dist::Dist;
use crate::scenario::mechanisms::emergency::Routine;
use crate::scenario::mechanisms::{self as typed};
use crate::time::{Origin, Span, Time};

/// The least time between two looks at the backlog.
const LOOK_LEAST: Span = Span::from_ticks(crate::time::TICKS_PER_MINUTE);

/// Plans for emergencies, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Emergency {
    /// Dated episodes within the run: start and end.
    pub episodes: Vec<(Time, Time)>,
    /// The backlog that starts an emergency.
    pub trigger: Option<Trigger>,
    /// The kind of desk that mobilises.
    pub command: Option<DeskKindId>,
    /// Hands-on hours of mobilising, at each such desk.
    pub mobilise: Option<Dist>,
    /// Hands-on hours of standing down, at each such desk.
    pub stand_down: Option<Dist>,
    /// Time from the call until freezing and help begin: 0 with a plan.
    pub delay: Span,
    /// Mechanisms whose routine work is not begun meanwhile.
    pub freeze: Vec<Mechanism>,
    /// Who helps where meanwhile.
    pub help: Vec<Help>,
    /// How the start is foreseen.
    pub forecast: Option<Forecast>,
}

/// The backlog that starts an emergency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trigger {
    /// Open cases at which it starts.
    pub cases: u64,
    /// Open cases at which it ends, fewer than that.
    pub until: u64,
    /// Time between two looks.
    pub every: Span,
}

/// How the start of an episode is foreseen.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// How long before the start the emergency is meant to be called.
    pub lead: Span,
    /// How far the forecast of the start may be off, evenly either way.
    pub error: Span,
    /// False calls an hour.
    pub false_alarms: f64,
    /// Hours that a false call holds.
    pub false_lasts: Dist,
}

/// The mechanism that has a kind of routine work.
fn frozen(routine: Routine) -> Mechanism {
    match routine {
        Routine::Orders => Mechanism::Orders,
        Routine::Reports => Mechanism::Reports,
        Routine::Meetings => Mechanism::Meetings,
        Routine::Inspections => Mechanism::Inspections,
        Routine::Training => Mechanism::Learning,
    }
}

impl Build<'_> {
    pub(super) fn prove_emergency(
        &mut self,
        around: &Around<'_>,
        given: &typed::Emergency,
    ) -> Option<Emergency> {
        let episodes = self.emergency_episodes(&given.episodes);
        let trigger = given.trigger.as_ref().and_then(|at| self.trigger(at));
        let command = given.command.as_ref();
        let command = command.map(|name| self.resolve(&around.names.desks, name));
        let mut help = Vec::new();
        for rule in &given.reallocate {
            help.push(self.prove_help(around, &rule.item));
        }
        if let Some(aid) = &given.mutual_aid {
            self.unique("desk", &aid.desks);
            for desk in &aid.desks {
                help.push(self.prove_neighbour(around, desk, &aid.terms));
            }
        }
        Some(Emergency {
            episodes,
            trigger,
            command: match command {
                Some(found) => Some(DeskKindId::new(found?)),
                None => None,
            },
            mobilise: dist(given.mobilise.as_ref()),
            stand_down: dist(given.stand_down.as_ref()),
            delay: if given.plan {
                Span::ZERO
            } else {
                given.improvise
            },
            freeze: given.freeze.iter().map(|at| frozen(at.value)).collect(),
            help: help.into_iter().collect::<Option<_>>()?,
            forecast: given.forecast.as_ref().map(|forecast| Forecast {
                lead: forecast.lead,
                error: forecast.error,
                false_alarms: forecast.false_alarms / Span::from_days(365.0).to_hours(),
                false_lasts: dist(forecast.false_lasts.as_ref())
                    .unwrap_or_else(|| Dist::fixed(24.0).expect("a day is a length of time")),
            }),
        })
    }

    /// Start and end of the episodes that begin within the run.
    fn emergency_episodes(&mut self, given: &[typed::emergency::Episode]) -> Vec<(Time, Time)> {
        let plan = &self.scenario.plan;
        let origin = Origin::new(plan.start);
        let horizon = Time::ZERO + plan.horizon.value;
        let mut episodes = Vec::new();
        for episode in given {
            let start = origin.from_datetime(episode.at.value);
            if start < Time::ZERO || start >= horizon {
                let message = format!("the episode of {} begins outside the run", episode.at.value);
                self.found.push(Diagnostic::warning(
                    Code::UnusedName,
                    episode.at.place,
                    message,
                ));
                continue;
            }
            episodes.push((start, start + episode.lasts));
        }
        episodes
    }

    fn trigger(&mut self, given: &typed::emergency::Trigger) -> Option<Trigger> {
        if given.every.value < LOOK_LEAST {
            let message = "`every` must be at least one minute";
            self.error(Code::OutOfRange, given.every.place, message);
        }
        let until = given.until.map_or(given.cases.value / 2, |at| at.value);
        if let Some(at) = given.until.filter(|at| at.value >= given.cases.value) {
            let message = format!("`until` is `{}` and must be less than `cases`", at.value);
            self.found.push(
                Diagnostic::error(Code::OutOfRange, at.place, message)
                    .label(given.cases.place, "the emergency starts at so many"),
            );
            return None;
        }
        Some(Trigger {
            cases: given.cases.value.into(),
            until: until.into(),
            every: given.every.value,
        })
    }
}
