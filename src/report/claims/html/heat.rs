//! The effect over two parameters, as coloured cells.

use super::section::Figure;
use super::{class, printed, sign_of};
use crate::experiment::claim::{MapCell, MapFinding};
use crate::report::claims::Entry;
use crate::report::claims::wording::{axis_value, scale, sign, with_interval};
use crate::report::number::Scale;
use crate::report::svg::{Anchor, Area, Drawing, spot};
use crate::report::text::{Look, wrap};
use crate::scenario::axis::Axis;

/// Width of the drawing.
const WIDTH: f64 = 440.0;
/// The most that a cell is high and wide.
const CELL_MOST: (f64, f64) = (34.0, 64.0);
/// Room above the cells, for the name of what goes upwards.
const TOP: f64 = 20.0;
/// Room for a letter.
const LETTER: f64 = 6.6;
/// Height of a line of text.
const LINE: f64 = 15.0;
/// Letters in a line under the cells.
const LETTERS: usize = 62;
/// Cells narrower than this have no sign.
const SIGN_LEAST: f64 = 11.0;
/// Cells narrower than this have no effect written into them.
const AMOUNT_LEAST: f64 = 46.0;

/// Where the cells are, and how large.
struct Field {
    left: f64,
    width: f64,
    height: f64,
    rows: usize,
}

impl Field {
    fn new(labels: &[String], columns: usize) -> Self {
        let longest = labels.iter().map(|label| label.chars().count()).max();
        let left = longest.unwrap_or(0) as f64 * LETTER + 12.0;
        let width = ((WIDTH - left - 14.0) / columns.max(1) as f64).min(CELL_MOST.1);
        Self {
            left,
            width,
            height: CELL_MOST.0.min(width),
            rows: labels.len(),
        }
    }

    /// A cell by column from the left and row from the bottom.
    fn cell(&self, column: usize, row: usize) -> Area {
        let left = self.left + self.width * column as f64;
        let top = TOP + self.height * (self.rows - 1 - row) as f64;
        Area {
            left,
            top,
            right: left + self.width,
            bottom: top + self.height,
        }
    }

    fn bottom(&self) -> f64 {
        TOP + self.height * self.rows as f64
    }
}

/// The map with a caption.
pub(super) fn figure(entry: &Entry, map: &MapFinding) -> Figure {
    Figure {
        title: "Map over two parameters".to_owned(),
        svg: svg(entry, map),
        found: format!(
            "the verdict and the mean effect{}, n = {} at each point, uncorrected for the number of points",
            match scale(&entry.finding.main).difference_unit {
                "" => String::new(),
                unit => format!(" in {unit}"),
            },
            map.n
        ),
    }
}

fn svg(entry: &Entry, map: &MapFinding) -> String {
    let columns = map.cells.first().map_or(0, Vec::len);
    let labels: Vec<String> = values(&map.y, map.cells.len());
    let field = Field::new(&labels, columns);
    let name = wrap(&map.x.label, LETTERS, "", "");
    let height = field.bottom() + 22.0 + LINE * name.len() as f64;
    let said = format!("Verdicts over {} and {}", map.x.label, map.y.label);
    let mut drawing = Drawing::new(WIDTH, height, &said);
    drawing.text(
        "label",
        spot(2.0, 12.0),
        Anchor::Start,
        &format!("↑ {}", map.y.label),
    );
    let written = Written::new(entry, map);
    for (row, cells) in map.cells.iter().enumerate() {
        for (column, found) in cells.iter().enumerate() {
            cell(&mut drawing, &written, found, field.cell(column, row));
        }
    }
    let least = LINE - 2.0;
    let each = (least / field.height).ceil().max(1.0) as usize;
    for (row, label) in labels.iter().enumerate().step_by(each) {
        let area = field.cell(0, row);
        let y = (area.top + area.bottom) / 2.0 + 4.0;
        drawing.text("small", spot(field.left - 6.0, y), Anchor::End, label);
    }
    under(&mut drawing, &field, &values(&map.x, columns), &name);
    drawing.finish()
}

/// The values of the parameter from left to right, as many as there is room for, and its name.
fn under(drawing: &mut Drawing, field: &Field, labels: &[String], name: &[String]) {
    let longest = labels.iter().map(|label| label.chars().count()).max();
    let wide = longest.unwrap_or(0) as f64 * LETTER + 8.0;
    let each = (wide / field.width).ceil().max(1.0) as usize;
    for (column, label) in labels.iter().enumerate().step_by(each) {
        let area = field.cell(column, 0);
        let x = (area.left + area.right) / 2.0;
        drawing.text(
            "small",
            spot(x, field.bottom() + 15.0),
            Anchor::Middle,
            label,
        );
    }
    for (nth, line) in name.iter().enumerate() {
        let y = field.bottom() + 32.0 + LINE * nth as f64;
        let line = match nth + 1 == name.len() {
            true => format!("{line} →"),
            false => line.clone(),
        };
        drawing.text("label", spot(field.left, y), Anchor::Start, &line);
    }
}

/// How effects are written in cells, all alike.
struct Written {
    scale: Scale,
    decimals: usize,
}

impl Written {
    fn new(entry: &Entry, map: &MapFinding) -> Self {
        let scale = scale(&entry.finding.main);
        let effects = map.cells.iter().flatten();
        let effects = effects.filter_map(|cell| cell.effect.as_ref());
        // A map is read at a glance: one digit less than the narrowest interval bears.
        let decimals = scale.decimals(effects).saturating_sub(1);
        Self { scale, decimals }
    }
}

fn cell(drawing: &mut Drawing, written: &Written, found: &MapCell, area: Area) {
    let scale = &written.scale;
    let effect = found
        .effect
        .map_or(Look::PLAIN.none().to_owned(), |effect| {
            printed(&with_interval(&effect, scale))
        });
    let (sign, name) = (sign(found.verdict), found.verdict.name());
    let said = format!("{} {name}: {effect}", sign_of(sign));
    drawing.area(&format!("cell {}", class(found.verdict)), area, &said);
    let (x, y) = (
        (area.left + area.right) / 2.0,
        (area.top + area.bottom) / 2.0,
    );
    let wide = area.right - area.left;
    let amount = found.effect.filter(|_| wide >= AMOUNT_LEAST);
    let up = match amount {
        Some(effect) => {
            let amount = printed(&scale.signed(effect.mean, written.decimals));
            drawing.text("amount", spot(x, y + 12.0), Anchor::Middle, &amount);
            -2.0
        }
        None => 4.5,
    };
    if wide >= SIGN_LEAST {
        drawing.text("sign", spot(x, y + up), Anchor::Middle, &sign_of(sign));
    }
}

/// The values of an axis with so many steps.
fn values(axis: &Axis, steps: usize) -> Vec<String> {
    let last = steps.saturating_sub(1).max(1) as f64;
    let shares = (0..steps).map(|nth| nth as f64 / last);
    shares
        .map(|share| printed(&axis_value(axis, share)))
        .collect()
}
