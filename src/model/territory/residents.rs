//! Residents of units: given, summed up, or spread evenly.

use crate::model::UnitId;
use crate::model::build::Build;

use super::{PerUnit, Territory, Tree};

impl Build<'_> {
    /// Residents per unit where levels give a total: spread evenly.
    pub(super) fn level_totals(&mut self, tree: &Tree, territory: &Territory) -> PerUnit {
        let scenario = self.scenario;
        let total = |(level, &at): (usize, &usize)| {
            let residents = scenario.levels[at].item.residents?;
            let total = self.number(
                "residents",
                Some(residents),
                0.0,
                |n| n >= 0.0,
                "at or above 0",
            );
            let count = territory.of_level[level].1;
            Some(vec![total / f64::from(count.max(1)); count as usize])
        };
        tree.order.iter().enumerate().map(total).collect()
    }

    /// Residents of every unit: as given; else the sum of the first level below that has them; else an even share of the
    /// level above.
    pub(super) fn set_residents(&mut self, tree: &Tree, territory: &mut Territory, given: PerUnit) {
        let mut known = given;
        for level in 0..known.len() {
            let below = (0..level)
                .find(|&child| tree.parent[child] == Some(level) && known[child].is_some());
            if let (None, Some(child)) = (&known[level], below) {
                let (first, count) = territory.of_level[level];
                let mut sums = vec![0.0; count as usize];
                for (unit, residents) in
                    territory.units_of(child).zip(known[child].iter().flatten())
                {
                    if let Some(parent) = territory.units[unit].parent {
                        sums[parent.index() - first] += residents;
                    }
                }
                known[level] = Some(sums);
            }
        }
        for level in (0..known.len()).rev() {
            if let (None, Some(above)) = (&known[level], tree.parent[level])
                && let Some(residents) = &known[above]
            {
                known[level] = Some(spread(territory, level, above, residents));
            }
        }
        for (level, residents) in known.iter().enumerate() {
            territory.has_residents[level] = residents.is_some();
            let units: Vec<UnitId> = territory.units_of(level).collect();
            for (unit, residents) in units.into_iter().zip(residents.iter().flatten()) {
                territory.units[unit].residents = *residents;
            }
        }
    }
}

/// An even share of each parent's residents for each of its children.
fn spread(territory: &Territory, level: usize, above: usize, residents: &[f64]) -> Vec<f64> {
    let first = territory.of_level[above].0;
    let mut children = vec![0.0_f64; residents.len()];
    let parents: Vec<usize> = territory
        .units_of(level)
        .filter_map(|unit| territory.units[unit].parent)
        .map(|parent| parent.index() - first)
        .collect();
    for &parent in &parents {
        children[parent] += 1.0;
    }
    parents
        .iter()
        .map(|&parent| residents[parent] / children[parent])
        .collect()
}
