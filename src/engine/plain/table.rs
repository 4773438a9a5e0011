//! What the plain loop looks up of a model at every step, in small records side by side.

use crate::model::{Allowance, DispatchMode, Model};
use crate::random::dist::Dist;
use crate::random::{Key, Purpose};

/// No unit to climb to.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Where a unit stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitAt {
    pub(super) level: u32,
    /// Position among the units of its level.
    pub(super) ordinal: u32,
    /// The unit a case climbs to from here.
    pub(super) up: u32,
}

/// The part of a need at a level.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'m> {
    /// Work in hours.
    pub(super) work: &'m Dist,
    pub(super) rate: f64,
    /// The first desk of its kind.
    pub(super) first_desk: u32,
}

/// The steps of a category at a level.
#[derive(Debug)]
struct Part {
    /// The needs that the level has a part in, one bit each.
    wanted: u64,
    /// Where its steps begin, by need; where the level has no part, nobody asks.
    first_step: usize,
}

/// What a category says about a matter that arrives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    pub(super) deadline: Option<Allowance>,
    /// Its needs, one bit each, where chance has no say.
    pub(super) certain: Option<u64>,
}

/// Everything the loop looks up.
#[derive(Debug)]
pub(super) struct Table<'m> {
    pub(super) units: Vec<UnitAt>,
    /// By category.
    pub(super) profiles: Vec<Profile>,
    /// The chance that a handled case climbs, by level.
    climbs: Vec<f64>,
    mode: DispatchMode,
    levels: usize,
    /// By category, then level.
    parts: Vec<Part>,
    steps: Vec<Step<'m>>,
}

impl<'m> Table<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let units = model.units.ids().map(|id| {
            let unit = &model.units[id];
            let to = model.levels[unit.level].escalate.to;
            let up = to.and_then(|level| model.ancestor(id, level));
            UnitAt {
                level: unit.level.index() as u32,
                ordinal: unit.ordinal,
                up: up.map_or(NOWHERE, |up| up.index() as u32),
            }
        });
        let levels = model.levels.iter();
        let (mut parts, mut all_steps) = (Vec::new(), Vec::new());
        for category in model.categories.iter() {
            for level in model.levels.ids() {
                let step = |need: &'m crate::model::Need| {
                    let work = need.work[level.index()].as_ref()?;
                    let kind = &model.desk_kinds[model.desk_kind(level, need.department)?];
                    Some(Step {
                        work,
                        rate: kind.rate,
                        first_desk: kind.first,
                    })
                };
                let found: Vec<_> = category.needs.iter().map(step).collect();
                let bit = |(at, step): (usize, &Option<Step>)| u64::from(step.is_some()) << at;
                let wanted = found.iter().enumerate().map(bit).sum();
                parts.push(Part {
                    wanted,
                    first_step: all_steps.len(),
                });
                if let Some(any) = found.iter().flatten().next().copied() {
                    all_steps.extend(found.iter().map(|step| step.unwrap_or(any)));
                }
            }
        }
        let profiles = model.categories.iter().map(|category| {
            let is_certain = category.needs.iter().all(|need| need.probability >= 1.0);
            let all = || (0..category.needs.len()).fold(0, |all, need| all | 1 << need);
            Profile {
                deadline: category.deadline,
                certain: is_certain.then(all),
            }
        });
        Self {
            profiles: profiles.collect(),
            units: units.collect(),
            climbs: levels.map(|level| level.escalate.probability).collect(),
            mode: model.dispatch.mode,
            levels: model.levels.len(),
            parts,
            steps: all_steps,
        }
    }

    #[inline]
    fn part(&self, category: u32, level: u32) -> &Part {
        &self.parts[category as usize * self.levels + level as usize]
    }

    /// The needs that a level has a part in.
    #[inline]
    pub(super) fn wanted(&self, category: u32, level: u32) -> u64 {
        self.part(category, level).wanted
    }

    /// The part of a need that a level wants done.
    #[inline]
    pub(super) fn step(&self, category: u32, level: u32, need: u8) -> Step<'m> {
        self.steps[self.part(category, level).first_step + usize::from(need)]
    }

    /// Whether a case with this key climbs from a unit when that has done its part.
    #[inline]
    pub(super) fn climbs(&self, case: Key, from: &UnitAt) -> bool {
        let chance = self.climbs[from.level as usize];
        let level = u64::from(from.level);
        let draw = || case.purpose(Purpose::Exception).child(level).uniform();
        chance > 0.0 && from.up != NOWHERE && draw() < chance
    }

    /// The needs that a handling begins with.
    #[inline]
    pub(super) fn ready(&self, wanted: u64) -> u64 {
        match self.mode {
            DispatchMode::Parallel => wanted,
            _ => wanted & wanted.wrapping_neg(),
        }
    }

    /// The needs that follow one that is done, given those left.
    #[inline]
    pub(super) fn next(&self, left: u64) -> Option<u64> {
        match self.mode {
            DispatchMode::Parallel => None,
            _ => Some(left & left.wrapping_neg()),
        }
    }
}
