//! Mechanisms, proven: one module each, and what they have in common.

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::id::IdVec;
use crate::model::build::Build;
use crate::model::names::AllNames;
use crate::model::territory::Tree;
use crate::model::{Category, CategoryId, DeskKind, DeskKindId, Level};
use crate::time::{Calendar, Span};

pub mod adoption;
mod at_desks;
pub mod attention;
pub mod chase;
pub mod complaints;
pub mod data_quality;
pub mod duplicates;
pub mod emergency;
pub mod exceptions;
pub mod flexibility;
pub mod foresight;
pub mod global_view;
pub mod help;
pub mod inspections;
pub mod joint;
pub mod lamps;
pub mod learning;
pub mod linkage;
pub mod matrix;
pub mod meetings;
pub mod messages;
pub mod monitoring;
pub mod motivation;
pub mod orders;
mod places;
pub mod recurrence;
pub mod registers;
pub mod reports;
pub mod routine;
pub mod satisfaction;
pub mod sensors;
pub mod shifting;
pub mod submissions;
pub mod switching;
pub mod time_limits;
pub mod triage;

pub use adoption::Adoption;
pub use attention::Attention;
pub use chase::Chase;
pub use complaints::Complaints;
pub use data_quality::DataQuality;
pub use duplicates::Duplicates;
pub use emergency::Emergency;
pub use exceptions::Exceptions;
pub use flexibility::Flexibility;
pub use foresight::Foresight;
pub use global_view::GlobalView;
pub use help::{Coordinator, Help};
pub use inspections::Inspections;
pub use joint::Joint;
pub use lamps::Lamps;
pub use learning::Learning;
pub use linkage::Linkage;
pub use matrix::Matrix;
pub use meetings::Meetings;
pub use messages::Messages;
pub use monitoring::Monitoring;
pub use motivation::Motivation;
pub use orders::Orders;
pub use recurrence::Recurrence;
pub use registers::Registers;
pub use reports::Reports;
pub use satisfaction::Satisfaction;
pub use sensors::Sensors;
pub use shifting::Shifting;
pub use submissions::Submissions;
pub use switching::Switching;
pub use time_limits::TimeLimits;
pub use triage::Triage;

/// Every mechanism that may be at work beyond intake, dispatch, escalation and closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Mechanism {
    /// Orders that superiors push down.
    Orders,
    /// Whose priority wins, the line's or the block's.
    Matrix,
    /// Orders that chase overdue cases.
    Chase,
    /// Recurring reports and forms.
    Reports,
    /// Recurring meetings of whole desks.
    Meetings,
    /// Inspections from above and audits from outside.
    Inspections,
    /// Which waiting task a person takes up next.
    Attention,
    /// The cost of turning to other work.
    Switching,
    /// Lost messages, questions back, and noise.
    Messages,
    /// How autonomy, clarity and pressure change the pace of work.
    Motivation,
    /// Departments that send work on because they are busy.
    Shifting,
    /// Work that needs a decision before it can go on.
    Exceptions,
    /// Shared registers of population, land and enterprises.
    Registers,
    /// What citizens and firms hand in, and log-ins.
    Submissions,
    /// Several reports of one matter, and their recognition.
    Duplicates,
    /// A stock of data quality that decays and is kept up.
    DataQuality,
    /// Dispatch by an algorithm, with review.
    Triage,
    /// Dispatch to the least loaded by a view that may be stale.
    GlobalView,
    /// Reuse of earlier work, and effort lost in groups.
    Joint,
    /// Meetings or visits of several levels or sectors at once.
    Linkage,
    /// Limits of time by level, and closing on paper.
    TimeLimits,
    /// Checks of work under way.
    Monitoring,
    /// Red, yellow and green lamps by unit.
    Lamps,
    /// Matters foreseen before they break out.
    Foresight,
    /// Cameras and sensors that notice matters, rightly or wrongly.
    Sensors,
    /// Matters that come again, and the analysis of their causes.
    Recurrence,
    /// Learning, training and turnover.
    Learning,
    /// The lag of adoption, with double entry until then.
    Adoption,
    /// People who help at other desks.
    Flexibility,
    /// Plans for emergencies.
    Emergency,
    /// Satisfaction, openness, and the demand they induce.
    Satisfaction,
    /// Citizens who press for their cases.
    Complaints,
}

