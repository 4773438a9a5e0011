//! What mechanisms that give work to desks have in common: which desks, and how often.

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::model::build::{Build, days, grouped};
use crate::model::mechanisms::Around;
use crate::model::{DeskKind, DeskKindId, Discipline, LevelId, Staff};
use crate::time::{Span, TICKS_PER_HOUR};

/// An hour: the shortest time after which what takes whole desks may come again.
pub(super) const HOUR: Span = Span::from_ticks(TICKS_PER_HOUR);
/// The most pieces of work a day that a mechanism may give to all desks together, as expected from its keys.
const DUTIES_A_DAY_MAX: f64 = 5e6;

impl Around<'_> {
    /// The kind of desk that acts for a level: its intake desk, or that of the first department there, or any.
    pub(super) fn front_kind(&self, level: usize) -> Option<DeskKindId> {
        let at = LevelId::new(level);
        let intake = self.levels[at].intake.as_ref();
        let departments = self.names.departments.all().len();
        let first = (0..departments).find_map(|department| self.kind_of(level, department));
        let any = || {
            let here = |kind: &Option<DeskKind>| kind.as_ref().is_some_and(|kind| kind.level == at);
            self.desks.iter().position(here).map(DeskKindId::new)
        };
        intake.map(|intake| intake.desk).or(first).or_else(any)
    }

    /// The kinds of desk of a level that have people one by one.
    pub(super) fn desks_with_people(&self, level: usize) -> Vec<DeskKindId> {
        let at = LevelId::new(level);
        let kinds = self.desks.iter().enumerate();
        let here = kinds.filter(|(_, kind)| {
            let has_people = |kind: &DeskKind| !matches!(kind.staff, Staff::Unlimited(_));
            kind.as_ref()
                .is_some_and(|kind| kind.level == at && has_people(kind))
        });
        here.map(|(at, _)| DeskKindId::new(at)).collect()
    }

    /// The kind of desk that works for a department of a level.
    pub(super) fn kind_of(&self, level: usize, department: usize) -> Option<DeskKindId> {
        let at = level * self.names.departments.all().len() + department;
        self.desk_of.get(at).copied().flatten()
    }
}

impl Build<'_> {
    /// Refuses a desk with as many people as needed where people are called one by one.
    pub(super) fn needs_people(
        &mut self,
        around: &Around<'_>,
        desk: DeskKindId,
        place: Place,
        what: &str,
    ) {
        let kind = around.desks[desk.index()].as_ref();
        if kind.is_some_and(|kind| matches!(kind.staff, Staff::Unlimited(_))) {
            let message = format!(
                "desk `{}` has unlimited staff, so there is nobody to call to {what}",
                around.names.desks.name(desk.index())
            );
            self.found.push(
                Diagnostic::error(Code::ConflictingKeys, place, message)
                    .label(
                        self.scenario.desks[desk.index()].item.staff.place,
                        "unlimited here",
                    )
                    .help("give `staff` a number or leave the desk out"),
            );
        }
    }

    /// Warns of desks that know no urgency where some work is to give way to all other.
    pub(super) fn without_urgency(
        &mut self,
        around: &Around<'_>,
        place: Place,
        desks: impl IntoIterator<Item = DeskKindId>,
    ) {
        let mut told = std::collections::BTreeSet::new();
        for desk in desks {
            let kind = around.desks[desk.index()].as_ref();
            let order = kind.map(|kind| kind.discipline);
            let has_none = matches!(order, Some(Discipline::Fifo | Discipline::Lifo));
            if !has_none || !told.insert(desk) {
                continue;
            }
            let message = format!(
                "desk `{}` takes its work in order of arrival, so no order stands behind its cases",
                around.names.desks.name(desk.index())
            );
            let discipline = self.scenario.desks[desk.index()].item.discipline.place;
            let diagnostic = Diagnostic::warning(Code::ConflictingKeys, place, message)
                .help("write `discipline = \"priority\"` at the desk");
            self.found.push(if discipline.is_nowhere() {
                diagnostic
            } else {
                diagnostic.label(discipline, "this order knows no urgency")
            });
        }
    }

    /// Refuses more pieces of work of a mechanism than a run can have.
    pub(super) fn not_too_many(&mut self, what: &str, place: Place, a_day: f64) {
        if a_day > DUTIES_A_DAY_MAX {
            let message = format!(
                "that makes {} {what} a day and at most {} are possible",
                grouped(a_day as u64),
                grouped(DUTIES_A_DAY_MAX as u64)
            );
            self.error(Code::TooLarge, place, message);
        }
    }

    /// Refuses what repeats after less than `least`, so that a run comes to its end.
    pub(super) fn not_too_often(&mut self, key: &str, every: At<Span>, least: Span) {
        if every.value < least {
            let message = format!(
                "`{key}` is {} and must be at least {}",
                days(every.value),
                days(least)
            );
            self.error(Code::OutOfRange, every.place, message);
        }
    }
}
