//! Desks and their people.

use serde_json::{Value as Json, json};

use super::super::document::{Node, Value};
use super::super::quantity::{Limits, count, number, positive_time, share, time};
use super::super::{
    Desk, Discipline, Gate, Outage, OutageScope, Preemption, ShiftEnd, Staff, StaffGroup, WhenFull,
};
use super::distribution::{Distribution, Lasting};
use super::territory::UniqueNames;
use super::{Choice, Context, Describing, Fields, List, Names, Record, Shape, Text, is_quantity};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::Named;
use crate::time::Span;

const DISCIPLINES: Choice<Discipline> = Choice(&[
    ("fifo", Discipline::Fifo),
    ("priority", Discipline::Priority),
    ("earliest-due-date", Discipline::EarliestDueDate),
    ("lifo", Discipline::Lifo),
]);

const PREEMPTIONS: Choice<Preemption> = Choice(&[
    ("none", Preemption::None),
    ("resume", Preemption::Resume),
    ("restart", Preemption::Restart),
]);

const SHIFT_ENDS: Choice<ShiftEnd> = Choice(&[
    ("finish", ShiftEnd::Finish),
    ("suspend", ShiftEnd::Suspend),
    ("hand-over", ShiftEnd::HandOver),
]);

const WHEN_FULL: Choice<WhenFull> =
    Choice(&[("lost", WhenFull::Lost), ("escalate", WhenFull::Escalate)]);

const SCOPES: Choice<OutageScope> =
    Choice(&[("desk", OutageScope::Desk), ("person", OutageScope::Person)]);

/// The greatest speed in the work of a department.
const SKILL_MOST: f64 = 10.0;

/// Fixed activities that duty time can go to.
const ACTIVITIES: &[&str] = &["report", "train", "upkeep", "meeting"];

/// Where a desk stands and who works at it.
struct Crew {
    level: At<String>,
    departments: Option<Vec<At<String>>>,
    staff: At<Staff>,
    calendar: Option<At<String>>,
    available: Option<At<f64>>,
    time: Vec<Named<At<f64>>>,
    speed: Option<At<f64>>,
    skill: Vec<Named<At<f64>>>,
    absence: Option<At<f64>>,
    cost_per_hour: Option<At<f64>>,
}

pub(super) fn desk(fields: &mut Fields<'_>) -> Option<Desk> {
    let crew = crew(fields);
    let discipline = fields.optional("discipline", "order of service", DISCIPLINES);
    let about = "what a more urgent task does to one in service";
    let preemption = fields.optional("preemption", about, PREEMPTIONS);
    let about = "what happens to work in progress when a shift ends";
    let shift_end = fields.optional("shift_end", about, SHIFT_ENDS);
    let about = "work added when a hand-over is resumed";
    let hand_over_work = fields.optional("hand_over_work", about, Distribution);
    let about = "delay of a task on its way to this desk, each time";
    let hand_off = fields.optional("hand_off", about, Distribution);
    let about = "waiting longer than this, a case is abandoned";
    let patience = fields.optional("patience", about, Distribution);
    let waiting_room = fields.optional("waiting_room", "places to wait", count(0));
    let about = "what happens to a case that finds the waiting room full";
    let when_full = fields.optional("when_full", about, WHEN_FULL);
    let about = "tasks are let in only at these instants, as at a meeting";
    let gate = fields.optional("gate", about, Record::new("gate", gate));
    let outage = fields.optional("outage", "breakdowns", Record::new("outage", outage));
    let about = "a person who finds no work leaves for this long";
    let vacation = fields.optional("vacation", about, Lasting);
    let crew = crew?;
    Some(Desk {
        level: crew.level,
        departments: crew.departments,
        staff: crew.staff,
        calendar: crew.calendar,
        available: crew.available,
        time: crew.time,
        speed: crew.speed,
        skill: crew.skill,
        discipline: discipline.unwrap_or(At::nowhere(Discipline::Fifo)),
        preemption: preemption.unwrap_or(At::nowhere(Preemption::None)),
        shift_end: shift_end.map_or(ShiftEnd::Finish, |end| end.value),
        hand_over_work,
        hand_off,
        patience,
        waiting_room,
        when_full: when_full.map_or(WhenFull::Lost, |full| full.value),
        gate: gate.map(|gate| gate.value),
        absence: crew.absence,
        outage: outage.map(|outage| outage.value),
        vacation,
        cost_per_hour: crew.cost_per_hour,
    })
}

