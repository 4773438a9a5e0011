//! Registers, proven.

use std::collections::BTreeMap;

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::model::mechanisms::routine::Routine;
use crate::model::{DepartmentId, Level};
use crate::random::dist::Dist;
use crate::scenario::Named;
use crate::scenario::mechanisms as typed;
use crate::scenario::mechanisms::registers as parts;
use crate::time::Span;

/// Registers, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Registers {
    /// The registers; those of one category hold fields of their own, one after the other.
    pub base: Vec<Register>,
    /// What departments collect for themselves.
    pub departments: Option<Departments>,
}

/// One register, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Register {
    /// The fields it holds by category id: the first and the one after the last.
    pub holds: Vec<(u32, u32)>,
    /// The fields it holds of those that departments collect for themselves; the same two numbers.
    pub holds_of_departments: (u32, u32),
    /// Chance that a field it holds is found there.
    pub hit: f64,
    /// How fast what is found gets out of date.
    pub ageing: Ageing,
    /// Hands-on hours of checking one field that is found.
    pub verify: f64,
    /// Keeping it up.
    pub upkeep: Option<Routine>,
    /// Whether a department may look into it, by department id.
    pub serves: Vec<bool>,
}

/// How a register gets out of date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ageing {
    /// The chance that what is found is out of date is always the same.
    Share(f64),
    /// It is 1 - exp(-age / mean), where the age is the time since the register was last kept up and the mean is this
    /// many hours.
    Mean(f64),
}

/// What departments collect for themselves, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Departments {
    /// Fields that each collects.
    pub fields: u32,
    /// Hands-on hours of collecting one.
    pub collect: f64,
    /// Hands-on hours of checking one that is found at another department.
    pub verify: f64,
    /// Hands-on hours of answering a query, at the desk of the department that has the fields.
    pub answer: Option<Dist>,
    /// Whether a department is connected with every other that is, by department id.
    pub connected: Vec<bool>,
    /// Chance that a field one of those has is found by another.
    pub hit: f64,
    /// The same for two departments, either way; comes before that of all connected ones.
    pub edges: BTreeMap<(DepartmentId, DepartmentId), f64>,
}

impl Departments {
    /// Chance that a field one department has is found by another.
    pub fn hit(&self, one: DepartmentId, other: DepartmentId) -> f64 {
        let both = self.connected[one.index()] && self.connected[other.index()];
        let usual = if both { self.hit } else { 0.0 };
        self.edges.get(&(one, other)).copied().unwrap_or(usual)
    }
}

/// The most fields of a category, so that every one can be looked up.
const FIELDS_MOST: u32 = 1000;

