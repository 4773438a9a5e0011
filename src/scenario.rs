//! The scenario as typed: names, options and places in the file, before anything is resolved.
//!
//! A [`Scenario`] keeps the order of the file (levels, departments, desks, categories, needs, sources, designs)
//! and, beside every value that can be wrong, the [`Place`] it was written at. [`crate::model`] turns it into dense,
//! proven ids. One design is one patch on the tree of the file, so a scenario is decoded once per design.

use std::collections::BTreeMap;

use crate::diagnostic::{At, Place};
use crate::random::dist::{CountDist, Dist};
use crate::time::Span;

pub mod decode;
pub mod document;
pub mod patch;
pub mod quantity;
pub mod schema;

pub use patch::{Document, Override};
pub use quantity::{Kind, Provenance};

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

/// A kind of desk; one stands in every unit of its level.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// The level whose units have it.
    pub level: At<String>,
    /// The departments it works for; none means all.
    pub departments: Option<Vec<At<String>>>,
    /// Its people.
    pub staff: At<Staff>,
    /// Hours of people who have none of their own.
    pub calendar: Option<At<String>>,
    /// Share of duty time available for cases, in (0, 1].
    pub available: Option<At<f64>>,
    /// Shares of duty time that go to fixed activities.
    pub time: Vec<Named<At<f64>>>,
    /// Work is divided by this.
    pub speed: Option<At<f64>>,
    /// Order of service.
    pub discipline: At<Discipline>,
    /// What a more urgent task does to one in service.
    pub preemption: At<Preemption>,
    /// What happens to work in progress when a shift ends.
    pub shift_end: ShiftEnd,
    /// Work added when somebody else takes over.
    pub hand_over_work: Option<TimeDist>,
    /// Delay of a task on its way here.
    pub hand_off: Option<TimeDist>,
    /// How long a case waits before it is abandoned.
    pub patience: Option<TimeDist>,
    /// Places to wait.
    pub waiting_room: Option<At<u32>>,
    /// What happens to a case that finds the waiting room full.
    pub when_full: WhenFull,
    /// Instants at which tasks are let in.
    pub gate: Option<Gate>,
    /// Chance that a person is away on a day.
    pub absence: Option<At<f64>>,
    /// Breakdowns.
    pub outage: Option<Outage>,
    /// Absence of a person who finds no work.
    pub vacation: Option<TimeDist>,
    /// Money per staff hour paid.
    pub cost_per_hour: Option<At<f64>>,
}

/// The people of a desk.
#[derive(Debug, Clone, PartialEq)]
pub enum Staff {
    /// Nobody ever waits.
    Unlimited,
    /// Groups with hours of their own; a plain number is one group.
    Groups(Vec<StaffGroup>),
}

/// People with the same hours.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffGroup {
    /// How many.
    pub count: At<u32>,
    /// Their hours.
    pub calendar: Option<At<String>>,
}

/// Order of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    Fifo,
    /// Last come, first served.
    Lifo,
    /// By priority class, first come first served inside one.
    Priority,
    /// By due date.
    EarliestDueDate,
}

/// What a more urgent task does to one in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preemption {
    /// It waits.
    None,
    /// It takes the person; the other task goes on later where it stopped.
    Resume,
    /// It takes the person; the other task starts again from the beginning.
    Restart,
}

/// What happens to work in progress when a shift ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftEnd {
    /// The person finishes it in overtime.
    Finish,
    /// It stays with the person until the next shift.
    Suspend,
    /// It goes back to the head of the queue for anybody on duty.
    HandOver,
}

/// What happens to a case that finds the waiting room full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// It is abandoned.
    Lost,
    /// It goes up a level.
    Escalate,
}

/// Instants at which tasks are let in.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Time between instants.
    pub every: At<Span>,
    /// The first instant after the start.
    pub offset: Span,
}

/// Breakdowns, on clock time.
#[derive(Debug, Clone, PartialEq)]
pub struct Outage {
    /// Time from repair to breakdown.
    pub up: TimeDist,
    /// Time from breakdown to repair.
    pub down: TimeDist,
    /// Whether the whole desk or one person breaks down.
    pub scope: OutageScope,
}

/// What breaks down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageScope {
    /// The whole desk at once.
    Desk,
    /// Each person on their own.
    Person,
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

/// Where matters come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The level at which they arise; none means the lowest.
    pub level: Option<At<String>>,
    /// How often.
    pub arrivals: Arrivals,
    /// Shares by category; empty for a trace that names its own.
    pub mix: At<Shares>,
    /// Whether places weigh by residents (when known) or equally.
    pub places: Places,
    /// Relative rates over time.
    pub profile: Profile,
    /// Variance over mean of daily counts.
    pub dispersion: Option<At<f64>>,
    /// Matters per arrival.
    pub batch: Option<At<CountDist>>,
    /// Markov-modulated states, visited in turn.
    pub surge: Vec<SurgeState>,
    /// Dated episodes.
    pub events: Vec<DatedEvent>,
}

