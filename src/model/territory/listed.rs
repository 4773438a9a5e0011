//! Units from the table of a territory.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place, near};
use crate::model::build::Build;
use crate::model::files::{Row, Table};
use crate::model::names::Names;
use crate::model::{LevelId, Unit, UnitId};

use super::{PerUnit, Territory, Tree, UNITS_MAX, set_children};

/// Rows of a table that are named before the rest is only counted.
const ROWS_NAMED: usize = 10;
const UNIT: usize = 0;
const LEVEL: usize = 1;
const PARENT: usize = 2;
const RESIDENTS: usize = 3;
/// Names of the columns.
const COLUMNS: [&str; 4] = ["unit", "level", "parent", "residents"];

/// A row whose level is known.
struct Listed<'t> {
    row: &'t Row,
    level: usize,
    residents: Option<f64>,
}

impl Build<'_> {
    pub(super) fn listed(&mut self, tree: &Tree, file: &At<String>) -> Territory {
        let nothing = Territory::nothing(tree.order.len());
        self.counts_and_table(file);
        let table = match self.files.table(self.base, file, &COLUMNS) {
            Ok(table) => table,
            Err(diagnostic) => {
                self.found.push(diagnostic);
                return nothing;
            }
        };
        if table.rows.len() as u64 > UNITS_MAX {
            self.too_many_units(file.place, table.rows.len() as u64);
            return nothing;
        }
        let before = self.found.len();
        let mut wrong = Diagnostics::new();
        let listed = self.rows(tree, &table, &mut wrong);
        let territory = self.placed(tree, &table, &listed, &mut wrong);
        self.some_of(wrong, file.place);
        let mut territory = territory
            .filter(|_| self.found.len() == before)
            .unwrap_or(nothing);
        territory.table = Some(table);
        territory
    }

    /// A level that counts its units contradicts a table that lists them.
    fn counts_and_table(&mut self, file: &At<String>) {
        for level in &self.scenario.levels {
            if let Some(units) = level.item.units {
                self.found.push(
                    Diagnostic::error(
                        Code::UnitCount,
                        units.place,
                        format!(
                            "the units of level `{}` are both counted and listed",
                            level.name.value
                        ),
                    )
                    .label(file.place, "listed here")
                    .help("remove the count or `[territory]`"),
                );
            }
        }
    }

    fn rows<'t>(
        &mut self,
        tree: &Tree,
        table: &'t Table,
        wrong: &mut Diagnostics,
    ) -> Vec<Listed<'t>> {
        let levels = Names::new(
            "level",
            tree.order
                .iter()
                .map(|&at| self.scenario.levels[at].name.value.as_str()),
        );
        let mut listed = Vec::new();
        let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in &table.rows {
            let unit = row.cells[UNIT].as_str();
            if unit.is_empty() {
                let place = self.cell(wrong.len(), table, row, UNIT);
                wrong.push(Diagnostic::error(
                    Code::TraceRow,
                    place,
                    format!("row {}, column `unit`: the unit has no name", row.line),
                ));
            } else if let Some(first) = seen.insert(unit, row) {
                let place = self.cell(wrong.len(), table, row, UNIT);
                wrong.push(Diagnostic::error(
                    Code::DuplicateName,
                    place,
                    format!(
                        "row {}, column `unit`: `{unit}` is listed in row {} already",
                        row.line, first.line
                    ),
                ));
            }
            let residents = self.residents(table, row, wrong);
            let name = row.cells[LEVEL].as_str();
            match levels.position(name) {
                Some(level) => listed.push(Listed {
                    row,
                    level,
                    residents,
                }),
                None => {
                    let place = self.cell(wrong.len(), table, row, LEVEL);
                    let message = format!(
                        "row {}, column `level`: there is no level `{name}`",
                        row.line
                    );
                    wrong.push(
                        Diagnostic::error(Code::UnknownName, place, message)
                            .help(levels.offer(name)),
                    );
                }
            }
        }
        listed
    }

    fn residents(&mut self, table: &Table, row: &Row, wrong: &mut Diagnostics) -> Option<f64> {
        let cell = row.cells[RESIDENTS].as_str();
        if cell.is_empty() {
            return None;
        }
        let number = cell
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && *n >= 0.0);
        if number.is_none() {
            let place = self.cell(wrong.len(), table, row, RESIDENTS);
            let message = format!(
                "row {}, column `residents`: `{cell}` is not a number at or above 0",
                row.line
            );
            wrong.push(
                Diagnostic::error(Code::TraceRow, place, message)
                    .help("leave the cell empty when they are not known"),
            );
        }
        number
    }

    /// The place of a cell in an excerpt; nowhere once enough rows are named.
    fn cell(&mut self, named: usize, table: &Table, row: &Row, column: usize) -> Place {
        if named >= ROWS_NAMED {
            return Place::NOWHERE;
        }
        table.excerpt(self.sources, row, column)
    }

    /// Units by level, grouped by parent; inside one parent in the order of the rows.
    fn placed(
        &mut self,
        tree: &Tree,
        table: &Arc<Table>,
        listed: &[Listed<'_>],
        wrong: &mut Diagnostics,
    ) -> Option<Territory> {
        let by_name: BTreeMap<&str, usize> = listed
            .iter()
            .enumerate()
            .map(|(at, item)| (item.row.cells[UNIT].as_str(), at))
            .collect();
        let mut parents = vec![None; listed.len()];
        for (at, item) in listed.iter().enumerate() {
            parents[at] = self.parent(tree, table, listed, &by_name, item, wrong);
        }
        let mut territory = Territory::nothing(tree.order.len());
        let mut id_of = vec![0_usize; listed.len()];
        let (order, rank) = grouped_by_parent(tree, listed, &parents);
        let mut first = 0;
        for (level, here) in order.iter().enumerate() {
            self.some_units(tree, table, level, here.len(), wrong);
            territory.of_level[level] = (first, here.len() as u32);
            for &at in here {
                id_of[at] = first + rank[at];
            }
            first += here.len();
        }
        if !wrong.is_empty() {
            return None;
        }
        for (level, here) in order.iter().enumerate() {
            for &at in here {
                territory.units.push(Unit {
                    level: LevelId::new(level),
                    ordinal: rank[at] as u32,
                    parent: parents[at].map(|parent| UnitId::new(id_of[parent])),
                    children: (0, 0),
                    residents: 0.0,
                    name: Some(listed[at].row.cells[UNIT].clone()),
                });
            }
        }
        set_children(tree, &mut territory);
        let totals = self.level_totals(tree, &territory);
        let known = order
            .iter()
            .zip(totals)
            .enumerate()
            .map(|(level, (here, total))| {
                self.level_residents(tree, table, level, here, listed, wrong)
                    .or(total)
            });
        let known: PerUnit = known.collect();
        self.set_residents(tree, &mut territory, known);
        Some(territory)
    }

    fn parent(
        &mut self,
        tree: &Tree,
        table: &Table,
        listed: &[Listed<'_>],
        by_name: &BTreeMap<&str, usize>,
        item: &Listed<'_>,
        wrong: &mut Diagnostics,
    ) -> Option<usize> {
        let name = item.row.cells[PARENT].as_str();
        let line = item.row.line;
        let level = |level: usize| self.scenario.levels[tree.order[level]].name.value.as_str();
        let (code, message) = match (tree.parent[item.level], by_name.get(name)) {
            (None, _) if name.is_empty() => return None,
            (None, _) => (
                Code::TraceRow,
                format!(
                    "a unit of the top level `{}` has no parent, and `{name}` is given",
                    level(item.level)
                ),
            ),
            (Some(above), Some(&at)) if listed[at].level == above => return Some(at),
            (Some(above), Some(&at)) => (
                Code::TraceRow,
                format!(
                    "`{name}` is on level `{}` and the parent must be on level `{}`",
                    level(listed[at].level),
                    level(above)
                ),
            ),
            (Some(above), None) if name.is_empty() => (
                Code::TraceRow,
                format!(
                    "the parent is missing; it is a unit of level `{}`",
                    level(above)
                ),
            ),
            (Some(_), None) => (Code::UnknownName, format!("there is no unit `{name}`")),
        };
        let place = self.cell(wrong.len(), table, item.row, PARENT);
        let diagnostic = Diagnostic::error(
            code,
            place,
            format!("row {line}, column `parent`: {message}"),
        );
        // Comparing a name with a million others takes time, so only rows that are named get help.
        let is_named = code == Code::UnknownName && wrong.len() < ROWS_NAMED;
        let known = by_name.keys().copied().filter(|_| is_named);
        wrong.push(match near(name, known) {
            Some(near) if code == Code::UnknownName => {
                diagnostic.help(format!("did you mean `{near}`?"))
            }
            _ => diagnostic,
        });
        None
    }

    /// Every level needs a unit.
    fn some_units(
        &mut self,
        tree: &Tree,
        table: &Table,
        level: usize,
        count: usize,
        wrong: &mut Diagnostics,
    ) {
        if count == 0 && wrong.is_empty() {
            let name = &self.scenario.levels[tree.order[level]].name;
            wrong.push(Diagnostic::error(
                Code::UnitCount,
                name.place,
                format!("`{}` lists no unit of level `{}`", table.name, name.value),
            ));
        }
    }

    /// Residents of a level when every row of it gives them.
    fn level_residents(
        &mut self,
        tree: &Tree,
        table: &Table,
        level: usize,
        here: &[usize],
        listed: &[Listed<'_>],
        wrong: &mut Diagnostics,
    ) -> Option<Vec<f64>> {
        let known: Option<Vec<f64>> = here.iter().map(|&at| listed[at].residents).collect();
        let some = here.iter().any(|&at| listed[at].residents.is_some());
        let named = &self.scenario.levels[tree.order[level]];
        let missing = here.iter().find(|&&at| listed[at].residents.is_none());
        if let (true, Some(&at)) = (some, missing) {
            let row = listed[at].row;
            let place = self.cell(wrong.len(), table, row, RESIDENTS);
            let message = format!(
                "row {}, column `residents`: the cell is empty while other units of level `{}` have residents",
                row.line, named.name.value
            );
            wrong.push(
                Diagnostic::error(Code::TraceRow, place, message)
                    .help("give residents for all units of a level or for none"),
            );
        }
        if let (true, Some(total)) = (some, named.item.residents) {
            let message = format!(
                "residents of level `{}` are given here and in `{}`",
                named.name.value, table.name
            );
            wrong.push(
                Diagnostic::error(Code::ConflictingKeys, total.place, message)
                    .help("keep one of them"),
            );
        }
        known.filter(|_| some)
    }

    /// Adds what is wrong with rows, the first of them each and the rest as a number.
    fn some_of(&mut self, wrong: Diagnostics, place: Place) {
        let more = wrong.len().saturating_sub(ROWS_NAMED);
        self.found.extend(wrong.into_iter().take(ROWS_NAMED));
        if more > 0 {
            self.error(
                Code::TraceRow,
                place,
                format!("{more} more rows of the table are wrong"),
            );
        }
    }
}

/// The rows of each level, grouped by parent, and the position of each row among those of its level.
fn grouped_by_parent(
    tree: &Tree,
    listed: &[Listed<'_>],
    parents: &[Option<usize>],
) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut order: Vec<Vec<usize>> = vec![Vec::new(); tree.order.len()];
    for (at, item) in listed.iter().enumerate() {
        order[item.level].push(at);
    }
    let mut rank = vec![0_usize; listed.len()];
    // From the top down, so that the order of the parents is known.
    for here in order.iter_mut().rev() {
        here.sort_by_key(|&at| parents[at].map(|parent| rank[parent]));
        for (position, &at) in here.iter().enumerate() {
            rank[at] = position;
        }
    }
    (order, rank)
}