impl Build<'_> {
    pub(super) fn prove_registers(
        &mut self,
        around: &Around<'_>,
        given: &typed::Registers,
    ) -> Option<Registers> {
        self.unique("register", given.base.iter().map(|named| &named.name));
        for (category, at) in self
            .scenario
            .categories
            .iter()
            .zip(around.categories.iter())
        {
            if !given.base.is_empty() && at.fields > FIELDS_MOST {
                let message = format!(
                    "category `{}` has {} fields, and with registers at most {FIELDS_MOST} are possible",
                    category.name.value, at.fields
                );
                self.found.push(
                    Diagnostic::error(Code::TooLarge, category.name.place, message)
                        .help("count several fields as one, with `collect` for all of them"),
                );
            }
        }
        let collects = |level: &Level| {
            let intake = level.intake.as_ref();
            intake.is_some_and(|intake| intake.collect > Span::ZERO)
        };
        if let Some(first) = given
            .base
            .iter()
            .find(|named| named.item.departments.is_empty())
            && !around.levels.iter().any(collects)
        {
            let message = format!(
                "no level has an intake that collects fields, so nobody looks into `{}`",
                first.name.value
            );
            self.found.push(
                Diagnostic::warning(Code::UnusedName, first.name.place, message)
                    .help("add `intake = { desk = \"…\", collect = \"1 min\" }` to a level"),
            );
        }
        let own = given.departments.as_ref().map_or(0, |own| own.value.fields);
        let departments = given
            .departments
            .as_ref()
            .map(|departments| self.departments_that_collect(around, &departments.value));
        let mut base = Vec::new();
        let mut held = Held::new(around.categories.iter().map(|at| at.fields), own);
        for register in &given.base {
            base.push(self.register(around, register, &mut held)?);
        }
        Some(Registers { base, departments })
    }

    fn register(
        &mut self,
        around: &Around<'_>,
        given: &Named<parts::Register>,
        held: &mut Held,
    ) -> Option<Register> {
        let item = &given.item;
        let mut counts = vec![None; around.categories.len()];
        for named in &item.fields {
            if let Some(at) = self.resolve(&around.names.categories, &named.name) {
                counts[at] = Some(named.item.value);
            }
        }
        self.unique("category", item.fields.iter().map(|named| &named.name));
        let share = item.share.map_or(0.0, |share| share.value);
        let (holds, holds_of_departments) = held.take(&counts, share);
        if let Some(at) = held.first_overfull() {
            let name = around.names.categories.all().get(at).copied();
            let whose = name.map_or("departments".to_owned(), |name| format!("`{name}`"));
            let message = format!(
                "the registers up to `{}` hold more fields of {whose} than there are",
                given.name.value
            );
            self.found.push(
                Diagnostic::error(Code::SharesSum, given.name.place, message).help(
                    "every field is held by one register; make the shares add up to 1 at most",
                ),
            );
        }
        let mut serves = vec![false; around.names.departments.all().len()];
        for name in &item.departments {
            if let Some(at) = self.resolve(&around.names.departments, name) {
                serves[at] = true;
            }
        }
        let upkeep = item.upkeep.as_ref();
        let upkeep = upkeep.map(|upkeep| self.prove_routine(around, upkeep));
        Some(Register {
            holds,
            holds_of_departments,
            hit: item.hit,
            ageing: item.lasts.map_or(Ageing::Share(item.stale), Ageing::Mean),
            verify: item.verify,
            upkeep: match upkeep {
                Some(upkeep) => Some(upkeep?),
                None => None,
            },
            serves,
        })
    }

    fn departments_that_collect(
        &mut self,
        around: &Around<'_>,
        given: &parts::Departments,
    ) -> Departments {
        let mut connected = vec![false; around.names.departments.all().len()];
        for department in self.departments_named(around, &given.connected) {
            connected[department.index()] = true;
        }
        let mut edges = BTreeMap::new();
        for edge in &given.edges {
            let names = &edge.value.between;
            match self.departments_named(around, &names.value)[..] {
                [one, other] if one != other => {
                    edges.insert((one, other), edge.value.hit);
                    edges.insert((other, one), edge.value.hit);
                }
                _ if names.value.len() == 2 && names.value[0].value != names.value[1].value => {}
                _ => self.found.push(
                    Diagnostic::error(
                        Code::ListLength,
                        names.place,
                        "`between` must name two different departments",
                    )
                    .help("write `between = [\"works\", \"health\"]`"),
                ),
            }
        }
        Departments {
            fields: given.fields,
            collect: given.collect,
            verify: given.verify,
            answer: dist(given.answer.as_ref()),
            connected,
            hit: given.hit,
            edges,
        }
    }

    fn departments_named(
        &mut self,
        around: &Around<'_>,
        names: &[At<String>],
    ) -> Vec<DepartmentId> {
        let positions = names
            .iter()
            .filter_map(|name| self.resolve(&around.names.departments, name));
        positions.map(DepartmentId::new).collect()
    }
}

/// Which fields registers hold so far: by category, and last those that departments collect for themselves.
struct Held {
    fields: Vec<u32>,
    upto: Vec<f64>,
}

/// How far shares may add up beyond one, for rounding.
const SLACK: f64 = 1e-6;

impl Held {
    fn new(fields: impl Iterator<Item = u32>, own: u32) -> Self {
        let fields: Vec<u32> = fields.chain([own]).collect();
        Self {
            upto: vec![0.0; fields.len()],
            fields,
        }
    }

    /// The fields that the next register holds: so many as are counted, or a share rounded so that shares that add up to
    /// one hold everything.
    fn take(&mut self, counts: &[Option<u32>], share: f64) -> (Vec<(u32, u32)>, (u32, u32)) {
        let counts = counts.iter().copied().chain([None]);
        let mut ranges = Vec::new();
        for ((upto, &fields), count) in self.upto.iter_mut().zip(&self.fields).zip(counts) {
            let from = upto.round();
            *upto += count.map_or(share * f64::from(fields), f64::from);
            let last = f64::from(fields);
            ranges.push((from.min(last) as u32, upto.round().min(last) as u32));
        }
        let own = ranges.pop().unwrap_or((0, 0));
        (ranges, own)
    }

    /// The first position that has more fields held than there are.
    fn first_overfull(&self) -> Option<usize> {
        let mut both = self.upto.iter().zip(&self.fields);
        both.position(|(&upto, &fields)| upto > f64::from(fields) + SLACK)
    }
}