impl Mechanism {
    /// How many there are.
    pub const COUNT: usize = 32;

    /// All, in the order of the enum.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Orders,
        Self::Matrix,
        Self::Chase,
        Self::Reports,
        Self::Meetings,
        Self::Inspections,
        Self::Attention,
        Self::Switching,
        Self::Messages,
        Self::Motivation,
        Self::Shifting,
        Self::Exceptions,
        Self::Registers,
        Self::Submissions,
        Self::Duplicates,
        Self::DataQuality,
        Self::Triage,
        Self::GlobalView,
        Self::Joint,
        Self::Linkage,
        Self::TimeLimits,
        Self::Monitoring,
        Self::Lamps,
        Self::Foresight,
        Self::Sensors,
        Self::Recurrence,
        Self::Learning,
        Self::Adoption,
        Self::Flexibility,
        Self::Emergency,
        Self::Satisfaction,
        Self::Complaints,
    ];

    /// Its key under `[mechanisms]`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Matrix => "matrix",
            Self::Chase => "chase",
            Self::Reports => "reports",
            Self::Meetings => "meetings",
            Self::Inspections => "inspections",
            Self::Attention => "attention",
            Self::Switching => "switching",
            Self::Messages => "messages",
            Self::Motivation => "motivation",
            Self::Shifting => "shifting",
            Self::Exceptions => "exceptions",
            Self::Registers => "registers",
            Self::Submissions => "submissions",
            Self::Duplicates => "duplicates",
            Self::DataQuality => "data_quality",
            Self::Triage => "triage",
            Self::GlobalView => "global_view",
            Self::Joint => "joint",
            Self::Linkage => "linkage",
            Self::TimeLimits => "time_limits",
            Self::Monitoring => "monitoring",
            Self::Lamps => "lamps",
            Self::Foresight => "foresight",
            Self::Sensors => "sensors",
            Self::Recurrence => "recurrence",
            Self::Learning => "learning",
            Self::Adoption => "adoption",
            Self::Flexibility => "flexibility",
            Self::Emergency => "emergency",
            Self::Satisfaction => "satisfaction",
            Self::Complaints => "complaints",
        }
    }

    /// What reports call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Orders => "Orders from superiors",
            Self::Matrix => "Line and block",
            Self::Chase => "Chase orders",
            Self::Reports => "Reports and forms",
            Self::Meetings => "Meetings",
            Self::Inspections => "Inspections",
            Self::Attention => "Attention",
            Self::Switching => "Switching",
            Self::Messages => "Messages",
            Self::Motivation => "Motivation",
            Self::Shifting => "Shifting",
            Self::Exceptions => "Exceptions",
            Self::Registers => "Registers",
            Self::Submissions => "Submissions",
            Self::Duplicates => "Duplicates",
            Self::DataQuality => "Data quality",
            Self::Triage => "Triage by algorithm",
            Self::GlobalView => "Global view",
            Self::Joint => "Joint work",
            Self::Linkage => "Linkage",
            Self::TimeLimits => "Time limits",
            Self::Monitoring => "Monitoring",
            Self::Lamps => "Lamps",
            Self::Foresight => "Foresight",
            Self::Sensors => "Sensors",
            Self::Recurrence => "Recurrence",
            Self::Learning => "Learning",
            Self::Adoption => "Adoption",
            Self::Flexibility => "Flexibility",
            Self::Emergency => "Emergency",
            Self::Satisfaction => "Satisfaction",
            Self::Complaints => "Complaints",
        }
    }
}