/// The arrival process of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// Poisson, mean events per hour of the whole source.
    Rate(At<f64>),
    /// Poisson, events per hour and unit.
    RatePerUnit(At<f64>),
    /// Poisson, events per hour and resident.
    RatePerResident(At<f64>),
    /// Renewal process of the whole source.
    Interarrival(TimeDist),
    /// Real records.
    Trace(Box<Trace>),
    /// Dated events with counts only.
    EventsOnly,
}

/// How the places of matters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// In proportion to residents, equally where they are not known.
    Residents,
    /// Equally.
    Equal,
}

/// Relative rates over time; absent parts are flat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// 24 weights from midnight.
    pub hour: Option<At<Vec<f64>>>,
    /// 7 weights from Monday.
    pub weekday: Option<At<Vec<f64>>>,
    /// 12 weights from January.
    pub month: Option<At<Vec<f64>>>,
    /// Factor on holidays of a calendar.
    pub holiday: Option<(At<f64>, At<String>)>,
    /// A sinusoid.
    pub sine: Option<Sine>,
}

/// rate x (1 + amplitude cos(2 pi (t - peak) / period)).
#[derive(Debug, Clone, PartialEq)]
pub struct Sine {
    /// Period.
    pub period: At<Span>,
    /// Relative amplitude in [0, 1].
    pub amplitude: At<f64>,
    /// Time of the first peak after the start.
    pub peak: Span,
}

/// One state of a modulating chain.
#[derive(Debug, Clone, PartialEq)]
pub struct SurgeState {
    /// Factor on the rate.
    pub factor: At<f64>,
    /// Time spent in it at a visit.
    pub lasts: TimeDist,
}

/// A dated episode.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedEvent {
    /// Local date and time of its start.
    pub at: At<jiff::civil::DateTime>,
    /// How long it lasts.
    pub lasts: At<Span>,
    /// Factor on the source's rate meanwhile.
    pub factor: Option<At<f64>>,
    /// Matters added, spread evenly over the episode.
    pub cases: Option<At<u64>>,
}

/// Real records as a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// Path of the CSV or CSV.gz file, relative to the scenario.
    pub file: At<String>,
    /// When it happened.
    pub time: TimeColumn,
    /// What it is.
    pub category: Option<MapColumn>,
    /// Where it happened.
    pub unit: Option<MapColumn>,
    /// When it is due; empty cells have no deadline.
    pub due: Option<TimeColumn>,
    /// Severity as a number.
    pub severity: Option<At<String>>,
    /// What to do with a row that does not parse.
    pub on_error: OnError,
    /// What to do with rows out of order.
    pub unsorted: Unsorted,
}

/// A column of instants.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeColumn {
    /// Column name.
    pub column: At<String>,
    /// strftime format.
    pub format: At<String>,
}

/// A column of names.
#[derive(Debug, Clone, PartialEq)]
pub struct MapColumn {
    /// Column name.
    pub column: At<String>,
    /// Cell text to scenario name; cells not in it stand for themselves.
    pub map: BTreeMap<String, At<String>>,
    /// Name for cells that match nothing; `skip` skips and counts the row.
    pub other: Option<At<String>>,
}

/// What to do with a row that does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// Refuse the file.
    Stop,
    /// Skip it, count it and say so.
    Skip,
}

/// What to do with rows out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsorted {
    /// Refuse the file.
    Stop,
    /// Sort them by time, keeping file order at ties.
    Sort,
}

/// How cases are dispatched.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch {
    /// The order of needs.
    pub mode: DispatchMode,
    /// Work of joining branches.
    pub merge: Option<Merge>,
    /// Whether a rejection or a satisfied join stops the other branches.
    pub cancel_on_reject: bool,
    /// Wrong dispatch.
    pub wrong: Option<Wrong>,
}

/// The order in which needs are worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DispatchMode {
    /// One after another, in file order.
    Serial,
    /// All at once.
    Parallel,
    /// Each when those before it are done.
    Precedence,
}

/// Joining branches.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Work per joined handling.
    pub work: TimeDist,
    /// The desk that does it; none means the intake desk, or the desk of the first need.
    pub desk: Option<At<String>>,
}

/// Wrong dispatch.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Chance per dispatch of a need.
    pub probability: At<f64>,
    /// Work of the wrong desk before it sends the task back.
    pub work: TimeDist,
}

/// How cases climb.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// One level at a time or straight to the competent level.
    pub path: EscalationPath,
    /// Whether the upper level keeps the case.
    pub mode: EscalationMode,
    /// Work of deciding for a lower level.
    pub decide: Option<TimeDist>,
    /// Place of the table, for messages.
    pub place: Place,
}

/// The way up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationPath {
    /// One level at a time.
    Step,
    /// Straight to the competent level.
    Direct,
}

/// What the upper level does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationMode {
    /// It handles the case from there on.
    TakeOver,
    /// It decides and sends the case back.
    DecideAndReturn,
}

/// How cases are closed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closing {
    /// Chance per closing that the case comes back.
    pub reopen: Option<At<f64>>,
    /// Time until it comes back.
    pub reopen_after: Option<TimeDist>,
}
