//! Kinds of desk: their people, hours and rules.

use crate::model::{
    Activity, CalendarId, DepartmentId, Discipline, LevelId, OutageScope, Preemption, ShiftEnd,
    WhenFull,
};
use crate::random::dist::Dist;
use crate::time::Span;

/// A kind of desk; one stands in every unit of its level.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskKind {
    /// Its name.
    pub name: String,
    /// The level whose units have it.
    pub level: LevelId,
    /// Number of its first desk; that of unit ordinal `n` is `first + n`.
    pub first: u32,
    /// Number of desks.
    pub count: u32,
    /// Its people.
    pub staff: Staff,
    /// Share of duty time available for cases, in (0, 1].
    pub available: f64,
    /// Shares of duty time on fixed activities.
    pub fixed: Vec<(Activity, f64)>,
    /// Hands-on hours per hour of duty: speed times available share.
    pub rate: f64,
    /// Speed in the work of some departments, on top of `rate`; 1 for all others.
    pub skill: Vec<(DepartmentId, f64)>,
    /// Order of service.
    pub discipline: Discipline,
    /// What a more urgent task does to one in service.
    pub preemption: Preemption,
    /// What happens to work in progress when a shift ends.
    pub shift_end: ShiftEnd,
    /// Hours added when somebody else takes over.
    pub hand_over_work: Option<Dist>,
    /// Delay in hours of a task on its way here.
    pub hand_off: Option<Dist>,
    /// Hours a case waits before it is abandoned.
    pub patience: Option<Dist>,
    /// Places to wait.
    pub waiting_room: Option<u32>,
    /// What happens to a case that finds the waiting room full.
    pub when_full: WhenFull,
    /// Instants at which tasks are let in: step and first instant.
    pub gate: Option<(Span, Span)>,
    /// Chance that a person is away on a day.
    pub absence: f64,
    /// Breakdowns.
    pub outage: Option<Outage>,
    /// Hours of absence of a person who finds no work.
    pub vacation: Option<Dist>,
    /// Money per staff hour paid.
    pub cost_per_hour: f64,
}

impl DeskKind {
    /// Speed of its people in the work of a department, on top of `rate`.
    #[inline]
    pub fn skill_in(&self, department: DepartmentId) -> f64 {
        let known = self.skill.iter().find(|(known, _)| *known == department);
        known.map_or(1.0, |(_, skill)| *skill)
    }
}

/// The people of a desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Staff {
    /// As many as needed, with the hours of a calendar.
    Unlimited(CalendarId),
    /// Groups with hours of their own.
    Groups(Vec<StaffGroup>),
}

impl Staff {
    /// People of one desk; none when they are as many as needed.
    pub fn people(&self) -> Option<u64> {
        match self {
            Self::Unlimited(_) => None,
            Self::Groups(groups) => Some(groups.iter().map(|group| u64::from(group.count)).sum()),
        }
    }
}

/// People with the same hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StaffGroup {
    /// How many.
    pub count: u32,
    /// Their hours.
    pub calendar: CalendarId,
}

/// Breakdowns on clock time.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// Hours from repair to breakdown.
    pub up: Dist,
    /// Hours from breakdown to repair.
    pub down: Dist,
    /// What breaks down.
    pub scope: OutageScope,
}