/// The mechanisms of a design; what is not at work is none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mechanisms {
    /// Orders that superiors push down.
    pub orders: Option<Box<Orders>>,
    /// Whose priority wins, the line's or the block's.
    pub matrix: Option<Box<Matrix>>,
    /// Orders that chase overdue cases.
    pub chase: Option<Box<Chase>>,
    /// Recurring reports and forms.
    pub reports: Option<Box<Reports>>,
    /// Recurring meetings of whole desks.
    pub meetings: Option<Box<Meetings>>,
    /// Inspections from above and audits from outside.
    pub inspections: Option<Box<Inspections>>,
    /// Which waiting task a person takes up next.
    pub attention: Option<Box<Attention>>,
    /// The cost of turning to other work.
    pub switching: Option<Box<Switching>>,
    /// Lost messages, questions back, and noise.
    pub messages: Option<Box<Messages>>,
    /// How autonomy, clarity and pressure change the pace of work.
    pub motivation: Option<Box<Motivation>>,
    /// Departments that send work on because they are busy.
    pub shifting: Option<Box<Shifting>>,
    /// Work that needs a decision before it can go on.
    pub exceptions: Option<Box<Exceptions>>,
    /// Shared registers of population, land and enterprises.
    pub registers: Option<Box<Registers>>,
    /// What citizens and firms hand in, and log-ins.
    pub submissions: Option<Box<Submissions>>,
    /// Several reports of one matter, and their recognition.
    pub duplicates: Option<Box<Duplicates>>,
    /// A stock of data quality that decays and is kept up.
    pub data_quality: Option<Box<DataQuality>>,
    /// Dispatch by an algorithm, with review.
    pub triage: Option<Box<Triage>>,
    /// Dispatch to the least loaded by a view that may be stale.
    pub global_view: Option<Box<GlobalView>>,
    /// Reuse of earlier work, and effort lost in groups.
    pub joint: Option<Box<Joint>>,
    /// Meetings or visits of several levels or sectors at once.
    pub linkage: Option<Box<Linkage>>,
    /// Limits of time by level, and closing on paper.
    pub time_limits: Option<Box<TimeLimits>>,
    /// Checks of work under way.
    pub monitoring: Option<Box<Monitoring>>,
    /// Red, yellow and green lamps by unit.
    pub lamps: Option<Box<Lamps>>,
    /// Matters foreseen before they break out.
    pub foresight: Option<Box<Foresight>>,
    /// Cameras and sensors that notice matters, rightly or wrongly.
    pub sensors: Option<Box<Sensors>>,
    /// Matters that come again, and the analysis of their causes.
    pub recurrence: Option<Box<Recurrence>>,
    /// Learning, training and turnover.
    pub learning: Option<Box<Learning>>,
    /// The lag of adoption, with double entry until then.
    pub adoption: Option<Box<Adoption>>,
    /// People who help at other desks.
    pub flexibility: Option<Box<Flexibility>>,
    /// Plans for emergencies.
    pub emergency: Option<Box<Emergency>>,
    /// Satisfaction, openness, and the demand they induce.
    pub satisfaction: Option<Box<Satisfaction>>,
    /// Citizens who press for their cases.
    pub complaints: Option<Box<Complaints>>,
}

