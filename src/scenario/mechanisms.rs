//! Mechanisms as typed: one table each under `[mechanisms]`, every one of which may be left out or switched off.

use crate::diagnostic::At;
use crate::scenario::decode::{Fields, Switched};

pub mod adoption;
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
pub use help::{Coordinator, Help, Terms};
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

/// All mechanisms of a scenario; what is not at work is none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mechanisms {
    /// Orders that superiors push down.
    pub orders: Option<Orders>,
    /// Whose priority wins, the line's or the block's.
    pub matrix: Option<Matrix>,
    /// Orders that chase overdue cases.
    pub chase: Option<Chase>,
    /// Recurring reports and forms.
    pub reports: Option<Reports>,
    /// Recurring meetings of whole desks.
    pub meetings: Option<Meetings>,
    /// Inspections from above and audits from outside.
    pub inspections: Option<Inspections>,
    /// Which waiting task a person takes up next.
    pub attention: Option<Attention>,
    /// The cost of turning to other work.
    pub switching: Option<Switching>,
    /// Lost messages, questions back, and noise.
    pub messages: Option<Messages>,
    /// How autonomy, clarity and pressure change the pace of work.
    pub motivation: Option<Motivation>,
    /// Departments that send work on because they are busy.
    pub shifting: Option<Shifting>,
    /// Work that needs a decision before it can go on.
    pub exceptions: Option<Exceptions>,
    /// Shared registers of population, land and enterprises.
    pub registers: Option<Registers>,
    /// What citizens and firms hand in, and log-ins.
    pub submissions: Option<Submissions>,
    /// Several reports of one matter, and their recognition.
    pub duplicates: Option<Duplicates>,
    /// A stock of data quality that decays and is kept up.
    pub data_quality: Option<DataQuality>,
    /// Dispatch by an algorithm, with review.
    pub triage: Option<Triage>,
    /// Dispatch to the least loaded by a view that may be stale.
    pub global_view: Option<GlobalView>,
    /// Reuse of earlier work, and effort lost in groups.
    pub joint: Option<Joint>,
    /// Meetings or visits of several levels or sectors at once.
    pub linkage: Option<Linkage>,
    /// Limits of time by level, and closing on paper.
    pub time_limits: Option<TimeLimits>,
    /// Checks of work under way.
    pub monitoring: Option<Monitoring>,
    /// Red, yellow and green lamps by unit.
    pub lamps: Option<Lamps>,
    /// Matters foreseen before they break out.
    pub foresight: Option<Foresight>,
    /// Cameras and sensors that notice matters, rightly or wrongly.
    pub sensors: Option<Sensors>,
    /// Matters that come again, and the analysis of their causes.
    pub recurrence: Option<Recurrence>,
    /// Learning, training and turnover.
    pub learning: Option<Learning>,
    /// The lag of adoption, with double entry until then.
    pub adoption: Option<Adoption>,
    /// People who help at other desks.
    pub flexibility: Option<Flexibility>,
    /// Plans for emergencies.
    pub emergency: Option<Emergency>,
    /// Satisfaction, openness, and the demand they induce.
    pub satisfaction: Option<Satisfaction>,
    /// Citizens who press for their cases.
    pub complaints: Option<Complaints>,
}

impl Mechanisms {
    /// Names of the calendars that mechanisms refer to.
    pub fn calendars(&self) -> impl Iterator<Item = &At<String>> {
        let orders = self.orders.iter();
        let orders = orders.filter_map(|orders| orders.issuing.calendar.as_ref());
        let visits = self.inspections.iter();
        let visits = visits.filter_map(|inspections| inspections.visits.as_ref());
        orders.chain(visits.filter_map(|visits| visits.calendar.as_ref()))
    }
}

