//! Parts of a territory: the districts, which meet nowhere below their common top, and that top.
//!
//! A case goes up from its district to the top, and takes a while for the way. What comes down is word of what became of
//! it. In a model that is separable (see [`rules`]) nothing else passes between the parts, so that each of them can be run
//! by a simulation of its own: see [`districts`](super::districts).

use std::sync::Arc;

use crate::mechanism::passing::Letter;
use crate::model::{LevelId, Model, UnitId};
use crate::time::{Span, TICKS_PER_HOUR, TICKS_PER_MINUTE};

mod rules;

/// A shorter way asks for too many windows; a quarter of an hour is the shortest that was tried.
const LEAST_WAY: Span = Span::from_ticks(10 * TICKS_PER_MINUTE);

/// From such a way on, every district is a part, which finds its records near: with 24 hours that took less time than a
/// run of the whole even on one thread, and with a quarter of an hour it took more.
const LONG_WAY: Span = Span::from_ticks(4 * TICKS_PER_HOUR);

/// Parts below the top, at most.
const MOST_PARTS: usize = 64;

/// Parts for each thread where windows are short, so that none waits long for another.
const PARTS_A_THREAD: usize = 2;

/// Records of desks in all parts below the top together, at most: every part keeps one of each desk, half a kibibyte.
const MOST_RECORDS: usize = 500_000;

/// How a territory falls into parts. The top is part 0.
#[derive(Debug)]
pub(crate) struct Territory {
    of_unit: Vec<u16>,
    of_desk: Vec<u16>,
    /// How many parts there are, the top included.
    pub(super) parts: u16,
    /// The shortest way from a district to the top.
    shortest_way: Span,
}

impl Territory {
    /// The parts of a separable model, for so many threads; none for other models. Where windows are short, districts that
    /// follow each other are one part, so that there is something to do in it.
    pub(super) fn of(model: &Model, threads: usize) -> Option<Arc<Self>> {
        let cut = cut(model)?;
        if !rules::is_separable(model, cut) {
            return None;
        }
        let shortest_way = shortest_way(model, cut)?;
        let first = model.levels[cut].first_unit.index();
        let districts = model.levels[cut].units as usize;
        let most = most_parts(shortest_way, threads, model.desk_count);
        let groups = Some(districts.min(most)).filter(|&groups| groups > 1)?;
        let part = |unit: UnitId| {
            let district = model.ancestor(unit, cut);
            let group = |district: UnitId| (district.index() - first) * groups / districts;
            district.map_or(0, |district| group(district) as u16 + 1)
        };
        let of_unit: Vec<u16> = model.units.ids().map(part).collect();
        let mut of_desk = Vec::with_capacity(model.desk_count);
        for kind in model.desk_kinds.iter() {
            let first = model.levels[kind.level].first_unit.index();
            of_desk.extend_from_slice(&of_unit[first..first + kind.count as usize]);
        }
        Some(Arc::new(Self {
            of_unit,
            of_desk,
            parts: groups as u16 + 1,
            shortest_way,
        }))
    }

    /// How long a window is: half of the shortest way.
    pub(super) fn step(&self) -> Span {
        Span::from_ticks(self.shortest_way.ticks() / 2)
    }

    /// The part that a desk belongs to, by its position among all desks.
    pub(super) fn part_of_desk(&self, desk: usize) -> u16 {
        self.of_desk[desk]
    }

    /// The part that a unit belongs to.
    #[inline]
    pub(super) fn part_of(&self, unit: UnitId) -> u16 {
        self.of_unit[unit.index()]
    }
}

/// How many parts there may be below the top, given the shortest way, threads, and desks.
fn most_parts(shortest_way: Span, threads: usize, desks: usize) -> usize {
    let most = if shortest_way >= LONG_WAY {
        MOST_PARTS
    } else {
        MOST_PARTS.min(PARTS_A_THREAD * threads)
    };
    most.min(MOST_RECORDS / desks.max(1))
}

/// The level whose units are the districts: the highest of which there are several, below another one.
fn cut(model: &Model) -> Option<LevelId> {
    let levels = model.levels.ids().filter(|&id| {
        let level = &model.levels[id];
        level.units > 1 && level.parent.is_some()
    });
    levels.min_by_key(|&id| model.levels[id].height_to_top)
}

/// The shortest way of a case from a district to the top; none where it is hardly one.
fn shortest_way(model: &Model, cut: LevelId) -> Option<Span> {
    let above = model
        .levels
        .ids()
        .filter(|&level| model.is_above(level, cut));
    let least = |level: LevelId| {
        let hand_off = model.levels[level].hand_off.as_ref();
        hand_off.map_or(0.0, |delay| delay.least())
    };
    let hours = above.map(least).fold(f64::INFINITY, f64::min);
    Some(Span::from_hours(hours)).filter(|&way| hours.is_finite() && way >= LEAST_WAY)
}

/// The part of a territory that a simulation runs, and what leaves it.
#[derive(Debug)]
pub(crate) struct Domain {
    territory: Arc<Territory>,
    part: u16,
    /// What is on its way to other parts, and to which.
    pub(crate) sent: Vec<(u16, Letter)>,
}

impl Domain {
    pub(super) fn new(territory: Arc<Territory>, part: u16) -> Self {
        Self {
            territory,
            part,
            sent: Vec::new(),
        }
    }

    /// How many parts the territory has.
    pub(super) fn parts(&self) -> u16 {
        self.territory.parts
    }

    /// The other part that a unit belongs to; none when it is in this one.
    #[inline]
    pub(crate) fn elsewhere(&self, unit: UnitId) -> Option<u16> {
        Some(self.territory.part_of(unit)).filter(|&part| part != self.part)
    }

    /// Whether a desk, by its position among all desks, is in this part.
    pub(crate) fn holds_desk(&self, desk: usize) -> bool {
        self.territory.of_desk[desk] == self.part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_parts_as_windows_threads_and_memory_allow_for() {
        let (long, short) = (LONG_WAY, Span::from_hours(0.25));
        assert_eq!(most_parts(long, 1, 7_000), MOST_PARTS);
        assert_eq!(most_parts(short, 1, 7_000), 2);
        assert_eq!(most_parts(short, 8, 7_000), 16);
        assert_eq!(most_parts(short, 1_000, 7_000), MOST_PARTS);
        // A hundred thousand desks in many parts would fill gigabytes.
        assert_eq!(most_parts(long, 8, 100_000), 5);
        assert_eq!(most_parts(long, 8, 1_000_000), 0);
    }
}
