//! What an organisation does with a case: one file a mechanism, each with its decision and the hours it books.
//!
//! A case arrives at a unit, passes the intake of the level, is dispatched to the desks of the departments it needs, and
//! climbs, goes back, is worked again or is closed: [`intake`], [`dispatch`], [`escalation`], [`closing`]. Every other
//! module is a mechanism that a scenario may add under `[mechanisms]`; its documentation is what `caseload explain`
//! prints. Draws are keyed by the matter and by what they decide, so a mechanism that is switched on changes no other
//! draw, and one that is absent sets no timer and draws nothing. What passes between parts of a territory that are run side by
//! side is in `passing`.

use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::model::Mechanism;
use crate::random::{Key, Purpose};
use crate::time::Span;

pub mod closing;
pub mod dispatch;
mod draws;
pub mod escalation;
pub mod figure;
mod gather;
pub(crate) mod help;
pub(crate) mod hooks;
pub mod intake;
mod later;
mod pace;
pub(crate) mod passing;
mod routine;
mod shared;

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
pub mod satisfaction;
pub mod sensors;
pub mod shifting;
pub mod submissions;
pub mod switching;
pub mod time_limits;
pub mod triage;

pub use figure::{Figure, Per};

/// What mechanisms remember during a run; empty for those that are not at work.
#[derive(Debug, Default)]
pub(crate) struct States {
    /// By mechanism: what its draws that concern no case are keyed by.
    roots: Vec<Key>,
    /// What mechanisms are told of cases that are closed in another part of the territory: what may come, and how long after.
    told: later::Kept<(later::Coming, Span)>,
    pub(crate) orders: orders::State,
    pub(crate) chase: chase::State,
    pub(crate) reports: reports::State,
    pub(crate) inspections: inspections::State,
    pub(crate) attention: attention::State,
    pub(crate) switching: switching::State,
    pub(crate) messages: messages::State,
    pub(crate) motivation: motivation::State,
    pub(crate) shifting: shifting::State,
    pub(crate) registers: registers::State,
    pub(crate) submissions: submissions::State,
    pub(crate) duplicates: duplicates::State,
    pub(crate) data_quality: data_quality::State,
    pub(crate) global_view: global_view::State,
    pub(crate) linkage: linkage::State,
    pub(crate) time_limits: time_limits::State,
    pub(crate) monitoring: monitoring::State,
    pub(crate) lamps: lamps::State,
    pub(crate) foresight: foresight::State,
    pub(crate) sensors: sensors::State,
    pub(crate) recurrence: recurrence::State,
    pub(crate) learning: learning::State,
    pub(crate) emergency: emergency::State,
    pub(crate) satisfaction: satisfaction::State,
    pub(crate) complaints: complaints::State,
    /// Of all mechanisms by which people help at other desks.
    pub(crate) help: help::State,
}

/// What a mechanism lets a run show, beyond the staff hours it took.
pub fn figures(mechanism: Mechanism) -> &'static [Figure] {
    match mechanism {
        Mechanism::Orders => orders::FIGURES,
        Mechanism::Matrix => matrix::FIGURES,
        Mechanism::Chase => chase::FIGURES,
        Mechanism::Reports => reports::FIGURES,
        Mechanism::Meetings => meetings::FIGURES,
        Mechanism::Inspections => inspections::FIGURES,
        Mechanism::Attention => attention::FIGURES,
        Mechanism::Switching => switching::FIGURES,
        Mechanism::Messages => messages::FIGURES,
        Mechanism::Motivation => motivation::FIGURES,
        Mechanism::Shifting => shifting::FIGURES,
        Mechanism::Exceptions => exceptions::FIGURES,
        Mechanism::Registers => registers::FIGURES,
        Mechanism::Submissions => submissions::FIGURES,
        Mechanism::Duplicates => duplicates::FIGURES,
        Mechanism::DataQuality => data_quality::FIGURES,
        Mechanism::Triage => triage::FIGURES,
        Mechanism::GlobalView => global_view::FIGURES,
        Mechanism::Joint => joint::FIGURES,
        Mechanism::Linkage => linkage::FIGURES,
        Mechanism::TimeLimits => time_limits::FIGURES,
        Mechanism::Monitoring => monitoring::FIGURES,
        Mechanism::Lamps => lamps::FIGURES,
        Mechanism::Foresight => foresight::FIGURES,
        Mechanism::Sensors => sensors::FIGURES,
        Mechanism::Recurrence => recurrence::FIGURES,
        Mechanism::Learning => learning::FIGURES,
        Mechanism::Adoption => adoption::FIGURES,
        Mechanism::Flexibility => flexibility::FIGURES,
        Mechanism::Emergency => emergency::FIGURES,
        Mechanism::Satisfaction => satisfaction::FIGURES,
        Mechanism::Complaints => complaints::FIGURES,
    }
}