/// Reads every mechanism that is there.
pub(crate) fn mechanisms(fields: &mut Fields<'_>) -> Option<Mechanisms> {
    Some(Mechanisms {
        orders: fields
            .optional(
                "orders",
                "orders that superiors push down",
                Switched::new("mechanism orders", orders::fields),
            )
            .and_then(|found| found.value),
        matrix: fields
            .optional(
                "matrix",
                "whose priority wins, the line's or the block's",
                Switched::new("mechanism matrix", matrix::fields),
            )
            .and_then(|found| found.value),
        chase: fields
            .optional(
                "chase",
                "orders that chase overdue cases",
                Switched::new("mechanism chase", chase::fields),
            )
            .and_then(|found| found.value),
        reports: fields
            .optional(
                "reports",
                "recurring reports and forms",
                Switched::new("mechanism reports", reports::fields),
            )
            .and_then(|found| found.value),
        meetings: fields
            .optional(
                "meetings",
                "recurring meetings of whole desks",
                Switched::new("mechanism meetings", meetings::fields),
            )
            .and_then(|found| found.value),
        inspections: fields
            .optional(
                "inspections",
                "inspections from above and audits from outside",
                Switched::new("mechanism inspections", inspections::fields),
            )
            .and_then(|found| found.value),
        attention: fields
            .optional(
                "attention",
                "which waiting task a person takes up next",
                Switched::new("mechanism attention", attention::fields),
            )
            .and_then(|found| found.value),
        switching: fields
            .optional(
                "switching",
                "the cost of turning to other work",
                Switched::new("mechanism switching", switching::fields),
            )
            .and_then(|found| found.value),
        messages: fields
            .optional(
                "messages",
                "lost messages, questions back, and noise",
                Switched::new("mechanism messages", messages::fields),
            )
            .and_then(|found| found.value),
        motivation: fields
            .optional(
                "motivation",
                "how autonomy, clarity and pressure change the pace of work",
                Switched::new("mechanism motivation", motivation::fields),
            )
            .and_then(|found| found.value),
        shifting: fields
            .optional(
                "shifting",
                "departments that send work on because they are busy",
                Switched::new("mechanism shifting", shifting::fields),
            )
            .and_then(|found| found.value),
        exceptions: fields
            .optional(
                "exceptions",
                "work that needs a decision before it can go on",
                Switched::new("mechanism exceptions", exceptions::fields),
            )
            .and_then(|found| found.value),
        registers: fields
            .optional(
                "registers",
                "shared registers of population, land and enterprises",
                Switched::new("mechanism registers", registers::fields),
            )
            .and_then(|found| found.value),
        submissions: fields
            .optional(
                "submissions",
                "what citizens and firms hand in, and log-ins",
                Switched::new("mechanism submissions", submissions::fields),
            )
            .and_then(|found| found.value),
        duplicates: fields
            .optional(
                "duplicates",
                "several reports of one matter, and their recognition",
                Switched::new("mechanism duplicates", duplicates::fields),
            )
            .and_then(|found| found.value),
        data_quality: fields
            .optional(
                "data_quality",
                "a stock of data quality that decays and is kept up",
                Switched::new("mechanism data_quality", data_quality::fields),
            )
            .and_then(|found| found.value),
        triage: fields
            .optional(
                "triage",
                "dispatch by an algorithm, with review",
                Switched::new("mechanism triage", triage::fields),
            )
            .and_then(|found| found.value),
        global_view: fields
            .optional(
                "global_view",
                "dispatch to the least loaded by a view that may be stale",
                Switched::new("mechanism global_view", global_view::fields),
            )
            .and_then(|found| found.value),
        joint: fields
            .optional(
                "joint",
                "reuse of earlier work, and effort lost in groups",
                Switched::new("mechanism joint", joint::fields),
            )
            .and_then(|found| found.value),
        linkage: fields
            .optional(
                "linkage",
                "meetings or visits of several levels or sectors at once",
                Switched::new("mechanism linkage", linkage::fields),
            )
            .and_then(|found| found.value),
        time_limits: fields
            .optional(
                "time_limits",
                "limits of time by level, and closing on paper",
                Switched::new("mechanism time_limits", time_limits::fields),
            )
            .and_then(|found| found.value),
        monitoring: fields
            .optional(
                "monitoring",
                "checks of work under way",
                Switched::new("mechanism monitoring", monitoring::fields),
            )
            .and_then(|found| found.value),
        lamps: fields
            .optional(
                "lamps",
                "red, yellow and green lamps by unit",
                Switched::new("mechanism lamps", lamps::fields),
            )
            .and_then(|found| found.value),
        foresight: fields
            .optional(
                "foresight",
                "matters foreseen before they break out",
                Switched::new("mechanism foresight", foresight::fields),
            )
            .and_then(|found| found.value),
        sensors: fields
            .optional(
                "sensors",
                "cameras and sensors that notice matters, rightly or wrongly",
                Switched::new("mechanism sensors", sensors::fields),
            )
            .and_then(|found| found.value),
        recurrence: fields
            .optional(
                "recurrence",
                "matters that come again, and the analysis of their causes",
                Switched::new("mechanism recurrence", recurrence::fields),
            )
            .and_then(|found| found.value),
        learning: fields
            .optional(
                "learning",
                "learning, training and turnover",
                Switched::new("mechanism learning", learning::fields),
            )
            .and_then(|found| found.value),
        adoption: fields
            .optional(
                "adoption",
                "the lag of adoption, with double entry until then",
                Switched::new("mechanism adoption", adoption::fields),
            )
            .and_then(|found| found.value),
        flexibility: fields
            .optional(
                "flexibility",
                "people who help at other desks",
                Switched::new("mechanism flexibility", flexibility::fields),
            )
            .and_then(|found| found.value),
        emergency: fields
            .optional(
                "emergency",
                "plans for emergencies",
                Switched::new("mechanism emergency", emergency::fields),
            )
            .and_then(|found| found.value),
        satisfaction: fields
            .optional(
                "satisfaction",
                "satisfaction, openness, and the demand they induce",
                Switched::new("mechanism satisfaction", satisfaction::fields),
            )
            .and_then(|found| found.value),
        complaints: fields
            .optional(
                "complaints",
                "citizens who press for their cases",
                Switched::new("mechanism complaints", complaints::fields),
            )
            .and_then(|found| found.value),
    })
}
