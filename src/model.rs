//! The proven model of one design: dense ids, no names to resolve, no defaults left.
//!
//! [`Model::new`] turns a [`Scenario`](crate::scenario::Scenario) into this or reports everything that is wrong with it.
//! Whatever holds a `Model` never checks it again: every id is in range, every share is in [0, 1] and sums to one
//! where it must, every graph is acyclic, every desk a case may need exists.

use crate::id::{Id, IdVec};
use crate::random::Seed;
use crate::random::dist::Dist;
use crate::stats::Confidence;
use crate::time::{Calendar, Origin, Span, Time};

pub mod activity;
mod build;
mod categories;
mod clocks;
pub mod demand;
pub mod desk_kind;
mod desks;
pub mod figure;
pub mod files;
mod flow;
mod limits;
pub mod load;
pub mod mechanisms;
mod names;
mod reach;
mod sources;
pub mod territory;
pub mod trace;
mod unused;

pub use crate::scenario::{
    Discipline, DispatchMode, EscalationMode, EscalationPath, OutageScope, Preemption, ShiftEnd,
    WhenFull,
};
pub use activity::Activity;
pub use demand::Demand;
pub use desk_kind::{DeskKind, Outage, Staff, StaffGroup};
pub use figure::{Better, Unit as MeasureUnit};
pub use files::FileCache;
pub use load::{Arriving, DeskLoad, Guess, NoGuess, load_check, overloaded_desks};
pub use mechanisms::{Mechanism, Mechanisms};
pub use territory::UNITS_MAX;
pub use trace::TraceReport;

/// A calendar of the model; the first one is always open.
pub type CalendarId = Id<Calendar>;
/// A level, lowest first.
pub type LevelId = Id<Level>;
/// A unit; units of a level stand side by side.
pub type UnitId = Id<Unit>;
/// A department.
pub type DepartmentId = Id<Department>;
/// A kind of desk.
pub type DeskKindId = Id<DeskKind>;
/// A category.
pub type CategoryId = Id<Category>;

/// The largest number of needs of a category (they are one bit each).
pub const NEEDS_MAX: usize = 64;
/// The largest number of queueing classes.
pub const CLASSES_MAX: usize = 16;
/// The largest number of people in a model, all desks together.
pub const STAFF_MAX: u64 = 4_000_000;

/// One design, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Name of the design.
    pub design: String,
    /// When, how long, how often.
    pub plan: RunPlan,
    /// Working hours; the first is always open.
    pub calendars: IdVec<Calendar>,
    /// Levels, lowest first: a parent always comes after its children.
    pub levels: IdVec<Level>,
    /// Units, grouped by level.
    pub units: IdVec<Unit>,
    /// Departments in file order.
    pub departments: IdVec<Department>,
    /// Kinds of desk in file order.
    pub desk_kinds: IdVec<DeskKind>,
    /// Number of desks of all kinds.
    pub desk_count: usize,
    /// Kind of desk of a level and department, if any: index `level * departments + department`.
    pub desk_of: Vec<Option<DeskKindId>>,
    /// Categories in file order.
    pub categories: IdVec<Category>,
    /// The matters, the same for every design of a comparison.
    pub demand: Demand,
    /// How cases are dispatched.
    pub dispatch: Dispatch,
    /// How cases climb.
    pub escalation: Escalation,
    /// How cases are closed.
    pub closing: Closing,
    /// What is at work beyond that.
    pub mechanisms: Mechanisms,
    /// What is measured beyond the standard.
    pub measures: Measures,
    /// Number of queueing classes, at least 1.
    pub classes: usize,
    /// What became of the rows of each trace, by name of source.
    pub traces: Vec<(String, TraceReport)>,
}

/// When, how long and how often a model is run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunPlan {
    /// Local date and time of t = 0.
    pub origin: Origin,
    /// End of the run.
    pub horizon: Time,
    /// Start of measuring.
    pub warm_up: Time,
    /// Number of replications, at least 1.
    pub replications: u32,
    /// Seed of all streams.
    pub seed: Seed,
    /// Confidence of every interval.
    pub confidence: Confidence,
    /// Cases that may be open at once before a run is given up.
    pub open_cases_max: u32,
}

/// Measures beyond the standard ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measures {
    /// Shares of closed cases whose lead time exceeds each.
    pub lead_time_over: Vec<Span>,
    /// Shares of closed cases whose wait exceeds each.
    pub wait_over: Vec<Span>,
    /// Cycle to sample open cases by phase: period and step.
    pub cycle: Option<(Span, Span)>,
}

/// A department; nothing but a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Department {
    /// Its name.
    pub name: String,
}

/// A rung of the hierarchy.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// The level above; none for the top.
    pub parent: Option<LevelId>,
    /// Steps up to the top.
    pub height_to_top: u32,
    /// Its first unit.
    pub first_unit: UnitId,
    /// Its number of units, at least 1.
    pub units: u32,
    /// Delay, in hours, of a case that arrives from another level.
    pub hand_off: Option<Dist>,
    /// What every arriving case passes first.
    pub intake: Option<Intake>,
    /// When a case leaves upwards.
    pub escalate: Escalate,
    /// Chance per completed handling that it is worked again here.
    pub rework: f64,
    /// Chance per completed handling that it goes back down a level.
    pub return_down: f64,
}

/// Taking in at a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// The kind of desk that does it; it stands in every unit of the level.
    pub desk: DeskKindId,
    /// Triage work in hours.
    pub work: Option<Dist>,
    /// Time to collect one data field.
    pub collect: Span,
    /// Delay in hours before it that takes nobody's time.
    pub lag: Option<Dist>,
}

