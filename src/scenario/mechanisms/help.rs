//! Rules of help between desks as typed; flexibility and emergencies have them.

use crate::diagnostic::At;
use crate::scenario::decode::{Choice, Fields, Flag, List, Text};
use crate::scenario::quantity::{Limits, count, hours, number, share};

/// The least and the greatest speed of a helper.
const SPEED: Limits = Limits::Above(0.0, 10.0);

/// Who may help at which desks, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    /// The desk whose people help.
    pub from: At<String>,
    /// The desks they help at.
    pub to: Vec<At<String>>,
    /// Whether they help in the units beside their own, too.
    pub neighbours: bool,
    /// How much of it.
    pub terms: Terms,
}

/// How many people help, how fast, and what it costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Share of the people of a desk who may help.
    pub share: f64,
    /// Speed of a helper in foreign work.
    pub speed: f64,
    /// Hands-on hours of coordination for each task taken over.
    pub coordination: f64,
    /// Who coordinates.
    pub coordinated_by: Coordinator,
    /// Tasks that must wait at the other desk.
    pub only_when: u32,
}

/// Who does the coordination of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordinator {
    /// The person who helps, before the task.
    Helper,
    /// The desk that is helped, as a task of its first class.
    Helped,
}

const COORDINATORS: Choice<Coordinator> = Choice(&[
    ("helper", Coordinator::Helper),
    ("helped", Coordinator::Helped),
]);

pub(super) fn help(fields: &mut Fields<'_>) -> Option<Help> {
    let from = fields.required("from", "the desk whose people help", Text);
    let to = fields.required("to", "the desks they help at", List(Text));
    let about = "whether they help in the units beside their own, too; false unless given";
    let neighbours = fields.optional("neighbours", about, Flag);
    let terms = terms(fields);
    Some(Help {
        from: from?,
        to: to?.value,
        neighbours: neighbours.is_some_and(|flag| flag.value),
        terms,
    })
}

pub(super) fn terms(fields: &mut Fields<'_>) -> Terms {
    let about = "share of the people of the desk who may help; 1 unless given";
    let part = fields.optional("share", about, share());
    let about = "speed of a helper in foreign work; 1 unless given";
    let speed = fields.optional("speed", about, number(SPEED));
    let about = "hands-on time of coordination for each task taken over; 0 unless given";
    let coordination = fields.optional("coordination", about, hours());
    let about =
        "who coordinates, the person who helps or the desk that is helped; \"helper\" unless given";
    let coordinated_by = fields.optional("coordinated_by", about, COORDINATORS);
    let about = "tasks that must wait at the other desk; 1 unless given";
    let only_when = fields.optional("only_when", about, count(1));
    Terms {
        share: part.map_or(1.0, |at| at.value),
        speed: speed.map_or(1.0, |at| at.value),
        coordination: coordination.map_or(0.0, |at| at.value),
        coordinated_by: coordinated_by.map_or(Coordinator::Helper, |at| at.value),
        only_when: only_when.map_or(1, |at| at.value),
    }
}
