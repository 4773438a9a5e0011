//! `[mechanisms.registers]` as typed: shared registers of population, land and enterprises.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::decode::{Distribution, Fields, List, Names, Placed, Record, Text};
use crate::scenario::mechanisms::routine::{self, Routine};
use crate::scenario::quantity::{Limits, count_to, hours, number, positive_hours, share};
use crate::scenario::{Named, TimeDist};

/// Registers, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Registers {
    /// The registers by name.
    pub base: Vec<Named<Register>>,
    /// What departments collect for themselves.
    pub departments: Option<At<Departments>>,
}

/// One register, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Register {
    /// Share of the fields of every category that it holds.
    pub share: Option<At<f64>>,
    /// Fields of some categories that it holds.
    pub fields: Vec<Named<At<u32>>>,
    /// Chance that a field it holds is found there.
    pub hit: f64,
    /// Chance that a field that is found is out of date.
    pub stale: f64,
    /// Mean time, in hours, until what was true when the register was last kept up is so no longer.
    pub lasts: Option<f64>,
    /// Hands-on hours of checking one field that is found.
    pub verify: f64,
    /// Keeping it up.
    pub upkeep: Option<Routine>,
    /// Departments that may look into it.
    pub departments: Vec<At<String>>,
}

/// What departments collect for themselves, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Departments {
    /// Fields that each collects.
    pub fields: u32,
    /// Hands-on hours of collecting one.
    pub collect: f64,
    /// Hands-on hours of checking one that is found at another department.
    pub verify: f64,
    /// Work of answering a query, at the desk of the department that has the fields.
    pub answer: Option<TimeDist>,
    /// Departments each of which is connected with each other.
    pub connected: Vec<At<String>>,
    /// Chance that a field one has is found by another of them.
    pub hit: f64,
    /// Connections of two departments.
    pub edges: Vec<At<Edge>>,
}

/// A connection of two departments, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The two.
    pub between: At<Vec<At<String>>>,
    /// Chance that a field one has is found by the other.
    pub hit: f64,
}

/// The most fields a department may collect.
const FIELDS_MOST: u32 = 1000;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Registers> {
    let about = "the shared registers, such as population, land, enterprises";
    let registers = Names::of("register", Record::new("register", register));
    let base = fields.optional("base", about, registers);
    let about = "what departments collect for themselves, and from whom else they have it";
    let shape = Record::new("collecting departments", departments);
    let departments = fields.optional("departments", about, shape);
    Some(Registers {
        base: base.map_or(Vec::new(), |base| base.value),
        departments,
    })
}

fn register(fields: &mut Fields<'_>) -> Option<Register> {
    let about = "share of the fields of every category that it holds";
    let part = fields.optional("share", about, share());
    let about =
        "how many fields of a category it holds, by category; the share applies to those not named";
    let counts = Names::of("category", Placed(count_to(0, FIELDS_MOST)));
    let by_category = fields.optional("fields", about, counts);
    let about = "chance that a field it holds is found there; 1 unless given";
    let hit = fields.optional("hit", about, share());
    let about = "chance that a field that is found is out of date; 0 unless given";
    let stale = fields.optional("stale", about, share());
    let about = "mean time until what was true when the register was last kept up is so no longer";
    let lasts = fields.optional("lasts", about, positive_hours());
    let about = "work of checking one field that is found; none unless given";
    let verify = fields.optional("verify", about, hours());
    let about = "keeping it up";
    let upkeep = fields.optional("upkeep", about, Record::new("routine", routine::fields));
    let about = "departments whose own collecting it serves, too; none unless given";
    let departments = fields.optional("departments", about, List(Text));
    fields.at_most_one(&["stale", "lasts"]);
    if part.is_none() && fields.key_place("fields").is_none() && fields.key_place("share").is_none()
    {
        let message = format!("{} does not say what it holds", fields.table_name());
        fields.report(
            Diagnostic::error(Code::MissingKey, fields.place(), message)
                .help("add `share = 0.4` or `fields = { permit = 5 }`"),
        );
    }
    Some(Register {
        share: part,
        fields: by_category.map_or(Vec::new(), |counts| counts.value),
        hit: hit.map_or(1.0, |hit| hit.value),
        stale: stale.map_or(0.0, |stale| stale.value),
        lasts: lasts.map(|lasts| lasts.value),
        verify: verify.map_or(0.0, |verify| verify.value),
        upkeep: upkeep.map(|upkeep| upkeep.value),
        departments: departments.map_or(Vec::new(), |names| names.value),
    })
}

fn departments(fields: &mut Fields<'_>) -> Option<Departments> {
    let about = "data fields that every department a case goes to collects";
    let number_of = fields.required("fields", about, count_to(0, FIELDS_MOST));
    let about = "work of collecting one of them";
    let collect = fields.required("collect", about, hours());
    let about = "work of checking one that is found elsewhere; none unless given";
    let verify = fields.optional("verify", about, hours());
    let about =
        "work of another department's desk of answering a query; answered at once unless given";
    let answer = fields.optional("answer", about, Distribution);
    let about = "departments each of which is connected with each other; none unless given";
    let connected = fields.optional("connected", about, List(Text));
    let about = "chance that a field one of them has is found by another; 1 unless given";
    let hit = fields.optional("hit", about, number(Limits::Between(0.0, 1.0)));
    let about = "connections of two departments, beside or instead of `connected`";
    let edges = fields.optional("edges", about, List(Record::new("connection", edge)));
    Some(Departments {
        fields: number_of?.value,
        collect: collect?.value,
        verify: verify.map_or(0.0, |verify| verify.value),
        answer,
        connected: connected.map_or(Vec::new(), |names| names.value),
        hit: hit.map_or(1.0, |hit| hit.value),
        edges: edges.map_or(Vec::new(), |edges| edges.value),
    })
}

fn edge(fields: &mut Fields<'_>) -> Option<Edge> {
    let between = fields.required("between", "the two departments", List(Text));
    let about = "chance that a field one has is found by the other; 1 unless given";
    let hit = fields.optional("hit", about, share());
    Some(Edge {
        between: between?,
        hit: hit.map_or(1.0, |hit| hit.value),
    })
}