/// What a mechanism is about, in the words of its documentation.
pub fn explanation(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Orders => include_str!("mechanism/orders.md"),
        Mechanism::Matrix => include_str!("mechanism/matrix.md"),
        Mechanism::Chase => include_str!("mechanism/chase.md"),
        Mechanism::Reports => include_str!("mechanism/reports.md"),
        Mechanism::Meetings => include_str!("mechanism/meetings.md"),
        Mechanism::Inspections => include_str!("mechanism/inspections.md"),
        Mechanism::Attention => include_str!("mechanism/attention.md"),
        Mechanism::Switching => include_str!("mechanism/switching.md"),
        Mechanism::Messages => include_str!("mechanism/messages.md"),
        Mechanism::Motivation => include_str!("mechanism/motivation.md"),
        Mechanism::Shifting => include_str!("mechanism/shifting.md"),
        Mechanism::Exceptions => include_str!("mechanism/exceptions.md"),
        Mechanism::Registers => include_str!("mechanism/registers.md"),
        Mechanism::Submissions => include_str!("mechanism/submissions.md"),
        Mechanism::Duplicates => include_str!("mechanism/duplicates.md"),
        Mechanism::DataQuality => include_str!("mechanism/data_quality.md"),
        Mechanism::Triage => include_str!("mechanism/triage.md"),
        Mechanism::GlobalView => include_str!("mechanism/global_view.md"),
        Mechanism::Joint => include_str!("mechanism/joint.md"),
        Mechanism::Linkage => include_str!("mechanism/linkage.md"),
        Mechanism::TimeLimits => include_str!("mechanism/time_limits.md"),
        Mechanism::Monitoring => include_str!("mechanism/monitoring.md"),
        Mechanism::Lamps => include_str!("mechanism/lamps.md"),
        Mechanism::Foresight => include_str!("mechanism/foresight.md"),
        Mechanism::Sensors => include_str!("mechanism/sensors.md"),
        Mechanism::Recurrence => include_str!("mechanism/recurrence.md"),
        Mechanism::Learning => include_str!("mechanism/learning.md"),
        Mechanism::Adoption => include_str!("mechanism/adoption.md"),
        Mechanism::Flexibility => include_str!("mechanism/flexibility.md"),
        Mechanism::Emergency => include_str!("mechanism/emergency.md"),
        Mechanism::Satisfaction => include_str!("mechanism/satisfaction.md"),
        Mechanism::Complaints => include_str!("mechanism/complaints.md"),
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Sets up every mechanism that is at work.
    pub(crate) fn begin_mechanisms(&mut self) {
        let own = self.key.purpose(Purpose::Mechanism);
        let numbers = 0..Mechanism::COUNT as u64;
        self.states.roots = numbers.map(|of| own.child(of)).collect();
        for mechanism in Mechanism::ALL {
            if !self.model.mechanisms.has(mechanism) {
                continue;
            }
            match mechanism {
                Mechanism::Orders => self.begin_orders(),
                Mechanism::Matrix => self.begin_matrix(),
                Mechanism::Chase => self.begin_chase(),
                Mechanism::Reports => self.begin_reports(),
                Mechanism::Meetings => self.begin_meetings(),
                Mechanism::Inspections => self.begin_inspections(),
                Mechanism::Attention => self.begin_attention(),
                Mechanism::Switching => self.begin_switching(),
                Mechanism::Messages => self.begin_messages(),
                Mechanism::Motivation => self.begin_motivation(),
                Mechanism::Shifting => self.begin_shifting(),
                Mechanism::Exceptions => self.begin_exceptions(),
                Mechanism::Registers => self.begin_registers(),
                Mechanism::Submissions => self.begin_submissions(),
                Mechanism::Duplicates => self.begin_duplicates(),
                Mechanism::DataQuality => self.begin_data_quality(),
                Mechanism::Triage => self.begin_triage(),
                Mechanism::GlobalView => self.begin_global_view(),
                Mechanism::Joint => self.begin_joint(),
                Mechanism::Linkage => self.begin_linkage(),
                Mechanism::TimeLimits => self.begin_time_limits(),
                Mechanism::Monitoring => self.begin_monitoring(),
                Mechanism::Lamps => self.begin_lamps(),
                Mechanism::Foresight => self.begin_foresight(),
                Mechanism::Sensors => self.begin_sensors(),
                Mechanism::Recurrence => self.begin_recurrence(),
                Mechanism::Learning => self.begin_learning(),
                Mechanism::Adoption => self.begin_adoption(),
                Mechanism::Flexibility => self.begin_flexibility(),
                Mechanism::Emergency => self.begin_emergency(),
                Mechanism::Satisfaction => self.begin_satisfaction(),
                Mechanism::Complaints => self.begin_complaints(),
            }
        }
    }

    /// A timer of a mechanism goes off.
    pub(crate) fn mechanism_timer(&mut self, mechanism: Mechanism, a: u32, b: u32) {
        match mechanism {
            Mechanism::Orders => self.orders_timer(a, b),
            Mechanism::Matrix => self.matrix_timer(a, b),
            Mechanism::Chase => self.chase_timer(a, b),
            Mechanism::Reports => self.reports_timer(a, b),
            Mechanism::Meetings => self.meetings_timer(a, b),
            Mechanism::Inspections => self.inspections_timer(a, b),
            Mechanism::Attention => self.attention_timer(a, b),
            Mechanism::Switching => self.switching_timer(a, b),
            Mechanism::Messages => self.messages_timer(a, b),
            Mechanism::Motivation => self.motivation_timer(a, b),
            Mechanism::Shifting => self.shifting_timer(a, b),
            Mechanism::Exceptions => self.exceptions_timer(a, b),
            Mechanism::Registers => self.registers_timer(a, b),
            Mechanism::Submissions => self.submissions_timer(a, b),
            Mechanism::Duplicates => self.duplicates_timer(a, b),
            Mechanism::DataQuality => self.data_quality_timer(a, b),
            Mechanism::Triage => self.triage_timer(a, b),
            Mechanism::GlobalView => self.global_view_timer(a, b),
            Mechanism::Joint => self.joint_timer(a, b),
            Mechanism::Linkage => self.linkage_timer(a, b),
            Mechanism::TimeLimits => self.time_limits_timer(a, b),
            Mechanism::Monitoring => self.monitoring_timer(a, b),
            Mechanism::Lamps => self.lamps_timer(a, b),
            Mechanism::Foresight => self.foresight_timer(a, b),
            Mechanism::Sensors => self.sensors_timer(a, b),
            Mechanism::Recurrence => self.recurrence_timer(a, b),
            Mechanism::Learning => self.learning_timer(a, b),
            Mechanism::Adoption => self.adoption_timer(a, b),
            Mechanism::Flexibility => self.flexibility_timer(a, b),
            Mechanism::Emergency => self.emergency_timer(a, b),
            Mechanism::Satisfaction => self.satisfaction_timer(a, b),
            Mechanism::Complaints => self.complaints_timer(a, b),
        }
    }

    /// A duty (a task of a mechanism that belongs to no case) or an extra step of a case is completed.
    pub(crate) fn mechanism_task_done(&mut self, mechanism: Mechanism, task: &Task) {
        match mechanism {
            Mechanism::Orders => self.order_done(task),
            Mechanism::Reports => self.report_done(task),
            Mechanism::Inspections => self.inspection_done(task),
            Mechanism::Chase => self.chase_done(task),
            Mechanism::Registers => self.registers_done(task),
            Mechanism::Duplicates => self.duplicates_done(task),
            Mechanism::DataQuality => self.data_quality_done(task),
            Mechanism::Recurrence => self.recurrence_done(task),
            Mechanism::Exceptions => self.exceptions_done(task),
            Mechanism::Linkage => self.linkage_done(task),
            Mechanism::Monitoring => self.monitoring_done(task),
            Mechanism::Lamps => self.lamps_done(task),
            Mechanism::Foresight => self.foresight_done(task),
            Mechanism::Learning => self.training_done(task),
            Mechanism::Shifting => self.shifted(task),
            Mechanism::Joint => self.participant_done(task),
            // The hours are booked already; only those named above have something more to do.
            _ => {}
        }
    }
}
