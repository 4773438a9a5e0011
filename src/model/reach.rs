//! Which levels the cases of a category can come to, and whether each of them has what they need there.

use std::collections::BTreeSet;

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::model::build::Build;
use crate::model::categories::{categories_of, shares_of};
use crate::model::demand::{PlaceModel, SourceModel};
use crate::model::{
    Category, CategoryId, DeskKind, DeskKindId, DispatchMode, EscalationMode, EscalationPath,
    LevelId, Model, WhenFull,
};

/// What a level does with the cases that come to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// It works on them itself.
    Handles,
    /// It only decides for a lower level.
    Decides,
}

impl Model {
    /// The level at which the matters of a source arise.
    pub(crate) fn level_of_source(&self, source: &SourceModel) -> LevelId {
        let unit = match &source.places {
            PlaceModel::Equal { first, .. } => *first,
            PlaceModel::ByWeight(weighted) => weighted.items[0],
        };
        self.units[unit].level
    }

    /// Levels above `from` that may have to decide a case of the category.
    pub(super) fn competent_above(&self, category: &Category, from: LevelId) -> Vec<LevelId> {
        let shares = shares_of(&category.competence);
        let above = |level: &LevelId| shares[level.index()] > 0.0 && self.is_above(*level, from);
        self.levels
            .ids()
            .filter(|level| level.index() < shares.len())
            .filter(above)
            .collect()
    }
}

