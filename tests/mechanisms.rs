//! Every mechanism: off changes nothing, its limits are exact, its effect has a direction and can be reversed.

#[path = "support/mechanism.rs"]
mod mechanism;
#[path = "support/model.rs"]
mod model;

#[path = "mechanisms/adoption.rs"]
mod adoption;
#[path = "mechanisms/attention.rs"]
mod attention;
#[path = "mechanisms/chase.rs"]
mod chase;
#[path = "mechanisms/complaints.rs"]
mod complaints;
#[path = "mechanisms/data_quality.rs"]
mod data_quality;
#[path = "mechanisms/duplicates.rs"]
mod duplicates;
#[path = "mechanisms/emergency.rs"]
mod emergency;
#[path = "mechanisms/exceptions.rs"]
mod exceptions;
#[path = "mechanisms/flexibility.rs"]
mod flexibility;
#[path = "mechanisms/foresight.rs"]
mod foresight;
#[path = "mechanisms/global_view.rs"]
mod global_view;
#[path = "mechanisms/inspections.rs"]
mod inspections;
#[path = "mechanisms/joint.rs"]
mod joint;
#[path = "mechanisms/lamps.rs"]
mod lamps;
#[path = "mechanisms/learning.rs"]
mod learning;
#[path = "mechanisms/linkage.rs"]
mod linkage;
#[path = "mechanisms/matrix.rs"]
mod matrix;
#[path = "mechanisms/meetings.rs"]
mod meetings;
#[path = "mechanisms/messages.rs"]
mod messages;
#[path = "mechanisms/monitoring.rs"]
mod monitoring;
#[path = "mechanisms/motivation.rs"]
mod motivation;
#[path = "mechanisms/orders.rs"]
mod orders;
#[path = "mechanisms/recurrence.rs"]
mod recurrence;
#[path = "mechanisms/registers.rs"]
mod registers;
#[path = "mechanisms/reports.rs"]
mod reports;
#[path = "mechanisms/satisfaction.rs"]
mod satisfaction;
#[path = "mechanisms/sensors.rs"]
mod sensors;
#[path = "mechanisms/shifting.rs"]
mod shifting;
#[path = "mechanisms/submissions.rs"]
mod submissions;
#[path = "mechanisms/switching.rs"]
mod switching;
#[path = "mechanisms/time_limits.rs"]
mod time_limits;
#[path = "mechanisms/together.rs"]
mod together;
#[path = "mechanisms/triage.rs"]
mod triage;
