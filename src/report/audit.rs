//! Audits of the statistics: what is stated, and how often it was seen.
//!
//! The CSV has one row a statement: `audit` (its name), `truth`, `event`, `bound` (`at-most`, `at-least`, `between`, `is`),
//! `stated` (a share or a value), `stated_to` (the upper end of `between`), `n`, `count` (empty for a value), `seen`, `low`,
//! `high` (95 % interval), `holds`. The JSON is a list with everything that was found.

use std::io::Write;

use crate::experiment::audit::{Audit, Bound, Cell, Seen, Statement, Table};
use crate::report::text::grid::{Grid, GridLine};
use crate::report::text::{Look, wrap};

/// The audits as text, ending in a line break.
pub fn render(audits: &[Audit], look: &Look) -> String {
    let mut lines = Vec::new();
    for audit in audits {
        lines.extend(one(audit, look));
        lines.push(String::new());
    }
    let note = "A share that is stated to be at most or at least so much is contradicted when what was seen has a chance below \
                one in a thousand under it; one stated to lie between two when it lies outside; a value when the interval of its \
                estimate leaves it out.";
    lines.extend(wrap(note, look.width, "  ", "  "));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn one(audit: &Audit, look: &Look) -> Vec<String> {
    let title = match audit.holds() {
        true => "everything stated is compatible with what was seen",
        false => "what was seen CONTRADICTS what is stated",
    };
    let mut lines = vec![look.bold(&format!("{}: {title}", audit.title))];
    lines.extend(wrap(&audit.setting, look.width, "  ", "  "));
    lines.push(String::new());
    if let Some(table) = &audit.table {
        lines.extend(figures(table, look));
        lines.push(String::new());
    }
    lines.extend(statements(&audit.statements, look));
    lines.push(String::new());
    lines.extend(wrap(&audit.note, look.width, "  ", "  "));
    lines
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A number with about four digits.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1000.0 || value == value.trunc() && size < 1e6 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.3}"),
        _ => format!("{value:.4}"),
    }
}

fn figures(table: &Table, look: &Look) -> Vec<String> {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Share(share) => percent(*share),
        Cell::Number(value) => number(*value),
    };
    let rows = table.rows.iter();
    let grid = Grid {
        header: table.header.clone(),
        left: 1,
        last_left: false,
        lines: rows
            .map(|row| GridLine::Cells(row.iter().map(cell).collect()))
            .collect(),
    };
    grid.render(look.rule())
}

fn statements(statements: &[Statement], look: &Look) -> Vec<String> {
    let rows = statements.iter().map(|one| {
        let stated = match one.stated {
            Bound::AtMost(share) => format!("at most {}", percent(share)),
            // Never more than is stated.
            Bound::AtLeast(share) => {
                format!("at least {}", percent((share * 1000.0).floor() / 1000.0))
            }
            Bound::Between(low, high) => format!("{:.1} to {}", low * 100.0, percent(high)),
            Bound::Is(value) => number(value),
        };
        let seen = match &one.seen {
            Seen::Share(seen) => format!(
                "{} [{:.1}, {:.1}]",
                percent(seen.share),
                seen.lower * 100.0,
                seen.upper * 100.0
            ),
            Seen::Value {
                value,
                lower,
                upper,
                ..
            } => format!(
                "{} [{}, {}]",
                number(*value),
                number(*lower),
                number(*upper)
            ),
        };
        let holds = if one.holds { "yes" } else { "NO" };
        let cells = [
            one.truth.clone(),
            one.event.clone(),
            stated,
            seen,
            holds.to_owned(),
        ];
        GridLine::Cells(cells.to_vec())
    });
    let header = ["truth", "what", "stated", "seen [95 %]", "compatible"];
    let grid = Grid {
        header: header.map(str::to_owned).to_vec(),
        left: 2,
        last_left: false,
        lines: rows.collect(),
    };
    grid.render(look.rule())
}

/// Writes one row a statement.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv(audits: &[Audit], to: impl Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "audit",
        "truth",
        "event",
        "bound",
        "stated",
        "stated_to",
        "n",
        "count",
        "seen",
        "low",
        "high",
        "holds",
    ])?;
    for audit in audits {
        for one in &audit.statements {
            let (bound, stated, to) = match one.stated {
                Bound::AtMost(share) => ("at-most", share, None),
                Bound::AtLeast(share) => ("at-least", share, None),
                Bound::Between(low, high) => ("between", low, Some(high)),
                Bound::Is(value) => ("is", value, None),
            };
            let (n, count, seen, low, high) = match one.seen {
                Seen::Share(seen) => (
                    seen.n,
                    Some(seen.successes),
                    seen.share,
                    seen.lower,
                    seen.upper,
                ),
                Seen::Value {
                    value,
                    lower,
                    upper,
                    n,
                } => (n, None, value, lower, upper),
            };
            writer.write_record([
                audit.what,
                &one.truth,
                &one.event,
                bound,
                &stated.to_string(),
                &to.map_or(String::new(), |to| to.to_string()),
                &n.to_string(),
                &count.map_or(String::new(), |count| count.to_string()),
                &seen.to_string(),
                &low.to_string(),
                &high.to_string(),
                &one.holds.to_string(),
            ])?;
        }
    }
    Ok(writer.flush()?)
}

/// Writes all of it as a JSON list, ending in a line break.
///
/// # Errors
/// When `to` cannot be written.
pub fn json(audits: &[Audit], mut to: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, audits)?;
    to.write_all(b"\n")
}