impl Mechanisms {
    /// Whether a mechanism is at work.
    pub fn has(&self, mechanism: Mechanism) -> bool {
        match mechanism {
            Mechanism::Orders => self.orders.is_some(),
            Mechanism::Matrix => self.matrix.is_some(),
            Mechanism::Chase => self.chase.is_some(),
            Mechanism::Reports => self.reports.is_some(),
            Mechanism::Meetings => self.meetings.is_some(),
            Mechanism::Inspections => self.inspections.is_some(),
            Mechanism::Attention => self.attention.is_some(),
            Mechanism::Switching => self.switching.is_some(),
            Mechanism::Messages => self.messages.is_some(),
            Mechanism::Motivation => self.motivation.is_some(),
            Mechanism::Shifting => self.shifting.is_some(),
            Mechanism::Exceptions => self.exceptions.is_some(),
            Mechanism::Registers => self.registers.is_some(),
            Mechanism::Submissions => self.submissions.is_some(),
            Mechanism::Duplicates => self.duplicates.is_some(),
            Mechanism::DataQuality => self.data_quality.is_some(),
            Mechanism::Triage => self.triage.is_some(),
            Mechanism::GlobalView => self.global_view.is_some(),
            Mechanism::Joint => self.joint.is_some(),
            Mechanism::Linkage => self.linkage.is_some(),
            Mechanism::TimeLimits => self.time_limits.is_some(),
            Mechanism::Monitoring => self.monitoring.is_some(),
            Mechanism::Lamps => self.lamps.is_some(),
            Mechanism::Foresight => self.foresight.is_some(),
            Mechanism::Sensors => self.sensors.is_some(),
            Mechanism::Recurrence => self.recurrence.is_some(),
            Mechanism::Learning => self.learning.is_some(),
            Mechanism::Adoption => self.adoption.is_some(),
            Mechanism::Flexibility => self.flexibility.is_some(),
            Mechanism::Emergency => self.emergency.is_some(),
            Mechanism::Satisfaction => self.satisfaction.is_some(),
            Mechanism::Complaints => self.complaints.is_some(),
        }
    }

    /// Whether any mechanism is at work.
    pub fn any(&self) -> bool {
        Mechanism::ALL.iter().any(|&mechanism| self.has(mechanism))
    }
}

/// What is known of a design when its mechanisms are built.
pub(super) struct Around<'a> {
    pub(super) names: &'a AllNames<'a>,
    pub(super) tree: &'a Tree,
    pub(super) levels: &'a IdVec<Level>,
    /// By position in the file; none where the level is wrong.
    pub(super) desks: &'a [Option<DeskKind>],
    /// Kind of desk by level and department: index `level * departments + department`.
    pub(super) desk_of: &'a [Option<DeskKindId>],
    pub(super) calendars: &'a IdVec<Calendar>,
    pub(super) categories: &'a IdVec<Category>,
}

/// The shortest interval at which a mechanism may look at something again, in hours: a minute.
const INTERVAL_LEAST: f64 = 1.0 / 60.0;