impl Build<'_> {
    /// Checks that every case can be decided and worked wherever it may come to.
    pub(super) fn check_reach(&mut self, model: &Model) {
        let mut needed: Vec<Option<Place>> = vec![None; model.desk_kinds.len()];
        let mut told = BTreeSet::new();
        for id in model.categories.ids() {
            let mut starts: Vec<LevelId> = model
                .demand
                .sources
                .iter()
                .filter(|source| categories_of(source).contains(&id))
                .map(|source| model.level_of_source(source))
                .collect();
            starts.sort();
            starts.dedup();
            let mut reached = BTreeSet::new();
            for &start in &starts {
                self.authority_held(model, id, start);
                reached.extend(reach(model, &model.categories[id], start));
            }
            for (level, part) in reached {
                self.check_level(model, id, level, part, &mut needed, &mut told);
            }
        }
        for (id, place) in needed.into_iter().enumerate() {
            if let Some(place) = place {
                self.staffed(model, DeskKindId::new(id), place);
            }
        }
    }

    /// Refuses an authority at a level beside the way of the matters that need it.
    fn authority_held(&mut self, model: &Model, id: CategoryId, start: LevelId) {
        let category = &model.categories[id];
        for (at, share) in shares_of(&category.competence).into_iter().enumerate() {
            let level = LevelId::new(at);
            let on_the_way =
                level == start || model.is_above(level, start) || model.is_above(start, level);
            if share > 0.0 && !on_the_way {
                let (name, from) = (&model.levels[level].name, &model.levels[start].name);
                let typed = self.scenario.categories[id.index()].item.authority.as_ref();
                let entry = typed
                    .and_then(|shares| shares.value.iter().find(|(level, _)| level.value == *name));
                let message = format!(
                    "matters of `{}` arise at level `{from}` and level `{name}`, which may decide them, is not on their way up",
                    category.name
                );
                let place = entry.map_or(Place::NOWHERE, |(level, _)| level.place);
                self.found.push(
                    Diagnostic::error(Code::AuthorityUnheld, place, message).help(format!(
                        "give the authority to `{from}` or to a level above it"
                    )),
                );
            }
        }
    }

    fn check_level(
        &mut self,
        model: &Model,
        id: CategoryId,
        level: LevelId,
        part: Part,
        needed: &mut [Option<Place>],
        told: &mut BTreeSet<(LevelId, usize)>,
    ) {
        let category = &model.categories[id];
        let typed = &self.scenario.categories[id.index()];
        for desk in front_desks(model, category, level, part) {
            needed[desk.index()].get_or_insert(typed.name.place);
        }
        if part == Part::Decides {
            self.check_decider(model, id, level, needed);
            return;
        }
        if passes_all(model, category, level) {
            return;
        }
        for (at, need) in category
            .needs
            .iter()
            .enumerate()
            .filter(|(_, need)| need.probability > 0.0)
        {
            let typed = &typed.item.needs[at];
            if need.work[level.index()].is_none() {
                let applies =
                    typed.item.levels.as_ref().is_none_or(|names| {
                        names.iter().any(|n| n.value == model.levels[level].name)
                    });
                if applies {
                    self.no_work(model, level, &category.name, &typed.name);
                }
                continue;
            }
            match model.desk_kind(level, need.department) {
                Some(desk) => {
                    needed[desk.index()].get_or_insert(typed.name.place);
                }
                None if told.insert((level, need.department.index())) => {
                    self.no_desk(model, level, &category.name, &typed.item.department);
                }
                None => {}
            }
        }
    }

    /// A level that decides for a lower one does so at its intake desk or at the desk of a need.
    fn check_decider(
        &mut self,
        model: &Model,
        id: CategoryId,
        level: LevelId,
        needed: &mut [Option<Place>],
    ) {
        if model.escalation.decide.is_none() || model.levels[level].intake.is_some() {
            return;
        }
        let needs = &model.categories[id].needs;
        let typed = &self.scenario.categories[id.index()];
        let desk = needs
            .iter()
            .find_map(|need| model.desk_kind(level, need.department));
        match (desk, typed.item.needs.first()) {
            (Some(desk), _) => {
                needed[desk.index()].get_or_insert(typed.name.place);
            }
            (None, Some(first)) => {
                self.no_desk(model, level, &typed.name.value, &first.item.department)
            }
            (None, None) => {}
        }
    }

    fn no_work(&mut self, model: &Model, level: LevelId, category: &str, need: &At<String>) {
        let name = &model.levels[level].name;
        let message = format!(
            "need `{}` of `{category}` has no work at level `{name}`",
            need.value
        );
        let typed = self
            .scenario
            .levels
            .iter()
            .find(|level| level.name.value == *name);
        self.found.push(
            Diagnostic::error(Code::MissingKey, need.place, message)
                .label(
                    typed.map_or(Place::NOWHERE, |level| level.name.place),
                    "cases come here",
                )
                .help(format!(
                    "add `work`, or `work_at.{name}`, or leave the level out with `levels`"
                )),
        );
    }

    fn no_desk(&mut self, model: &Model, level: LevelId, category: &str, department: &At<String>) {
        let name = &model.levels[level].name;
        let message = format!(
            "no desk at level `{name}` serves department `{}`",
            department.value
        );
        let typed = self
            .scenario
            .levels
            .iter()
            .find(|level| level.name.value == *name);
        let here: Vec<String> = model
            .desk_kinds
            .iter()
            .filter(|kind| kind.level == level)
            .map(|kind| format!("`{}`", kind.name))
            .collect();
        let help = if here.is_empty() {
            format!("add a desk with `level = \"{name}\"`")
        } else {
            format!(
                "add `{}` to the `departments` of {}, or add a desk",
                department.value,
                here.join(" or ")
            )
        };
        self.found.push(
            Diagnostic::error(Code::NoDesk, department.place, message)
                .here(format!("cases of `{category}` need it"))
                .label(
                    typed.map_or(Place::NOWHERE, |level| level.name.place),
                    "and come here",
                )
                .help(help),
        );
    }

    /// Refuses a desk without people that cases need; only warns when they can leave it again.
    fn staffed(&mut self, model: &Model, id: DeskKindId, needed: Place) {
        let kind = &model.desk_kinds[id];
        if kind.staff.people() != Some(0) {
            return;
        }
        let escalate = &model.levels[kind.level].escalate;
        let leaves_level = escalate.after.is_some()
            || escalate.deadline_share.is_some()
            || escalate.queue.is_some();
        let leaves = kind.patience.is_some() || kind.waiting_room == Some(0) || leaves_level;
        let place = self.scenario.desks[id.index()].item.staff.place;
        let message = format!("cases need desk `{}`, which nobody staffs", kind.name);
        let diagnostic = if leaves {
            Diagnostic::warning(Code::Overloaded, place, message)
                .help("none is ever served there; they wait until they leave")
        } else {
            Diagnostic::error(Code::DeskUnstaffed, place, message)
                .help("write `staff = 1` or more, or let cases leave with `patience` or the level's `escalate.after`")
        };
        self.found.push(diagnostic.label(needed, "needed here"));
    }
}

