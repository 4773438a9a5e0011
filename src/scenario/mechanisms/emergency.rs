//! `[mechanisms.emergency]` as typed: plans for emergencies.

use jiff::civil::DateTime;

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::decode::{
    Choice, Distribution, Fields, Flag, Instant, Lasting, List, Names, Record, Text,
};
use crate::scenario::mechanisms::help::{Help, Terms, help, terms};
use crate::scenario::quantity::{Limits, count, number, positive_time, time};
use crate::scenario::{Named, TimeDist};
use crate::time::Span;

/// Plans for emergencies, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Emergency {
    /// Dated episodes.
    pub episodes: Vec<Episode>,
    /// The backlog that starts an emergency.
    pub trigger: Option<Trigger>,
    /// The desk that mobilises.
    pub command: Option<At<String>>,
    /// Work of mobilising, at each such desk.
    pub mobilise: Option<TimeDist>,
    /// Work of standing down, at each such desk.
    pub stand_down: Option<TimeDist>,
    /// Whether there is a plan, so that all begins at once.
    pub plan: bool,
    /// Delay without one.
    pub improvise: Span,
    /// Routine work that is not begun meanwhile.
    pub freeze: Vec<At<Routine>>,
    /// Who helps where meanwhile.
    pub reallocate: Vec<Named<Help>>,
    /// Desks that help the same desks of other units.
    pub mutual_aid: Option<MutualAid>,
    /// How the start is foreseen.
    pub forecast: Option<Forecast>,
}

/// Routine work that can be frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Routine {
    /// Orders of superiors.
    Orders,
    /// Recurring reports and forms.
    Reports,
    /// Recurring meetings.
    Meetings,
    /// Inspections and audits.
    Inspections,
    /// Training.
    Training,
}

/// A dated episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// Local date and time of its start.
    pub at: At<DateTime>,
    /// How long it lasts.
    pub lasts: Span,
}

/// The backlog that starts an emergency.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Open cases at which it starts.
    pub cases: At<u32>,
    /// Open cases at which it ends; half of `cases` unless given.
    pub until: Option<At<u32>>,
    /// Time between two looks.
    pub every: At<Span>,
}

/// Desks that help the same desks of the units beside theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct MutualAid {
    /// The desks.
    pub desks: Vec<At<String>>,
    /// How much of it.
    pub terms: Terms,
}

/// How the start of an episode is foreseen.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// How long before the start the emergency is meant to be called.
    pub lead: Span,
    /// How far the forecast of the start may be off, either way.
    pub error: Span,
    /// False calls a year.
    pub false_alarms: f64,
    /// How long a false call holds.
    pub false_lasts: Option<TimeDist>,
}

/// Most false calls a year.
const FALSE_ALARMS_MOST: f64 = 1_000.0;

const ROUTINES: Choice<Routine> = Choice(&[
    ("orders", Routine::Orders),
    ("reports", Routine::Reports),
    ("meetings", Routine::Meetings),
    ("inspections", Routine::Inspections),
    ("training", Routine::Training),
]);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Emergency> {
    let about = "dated episodes; their matters come from the sources";
    let episodes = fields.optional("episodes", about, List(Record::new("episode", episode)));
    let about = "the backlog that starts an emergency";
    let trigger = fields.optional("trigger", about, Record::new("trigger", trigger));
    let command = fields.optional("command", "the desk that mobilises", Text);
    let about = "work of mobilising at each such desk; none unless given";
    let mobilise = fields.optional("mobilise", about, Distribution);
    let about = "work of standing down at each such desk; none unless given";
    let stand_down = fields.optional("stand_down", about, Distribution);
    let about = "whether there is a plan, so that all begins at once; true unless given";
    let plan = fields.optional("plan", about, Flag);
    let about = "delay of everything without a plan; 2 days unless given";
    let improvise = fields.optional("improvise", about, time());
    let about = "routine work that is not begun meanwhile";
    let freeze = fields.optional("freeze", about, List(ROUTINES));
    let about = "who helps where meanwhile, each rule under a name of its own";
    let rules = Names::of("rule of help", Record::new("help", help));
    let reallocate = fields.optional("reallocate", about, rules);
    let about = "desks that help the same desks of other units meanwhile";
    let mutual_aid = fields.optional("mutual_aid", about, Record::new("mutual aid", mutual_aid));
    let about = "how the start is foreseen; it is seen when it comes unless given";
    let forecast = fields.optional("forecast", about, Record::new("forecast", forecast));
    for work in [&mobilise, &stand_down].into_iter().flatten() {
        if command.is_none() {
            let message = "nothing says which desk mobilises";
            let diagnostic = Diagnostic::error(Code::MissingKey, work.place, message);
            fields.report(diagnostic.help("add `command = \"…\"`, the name of a desk"));
        }
    }
    Some(Emergency {
        episodes: episodes.map_or(Vec::new(), |list| {
            list.value.into_iter().map(|one| one.value).collect()
        }),
        trigger: trigger.map(|trigger| trigger.value),
        command,
        mobilise,
        stand_down,
        plan: plan.is_none_or(|plan| plan.value),
        improvise: improvise.map_or(Span::from_days(2.0), |delay| delay.value),
        freeze: freeze.map_or(Vec::new(), |list| list.value),
        reallocate: reallocate.map_or(Vec::new(), |rules| rules.value),
        mutual_aid: mutual_aid.map(|aid| aid.value),
        forecast: forecast.map(|forecast| forecast.value),
    })
}

fn episode(fields: &mut Fields<'_>) -> Option<Episode> {
    let at = fields.required("at", "local date and time of its start", Instant);
    let lasts = fields.required("lasts", "how long it lasts", positive_time());
    Some(Episode {
        at: at?,
        lasts: lasts?.value,
    })
}

fn trigger(fields: &mut Fields<'_>) -> Option<Trigger> {
    let cases = fields.required("cases", "open cases at which it starts", count(1));
    let about = "open cases at which it ends; half of `cases` unless given";
    let until = fields.optional("until", about, count(0));
    let every = fields.required("every", "time between two looks", positive_time());
    Some(Trigger {
        cases: cases?,
        until,
        every: every?,
    })
}

fn mutual_aid(fields: &mut Fields<'_>) -> Option<MutualAid> {
    let about = "desks that help the same desks of the units beside theirs";
    let desks = fields.required("desks", about, List(Text));
    let terms = terms(fields);
    Some(MutualAid {
        desks: desks?.value,
        terms,
    })
}

fn forecast(fields: &mut Fields<'_>) -> Option<Forecast> {
    let about = "how long before the start the emergency is meant to be called; 0 unless given";
    let lead = fields.optional("lead", about, time());
    let about = "how far the forecast may be off, evenly either way; 0 unless given";
    let error = fields.optional("error", about, time());
    let about = "false calls a year; 0 unless given";
    let limits = Limits::Between(0.0, FALSE_ALARMS_MOST);
    let false_alarms = fields.optional("false_alarms", about, number(limits));
    let about = "how long a false call holds; 1 day unless given";
    let false_lasts = fields.optional("false_lasts", about, Lasting);
    Some(Forecast {
        lead: lead.map_or(Span::ZERO, |lead| lead.value),
        error: error.map_or(Span::ZERO, |error| error.value),
        false_alarms: false_alarms.map_or(0.0, |rate| rate.value),
        false_lasts,
    })
}