/// Thresholds at which a case leaves a level upwards.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Escalate {
    /// The level it goes to: the stated one or the parent; none at the top.
    pub to: Option<LevelId>,
    /// Chance per completed handling.
    pub probability: f64,
    /// When missing authority is found out: before any work (else after this level's own handling).
    pub authority_before_work: bool,
    /// Time at this level.
    pub after: Option<Allowance>,
    /// Share of the case's allowance used.
    pub deadline_share: Option<f64>,
    /// Cases waiting at the desk it would join.
    pub queue: Option<u32>,
    /// Severity at least.
    pub severity: Option<u8>,
    /// Hours of passing it on.
    pub pass_on: Option<Dist>,
}

/// A length of time on a proven clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Allowance {
    /// Clock time.
    Elapsed(Span),
    /// Open time of a calendar.
    WorkingHours(Span, CalendarId),
    /// Working days of a calendar.
    WorkingDays(u32, CalendarId),
}

impl Allowance {
    /// The instant the allowance that starts at `from` is used up.
    #[inline]
    pub fn due(self, from: Time, calendars: &IdVec<Calendar>) -> Time {
        match self {
            Self::Elapsed(span) => from + span,
            Self::WorkingHours(span, id) => calendars[id].add_working(from, span),
            Self::WorkingDays(days, id) => calendars[id].add_working_days(from, days),
        }
    }
}

/// A place in the territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its level.
    pub level: LevelId,
    /// Its position among the units of its level.
    pub ordinal: u32,
    /// The unit above; none at the top.
    pub parent: Option<UnitId>,
    /// The units directly below, as a range of ids.
    pub children: (u32, u32),
    /// Residents, 0 when not known.
    pub residents: f64,
    /// Its name, when the territory lists units by name.
    pub name: Option<String>,
}

/// A kind of matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Time allowed.
    pub deadline: Option<Allowance>,
    /// Cumulative shares of the lowest level with the right to decide, by level id; empty when every level may.
    pub competence: Vec<f64>,
    /// Cumulative probabilities of severity 1, 2, …; empty means always 1.
    pub severity: Vec<f64>,
    /// Queueing class, 0 first; none means by severity, highest first.
    pub class: Option<u8>,
    /// Data fields to collect at each intake.
    pub fields: u32,
    /// Branches that suffice; none means all.
    pub join: Option<u32>,
    /// What it needs, in file order; at least one and at most [`NEEDS_MAX`].
    pub needs: Vec<Need>,
    /// By level id, the needs that the level has a part in, one bit each.
    pub parts: Vec<u64>,
}

/// One department's part in a category.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// The department.
    pub department: DepartmentId,
    /// Chance that a matter needs it.
    pub probability: f64,
    /// Hours of hands-on work by level id; none where the level has no part in it.
    pub work: Vec<Option<Dist>>,
    /// The kind of desk that does it, by level id: that of the department.
    pub desks: Vec<Option<DeskKindId>>,
    /// Needs that come first, one bit each.
    pub after: u64,
    /// Chance that it rejects the case.
    pub reject: f64,
}

/// How cases are dispatched.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch {
    /// The order of needs.
    pub mode: DispatchMode,
    /// Hours of joining branches.
    pub merge: Option<Dist>,
    /// The kind of desk that joins, by level id; none means the intake desk or the desk of the first need.
    pub merge_desk: Vec<Option<DeskKindId>>,
    /// Whether a rejection or a satisfied join stops the other branches.
    pub cancel: bool,
    /// Wrong dispatch: chance and hours of the wrong desk.
    pub wrong: Option<(f64, Dist)>,
}

/// How cases climb.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// One level at a time or straight to the competent level.
    pub path: EscalationPath,
    /// Whether the upper level keeps the case.
    pub mode: EscalationMode,
    /// Hours of deciding for a lower level.
    pub decide: Option<Dist>,
}

/// How cases are closed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closing {
    /// Chance per closing that the case comes back.
    pub reopen: f64,
    /// Hours until it comes back.
    pub reopen_after: Option<Dist>,
}

impl Model {
    /// Matters of a replication, on average.
    pub fn expected_matters(&self) -> f64 {
        let open = self.demand.starting_backlog.as_ref();
        let open = open.map_or(0.0, |backlog| backlog.cases as f64);
        let sources = self.demand.sources.iter();
        let drawn = sources.map(|source| sources::expected_matters(source, self.demand.end));
        open + drawn.sum::<f64>()
    }

    /// The desk kind that serves a department at a level, if the level has one.
    #[inline]
    pub fn desk_kind(&self, level: LevelId, department: DepartmentId) -> Option<DeskKindId> {
        self.desk_of[level.index() * self.departments.len() + department.index()]
    }

    /// The desk of a kind in a unit of the kind's level, as a position among all desks.
    #[inline]
    pub fn desk_in(&self, kind: DeskKindId, unit: UnitId) -> usize {
        (self.desk_kinds[kind].first + self.units[unit].ordinal) as usize
    }

    /// The unit above `unit` at `level`, or `unit` itself when it is there already; none when the level is not above it.
    pub fn ancestor(&self, unit: UnitId, level: LevelId) -> Option<UnitId> {
        let mut at = unit;
        while self.units[at].level != level {
            at = self.units[at].parent?;
        }
        Some(at)
    }

    /// A unit and those above it, upwards.
    pub fn path(&self, unit: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        std::iter::successors(Some(unit), |&at| self.units[at].parent)
    }

    /// Whether `upper` lies above `lower` on the way to the top.
    pub fn is_above(&self, upper: LevelId, lower: LevelId) -> bool {
        let mut at = self.levels[lower].parent;
        while let Some(level) = at {
            if level == upper {
                return true;
            }
            at = self.levels[level].parent;
        }
        false
    }
}
