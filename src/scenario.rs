//! The scenario as typed: names, options and places in the file, before anything is resolved.
//!
//! A [`Scenario`] keeps the order of the file (levels, departments, desks, categories, needs, sources, designs)
//! and, beside every value that can be wrong, the [`Place`](crate::diagnostic::Place) it was written at. [`crate::model`] turns it into dense,
//! proven ids. One design is one patch on the tree of the file, so a scenario is decoded once per design.

use crate::diagnostic::At;
use crate::random::dist::Dist;
use crate::time::Span;

pub mod axis;
pub mod claim;
pub mod decode;
pub mod desk;
pub mod document;
pub mod ensemble;
pub mod flow;
pub mod mechanisms;
pub mod metric;
pub mod optimise;
pub mod patch;
pub mod published;
pub mod quantity;
pub mod schema;
pub mod select;
pub mod sensitivity;
pub mod source;
pub mod sweep;

pub use axis::{Axis, AxisScale};
pub use claim::Claim;
pub use desk::{
    Desk, Discipline, Gate, Outage, OutageScope, Preemption, ShiftEnd, Staff, StaffGroup, WhenFull,
};
pub use ensemble::{Draw, Ensemble, Vary};
pub use flow::{
    Closing, Dispatch, DispatchMode, Escalation, EscalationMode, EscalationPath, Merge, Wrong,
};
pub use metric::Metric;
pub use optimise::Optimise;
pub use patch::{Assumed, Document, Drawn, Override, WhyNot};
pub use published::{Level as PublishedLevel, Published};
pub use quantity::{Kind, Provenance};
pub use select::Select;
pub use sensitivity::{Method as SensitivityMethod, Sensitivity};
pub use source::{
    Arrivals, DatedEvent, MapColumn, OnError, Places, Profile, Sine, Source, SurgeState,
    TimeColumn, Trace, Unsorted,
};
pub use sweep::Sweep;

/// A named item in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T> {
    /// The name, with the place of its key.
    pub name: At<String>,
    /// The item.
    pub item: T,
}

/// Names and their shares, in file order.
pub type Shares = Vec<(At<String>, f64)>;

/// A distribution of a time, in hours, with the place it was written at.
pub type TimeDist = At<Dist>;

/// A scenario under one design, decoded and checked key by key but not yet resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What the scenario is about, in a line.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Free text.
    pub notes: Option<String>,
    /// When, how long, how often.
    pub plan: Plan,
    /// Extra measures.
    pub measures: Measures,
    /// Working hours by name; `always` is built in and not listed.
    pub calendars: Vec<Named<CalendarText>>,
    /// Departments in file order.
    pub departments: Vec<Named<Option<String>>>,
    /// Levels in file order.
    pub levels: Vec<Named<Level>>,
    /// A table of units, when units are listed and not counted.
    pub territory: Option<At<String>>,
    /// Kinds of desk in file order.
    pub desks: Vec<Named<Desk>>,
    /// Categories in file order.
    pub categories: Vec<Named<Category>>,
    /// Sources in file order.
    pub sources: Vec<Named<Source>>,
    /// How cases are dispatched.
    pub dispatch: Dispatch,
    /// How cases climb.
    pub escalation: Escalation,
    /// How cases are closed.
    pub closing: Closing,
    /// What is at work beyond that.
    pub mechanisms: mechanisms::Mechanisms,
    /// Figures from the literature that a run can be held against; no run depends on them.
    pub published: Vec<Named<Published>>,
    /// How members, such as towns, are drawn from it.
    pub ensemble: Option<Ensemble>,
    /// What is claimed of its designs.
    pub claim: Option<Claim>,
    /// Which of its values are varied together.
    pub sweep: Option<Sweep>,
    /// The best of its designs that is asked for.
    pub select: Option<Select>,
    /// The cheapest plan that is looked for.
    pub optimise: Option<Optimise>,
    /// What is asked about its quantities.
    pub sensitivity: Option<Sensitivity>,
    /// Every number that says where it came from.
    pub provenance: Vec<Provenance>,
}

/// The run plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Local date and time of t = 0.
    pub start: jiff::civil::DateTime,
    /// Simulated time from the start, warm-up included.
    pub horizon: At<Span>,
    /// Time at the start that is simulated and not measured.
    pub warm_up: At<Span>,
    /// Number of replications, at least 1.
    pub replications: At<u32>,
    /// Seed of all streams.
    pub seed: u64,
    /// Confidence of every interval, in (0, 1).
    pub confidence: At<f64>,
    /// Design the others are compared with.
    pub baseline: Option<At<String>>,
    /// Cases open at the start.
    pub starting_backlog: Option<StartingBacklog>,
}

