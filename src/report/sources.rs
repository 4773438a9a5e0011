//! Where the numbers of a scenario come from, as text.

use crate::report::text::grid::{Grid, GridLine, width};
use crate::report::text::{Look, wrap};
use crate::scenario::{Kind, Provenance};

/// Columns of the widest line before a source stands below its number.
const SOURCE_MIN: usize = 30;

/// Every number that says where it came from: path, value, unit, kind, range, and its source and note below or beside.
pub fn render(provenance: &[Provenance], look: &Look) -> String {
    let mut lines = vec![look.bold("Where the numbers come from")];
    if provenance.is_empty() {
        lines.push("  no number says where it comes from; write { value = 3, unit = \"h\", source = \"…\", kind = \"published\" }".to_owned());
        return lines.join("\n") + "\n";
    }
    let header = ["number", "value", "unit", "kind", "range"]
        .map(str::to_owned)
        .to_vec();
    let rows = provenance.iter().map(|one| {
        let range = one
            .range
            .as_ref()
            .map(|(low, high)| format!("{low} to {high}"));
        GridLine::Cells(vec![
            one.path.clone(),
            one.value.clone(),
            one.unit.clone(),
            one.kind.map_or("not said", kind_name).to_owned(),
            range.unwrap_or_default(),
        ])
    });
    let grid = Grid {
        header,
        left: 5,
        last_left: true,
        lines: rows.collect(),
    }
    .render(look.rule());
    let texts: Vec<String> = provenance.iter().map(source).collect();
    lines.extend(with_texts(grid, &texts, look));
    lines.push(counts(provenance));
    lines.join("\n") + "\n"
}

/// Lines of a grid with a text behind each of the last ones, under the header `source`, or below it where there is no room.
pub(crate) fn with_texts(grid: Vec<String>, texts: &[String], look: &Look) -> Vec<String> {
    let beside = width(&grid) + 2;
    let has_room = beside + SOURCE_MIN <= look.width;
    let first = grid.len() - texts.len();
    let mut lines = Vec::new();
    for (at, line) in grid.into_iter().enumerate() {
        let text = at.checked_sub(first).map_or("", |row| texts[row].as_str());
        if text.is_empty() {
            lines.push(if at == 0 && has_room {
                format!("{line:<beside$}source")
            } else {
                line
            });
        } else if has_room {
            let told = wrap(
                text,
                look.width,
                &format!("{line:<beside$}"),
                &" ".repeat(beside),
            );
            lines.extend(told);
        } else {
            lines.push(line);
            lines.extend(wrap(text, look.width, "      ", "      "));
        }
    }
    lines
}

fn source(one: &Provenance) -> String {
    let parts: Vec<&str> = [&one.source, &one.note]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    parts.join("; ")
}

/// How sure a number is, as typed.
pub(crate) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Published => "published",
        Kind::Derived => "derived",
        Kind::Assumed => "assumed",
    }
}

fn counts(provenance: &[Provenance]) -> String {
    let count = |kind: Option<Kind>| provenance.iter().filter(|one| one.kind == kind).count();
    format!(
        "  {} published, {} derived, {} assumed, {} not said",
        count(Some(Kind::Published)),
        count(Some(Kind::Derived)),
        count(Some(Kind::Assumed)),
        count(None)
    )
}
