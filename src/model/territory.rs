//! The tree of levels, and the units that stand on it.

use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::id::IdVec;
use crate::model::build::{Build, grouped};
use crate::model::files::Table;
use crate::model::names::Names;
use crate::model::{LevelId, Unit, UnitId};

mod listed;
mod residents;

/// The largest number of units of a model.
pub const UNITS_MAX: u64 = 1_000_000;

/// Levels in the order of the model: deepest first, so that a parent comes after its children.
pub(super) struct Tree {
    /// Position in the scenario of each level.
    pub(super) order: Vec<usize>,
    /// The level above each; none for the top, and for all when the tree is not sound.
    pub(super) parent: Vec<Option<usize>>,
    /// Steps up to the top.
    pub(super) depth: Vec<u32>,
    /// Whether it is a tree with one top.
    pub(super) sound: bool,
}

impl Tree {
    /// The levels above one, nearest first.
    pub(super) fn above(&self, level: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent[level], |&at| self.parent[at])
    }

    /// The level directly below `upper` on the way from `lower`; none when `upper` is not above `lower`.
    pub(super) fn is_above(&self, upper: usize, lower: usize) -> bool {
        self.above(lower).any(|level| level == upper)
    }

    /// Whether no level is below.
    pub(super) fn is_lowest(&self, level: usize) -> bool {
        !self.parent.contains(&Some(level))
    }

    /// The first level directly below, in the order of the model.
    pub(super) fn first_child(&self, level: usize) -> Option<usize> {
        self.parent.iter().position(|&parent| parent == Some(level))
    }
}

/// The units, grouped by level.
pub(super) struct Territory {
    pub(super) units: IdVec<Unit>,
    /// First unit and number of units by level; nothing is known when the number is 0.
    pub(super) of_level: Vec<(usize, u32)>,
    /// Whether residents are known, by level.
    pub(super) has_residents: Vec<bool>,
    /// The table the units come from.
    pub(super) table: Option<Arc<Table>>,
}

impl Territory {
    pub(super) fn nothing(levels: usize) -> Self {
        Self {
            units: IdVec::default(),
            of_level: vec![(0, 0); levels],
            has_residents: vec![false; levels],
            table: None,
        }
    }

    /// The units of a level.
    pub(super) fn units_of(&self, level: usize) -> impl Iterator<Item = UnitId> {
        let (first, count) = self.of_level[level];
        (first..first + count as usize).map(UnitId::new)
    }
}

/// A number for each unit of each level.
type PerUnit = Vec<Option<Vec<f64>>>;