fn crew(fields: &mut Fields<'_>) -> Option<Crew> {
    let level = fields.required("level", "level whose units each have one such desk", Text);
    let about = "departments it works for; all unless given";
    let departments = fields.optional("departments", about, UniqueNames);
    let about = "how many people, \"unlimited\", or groups with hours of their own";
    let staff = fields.required("staff", about, People);
    let calendar = fields.optional("calendar", "hours of its people", Text);
    let about = "share of duty time available for cases";
    let available = fields.optional("available", about, number(Limits::Above(0.0, 1.0)));
    let about = "shares of duty time on fixed activities";
    let activities = Names {
        what: "fixed activity",
        among: ACTIVITIES,
        shape: Placed(share()),
    };
    let time = fields.optional("time", about, activities);
    let about = "work is divided by this";
    let speed = fields.optional("speed", about, number(Limits::Positive));
    let about = "speed of its people in the work of each department; 1 unless given";
    let skills = Names::of("department", Placed(number(Limits::Above(0.0, SKILL_MOST))));
    let skill = fields.optional("skill", about, skills);
    let about = "chance that a person is away on a day";
    let absence = fields.optional("absence", about, Record::new("absence", absence));
    let about = "money per staff hour paid";
    let cost_per_hour = fields.optional("cost_per_hour", about, number(Limits::NotNegative));
    let time = time.map_or(Vec::new(), |time| time.value);
    check_time(fields, available.as_ref(), &time);
    Some(Crew {
        level: level?,
        departments: departments.map(|departments| departments.value),
        staff: staff?,
        calendar,
        available,
        time,
        speed,
        skill: skill.map_or(Vec::new(), |skill| skill.value),
        absence: absence.map(|absence| absence.value),
        cost_per_hour,
    })
}

/// Fixed activities are done in the duty time that is not available for cases.
fn check_time(fields: &mut Fields<'_>, available: Option<&At<f64>>, time: &[Named<At<f64>>]) {
    let Some(first) = time.first() else {
        return;
    };
    if available.is_none() && fields.key_place("available").is_some() {
        return;
    }
    let fixed: f64 = time.iter().map(|activity| activity.item.value).sum();
    let total = available.map_or(1.0, |share| share.value) + fixed;
    if total <= 1.0 + 1e-9 {
        return;
    }
    let message = format!(
        "fixed activities take `{fixed}` of duty time, which with `available` makes more than 1"
    );
    let diagnostic = Diagnostic::error(Code::SharesSum, first.item.place, message);
    fields.report(match available {
        Some(share) => diagnostic.label(share.place, "available for cases"),
        None => diagnostic.help(format!("write `available = {}` or less", 1.0 - fixed)),
    });
}

/// A value with its place.
pub(crate) struct Placed<S>(pub(crate) S);

impl<S: Shape> Shape for Placed<S> {
    type Value = At<S::Value>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let value = self.0.read(node, context)?;
        Some(At::new(value, node.place))
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        self.0.describe(describing)
    }
}

/// A number of people, `"unlimited"`, or a list of groups.
struct People;

impl Shape for People {
    type Value = Staff;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Staff> {
        match &node.value {
            Value::Text(text) if text == "unlimited" => Some(Staff::Unlimited),
            Value::Array(_) => {
                let groups = List(Record::new("staff group", group)).read(node, context)?;
                Some(Staff::Groups(
                    groups.into_iter().map(|group| group.value).collect(),
                ))
            }
            Value::Integer(_) | Value::Float(_) => one_group(node, context),
            Value::Table(_) if is_quantity(node) => one_group(node, context),
            _ => {
                let want = "a number of people, `\"unlimited\"`, or a list of groups";
                context.wrong_type(
                    node,
                    want,
                    "write `3` or `[{ count = 3, calendar = \"day\" }]`",
                );
                None
            }
        }
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        let number = count(0).describe(describing);
        let groups = List(Record::new("staff group", group)).describe(describing);
        json!({ "anyOf": [number, { "const": "unlimited" }, groups] })
    }
}

fn one_group(node: &Node, context: &mut Context) -> Option<Staff> {
    let count = count(0).read(node, context)?;
    Some(Staff::Groups(vec![StaffGroup {
        count: At::new(count, node.place),
        calendar: None,
    }]))
}

fn group(fields: &mut Fields<'_>) -> Option<StaffGroup> {
    let count = fields.required("count", "how many people", count(0));
    let calendar = fields.optional("calendar", "their hours", Text);
    Some(StaffGroup {
        count: count?,
        calendar,
    })
}

fn gate(fields: &mut Fields<'_>) -> Option<Gate> {
    let every = fields.required("every", "time between instants", positive_time());
    let offset = fields.optional("offset", "the first instant after the start", time());
    Some(Gate {
        every: every?,
        offset: offset.map_or(Span::from_ticks(0), |offset| offset.value),
    })
}

fn absence(fields: &mut Fields<'_>) -> Option<At<f64>> {
    fields.required("probability", "chance for each person on each day", share())
}

fn outage(fields: &mut Fields<'_>) -> Option<Outage> {
    let up = fields.required("up", "time from repair to breakdown", Lasting);
    let down = fields.required("down", "time from breakdown to repair", Distribution);
    let about = "whether the whole desk or one person breaks down";
    let scope = fields.optional("scope", about, SCOPES);
    Some(Outage {
        up: up?,
        down: down?,
        scope: scope.map_or(OutageScope::Desk, |scope| scope.value),
    })
}