impl Build<'_> {
    /// An interval at which something is done again and again: at least a minute, so that every run comes to an end.
    fn interval(&mut self, key: &str, given: At<Span>) -> Span {
        if given.value < Span::from_hours(INTERVAL_LEAST) {
            let message = format!("`{key}` must be at least a minute");
            self.error(Code::OutOfRange, given.place, message);
        }
        given.value
    }

    /// A value that other values of the table at `place` call for.
    fn needed<'a, T>(
        &mut self,
        key: &str,
        given: Option<&'a T>,
        place: Place,
        why: &str,
    ) -> Option<&'a T> {
        if given.is_none() {
            let message = format!("{why} and `{key}` is missing");
            self.found.push(
                Diagnostic::error(Code::MissingKey, place, message).help(format!("add `{key}`")),
            );
        }
        given
    }

    /// The kind of desk of a name, if one is given.
    fn desk_named(&mut self, around: &Around<'_>, name: Option<&At<String>>) -> Option<DeskKindId> {
        let position = self.resolve(&around.names.desks, name?)?;
        around.desks[position].as_ref()?;
        Some(DeskKindId::new(position))
    }

    /// The categories of some names.
    fn categories_named(&mut self, around: &Around<'_>, names: &[At<String>]) -> Vec<CategoryId> {
        let known = names
            .iter()
            .filter_map(|name| self.resolve(&around.names.categories, name));
        known.map(CategoryId::new).collect()
    }

    pub(super) fn mechanisms(&mut self, around: &Around<'_>) -> Mechanisms {
        let given = &self.scenario.mechanisms;
        let orders = given
            .orders
            .as_ref()
            .and_then(|given| self.prove_orders(around, given))
            .map(Box::new);
        Mechanisms {
            matrix: given
                .matrix
                .as_ref()
                .and_then(|given| self.prove_matrix(around, given, orders.as_deref()))
                .map(Box::new),
            orders,
            chase: given
                .chase
                .as_ref()
                .and_then(|given| self.prove_chase(around, given))
                .map(Box::new),
            reports: given
                .reports
                .as_ref()
                .and_then(|given| self.prove_reports(around, given))
                .map(Box::new),
            meetings: given
                .meetings
                .as_ref()
                .and_then(|given| self.prove_meetings(around, given))
                .map(Box::new),
            inspections: given
                .inspections
                .as_ref()
                .and_then(|given| self.prove_inspections(around, given))
                .map(Box::new),
            attention: given
                .attention
                .as_ref()
                .and_then(|given| self.prove_attention(around, given))
                .map(Box::new),
            switching: given
                .switching
                .as_ref()
                .and_then(|given| self.prove_switching(around, given))
                .map(Box::new),
            messages: given
                .messages
                .as_ref()
                .and_then(|given| self.prove_messages(around, given))
                .map(Box::new),
            motivation: given
                .motivation
                .as_ref()
                .and_then(|given| self.prove_motivation(around, given))
                .map(Box::new),
            shifting: given
                .shifting
                .as_ref()
                .and_then(|given| self.prove_shifting(around, given))
                .map(Box::new),
            exceptions: given
                .exceptions
                .as_ref()
                .and_then(|given| self.prove_exceptions(around, given))
                .map(Box::new),
            registers: given
                .registers
                .as_ref()
                .and_then(|given| self.prove_registers(around, given))
                .map(Box::new),
            submissions: given
                .submissions
                .as_ref()
                .and_then(|given| self.prove_submissions(around, given))
                .map(Box::new),
            duplicates: given
                .duplicates
                .as_ref()
                .and_then(|given| self.prove_duplicates(around, given))
                .map(Box::new),
            data_quality: given
                .data_quality
                .as_ref()
                .and_then(|given| self.prove_data_quality(around, given))
                .map(Box::new),
            triage: given
                .triage
                .as_ref()
                .and_then(|given| self.prove_triage(around, given))
                .map(Box::new),
            global_view: given
                .global_view
                .as_ref()
                .and_then(|given| self.prove_global_view(around, given))
                .map(Box::new),
            joint: given
                .joint
                .as_ref()
                .and_then(|given| self.prove_joint(around, given))
                .map(Box::new),
            linkage: given
                .linkage
                .as_ref()
                .and_then(|given| self.prove_linkage(around, given))
                .map(Box::new),
            time_limits: given
                .time_limits
                .as_ref()
                .and_then(|given| self.prove_time_limits(around, given))
                .map(Box::new),
            monitoring: given
                .monitoring
                .as_ref()
                .and_then(|given| self.prove_monitoring(around, given))
                .map(Box::new),
            lamps: given
                .lamps
                .as_ref()
                .and_then(|given| self.prove_lamps(around, given))
                .map(Box::new),
            foresight: given
                .foresight
                .as_ref()
                .and_then(|given| self.prove_foresight(around, given))
                .map(Box::new),
            sensors: given
                .sensors
                .as_ref()
                .and_then(|given| self.prove_sensors(around, given))
                .map(Box::new),
            recurrence: given
                .recurrence
                .as_ref()
                .and_then(|given| self.prove_recurrence(around, given))
                .map(Box::new),
            learning: given
                .learning
                .as_ref()
                .and_then(|given| self.prove_learning(around, given))
                .map(Box::new),
            adoption: given
                .adoption
                .as_ref()
                .and_then(|given| self.prove_adoption(around, given))
                .map(Box::new),
            flexibility: given
                .flexibility
                .as_ref()
                .and_then(|given| self.prove_flexibility(around, given))
                .map(Box::new),
            emergency: given
                .emergency
                .as_ref()
                .and_then(|given| self.prove_emergency(around, given))
                .map(Box::new),
            satisfaction: given
                .satisfaction
                .as_ref()
                .and_then(|given| self.prove_satisfaction(around, given))
                .map(Box::new),
            complaints: given
                .complaints
                .as_ref()
                .and_then(|given| self.prove_complaints(around, given))
                .map(Box::new),
        }
    }
}