/// Cases that are open when the run starts.
#[derive(Debug, Clone, PartialEq)]
pub struct StartingBacklog {
    /// How many.
    pub cases: At<u64>,
    /// How long each has been open.
    pub age: TimeDist,
    /// The source whose mix and places they have.
    pub source: At<String>,
}

/// Measures beyond the standard ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measures {
    /// Shares of closed cases whose lead time exceeds each.
    pub lead_time_over: Vec<At<Span>>,
    /// Shares of closed cases whose queue wait exceeds each.
    pub wait_over: Vec<At<Span>>,
    /// Open cases by phase of a cycle: period and step.
    pub cycle: Option<Cycle>,
}

/// A cycle sampled at fixed steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Length of the cycle.
    pub period: At<Span>,
    /// Step between samples; divides the period.
    pub every: At<Span>,
}

/// Working hours as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarText {
    /// Open periods per weekday, Monday first, offsets from midnight.
    pub week: At<[Vec<(Span, Span)>; 7]>,
    /// Dates closed.
    pub holidays: Vec<At<jiff::civil::Date>>,
    /// Dates open although the week says otherwise.
    pub make_up_days: Vec<At<jiff::civil::Date>>,
    /// Weekday (0 = Monday) whose hours make-up days have.
    pub make_up_as: usize,
}

/// A rung of the hierarchy.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The level above.
    pub parent: Option<At<String>>,
    /// Units under each unit of the parent (or in all, for the top level).
    pub units: Option<At<u32>>,
    /// Residents of all its units together.
    pub residents: Option<At<f64>>,
    /// Delay of a case that arrives from another level.
    pub hand_off: Option<TimeDist>,
    /// What every arriving case passes first.
    pub intake: Option<Intake>,
    /// When a case leaves upwards.
    pub escalate: Escalate,
    /// Chance per completed handling that it is worked again here.
    pub rework: Option<At<f64>>,
    /// Chance per completed handling that it goes back down a level.
    pub return_down: Option<At<f64>>,
    /// Clock of working-time thresholds.
    pub calendar: Option<At<String>>,
}

/// Taking in at a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// The desk that does it.
    pub desk: At<String>,
    /// Triage work per case.
    pub work: Option<TimeDist>,
    /// Time to collect one data field.
    pub collect: Option<At<Span>>,
    /// Delay before the intake that takes nobody's time.
    pub lag: Option<TimeDist>,
}

/// Thresholds at which a case leaves a level upwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Escalate {
    /// The level it goes to, where that is not the parent.
    pub to: Option<At<String>>,
    /// Chance per completed handling.
    pub probability: Option<At<f64>>,
    /// When missing authority is found out.
    pub authority: Option<AuthorityCheck>,
    /// Time at this level.
    pub after: Option<At<WorkTime>>,
    /// Share of the case's allowance used.
    pub deadline_share: Option<At<f64>>,
    /// Cases waiting at the desk it would join.
    pub queue: Option<At<u32>>,
    /// Severity at least.
    pub severity: Option<At<u32>>,
    /// Work of passing it on.
    pub pass_on: Option<TimeDist>,
}

/// When a level finds that it may not decide a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorityCheck {
    /// On arrival: only the work of passing on is done here.
    BeforeWork,
    /// After its own handling, which the next level does again.
    AfterWork,
}

/// A length of time on a stated clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WorkTime {
    /// Clock time.
    Elapsed(Span),
    /// Open hours of a calendar.
    WorkingHours(Span),
    /// Working days of a calendar.
    WorkingDays(u32),
}

/// A kind of matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Long name for reports.
    pub label: Option<String>,
    /// Time allowed.
    pub deadline: Option<At<WorkTime>>,
    /// Clock of a working-time deadline.
    pub deadline_calendar: Option<At<String>>,
    /// Shares by lowest level with the right to decide; none means every level may.
    pub authority: Option<At<Shares>>,
    /// Probabilities of severity 1, 2, …; none means always 1.
    pub severity: Option<At<Vec<f64>>>,
    /// Queueing class, 1 first; none means by severity, highest first.
    pub priority: Option<At<u32>>,
    /// Data fields to collect at each intake.
    pub fields: u32,
    /// Branches that suffice.
    pub join: Option<At<u32>>,
    /// What it needs, in file order; at least one.
    pub needs: Vec<Named<Need>>,
}

/// One department's part in a category.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The department.
    pub department: At<String>,
    /// Chance that a matter needs it.
    pub probability: Option<At<f64>>,
    /// Hands-on work where a level has none of its own.
    pub work: Option<TimeDist>,
    /// Hands-on work by level.
    pub work_at: Vec<Named<TimeDist>>,
    /// The levels at which it is needed; none means all.
    pub levels: Option<Vec<At<String>>>,
    /// Needs that come first.
    pub after: Vec<At<String>>,
    /// Chance that it rejects the case.
    pub reject: Option<At<f64>>,
}
