//! Levels and the way of a case between them: intake, thresholds, exceptions, dispatch and escalation.

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::id::IdVec;
use crate::model::build::{Build, SHARES_TOLERANCE, dist};
use crate::model::desks::Desks;
use crate::model::names::AllNames;
use crate::model::territory::{Territory, Tree};
use crate::model::{
    CalendarId, DeskKindId, Dispatch, Escalate, Escalation, EscalationMode, Intake, Level, LevelId,
    UnitId,
};
use crate::scenario::{self, AuthorityCheck};
use crate::time::Span;

/// The largest severity.
const SEVERITY_MAX: u32 = 250;

impl Build<'_> {
    pub(super) fn levels(
        &mut self,
        names: &AllNames<'_>,
        tree: &Tree,
        territory: &Territory,
        desks: &Desks,
    ) -> IdVec<Level> {
        let scenario = self.scenario;
        let mut levels = IdVec::default();
        for (id, &at) in tree.order.iter().enumerate() {
            let level = &scenario.levels[at];
            let (first, units) = territory.of_level[id];
            let intake = level
                .item
                .intake
                .as_ref()
                .and_then(|intake| self.intake(names, id, intake, desks));
            let escalate = self.escalate(names, tree, id, &level.name, &level.item);
            let (rework, return_down) =
                self.exceptions(tree, id, &level.name, &level.item, escalate.probability);
            levels.push(Level {
                name: level.name.value.clone(),
                parent: tree.parent[id].map(LevelId::new),
                height_to_top: tree.depth[id],
                first_unit: UnitId::new(first),
                units,
                hand_off: dist(level.item.hand_off.as_ref()),
                intake,
                escalate,
                rework,
                return_down,
            });
        }
        if tree.sound {
            self.escalation_cycles(&levels);
        }
        levels
    }

    fn intake(
        &mut self,
        names: &AllNames<'_>,
        level: usize,
        intake: &scenario::Intake,
        desks: &Desks,
    ) -> Option<Intake> {
        let desk = self.resolve(&names.desks, &intake.desk)?;
        let stands = desks.kinds[desk].as_ref().map(|kind| kind.level.index());
        if let Some(other) = stands.filter(|&other| other != level) {
            let message = format!(
                "desk `{}` stands at level `{}` and takes in at level `{}`",
                intake.desk.value,
                names.levels.name(other),
                names.levels.name(level)
            );
            self.found.push(
                Diagnostic::error(Code::NoDesk, intake.desk.place, message)
                    .label(self.scenario.desks[desk].item.level.place, "it stands here")
                    .help(format!(
                        "name a desk with `level = \"{}\"`",
                        names.levels.name(level)
                    )),
            );
        }
        let collect = intake.collect.map_or(Span::ZERO, |collect| collect.value);
        if let Some(at) = intake.collect.filter(|at| at.value < Span::ZERO) {
            self.error(Code::OutOfRange, at.place, "`collect` must not be negative");
        }
        Some(Intake {
            desk: DeskKindId::new(desk),
            work: dist(intake.work.as_ref()),
            collect,
            lag: dist(intake.lag.as_ref()),
        })
    }

    fn escalate(
        &mut self,
        names: &AllNames<'_>,
        tree: &Tree,
        level: usize,
        name: &At<String>,
        item: &scenario::Level,
    ) -> Escalate {
        let typed = &item.escalate;
        if tree.sound && tree.parent[level].is_none() {
            self.at_the_top(name, typed);
        }
        let to = match &typed.to {
            None => tree.parent[level],
            Some(to) => self
                .resolve(&names.levels, to)
                .filter(|&to| self.is_way_up(names, tree, level, to, typed)),
        };
        let calendar: CalendarId = self.calendar(names, item.calendar.as_ref());
        let after = typed
            .after
            .and_then(|after| self.allowance("after", after, Some(calendar), ""));
        let share = typed.deadline_share;
        let deadline_share = share.map(|_| {
            self.number(
                "deadline_share",
                share,
                1.0,
                |s| s > 0.0 && s <= 1.0,
                "above 0, up to 1",
            )
        });
        let severity = typed.severity.filter(|severity| {
            let valid = (1..=SEVERITY_MAX).contains(&severity.value);
            if !valid {
                let message = format!(
                    "`severity` is `{}` and must lie from 1 to {SEVERITY_MAX}",
                    severity.value
                );
                self.error(Code::OutOfRange, severity.place, message);
            }
            valid
        });
        Escalate {
            to: to.map(LevelId::new),
            probability: self.probability("probability", typed.probability, 0.0),
            authority_before_work: typed.authority == Some(AuthorityCheck::BeforeWork),
            after,
            deadline_share,
            queue: typed.queue.map(|queue| queue.value),
            severity: severity.map(|severity| severity.value as u8),
            pass_on: dist(typed.pass_on.as_ref()),
        }
    }

    /// Whether cases can go from one level to another: it must lie above, or they would go in a circle or nowhere.
    fn is_way_up(
        &mut self,
        names: &AllNames<'_>,
        tree: &Tree,
        level: usize,
        to: usize,
        typed: &scenario::Escalate,
    ) -> bool {
        if !tree.sound || tree.is_above(to, level) {
            return true;
        }
        let place = typed.to.as_ref().map_or(Place::NOWHERE, |to| to.place);
        let (from, target) = (names.levels.name(level), names.levels.name(to));
        let diagnostic = if to == level || tree.is_above(level, to) {
            let back = tree.above(to).take_while(|&at| at != level && to != level);
            let between = std::iter::once(to).chain(back).filter(|&at| at != level);
            let way: Vec<String> = std::iter::once(level)
                .chain(between)
                .chain(std::iter::once(level))
                .map(|at| format!("`{}`", names.levels.name(at)))
                .collect();
            Diagnostic::error(
                Code::EscalationCycle,
                place,
                format!("cases escalate in a circle: {}", way.join(" -> ")),
            )
        } else {
            let message = format!("level `{target}` does not lie above level `{from}`");
            Diagnostic::error(Code::LevelTree, place, message)
        };
        let above: Vec<String> = tree
            .above(level)
            .map(|at| format!("`{}`", names.levels.name(at)))
            .collect();
        self.found.push(match above.is_empty() {
            true => diagnostic.help("leave out `to` at the top level"),
            false => diagnostic.help(format!(
                "the levels above `{from}` are {}",
                above.join(", ")
            )),
        });
        false
    }

    /// Refuses reasons to go up where there is no level above.
    fn at_the_top(&mut self, name: &At<String>, typed: &scenario::Escalate) {
        let given: [(&str, Option<Place>); 5] = [
            (
                "probability",
                typed
                    .probability
                    .filter(|at| at.value > 0.0)
                    .map(|at| at.place),
            ),
            ("after", typed.after.map(|at| at.place)),
            ("deadline_share", typed.deadline_share.map(|at| at.place)),
            ("queue", typed.queue.map(|at| at.place)),
            ("severity", typed.severity.map(|at| at.place)),
        ];
        for (key, place) in given {
            if let Some(place) = place {
                self.nowhere_up(name, &format!("escalate.{key}"), place);
            }
        }
        for desk in &self.scenario.desks {
            if desk.item.level.value == name.value
                && desk.item.when_full == scenario::WhenFull::Escalate
            {
                let place = desk
                    .item
                    .waiting_room
                    .map_or(desk.name.place, |room| room.place);
                self.nowhere_up(
                    name,
                    &format!("when_full = \"escalate\"` of desk `{}", desk.name.value),
                    place,
                );
            }
        }
    }

    fn nowhere_up(&mut self, name: &At<String>, what: &str, place: Place) {
        let message = format!(
            "`{what}` sends cases up from level `{}`, which is the top",
            name.value
        );
        self.found
            .push(Diagnostic::error(Code::LevelTree, place, message).help("remove it"));
    }

    /// Chances of rework and of going back down.
    fn exceptions(
        &mut self,
        tree: &Tree,
        level: usize,
        name: &At<String>,
        item: &scenario::Level,
        escalate: f64,
    ) -> (f64, f64) {
        let rework = self.number(
            "rework",
            item.rework,
            0.0,
            |p| (0.0..1.0).contains(&p),
            "from 0 to below 1",
        );
        let return_down = self.probability("return", item.return_down, 0.0);
        let place = |at: Option<At<f64>>| at.map_or(Place::NOWHERE, |at| at.place);
        if rework + return_down + escalate > 1.0 + SHARES_TOLERANCE {
            let places = [
                place(item.rework),
                place(item.return_down),
                place(item.escalate.probability),
            ];
            let mut places = places.into_iter().filter(|place| !place.is_nowhere());
            let message = format!(
                "after a handling at level `{}` the chances of rework `{rework}`, return `{return_down}` and escalation `{escalate}` sum to more than 1",
                name.value
            );
            let first = places.next().unwrap_or(name.place);
            let diagnostic = Diagnostic::error(Code::SharesSum, first, message);
            self.found
                .push(places.fold(diagnostic, |diagnostic, place| {
                    diagnostic.label(place, "and here")
                }));
        }
        if return_down > 0.0 && tree.sound && tree.is_lowest(level) {
            let message = format!(
                "`return` sends cases down from level `{}`, below which there is none",
                name.value
            );
            self.found.push(
                Diagnostic::error(Code::LevelTree, place(item.return_down), message)
                    .help("remove it"),
            );
        }
        (rework, return_down)
    }

    /// Refuses chances of going up and down that no case ever leaves.
    fn escalation_cycles(&mut self, levels: &IdVec<Level>) {
        let authority = self
            .scenario
            .categories
            .iter()
            .any(|category| category.item.authority.is_some());
        let stays = |level: &Level| level.rework + level.return_down + level.escalate.probability;
        let mut ends: Vec<bool> = levels
            .iter()
            .map(|level| {
                stays(level) < 1.0 - SHARES_TOLERANCE && (level.parent.is_none() || !authority)
            })
            .collect();
        // Ways lead one level up or down, so as many rounds as levels reach all of them.
        for _ in 0..levels.len() {
            for (id, level) in levels.entries() {
                let climbs = level.escalate.probability > 0.0
                    || (authority && stays(level) < 1.0 - SHARES_TOLERANCE);
                let up = level
                    .escalate
                    .to
                    .is_some_and(|to| climbs && ends[to.index()]);
                let down = level.return_down > 0.0
                    && levels
                        .entries()
                        .any(|(below, child)| child.parent == Some(id) && ends[below.index()]);
                ends[id.index()] |= up || down;
            }
        }
        let Some(stuck) = levels.ids().find(|id| !ends[id.index()]) else {
            return;
        };
        if self.found.has_errors() {
            return;
        }
        let name = &levels[stuck].name;
        let typed = self
            .scenario
            .levels
            .iter()
            .find(|level| level.name.value == *name);
        let place = typed.map_or(Place::NOWHERE, |level| {
            let at = level.item.escalate.probability.or(level.item.return_down);
            at.map_or(level.name.place, |at| at.place)
        });
        let message = format!(
            "no case that is handled at level `{name}` is ever closed: every handling sends it on"
        );
        self.found.push(
            Diagnostic::error(Code::EscalationCycle, place, message)
                .help("lower `escalate.probability` or `exceptions.return` somewhere on the way"),
        );
    }

    pub(super) fn dispatch(&mut self, names: &AllNames<'_>, desks: &Desks) -> Dispatch {
        let dispatch = &self.scenario.dispatch;
        let mut merge_desk = vec![None; names.levels.all().len()];
        if let Some(name) = dispatch
            .merge
            .as_ref()
            .and_then(|merge| merge.desk.as_ref())
            && let Some(desk) = self.resolve(&names.desks, name)
            && let Some(kind) = &desks.kinds[desk]
        {
            merge_desk[kind.level.index()] = Some(DeskKindId::new(desk));
        }
        let wrong = dispatch.wrong.as_ref().map(|wrong| {
            let allowed = |p: f64| (0.0..1.0).contains(&p);
            let chance = self.number(
                "probability",
                Some(wrong.probability),
                0.0,
                allowed,
                "from 0 to below 1",
            );
            (chance, wrong.work.value.clone())
        });
        Dispatch {
            mode: dispatch.mode,
            merge: dispatch
                .merge
                .as_ref()
                .map(|merge| merge.work.value.clone()),
            merge_desk,
            cancel: dispatch.cancel_on_reject,
            wrong,
        }
    }

    pub(super) fn escalation(&mut self) -> Escalation {
        let escalation = &self.scenario.escalation;
        if escalation.mode == EscalationMode::DecideAndReturn && escalation.decide.is_none() {
            self.found.push(
                Diagnostic::error(
                    Code::MissingKey,
                    escalation.place,
                    "upper levels decide and send cases back, and `decide` does not say what work that is",
                )
                .help("add `decide = \"30 min\"`"),
            );
        }
        Escalation {
            path: escalation.path,
            mode: escalation.mode,
            decide: dist(escalation.decide.as_ref()),
        }
    }
}