/// Whether every case of the category leaves the level before any work of a need.
fn passes_all(model: &Model, category: &Category, level: LevelId) -> bool {
    let escalate = &model.levels[level].escalate;
    let all_severe = escalate
        .severity
        .is_some_and(|limit| least_severity(category) >= limit);
    let shares = shares_of(&category.competence);
    let no_authority = !shares.is_empty()
        && model
            .levels
            .ids()
            .all(|at| shares[at.index()] == 0.0 || model.is_above(at, level));
    escalate.to.is_some() && (all_severe || (escalate.authority_before_work && no_authority))
}

/// The desks that take in or join the cases of a category at a level.
fn front_desks(
    model: &Model,
    category: &Category,
    level: LevelId,
    part: Part,
) -> impl Iterator<Item = DeskKindId> {
    let intake = model.levels[level].intake.as_ref().filter(|intake| {
        intake.work.is_some() || (category.fields > 0 && intake.collect.ticks() > 0)
    });
    let merges = category.needs.len() > 1 && model.dispatch.mode != DispatchMode::Serial;
    let merge =
        model.dispatch.merge_desk[level.index()].filter(|_| merges && part == Part::Handles);
    intake.map(|intake| intake.desk).into_iter().chain(merge)
}

fn least_severity(category: &Category) -> u8 {
    category
        .severity
        .iter()
        .position(|&upto| upto > 0.0)
        .map_or(1, |at| at as u8 + 1)
}

/// The levels that cases arising at `start` can come to, with what those do.
fn reach(model: &Model, category: &Category, start: LevelId) -> BTreeSet<(LevelId, Part)> {
    let mut reached = BTreeSet::new();
    let mut open = vec![(start, Part::Handles)];
    while let Some((level, part)) = open.pop() {
        if !reached.insert((level, part)) {
            continue;
        }
        let above = match (part, model.escalation.mode) {
            (Part::Handles, EscalationMode::TakeOver) => Part::Handles,
            _ => Part::Decides,
        };
        open.extend(
            ways_up(model, category, level, part)
                .into_iter()
                .map(|to| (to, above)),
        );
        if part == Part::Handles && model.levels[level].return_down > 0.0 {
            let children = model
                .levels
                .entries()
                .filter(|(_, child)| child.parent == Some(level));
            let children: Vec<LevelId> = children.map(|(id, _)| id).collect();
            let came_from = children
                .iter()
                .find(|&&child| child == start || model.is_above(child, start));
            match came_from {
                Some(&child) => open.push((child, Part::Handles)),
                None => open.extend(children.first().map(|&child| (child, Part::Handles))),
            }
        }
    }
    reached
}

/// The levels that cases may go up to from one.
fn ways_up(model: &Model, category: &Category, level: LevelId, part: Part) -> Vec<LevelId> {
    let escalate = &model.levels[level].escalate;
    let Some(next) = escalate.to else {
        return Vec::new();
    };
    let competent = model.competent_above(category, level);
    let mut ways = Vec::new();
    if !competent.is_empty() {
        match model.escalation.path {
            EscalationPath::Step => ways.push(next),
            EscalationPath::Direct => ways.extend(competent),
        }
    }
    let full = |kind: &DeskKind| {
        kind.level == level && kind.waiting_room.is_some() && kind.when_full == WhenFull::Escalate
    };
    let otherwise = escalate.probability > 0.0
        || escalate.after.is_some()
        || escalate.deadline_share.is_some()
        || escalate.queue.is_some()
        || escalate.severity.is_some()
        || model.desk_kinds.iter().any(full);
    if part == Part::Handles && otherwise {
        ways.push(next);
    }
    ways
}
