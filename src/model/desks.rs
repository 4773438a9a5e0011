//! Kinds of desk, their people, and which of them works for which department of a level.

use std::collections::BTreeSet;

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::model::build::{Build, SHARES_TOLERANCE, dist, grouped};
use crate::model::names::AllNames;
use crate::model::territory::{Territory, Tree};
use crate::model::{
    Activity, DepartmentId, DeskKind, DeskKindId, Discipline, LevelId, Outage, OutageScope,
    Preemption, STAFF_MAX, Staff, StaffGroup,
};
use crate::scenario::{self, Desk};
use crate::time::Span;

/// The largest speed of a desk, so that work keeps some length.
const SPEED_MAX: f64 = 1e6;

/// The kinds of desk by position in the file; none where the level is wrong.
pub(super) struct Desks {
    pub(super) kinds: Vec<Option<DeskKind>>,
    /// Kind by level and department: index `level * departments + department`.
    pub(super) of: Vec<Option<DeskKindId>>,
}

impl Build<'_> {
    pub(super) fn desks(
        &mut self,
        names: &AllNames<'_>,
        tree: &Tree,
        territory: &Territory,
    ) -> Desks {
        let scenario = self.scenario;
        self.unique("desk", scenario.desks.iter().map(|d| &d.name));
        let mut kinds = Vec::new();
        let (mut first, mut people) = (0_u32, 0_u64);
        for desk in &scenario.desks {
            let level = self.resolve(&names.levels, &desk.item.level);
            let units = level.map_or(0, |level| territory.of_level[level].1);
            let kind = self.desk(
                names,
                &desk.name,
                &desk.item,
                level.unwrap_or(0),
                first,
                units,
            );
            self.people(&desk.item, &kind, &mut people);
            first = first.saturating_add(units);
            kinds.push(level.map(|_| kind));
        }
        let of = self.serving(names, tree);
        Desks { kinds, of }
    }

    fn desk(
        &mut self,
        names: &AllNames<'_>,
        name: &At<String>,
        desk: &Desk,
        level: usize,
        first: u32,
        count: u32,
    ) -> DeskKind {
        let (available, fixed) = self.time_shares(name, desk);
        let in_range = |speed: f64| speed > 0.0 && speed <= SPEED_MAX;
        let speed = self.number("speed", desk.speed, 1.0, in_range, "above 0, up to 1000000");
        self.order_of_service(desk);
        self.unlimited(name, desk);
        DeskKind {
            name: name.value.clone(),
            level: LevelId::new(level),
            first,
            count,
            staff: self.staff(names, desk),
            available,
            fixed,
            rate: speed * available,
            skill: self.skill(names, name, desk),
            discipline: desk.discipline.value,
            preemption: desk.preemption.value,
            shift_end: desk.shift_end,
            hand_over_work: dist(desk.hand_over_work.as_ref()),
            hand_off: dist(desk.hand_off.as_ref()),
            patience: dist(desk.patience.as_ref()),
            waiting_room: desk.waiting_room.map(|room| room.value),
            when_full: desk.when_full,
            gate: self.gate(desk),
            absence: self.number(
                "absence",
                desk.absence,
                0.0,
                |p| (0.0..1.0).contains(&p),
                "from 0 to below 1",
            ),
            outage: desk.outage.as_ref().map(|outage| Outage {
                up: self.lasting("up", &outage.up),
                down: self.lasting("down", &outage.down),
                scope: outage.scope,
            }),
            vacation: desk
                .vacation
                .as_ref()
                .map(|law| self.lasting("vacation", law)),
            cost_per_hour: self.number(
                "cost_per_hour",
                desk.cost_per_hour,
                0.0,
                |c| c >= 0.0,
                "at or above 0",
            ),
        }
    }

    /// The speed in the work of departments, each of which the desk works for when it lists any.
    fn skill(
        &mut self,
        names: &AllNames<'_>,
        name: &At<String>,
        desk: &Desk,
    ) -> Vec<(DepartmentId, f64)> {
        let mut skill = Vec::new();
        for of in &desk.skill {
            let Some(department) = self.resolve(&names.departments, &of.name) else {
                continue;
            };
            let listed = desk.departments.as_ref();
            if listed.is_some_and(|listed| listed.iter().all(|one| one.value != of.name.value)) {
                let message = format!(
                    "desk `{}` does not work for department `{}`",
                    name.value, of.name.value
                );
                self.found.push(
                    Diagnostic::error(Code::NoDesk, of.name.place, message)
                        .help("list it in `departments` of the desk, or leave its skill out"),
                );
            }
            skill.push((DepartmentId::new(department), of.item.value));
        }
        skill
    }

    fn staff(&mut self, names: &AllNames<'_>, desk: &Desk) -> Staff {
        let own = self.calendar(names, desk.calendar.as_ref());
        match &desk.staff.value {
            scenario::Staff::Unlimited => Staff::Unlimited(own),
            scenario::Staff::Groups(groups) => {
                let group = |group: &scenario::StaffGroup| StaffGroup {
                    count: group.count.value,
                    calendar: group
                        .calendar
                        .as_ref()
                        .map_or(own, |name| self.calendar(names, Some(name))),
                };
                Staff::Groups(groups.iter().map(group).collect())
            }
        }
    }

    /// Counts the people of all desks and refuses more than a model may have.
    fn people(&mut self, desk: &Desk, kind: &DeskKind, people: &mut u64) {
        let Staff::Groups(groups) = &kind.staff else {
            return;
        };
        let each: u64 = groups.iter().map(|group| u64::from(group.count)).sum();
        let before = *people;
        *people = people.saturating_add(each.saturating_mul(u64::from(kind.count)));
        if before <= STAFF_MAX && *people > STAFF_MAX {
            let message = format!(
                "the desks have {} people or more and at most {} are possible",
                grouped(*people),
                grouped(STAFF_MAX)
            );
            self.error(Code::TooLarge, desk.staff.place, message);
        }
    }

    /// The share of duty time for cases, and those of fixed activities.
    fn time_shares(&mut self, name: &At<String>, desk: &Desk) -> (f64, Vec<(Activity, f64)>) {
        let in_range = |share: f64| share > 0.0 && share <= 1.0;
        let available = self.number(
            "available",
            desk.available,
            1.0,
            in_range,
            "above 0, up to 1",
        );
        let mut fixed = Vec::new();
        self.unique("activity", desk.time.iter().map(|share| &share.name));
        for share in &desk.time {
            let known =
                |activity: &&Activity| activity.name() == share.name.value && activity.is_burden();
            match Activity::ALL.iter().find(known) {
                Some(&activity) => {
                    fixed.push((
                        activity,
                        self.probability(activity.name(), Some(share.item), 0.0),
                    ));
                }
                None => self.no_activity(&share.name),
            }
        }
        let sum = available + fixed.iter().map(|(_, share)| share).sum::<f64>();
        if let (true, Some(first)) = (sum > 1.0 + SHARES_TOLERANCE, desk.time.first()) {
            let message = format!(
                "desk `{}` spends `{}` of its time, `{available}` of it on cases",
                name.value,
                (sum * 1e6).round() / 1e6
            );
            let diagnostic = match desk.available {
                Some(at) => Diagnostic::error(Code::OutOfRange, at.place, message)
                    .label(first.name.place, "and here"),
                None => Diagnostic::error(Code::OutOfRange, first.name.place, message),
            };
            let left = ((1.0 - (sum - available)) * 1e6).round() / 1e6;
            self.found.push(diagnostic.help(match left > 0.0 {
                true => format!("write `available = {left}` or less"),
                false => "lower the shares of `time`".to_owned(),
            }));
        }
        (available, fixed)
    }

    fn no_activity(&mut self, name: &At<String>) {
        let known: Vec<&str> = Activity::ALL
            .iter()
            .filter(|activity| activity.is_burden())
            .map(|activity| activity.name())
            .collect();
        let (message, help) = match name.value.as_str() {
            "handle" => (
                "`handle` is what the desk does in its available time".to_owned(),
                "set `available` instead".to_owned(),
            ),
            "meeting" | "meetings" => (
                "there is no activity `meeting`".to_owned(),
                "did you mean `coordinate`?".to_owned(),
            ),
            other => (
                format!("there is no activity `{other}`"),
                super::names::offer("activity", other, &known),
            ),
        };
        self.found
            .push(Diagnostic::error(Code::UnknownChoice, name.place, message).help(help));
    }

    fn order_of_service(&mut self, desk: &Desk) {
        let ranks = matches!(
            desk.discipline.value,
            Discipline::Priority | Discipline::EarliestDueDate
        );
        if desk.preemption.value != Preemption::None && !ranks {
            self.found.push(
                Diagnostic::error(
                    Code::ConflictingKeys,
                    desk.preemption.place,
                    "a task can be preempted only where some are more urgent than others",
                )
                .label(desk.discipline.place, "this order knows no urgency")
                .help("write `discipline = \"priority\"` or `discipline = \"earliest-due-date\"`"),
            );
        }
    }

    /// Refuses what needs people one by one where there are as many as needed.
    fn unlimited(&mut self, name: &At<String>, desk: &Desk) {
        if desk.staff.value != scenario::Staff::Unlimited {
            return;
        }
        let person_outage = desk
            .outage
            .as_ref()
            .filter(|outage| outage.scope == OutageScope::Person);
        let preempts = desk.preemption.value != Preemption::None;
        let given: [(&str, Option<Place>); 4] = [
            ("vacation", desk.vacation.as_ref().map(|law| law.place)),
            ("absence", desk.absence.map(|at| at.place)),
            (
                "outage with scope = \"person\"",
                person_outage.map(|outage| outage.up.place),
            ),
            ("preemption", preempts.then_some(desk.preemption.place)),
        ];
        for (key, place) in given {
            let Some(place) = place else { continue };
            let message = format!(
                "desk `{}` has unlimited staff, which goes with no `{key}`",
                name.value
            );
            self.found.push(
                Diagnostic::error(Code::ConflictingKeys, place, message)
                    .label(desk.staff.place, "unlimited here")
                    .help(format!("give `staff` a number or remove `{key}`")),
            );
        }
    }

    fn gate(&mut self, desk: &Desk) -> Option<(Span, Span)> {
        let gate = desk.gate.as_ref()?;
        if gate.every.value <= Span::ZERO {
            self.error(
                Code::OutOfRange,
                gate.every.place,
                "`every` must be longer than 0",
            );
            return None;
        }
        if gate.offset < Span::ZERO {
            self.error(
                Code::OutOfRange,
                gate.every.place,
                "`offset` must not be negative",
            );
        }
        Some((gate.every.value, gate.offset))
    }

    /// Which kind of desk works for which department of a level. A desk that lists departments comes before one that
    /// lists none and works for the rest; a desk that intakes or merging name and that lists none works for none, unless
    /// it is the only desk of its level.
    fn serving(&mut self, names: &AllNames<'_>, tree: &Tree) -> Vec<Option<DeskKindId>> {
        let scenario = self.scenario;
        let departments = scenario.departments.len();
        let mut of = vec![None; tree.order.len() * departments];
        for (position, desk) in scenario.desks.iter().enumerate() {
            let level = names.levels.position(&desk.item.level.value);
            let listed = desk.item.departments.iter().flatten();
            self.unique("department", listed.clone());
            for department in listed {
                let at = self.resolve(&names.departments, department);
                let (Some(level), Some(at)) = (level, at) else {
                    continue;
                };
                let slot = &mut of[level * departments + at];
                match *slot {
                    None => *slot = Some(position),
                    Some(other) if other != position => {
                        let other: usize = other;
                        self.ambiguous(position, other, department.place, &department.value);
                    }
                    Some(_) => {}
                }
            }
        }
        for level in 0..tree.order.len() {
            let rest = self.rest(names, level);
            if let Some(rest) = rest {
                for slot in &mut of[level * departments..(level + 1) * departments] {
                    slot.get_or_insert(rest);
                }
            }
        }
        of.into_iter()
            .map(|slot| slot.map(DeskKindId::new))
            .collect()
    }

    fn ambiguous(&mut self, position: usize, other: usize, place: Place, department: &str) {
        let desks = &self.scenario.desks;
        let message = format!(
            "desks `{}` and `{}` of level `{}` both work for department `{department}`",
            desks[other].name.value, desks[position].name.value, desks[position].item.level.value
        );
        let listed = desks[other]
            .item
            .departments
            .iter()
            .flatten()
            .find(|name| name.value == department);
        let other_place = listed.map_or(desks[other].name.place, |name| name.place);
        self.found.push(
            Diagnostic::error(Code::AmbiguousDesk, place, message)
                .label(other_place, "works for it, too")
                .help("let one desk of a level work for a department"),
        );
    }

    /// The desk of a level that works for the departments that no desk lists.
    fn rest(&mut self, names: &AllNames<'_>, level: usize) -> Option<usize> {
        let desks = &self.scenario.desks;
        let here: Vec<usize> = (0..desks.len())
            .filter(|&at| names.levels.position(&desks[at].item.level.value) == Some(level))
            .collect();
        let front = self.front_desks();
        let unlisted: Vec<usize> = here
            .iter()
            .copied()
            .filter(|&at| desks[at].item.departments.is_none())
            .filter(|&at| here.len() == 1 || !front.contains(desks[at].name.value.as_str()))
            .collect();
        for &more in unlisted.iter().skip(1) {
            let message = format!(
                "desks `{}` and `{}` of level `{}` both work for every department",
                desks[unlisted[0]].name.value, desks[more].name.value, desks[more].item.level.value
            );
            self.found.push(
                Diagnostic::error(Code::AmbiguousDesk, desks[more].name.place, message)
                    .label(
                        desks[unlisted[0]].name.place,
                        "works for every department, too",
                    )
                    .help("list the departments of each with `departments = [...]`"),
            );
        }
        unlisted.first().copied()
    }

    /// Names of the desks that intakes and merging use.
    fn front_desks(&self) -> BTreeSet<&str> {
        let scenario = self.scenario;
        let intakes = scenario
            .levels
            .iter()
            .filter_map(|level| level.item.intake.as_ref());
        let merge = scenario
            .dispatch
            .merge
            .as_ref()
            .and_then(|merge| merge.desk.as_ref());
        intakes
            .map(|intake| &intake.desk)
            .chain(merge)
            .map(|name| name.value.as_str())
            .collect()
    }
}