impl Build<'_> {
    /// The levels as a tree, lowest first; ties in file order.
    pub(super) fn tree(&mut self) -> Tree {
        let levels = &self.scenario.levels;
        self.unique("level", levels.iter().map(|level| &level.name));
        let names = Names::new("level", levels.iter().map(|l| l.name.value.as_str()));
        let mut sound = true;
        let mut parent = Vec::new();
        for level in levels {
            let above = level.item.parent.as_ref();
            let position = above.and_then(|name| self.resolve(&names, name));
            sound &= position.is_some() == above.is_some();
            parent.push(position);
        }
        sound &= self.without_cycles(&parent);
        sound = sound && self.with_one_top(&parent);
        if !sound {
            return Tree {
                order: (0..levels.len()).collect(),
                parent: vec![None; levels.len()],
                depth: vec![0; levels.len()],
                sound,
            };
        }
        let depth = |level: usize| std::iter::successors(parent[level], |&at| parent[at]).count();
        let mut order: Vec<usize> = (0..levels.len()).collect();
        order.sort_by_key(|&level| std::cmp::Reverse(depth(level)));
        let place_of = |level: usize| order.iter().position(|&at| at == level);
        Tree {
            parent: order
                .iter()
                .map(|&level| parent[level].and_then(place_of))
                .collect(),
            depth: order.iter().map(|&level| depth(level) as u32).collect(),
            order,
            sound,
        }
    }

    fn without_cycles(&mut self, parent: &[Option<usize>]) -> bool {
        let mut done = vec![false; parent.len()];
        let mut sound = true;
        for start in 0..parent.len() {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(level) = at.filter(|&level| !done[level]) {
                done[level] = true;
                path.push(level);
                at = parent[level];
            }
            if let Some(first) = at.and_then(|level| path.iter().position(|&on| on == level)) {
                sound = false;
                self.level_cycle(&path[first..]);
            }
        }
        sound
    }

    fn level_cycle(&mut self, cycle: &[usize]) {
        let levels = &self.scenario.levels;
        let name = |level: usize| format!("`{}`", levels[level].name.value);
        let way: Vec<String> = cycle
            .iter()
            .chain(&cycle[..1])
            .map(|&level| name(level))
            .collect();
        let place = |level: usize| {
            levels[level]
                .item
                .parent
                .as_ref()
                .map_or(Place::NOWHERE, |at| at.place)
        };
        let mut diagnostic = Diagnostic::error(
            Code::LevelCycle,
            place(cycle[0]),
            format!(
                "level {} is its own ancestor: {}",
                name(cycle[0]),
                way.join(" -> ")
            ),
        )
        .help("leave out `parent` at the top level");
        for &level in &cycle[1..] {
            diagnostic = diagnostic.label(place(level), "and here");
        }
        self.found.push(diagnostic);
    }

    fn with_one_top(&mut self, parent: &[Option<usize>]) -> bool {
        let levels = &self.scenario.levels;
        let tops: Vec<usize> = (0..parent.len())
            .filter(|&level| levels[level].item.parent.is_none())
            .collect();
        match tops.as_slice() {
            [_] => true,
            [] => {
                if levels.is_empty() {
                    self.found.push(
                        Diagnostic::error(
                            Code::LevelTree,
                            Place::NOWHERE,
                            "the scenario has no level",
                        )
                        .help("add `[levels.office]`"),
                    );
                }
                false
            }
            [first, rest @ ..] => {
                let message = format!(
                    "levels `{}` and `{}` both have no `parent`",
                    levels[*first].name.value, levels[rest[0]].name.value
                );
                let mut diagnostic =
                    Diagnostic::error(Code::LevelTree, levels[*first].name.place, message)
                        .help("exactly one level is the top; give every other one a `parent`");
                for &level in rest {
                    diagnostic =
                        diagnostic.label(levels[level].name.place, "has no `parent` either");
                }
                self.found.push(diagnostic);
                false
            }
        }
    }

    /// The units: from the table of the territory, or as many as each level says.
    pub(super) fn territory(&mut self, tree: &Tree) -> Territory {
        if !tree.sound {
            return Territory::nothing(tree.order.len());
        }
        match &self.scenario.territory {
            Some(file) => self.listed(tree, file),
            None => self.counted(tree),
        }
    }

    fn counted(&mut self, tree: &Tree) -> Territory {
        let nothing = Territory::nothing(tree.order.len());
        let Some(counts) = self.unit_counts(tree) else {
            return nothing;
        };
        let mut territory = nothing;
        let mut first = 0;
        for (level, &(count, _)) in counts.iter().enumerate() {
            territory.of_level[level] = (first, count);
            first += count as usize;
        }
        for (level, &(count, per_parent)) in counts.iter().enumerate() {
            for ordinal in 0..count {
                let parent = tree.parent[level].map(|above| {
                    UnitId::new(territory.of_level[above].0 + (ordinal / per_parent) as usize)
                });
                territory.units.push(Unit {
                    level: LevelId::new(level),
                    ordinal,
                    parent,
                    children: (0, 0),
                    residents: 0.0,
                    name: None,
                });
            }
        }
        set_children(tree, &mut territory);
        let known = self.level_totals(tree, &territory);
        self.set_residents(tree, &mut territory, known);
        territory
    }

    /// Units in all, and under each unit of the parent, by level.
    fn unit_counts(&mut self, tree: &Tree) -> Option<Vec<(u32, u32)>> {
        let scenario = self.scenario;
        let mut counts = vec![(0, 0); tree.order.len()];
        let (mut sound, mut total, mut last_place) = (true, 0_u64, Place::NOWHERE);
        // From the top down.
        for level in (0..tree.order.len()).rev() {
            let item = &scenario.levels[tree.order[level]];
            let per_parent = item.item.units.unwrap_or(At::nowhere(1));
            if per_parent.value == 0 {
                sound = false;
                self.found.push(
                    Diagnostic::error(
                        Code::UnitCount,
                        per_parent.place,
                        format!("level `{}` has no unit", item.name.value),
                    )
                    .help("write at least 1, or remove the level"),
                );
            }
            let above = tree.parent[level].map_or(1, |above| u64::from(counts[above].0.max(1)));
            let count = above * u64::from(per_parent.value.max(1));
            total = total.saturating_add(count);
            if count > 1 {
                last_place = if per_parent.place.is_nowhere() {
                    item.name.place
                } else {
                    per_parent.place
                };
            }
            counts[level] = (count.min(UNITS_MAX) as u32, per_parent.value.max(1));
        }
        if total > UNITS_MAX {
            self.too_many_units(last_place, total);
            sound = false;
        }
        sound.then_some(counts)
    }

    fn too_many_units(&mut self, place: Place, total: u64) {
        let message = format!(
            "the levels have {} units or more and at most {} are possible",
            grouped(total),
            grouped(UNITS_MAX)
        );
        self.error(Code::TooLarge, place, message);
    }
}

/// The range of units directly below each unit, on the first level below; units must be grouped by parent.
pub(super) fn set_children(tree: &Tree, territory: &mut Territory) {
    for level in 0..tree.order.len() {
        let Some(child) = tree.first_child(level) else {
            continue;
        };
        for unit in territory.units_of(level).collect::<Vec<_>>() {
            let first = territory.of_level[child].0 as u32;
            territory.units[unit].children = (first, first);
        }
        for unit in territory.units_of(child).collect::<Vec<_>>() {
            let at = unit.index() as u32;
            if let Some(parent) = territory.units[unit].parent {
                let children = &mut territory.units[parent].children;
                *children = (
                    if children.0 == children.1 {
                        at
                    } else {
                        children.0
                    },
                    at + 1,
                );
            }
        }
    }
}
